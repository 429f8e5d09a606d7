"""Intervals and comparisons say how far a figure can be trusted."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.evaluate.bootstrap import FEWEST, compare, draws, estimate, figures_once
from pipeline.evaluate.match_names import Link
from pipeline.evaluate.measure import DocumentCounts, Measurement
from pipeline.evaluate.misses import Miss
from pipeline.evaluate.report import (
    evaluation,
    read_counts,
    render,
    render_changes,
    render_misses,
    to_json,
)


def document(number: int, right: int, missed: int, **more: int) -> DocumentCounts:
    columns = {
        "names.company.right": right,
        "names.company.missed": missed,
        "names.company.surplus": 0,
    }
    strata = {"script": "hans" if number % 2 else "hant-tw", "language": "zh", "genre": "news"}
    links = [Link("c:a", "a", right)] if right else []
    return DocumentCounts(f"d{number}", "x", strata, columns | more, links)


def corpus(share: float, size: int = 30, seed: int = 1) -> list[DocumentCounts]:
    chance = random.Random(seed)
    rights = [sum(chance.random() < share for _ in range(20)) for _ in range(size)]
    return [document(n, right, 20 - right) for n, right in enumerate(rights)]


def test_an_interval_holds_its_figure_and_is_the_same_every_time() -> None:
    documents = corpus(0.7)
    first = estimate(documents)["names.company.r"]
    assert first.low < first.value < first.high
    assert first.high - first.low < 0.15
    assert estimate(documents)["names.company.r"] == first


def test_more_documents_make_a_narrower_interval() -> None:
    few, many = (estimate(corpus(0.7, size))["names.company.r"] for size in (8, 200))
    assert many.high - many.low < few.high - few.low


def test_too_few_documents_have_no_interval() -> None:
    figure = estimate(corpus(0.7, FEWEST - 1))["names.company.r"]
    assert 0 < figure.value < 1
    assert math.isnan(figure.low)
    assert math.isnan(figure.high)


def test_each_resample_draws_as_many_documents_as_there_are() -> None:
    weights = draws(13)
    assert weights.shape == (1000, 13)
    assert (weights.sum(axis=1) == 13).all()


def test_a_run_compared_with_itself_has_not_moved() -> None:
    changes = compare(corpus(0.7), corpus(0.7))
    assert changes
    assert not any(c.difference or c.beyond_noise for c in changes)
    assert "nothing moved" in render_changes(changes, 30, 0)


def test_what_moved_a_lot_is_beyond_noise_and_what_moved_a_little_is_not() -> None:
    old = corpus(0.7)
    better = {c.name: c for c in compare(old, corpus(0.9, seed=2))}["names.company.f1"]
    assert better.beyond_noise
    assert better.low > 0
    first = old[0].columns
    nudged = document(0, first["names.company.right"] + 1, first["names.company.missed"] - 1)
    little = {c.name: c for c in compare(old, [nudged, *old[1:]])}["names.company.f1"]
    assert little.difference > 0
    assert not little.beyond_noise


def test_only_documents_of_both_runs_are_compared() -> None:
    old = corpus(0.5, 10)
    new = [*old, document(99, 0, 20)]
    assert not any(c.difference for c in compare(old, new))
    assert compare(old, [document(99, 0, 20)]) == []


links = st.lists(
    st.builds(Link, st.sampled_from("abc"), st.sampled_from("xyz"), st.integers(1, 4)), min_size=1
)


@given(links)
def test_linking_equals_b_cubed_mention_by_mention(found: list[Link]) -> None:
    mentions = [(g, o) for g, o, n in found for _ in range(n)]
    precision = np.mean(
        [np.mean([gold == g for gold, output in mentions if output == o]) for g, o in mentions]
    )
    recall = np.mean(
        [np.mean([output == o for gold, output in mentions if gold == g]) for g, o in mentions]
    )
    counts = DocumentCounts("d", "x", {}, {}, found)
    figures = figures_once([counts])
    assert figures["names.linking.p"] == pytest.approx(precision)
    assert figures["names.linking.r"] == pytest.approx(recall)


def test_the_report_reads_as_a_table() -> None:
    documents = corpus(0.7)
    shown = render(evaluation("gold", "dev", Measurement(documents, absent=["d3"])))
    assert "30 documents of gold, split dev" in shown
    assert "not in the output: 1 (d3)" in shown
    line = next(row for row in shown.splitlines() if row.startswith("names.company.f1"))
    _, figure, low, _, high, *rest = line.split()
    assert float(low) < float(figure) < float(high)
    assert rest[0] == "1.000"  # precision
    assert rest[-2] == "0"  # surplus
    assert "by script" in shown
    assert "hans (15)" in shown
    assert "by language" not in shown  # one group is no comparison


def test_counts_survive_the_file_and_figures_in_it_are_plain(tmp_path: Path) -> None:
    documents = corpus(0.7)
    path = tmp_path / "a.json"
    path.write_text(to_json(evaluation("gold", "dev", Measurement(documents))), encoding="utf-8")
    assert read_counts(path) == documents
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content["figures"]["names.company.p"]["value"] == 1
    assert content["figures"]["text.kept.f1"]["value"] is None
    assert content["groups"]["script"]["hans"]["documents"] == 15


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"version": 0}', '{"version": 1}'])
def test_a_file_of_something_else_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="not written by"):
        read_counts(path)


def test_the_worst_misses_come_first() -> None:
    misses = [Miss("company missed", f"d{n}", n, f"name {n}", "…") for n in range(9)]
    shown = render_misses(misses, 2).splitlines()
    assert shown[0] == "## company missed: 9"
    assert [row.split()[0] for row in shown[1:]] == ["d8", "d7"]
    assert render_misses([], 3) == "no misses\n"
