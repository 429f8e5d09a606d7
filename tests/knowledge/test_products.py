"""Products and terms: listed soundly, and taken by no finder for a company, model or person."""

from __future__ import annotations

import time

import pytest

from pipeline.extract.names import find_mentions
from pipeline.knowledge.base import packaged_base
from pipeline.knowledge.check import check
from pipeline.knowledge.products import KINDS, products


def found(text: str) -> list[tuple[str, str]]:
    return [(m.surface, m.type) for m in find_mentions(text)]


def test_every_product_has_a_kind_and_a_maker_that_exists() -> None:
    entities = packaged_base().entities
    assert all(p.kind in KINDS for p in products())
    assert all(p.maker is None or p.maker in entities for p in products())
    assert not [f for f in check(packaged_base()) if f.kind == "product"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("谷歌推出 TurboQuant，TurboQuant 宣布开源。", [("谷歌", "company")]),
        ("AWS 发布 Kiro，Kiro CLI 1.2 随后上线。", [("AWS", "company")]),
        ("Antigravity CLI 1.0.3 发布。", []),
        ("新的 Colossus 2 正在训练模型。", []),
        ("权重以 Apache 2.0 开源。", []),
        ("单台机器有 Trainium 2 和 Trainium3。", []),
        (
            "智谱的 ZAI-M2 获得入网许可，此前有 MiniMax M2。",
            [("智谱", "company"), ("MiniMax M2", "model")],
        ),
        ("该代理在 GAIA、BrowseComp 和 OSWorld-Verified 上领先。", []),
    ],
)
def test_products_are_taken_for_no_name(text: str, names: list[tuple[str, str]]) -> None:
    assert found(text) == names


def test_a_word_of_the_language_is_a_product_only_beside_its_maker() -> None:
    assert found("Google 推出 Stitch。Stitch 宣布支持 Figma。") == [
        ("Google", "company"),
        ("Figma", "company"),
    ]
    firm = "服装初创公司 Stitch 宣布完成 A 轮融资，Stitch 的 CEO 说衣服卖得很好。"
    assert ("Stitch", "company") in found(firm)


def test_a_longer_name_that_begins_as_a_product_stays() -> None:
    assert ("Colossus Robotics", "company") in found(
        "Colossus Robotics raised $40m in a Series B, its CEO said."
    )


@pytest.mark.parametrize(
    ("text", "entity_id"),
    [
        ("Google 云的营收增长了。", "google-cloud"),
        ("SK 集团会长访问台北。", "sk-group"),
        ("I run gpt-oss on my laptop.", "gpt-oss"),
        ("We tried gpt-oss-20b at home.", "gpt-oss-20b"),
        ("国务院总理李强在会上致辞。", "li-qiang"),
    ],
)
def test_names_are_found_in_the_spelling_of_the_page(text: str, entity_id: str) -> None:
    assert entity_id in {m.entity_id for m in find_mentions(text)}


@pytest.mark.parametrize(
    "text",
    [
        "合伙人李强说，泡沫还没有破。",
        "A parcel for Kate Jensen was left at the door.",
    ],
)
def test_a_namesake_is_not_the_listed_person(text: str) -> None:
    people = [m for m in find_mentions(text) if m.type == "person"]
    assert people
    assert all(m.entity_id not in packaged_base().entities for m in people)


def test_many_products_and_many_names_take_time_by_length_only() -> None:
    unit = "OpenAI 发布 Kiro，Foobar 公司推出 Barfoo 模型。"

    def seconds(times: int) -> float:
        def once() -> float:
            began = time.process_time()
            find_mentions(unit * times)
            return time.process_time() - began

        return min(once() for _ in range(3))

    seconds(10)
    assert seconds(1200) < 24 * max(seconds(150), 0.02)
