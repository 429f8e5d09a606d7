"""People at all their places: Chinese, transliterated, by title, and the short forms of all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pipeline.extract.ground import Ground, everywhere, spans_of
from pipeline.extract.latin_mentions import honoured
from pipeline.extract.nicknames import nicknames
from pipeline.extract.open_cues import OpenName, slug
from pipeline.extract.open_people import chinese_names
from pipeline.extract.person_short_forms import full_names, short_forms
from pipeline.extract.span_features import Page
from pipeline.extract.speakers import speakers, spelled_out
from pipeline.extract.tagged_names import TaggedNames
from pipeline.extract.titled_people import titled_surnames
from pipeline.extract.transliterated_people import titled_foreign_names, transliterated_names

_PAIR: Final = 2


def people_places(
    text: str,
    page: Page,
    ground: Ground,
    latin: dict[str, str],
    likely: Mapping[tuple[int, int], float],
    tags: TaggedNames,
) -> list[OpenName]:
    """Chinese and transliterated people, and the short forms of all people of the document.

    Args:
        text: a document's text, in simplified script.
        page: the same, cut into words.
        ground: what names cover already; the people found are added.
        latin: the people found in Latin script, each with its entity.
        likely: the spans that a person's surroundings speak for, with their weight.
        tags: what the tagger sees.
    """
    found = _foreign(text, page, ground)
    people = {n.name: n.entity_id for n in found}
    accepted = chinese_names(text, page, ground.is_free, likely, tags)
    fulls = [*people, *accepted, *(k.surface for k in ground.known if k.type == "person")]
    short = full_names(accepted, fulls)
    for name, weight in accepted.items():
        # The short form of a known person is left to the short forms of all people below.
        if short[name] is None:
            people[name] = slug(name)
            score = round(min(0.85, 0.68 + 0.04 * weight), 3)
            places = _places(text, page, name, tags)
            found += ground.take(_person(a, b, slug(name), name, score) for a, b in places)
    listed = [(full, identity, full) for full, identity in latin.items()]
    listed += [(full, identity, full) for full, identity in people.items()]
    listed += sorted({(k.surface, k.entity_id, k.name) for k in ground.known if k.type == "person"})
    found += ground.take(short_forms(text, page, listed, ground.is_free))
    identities = {full: (identity, name) for full, identity, name in listed}
    for name, full in short.items():
        if full in identities:
            identity, display = identities[full]
            places = tags.places(name)
            found += ground.take(_person(a, b, identity, display, 0.7) for a, b in places)
    found += ground.take(_honoured(text, listed))
    found += ground.take(_nicknamed(text, listed))
    found += ground.take(_speaking(text, page, listed))
    # Of two that overlap, the longer is preferred later.
    found += [
        _person(start, end, slug(text[start:whole]), text[start:whole], 0.7)
        for start, end, whole in titled_surnames(text, page)
        if ground.is_free(start, end)
    ]
    return found


def _person(start: int, end: int, entity_id: str, name: str, score: float) -> OpenName:
    return OpenName(start, end, "person", entity_id, name, score, "open-person")


def _foreign(text: str, page: Page, ground: Ground) -> list[OpenName]:
    """People in transliteration."""
    spans = [*transliterated_names(text, page), *titled_foreign_names(text, page)]
    free = [(a, b) for a, b in spans if ground.is_free(a, b)]
    found = [_person(a, b, slug(text[a:b]), text[a:b], 0.8) for a, b in free]
    ground.cover(found)
    return found


def _places(text: str, page: Page, name: str, tags: TaggedNames) -> list[tuple[int, int]]:
    """Where a person's name stands; two characters count inside a word of the segmenter too."""
    places = set(tags.places(name))
    if len(name) > 1:
        places |= set(everywhere(text, name, page))
    if len(name) == _PAIR or not places:
        places |= set(spans_of(text, name))
    return sorted(places)


def _speaking(text: str, page: Page, listed: Sequence[tuple[str, str, str]]) -> Iterator[OpenName]:
    """People who label their turns, by a word of their name or in capitals, at all places."""
    by_word = {w: (identity, name) for full, identity, name in listed for w in full.split(" ")}
    forms: dict[str, set[tuple[int, int]]] = {}
    for start, end in speakers(text):
        word = text[start:end]
        forms.setdefault(word.title() if word.isupper() else word, set()).add((start, end))
    for plain, places in forms.items():
        identity, name = by_word.get(plain, (slug(plain), plain))
        fulls = [] if plain in by_word else list(spelled_out(text, plain))
        if fulls:
            a, b = fulls[0]
            name = text[a:b]
            identity = slug(name)
            # Of two that overlap, the longer is preferred later.
            for start, end in fulls:
                if text[start:end] == name:
                    yield _person(start, end, identity, name, 0.75)
        # A single character is a name where it labels a turn, and elsewhere a word.
        further = everywhere(text, plain, page) if len(plain) > 1 else ()
        for start, end in sorted(places.union(further)):
            yield _person(start, end, identity, name, 0.7)


def _nicknamed(text: str, listed: Sequence[tuple[str, str, str]]) -> Iterator[OpenName]:
    """People by what they are called among themselves: 阿棠, 溪哥."""
    known = {full: (identity, name) for full, identity, name in listed}
    for start, end, full in nicknames(text, known):
        surface = text[start:end]
        identity, name = known.get(full or "", (slug(surface), surface))
        yield _person(start, end, identity, name, 0.7)


def _honoured(text: str, listed: Sequence[tuple[str, str, str]]) -> Iterator[OpenName]:
    """People by a title before a word of their name: Mr Trent, Dr. Okafor."""
    by_word = {w: (identity, name) for full, identity, name in listed for w in full.split(" ")}
    for start, end in honoured(text):
        word = text[start:end]
        identity, name = by_word.get(word, (slug(word), word))
        yield _person(start, end, identity, name, 0.75)
