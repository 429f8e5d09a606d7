"""Whom each figure of a list is about where the text says that the lists go in step.

`百度、阿里巴巴和腾讯的云收入分别为50亿元、120亿元和90亿元`, `… at $500bn and $183bn respectively`:
there the order decides, and the place of a name, by which the subject is chosen elsewhere, says
nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Final, NamedTuple, TypeVar

from pipeline.extract.mention import Mention
from pipeline.extract.sentences import Sentence, sentences_with
from pipeline.figures import Figure

_IN_STEP: Final = re.compile(
    r"分别|各自|依次|依序|各(?![种个家地国大项类位界方行级式自])|\b[Rr]espectively\b"
)
_HINT: Final = re.compile("分别|各|依次|依序|espectively")
_JOIN: Final = r"\s?(?:、|，|,|和|与|及|以及|跟|；|;|&|,? ?\b(?:and|or)\b)\s?"
_NAMES_JOINED: Final = re.compile(_JOIN)
_FIGURES_JOINED: Final = re.compile(
    _JOIN + r"(?:约|近|逾|超过|超|不到|不足|about |nearly |over |around |some |more than )?\s?"
)
# 百度和腾讯的月活和日活分别为: the figures go in step with what is measured, not with the names.
_OTHER_LIST: Final = re.compile(r"[、和与及]|\band\b")
_OWNS: Final = re.compile(r"^(?:旗下)?的|^['’]s\b")
_CLAUSE: Final = re.compile(r"[，,；;：:]")
_TYPES: Final = ("company", "model", "person")
_MOST_WORDS: Final = 8  # of one sentence, and 64 names and figures: longer ones are tables
_MOST: Final = 64

T = TypeVar("T", Mention, Figure)


class _Run(NamedTuple):
    """Entities that stand in one list, and the span of the list."""

    entities: tuple[str, ...]
    start: int
    end: int


def paired(
    text: str,
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    figures: Sequence[Figure],
) -> dict[int, str]:
    """The entity of each figure that a list in step gives one, by where the figure starts.

    Args:
        text: the document's text, in simplified script.
        sentences: its sentences, in order.
        mentions: the names of those that figures may be about, in order.
        figures: the figures in it, in order.
    """
    pairs: dict[int, str] = {}
    hinted = sentences_with(_HINT, text, sentences)
    if not hinted:
        return pairs
    named, placed = [m.start for m in mentions], [f.start for f in figures]
    for number in hinted:
        start, end = sentences[number].start, sentences[number].end
        words = list(islice(_IN_STEP.finditer(text, start, end), _MOST_WORDS))
        if not words:
            continue
        names = mentions[bisect_left(named, start) : bisect_left(named, end)]
        counts = figures[bisect_left(placed, start) : bisect_left(placed, end)]
        if len(names) < 2 or len(counts) < 2 or max(len(names), len(counts)) > _MOST:
            continue
        lists = [run for kept in _TYPES for run in _names(text, names, kept)]
        groups = _grouped(text, counts)
        for word in words:
            for entity, figure in _in_step(text, word, lists, groups, names):
                pairs.setdefault(figure.start, entity)
    return pairs


def _names(text: str, names: Sequence[Mention], kept: str) -> list[_Run]:
    """The lists of names of one type; whose a member is may stand before it (OpenAI的GPT-5)."""
    others = [m for m in names if m.type != kept]

    def joined(one: Mention, other: Mention) -> bool:
        gap, at = "", one.end
        for m in others:
            if one.end <= m.start and m.end <= other.start:
                gap, at = gap + text[at : m.start], m.end
                if owned := _OWNS.match(text[at : other.start]):
                    at += owned.end()
        gap += text[at : other.start]
        return _NAMES_JOINED.fullmatch(_OWNS.sub("", gap)) is not None

    runs = _runs([m for m in names if m.type == kept], joined)
    return [
        _Run(tuple(m.entity_id for m in run), run[0].start, run[-1].end)
        for run in runs
        if len({m.entity_id for m in run}) == len(run) > 1
    ]


def _grouped(text: str, figures: Sequence[Figure]) -> list[list[Figure]]:
    """The lists of figures of one kind."""

    def joined(one: Figure, other: Figure) -> bool:
        gap = text[one.end : other.start]
        return one.kind == other.kind and _FIGURES_JOINED.fullmatch(gap) is not None

    return [run for run in _runs(figures, joined) if len(run) > 1]


def _runs(items: Sequence[T], joined: Callable[[T, T], bool]) -> list[list[T]]:
    runs: list[list[T]] = []
    for item in items:
        if runs and joined(runs[-1][-1], item):
            runs[-1].append(item)
        else:
            runs.append([item])
    return runs


def _in_step(
    text: str,
    word: re.Match[str],
    lists: Sequence[_Run],
    groups: Sequence[Sequence[Figure]],
    names: Sequence[Mention],
) -> list[tuple[str, Figure]]:
    """The pairs that `word` makes."""
    chosen: list[Sequence[Figure]] = []
    if word[0][0] in "rR":  # mostly at the end of what it speaks of
        chosen = [g for g in groups if g[-1].end <= word.start()][-1:]
    behind = [g for g in groups if g[0].start >= word.end()]
    if not chosen and behind:
        # What follows of the same length goes on in step, until someone else is named.
        stop = min((m.start for m in names if m.start > behind[0][-1].end), default=len(text))
        chosen = [g for g in behind if g[0].start < stop]
    if not chosen:
        return []
    size, limit = len(chosen[0]), max(word.start(), chosen[0][0].start)
    fitting = [run for run in lists if len(run.entities) == size and run.end <= limit]
    before = [run for run in fitting if run.end <= chosen[0][0].start] or fitting
    if not before:
        return []
    run = max(before, key=lambda run: run.end)
    reach = min(word.start(), chosen[0][0].start)
    if run.end <= reach and _OTHER_LIST.search(_CLAUSE.split(text[run.end : reach])[-1]):
        return []
    return [
        pair
        for group in chosen
        if len(group) == size
        for pair in zip(run.entities, group, strict=True)
    ]
