"""At which column a page was wrapped, if it was: evidence from all of its lines together.

A program that wraps at column W fills each line greedily: the line is no wider than W, and the
first word of the next line would not have fitted. So each break allows an interval of W, and the W
that most breaks allow is found by counting where intervals overlap. Lines that an author broke
(verse, lists, headings, a forum post) have no such W in common, or break between words only.

Two things vary between programs and are tried in turn: what is counted (columns with Han characters
as two, the same with quotes and dashes as two, characters), and what stays whole (a Latin word or a
single Han character, or any stretch without spaces, as Python's `textwrap` has it).
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pipeline.ingest.line_widths import (
    CLOSING,
    MARKER,
    OPENING,
    WIDE,
    WrittenLine,
    broad_columns,
    columns,
    crosses_word,
    ends_sentence,
    may_continue,
)

NARROWEST: Final = 18
WIDEST: Final = 140
"""The narrowest and the widest column at which pages are wrapped."""

_UNIT: Final = re.compile(rf"[{OPENING}]*(?:[^\s{WIDE}“”‘’…]+|[^\s])[{CLOSING}]*")
_CHUNK: Final = re.compile(r"\S+")
_WAYS: Final[tuple[tuple[Callable[[str], int], re.Pattern[str]], ...]] = (
    (columns, _UNIT),
    (len, _UNIT),
    (broad_columns, _UNIT),
    (len, _CHUNK),
)
"""What is counted, and what stays whole; the first two give a quick no."""
_WIDE: Final = re.compile(f"[{WIDE}]")
_HANGING: Final = frozenset("。，、；：！？,.;:!?）)」』”’》")
_CLAUSE: Final = re.compile(r"[。，、；：,;？！?!]|\. ")
_LATIN_WORD: Final = re.compile("[A-Za-z0-9]{2}")

_CODE: Final = re.compile(
    r"[;{}]$|\w\(.*\)[:;]?$|^(?:def|class|import|from|return|const|let|var|if|for|while) .*[:;({=]"
    r"| [-+*/!=<>]?=+ "
)
_MOST_CODE: Final = 0.25
_NARROW_LATIN: Final = 45
_SAMPLE: Final = 3000
"""Lines that are looked at to find out whether a page was wrapped."""
_TOLERANCES: Final = (0, 2, 4)
"""By how much lines may fall short of W, where something was removed from them."""
_LEAST: Final = 3
_NEAR: Final = 0.5
_SHORT_WEIGHT: Final = 0.25
_NEEDED: Final = 0.72
_HOPELESS: Final = 0.5
_UNLIKELY: Final = 0.3
_TOO_WIDE: Final = 0.1
_LOWER: Final = 0.5
_CROSSED: Final = 0.18
_LEAST_RUNNING: Final = 5
_MANY: Final = 8
_NEEDED_OF_FEW: Final = 0.9
_SIDES_PLAIN: Final = 0.4
_SIDES_OF_MANY: Final = 0.3
_INNER_CLAUSES: Final = 0.25
_EXACT_CHUNKS: Final = 0.25


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How a page was wrapped."""

    width: int
    full: tuple[bool, ...]
    """For each line but the last, whether it is filled as far as the next line's start allows."""
    spacing: int
    """Blank lines between lines of one paragraph: 0, or 1 in a double-spaced page."""
    indents: bool
    """Whether an indent begins each paragraph."""
    cuts_words: bool
    """Whether lines were cut at the column, in the middle of Latin words too."""
    may_cut_words: bool
    """Whether that cannot be ruled out: too few lines show it."""


@dataclass(frozen=True, slots=True)
class _Measured:
    """The lines of a page, measured in one way; lists have one entry a line."""

    metric: Callable[[str], int]
    unit: re.Pattern[str]
    widths: list[int]
    hangs: list[int]
    """How far a closing mark at the end of the line may hang out."""
    reach: list[int]
    """The widest W at which the line is full; none for the last line."""
    units: list[int]
    """The width of the first unit of the next line; none for the last line."""
    tolerance: int = 0

    def loosened(self, tolerance: int) -> _Measured:
        """The same for lines that may fall short by `tolerance`."""
        return replace(self, tolerance=tolerance)

    def is_full(self, number: int, width: int) -> bool:
        """Whether a line is as full as wrapping at `width` makes it."""
        own = self.widths[number]
        if own - self.hangs[number] > width:
            return False
        if self.unit is _CHUNK and self.units[number] >= width:
            # A stretch as long as the next line went on from this one, which it filled.
            return own == width
        return width <= self.reach[number] + self.tolerance


@dataclass(frozen=True, slots=True)
class _Fit:
    """The width that explains most breaks, which these are, and how well it explains all."""

    measured: _Measured
    width: int
    covered: list[int]
    score: float


def fit_wrapping(lines: Sequence[WrittenLine]) -> Wrapping | None:
    """How a page was wrapped; None if its breaks are its author's.

    Args:
        lines: all lines of the page that are not blank.
    """
    sample = lines[:_SAMPLE]
    gaps = [line.blank_before for line in sample[1:]]
    spacing = int(gaps.count(0) * 10 < gaps.count(1))
    inside = [
        n
        for n, gap in enumerate(gaps)
        if gap == spacing and may_continue(sample, n) and not ends_sentence(sample, n)
    ]
    if len(inside) < _LEAST:
        return None
    fit = _best_fit(sample, inside)
    if fit is None:
        return None
    known = fit.measured
    whole = known
    if len(lines) > len(sample):
        whole = _measure(lines, known.metric, known.unit).loosened(known.tolerance)
    full = tuple(whole.is_full(n, fit.width) for n in range(len(lines) - 1))
    return Wrapping(fit.width, full, spacing, _indents(sample, fit), *_cuts_words(sample, fit))


def _best_fit(lines: Sequence[WrittenLine], inside: Sequence[int]) -> _Fit | None:
    """The first fit, from the strictest tolerance and the best score on, that is convincing."""
    measured = [_measure(lines, metric, unit) for metric, unit in _WAYS[:2]]
    if max(_fit(lines, inside, each).score for each in measured) < _UNLIKELY:
        return None
    measured += [_measure(lines, metric, unit) for metric, unit in _WAYS[2:]]
    for tolerance in _TOLERANCES:
        fits = [_fit(lines, inside, each.loosened(tolerance)) for each in measured]
        fits.sort(key=lambda fit: -fit.score)
        for fit in fits:
            if fit.score < _NEEDED:
                break
            if _is_wrapped(lines, fit):
                return fit
        measured = [
            fit.measured for fit in fits if fit.measured.unit is _UNIT and fit.score >= _HOPELESS
        ]
        if not measured:
            return None
    return None


def _measure(
    lines: Sequence[WrittenLine], metric: Callable[[str], int], unit: re.Pattern[str]
) -> _Measured:
    widths = [metric(line.margin + line.text) for line in lines]
    wide = metric("中")
    hangs = [wide if line.text[-1] in _HANGING else 0 for line in lines]
    units: list[int] = []
    reach: list[int] = []
    for (line, following), width in zip(itertools.pairwise(lines), widths, strict=False):
        units.append(metric(_first(unit, following.text)))
        reach.append(width + _gap(line.text[-1], following.text[0]) + units[-1] - 1)
    return _Measured(metric, unit, widths, hangs, reach, units)


def _first(unit: re.Pattern[str], text: str) -> str:
    """The first unit of a line, which is not blank."""
    match = unit.match(text)
    return match.group() if match else text[0]


@functools.lru_cache(maxsize=4096)
def _gap(before: str, after: str) -> int:
    """The space that may have stood between two characters: none between Chinese ones."""
    return int(not (_WIDE.match(before) and _WIDE.match(after)))


def _fit(lines: Sequence[WrittenLine], inside: Sequence[int], measured: _Measured) -> _Fit:
    width = _commonest_width(inside, measured)
    widths = measured.widths
    covered: list[int] = []
    against = 0.0
    for n in inside:
        if measured.is_full(n, width):
            covered.append(n)
        else:
            # A short line may be a heading; one that had room for more speaks against wrapping.
            against += 1.0 if widths[n] >= _NEAR * width else _SHORT_WEIGHT
    score = len(covered) / (len(covered) + against) if len(covered) >= _LEAST else 0.0
    if score >= _NEEDED:
        # A line wider than W was not wrapped at W, unless it is one long word.
        too_wide = sum(
            own - hang > width and _is_breakable(line.text, measured.metric, width)
            for own, hang, line in zip(widths, measured.hangs, lines, strict=True)
        )
        if too_wide > _TOO_WIDE * len(lines):
            score = 0.0
    return _Fit(measured, width, covered, score)


def _commonest_width(inside: Sequence[int], measured: _Measured) -> int:
    """The W in most intervals; of several the narrowest, which leaves the least to chance."""
    counts = [0] * (WIDEST + 2)
    for n in inside:
        own = measured.widths[n]
        low = own - measured.hangs[n]
        if measured.unit is _CHUNK:
            if NARROWEST <= own <= WIDEST:
                counts[own] += 1
                counts[own + 1] -= 1
            low = max(own, measured.units[n]) + 1
        low, high = max(low, NARROWEST), min(measured.reach[n] + measured.tolerance, WIDEST)
        if low <= high:
            counts[low] += 1
            counts[high + 1] -= 1
    overlaps = list(itertools.accumulate(counts))[NARROWEST : WIDEST + 1]
    return NARROWEST + overlaps.index(max(overlaps))


def _is_breakable(text: str, metric: Callable[[str], int], width: int) -> bool:
    # No character is wider than two columns.
    long = [unit for unit in _UNIT.findall(text) if 2 * len(unit) > width]
    return all(metric(unit) <= width for unit in long)


def _is_wrapped(lines: Sequence[WrittenLine], fit: _Fit) -> bool:
    """Whether enough of the breaks fall where no author breaks a line."""
    widths = fit.measured.widths
    if fit.measured.unit is _CHUNK:
        # Stretches as long as lines let many widths pass; long ones fill their lines exactly.
        exact = sum(fit.width - widths[n] <= 1 for n in fit.covered)
        if exact < max(_LEAST, _EXACT_CHUNKS * len(fit.covered)):
            return False
    latin = [
        n for n in fit.covered if lines[n].text[-1].isascii() and lines[n + 1].text[0].isascii()
    ]
    if 2 * len(latin) > len(fit.covered):
        code = sum(bool(_CODE.search(lines[n].text)) for n in latin)
        lower = sum(lines[n + 1].text[0].islower() for n in latin)
        prose = lower >= _LOWER * len(latin) and code <= _MOST_CODE * len(latin)
        # Verse has narrow lines too, and may start them in lower case.
        return prose and (fit.width >= _NARROW_LATIN or _runs_on(lines, fit, _MANY))
    chinese = sorted(set(fit.covered) - set(latin))
    crossed = sum(crosses_word(lines[n].text, lines[n + 1].text) for n in chinese)
    return crossed >= max(2, _CROSSED * len(chinese)) or _runs_on(lines, fit)


def _runs_on(lines: Sequence[WrittenLine], fit: _Fit, least: int = _LEAST_RUNNING) -> bool:
    """Whether clauses end anywhere in the lines but at their ends, which no verse or list has."""
    count = len(fit.covered)
    if count < least or fit.score < (_NEEDED if count >= _MANY else _NEEDED_OF_FEW):
        return False
    # Where many breaks agree, marks and addresses at their sides (wrapped Markdown) weigh less.
    sides = _SIDES_OF_MANY if count >= 2 * _MANY and fit.score >= _NEEDED_OF_FEW else _SIDES_PLAIN
    plain = inner = 0
    for n in fit.covered:
        text, first = lines[n].text, lines[n + 1].text[0]
        plain += text[-1].isalnum() and first.isalnum() and not (text[-1] + first).isdigit()
        inner += bool(_CLAUSE.search(text, 1, len(text) - 1))
    return plain >= sides * count and inner >= _INNER_CLAUSES * count


def _indents(lines: Sequence[WrittenLine], fit: _Fit) -> bool:
    """Whether lines that go on with an indented one start at the margin."""
    indented = [n for n in fit.covered if lines[n].indent and not MARKER.match(lines[n].text)]
    back = sum(lines[n + 1].indent == 0 for n in indented)
    return back >= 2 and 2 * back > len(indented)


def _cuts_words(lines: Sequence[WrittenLine], fit: _Fit) -> tuple[bool, bool]:
    """Whether lines before a Latin word are full to the last column, so that words are cut too.

    Wrapping between words leaves such lines short by half a word. The second value says whether
    the little there is does not speak against it.
    """
    touching = [n for n in fit.covered if _LATIN_WORD.match(lines[n + 1].text)]
    exact = sum(abs(fit.width - fit.measured.widths[n]) <= 2 for n in touching)
    latin = sum(_WIDE.search(lines[n].text) is None for n in touching)
    english = 2 * latin > len(touching)
    least, share = (6, 0.9) if english else (3, 0.8)
    enough = exact >= share * len(touching)
    return len(touching) >= least and enough, enough and not english
