"""Repairs of damaged text: pinyin glosses, invisible characters, widths, mojibake, entities.

Each repair is a function from a string to the edits it would make; nothing is changed in secret.
What is not broken stays: Chinese punctuation, emoji sequences, bracketed English.
"""

from __future__ import annotations

import functools
import html
import re
import tomllib
import unicodedata
from collections.abc import Callable
from typing import Final

from pipeline.resources import models_path
from pipeline.text import Edit

_HAN: Final = "\u3400-\u9fff\U00020000-\U0002fa1f"
_TONED: Final = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_GLOSS: Final = re.compile(
    rf"(?<=[{_HAN}])[(（]([A-Za-zü{_TONED}{_TONED.upper()}][a-zü{_TONED}'’ ]{{0,39}})[)）]"
)
_LONGEST_GLOSS: Final = 8

_EMOJI: Final = "\U0001f000-\U0001faff\u2600-\u27bf\ufe0f"
_INVISIBLE: Final = re.compile(
    rf"[\x00-\x08\x0e-\x1f\x7f\x80-\x9f\xad\u200b\u200c\u200e\u200f\u202a-\u202e"
    rf"\u2060-\u206f\ufeff\ufff9-\ufffb\ue000-\uf8ff]+|(?<![{_EMOJI}])\u200d+"
)
_LINE_BREAK: Final = re.compile("\r\n?|[\x0b\x0c\u2028\u2029]")
_WIDE: Final = re.compile(r"[０-９Ａ-Ｚａ-ｚ]+(?:[．，％－＋][０-９Ａ-Ｚａ-ｚ]+)*％?")
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")


def gloss_edits(text: str) -> list[Edit]:
    """Pinyin in brackets behind the characters it reads: `國(guó)`, `人工(réngōng)`.

    Without tone marks it counts only where it is the reading of the characters before it, so
    `人工智能(AI)` and `大模型(agent)` stay.
    """
    edits = []
    for match in _GLOSS.finditer(text):
        before = text[max(0, match.start() - _LONGEST_GLOSS) : match.start()]
        if _is_gloss(before, match.group(1)):
            edits.append(Edit(match.start(), match.end(), "", "gloss", "pinyin"))
    return edits


def _is_gloss(before: str, letters: str) -> bool:
    if letters[0].isupper() and letters.isascii():
        return False  # `中国(China)`: a name, whatever it sounds like.
    letters = letters.lower()
    plain = _without_tones(letters)
    rests = {plain}
    for character in reversed(before):
        rests = {
            rest[: -len(reading)]
            for rest in rests
            for reading in _readings(character)
            if rest.endswith(reading)
        }
        if "" in rests:
            return True
        if not rests:
            break
    return plain != letters and plain in _syllables()


def _without_tones(letters: str) -> str:
    decomposed = unicodedata.normalize("NFD", letters)
    return "".join(c for c in decomposed if "a" <= c <= "z")


@functools.cache
def _dictionary() -> dict[int, str]:
    from pypinyin.constants import PINYIN_DICT

    readings: dict[int, str] = PINYIN_DICT
    return readings


@functools.lru_cache(maxsize=20_000)
def _readings(character: str) -> frozenset[str]:
    listed = _dictionary().get(ord(character), "")
    return frozenset(_without_tones(r) for r in listed.split(",")) - {""}


@functools.cache
def _syllables() -> frozenset[str]:
    return frozenset(_without_tones(r) for v in _dictionary().values() for r in v.split(","))


def invisible_edits(text: str) -> list[Edit]:
    """Zero-width, control and private-use characters; line breaks of other sorts become `\\n`."""
    edits = [
        Edit(m.start(), m.end(), "", "invisible", "control") for m in _INVISIBLE.finditer(text)
    ]
    breaks = [
        Edit(m.start(), m.end(), "\n", "linebreak", "line-break")
        for m in _LINE_BREAK.finditer(text)
    ]
    return sorted(edits + breaks) if breaks else edits


def width_edits(text: str) -> list[Edit]:
    """Full-width letters and digits become half-width; Chinese punctuation stays."""
    return [
        Edit(m.start(), m.end(), unicodedata.normalize("NFKC", m.group()), "width", "ascii")
        for m in _WIDE.finditer(text)
    ]


def entity_edits(text: str) -> list[Edit]:
    """HTML entities left in plain text; a no-break space becomes a plain one."""
    if "&" not in text:
        return []
    edits = []
    for match in _ENTITY.finditer(text):
        character = html.unescape(match.group()).replace("\xa0", " ")
        if character != match.group():
            edits.append(Edit(match.start(), match.end(), character, "markup", "entity"))
    return edits


def mojibake_edits(text: str) -> list[Edit]:
    """Remains of lost characters, by the rules of `models/repair/mojibake.toml`."""
    edits = []
    for name, pattern, replacement in _mojibake_rules():
        for match in pattern.finditer(text):
            edits.append(Edit(match.start(), match.end(), replacement, "mojibake", name))
    return _without_overlaps(edits)


@functools.cache
def _mojibake_rules() -> list[tuple[str, re.Pattern[str], str]]:
    rules = tomllib.loads(models_path("repair/mojibake.toml").read_text(encoding="utf-8"))["rule"]
    return [(r["name"], re.compile(r["pattern"]), r["replacement"]) for r in rules]


def _without_overlaps(edits: list[Edit]) -> list[Edit]:
    kept: list[Edit] = []
    for edit in sorted(edits):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


REPAIRS: Final[tuple[Callable[[str], list[Edit]], ...]] = (
    invisible_edits,
    entity_edits,
    mojibake_edits,
    gloss_edits,
    width_edits,
)
"""The repairs in the order they are made: a gloss may hide behind an invisible character."""
