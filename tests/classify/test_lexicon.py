"""What the lexicons make of a sentence: what is turned, what is told by two words together."""

from __future__ import annotations

import csv

import pytest

from pipeline.classify.events import spelled_events
from pipeline.classify.grams import lines_of
from pipeline.classify.lexicon import FEATURES, read_lexicon
from pipeline.resources import models_path


def reading(sentence: str) -> dict[str, float]:
    numbers = read_lexicon(lines_of([sentence]), 1).numbers[0]
    return dict(zip(FEATURES, numbers.tolist(), strict=True))


@pytest.mark.parametrize(
    "sentence",
    [
        "The update doesn't improve anything.",
        "The answers aren’t reliable.",
        "Small firms can't succeed with it.",
        "It won't benefit anyone.",
        "模型没有任何优势。",
    ],
)
def test_a_negator_turns_praise(sentence: str) -> None:
    assert reading(sentence)["balance"] < 0
    assert reading(sentence)["negation"] > 0


@pytest.mark.parametrize(
    "sentence",
    [
        "口碑不断好转，特别好用。",
        "不仅领先，而且便宜。",
        "无人驾驶更安全。",
        "未来值得期待，无疑是好消息。",
        "销量不到一年便大获成功。",
        "It is not only faster but safer.",
        "By the end of the month it was a success.",
        "Progress has never been faster.",
        "A little better, and a few breakthroughs.",
    ],
)
def test_words_that_hold_a_negator_are_none(sentence: str) -> None:
    assert reading(sentence)["negation"] == 0
    assert reading(sentence)["balance"] > 0


@pytest.mark.parametrize(
    ("sentence", "sign"),
    [
        ("这样的成绩不能不让人佩服。", 1),
        ("这种做法不无风险。", -1),
        ("It is hard not to be impressed.", 1),
        ("The plan is not without risk.", -1),
    ],
)
def test_two_negators_together_turn_nothing(sentence: str, sign: int) -> None:
    assert reading(sentence)["balance"] * sign > 0


@pytest.mark.parametrize(
    ("sentence", "good"),
    [
        ("运营成本暴增。", False),
        ("Churn fell again.", True),
        ("Losses are growing faster.", False),
        ("用户投诉成倍增加。", False),
        ("误诊率大幅下降。", True),
        ("The threat has receded.", True),
        ("Sales did not fall.", True),
        ("收入没有增长。", False),
    ],
)
def test_a_quantity_and_its_motion_are_told_together(sentence: str, good: bool) -> None:
    said = reading(sentence)
    assert said["good_change"] > 0 if good else said["bad_change"] > 0
    assert said["balance"] > 0 if good else said["balance"] < 0


def test_what_is_told_together_is_one_event() -> None:
    told = spelled_events("运营成本暴增。")
    assert any(event.startswith("motion+ 暴增") for event in told)
    assert not any("polarity" in event for event in told)


def test_a_motion_of_the_main_clause_is_none_of_the_concession() -> None:
    assert reading("尽管亏损还在，主营业务已经回暖。")["bad_change"] == 0
    assert reading("成本还在，已经上升。")["bad_change"] > 0


@pytest.mark.parametrize(
    ("sentence", "sign"),
    [
        ("商业化进展缓慢，尽管技术相当领先。", -1),
        ("前景光明，尽管还有困难。", 1),
        ("The business is failing, even though the technology is excellent.", -1),
        ("尽管还有困难，前景光明。", 1),
        ("Users are happy, while the losses are terrible.", -1),
        ("While the losses are terrible, users are happy.", 1),
        ("他们说，尽管成本不低，但是效果出色。", 1),
    ],
)
def test_the_main_clause_carries_the_sentence(sentence: str, sign: int) -> None:
    assert reading(sentence)["main_balance"] * sign > 0


@pytest.mark.parametrize(
    ("sentence", "sign"),
    [
        ("有人说开源是灾难，这种说法站不住脚。", 1),
        ("Critics call it doomed; they could not be more wrong.", 1),
        ("The breakthrough is a myth.", -1),
        ("In fact the launch was a success.", 1),
    ],
)
def test_what_is_refuted_counts_the_other_way(sentence: str, sign: int) -> None:
    assert reading(sentence)["balance"] * sign > 0


def test_a_word_of_praise_or_doubt_holds_no_turn() -> None:
    assert reading("公司的财务岌岌可危。")["turn"] == 0
    assert reading("用户可以选择，而且便宜。")["turn"] == 0
    assert reading("价格低，可质量差。")["turn"] > 0


@pytest.mark.parametrize(
    "sentence", ["榜单很好看，可没人付钱。", "可没人付钱。", "他说：“可没人付钱。”"]
)
def test_what_may_turn_turns_at_the_head_of_a_clause(sentence: str) -> None:
    assert reading(sentence)["turn"] > 0


@pytest.mark.parametrize(
    "sentence", ["新规令用户可免税购机。", "这批卡下月可交货。", "新版 Qwen 可读十万字。"]
)
def test_what_may_turn_turns_nothing_inside_a_clause(sentence: str) -> None:
    assert reading(sentence)["turn"] == 0


@pytest.mark.parametrize("sentence", ["这门生意有没有风险？", "明年会不会下滑？", "要不要冒险？"])
def test_a_question_of_the_two_ways_negates_nothing(sentence: str) -> None:
    said = reading(sentence)
    assert said["negation"] == 0
    assert said["negated_negative"] == 0


@pytest.mark.parametrize(
    ("sentence", "feature"),
    [
        ("The board noted the strong quarter.", "negation"),
        ("Her notes praise the design.", "negation"),
        ("Wind farms feed the campus.", "positive"),
        ("A band played in the lobby.", "negative"),
        ("Banks are willing to lend.", "outlook"),
    ],
)
def test_a_word_with_more_letters_is_no_form_of_a_term(sentence: str, feature: str) -> None:
    assert reading(sentence)[feature] == 0


@pytest.mark.parametrize(
    ("sentence", "feature"),
    [
        ("It promised and delivered a win.", "positive"),
        ("It launches a flawed product and loses.", "negative"),
        ("Few of them work, and fewer last.", "negation"),
        ("The plan is expected to hold.", "hedge"),
    ],
)
def test_a_term_with_an_ending_is_found(sentence: str, feature: str) -> None:
    assert reading(sentence)[feature] > 0


@pytest.mark.parametrize(
    ("sentence", "sign"),
    [
        ("与其说这是泡沫，不如说是一次换挡。", 1),
        ("与其说这是突破，不如说是改了个名字。", -1),
        ("这次跌价和经营恶化没有关系。", 1),
        ("财报给了悲观的人一记响亮的耳光。", 1),
    ],
)
def test_what_is_set_aside_counts_the_other_way(sentence: str, sign: int) -> None:
    assert reading(sentence)["balance"] * sign > 0


def test_a_full_stop_ends_a_sentence_in_either_script() -> None:
    assert spelled_events("It is excellent.")[-1].endswith("excellent … .")
    assert spelled_events("It is excellent.”")[-1].endswith("excellent … .")
    assert spelled_events("Version 1.5 is excellent")[-1].endswith("excellent")
    assert read_lexicon(lines_of(["excellent."]), 1).events.buckets.tolist() == (
        read_lexicon(lines_of(["excellent。"]), 1).events.buckets.tolist()
    )


def rows(name: str) -> list[dict[str, str]]:
    path = models_path(f"stance/lexicon/{name}.tsv")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize(
    "row",
    [r for r in rows("negation") if not float(r["weight"])],
    ids=lambda row: row["term"],
)
def test_each_word_that_is_no_negator_hides_the_one_in_it(row: dict[str, str]) -> None:
    assert row["term"] in row["example"].lower()
    assert reading(row["example"])["negation"] == 0


@pytest.mark.parametrize(
    "row", [r for r in rows("concession") if r["role"] == "no turn"], ids=lambda row: row["term"]
)
def test_each_word_that_is_no_turn_hides_the_one_in_it(row: dict[str, str]) -> None:
    assert row["term"] in row["example"]
    assert reading(row["example"])["turn"] == 0


@pytest.mark.parametrize("row", rows("hedge"), ids=lambda row: row["term"])
def test_each_hedge_is_one_and_what_holds_one_is_none(row: dict[str, str]) -> None:
    assert row["term"] in row["example"].lower()
    assert (reading(row["example"])["hedge"] > 0) is (float(row["weight"]) > 0)


@pytest.mark.parametrize(
    "row", [r for r in rows("irony") if not float(r["weight"])], ids=lambda row: row["term"]
)
def test_each_word_that_is_no_irony_hides_the_one_in_it(row: dict[str, str]) -> None:
    assert row["term"] in row["example"]
    assert reading(row["example"])["irony"] == 0


@pytest.mark.parametrize(
    "row", [r for r in rows("rejection") if r["role"] == "no refute"], ids=lambda row: row["term"]
)
def test_each_mistake_that_refutes_nothing_hides_the_word_in_it(row: dict[str, str]) -> None:
    assert row["term"] in row["example"]
    assert reading(row["example"])["rejected"] == 0


@pytest.mark.parametrize("row", rows("polarity_zh_parts"), ids=lambda row: row["term"])
def test_each_word_hides_the_praise_or_doubt_that_is_part_of_it(row: dict[str, str]) -> None:
    shared = set(row["hides"]) & set(row["term"])
    assert len(shared) > 1, "what is hidden overlaps the word"
    told = spelled_events(f"这里说的是{row['term']}。")
    assert not any(event.endswith(f" {row['hides']}") for event in told)
