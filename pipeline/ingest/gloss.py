"""Readings in brackets behind the characters they read: `國(guó)`, `人工（rén gōng）`, `(ㄍㄨㄛˊ)`.

What makes letters a gloss, from the surest sign down:

* tone marks or tone numbers, or Zhuyin, and the letters are a reading of the characters before;
* tone marks on every syllable, where the characters before read otherwise;
* lower-case letters that are the reading of the characters before. A company's or a model's own
  Latin name (`豆包(doubao)`) is spelled so too: it stays if the knowledge base has it.

Letters with a capital and no tones are a name, whatever they sound like (`百度(Baidu)`, `李(Li)`).
A reading that the text talks about (`读作(zhōng)`) stays, unless the page glosses everything.
Shapes and cues with examples stand in `models/repair/gloss.toml`.
"""

from __future__ import annotations

import enum
import functools
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from pipeline.errors import KnowledgeError
from pipeline.ingest.character_set import CharacterSet
from pipeline.ingest.readings import (
    BOPOMOFO,
    HAN,
    TONED,
    Spelling,
    characters_read,
    is_toned_pinyin,
    spelling,
    zhuyin_letters,
)
from pipeline.resources import models_path
from pipeline.text import Edit

_OPEN: Final = r"(（\[［【〔{｛〈"
_CLOSE: Final = r")）\]］】〕}｝〉"
_LETTER: Final = f"A-Za-zÀÁÈÉÌÍÒÓÙÚÜàáèéìíòóùúüêÊ{TONED}{TONED.upper()}ɡɑＡ-Ｚａ-ｚ\u0300-\u030c"
_BETWEEN: Final = (
    r"0-5０-５\s'’‘ʼ`´＇\-‐–－·・,.!?:;，。！？；：、…“”\"\u200b-\u200d\u2060\ufeff\xad"
)
_ZHUYIN: Final = rf"{BOPOMOFO}ˊˇˋ˙‧·一丨\s"
_CONTENT: Final = rf"[{_LETTER}{BOPOMOFO}˙\s][{_LETTER}{_BETWEEN}{_ZHUYIN}]{{0,160}}"
_BRACKETS: Final = CharacterSet(_OPEN)
_BRACKET: Final = re.compile(
    rf"[{_OPEN}](?:(?P<one>{_CONTENT})(?:[{_CLOSE}]|[{_OPEN}](?P<inner>{_CONTENT})[{_CLOSE}]{{2}})"
    rf"|[{_OPEN}](?P<two>{_CONTENT})[{_CLOSE}]{{2}})"
)
_BARE: Final = re.compile(
    rf"(?<=[{HAN}])(?:(?P<pinyin>(?=[A-Za-zü’'\u0300-\u030c]{{0,6}}[{TONED}\u0300-\u030c])"
    rf"[{_LETTER}’']{{1,60}}(?![A-Za-z0-9]))"
    rf"|(?P<zhuyin>[{BOPOMOFO}˙][{BOPOMOFO}ˊˇˋ˙]{{0,24}}(?![{BOPOMOFO}ˊˇˋ˙])))"
)
_BARE_SIGN: Final = CharacterSet(f"{TONED}{TONED.upper()}\u0300-\u030c{BOPOMOFO}")
_NEAR_BARE: Final = CharacterSet(f"{TONED}{TONED.upper()}\u0300-\u030c{BOPOMOFO}˙")
_FARTHEST_SIGN: Final = 6
"""Characters before the first of these in a match of `_BARE`."""
_BEHIND: Final = frozenset("”’」』》〉\"'。！？，；、.!?,;…")
_IS_HAN: Final = re.compile(f"[{HAN}]")
_SPACE_AND_HAN: Final = re.compile(f" [{HAN}]")
_HAS_ZHUYIN: Final = re.compile(f"[{BOPOMOFO}]")
_PARTICLES: Final = frozenset("的地得了着著过過吗嗎呢吧啊们們子头頭么麼")
_BLANK: Final = frozenset(" \u3000\n\t\u200b\xa0")
_LONGEST_BLANK: Final = 3
_WINDOW: Final = 60
_CUE_WINDOW: Final = 12
_HABIT: Final = 5
_LECTURE_SHARE: Final = 0.2


class _Sign(enum.Enum):
    """How surely a candidate is a gloss."""

    SURE = enum.auto()
    """By tones."""
    PLAIN = enum.auto()
    """By its letters alone."""
    DOUBTFUL = enum.auto()
    """Its letters are the reading, but they may be a name or a mark: a page's habit decides."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    edit: Edit
    sign: _Sign
    about: bool
    """The text before it speaks of reading."""


def gloss_edits(text: str) -> list[Edit]:
    """Edits that remove the glosses of `text`; time is linear in its length."""
    if text.isascii():
        return []
    found = _bracketed(text) + _bare(text)
    if not found:
        return []
    found.sort(key=lambda candidate: candidate.edit)
    spaced = [n for n, c in enumerate(found) if text[c.edit.start] == " "]
    followed = [n for n in spaced if _SPACE_AND_HAN.match(text, found[n].edit.end)]
    if 2 * len(followed) > len(spaced):
        # `國 (guó) 家`: where a page writes so, both spaces came with the brackets.
        for n in followed:
            edit = found[n].edit
            found[n] = replace(found[n], edit=edit._replace(end=edit.end + 1))
    plain = sum(c.sign is _Sign.PLAIN for c in found)
    about = sum(c.about for c in found)
    glossed = len(found) > _HABIT and about <= _LECTURE_SHARE * len(found)
    edits: list[Edit] = []
    for candidate in found:
        if candidate.sign is _Sign.DOUBTFUL and plain < _HABIT:
            continue
        if candidate.about and not glossed:
            continue
        if not edits or candidate.edit.start >= edits[-1].end:
            edits.append(candidate.edit)
    return edits


def _bracketed(text: str) -> list[_Candidate]:
    found: list[_Candidate] = []
    # The text before a gloss, without the glosses before that: `人(rén)工(gōng)(rén gōng)`.
    tail, tail_end = "", 0
    for match in _BRACKETS.matches(_BRACKET, text):
        start = match.start()
        while start > 0 and match.start() - start < _LONGEST_BLANK and text[start - 1] in _BLANK:
            start -= 1
        # Only what a gloss can stand behind is worth a closer look: a character or another gloss.
        last = text[start - 1 : start]
        if not (_IS_HAN.match(last) or last in _BEHIND or (tail and start == tail_end)):
            continue
        since = text[max(tail_end, start - _WINDOW) : start]
        before = (tail + since)[-_WINDOW:] if start - tail_end < _WINDOW else since
        sign = _sign(before, match, blank=text[start : match.start()])
        if sign is None:
            continue
        if text[match.end() - 1] == "]" and text.startswith("(http", match.end()):
            continue
        end = match.end()
        rule = "zhuyin" if _HAS_ZHUYIN.search(match.group()) else "pinyin"
        about = any(cue in before[-_CUE_WINDOW:] for cue in _cues())
        found.append(_Candidate(Edit(start, end, "", "gloss", rule), sign, about))
        tail, tail_end = before, end
    return found


def _sign(before: str, match: re.Match[str], blank: str) -> _Sign | None:
    """Whether what a bracket holds, and the bracket inside it, is a gloss of `before`."""
    sign = _sign_of(before, match["one"] or match["two"], blank)
    if sign is None or match["inner"] is None:
        return sign
    return sign if _sign_of(before, match["inner"], blank) is not None else None


def _sign_of(before: str, content: str, blank: str) -> _Sign | None:
    if _HAS_ZHUYIN.search(content):
        letters = zhuyin_letters(content)
        return _Sign.SURE if characters_read(before, letters, zhuyin=True) else None
    spelled = spelling(content)
    if not spelled.letters:
        return None
    read = characters_read(before, spelled.letters)
    if spelled.capital and not spelled.toned and not spelled.numbered:
        # A particle has no name: `的(De)`.
        return _Sign.PLAIN if read == 1 and before[-1:] in _PARTICLES else None
    if not read and spelled.toned and spelled.letters.endswith("r"):
        read = characters_read(before, spelled.letters[:-1])  # 花(huār), with the 儿 unwritten.
    if spelled.toned:
        if read:
            return _Sign.SURE
        return _Sign.SURE if before[-1:] not in _BEHIND and is_toned_pinyin(spelled) else None
    if not read or before[-1:] in _BEHIND:
        return None
    if spelled.numbered:
        return _Sign.SURE
    if any(c.isdigit() for c in content) or "\n" in blank:
        return None
    return _plain_sign(before, spelled, read)


def _plain_sign(before: str, spelled: Spelling, read: int) -> _Sign:
    """What letters without tones are: a mark as in 方案(a), a known name, or a gloss."""
    latin = _latin_names().get(before[-read:], ()) if read > 1 else ()
    if len(spelled.letters) == 1 or any(name.startswith(spelled.letters) for name in latin):
        return _Sign.DOUBTFUL
    return _Sign.PLAIN


def _bare(text: str) -> list[_Candidate]:
    """Readings without brackets, as the text of ruby annotations leaves them: `國guó家jiā`."""
    if not _BARE_SIGN.stands_in(text):
        return []
    found: list[_Candidate] = []
    tail, tail_end = "", 0
    for match in _bare_matches(text):
        since = text[max(tail_end, match.start() - _WINDOW) : match.start()]
        before = (tail + since)[-_WINDOW:] if match.start() - tail_end < _WINDOW else since
        if match["zhuyin"]:
            read = characters_read(before, zhuyin_letters(match["zhuyin"]), zhuyin=True)
        else:
            read = characters_read(before, spelling(match["pinyin"]).letters)
        if not read:
            continue
        rule = "zhuyin" if match["zhuyin"] else "ruby"
        about = any(cue in before[-_CUE_WINDOW:] for cue in _cues())
        edit = Edit(match.start(), match.end(), "", "gloss", rule)
        found.append(_Candidate(edit, _Sign.SURE, about))
        tail, tail_end = before, match.end()
    return found


def _bare_matches(text: str) -> Iterator[re.Match[str]]:
    """What `_BARE.finditer(text)` gives, looked for where there is a tone or Zhuyin only."""
    at = 0
    for sign in _NEAR_BARE.places(text):
        starts = range(max(at, sign - _FARTHEST_SIGN), sign + 1)
        match = next((found for n in starts if (found := _BARE.match(text, n))), None)
        at = match.end() if match else max(at, sign + 1)
        if match:
            yield match


@functools.cache
def _cues() -> tuple[str, ...]:
    path = models_path("repair/gloss.toml")
    try:
        return tuple(tomllib.loads(path.read_text(encoding="utf-8"))["about_reading"])
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise KnowledgeError(f"{path}: {error!r}") from error


@functools.cache
def _latin_names() -> dict[str, tuple[str, ...]]:
    """The Chinese names of known entities to the Latin ones, in lower case and letters only."""
    from pipeline.knowledge.base import packaged_base

    names: dict[str, tuple[str, ...]] = {}
    for entity in packaged_base().entities.values():
        # Readings are compared with v as u, so the names are written so too.
        latin = tuple(
            "".join(c for c in name.lower() if c.isascii() and c.isalpha()).replace("v", "u")
            for name in (*entity.en, entity.name, entity.id)
        )
        for chinese in (*entity.hans, *entity.hant):
            names[chinese] = (*names.get(chinese, ()), *latin)
    return names
