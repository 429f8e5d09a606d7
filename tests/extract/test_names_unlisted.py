"""Names that no list has, by form and surroundings; all names here are invented."""

from __future__ import annotations

import pytest

from pipeline.extract.introductions import Introduction, introduced, introductions
from pipeline.extract.names import find_mentions


def found(text: str) -> set[tuple[str, str]]:
    return {(m.surface, m.type) for m in find_mentions(text)}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "做这件事的公司叫棂镜，二十来个人。创始人郗念慈以前在一家瓷砖厂上班。郗总说，棂镜不打算融资。",
            {("棂镜", "company"), ("郗念慈", "person"), ("郗", "person")},
        ),
        (
            "（台北讯）沅心医电股份有限公司今日宣布，旗下判读软件取得许可。",
            {("沅心医电股份有限公司", "company")},
        ),
        (
            "Its chief executive, Pilar Ondarroa, would not say. Ms. Ondarroa told investors that"
            " Kvasir Inc. has enough cash.",
            {("Pilar Ondarroa", "person"), ("Ondarroa", "person"), ("Kvasir Inc.", "company")},
        ),
        ("Chief Executive Pilar Ondarroa said the plant is open.", {("Pilar Ondarroa", "person")}),
        ("Mr Ji told investors that prices would hold.", {("Ji", "person")}),
        (
            "We tried Obwarz 14B from a firm with nine people. The 14B answers in Polish.",
            {("Obwarz 14B", "model"), ("14B", "model")},
        ),
        ("较前一代 PulsarLens 1.5 分别提高两成和三成，新的 PulsarLens-2 模型下月上线。",
         {("PulsarLens 1.5", "model"), ("PulsarLens-2", "model")}),
        ("客户都来自介绍，王总每次打电话来，我都站着接。", {("王", "person")}),
    ],
)  # fmt: skip
def test_found(text: str, wanted: set[tuple[str, str]]) -> None:
    assert wanted <= found(text)


@pytest.mark.parametrize(
    "text",
    [
        "苹果熟了会掉下来，老总们都去看了一眼。",
        "模型参数从 7B 到 14B 不等，两个尺寸都开源。",
        "It has 8B parameters and a 70B model would not fit.",
        "公司的总经理和董秘都没有回应，证券科技分析师也没有。",
        "Officials from the ministry met in Singapore and flew to India.",
        "本季资本开支大增，当季数据下周公布。",
        "每周总结一次，双方总计开了九个会。",
    ],
)
def test_no_names(text: str) -> None:
    assert {m for m in found(text) if m[1] in ("company", "model", "person")} == set()


def test_a_size_means_the_model_of_that_size() -> None:
    text = "我们试了 Qwen3-14B。14B 是够用的，那个 8B 不行。"
    by_surface = {m.surface: m.entity_id for m in find_mentions(text)}
    assert by_surface["14B"] == by_surface["Qwen3-14B"]
    assert "8B" not in by_surface


def test_a_title_links_to_the_person_with_that_surname() -> None:
    text = "董事长谯望舒没有回应。谯董只说，再等等。"
    people = [m for m in find_mentions(text) if m.type == "person"]
    assert [m.surface for m in people] == ["谯望舒", "谯"]
    assert len({m.entity_id for m in people}) == 1


@pytest.mark.parametrize("entry", introductions(), ids=lambda i: i.example[:16])
def test_what_the_text_calls_a_thing_is_its_name_whatever_the_word(entry: Introduction) -> None:
    name = entry.example.partition("⟦")[2].partition("⟧")[0]
    text = entry.example.replace("⟦", "").replace("⟧", "")
    assert {text[a:b] for a, b in introduced(text, entry.type)} == {name}
    assert name in [m.surface for m in find_mentions(text) if m.type == entry.type]
    assert not list(introduced(entry.counter.replace("⟦", "").replace("⟧", ""), entry.type))
