"""What the words of sentences say about their outlook, as numbers and as rows of events.

The lexicons under `models/stance/lexicon/` list words of praise and doubt, negators, concessions,
hedges, and quantities whose rise is good or bad. Polarity counts with its sign turned behind a
negator, and apart for what stands before and after a turn (`虽然…但`, `although …,`), since the
main clause carries the stance. All sentences are read at once, on arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.classify.changes import changes_of
from pipeline.classify.events import events_of
from pipeline.classify.grams import Grams, hashed
from pipeline.classify.lines import (
    Lines,
    Numbers,
    found_in,
    last_clauses,
    main_clauses,
    sums_of,
)
from pipeline.classify.terms import REFUTES, Terms

FEATURES: Final = (
    "positive",
    "negative",
    "main_positive",
    "main_negative",
    "side_positive",
    "side_negative",
    "negated_positive",
    "negated_negative",
    "balance",
    "main_balance",
    "last_clause_balance",
    "good_change",
    "bad_change",
    "hedge",
    "irony",
    "outlook",
    "negation",
    "concession",
    "turn",
    "reported",
    "rejected",
    "question",
    "rhetorical",
    "exclamation",
    "figures",
    "length",
    "quoted",
    "short",
)
_NEGATION_REACH: Final = {"zh": 6, "en": 24}
_NEGATED: Final = -0.7
_SHORT: Final = 20
_EVENT_SALT: Final = 77
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class LexiconReading:
    """What the lexicons say of n sentences.

    `numbers` has shape (n, 28), in the order of `FEATURES`; `events` are the n-grams of what
    happens in each sentence, one after the other: praise, a negator, a turn, a comma.
    """

    numbers: Numbers
    events: Grams


def read_lexicon(text: str, count: int) -> LexiconReading:
    """Read n sentences, folded to simplified script and with their names masked.

    Args:
        text: what `grams.lines_of` makes of them.
        count: how many there are.
    """
    if not count:
        return LexiconReading(np.zeros((0, len(FEATURES))), hashed(_NO_UNITS, _NO_PLACES, 0))
    lines = Lines.of(text)
    found = found_in(lines)
    columns = {name: np.zeros(count) for name in FEATURES}
    changes, found["polarity"] = changes_of(lines, found)
    for name in ("negation", "turn"):
        found[name] = _free(found[name], found["polarity"])
    _add_polarity(columns, lines, found, changes)
    for name in ("hedge", "irony", "outlook"):
        columns[name] = sums_of(lines, found[name], found[name].weight)
    for name, group in (
        ("concession", "opener"),
        ("turn", "turn"),
        ("reported", "reported"),
        ("rejected", "rejected"),
        ("rhetorical", "rhetorical"),
    ):
        columns[name] = sums_of(lines, found[group])
    _add_marks(columns, lines)
    raw = np.column_stack([columns[name] for name in FEATURES])
    events = events_of(lines, found)
    owner = lines.line[events.start]
    return LexiconReading(
        np.sign(raw) * np.log1p(np.abs(raw)),
        hashed(events.unit.astype(np.uint64), owner, count, _EVENT_SALT),
    )


def _negated(lines: Lines, polarity: Terms, negation: Terms) -> Flags:
    """Which words of praise or doubt stand close behind a negator in their clause."""
    if not len(negation.start) or not len(polarity.start):
        return np.zeros(len(polarity.start), dtype=bool)
    at = np.searchsorted(negation.end, polarity.start, side="right") - 1
    nearest = np.maximum(at, 0)
    gap = polarity.start - negation.end[nearest]
    reach = np.where(negation.english, _NEGATION_REACH["en"], _NEGATION_REACH["zh"])[nearest]
    same = lines.clause(negation.end)[nearest] == lines.clause(polarity.start)
    line = lines.line[negation.start[nearest]] == lines.line[polarity.start]
    result: Flags = (at >= 0) & (gap <= reach) & same & line
    return result


def _refuted(lines: Lines, polarity: Terms, rejected: Terms) -> Flags:
    """Which words of praise or doubt stand before what says that they are not so."""
    refuting = rejected.where(rejected.weight >= REFUTES)
    last = np.full(len(lines.starts), -1)
    # In order, so that the last one of a sentence stays.
    last[lines.line[refuting.start]] = refuting.start
    refuted: Flags = polarity.end <= last[lines.line[polarity.start]]
    return refuted


def _free(terms: Terms, polarity: Terms) -> Terms:
    """Negators and turns that are no part of a word of praise or doubt (不错, 无敌, 岌岌可危)."""
    if not len(polarity.start) or not len(terms.start):
        return terms
    at = np.searchsorted(polarity.start, terms.end, side="left") - 1
    inside = (at >= 0) & (terms.end <= polarity.end[np.maximum(at, 0)])
    return terms.where(~inside)


def _add_polarity(
    columns: dict[str, Numbers], lines: Lines, found: dict[str, Terms], changes: Terms
) -> None:
    negation = found["negation"]
    columns["negation"] = sums_of(lines, negation)
    for name, sign in (("good_change", 1.0), ("bad_change", -1.0)):
        turns = np.where(_negated(lines, changes, negation), -sign, sign)
        columns[name] = sums_of(lines, changes, (changes.weight * turns > 0).astype(np.float64))
    polarity = found["polarity"].joined(changes.start, changes.end, changes.weight)
    negated = _negated(lines, polarity, negation) ^ _refuted(lines, polarity, found["rejected"])
    weight = np.where(negated, _NEGATED * polarity.weight, polarity.weight)
    line = lines.line[polarity.start]
    first, until = main_clauses(lines, found)
    main = (polarity.start >= first[line]) & (polarity.start < until[line])
    final = polarity.start >= last_clauses(lines)[line]
    for sign_name, own in (("positive", weight > 0), ("negative", weight < 0)):
        size = np.abs(weight) * own
        columns[sign_name] = sums_of(lines, polarity, size)
        columns[f"main_{sign_name}"] = sums_of(lines, polarity, size * main)
        columns[f"side_{sign_name}"] = sums_of(lines, polarity, size * ~main)
        # By the sign the word has before it is turned.
        turned = negated & ((polarity.weight > 0) == (sign_name == "positive"))
        columns[f"negated_{sign_name}"] = sums_of(lines, polarity, np.abs(polarity.weight) * turned)
    columns["balance"] = sums_of(lines, polarity, weight)
    columns["main_balance"] = sums_of(lines, polarity, weight * main)
    columns["last_clause_balance"] = sums_of(lines, polarity, weight * final)


def _add_marks(columns: dict[str, Numbers], lines: Lines) -> None:
    counted = {
        name: np.bincount(lines.line[lines.marks[name]], minlength=len(lines.starts))
        for name in ("question", "exclamation", "figures", "quoted")
    }
    columns["question"] = counted["question"].astype(np.float64)
    columns["exclamation"] = counted["exclamation"].astype(np.float64)
    columns["figures"] = np.log1p(counted["figures"].astype(np.float64))
    columns["quoted"] = counted["quoted"] / 2
    lengths = (lines.ends - lines.starts).astype(np.float64)
    columns["length"] = np.log1p(lengths) / 5
    columns["short"] = (lengths < _SHORT).astype(np.float64)


_NO_UNITS: Final = np.zeros(0, np.uint64)
_NO_PLACES: Final = np.zeros(0, np.int64)

__all__ = ["FEATURES", "LexiconReading", "read_lexicon"]
