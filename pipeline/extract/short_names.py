"""Short forms of listed names (`Opus`, K2, `Karp`), each for the entity that the text means."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from pipeline.extract import context
from pipeline.extract.candidates import Candidate
from pipeline.extract.full_names import model_slug
from pipeline.extract.grammar import extend
from pipeline.extract.later_versions import is_other_thing
from pipeline.extract.plain_words import is_plain_word
from pipeline.extract.span_features import Page
from pipeline.extract.transliterated_people import POINT, first_name_start, sounds_on
from pipeline.knowledge.entity import Entity
from pipeline.knowledge.gazetteer import Gazetteer, Hit

_SHORT_REACH: Final = 100_000
_BRACKETS: Final = ("（", "(")
_NAMED_BY_VERSION: Final = 4


def short_candidates(
    hits: list[Hit], text: str, page: Page, names: Gazetteer, places: dict[str, list[int]]
) -> list[Candidate]:
    """Short forms, each for the entity whose full name, maker or family stands closest before."""
    found = []
    for hit in hits:
        best: tuple[int, Entity] | None = None
        for entity in hit.entities:
            keys = (
                {entity.id}
                if entity.type == "person"
                else {
                    entity.id,
                    names.base.maker_of(entity.id) or "",
                    entity.family or "",
                }
            )
            for key in keys:
                listed = places.get(key, [])
                at = bisect_right(listed, hit.start) - 1
                if at >= 0 and hit.start - listed[at] < _SHORT_REACH:
                    near = hit.start - listed[at]
                    if best is None or near < best[0]:
                        best = (near, entity)
        surface = text[hit.start : hit.end]
        if best is None:
            best = (
                _by_brackets(hit, text, places)
                or _by_rule(hit, text, names)
                or _by_affiliation(hit, text, places)
                or _by_version(hit, text)
                or _by_later_name(hit, surface, places)
            )
        if best is None:
            continue
        if (
            not surface.isascii()
            and len(surface) <= 2
            and context.crosses_word(page, hit.start, hit.end, inside=True)
        ):
            continue
        entity = best[1]
        if entity.type == "person" and sounds_on(text, hit.start, hit.end, page):
            continue
        if _SHORT_VERSION.fullmatch(surface) and is_other_thing(text, hit.start, hit.end):
            continue
        start = first_name_start(text, hit.start)
        if start < hit.start and entity.type == "person":
            # 傑佛瑞．辛頓: a spelling of the first name that no list has, or somebody else.
            if not _may_begin(text[start], entity):
                continue
            found.append(Candidate(start, hit.end, (entity,), 0.8, "short"))
            continue
        found.append(Candidate(hit.start, hit.end, (entity,), 0.8, "short"))
        if entity.type == "model":
            end = extend(text, hit.end, attached=False)
            if end > hit.end:
                name = f"{entity.id}-{model_slug(text[hit.end : end])}"
                found.append(Candidate(hit.start, end, (entity,), 0.8, "version", name))
    return found


_SHORT_VERSION: Final = re.compile(r"[A-Z]\d{1,2}(?:\.\d)?")


def _may_begin(first: str, entity: Entity) -> bool:
    """Whether a first name that begins so may be that of a listed person."""
    return any("·" in name and name[0] == first for name in entity.hans)


def _by_later_name(
    hit: Hit, surface: str, places: dict[str, list[int]]
) -> tuple[int, Entity] | None:
    """The model that a version means which the text spells out only later: K2, 完整叫Kimi K2."""
    if not _SHORT_VERSION.fullmatch(surface):
        return None
    for entity in hit.entities:
        if entity.type == "model" and any(
            key == entity.id or key.startswith(f"{entity.id}-") for key in places
        ):
            return 0, entity
    return None


def _by_brackets(hit: Hit, text: str, places: dict[str, list[int]]) -> tuple[int, Entity] | None:
    """The entity whose full name brackets behind a short form give: 麦卡锡（John McCarthy）."""
    if text[hit.end : hit.end + 1] in _BRACKETS:
        for entity in hit.entities:
            listed = places.get(entity.id, [])
            at = bisect_right(listed, hit.end)
            if at < len(listed) and listed[at] == hit.end + 1:
                return 0, entity
    return None


def _by_rule(hit: Hit, text: str, names: Gazetteer) -> tuple[int, Entity] | None:
    """The entity for which a cue close to a short form speaks."""
    for entity in hit.entities:
        rule = names.base.rules.get((text[hit.start : hit.end].lower(), entity.id))
        if rule and context.has_cue(text, hit.start, hit.end, rule):
            return 0, entity
    return None


def _by_affiliation(hit: Hit, text: str, places: dict[str, list[int]]) -> tuple[int, Entity] | None:
    """Whom a surname means that one listed person has, beside that person's firm.

    `Palantir's Karp` in a text that never says Alex Karp; not `Jo Karp`, nor a plain word.
    """
    entity = hit.entities[0]
    surface = text[hit.start : hit.end]
    listed = places.get(entity.affiliation or "", [])
    if (
        len(hit.entities) > 1
        or entity.type != "person"
        or len(surface) < _LEAST_SURNAME[surface.isascii()]
        or not hit.exact
        or surface.lower() in context.english_words()
        or is_plain_word(surface)
        or _PART_OF_NAME_BEFORE.search(text[max(0, hit.start - 16) : hit.start])
        or _PART_OF_NAME_AFTER.match(text, hit.end)
    ):
        return None
    at = bisect_right(listed, hit.start)
    near = [abs(hit.start - place) for place in listed[max(0, at - 1) : at + 1]]
    return (min(near), entity) if near and min(near) <= _BESIDE_FIRM else None


# `Jo Karp`, 约翰·卡普, `Karp Industries`: parts of other names.
_PART_OF_NAME_BEFORE: Final = re.compile(
    rf"{POINT.pattern}$|\b(?!CEO |CTO |CFO |At |For |But |And |As )[A-Z][\w.’'-]*(?<!['’]s) $"
)
_PART_OF_NAME_AFTER: Final = re.compile(rf"{POINT.pattern}|&| ?& | [A-Z][a-z]")
_LEAST_SURNAME: Final = {False: 2, True: 4}
_BESIDE_FIRM: Final = 80


def _by_version(hit: Hit, text: str) -> tuple[int, Entity] | None:
    """The model whose short form has a version with it: `Sonnet 4.5` in a text without Claude."""
    models = [e for e in hit.entities if e.type == "model"]
    word = text[hit.start : hit.end]
    if not models or len(word) < _NAMED_BY_VERSION or not word.isalpha() or not word.isascii():
        return None
    end = extend(text, hit.end, attached=False)
    return (0, models[0]) if "." in text[hit.end : end] else None


__all__ = ["short_candidates"]
