"""Whom and what a document speaks of, in which sentences, and in which clauses of them."""

from __future__ import annotations

import functools
import itertools
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import ahocorasick_rs

from pipeline.classify.features import mask
from pipeline.classify.settings import settings
from pipeline.extract.mention import Mention
from pipeline.extract.sentences import Sentence
from pipeline.knowledge.extension import knowledge_base

INDUSTRY: Final = "topic:ai-industry"
_CLAUSE: Final = re.compile(r"[,，;；]|\s(?:while|whereas|but)\s")
_COMPARED_REACH: Final = 32
_TYPES: Final = ("company", "model", "person")
_TOPIC_OF_COUNTRY: Final = {"CN": "topic:china-ai", "US": "topic:us-ai"}
SIDES: Final = tuple(_TOPIC_OF_COUNTRY.values())
"""The topics that a page may weigh against each other."""


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document as the classify stage reads it from the tables."""

    text: str
    title: str | None
    sentences: Sequence[Sentence]
    mentions: Mapping[int, Sequence[Mention]]
    """The mentions of each sentence that has any, by sentence number."""

    def titles(self) -> list[int]:
        """The sentences that are the document's title."""
        if not self.title:
            return []
        return [n for n, s in enumerate(self.sentences) if s.text == self.title]


class Target(NamedTuple):
    """An entity or topic, what it is (of `KINDS`), and the sentences that speak of it.

    `held_against`: those of them in which it only stands as what another is compared with. Where
    that is all of them, the target is `turned`: what the document says of it is said of the other.
    """

    entity_id: str
    kind: str
    places: list[int]
    held_against: frozenset[int] = frozenset()

    @property
    def turned(self) -> bool:
        """Whether the document never speaks of it but to hold another against it."""
        return len(self.held_against) == len(self.places) > 0

    @property
    def turned_places(self) -> frozenset[int]:
        """Where what is said is turned for it: nowhere if it is `turned` itself."""
        return frozenset() if self.turned else self.held_against


class Piece(NamedTuple):
    """A clause that speaks of one target among several: sentence, target, masked text."""

    sentence: int
    target: str
    masked: str


def topic_places(document: ReadDocument) -> dict[int, list[tuple[str, int]]]:
    """The topics that the words of each sentence name, and where in the text."""
    places: dict[int, list[tuple[str, int]]] = defaultdict(list)
    automaton, topics = _topic_terms()
    text = document.text
    for term, start, end in automaton.find_matches_as_indexes(text):
        if text[start].isascii() and (_in_word(text, start - 1) or _in_word(text, end)):
            continue
        number = _sentence_at(document, start)
        if number is not None:
            places[number] += [(topic, start) for topic in topics[term]]
    return places


def _in_word(text: str, place: int) -> bool:
    return 0 <= place < len(text) and text[place].isascii() and text[place].isalnum()


def targets_of(
    document: ReadDocument, stated: Mapping[int, Sequence[tuple[str, int]]]
) -> list[Target]:
    """What the document treats: entities, those named most often first, then topics.

    Args:
        document: the document.
        stated: its topics, as `topic_places` gives them.
    """
    kinds: dict[str, list[str]] = defaultdict(list)
    places: dict[str, list[int]] = defaultdict(list)
    told: set[tuple[str, int]] = set()
    for number in sorted(document.mentions):
        names = [m for m in document.mentions[number] if m.type in _TYPES]
        for mention in names:
            entity_id = mention.entity_id
            kinds[entity_id].append(mention.type)
            places[entity_id].append(number)
            if len(names) == 1 or not _is_held_against(document, number, mention, names[0]):
                told.add((entity_id, number))
    topics: dict[str, set[int]] = defaultdict(set)
    for entity_id, numbers in places.items():
        topic = topic_of_entity(entity_id)
        if topic:
            topics[topic].update(numbers)
            told.update((topic, n) for n in numbers if (entity_id, n) in told)
    for number, named in stated.items():
        for topic, _ in named:
            topics[topic].add(number)
            told.add((topic, number))
    ranked = sorted(places, key=lambda e: (-len(places[e]), e))[: settings()["target"]["most"]]
    listed = [(e, _usual(kinds[e]), list(dict.fromkeys(places[e]))) for e in ranked]
    listed += [(t, t, sorted(topics[t])) for t in SIDES if topics[t]]
    found = [
        Target(e, kind, own, frozenset(n for n in own if (e, n) not in told))
        for e, kind, own in listed
    ]
    if document.sentences:
        found.append(Target(INDUSTRY, INDUSTRY, list(range(len(document.sentences)))))
    return found


def _is_held_against(document: ReadDocument, number: int, mention: Mention, first: Mention) -> bool:
    """Whether another of the sentence is compared with what `mention` names: Qwen beats Llama."""
    if mention.entity_id == first.entity_id:
        return False
    start = max(document.sentences[number].start, mention.start - _COMPARED_REACH)
    return _compared().search(document.text, start, mention.start) is not None


@functools.cache
def _compared() -> re.Pattern[str]:
    return re.compile(settings()["compared"]["pattern"], re.IGNORECASE)


def _usual(kinds: Sequence[str]) -> str:
    """What an entity is named as most often, of those named as often the first in the alphabet."""
    listed = sorted(set(kinds))
    return listed[0] if len(listed) == 1 else max(listed, key=kinds.count)


def pieces_of(
    document: ReadDocument,
    targets: Sequence[Target],
    stated: Mapping[int, Sequence[tuple[str, int]]],
) -> list[Piece]:
    """The clauses of sentences that speak of several targets, for each target its own."""
    places = (t.places for t in targets if t.entity_id != INDUSTRY)
    several = Counter(itertools.chain.from_iterable(places))
    treated = {t.entity_id for t in targets}
    pieces = []
    for number in sorted(n for n, count in several.items() if count > 1):
        sentence = document.sentences[number]
        cuts = [sentence.start]
        cuts += [m.end() for m in _CLAUSE.finditer(document.text, sentence.start, sentence.end)]
        if len(cuts) < 2:
            continue
        mentions: dict[int, list[Mention]] = defaultdict(list)
        spoken: dict[int, set[str]] = defaultdict(set)
        for mention in document.mentions.get(number, ()):
            clause = bisect_right(cuts, mention.start) - 1
            mentions[clause].append(mention)
            if mention.entity_id in treated:
                spoken[clause].add(mention.entity_id)
        for topic, start in stated.get(number, ()):
            spoken[bisect_right(cuts, start) - 1].add(topic)
        cuts.append(sentence.end)
        for clause in sorted(spoken):
            masked = mask(document.text, cuts[clause], cuts[clause + 1], mentions[clause])
            pieces += [Piece(number, target, masked) for target in sorted(spoken[clause])]
    return pieces


def masked_sentences(document: ReadDocument) -> list[str]:
    """Each sentence with the names in it replaced by what they are."""
    return [
        mask(document.text, s.start, s.end, document.mentions.get(n, ()))
        for n, s in enumerate(document.sentences)
    ]


def topic_of_entity(entity_id: str) -> str | None:
    """The topic of a company's country; a model has its maker's."""
    base = knowledge_base()
    entity = base.entities.get(entity_id)
    if entity is not None and entity.type == "model":
        entity = base.entities.get(base.maker_of(entity.id) or "")
    if entity is None or entity.type != "company":
        return None
    return _TOPIC_OF_COUNTRY.get(entity.country or "")


@functools.cache
def _topic_terms() -> tuple[ahocorasick_rs.AhoCorasick, list[list[str]]]:
    """The words that name topics, and the topics that each names."""
    named: dict[str, list[str]] = defaultdict(list)
    for topic, terms in settings()["topics"].items():
        for term in terms:
            named[term].append(f"topic:{topic}")
    automaton = ahocorasick_rs.AhoCorasick(
        list(named), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
    )
    return automaton, list(named.values())


def _sentence_at(document: ReadDocument, place: int) -> int | None:
    """The sentence that holds the character at `place`."""
    number = bisect_right(document.sentences, place, key=lambda s: s.start) - 1
    if number < 0 or place >= document.sentences[number].end:
        return None
    return number


__all__ = [
    "INDUSTRY",
    "SIDES",
    "Piece",
    "ReadDocument",
    "Target",
    "masked_sentences",
    "pieces_of",
    "targets_of",
    "topic_of_entity",
    "topic_places",
]
