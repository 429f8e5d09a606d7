"""Full-width letters and digits become half-width, half-width katakana full-width.

Chinese typesetting has full-width punctuation of its own, which stays. A full-width sign changes
only as part of a number, a name or an address (`３．５％`, `ＧＰＴ－５`). Compatibility forms that
are right in print (①, ㎡, ℃, Ⅳ, ㈱) stay as well. Those that only an old character set or a PDF
makes do not: radicals in place of characters (`⽉活⽤⼾`), small signs (`０﹒０１`, `﹝記者﹞`).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import numpy as np

from pipeline.ingest.character_set import CharacterSet, code_points
from pipeline.text import Edit

_ALNUM: Final = "０-９Ａ-Ｚａ-ｚ"
_DIGIT: Final = "0-9０-９"
_SIGNED: Final = re.compile(
    rf"(?:[＋－±](?=[０-９])|[＄＃＠](?=[{_ALNUM}]))?[{_ALNUM}]"
    # Inside a number or a name; a colon between digits is a time, a comma parts thousands.
    rf"(?:[{_ALNUM}]|[．﹒－＿／＆＠＇＃＝](?=[{_ALNUM}])|：(?<=[０-９]：)(?=[０-９]{{2}})"
    rf"|[，﹐](?<=[０-９].)(?=[０-９]{{3}}(?![０-９])))*"
    r"(?:[％﹪]|＋{1,2}|．(?=[\s　]|$)|(?<=[０-９])[．℃](?=\D|$))?"
)
_ADDRESS: Final = re.compile(r"(?:[ｈh][ｔt][ｔt][ｐp][ｓs]?[：:]|[ｗw]{3}[．.])[！-～!-~]{4,}")
_IN_NUMBER: Final = re.compile(
    rf"(?<=[0-9])[％﹪]|(?<=[0-9])[．﹒](?=[{_DIGIT}])"
    r"|(?<=[0-9])﹐(?=[0-9]{3}(?![0-9]))"
    r"|(?<![\d，,])(?<!\d)(?:[0-9]{1,3}(?:，[0-9]{3})+)(?![\d，])"
    r"|＄(?=[0-9])|(?<=[A-Za-z0-9])[－＿](?=[A-Za-z0-9])"
    r"|(?<=[\u4e00-\u9fff])－(?=[A-Za-zＡ-Ｚａ-ｚ])"
)
# A line of Latin text has no use for any full-width sign.
_NOT_LATIN: Final = CharacterSet("\u2e80-\u2fff\u3001-\u9fff\uac00-\ud7ff")
_LATIN_LETTERS: Final = re.compile("[A-Za-zＡ-Ｚａ-ｚ]{2}")
_WIDE_LETTER: Final = re.compile("[０-９Ａ-Ｚａ-ｚ]")
_WIDE_LETTERS: Final = CharacterSet("０-９Ａ-Ｚａ-ｚ")
_WIDE_SIGNS: Final = CharacterSet("！-～")
_WIDE_RUN: Final = re.compile("[！-～]+")
_KATAKANA: Final = re.compile("[\uff66-\uff9f]+")
_SPACE: Final = re.compile(rf"(?<=[A-Za-z0-9{_ALNUM}])\u3000(?=[A-Za-z0-9{_ALNUM}])")
_BEGINS_SIGNED: Final = CharacterSet("０-９Ａ-Ｚａ-ｚ＋－±＄＃＠")
_BEGINS_IN_NUMBER: Final = CharacterSet("0-9％﹪．﹒﹐＄－＿")
_BEGINS_KATAKANA: Final = CharacterSet("\uff66-\uff9f")
_BEGINS_SPACE: Final = CharacterSet("\u3000")
# The radicals of the Kangxi dictionary, those of simplified script, compatibility ideographs.
_RADICALS: Final = CharacterSet("\u2e80-\u2fdf\uf900-\ufad9")
_RADICAL: Final = re.compile("[\u2e80-\u2fdf\uf900-\ufad9]")
# What Unicode's own table does not have, or has in ASCII.
_USUAL: Final = dict(
    zip(
        "⺝⺜⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰﹐﹑﹔﹕﹖﹗﹙﹚﹝﹞",
        "月日民虎西见角贝车長长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙，、；：？！（）〔〕",
        strict=True,
    )
)
_SMALL_SIGNS: Final = CharacterSet("﹐﹑﹔﹕﹖﹗﹙﹚﹝﹞")
_SMALL_SIGN: Final = re.compile("[﹐﹑﹔﹕﹖﹗﹙﹚﹝﹞]")
_ANY: Final = CharacterSet("％﹐-﹪．＄－＿０-９Ａ-Ｚａ-ｚ\uff66-\uff9f\u2e80-\u2fdf\uf900-\ufad9")
_ANY_COMMA: Final = re.compile("，(?<=[0-9]，)[0-9]")
_ORDER: Final = (
    "latin",
    "address",
    "ascii",
    "number",
    "katakana",
    "space",
    "radical",
    "small-sign",
)
_NOT_IN_ADDRESS: Final = frozenset("，。、；！（）「」")


def width_edits(text: str) -> list[Edit]:
    """Edits that give letters, digits and the signs among them their usual width."""
    if not (_ANY.stands_in(text) or ("，" in text and _ANY_COMMA.search(text))):
        return []
    edits = [
        Edit(m.start(), m.end(), unicodedata.normalize("NFKC", m.group()), "width", "latin")
        for start, end in _latin_lines(text)
        if _LATIN_LETTERS.search(text, start, end)
        for m in _WIDE_RUN.finditer(text, start, end)
    ]
    wide = _WIDE_LETTERS.stands_in(text)
    for matches, rule in (
        (_ADDRESS.finditer(text) if wide else (), "address"),
        (_BEGINS_SIGNED.matches(_SIGNED, text) if wide else (), "ascii"),
        (_BEGINS_IN_NUMBER.matches(_IN_NUMBER, text), "number"),
        (_BEGINS_KATAKANA.matches(_KATAKANA, text), "katakana"),
        (_BEGINS_SPACE.matches(_SPACE, text), "space"),
        (_RADICALS.matches(_RADICAL, text), "radical"),
        (_SMALL_SIGNS.matches(_SMALL_SIGN, text), "small-sign"),
    ):
        for match in matches:
            start, end = match.span()
            if rule == "address":
                end = _address_end(match)
                if not _WIDE_LETTER.search(text, start, end):
                    continue
            usual = _USUAL.get(match.group()) if rule in ("radical", "small-sign") else None
            written = usual or _written(text[start:end])
            if written != text[start:end]:
                edits.append(Edit(start, end, written, "width", rule))
    # Of edits that overlap the first kind wins: an address holds numbers.
    edits.sort(key=lambda edit: (edit.start, _ORDER.index(edit.rule)))
    kept: list[Edit] = []
    for edit in edits:
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


def _latin_lines(text: str) -> list[tuple[int, int]]:
    """The lines without any Chinese that have a full-width sign."""
    ends = np.append((code_points(text) == 0x0A).nonzero()[0], len(text))
    starts = np.append(0, ends[:-1] + 1)
    wide, other = (
        np.append(0, signs.members(text).cumsum()) for signs in (_WIDE_SIGNS, _NOT_LATIN)
    )
    lines = (wide[ends] > wide[starts]) & (other[ends] == other[starts])
    return list(zip(starts[lines].tolist(), ends[lines].tolist(), strict=True))


def _written(wide: str) -> str:
    """The usual form; commas stay Chinese where they part a list of numbers, not thousands."""
    first, *groups = wide.split("，")
    plain = [unicodedata.normalize("NFKC", part) for part in (first, *groups)]
    thousands = len(plain[0].lstrip("+-$")) < 3 or any(part.startswith("0") for part in plain[1:])
    return ("," if thousands else "，").join(plain)


def _address_end(match: re.Match[str]) -> int:
    """Where an address ends: at the first Chinese mark behind its scheme."""
    text, start = match.group(), len("http")
    for at in range(start + 4, len(text)):
        if text[at] in _NOT_IN_ADDRESS:
            return match.start() + at
    return match.end()
