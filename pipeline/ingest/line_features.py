"""What the line classifier looks at: n-grams of a line, its form, its place and its neighbours.

An n-gram is one to four characters that are no Latin letters, or one or two Latin words; digits
count as one digit, and both rims of a line are characters of their own. All n-grams of a line are
found by one automaton, so a line costs microseconds.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

_START: Final = "\x02"
_END: Final = "\x03"
_LONGEST_GRAM: Final = 4
_MOST_READ: Final = 400
_DIGIT: Final = re.compile(r"\d+")
_LATIN: Final = re.compile(r"[a-zà-öø-ÿ][a-zà-öø-ÿ'’]*")
_LATIN_WORD: Final = re.compile(f"({_LATIN.pattern})")
_LATIN_LETTER: Final = re.compile(r"[A-Za-z]")
_ONE_DIGIT: Final = re.compile(r"\d")
_SAMPLE: Final = 80
_SPACES: Final = re.compile(r"[\s\u3000]+")
_TERMINAL: Final = re.compile(r"[。！？!?…；;.][”’\"'」』)）]*$")
_INNER: Final = re.compile(r"[。！？!?；;]|[a-z]\. [A-Z]")
_SEPARATORS: Final = re.compile(r"[|｜/／丨·•›»>→]")
_DATE: Final = re.compile(r"20\d\d\s*[-年/.]\s*\d{1,2}|\d{1,2}:\d{2}|\d{1,2}月\d{1,2}日")
_ADDRESS: Final = re.compile(r"https?://|www\.|\S@\S|\.example|\.com|\d{3}-\d{3,4}-?\d{3,4}")
_LABEL: Final = re.compile(r"[【\[〔(（*※|｜—–>#]|[^\w\s“”\"'‘’「」『』《》$€£%.,:;!?-]")
_COLON: Final = re.compile(r"^[^:：。，,]{1,8}[:：]")
_ITEM: Final = re.compile(r"(?:[-*•·▪◦・◆]|\d{1,3}\s*[.、)\]）．]|\[\d{1,3}\]|[①-⑳])\s*")
_LENGTHS: Final = (4, 8, 14, 24, 40, 70, 120, 220)
RULE_KINDS: Final = ("byline", "ad", "notice", "nav", "caption", "refs")

NUMBERS: Final = (
    *("top", "end", "between"),
    *(f"length<={n}" for n in _LENGTHS),
    *("longer", "terminal", "inner-mark", "one-separator", "separators", "date", "address"),
    *("label", "colon", "item", "exclamation", "question", "latin", "digits", "spaces"),
    *("ad-weight", "ad-groups", "ad-strong"),
    *(f"rule-{kind}" for kind in RULE_KINDS),
    *("alone-above", "alone-below", "last", "far-end"),
    *("before-boilerplate", "after-boilerplate", "before-prose", "after-prose", "between-prose"),
)
"""The names of the numeric features, in order."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a line stands; `known` is False for a line without its page."""

    top: bool = False
    end: bool = False
    known: bool = False
    blank_above: bool = False
    blank_below: bool = False
    from_end: int = 99
    boilerplate_above: bool = False
    boilerplate_below: bool = False
    prose_above: bool = False
    prose_below: bool = False
    ad_weight: int = 0
    ad_groups: int = 0
    rule_kind: str = ""


def normal(line: str) -> str:
    """`line` in lower case, digits as `0`, Latin words between spaces, and marks at its rims."""
    lowered = _DIGIT.sub("0", line[:_MOST_READ].lower())
    # A split by a group gives words and what separates them, far faster than `sub` does.
    spaced = " ".join(_LATIN_WORD.split(lowered))
    return f"{_START}{_SPACES.sub(' ', spaced)}{_END}"


def grams(line: str) -> set[str]:
    """The n-grams of a normalised line."""
    found: set[str] = set()
    for piece in _LATIN.split(line):
        for length in range(1, _LONGEST_GRAM + 1):
            for at in range(len(piece) - length + 1):
                gram = piece[at : at + length]
                if gram.strip():
                    found.add(gram)
    words = [f" {m.group()} " for m in _LATIN.finditer(line)]
    found.update(words)
    found.update(
        first + second[1:]
        for first, second in itertools.pairwise(words)
        if first + second[1:] in line
    )
    return found


def numbers(line: str, place: Surroundings) -> list[float]:
    """The numeric features of a line, in the order of `NUMBERS`."""
    length = len(line)
    separators = len(_SEPARATORS.findall(line)) if length <= 220 else 0
    sample = line[:_SAMPLE]
    latin = len(_LATIN_LETTER.findall(sample))
    digits = len(_ONE_DIGIT.findall(sample))
    bucket = next((n for n, limit in enumerate(_LENGTHS) if length <= limit), len(_LENGTHS))
    row = [float(place.top), float(place.end), float(not place.top and not place.end)]
    row += [float(bucket == n) for n in range(len(_LENGTHS) + 1)]
    row += [
        float(_TERMINAL.search(line) is not None),
        float(_INNER.search(line[:-1]) is not None),
        float(separators == 1),
        float(separators > 1),
        float(digits > 0 and _DATE.search(line) is not None),
        float(latin + digits > 5 and _ADDRESS.search(line) is not None),
        float(_LABEL.match(line) is not None),
        float(_COLON.match(line) is not None),
        float(_ITEM.match(line) is not None),
        float("!" in line or "！" in line),
        float("?" in line or "？" in line),
        latin / max(1, len(sample)),
        digits / max(1, len(sample)),
        min(4, line.count("  ") + line.count("\u3000") + line.count(" ") / 4) / 4
        if latin < length / 2
        else 0.0,
        min(place.ad_weight, 12) / 6,
        min(place.ad_groups, 5) / 3,
        float(place.ad_weight >= 8),
    ]
    row += [float(place.rule_kind == kind) for kind in RULE_KINDS]
    known = float(place.known)
    row += [
        known * place.blank_above,
        known * place.blank_below,
        float(place.from_end == 0),
        float(place.from_end <= 5),
        known * place.boilerplate_above,
        known * place.boilerplate_below,
        known * place.prose_below,
        known * place.prose_above,
        known * (place.prose_above and place.prose_below),
    ]
    return row


def vocabulary(lines: Iterable[str], *, least: int, most: int) -> list[str]:
    """The n-grams that stand in at least `least` lines, the `most` frequent, sorted."""
    counts: Counter[str] = Counter()
    for line in lines:
        counts.update(grams(normal(line)))
    kept = sorted((-n, gram) for gram, n in counts.items() if n >= least)[:most]
    return sorted(gram for _, gram in kept)


def matrix(rows: Sequence[Sequence[float]]) -> npt.NDArray[np.float64]:
    """Rows of numeric features as an array of shape (n, len(NUMBERS))."""
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(NUMBERS))
