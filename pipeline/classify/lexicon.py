"""What the words of a sentence say about its outlook, as numbers.

The lexicons under `models/stance/lexicon/` list words of praise and doubt, negators, concessions,
hedges, and quantities whose rise is good or bad. Polarity counts with its sign turned behind a
negator, and apart for what stands before and after a turn (`虽然…但`, `although …,`), since the
main clause carries the stance.
"""

from __future__ import annotations

import csv
import functools
import math
import re
from bisect import bisect_right
from typing import Final, NamedTuple

import ahocorasick_rs
import numpy as np
import numpy.typing as npt

from pipeline.resources import models_path

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
_CHANGE_REACH: Final = 14
_QUESTION: Final = re.compile(r"[?？]")
_RHETORICAL: Final = re.compile(
    r"难道|岂|何必|何尝|何以|怎能|怎么能|谁会|谁敢|凭什么|又有什么|不是吗|可能吗"
    r"|\bwho (?:would|could|needs|really)\b|\bhow (?:could|can|many more)\b"
    r"|\bwhy (?:would|should|bother)\b|\bisn't\b|\baren't\b|\bwhat could\b"
)
_NUMBER: Final = re.compile(r"\d")
_QUOTE: Final = re.compile(r"[“”\"「」]")
_CLAUSE: Final = re.compile(r"[,，;；:：—]")


class _Term(NamedTuple):
    text: str
    group: str
    weight: float
    language: str


@functools.cache
def _terms() -> tuple[list[_Term], ahocorasick_rs.AhoCorasick]:
    terms: dict[tuple[str, str], _Term] = {}

    def add(text: str, group: str, weight: float, language: str) -> None:
        terms.setdefault((text.lower(), group), _Term(text.lower(), group, weight, language))

    for name, group, column in (
        ("polarity", "polarity", "weight"),
        ("direction", "direction", "rise_is"),
        ("motion", "motion", "motion"),
    ):
        for language in ("zh", "en"):
            for row in _rows(f"{name}_{language}.tsv"):
                add(row["term"], group, float(row[column]), language)
    for name in ("negation", "hedge", "irony", "outlook"):
        for row in _rows(f"{name}.tsv"):
            add(row["term"], name, float(row["weight"]), row["lang"])
    for row in _rows("concession.tsv"):
        add(row["term"], row["role"], 1.0, row["lang"])
    for row in _rows("rejection.tsv"):
        add(row["term"], "reported" if row["role"] == "report" else "rejected", 1.0, row["lang"])
    listed = list(terms.values())
    automaton = ahocorasick_rs.AhoCorasick(
        [t.text for t in listed], matchkind=ahocorasick_rs.MatchKind.Standard, store_patterns=False
    )
    return listed, automaton


def _rows(name: str) -> list[dict[str, str]]:
    path = models_path(f"stance/lexicon/{name}")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


class _Found(NamedTuple):
    start: int
    end: int
    term: _Term


def _find(text: str) -> list[_Found]:
    """Terms in `text`, the longest of each group at each place."""
    terms, automaton = _terms()
    best: dict[tuple[int, str], _Found] = {}
    for index, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
        term = terms[index]
        if term.language == "en" and not _is_word(text, start, end):
            continue
        key = (start, term.group)
        if key not in best or best[key].end < end:
            best[key] = _Found(start, end, term)
    kept: list[_Found] = []
    last_end: dict[str, int] = {}
    for found in sorted(best.values(), key=lambda f: (f.start, -f.end)):
        if found.start >= last_end.get(found.term.group, 0):
            kept.append(found)
            last_end[found.term.group] = found.end
    return kept


_ENDINGS: Final = re.compile(r"(?:s|es|d|ed|ing|ly|er|est)?(?![a-z])")


def _is_word(text: str, start: int, end: int) -> bool:
    """Whether no letters run across the edges but for an English ending."""
    if start and text[start - 1].isascii() and text[start - 1].isalnum():
        return False
    return _ENDINGS.match(text, end) is not None


def features(sentence: str) -> npt.NDArray[np.float64]:
    """The numbers of one sentence, in the order of `FEATURES`; shape (28,)."""
    text = sentence.lower()
    found = _find(text)
    groups: dict[str, list[_Found]] = {}
    for item in found:
        groups.setdefault(item.term.group, []).append(item)
    turn = _main_clause(text, groups)
    last = max((m.end() for m in _CLAUSE.finditer(text, 0, max(0, len(text) - 2))), default=0)
    values = dict.fromkeys(FEATURES, 0.0)
    negators = [(n.end, n.term.language) for n in groups.get("negation", ())]
    inside = {(f.start, f.end) for f in groups.get("polarity", ())}
    negators = [
        (end, language) for end, language in negators if not any(a < end <= b for a, b in inside)
    ]
    ends = [end for end, _ in negators]
    for item in groups.get("polarity", ()):
        weight = item.term.weight
        at = bisect_right(ends, item.start) - 1
        negated = (
            at >= 0
            and item.start - ends[at] <= _NEGATION_REACH[negators[at][1]]
            and not (_CLAUSE.search(text, ends[at], item.start))
        )
        if negated:
            values["negated_positive" if weight > 0 else "negated_negative"] += abs(weight)
            weight = -0.7 * weight
        sign = "positive" if weight > 0 else "negative"
        values[sign] += abs(weight)
        values[f"{'main' if item.start >= turn else 'side'}_{sign}"] += abs(weight)
        values["balance"] += weight
        values["main_balance"] += weight if item.start >= turn else 0
        values["last_clause_balance"] += weight if item.start >= last else 0
    for direction in groups.get("direction", ()):
        motion = _nearest(direction, groups.get("motion", []))
        if motion:
            change = direction.term.weight * motion.term.weight
            values["good_change" if change > 0 else "bad_change"] += 1
    for name in ("hedge", "irony", "outlook"):
        values[name] = sum(i.term.weight for i in groups.get(name, ()))
    values["negation"] = len(negators)
    values["concession"] = len(groups.get("opener", ()))
    values["turn"] = len(groups.get("turn", ()))
    values["reported"] = len(groups.get("reported", ()))
    values["rejected"] = len(groups.get("rejected", ()))
    values["question"] = len(_QUESTION.findall(text))
    values["rhetorical"] = len(_RHETORICAL.findall(text))
    values["exclamation"] = text.count("!") + text.count("！")
    values["figures"] = math.log1p(len(_NUMBER.findall(text)))
    values["length"] = math.log1p(len(text)) / 5
    values["quoted"] = len(_QUOTE.findall(text)) / 2
    values["short"] = float(len(text) < 20)
    array = np.fromiter(values.values(), dtype=np.float64, count=len(FEATURES))
    squashed: npt.NDArray[np.float64] = np.sign(array) * np.log1p(np.abs(array))
    return squashed


def _main_clause(text: str, groups: dict[str, list[_Found]]) -> int:
    """Where the main clause starts: behind the last turn, or behind a conceding first clause."""
    turns = groups.get("turn", [])
    if turns:
        return turns[-1].start
    openers = groups.get("opener", [])
    if openers:
        comma = _CLAUSE.search(text, openers[0].end)
        if comma and openers[0].start < 12:
            return comma.end()
    return 0


def _nearest(direction: _Found, motions: list[_Found]) -> _Found | None:
    close = [
        m
        for m in motions
        if -_CHANGE_REACH <= m.start - direction.end <= _CHANGE_REACH
        or 0 <= direction.start - m.end <= _CHANGE_REACH
    ]
    return min(close, key=lambda m: abs(m.start - direction.end), default=None)
