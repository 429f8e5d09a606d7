"""Where a query's terms stand in a document, and the sentences that show it best."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from pipeline.annotated import AnnotatedDocument, Place, Row, Script, original_text
from pipeline.fulltext.query import Term
from pipeline.fulltext.tokens import tokens

_OF_ENTITY = 0.5
_OF_STANCE = 0.25
_ASKED = -1  # as a term: what entity and stance were asked for stands in the sentence


class Hit(NamedTuple):
    """A place of the document where a term stands; `term` is its number."""

    start: int
    end: int
    term: int


class Named(NamedTuple):
    """A name within a passage; offsets of the passage's text."""

    start: int
    end: int
    type: str
    entity_id: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence that a query hits.

    Attributes:
        start, end: of the sentence in `documents.text`, in either script.
        source_start, source_end: of the sentence in `sources.text`.
        text: the sentence in the script asked for.
        hits: places in `text` where terms stand.
        names: the names in it.
        stance: its judgement, if it has one.
    """

    sentence_id: int
    start: int
    end: int
    source_start: int
    source_end: int
    text: str
    hits: tuple[tuple[int, int], ...]
    names: tuple[Named, ...]
    stance: str | None


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for within a document that was found.

    Attributes:
        terms: those that may stand there.
        named: for each term the ids of the entities it names.
        entities: ids of the entities that were asked for beside the terms.
        stance: the stance that was asked for.
    """

    terms: tuple[Term, ...] = ()
    named: tuple[frozenset[str], ...] = ()
    entities: frozenset[str] = frozenset()
    stance: str | None = None


def find_hits(annotated: AnnotatedDocument, sought: Sought) -> list[Hit]:
    """The places of `annotated`, which is in simplified script, where terms stand, in order.

    Without terms they are where the entities that were asked for are named.
    """
    found = [
        Hit(row["start"], row["end"], number)
        for number, entities in enumerate(sought.named or (sought.entities,))
        for row in annotated.mentions
        if row["entity_id"] in entities
    ]
    wanted = [(number, k.split(" ")) for number, t in enumerate(sought.terms) for k in t.keys]
    if wanted:
        words = list(tokens(annotated.text))
        places: dict[str, list[int]] = defaultdict(list)
        starts = {phrase[0] for _, phrase in wanted}
        for at, token in enumerate(words):
            if token.text in starts:
                places[token.text].append(at)
        for number, phrase in wanted:
            size = len(phrase)
            for at in places[phrase[0]]:
                if [token.text for token in words[at : at + size]] == phrase:
                    found.append(Hit(words[at].start, words[at + size - 1].end, number))
    return _outermost(found)


def _outermost(found: Sequence[Hit]) -> list[Hit]:
    """Hits in order without those inside another of the same term: `Zhipu` in `Zhipu AI` is one."""
    kept: list[Hit] = []
    reached: dict[int, int] = {}
    for hit in sorted(set(found), key=lambda h: (h.start, -h.end, h.term)):
        if hit.end > reached.get(hit.term, -1):
            kept.append(hit)
            reached[hit.term] = hit.end
    return sorted(kept)


def passages(
    annotated: AnnotatedDocument, sought: Sought, most: int, script: Script = "simplified"
) -> tuple[list[Passage], int]:
    """The sentences that tell most of what is sought, in the order of the text, and all hits.

    Between them they show as many terms as can be, and the entity asked for with the stance asked
    for; then those with most of it come first.

    Args:
        annotated: in simplified script; for the original one with its source and edits.
        sought: what is looked for.
        most: how many sentences.
        script: of the passages' text.
    """
    hits = find_hits(annotated, sought)
    by_sentence = _within(hits, annotated.sentences)
    places = [_Place(row["start"], row["end"], row) for row in annotated.mentions]
    names = defaultdict(list, _within(places, annotated.sentences))
    stances = annotated.sentence_stance()

    def named_there(number: int) -> list[_Place]:
        return [place for place in names[number] if place.row["entity_id"] in sought.entities]

    def asked(number: int) -> bool:
        judged = stances.get(number)
        right = sought.stance is None or (judged is not None and judged["label"] == sought.stance)
        return right and bool(named_there(number))

    def worth(row: Row) -> float:
        number = row["sentence_id"]
        judged = stances.get(number)
        named = bool(named_there(number))
        right = sought.stance is not None and judged and judged["label"] == sought.stance
        return _OF_ENTITY * named + _OF_STANCE * bool(right)

    left: dict[int, tuple[set[int], float, Row]] = {}
    for row in annotated.sentences:
        number = row["sentence_id"]
        shows = {hit.term for hit in by_sentence.get(number, ())}
        if sought.entities and asked(number):
            shows.add(_ASKED)
            by_sentence.setdefault(number, [Hit(*p[:2], _ASKED) for p in named_there(number)])
        if shows:
            left[number] = shows, worth(row), row
    chosen: list[Row] = []
    unseen = {term for terms, _, _ in left.values() for term in terms}
    while left and len(chosen) < most:
        # A term that no sentence has shown yet counts most, then as many terms as can be.
        best = max(left, key=lambda n: (len(left[n][0] & unseen), len(left[n][0]) + left[n][1], -n))
        terms, _, row = left.pop(best)
        unseen -= terms
        chosen.append(row)
    chosen.sort(key=lambda row: int(row["sentence_id"]))
    shown: str = annotated.text
    place: Place = _same
    if script == "original":
        shown, place = original_text(annotated)
    found = []
    for row in chosen:
        number = row["sentence_id"]
        start, end = place(row["start"], row["end"])

        def inside(a: int, b: int, low: int = start, high: int = end) -> tuple[int, int]:
            a, b = place(a, b)
            return max(a, low) - low, min(b, high) - low

        judged = stances.get(number)
        found.append(
            Passage(
                number, row["start"], row["end"], row["source_start"], row["source_end"],
                shown[start:end],
                tuple(dict.fromkeys(inside(hit.start, hit.end) for hit in by_sentence[number])),
                tuple(
                    Named(*inside(name.start, name.end), name.row["type"], name.row["entity_id"])
                    for name in names[number]
                ),
                judged["label"] if judged else None,
            )
        )  # fmt: skip
    return found, len(hits)


class _Place(NamedTuple):
    start: int
    end: int
    row: Row


def _same(start: int, end: int) -> tuple[int, int]:
    return start, end


_Spot = TypeVar("_Spot", Hit, _Place)


def _within(places: Sequence[_Spot], sentences: Sequence[Row]) -> dict[int, list[_Spot]]:
    """Places by the sentence in which they start; both are in the order of the text."""
    found: dict[int, list[_Spot]] = {}
    rows = iter(sentences)
    row = next(rows, None)
    for place in places:
        while row is not None and row["end"] <= place.start:
            row = next(rows, None)
        if row is None:
            break
        if row["start"] <= place.start:
            found.setdefault(row["sentence_id"], []).append(place)
    return found
