"""The choice of whom a figure is about."""

from __future__ import annotations

import time

from pipeline.extract.document import extract_document
from pipeline.extract.subject_choice import chosen, subject_weights
from pipeline.extract.subject_features import Candidate
from pipeline.extract.train_subjects import Example, learn


def test_the_highest_score_is_chosen_and_no_one_where_none_is_higher() -> None:
    nobody, firm = Candidate(None, ("no one",)), Candidate("openai", ("clause",))
    assert chosen([nobody, firm], {"clause": 1.0}) == "openai"
    assert chosen([nobody, firm], {"clause": 1.0, "no one": 2.0}) is None
    assert chosen([nobody, firm], {}) is None
    assert chosen([], {"clause": 1.0}) is None


def test_what_speaks_for_the_right_candidate_gets_weight() -> None:
    good, bad = Candidate("a", ("near",)), Candidate("b", ("far",))
    weights = learn([Example((bad, good), frozenset({1}))] * 8, penalty=0.1)
    assert weights["near"] > 0 > weights["far"]
    assert chosen([bad, good], weights) == "a"


def test_an_example_of_twice_the_weight_teaches_as_two() -> None:
    good, bad = Candidate("a", ("near",)), Candidate("b", ("far",))
    plain = Example((bad, good), frozenset({1}))
    doubt = Example((bad, good), frozenset({0}))
    once = [plain] * 4 + [doubt] * 4
    assert learn([*once, *[plain] * 4], 0.1) == learn(
        [plain._replace(weight=2.0)] * 4 + [doubt] * 4, 0.1
    )
    assert learn([*once, *[plain] * 4], 0.1) != learn(once, 0.1)


def test_the_weights_are_there() -> None:
    assert subject_weights()["by rule"] > 0


def test_time_grows_with_the_length_of_a_line_only() -> None:
    def seconds(times: int) -> float:
        text = "英伟达营收5亿元，OpenAI亏3亿元，" * times
        begun = time.process_time()
        extract_document(text, "cn")
        return time.process_time() - begun

    seconds(10)
    assert seconds(800) < 12 * seconds(200) + 0.5
