"""The terms of the stance lexicons, and where they stand in a text."""

from __future__ import annotations

import csv
import functools
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

import ahocorasick_rs
import numpy as np
import numpy.typing as npt

from pipeline.errors import KnowledgeError
from pipeline.resources import models_path

_PACKS: Final = (
    ("polarity",),
    ("direction", "hedge", "opener", "reported", "rhetorical"),
    ("motion", "irony", "turn", "rejected"),
    ("negation", "outlook"),
)
GROUPS: Final = tuple(name for names in _PACKS for name in names)
_FOLDER: Final = "stance/lexicon"
_WEIGHED: Final = {"polarity": "weight", "direction": "rise_is", "motion": "motion"}
_ROLES: Final = {
    "opener": "opener", "turn": "turn", "report": "reported", "reject": "rejected",
}  # fmt: skip
_ENDINGS: Final = frozenset(("s", "es", "d", "ed", "ing", "ly", "er", "est"))
_LONGEST_ENDING: Final = 3

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Terms:
    """k terms in a text, in order and without overlaps: places, weights, and the language."""

    start: Places
    end: Places
    weight: npt.NDArray[np.float64]
    english: npt.NDArray[np.bool_]

    def where(self, wanted: npt.NDArray[np.bool_]) -> Terms:
        """Those of the terms that are wanted."""
        return Terms(
            self.start[wanted], self.end[wanted], self.weight[wanted], self.english[wanted]
        )


@dataclass(frozen=True, slots=True)
class _Pack:
    """The terms of several groups in one automaton: a text is gone through once for all of them.

    Within a pack the longest term at a place wins, of whatever group it is.
    """

    automaton: ahocorasick_rs.AhoCorasick
    group: Places
    weight: npt.NDArray[np.float64]
    english: npt.NDArray[np.bool_]


def find_terms(text: str, codes: npt.NDArray[np.uint32]) -> dict[str, Terms]:
    """The terms of each group of `GROUPS` in `text`; of several at one place the longest.

    Args:
        text: in lower case and simplified script.
        codes: its code points.
    """
    letter = (codes >= ord("a")) & (codes <= ord("z"))
    word = np.concatenate([letter | ((codes >= ord("0")) & (codes <= ord("9"))), [False]])
    stops = np.where(letter, len(codes), np.arange(len(codes)))
    run_ends = np.concatenate([np.minimum.accumulate(stops[::-1])[::-1], [len(codes)]])
    found = {}
    for names, pack in zip(_PACKS, _packs(), strict=True):
        hits = pack.automaton.find_matches_as_indexes(text)
        rows = np.array(hits, dtype=np.int64).reshape(len(hits), 3)
        rows = rows[_whole_words(rows, pack.english[rows[:, 0]], text, word, run_ends)]
        index, start, end = rows[:, 0], rows[:, 1], rows[:, 2]
        terms = Terms(start, end, pack.weight[index], pack.english[index])
        for number, name in enumerate(names):
            found[name] = terms.where(pack.group[index] == number)
    return found


def _whole_words(
    rows: Places,
    english: npt.NDArray[np.bool_],
    text: str,
    word: npt.NDArray[np.bool_],
    run_ends: Places,
) -> npt.NDArray[np.bool_]:
    """Which terms are no parts of words: no letters run across their edges but English endings."""
    start, end = rows[:, 1], rows[:, 2]
    whole: npt.NDArray[np.bool_] = ~english | ~word[start - 1] | (start == 0)
    tail = np.where(english, run_ends[end] - end, 0)
    maybe = np.flatnonzero(whole & (tail > 0))
    whole &= tail == 0
    for n in maybe[tail[maybe] <= _LONGEST_ENDING].tolist():
        whole[n] = text[end[n] : run_ends[end[n]]] in _ENDINGS
    return whole


@functools.cache
def _packs() -> list[_Pack]:
    terms = _terms()
    packs = []
    for names in _PACKS:
        merged: dict[str, tuple[int, float, bool]] = {}
        for number, name in enumerate(names):
            for language in ("zh", "en"):
                for term, weight in terms.get((name, language), {}).items():
                    merged.setdefault(term, (number, weight, language == "en"))
        values = list(merged.values())
        packs.append(
            _Pack(
                ahocorasick_rs.AhoCorasick(
                    list(merged),
                    matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
                    store_patterns=False,
                ),
                np.array([v[0] for v in values], dtype=np.int64),
                np.array([v[1] for v in values], dtype=np.float64),
                np.array([v[2] for v in values], dtype=bool),
            )
        )
    return packs


def _terms() -> dict[tuple[str, str], dict[str, float]]:
    """Group and language → term → weight, of all files of the lexicon.

    Raises:
        KnowledgeError: a line is not as it must be; the message names file and line.
    """
    terms: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for path in sorted(models_path(_FOLDER).glob("*.tsv")):
        group, _, rest = path.stem.partition("_")
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        for number, row in enumerate(rows, start=2):
            try:
                if group in _WEIGHED:
                    key, weight = (group, rest[:2]), float(row[_WEIGHED[group]])
                elif "role" in row:
                    key, weight = (_ROLES[row["role"]], row["lang"]), 1.0
                else:
                    key, weight = (group, row["lang"]), float(row["weight"])
                terms[key].setdefault(row["term"].lower(), weight)
            except (KeyError, TypeError, ValueError) as error:
                raise KnowledgeError(f"{path}:{number}: not as it must be: {error!r}") from error
    return terms


__all__ = ["GROUPS", "Terms", "find_terms"]
