"""Whose a model is: every rule by its example and counter-example, and what suggestions take."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import pipeline
from pipeline.knowledge.makers import MakerRule, Name, maker_rules, makers
from pipeline.knowledge.suggest import suggestions

_MARKED = re.compile(r"(\[[^\]]*\]|<[^>]*>)")


def read(marked: str) -> tuple[str, list[Name]]:
    """A sentence, its company `c` marked by `[ ]`, its model `m` by `< >`."""
    text, names = "", []
    for piece in _MARKED.split(marked):
        if not _MARKED.fullmatch(piece):
            text += piece
            continue
        end = len(text) + len(piece) - 2
        kind, entity_id = ("company", "c") if piece[0] == "[" else ("model", "m")
        names.append(Name(len(text), end, kind, entity_id))
        text += piece[1:-1]
    return text, names


@pytest.mark.parametrize("rule", maker_rules(), ids=lambda rule: rule.name)
def test_a_rule_takes_its_example_and_not_its_counter_example(rule: MakerRule) -> None:
    assert makers([read(rule.example)]) == {"m": "c"}
    assert makers([read(rule.counter)]) == {}


@pytest.mark.parametrize(
    "marked",
    [
        "[麟禾科技]与<听潮2>的团队签约。",
        "[麟禾科技],<听潮2>都在榜上。",
        "[Orbweaver] and <Lattice-2> are named in the report.",
        "[Orbweaver] said <Lattice-2> was behind the outage.",
    ],
)
def test_names_side_by_side_say_nothing(marked: str) -> None:
    assert makers([read(marked)]) == {}


def test_of_two_companies_the_one_said_more_often_counts_and_none_of_equals() -> None:
    ours = read("[麟禾科技]推出<听潮2>")
    text, names = read("[沐川智能]推出<听潮2>")
    theirs = (
        text,
        [name._replace(entity_id="d") if name.entity_id == "c" else name for name in names],
    )
    assert makers([ours, theirs, ours]) == {"m": "c"}
    assert makers([ours, theirs]) == {}


def test_suggested_models_name_a_maker_that_is_known_or_suggested_too(tmp_path: Path) -> None:
    page = (
        "Orbweaver Labs, a start-up from Toronto, released its Lattice-2 model {}. "
        "OpenAI said Lattice-2 was cheap. Orbweaver Labs raised ${} million."
    )
    for number, day in enumerate(("on Monday", "on Friday, after a long delay")):
        (tmp_path / f"{number}.txt").write_text(page.format(day, 90 + number), encoding="utf-8")
    out = tmp_path / "out"
    pipeline.run([tmp_path], out=out, workers=1)
    found = {entry["id"]: entry for entry in suggestions(out, least_documents=1).entries}
    assert found["lattice-2"]["maker"] == "orbweaver-labs"
    alone = suggestions(out, least_documents=1, types=("model",)).entries
    assert all("maker" not in entry for entry in alone if entry["id"] == "lattice-2")
