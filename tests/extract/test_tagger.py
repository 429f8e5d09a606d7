"""The sequence tagger: what holds of its spans, and of training it."""

from __future__ import annotations

import random
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.invent_names import Inventor, renaming
from pipeline.extract.names import find_mentions
from pipeline.extract.span_features import Page
from pipeline.extract.tag_units import Units
from pipeline.extract.tagger import TYPES, tag
from pipeline.extract.train_examples import Example, Name, renamed, template_examples

_PIECES = [
    "霁月智能", "创始人", "冯国良", "说", "Qwen3-8B", " Dolores Ortega ", "said", "，", "。",
    "\n", "的", "3.5%", "Flossly", "(", "“", "\u3000", "É", "👍", "名叫", "A", " ",
]  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=40).map("".join))
def test_spans_lie_in_the_text_in_order_and_do_not_overlap(text: str) -> None:
    names = tag(text, Page.of(text), []).names
    end = 0
    for name in names:
        assert end <= name.start < name.end <= len(text)
        assert text[name.start : name.end].strip() == text[name.start : name.end] != ""
        assert 0 < name.probability <= 1.001
        assert name.type in TYPES
        end = name.end


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_units_cover_all_that_is_no_white_space(text: str) -> None:
    text = text.encode("utf-8", "replace").decode("utf-8")
    units = Units.of(Page.of(text))
    covered = {i for a, b in zip(units.begin, units.end, strict=True) for i in range(a, b)}
    assert covered >= {i for i, c in enumerate(text) if not c.isspace()}


@pytest.mark.parametrize("text", ["(" * 60_000, "A" * 60_000, "霁" * 30_000, "Ab " * 20_000])
def test_hostile_text_takes_no_more_than_a_moment(text: str) -> None:
    start = time.process_time()
    tag(text, Page.of(text), [])
    assert time.process_time() - start < 5


def test_a_document_s_end_does_not_change_what_stands_far_before() -> None:
    text = "絮语科技的创始人顾北辰说，公司不缺钱。\n"
    alone = {(m.surface, m.type) for m in find_mentions(text)}
    longer = {(m.surface, m.type) for m in find_mentions(text + "天气很好。\n" * 50)}
    assert alone == longer


@pytest.mark.parametrize(
    ("tag_", "surfaces"),
    [
        ("p", ["冯国良", "冯"]),
        ("p", ["Dolores Ortega", "Ortega"]),
        ("p", ["埃里克·托波尔", "托波尔"]),
        ("c", ["祐心医电", "祐心"]),
        ("c", ["Gannet Agents", "Gannet"]),
        ("m", ["砖眼 2.5", "砖眼"]),
        ("m", ["HeartLens-2", "HeartLens 1.5"]),
    ],
)
def test_forms_of_one_entity_get_names_that_belong_together(tag_: str, surfaces: list[str]) -> None:
    for seed in range(20):
        new = renaming(Inventor(seed), tag_, surfaces)
        assert set(new) == set(surfaces)
        long, short = (new[s] for s in surfaces)
        if tag_ == "m":
            head = new["砖眼"] if "砖眼" in new else long.removesuffix("-2")
            assert long.startswith(head) and short.startswith(head)
        else:
            assert short in long


def test_renamed_copies_mark_the_new_names_and_nothing_else() -> None:
    text = "窑镜的赖思源说，砖眼 2.5 比砖眼好。赖总笑了。"
    names = [
        Name(0, 2, "c", "c:1"), Name(3, 6, "p", "p:1"), Name(8, 14, "m", "m:1"),
        Name(16, 18, "m", "m:1"), Name(20, 21, "p", "p:1"),
    ]  # fmt: skip
    for seed in range(10):
        copy = renamed(Example(text, names), Inventor(seed), random.Random(seed))
        rest = copy.text
        for name in reversed(copy.names):
            rest = rest[: name.start] + "#" + rest[name.end :]
        assert rest == "#的#说，# 比#好。#总笑了。".replace("# 比", "# 比")


def test_templates_are_filled_where_their_slots_are() -> None:
    blocks = ["{p1}创办了{c}。{ps1}总说{v}不错，{t}也行。"]
    for example in template_examples(blocks, ["Excel"], Inventor(0), 5):
        kinds = [n.tag for n in example.names]
        assert kinds == ["p", "c", "p", "m"]
        first, _, again, _ = (example.text[n.start : n.end] for n in example.names)
        assert again in first
        assert "Excel" in example.text


def test_training_gives_the_same_weights_again() -> None:
    pytest.importorskip("pycrfsuite")
    from pipeline.extract.train_tagger import fit

    blocks = ["创始人{p}说，{c1}不缺钱。{cs1}用{v}。", "{p} of {c} said {m} works."]
    examples = list(template_examples(blocks, ["Excel"], Inventor(0), 6))
    first, again = (fit(examples, iterations=8, c1=0.1, c2=0.05) for _ in range(2))
    for key in first:
        assert np.array_equal(first[key], again[key])
    assert len(first["slots"]) == len(first["values"]) > 0
