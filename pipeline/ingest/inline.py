"""Boilerplate that shares a line with the article: `…。(责任编辑:林一舟)`, `记者林一舟/台北报道 …`.

The rules stand in `models/boilerplate/inline.toml`, for simplified script.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from pipeline.errors import KnowledgeError
from pipeline.resources import models_path

_LEAST_LEFT: Final = 6
_RIM: Final = 240
_CLOSING: Final = frozenset(")）】]")
_OPENING: Final = frozenset("【〔[（(本特实记推嘘→标")
_ANSWERS: Final = re.compile(r"\s(?:回复|回覆)\s")
_HEAD: Final = 40
_SOURCE: Final = 16
"""Where `远望网讯(记者 …)` ends at the latest before its bracket."""
_LEADING: Final = re.compile(r"讯|消息|记者|[|｜丨│]")
"""Words and marks of a credit with which a line opens, all within `_SOURCE`."""
# What follows a blank at the end of a comment, or the bracket of an agency's editor.
_TIME: Final = re.compile(r"\s\d\d/\d\d(?: \d\d:\d\d)?$|[)）]\d{7}$")
_WORDS: Final = ("原文", "全文", "建议", "观点", "参考", "立场")
_READ_ORIGINAL: Final = re.compile("|".join(_WORDS))
_TAIL: Final = 40


class Cut(NamedTuple):
    """The part `start:end` of a line, and why it goes."""

    start: int
    end: int
    kind: str
    rule: str


@dataclass(frozen=True, slots=True)
class InlineRule:
    """A rule of `models/boilerplate/inline.toml`."""

    name: str
    kind: str
    at: str
    pattern: re.Pattern[str]
    example: str
    cut: str
    counter: str

    def find(self, line: str, start: int, end: int) -> Cut | None:
        """What the rule takes of `line[start:end]`.

        Only the rim is searched, so that time grows with the rules and not with the line.
        """
        if self.at == "start":
            match = self.pattern.match(line[start : min(end, start + _RIM)])
            at = start
        else:
            at = max(start, end - _RIM)
            match = self.pattern.search(line[at:end])
        if match is None:
            return None
        return Cut(at + match.start(), at + match.end(), self.kind, self.name)


@functools.cache
def inline_rules() -> tuple[InlineRule, ...]:
    """The rules that come with the package.

    Raises:
        KnowledgeError: a field is missing or a pattern is not a regular expression.
    """
    path = models_path("boilerplate/inline.toml")
    try:
        listed = tomllib.loads(path.read_text(encoding="utf-8"))["rule"]
        return tuple(
            InlineRule(
                entry["name"],
                entry["kind"],
                entry["at"],
                re.compile(entry["pattern"]),
                entry["example"],
                entry["cut"],
                entry["counter"],
            )
            for entry in listed
        )
    except (OSError, tomllib.TOMLDecodeError, KeyError, re.error) as error:
        raise KnowledgeError(f"{path}: {error!r}") from error


def cut_lines(string: str, texts: Sequence[str]) -> list[int]:
    """The numbers of the lines that `inline_cuts` may find something in.

    Args:
        string: the whole text.
        texts: its lines without white space at their rims.
    """
    # Few lines have one of these marks at their rim, and few pages one of these words.
    told = any(word in string for word in _WORDS)
    return [
        number
        for number, text in enumerate(texts)
        if text and (_has_mark(text) or (told and _tells(text)))
    ]


def _has_mark(line: str) -> bool:
    """Whether a line has a bracket, a credit, a capital dateline or a time at its rim."""
    if line[-1] in _CLOSING or line[0] in _OPENING:
        return True
    if _ANSWERS.search(line, 0, _HEAD):
        return True
    if _LEADING.search(line, 0, _SOURCE):
        return True
    if line[0].isascii() and line[:3].isupper():
        return True
    return line[-1].isdigit() and _TIME.search(line, max(0, len(line) - 14)) is not None


def _tells(line: str) -> bool:
    return _READ_ORIGINAL.search(line, max(0, len(line) - _TAIL)) is not None


def inline_cuts(line: str, disabled: Collection[str] = ()) -> list[Cut]:
    """What goes of a line that stays, in order; something is always left.

    Args:
        line: in simplified script, without white space at its rims.
        disabled: names of rules that do not count.
    """
    if not (line and (_has_mark(line) or _tells(line))):
        return []
    start, end, cuts = 0, len(line), []
    for rule in inline_rules():
        if rule.name in disabled:
            continue
        cut = rule.find(line, start, end)
        if cut is None or end - start - (cut.end - cut.start) < _LEAST_LEFT:
            continue
        cuts.append(cut)
        if rule.at == "start":
            start = cut.end
        else:
            end = cut.start
    return sorted(cuts)
