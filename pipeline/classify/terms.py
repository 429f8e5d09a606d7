"""The terms of the stance lexicons, and where they stand in a text."""

from __future__ import annotations

import csv
import functools
import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import ahocorasick_rs
import numpy as np
import numpy.typing as npt

from pipeline.classify.inflection import inflected, takes
from pipeline.errors import KnowledgeError
from pipeline.resources import models_path

_PACKS: Final = (
    ("polarity",),
    ("direction", "hedge", "opener", "reported", "rhetorical"),
    ("motion", "irony", "turn", "rejected"),
    ("negation", "outlook"),
)
GROUPS: Final = tuple(name for names in _PACKS for name in names)
_INFLECTED: Final = frozenset(("motion", "polarity"))
_FOLDER: Final = "stance/lexicon"
_WEIGHED: Final = {"polarity": "weight", "direction": "rise_is", "motion": "motion"}
_HIDING: Final = frozenset((*_WEIGHED, "hedge", "irony", "negation", "rejected", "turn"))
"""Groups whose terms without a weight are no terms, but keep shorter ones from being found."""
REFUTES: Final = 2.0
"""The weight of what says that a view is false: 站不住脚, `nonsense`."""
CONTRASTS: Final = 2.0
"""The weight of what concedes where it comes first and only sets beside where it comes last."""
LEADS: Final = 2.0
"""The weight of what turns only at the head of a clause: 可 is `but` there, `may` elsewhere."""
_ROLES: Final = {
    "opener": ("opener", 1.0), "contrast": ("opener", CONTRASTS),
    "turn": ("turn", 1.0), "leading turn": ("turn", LEADS), "no turn": ("turn", 0.0),
    "report": ("reported", 1.0),
    "reject": ("rejected", 1.0), "refute": ("rejected", REFUTES), "no refute": ("rejected", 0.0),
}  # fmt: skip
_ENDINGS: Final = frozenset(("s", "es", "d", "ed", "ing", "ly", "er", "est"))
_LONGEST_ENDING: Final = 3
# Of so few terms the fastest automaton is built in 2 ms; of all words of praise, in 80.
_FEW: Final = 1000

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Terms:
    """k terms in a text, in order and without overlaps: places, weights, and the language."""

    start: Places
    end: Places
    weight: npt.NDArray[np.float64]
    english: npt.NDArray[np.bool_]

    def where(self, wanted: npt.NDArray[np.bool_] | Places) -> Terms:
        """Those of the terms that are wanted, by flags or by places."""
        return Terms(
            self.start[wanted], self.end[wanted], self.weight[wanted], self.english[wanted]
        )

    def joined(self, start: Places, end: Places, weight: npt.NDArray[np.float64]) -> Terms:
        """These terms and others, which overlap with none of them, of no language; in order."""
        starts = np.concatenate([self.start, start])
        order = np.argsort(starts, kind="stable")
        return Terms(
            starts[order],
            np.concatenate([self.end, end])[order],
            np.concatenate([self.weight, weight])[order],
            np.concatenate([self.english, np.zeros(len(start), dtype=bool)])[order],
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
    hides: npt.NDArray[np.bool_]


def find_terms(text: str, codes: npt.NDArray[np.uint32]) -> dict[str, Terms]:
    """The terms of each group of `GROUPS` in `text`; of several at one place the longest.

    Args:
        text: in lower case and simplified script.
        codes: its code points.
    """
    letter = (codes >= ord("a")) & (codes <= ord("z"))
    word = np.concatenate([letter | ((codes >= ord("0")) & (codes <= ord("9"))), [False]])
    stops = np.concatenate([np.flatnonzero(~letter), [len(codes)]])
    found = {}
    for names, pack in zip(_PACKS, _packs(), strict=True):
        hits = pack.automaton.find_matches_as_indexes(text)
        flat = np.fromiter(itertools.chain.from_iterable(hits), np.int64, 3 * len(hits))
        index, start, end = np.ascontiguousarray(flat.reshape(len(hits), 3).T)
        english = pack.english[index]
        whole = _whole_words(start, end, english, text, word, stops)
        # A term without a weight only hides shorter ones: demanding hides demand, 不断 hides 不.
        group = np.where(whole & ~pack.hides[index], pack.group[index], -1)
        terms = Terms(start, end, pack.weight[index], english)
        for number, name in enumerate(names):
            found[name] = terms.where(np.flatnonzero(group == number))
    return found


def _whole_words(
    start: Places,
    end: Places,
    english: npt.NDArray[np.bool_],
    text: str,
    word: npt.NDArray[np.bool_],
    stops: Places,
) -> npt.NDArray[np.bool_]:
    """Which terms are no parts of words: no letters run across their edges but English endings.

    Args:
        start: where the terms begin.
        end: where they end.
        english: which of them are.
        text: the text.
        word: which places hold a letter or a digit; one longer than the text.
        stops: the places that hold no letter, and the end of the text.
    """
    whole = ~english
    asked = np.flatnonzero(english & (~word[start - 1] | (start == 0)))
    ends = end[asked]
    run_ends = stops[np.searchsorted(stops, ends)]
    whole[asked] = run_ends == ends
    maybe = (run_ends > ends) & (run_ends - ends <= _LONGEST_ENDING)
    places = (asked, start[asked], ends, run_ends)
    for n, first, low, high in zip(*(a[maybe].tolist() for a in places), strict=True):
        ending = text[low:high]
        whole[n] = ending in _ENDINGS and takes(text[first:low], ending)
    return whole


@functools.cache
def _packs() -> list[_Pack]:
    terms = _terms()
    packs = []
    for names in _PACKS:
        merged: dict[str, tuple[int, float, bool]] = {}
        for number, name in enumerate(names):
            for language in ("zh", "en"):
                own = terms.get((name, language), {})
                for term, weight in own.items():
                    merged.setdefault(term, (number, weight, language == "en"))
                if language == "en" and name in _INFLECTED:
                    for form, weight in _forms(own):
                        merged.setdefault(form, (number, weight, True))
        values = list(merged.values())
        few = len(merged) < _FEW
        packs.append(
            _Pack(
                ahocorasick_rs.AhoCorasick(
                    list(merged),
                    matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
                    store_patterns=False,
                    implementation=ahocorasick_rs.Implementation.DFA if few else None,
                ),
                np.array([v[0] for v in values], dtype=np.int64),
                np.array([v[1] for v in values], dtype=np.float64),
                np.array([v[2] for v in values], dtype=bool),
                np.array([v[1] == 0 and names[v[0]] in _HIDING for v in values], dtype=bool),
            )
        )
    return packs


def _forms(terms: dict[str, float]) -> Iterator[tuple[str, float]]:
    """The forms of English terms that are no terms themselves."""
    for term, weight in terms.items():
        yield from ((form, weight) for form in inflected(term) if form not in terms)


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
                    name, weight = _ROLES[row["role"]]
                    key = (name, row["lang"])
                else:
                    key, weight = (group, row["lang"]), float(row["weight"])
                terms[key].setdefault(row["term"].lower(), weight)
            except (KeyError, TypeError, ValueError) as error:
                raise KnowledgeError(f"{path}:{number}: not as it must be: {error!r}") from error
    return terms


__all__ = ["CONTRASTS", "GROUPS", "LEADS", "REFUTES", "Terms", "find_terms"]
