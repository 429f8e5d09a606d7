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


TRANSCRIPT = """My guests are Pav and Dervla.
[00:15:10] DERVLA: Somebody's going to write it.
[00:15:16] PAV: Rails last sixty years.
[00:15:20] DERVLA: Chips last four.
[00:15:22] PAV: Then sell them."""


def test_who_takes_turns_is_a_person_under_one_entity() -> None:
    people = [m for m in find_mentions(TRANSCRIPT) if m.type == "person"]
    assert [m.surface for m in people] == ["Pav", "Dervla", "DERVLA", "PAV", "DERVLA", "PAV"]
    assert len({m.entity_id for m in people}) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Pros: Cheap.\nCons: Slow.\nPros: Small.\nCons: Loud.",
        "Pav: one line only, and nobody else speaks.",
    ],
)
def test_labels_of_lists_and_single_lines_are_no_people(text: str) -> None:
    assert not [m for m in find_mentions(text) if m.type == "person"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("业务经理沙女士说，下半年只接现款。", {("沙", "person")}),
        ("何Sir上月回了电邮，班主任陆Miss派了通告。", {("何", "person"), ("陆", "person")}),
        ("这个行业和先生们无关，各位女士、先生也不必担心。", set()),
        ("我们的庹工试过，程工说不行，员工罢工，工地施工。", {("庹", "person"), ("程", "person")}),
        ("Now it holds Madam Loh Siew Khim's daughter, said Brother Anselm.",
         {("Loh Siew Khim", "person"), ("Anselm", "person")}),
        ("He saw Sister Act on a Brother printer.", set()),
        ("文学长廊里，何处长满青苔，小姐姐来了。", set()),
        ("本地 LLM 面向 Pro 用户开放，关于 LLM 的推理成本不谈。电视Max降价。", set()),
        ("在一家物流企业诉恒数智联一案中，法院判恒数智联败诉。", {("恒数智联", "company")}),
        ("说启明Flash突然变笨了，模型降智。", {("启明Flash", "model")}),
        ("手机厂商发布了新品手机Pro，屏幕很大。", set()),
        ("Priya, our only tester, started to leave on time.", {("Priya", "person")}),
    ],
)  # fmt: skip
def test_titles_courtesies_and_kinds(text: str, wanted: set[tuple[str, str]]) -> None:
    assert found(text) == wanted


def test_the_paper_that_asks_is_no_name() -> None:
    answers = (
        "深算：先说数字，现在怎样？\n童骁：订单翻倍。\n深算：留人难吗？\n童骁：难。\n"
        "深算：谁在抢？\n童骁：都在抢。"
    )
    assert {surface for surface, _ in found(answers)} == {"童骁"}


def test_a_tool_of_a_firm_is_found_by_its_shorter_name_too() -> None:
    text = "泊川科技完成融资。泊川上线了“泊川听澜助手”，泊川听澜很好用，泊川听澜不错。"
    models = [m for m in find_mentions(text) if m.type == "model"]
    assert {m.surface for m in models} == {"泊川听澜助手", "泊川听澜"}
    assert len({m.entity_id for m in models}) == 1


def test_a_name_ends_with_its_line() -> None:
    assert not any("\n" in surface for surface, _ in found("文枢\n是公司推出的合同大模型。"))
