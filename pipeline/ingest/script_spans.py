"""Folding to simplified script span by span: only what is traditional, and only as far as it is.

A text is read line by line and, where a line holds both scripts, clause by clause; a quotation is
judged by itself. A clause with traditional characters is converted; one in which they are the
fewer, such as 馬斯克 in a simplified sentence, has only those folded that never stand in simplified
text; a simplified clause stays as it is, since a conversion would turn its 显著 into 显着 and 打坏
into 打坯. What says nothing (皇后) goes with what is around it. Japanese, Korean and the addresses
of pages are kept.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.ingest.character_set import CodePoints, code_points
from pipeline.ingest.phrases import string_of
from pipeline.ingest.script import converter
from pipeline.ingest.script_marks import (
    CHINESE,
    DECORATIVE,
    FUNCTION,
    HAN,
    HANGUL,
    HANS,
    HANT,
    HIRAGANA,
    KATAKANA,
    SHINJITAI,
    Marks,
    folding_table,
    marks_of,
)
from pipeline.text import Edit, OffsetMap, Text

Mask = npt.NDArray[np.bool_]

# Chinese characters of an address stand behind one of its separators, else a sentence goes on.
_ADDRESS: Final = re.compile(
    r"(?:https?://|www\.)(?>[!#$%&'*+,./0-9:;=?@A-Z_a-z~()-]+(?:(?<=[/=_#?&%-])[\u3400-\u9fff]+)?)+"
)
_PAIRS: Final = {
    **{"「": "」", "『": "』", "“": "”", "‘": "’", "《": "》", "〈": "〉", "（": "）", "(": ")"},
    **{"【": "】", "[": "]", "［": "］", "«": "»"},
}
_QUOTES: Final = "".join(_PAIRS) + "".join(_PAIRS.values()) + '"'
_CLAUSE: Final = re.compile(
    rf"[^，。；：！？、,.;:!?…—|｜\t{re.escape(_QUOTES)}]+|[{re.escape(_QUOTES)}]"
)
_LEAST_KANA: Final = 2
_CHINESE_PER_HANGUL: Final = 12
_TO_SIMPLIFIED: Final = ("t2s", "tw2s", "tw2sp", "hk2s", "hk2sp")


@dataclass(frozen=True, slots=True)
class ScriptReading:
    """The characters of a text and what they say of its script.

    Attributes:
        codes: code points, shape (n,).
        marks: what each says, shape (n,); 0 where `kept`.
        kept: where text is Japanese, Korean or an address, shape (n,).
    """

    codes: CodePoints
    marks: Marks
    kept: Mask


# A document is judged and then folded.
@functools.lru_cache(maxsize=1)
def read_script(text: str) -> ScriptReading:
    """What the characters of `text` say, and which of them are none of Chinese text."""
    codes = code_points(text)
    marks = marks_of(codes)
    kept = np.zeros(len(codes), dtype=bool)
    if "://" in text or "www." in text:
        for match in _ADDRESS.finditer(text):
            kept[match.start() : match.end()] = True
    foreign = marks & (HIRAGANA | KATAKANA | HANGUL) != 0
    if foreign.any():
        for start, end in _lines(text, foreign):
            for low, high in _foreign_clauses(text, marks, start, end):
                kept[low:high] = True
    if kept.any():
        marks = np.where(kept, 0, marks).astype(np.uint16)
    return ScriptReading(codes, marks, kept)


def fold_text(text: Text, conversion: str | None, script: str) -> Text:
    """`text` in simplified script, still leading back to its source.

    Args:
        text: the text.
        conversion: the configuration for what is traditional; None changes nothing. One that leads
            elsewhere than to simplified script is applied to the whole.
        script: the script of the document: `hant` text without a sign of its own is converted too.
    """
    string, step = align_spans(text.string, conversion, script)
    return text if string == text.string else text.rewrite(string, step)


# Sites and authors, which come again.
@functools.lru_cache(maxsize=1024)
def fold_string(string: str, conversion: str | None, script: str) -> str:
    """A string of a document folded as `fold_text` folds its text."""
    return align_spans(string, conversion, script)[0]


def align_spans(text: str, conversion: str | None, script: str) -> tuple[str, OffsetMap]:
    """As `fold_text` says: the result, and the map from it back to `text`."""
    if conversion is None or text.isascii():
        return text, OffsetMap.identity(len(text))
    if conversion not in _TO_SIMPLIFIED:
        return converter(conversion).align(text)
    reading = read_script(text)
    whole, single = _modes(text, reading, script)
    if whole.all():
        return converter(conversion).align(text)
    table = folding_table()
    codes = reading.codes.copy()
    single &= codes < len(table)
    codes[single] = table[codes[single]]
    folded = string_of(codes)
    if not whole.any():
        return folded, OffsetMap.identity(len(text))
    # No phrase goes over a bound of the spans, so that these are cut out of the whole's conversion.
    converted, offsets = converter(conversion).align(text)
    if offsets.is_identity:
        codes[whole] = code_points(converted)[whole]
        return string_of(codes), offsets
    bounds = np.flatnonzero(np.diff(whole, prepend=not whole[0], append=not whole[-1]))
    moved = offsets.text_spans(bounds, bounds)[0].tolist()
    places = bounds.tolist()
    pieces = [
        converted[moved[i] : moved[i + 1]] if whole[place] else folded[place : places[i + 1]]
        for i, place in enumerate(places[:-1])
    ]
    return "".join(pieces), OffsetMap.from_edits(len(text), _moving(converted, offsets, whole))


def _moving(converted: str, offsets: OffsetMap, whole: Mask) -> list[Edit]:
    """The replacements of another length that lie in the spans converted as a whole."""
    starts, ends = offsets.source_breaks[:-1].tolist(), offsets.source_breaks[1:].tolist()
    lows, highs = offsets.text_breaks[:-1].tolist(), offsets.text_breaks[1:].tolist()
    return [
        Edit(start, end, converted[low:high])
        for start, end, low, high in zip(starts, ends, lows, highs, strict=True)
        if end - start != high - low and whole[min(start, len(whole) - 1)]
    ]


def _modes(text: str, reading: ScriptReading, script: str) -> tuple[Mask, Mask]:
    """Where `text` is converted as a whole, and where character by character; shape (n,)."""
    marks = reading.marks
    hant, hans = marks & HANT != 0, marks & HANS != 0
    bounds = _line_bounds(reading.codes)
    lengths = np.diff(bounds)
    traditional, simplified = (_sums(m, bounds) for m in (hant, hans))
    unmarked = (traditional == 0) & (simplified == 0)
    by_line = (traditional > 0) & (simplified == 0)
    if script == "hant" or (script == "mixed" and hant.sum() > hans.sum()):
        by_line |= unmarked
    whole = np.repeat(by_line, lengths)
    single = ~whole
    for number in np.flatnonzero((traditional > 0) & (simplified > 0)).tolist():
        start, end = int(bounds[number]), int(bounds[number + 1])
        favours = bool(traditional[number] > simplified[number])
        for low, high in _traditional_clauses(text, hant, hans, start, end, favours):
            whole[low:high] = True
            single[low:high] = False
    return whole & ~reading.kept, single & ~reading.kept


def _traditional_clauses(
    text: str, hant: Mask, hans: Mask, start: int, end: int, favours: bool
) -> Iterator[tuple[int, int]]:
    """The clauses of a line that are converted as a whole; `favours` says that most of it is."""
    clauses = list(_clauses(text, start, end))
    quotes: dict[int, list[int]] = {}
    counts = []
    for low, high, quote in clauses:
        count = (int(hant[low:high].sum()), int(hans[low:high].sum()))
        counts.append(count)
        totals = quotes.setdefault(quote, [0, 0])
        totals[0] += count[0]
        totals[1] += count[1]
    for (low, high, quote), (traditional, simplified) in zip(clauses, counts, strict=True):
        around = quotes[quote]
        likely = around[0] > around[1] if quote and any(around) else favours
        if traditional > 1 or (traditional and quote):
            converted = traditional > simplified
        else:
            # One alone may be a name in a simplified sentence, and is folded by itself.
            converted = likely and not simplified
        if converted:
            yield low, high


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Clauses of a line, each with the number of the quotation it stands in, 0 for none."""
    inside: list[tuple[str, int]] = []
    last = 0
    for match in _CLAUSE.finditer(text, start, end):
        mark = match.group()
        if mark not in _QUOTES:
            yield match.start(), match.end(), inside[-1][1] if inside else 0
        elif inside and mark == inside[-1][0]:
            inside.pop()
        elif mark in _PAIRS or mark == '"':
            last += 1
            inside.append((_PAIRS.get(mark, mark), last))


def _foreign_clauses(text: str, marks: Marks, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The clauses of a line that are Japanese or Korean."""
    clauses = list(_clauses(text, start, end))
    verdicts = [_is_foreign(marks[low:high]) for low, high, _ in clauses]
    foreign_quotes = {
        quote for (_, _, quote), verdict in zip(clauses, verdicts, strict=True) if verdict
    } - {
        quote for (_, _, quote), verdict in zip(clauses, verdicts, strict=True) if verdict is False
    }
    for (low, high, quote), verdict in zip(clauses, verdicts, strict=True):
        if verdict or (verdict is None and quote in foreign_quotes):
            yield low, high


def _is_foreign(marks: Marks) -> bool | None:
    """Whether a clause is Japanese or Korean; None if nothing in it tells."""
    hiragana, katakana, decorative, hangul, shinjitai, chinese, function, han = (
        int(np.count_nonzero(marks & mark))
        for mark in (HIRAGANA, KATAKANA, DECORATIVE, HANGUL, SHINJITAI, CHINESE, FUNCTION, HAN)
    )
    if hangul:
        return not function and _CHINESE_PER_HANGUL * hangul >= han
    letters = hiragana + katakana - decorative
    japanese = hiragana + 2 * shinjitai
    if not letters and not (decorative and shinjitai):
        return False if chinese else None
    if not chinese:
        return letters >= _LEAST_KANA or japanese > 1
    return letters > _LEAST_KANA and japanese > 2 * chinese


def _lines(text: str, wanted: Mask) -> Iterator[tuple[int, int]]:
    """The lines that hold a wanted character."""
    end = -1
    for place in np.flatnonzero(wanted).tolist():
        if place < end:
            continue
        start = text.rfind("\n", 0, place) + 1
        end = text.find("\n", place)
        end = len(text) if end < 0 else end
        yield start, end


def _line_bounds(codes: CodePoints) -> npt.NDArray[np.intp]:
    """Where lines begin, with their line breaks, and the end; rising."""
    ends = np.flatnonzero(codes == ord("\n")) + 1
    return np.unique(np.concatenate(([0], ends, [len(codes)])))


def _sums(marked: Mask, bounds: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """How many are marked in each stretch between two bounds."""
    totals = np.concatenate(([0], np.cumsum(marked)))
    sums: npt.NDArray[np.intp] = np.diff(totals[bounds])
    return sums


__all__ = ["ScriptReading", "align_spans", "fold_string", "fold_text", "read_script"]
