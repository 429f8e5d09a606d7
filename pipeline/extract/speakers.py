"""People by the labels of their turns in a transcript: `PAV: Rails last sixty years.`"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pipeline.extract.context import english_words
from pipeline.extract.open_cues import latin_words, speaker_words
from pipeline.extract.person_model import surnames

_TURN: Final = re.compile(
    r"^(?:\[?\d{1,2}:\d\d(?::\d\d)?\]?\s*)?(?:\*\*)?"
    r"(?P<name>[A-Z][A-Za-zÀ-ɏ’'-]+(?: [A-Z][a-zÀ-ɏ’'-]+)?|[\u4e00-\u9fff]{1,6})"
    r"(?:\*\*)?[:：](?:\*\*)? ?"
    r"(?P<said>[^\n]*)",
    re.MULTILINE,
)
# A label that asks is as often the paper's name as a person's.
_ASKED: Final = 0.6
_TURNS: Final = 2
_QUESTIONS: Final = 3
_HAN_NAME: Final = 3
_PAIR: Final = 2
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")


def speakers(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the names that label turns, where two or more take turns: `PAV:`, 毕：, 大冉：."""
    turns = _turns(text)
    labels = {n: found for n, found in turns.items() if _is_speaker(n, found, text)}
    if any(len(found) >= _TURNS for name, found in turns.items() if name in _NO_LABEL):
        # 问：… 邓：… abbreviates who answers, as 答 does.
        labels = {n: found for n, found in labels.items() if len(n) > 1}
    if len(turns) > 1 and labels and sum(map(len, turns.values())) >= 2 * _TURNS:
        for found in labels.values():
            yield from sorted(m.span("name") for m in found)


def spelled_out(text: str, label: str) -> Iterator[tuple[int, int]]:
    """Spans of the whole name of whoever's turns are labelled by the given name: `I'm June Achebe`.

    A month or a word of the language behind the label is no last name (`June sales`).
    """
    if not label.isascii() or " " in label:
        return
    for match in re.finditer(rf"(?<![\w-]){re.escape(label)}{_LAST_NAME}", text):
        words = match["last"].split(" ")
        if not any(w.lower() in english_words() or w in latin_words("not_person") for w in words):
            yield match.span()


_LAST_NAME: Final = (
    r" (?P<last>(?:(?:van|von|der|de|da|di|bin|al|el|la|le) ){0,2}"
    r"[A-Z][a-zÀ-ɏ]+(?:[’'-]?[A-Z][a-zÀ-ɏ]+){0,2})(?![\w-])"
)


def asking_papers(text: str) -> frozenset[str]:
    """Labels of those who only ask and are called as nobody is: the paper, the programme."""
    return frozenset(
        name
        for name, found in _turns(text).items()
        if len(found) >= _QUESTIONS and _asked(found) >= _ASKED and not _is_called_as_people(name)
    )


def _turns(text: str) -> dict[str, list[re.Match[str]]]:
    turns: dict[str, list[re.Match[str]]] = {}
    for match in _TURN.finditer(text):
        turns.setdefault(match["name"], []).append(match)
    return turns


def _is_called_as_people(name: str) -> bool:
    if not _HAN.match(name):
        return " " in name or name in latin_words("given")
    return len(name) <= _HAN_NAME and (name[0] in surnames() or name[0] in _FAMILIAR)


# 大冉, 阿棠, 溪哥: familiar forms of names.
_FAMILIAR: Final = frozenset("老小阿大")
_KIN: Final = frozenset("哥姐叔姨")
# 问：, 主持人：, 大家：, 小结：who asks or answers, and what stands before a colon in any text.
_NO_LABEL: Final = frozenset("问答记编主甲乙丙丁注按客")
_NO_FAMILIAR: Final = frozenset("家结师板纲计概题意小大姐哥众厂会额约量项户型伙子")


def _is_familiar(name: str) -> bool:
    """Whether a Chinese label is a surname alone or a familiar form of a name."""
    if len(name) == 1:
        return name in surnames() and name not in _NO_LABEL
    return (
        len(name) == _PAIR
        and name[1] not in _NO_FAMILIAR
        and (name[0] in _FAMILIAR or (name[1] in _KIN and name[0] not in _FAMILIAR))
    )


def _converses(name: str, turns: list[re.Match[str]]) -> bool:
    """Whether who is called by words (白雪, 高山) speaks as people do: 我, 你, 吗."""
    if not _PAIR <= len(name) <= _HAN_NAME:
        return False
    if name in speaker_words("roles") or name[-1] in speaker_words("role_ends"):
        return False
    told = sum(_FIRST_OR_SECOND.search(m["said"]) is not None for m in turns)
    return told >= _CONVERSES * len(turns) and _asked(turns) < _ASKED


_CONVERSES: Final = 0.4
_FIRST_OR_SECOND: Final = re.compile(
    r"[我你您咱]|[吗呢嘛啊吧][？?。，！!]|^(?:对|是|嗯|好|没错|哈)[，。,！]"
)


def _asked(turns: list[re.Match[str]]) -> float:
    """The share of turns that end as questions do."""
    asked = [m for m in turns if _is_question(m)]
    return len(asked) / len(turns)


def _is_question(turn: re.Match[str]) -> bool:
    said: str = turn["said"]
    return said.rstrip().endswith(("?", "？"))


def _is_speaker(name: str, turns: list[re.Match[str]], text: str) -> bool:
    if _HAN.match(name):
        return len(turns) > _TURNS and (_is_familiar(name) or _converses(name, turns))
    words = name.lower().split(" ")
    plain = name.title() if name.isupper() else name
    return (
        len(turns) >= _TURNS
        and _asked(turns) < _ASKED
        and not latin_words("no_speaker").intersection(words)
        and not all(w in english_words() for w in words)
        and name not in latin_words("not_person")
        # Who speaks is called by a name people have, or spoken of elsewhere in the text too.
        and (
            plain.split(" ")[0] in latin_words("given")
            or any(not m["end"] for m in _elsewhere(plain).finditer(text))
        )
    )


def _elsewhere(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])(?P<end>(?:\*\*)?[:：]|)")
