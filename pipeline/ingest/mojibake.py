"""Mojibake: spans of text that were decoded in the wrong encoding, and what is left of such text.

A span is read again (`misread`) and repaired where the repair is far likelier as text
(`character_model`) than what stands there; clean text is not, whatever it can be read as. Evidence
adds up over a document: where some spans leave no doubt, the short ones beside them need less.

The kinds, each the rule of its edits: `utf8-as-latin1` (also as Windows-1252, also twice),
`utf8-as-gbk`, `utf8-as-big5`, `gbk-as-latin1`, `big5-as-latin1`, `big5-as-gbk`, `gbk-as-big5`. What
is left of characters that were lost goes by the rules of `models/repair/mojibake.toml`.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import re
import tomllib
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.ingest import character_set
from pipeline.ingest.character_model import character_model, code_points
from pipeline.ingest.character_set import CharacterSet
from pipeline.ingest.codec import REPLACEMENT, has_lost, read
from pipeline.ingest.misread import (
    BIG5,
    GB18030,
    GBK,
    LATIN,
    Misreading,
    Reread,
    latin_bytes,
    latin_table,
    reread_utf8,
)
from pipeline.resources import models_path
from pipeline.text import Edit, splice

_SURE_BITS: Final = 28.0
"""Bits by which a repair of two characters or more is likelier than what stands there."""
_SURE_SHORT_BITS: Final = 8.0
"""The same where ftfy, too, finds the place bad."""
_FAIR_BITS: Final = 14.0
_SURE_PAGE_BITS: Final = 60.0
"""Bits of all repairs of one kind that have `_FAIR_BITS`, past which any needs `_BESIDE_BITS`."""
_BESIDE_BITS: Final = 5.0
_SURE_CROSSED_BITS: Final = 400.0
"""Bits of the lines read in the other Chinese encoding past which a line needs `_BESIDE_BITS`."""
_LOSSY: Final = "-lossy"
_CONTEXT: Final = 12
_LOST_BITS: Final = 12.0
_LEAST_BEYOND: Final = 12
_STRANGE_BITS: Final = 13.0
"""Mean bits of the characters beyond ASCII past which a line may be misread; Chinese has 9."""
_BETTER_BITS: Final = 3.0
"""Bits of each such character by which the other encoding must be likelier."""
_COMMON_BITS: Final = 13.0
_RARE_BITS: Final = 10.5
"""Bits up to which a character is too common to be looked at as the start of mojibake."""
_REST: Final = range(0x80, 0xC0)
_TELLTALES: Final = "鈥锛銆"
"""What GBK makes of the first two bytes of Chinese marks and curly quotes; no text has them."""
_LATIN_LETTERS: Final = re.compile("[\x80-\x9f\xc0-\xff]|[\xa1-\xbf].?[\xa1-\xff]")
_LATIN_LEADS: Final = CharacterSet("\xc2-\xf4")
_HIGH_LATIN: Final = CharacterSet("\x80-\x9f\xa1-\xff")
_STRAY_MARKS: Final = CharacterSet("\x80\x85\x91-\x97\x99")
_STRAY: Final = re.compile("(?<![\x80-\xff])[\x80\x85\x91-\x97\x99](?![\x80-\xff])")
_PRIVATE: Final = CharacterSet("\ue000-\ue765")


@dataclass(frozen=True, slots=True)
class _Repair:
    start: int
    end: int
    text: str
    gain: float
    """Bits by which the repair is likelier than what stands there, and more for what is lost."""
    rule: str
    sure: bool


def misread_edits(text: str) -> list[Edit]:
    """Spans decoded in the wrong encoding, read again."""
    return [] if text.isascii() else list(_misread_edits(text))


@functools.lru_cache(maxsize=1)
def _misread_edits(text: str) -> tuple[Edit, ...]:
    # A page that has no other damage comes twice, before its markup goes and after.
    found = [repair for find in _FINDERS for repair in find(text)]
    taken = _Taken()
    for edit in _crossed_lines(text):
        taken.add(_Repair(edit.start, edit.end, edit.replacement, 0.0, edit.rule, True))
    found = _not_inside_better(found)
    found.sort(key=lambda r: (-r.gain, r.start))
    fair = [r for r in found if (r.sure or r.gain >= _FAIR_BITS) and taken.add(r)]
    evidence: Counter[str] = Counter()
    for repair in fair:
        evidence[repair.rule.removesuffix(_LOSSY)] += int(repair.gain)
    kinds = {rule for rule, bits in evidence.items() if bits >= _SURE_PAGE_BITS}
    for repair in found:
        if repair.gain > _BESIDE_BITS and repair.rule.removesuffix(_LOSSY) in kinds:
            taken.add(repair)
    return tuple(
        Edit(r.start, r.end, r.text, "mojibake", r.rule)
        for r in taken.repairs
        if r.sure or r.rule.removesuffix(_LOSSY) in kinds
    )


def _not_inside_better(found: list[_Repair]) -> list[_Repair]:
    """Without the long runs that several repairs inside, taken together, explain better."""
    short = sorted(
        (r for r in found if r.sure and r.rule.startswith("utf8")), key=lambda r: r.start
    )
    starts = [r.start for r in short]
    sums = list(itertools.accumulate((r.gain for r in short), initial=0.0))
    return [
        r
        for r in found
        if r.rule.startswith("utf8")
        or sums[bisect_left(starts, r.end)] - sums[bisect_left(starts, r.start)] < r.gain
    ]


class _Taken:
    """Repairs in order of their place, none over another."""

    def __init__(self) -> None:
        self.repairs: list[_Repair] = []
        self._starts: list[int] = []

    def add(self, repair: _Repair) -> bool:
        """Add a repair where there is room for it."""
        at = bisect_left(self._starts, repair.end)
        if at and self.repairs[at - 1].end > repair.start:
            return False
        self._starts.insert(at, repair.start)
        self.repairs.insert(at, repair)
        return True


def remains_edits(text: str) -> list[Edit]:
    """Remains of lost characters in plain text, by the rules of `models/repair/mojibake.toml`."""
    edits = []
    for name, pattern, replacement, cues in _remains_rules():
        if not any(cue in text for cue in cues):
            continue
        for match in pattern.finditer(text):
            written = match.expand(replacement) if "\\" in replacement else replacement
            edits.append(Edit(match.start(), match.end(), written, "mojibake", name))
    return _without_overlaps(edits)


def mojibake_edits(text: str) -> list[Edit]:
    """All repairs of mojibake in plain text."""
    return _without_overlaps(misread_edits(text) + remains_edits(text))


def _gain(text: str, start: int, end: int, repaired: str) -> float:
    """Bits by which `repaired` is likelier in the place of `text[start:end]`."""
    model = character_model()
    before, after = text[max(0, start - 1) : start] or "\n", text[end : end + 1]
    return model.bits(text[start:end], before, after) - model.bits(repaired, before, after)


# --- UTF-8 read as something else -------------------------------------------------------------


def _rereadings(
    text: str, misreading: Misreading, leads: CharacterSet, pattern: re.Pattern[str]
) -> Iterator[Reread]:
    at = 0
    for match in leads.matches(pattern, text):
        if match.start() >= at and (found := reread_utf8(text, match.start(), misreading)):
            at = found.end
            yield found


def _judged(text: str, found: Reread, rule: str) -> _Repair:
    gain = _gain(text, found.start, found.end, found.text) - _LOST_BITS * found.lost
    telltale = text[found.start] in _TELLTALES and not found.lost and gain >= _SURE_SHORT_BITS
    sure = telltale or (
        found.whole >= 2
        and gain >= _SURE_BITS
        and 2 * found.filled + 3 * found.lost <= 2 * found.whole
    )
    lossy = _LOSSY if found.filled or found.lost else ""
    return _Repair(found.start, found.end, found.text, gain, rule + lossy, sure)


def _utf8_as_latin(text: str) -> Iterator[_Repair]:
    for found in _rereadings(text, LATIN, _LATIN_LEADS, _latin_pattern()):
        repair = _judged(text, found, "utf8-as-latin1")
        if not found.lost:
            repair = _misread_twice(text, repair)
            if not repair.sure and repair.gain >= _SURE_SHORT_BITS:
                bad = _is_bad(text, repair.start, repair.end)
                repair = dataclasses.replace(repair, sure=bad)
        yield repair


def _misread_twice(text: str, repair: _Repair) -> _Repair:
    """The repair of the repair, as long as that is mojibake as well."""
    while _latin_pattern().search(repair.text):
        edits = [
            Edit(f.start, f.end, f.text)
            for f in _rereadings(repair.text, LATIN, _LATIN_LEADS, _latin_pattern())
            if not f.lost and not f.filled
        ]
        again = splice(repair.text, edits)
        gain = _gain(text, repair.start, repair.end, again)
        if gain <= repair.gain:
            break
        sure = repair.sure or (len(again) >= 2 and gain >= _SURE_BITS)
        repair = dataclasses.replace(repair, text=again, gain=gain, sure=sure)
    return repair


def _is_bad(text: str, start: int, end: int) -> bool:
    """Whether ftfy finds more signs of mojibake with the span than without it."""
    from ftfy.badness import badness

    before, after = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
    return badness(before + text[start:end] + after) > badness(before + " " + after)


@functools.cache
def _latin_pattern() -> re.Pattern[str]:
    leads = "".join(chr(byte) for byte in range(0xC2, 0xF5))
    rest = "".join(c for c, data in latin_table().items() if 0x80 <= data[0] < 0xC0)
    return re.compile(f"[{leads}][{re.escape(rest)}{REPLACEMENT}]")


def _utf8_as_gbk(text: str) -> Iterator[_Repair]:
    leads = _leads("gb18030")
    if next(leads.uncommon.matches(leads.first, text), None):
        # Only GB18030 reads some bytes at all, as private characters, and so loses fewer.
        misreading = GB18030 if _PRIVATE.stands_in(text) else GBK
        for found in _rereadings(text, misreading, leads.all, leads.pattern):
            yield _judged(text, found, "utf8-as-gbk")


def _utf8_as_big5(text: str) -> Iterator[_Repair]:
    # Big5 cannot read a third of these bytes, so there is none without a loss.
    if REPLACEMENT in text:
        leads = _leads("big5hkscs")
        for found in _rereadings(text, BIG5, leads.all, leads.pattern):
            yield _judged(text, found, "utf8-as-big5")


@dataclass(frozen=True, slots=True)
class _Leads:
    """Uncommon characters whose bytes begin a sequence of UTF-8 that the next may go on with.

    `pattern` and `all` have accented letters as well, which are common characters (`caf茅`), and
    are for pages where `first` finds something.
    """

    uncommon: CharacterSet
    first: re.Pattern[str]
    all: CharacterSet
    pattern: re.Pattern[str]


@functools.cache
def _leads(encoding: str) -> _Leads:
    model = character_model()
    leads = []
    for character in _characters(range(0xE2, 0xF0), _REST, encoding):
        point = code_points(character)
        if min(model.hans[point][0], model.hant[point][0]) > _RARE_BITS:
            leads.append(character)
    accents = _characters(range(0xC2, 0xC4), _REST, encoding)
    following = _characters(_REST, (*range(0x40, 0x7F), *range(0xC2, 0xF5)), encoding)
    begins = f"[{_class(leads)}](?=[{_class(following)}{REPLACEMENT}?€\x80-\x9f\\s]|$)"
    accented = f"(?<=[A-Za-z])[{_class(accents)}]|[{_class(accents)}](?=[0-9])"
    accented += f"|(?<=\\s)[{_class(accents)}](?=\\s)"
    uncommon = _class(leads)
    return _Leads(
        CharacterSet(uncommon, beyond=any(c >= "\U00020000" for c in leads)),
        re.compile(begins),
        CharacterSet(uncommon + _class(accents), beyond=any(c >= "\U00020000" for c in leads)),
        re.compile(f"{begins}|{accented}"),
    )


def _characters(first: Iterable[int], second: Sequence[int], encoding: str) -> list[str]:
    pairs = (bytes([a, b]).decode(encoding, "ignore") for a in first for b in second)
    return [pair for pair in pairs if len(pair) == 1 and pair > "\x7f"]


def _class(characters: list[str]) -> str:
    return re.escape("".join(characters))


# --- Chinese encodings read as Latin ------------------------------------------------------------


def _chinese_as_latin(text: str) -> Iterator[_Repair]:
    """Runs in whichever of the two encodings makes more of the page."""
    if not next(_HIGH_LATIN.matches(_LATIN_LETTERS, text), None):
        return
    high, pairs = _pairs()
    runs = list(high.matches(pairs, text))
    clear = [run for run in runs if _LATIN_LETTERS.search(run.group())]
    best: list[_Repair] = []
    for encoding, rule in (("gb18030", "gbk-as-latin1"), ("big5hkscs", "big5-as-latin1")):
        found = _reread_pairs(text, clear, encoding, rule)
        if sum(r.gain for r in found if r.sure) > sum(r.gain for r in best if r.sure):
            # What is no letter in Latin-1, as most Chinese marks, only a page of mojibake tells.
            best = _reread_pairs(text, runs, encoding, rule)
    yield from best


def _reread_pairs(text: str, runs: list[re.Match[str]], encoding: str, rule: str) -> list[_Repair]:
    found = []
    for run in runs:
        data = b"".join(latin_bytes(c) or c.encode("ascii") for c in run.group())
        again = read(data, encoding)
        if not has_lost(again):
            gain = _gain(text, run.start(), run.end(), again)
            sure = len(again) >= 2 and gain >= _SURE_BITS
            if sure or _is_common(again):
                found.append(_Repair(run.start(), run.end(), again, gain, rule, sure))
    return found


def _is_common(text: str) -> bool:
    points = code_points(text)
    model = character_model()
    return float(np.minimum(model.hans[points], model.hant[points]).max()) <= _COMMON_BITS


@functools.cache
def _pairs() -> tuple[CharacterSet, re.Pattern[str]]:
    """Characters of two-byte sequences in Latin-1, and runs of such sequences."""
    high = _class([c for c, data in latin_table().items() if 0x81 <= data[0] <= 0xFE])
    pairs = re.compile(f"(?:[{high}][{high}€\x80@-~]|[{high}][0-9][{high}][0-9])+")
    return CharacterSet(high), pairs


def _cp1252_as_latin(text: str) -> Iterator[_Repair]:
    """Curly quotes, dashes and the euro sign that Latin-1 shows as controls."""
    for match in _STRAY_MARKS.matches(_STRAY, text):
        character = bytes([ord(match.group())]).decode("cp1252")
        gain = _gain(text, match.start(), match.end(), character)
        yield _Repair(match.start(), match.end(), character, gain, "cp1252-as-latin1", gain > 0)


_FINDERS: Final[tuple[Callable[[str], Iterator[_Repair]], ...]] = (
    _utf8_as_latin,
    _utf8_as_gbk,
    _utf8_as_big5,
    _chinese_as_latin,
    _cp1252_as_latin,
)


# --- One Chinese encoding read as the other: whole lines ------------------------------------------

_CROSSED: Final = {"big5-as-gbk": (GBK, "big5hkscs"), "gbk-as-big5": (BIG5, "gb18030")}
_RUN: Final = re.compile(r"[^\x00-\x7f]+[@-~]?")
_PLANES: Final = 0x30001
"""The characters from 0x30000 on are all of one likelihood."""


def _crossed_lines(text: str) -> list[Edit]:
    """Edits of the lines that make no text but in the other Chinese encoding."""
    best: list[Edit] = []
    most = 0.0
    strange = _strange_lines(text, _LEAST_BEYOND, _STRANGE_BITS)
    for rule, (misreading, encoding) in _CROSSED.items() if strange else ():
        edits: list[Edit] = []
        total = 0.0
        for start, end in strange:
            found, gain = _crossed(text, start, end, misreading, encoding)
            if gain > _BETTER_BITS * sum(e.end - e.start for e in found):
                total += gain
                edits += found
        if total > max(most, _SURE_CROSSED_BITS):
            # So much is misread that the short lines are as well.
            edits = []
            for start, end in _strange_lines(text, 1, _STRANGE_BITS / 2):
                found, gain = _crossed(text, start, end, misreading, encoding)
                edits += found if gain > _BESIDE_BITS else []
        if total > most:
            best, most = [e._replace(kind="mojibake", rule=rule) for e in edits], total
    return best


def _strange_lines(text: str, least: int, mean_bits: float) -> list[tuple[int, int]]:
    """Lines of at least so many characters beyond ASCII, of at least so many bits in the mean."""
    points = character_set.code_points(text)
    ends = np.append(np.flatnonzero(points == 0x0A), len(points))
    starts = np.append(0, ends[:-1] + 1)
    excess = np.append(0, np.cumsum(_excess_bits(mean_bits).take(points, mode="clip")))
    strange = excess[ends] > excess[starts]
    return [
        (start, end)
        for start, end in zip(starts[strange].tolist(), ends[strange].tolist(), strict=True)
        if np.count_nonzero(points[start:end] > 0x7F) >= least
    ]


@functools.cache
def _excess_bits(mean_bits: float) -> npt.NDArray[np.float32]:
    """By how much each character is less likely than `mean_bits`, 0 for ASCII."""
    rows = code_points("".join(map(chr, range(_PLANES))))
    model = character_model()
    bits = np.minimum(model.hans[rows], model.hant[rows]) - np.float32(mean_bits)
    bits[:0x80] = 0
    return bits


def _crossed(
    text: str, start: int, end: int, misreading: Misreading, encoding: str
) -> tuple[list[Edit], float]:
    """The edits of a line, and the bits by which they make it likelier."""
    edits = [
        Edit(m.start(), m.end(), _in_pairs(m.group(), misreading, encoding))
        for m in _RUN.finditer(text, start, end)
    ]
    shifted = [e._replace(start=e.start - start, end=e.end - start) for e in edits]
    again = splice(text[start:end], shifted)
    lost = again.count(REPLACEMENT)
    gain = _gain(text, start, end, again) - _LOST_BITS * lost
    return edits, gain if lost <= len(again) // 5 else 0.0


def _in_pairs(run: str, misreading: Misreading, encoding: str) -> str:
    """`run` in another encoding of two bytes a character, kept in step over lost bytes."""
    data: list[int] = []
    for character in run:
        taken = character.encode() if character < "\x80" else misreading.unread(character)
        data += taken or [-1]
    out = []
    at = 0
    while at < len(data):
        pair = data[at : at + 2]
        if 0 <= pair[0] < 0x80:
            out.append(chr(pair[0]))
            at += 1
            continue
        text = read(bytes(pair), encoding) if min(pair) >= 0 else REPLACEMENT
        if len(text) == 2 and text[1] < "\x80":
            out.append(REPLACEMENT + text[1])
        else:
            out.append(REPLACEMENT if has_lost(text) else text)
        at += 2
    return "".join(out)


# --- What is left of lost characters --------------------------------------------------------------


@functools.cache
def _remains_rules() -> list[tuple[str, re.Pattern[str], str, list[str]]]:
    """Name, pattern and replacement of each rule, and strings one of which every match holds."""
    rules = tomllib.loads(models_path("repair/mojibake.toml").read_text(encoding="utf-8"))["rule"]
    return [(r["name"], re.compile(r["pattern"]), r["replacement"], r["cues"]) for r in rules]


def _without_overlaps(edits: list[Edit]) -> list[Edit]:
    kept: list[Edit] = []
    for edit in sorted(edits):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept
