"""Who posts on a network: above the day, and the sign of to whom it is open."""

from __future__ import annotations

import pytest

from pipeline.ingest.network_posts import posted_by


@pytest.mark.parametrize(
    ("name", "when", "wanted"),
    [
        ("粘一舟", "2026年9月5日 · 🌏", "粘一舟"),
        ("林小满｜夜班笔记", "3小时 · 🌐", "林小满"),
        ("林小满 Lin Xiaoman", "2月5日 · 🌐", "林小满"),
        ("半截粉笔 ✓ 追踪", "6月11日 · 公开", "半截粉笔"),
        ("Nora Whitfield", "3d • Edited • 🌐", "Nora Whitfield"),
        ("夜里写代码的人", "追踪 · 6月3日下午10:14 · 👥", "夜里写代码的人"),
    ],
)
def test_a_post_names_its_author_above_the_day(name: str, when: str, wanted: str) -> None:
    assert posted_by([name, when, "各位,说件事。"], 0) == wanted


@pytest.mark.parametrize(
    ("name", "when"),
    [
        ("机房里的账", "2026年9月5日"),
        ("接待台后面的机器", "林小满碎念 ‧ 2026年10月2日 · 🌏"),
        ("今天说三件事。", "2月5日 · 🌐"),
        ("机房里的账", "地球 · 🌐"),
        ("灯塔科技又降价了", "3小时前 · 公开"),
        ("Kestrel raises prices", "5 March · Public"),
        ("模型降价之后", "2026年3月5日 · 🌐"),
    ],
)
def test_other_lines_name_nobody(name: str, when: str) -> None:
    assert posted_by([name, when], 0) is None
