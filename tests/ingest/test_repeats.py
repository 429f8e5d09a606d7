"""What a page says twice goes once: decorated titles, and the second copy of the text."""

from __future__ import annotations

import time

import pytest

from pipeline.ingest.page import RawPage, ingest_page
from pipeline.ingest.repeats import repeat_edits
from pipeline.text import Text

TITLE = "把账单贴在墙上:开源凭什么能赢"
BODY = (
    "推理的单价掉了九成,云厂商的总账单却翻了一番,财务总监们看着越来越长的发票。\n\n"
    "短评\n\n"
    "智谱把输入价降到每百万两元,同行紧跟着又砍了一半,谁也不肯先停下来喘口气。\n\n"
    "还有一句。\n\n"
    "数据中心的电费占到运营成本的四成左右,没有几家公司愿意把研发团队搬到草原上去。\n"
)


def once(text: str) -> str:
    return Text.of(text).apply(repeat_edits(text)).string


def paragraphs(text: str) -> list[str]:
    return [line for line in text.split("\n") if line]


@pytest.mark.parametrize(
    "decorated",
    [
        f"{TITLE}_新芒财经_新芒网",
        f"{TITLE} - Tidewater News",
        f"{TITLE} | AI Daily",
        f"{TITLE}——新芒网",
        f"首页 > 科技 > {TITLE}",
        f"标题：{TITLE}",
        f"【转载】{TITLE}",
        f"《{TITLE}》",
        f"{TITLE[:9]}……",
    ],
)
@pytest.mark.parametrize("below", [False, True])
def test_a_decorated_copy_of_the_title_goes(decorated: str, below: bool) -> None:
    lines = [TITLE, decorated] if below else [decorated, TITLE]
    page = "\n\n".join([*lines, BODY])
    assert paragraphs(once(page)) == [TITLE, *paragraphs(BODY)]
    assert {(e.kind, e.rule) for e in repeat_edits(page)} == {("nav", "title-decorated")}
    document = ingest_page(RawPage("page.txt", page.encode()))
    assert document.title == TITLE


def test_a_title_repeated_in_the_other_script_goes() -> None:
    page = f"{TITLE}\n\n把賬單貼在牆上:開源憑什麼能贏\n\n{BODY}"
    assert ingest_page(RawPage("page.txt", page.encode())).text.string.count("凭什么能赢") == 1


@pytest.mark.parametrize(
    "lines",
    [
        ["月之暗面周报", "月之暗面周报|K3 来了,价格砍半"],
        ["智谱三季报", "智谱三季报 - 营收涨了,现金去哪了?"],
        [TITLE, "把账单贴在墙上:开源凭什么能赢,是这一年最常听到的问题,没有人有答案。"],
        ["AI", "AI | 新芒网"],
        ["标题党的末日", "他们说,标题党的末日"],
    ],
)
def test_what_only_begins_or_ends_alike_stays(lines: list[str]) -> None:
    page = "\n\n".join([*lines, BODY])
    assert once(page) == page


def test_a_text_that_stands_twice_stands_once() -> None:
    page = f"{TITLE}\n\n{BODY}\n\n{TITLE}\n\n{BODY}"
    assert once(page).strip() == f"{TITLE}\n\n{BODY}".strip()
    assert {(e.kind, e.rule) for e in repeat_edits(page)} == {("duplicate", "twice")}
    document = ingest_page(RawPage("page.txt", page.encode()))
    assert document.text.string.count("短评") == 1
    assert document.text.string.count(TITLE) == 1


def test_a_refrain_is_no_copy() -> None:
    page = (
        f"{TITLE}\n\n{BODY}\n\n短评\n\n还有一句。\n\n另一段完全不同的话,也足够长,写在这一页的最后。"
    )
    assert once(page) == page


@pytest.mark.parametrize(
    "hostile",
    ["a\n" * 200_000, "标题一二三四五六\n" * 100_000, ("中" * 30 + "\n") * 50_000,
     ("中" * 30 + "\n" + "文" * 30 + "\n") * 30_000, "…" * 500_000,
     "_" * 300_000 + "\n" + "a" * 99],
    ids=lambda text: repr(text[:6]),
)  # fmt: skip
def test_hostile_text_takes_no_longer_than_any(hostile: str) -> None:
    start = time.process_time()
    repeat_edits(hostile)
    assert time.process_time() - start < 3
