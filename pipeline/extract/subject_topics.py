"""What a document and its sections are about: a company, a model, the name in a heading."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import Final

from pipeline.extract.mention import Mention
from pipeline.extract.sentences import Sentence
from pipeline.extract.subject_roles import is_source, subject_roles

ABOUT: Final = ("model", "company")
MARKS: Final = ' *#-•·■▌“”"「」『』（(、0123456789.)）▶◆'
_IN_TITLE: Final = 2  # what a name in the title counts for
_INTRODUCED: Final = 2  # and one that the opening calls the company in question
_OPENING_SENTENCES: Final = 12
_MAIN: Final = 4  # what the company that a document is about counts for at least
_INTRODUCES: Final = re.compile(
    r"(?:[他她](?:们)?的|名叫|公司叫|事的公司叫|创办的|创立的|专访|对话|对谈)(?:公司)?[“「]?\s?$"
    r"|\b(?:[Hh]is|[Hh]er|[Tt]heir) (?:company|firm|startup|start-up|lab),? $"
)
_CALLED: Final = 2  # times that a text calls its subject the company


def main_company(
    text: str, sentences: Sequence[Sentence], mentions: Sequence[Mention]
) -> str | None:
    """The company that a document is about, if it is about one.

    That is one named twice as often as the next, or the only one that the title names, where
    the text goes on to call it the company.
    """
    companies = [m for m in mentions if m.type == "company" and not is_source(m)]
    counted = Counter(m.entity_id for m in companies)
    if not counted:
        return None
    title = {m.entity_id for m in companies if m.start < sentences[0].end}
    called = len(list(islice(subject_roles()["called"].finditer(text), _CALLED))) == _CALLED
    weight = dict(counted)
    if len(title) == 1:
        only = next(iter(title))
        weight[only] += _IN_TITLE + called
    introduced = set()
    opening = sentences[min(_OPENING_SENTENCES, len(sentences)) - 1].end
    for m in companies:
        if m.start >= opening:
            break
        before = text[max(0, m.start - 24) : m.start]
        if m.entity_id not in introduced and _INTRODUCES.search(before):
            introduced.add(m.entity_id)
    if len(introduced) == 1:
        weight[introduced.pop()] += _INTRODUCED
    ranked = sorted(weight.items(), key=lambda item: (-item[1], item[0]))
    (first, most), second = ranked[0], ranked[1][1] if len(ranked) > 1 else 0
    if most >= _MAIN and 2 * most >= 3 * second and (counted[first] > 1 or first in title):
        return first
    return None


def main_model(mentions: Sequence[Mention]) -> str | None:
    """The model that a document is about: named twice at least and twice as often as others."""
    ranked = Counter(m.entity_id for m in mentions if m.type == "model").most_common(2)
    if not ranked or ranked[0][1] < 2:
        return None
    return ranked[0][0] if len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1] else None


def heading_topics(
    text: str, sentences: Sequence[Sentence], mentions: Sequence[Mention]
) -> list[str | None]:
    """For each sentence the company or model that the heading above it names, if it does."""
    places = [m.start for m in mentions]
    topics: list[str | None] = []
    topic = None
    for number, sentence in enumerate(sentences):
        first = bisect_left(places, sentence.start)
        spoken = mentions[first : bisect_left(places, sentence.end, first)]
        if not spoken and not sentence.is_heading:
            topics.append(topic)
            continue
        named = {m.entity_id for m in spoken if m.type in ABOUT}
        alone = bool(named) and (
            text[sentence.start : sentence.end].strip(MARKS) in {m.surface for m in spoken}
        )
        if (sentence.is_heading or alone) and number:
            line = text[sentence.start : sentence.end]
            listed = not named and any(sign.isdigit() for sign in line)  # ．Pro：每月20美元
            if not listed:
                topic = named.pop() if len(named) == 1 else None
        topics.append(topic)
    return topics
