"""What a figure measures, as it is learned and chosen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import figures
from pipeline.errors import InputError, KnowledgeError
from pipeline.extract.claim_labels import Answer, of_examples, of_passage
from pipeline.extract.document import extract_document
from pipeline.extract.figure_places import figure_places
from pipeline.extract.metric_choice import (
    MetricModel,
    metric_model,
    read_metric_model,
    write_metric_model,
)
from pipeline.extract.metric_features import BUCKETS, metric_features
from pipeline.extract.names import find_mentions
from pipeline.extract.sentences import split_sentences
from pipeline.extract.train_metrics import Measured, learn

Rows = list[list[int]]


def given_rows(rows: Rows) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
    bounds = np.cumsum([0, *map(len, rows)])
    return np.array([b for row in rows for b in row], np.uint32), bounds


ANY = frozenset({"revenue", "cost", "price"})


def chosen(model: MetricModel, rows: Rows) -> list[str | None]:
    return model.choose(*given_rows(rows), [ANY] * len(rows), [False] * len(rows))


def small_model() -> MetricModel:
    bucket = {"revenue": 7, "-": 9}
    made = [
        Measured(np.array([1, bucket[name]], np.uint32), frozenset({None if name == "-" else name}))
        for name in ("revenue", "-")
        for _ in range(20)
    ]
    return learn(made)


def test_what_speaks_for_a_metric_gets_weight() -> None:
    assert chosen(small_model(), [[1, 7], [1, 9]]) == ["revenue", None]


def test_of_two_right_answers_each_counts_its_part() -> None:
    both = frozenset({"cost", "price"})
    made = [Measured(np.array([3], np.uint32), both) for _ in range(9)]
    made += [Measured(np.array([4], np.uint32), frozenset({None})) for _ in range(9)]
    model = learn(made)
    cost, price = (model.metrics.index(name) for name in ("cost", "price"))
    scores = model.scores(*given_rows([[3]]))[0]
    assert scores[cost] == pytest.approx(scores[price], abs=0.05)
    assert chosen(model, [[3]]) != [None]


def test_a_figure_of_twice_the_weight_teaches_as_two() -> None:
    plain = [Measured(np.array([3], np.uint32), frozenset({"cost"}))] * 6
    other = [Measured(np.array([3], np.uint32), frozenset({None}))] * 8
    heavy = [one._replace(weight=2.0) for one in plain]
    twice, double = (learn([*made, *other]) for made in ([*plain, *plain], heavy))
    said, meant = (model.scores(*given_rows([[3]]))[0] for model in (twice, double))
    assert said == pytest.approx(meant, abs=0.02)
    assert chosen(double, [[3]]) == ["cost"]
    assert chosen(learn([*plain, *other]), [[3]]) == [None]


@given(st.lists(st.lists(st.sampled_from([1, 3, 7, 9]), max_size=6), max_size=6))
def test_figures_together_are_judged_as_each_alone(rows: Rows) -> None:
    model = small_model()
    together = model.scores(*given_rows(rows))
    for number, row in enumerate(rows):
        assert np.allclose(together[number], model.scores(*given_rows([row]))[0])


def test_a_model_comes_back_as_it_was_written(tmp_path: Path) -> None:
    model = small_model()
    write_metric_model(model, tmp_path / "one.npz")
    write_metric_model(model, tmp_path / "two.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    back = read_metric_model(tmp_path / "one.npz")
    rows = given_rows([[1, 7], [9], []])
    assert np.array_equal(back.scores(*rows), model.scores(*rows))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("buckets", np.array([9, 7], np.uint32)),
        ("buckets", np.array([7, BUCKETS], np.uint32)),
        ("weights", np.zeros((1, 2), np.int8)),
        ("weights", np.zeros((2, 2), np.float32)),
        ("metrics", np.array(["revenue", "cost"])),
        ("bias", np.array([np.nan, 0], np.float32)),
        ("scale", np.array([1.0, 2.0])),
        ("heed", np.float64(np.inf)),
    ],
)
def test_damaged_weights_are_refused(tmp_path: Path, name: str, value: npt.NDArray[Any]) -> None:
    whole: dict[str, Any] = {
        "metrics": np.array(["-", "revenue"]),
        "buckets": np.array([7, 9], np.uint32),
        "weights": np.ones((2, 2), np.int8),
        "scale": np.float64(0.1),
        "bias": np.zeros(2, np.float32),
        "heed": np.float64(1.0),
    }
    np.savez(tmp_path / "whole.npz", **whole)
    assert chosen(read_metric_model(tmp_path / "whole.npz"), [[7]]) == [None]
    np.savez(tmp_path / "damaged.npz", **{**whole, name: value})
    with pytest.raises(KnowledgeError, match=r"damaged\.npz"):
        read_metric_model(tmp_path / "damaged.npz")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"none\.npz"):
        read_metric_model(tmp_path / "none.npz")


WORDS = (
    "营收",
    "英伟达",
    "OpenAI",
    "3亿元",
    "40%",
    "1,200人",
    "，",
    "。",
    "\n",
    "约",
    "cost ",
    "😀",
    "|",
)


@settings(deadline=None)  # the first text loads the knowledge base
@given(st.lists(st.sampled_from(WORDS), max_size=30).map("".join))
def test_every_figure_of_any_text_has_features(text: str) -> None:
    sentences, mentions = split_sentences(text), find_mentions(text)
    parsed = figures.parse(text, blocked=[(m.start, m.end) for m in mentions])
    places = figure_places(text, sentences, parsed)
    count = 0
    for features, bounds in metric_features(text, mentions, places):
        assert bounds[0] == 0 and bounds[-1] == len(features)
        assert (np.diff(bounds) > 10).all()
        assert int(features.max()) < BUCKETS
        count += len(bounds) - 1
    assert count == len(parsed)
    assert len(extract_document(text, "cn").figures) == len(parsed)


def test_what_a_figure_cannot_measure_is_never_chosen() -> None:
    model, rows = small_model(), given_rows([[1, 7]])
    assert model.choose(*rows, [frozenset({"cost"})], [False]) == [None]


def test_where_the_rules_name_a_metric_none_must_be_likelier_by_more() -> None:
    model = small_model()
    one, nothing = (model.metrics.index(name) for name in ("revenue", "-"))
    model.bias[one], model.bias[nothing] = 0.0, 0.5
    rows = given_rows([[], []])
    assert model.choose(*rows, [ANY, ANY], [False, True]) == [None, "revenue"]


@pytest.mark.parametrize(
    ("text", "metrics"),
    [
        (
            "| 公司 | 营收 | 净利润 | 毛利率 |\n| - | - | - | - |\n| 甲 | 37.7亿元 | 4亿元 | 42% |",
            ["revenue", "profit", "margin"],
        ),
        (
            "| 品牌 | 出货量 | 市占率 |\n| --- | --- | --- |\n| 甲 | 3万台 | 18% |",
            ["shipments", "market_share"],
        ),
        ("## 营收\n- 2024年：12亿元\n- 2025年：18亿元", ["revenue", "revenue"]),
        ("DAU达到1亿，MAU达到3亿。", ["users", "users"]),
        ("ChatGPT has 800 million weekly active users.", ["users"]),
        ("全国人口14亿。", [None]),
    ],
)
def test_what_a_place_or_a_word_says_is_heard(text: str, metrics: list[str | None]) -> None:
    assert [f.claim.metric for f in extract_document(text, "cn").figures] == metrics


def test_a_line_of_thousands_of_figures_takes_no_hundred_megabytes() -> None:
    import tracemalloc

    text = "营收12亿元，" * 2500
    extract_document(text[:700], "cn")
    tracemalloc.start()
    extract_document(text, "cn")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100e6


def test_what_is_far_away_changes_nothing() -> None:
    text = "去年公司营收达到12亿元，毛利率为41%。"
    apart = "\n\n".join([text, "天气很好。" * 60, text])
    found = [f.claim.metric for f in extract_document(apart, "cn").figures]
    assert found[:2] == found[2:] == ["revenue", "margin"]


def test_a_passage_says_whom_its_figures_are_about() -> None:
    claims = [
        {"surface": "30%", "subject": ["英伟达"], "metric": ["revenue"]},
        {"surface": "30%", "subject": ["-not named-", None], "metric": [None]},
    ]
    line = json.dumps({"text": "英伟达营收增长30%。另有30%的人不知道。", "claims": claims})
    first, second = of_passage(line, "part:1").answers
    assert first == Answer(0, frozenset({"nvidia"}), frozenset({"revenue"}))
    assert second == Answer(1, frozenset({None}), frozenset({None}))


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"text": "3亿元"}',
        '{"text": "3亿元", "claims": [{"surface": "3亿元"}]}',
        '{"text": "3亿元", "claims": [{"surface": "3亿元", "subject": [null], "metric": "cost"}]}',
        '{"text": "3亿元", "claims": [{"surface": "3亿元", "subject": [null], "metric": ["co"]}]}',
        '{"text": "3亿元", "claims": [{"surface": "3亿元", "subject": [1], "metric": [null]}]}',
        '{"text": "3亿元", "claims": [{"surface": "4亿元", "subject": [null], "metric": [null]}]}',
    ],
)
def test_a_line_that_is_no_passage_is_named(line: str) -> None:
    with pytest.raises(InputError, match=r"part-x\.jsonl:4"):
        of_passage(line, "part-x.jsonl:4")


def test_every_metric_teaches_its_example() -> None:
    taught = {a.metrics for labelled in of_examples() for a in labelled.answers}
    assert {frozenset({name}) for name in metric_model().metrics if name != "-"} <= taught
