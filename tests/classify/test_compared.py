"""What two numbers say of a quantity, where no word of motion says it."""

from __future__ import annotations

import pytest

from pipeline.classify.compared import moves
from pipeline.classify.events import spelled_events
from pipeline.classify.lexicon import FEATURES, read_lexicon


@pytest.mark.parametrize(
    ("text", "weights"),
    [
        ("queue times went from 41 minutes to 9.", [-1]),
        ("renewals: 71%, from 88% a year ago", [-1]),
        ("orders of $12m, against $900k in spring", [1]),
        ("lifted to $6.1bn from $5.4bn", [1]),
        ("from 3 to 5 million", [1]),
        ("平均修复时间由 38 分钟变成 171 分钟", [1]),
        ("收入8.6亿元,上年同期为11.8亿元。", [-1]),
        ("在手现金9000万元,年初1.2亿元", [-1]),
        ("评分从4.9变成4.9", []),
        ("from 2019 to 2024", []),
        # By how much it moved, and from where.
        ("revenue declined 12% from $8 billion", []),
        ("a margin of 12% from 15%", [-1]),
        ("由2019年到2023年", []),
        ("5,800 queries from 213 customers", []),
        ("it has 12 offices. from 3 people to none", []),
        ("开了12次会,其中3次在线上", []),
        ("1\nfrom 2", []),
    ],
)
def test_two_numbers_tell_a_rise_or_a_fall(text: str, weights: list[int]) -> None:
    assert [move.weight for move in moves(text)] == weights


@pytest.mark.parametrize(
    ("sentence", "feature"),
    [
        ("the error rate went from 31 to 3.", "good_change"),
        ("retention: 71%, from 88% a year ago", "bad_change"),
        ("成本由38元变成5元。", "good_change"),
        ("营收8.6亿元,上年同期为11.8亿元。", "bad_change"),
    ],
)
def test_a_change_is_judged_by_the_worth_of_what_changes(sentence: str, feature: str) -> None:
    assert read_lexicon(sentence, 1).numbers[0, FEATURES.index(feature)] > 0


def test_a_word_of_motion_between_the_numbers_is_not_told_twice() -> None:
    events = [event for event in spelled_events("成本由38元降到5元。") if "…" not in event]
    assert [event for event in events if event.startswith("motion")] == ["motion- 降到"]


@pytest.mark.parametrize(
    ("sentence", "hidden"),
    [
        ("utilities are demanding deposits.", "demand"),
        ("castor is recalling its robots.", "recall"),
        ("上市以来最大的一次下跌", "上市"),
    ],
)
def test_a_longer_term_without_weight_hides_a_shorter_one(sentence: str, hidden: str) -> None:
    assert not any(f"+ {hidden}" in event for event in spelled_events(sentence))


@pytest.mark.parametrize(
    ("sentence", "feature"),
    [
        ("the listing was pulled and the firm filed for bankruptcy.", "negative"),
        ("the plant is two years behind schedule.", "negative"),
        ("the round was oversubscribed.", "positive"),
        ("公司账户被查封,供应商讨薪。", "negative"),
        ("首度盈利,订单排满。", "positive"),
    ],
)
def test_plain_events_have_a_sign(sentence: str, feature: str) -> None:
    assert read_lexicon(sentence, 1).numbers[0, FEATURES.index(feature)] > 0
