"""Names that the knowledge base lists: found, decided where ambiguous, versions completed."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from typing import Final

from pipeline.extract import context
from pipeline.extract.candidates import Candidate, longest, typed
from pipeline.extract.full_names import full_candidates, is_sure, model_slug
from pipeline.extract.grammar import unknown_models
from pipeline.extract.mention import Mention
from pipeline.extract.short_names import short_candidates
from pipeline.extract.span_features import Page
from pipeline.knowledge.gazetteer import Gazetteer, Hit, shape

_GAP_INSIDE: Final = 2


def known_names(text: str, page: Page, names: Gazetteer) -> list[Mention]:
    """The names in `text` that the gazetteer or the grammar of model names gives, in order.

    Args:
        text: a document's text, in simplified script.
        page: the same, cut into words.
        names: the gazetteer.
    """
    shaped = shape(text)
    hits = list(names.find(text, shaped))
    certain = [h for h in hits if is_sure(h, text)]
    sure = {h.entities[0].id for h in certain}
    spelled = {h.entities[0].id for h in certain if h.end - h.start > 3}
    sure |= {m for i in sure if (m := names.base.maker_of(i))}
    candidates: list[Candidate] = []
    rejected: list[Hit] = []
    for hit in hits:
        found = full_candidates(hit, text, page, names, sure, spelled)
        if found:
            candidates += found
        elif hit.exact and not hit.short and hit.entities[0].type in ("company", "model"):
            rejected.append(hit)
    named = _first_places(candidates)
    candidates += short_candidates([h for h in hits if h.short], text, page, names, named)
    candidates += [
        Candidate(a, b, (), 0.7, "grammar", model_slug(text[a:b])) for a, b in unknown_models(text)
    ]
    chosen = longest(_without_overrun(candidates))
    beside = _listed_with(rejected, chosen, text, names)
    if beside:
        chosen = longest([*chosen, *beside])
    return _joined(typed(chosen, text), text, names)


def _without_overrun(candidates: list[Candidate]) -> list[Candidate]:
    """`candidates` without models that begin inside their maker: 讯飞星火X2 in 科大讯飞星火X2."""
    firms: dict[int, Candidate] = {}
    for c in candidates:
        longer = firms.get(c.end - 1)
        if (
            c.entities
            and c.entities[0].type == "company"
            and (longer is None or c.start < longer.start)
        ):
            firms[c.end - 1] = c
    inner = [
        c
        for c in candidates
        if c.entities
        and c.entities[0].type == "model"
        and any(
            (firm := firms.get(at))
            and firm.start < c.start
            and firm.entities[0].id == c.entities[0].maker
            for at in range(c.start, c.end - 1)
        )
    ]
    return [c for c in candidates if c not in inner] if inner else candidates


def _joined(found: list[Mention], text: str, names: Gazetteer) -> list[Mention]:
    """`found` with a family and its version's short name behind it as one: 豆包 Seed 2.0."""
    joined: list[Mention] = []
    for mention in found:
        last = joined[-1] if joined else None
        entity = names.base.entities.get(mention.entity_id)
        if (
            last
            and entity
            and mention.method in ("short", "version")
            and last.type == mention.type == "model"
            and entity.family == last.entity_id
            and text[last.end : mention.start].strip(" ") == ""
            and mention.start - last.end < _GAP_INSIDE
        ):
            joined[-1] = mention._replace(start=last.start, surface=text[last.start : mention.end])
        elif (
            last
            and last.type == mention.type == "model"
            and mention.method in ("version", "grammar")
            and text[last.end : mention.start] == "-"
        ):
            # `Llama 3.1-TAIDE-LX-8B`: called after the model that it was made from.
            whole = text[last.start : mention.end]
            joined[-1] = mention._replace(
                start=last.start, surface=whole, entity_id=model_slug(whole), name=whole
            )
        else:
            joined.append(mention)
    return joined


def _listed_with(
    rejected: list[Hit], chosen: list[Candidate], text: str, names: Gazetteer
) -> list[Candidate]:
    """Ambiguous names in a list with sure ones of their type, or firms before a model of theirs."""
    own = {(c.start, e.maker) for c in chosen for e in c.entities if e.type == "model"}
    found: dict[int, Candidate] = {}
    for type_ in ("company", "model"):
        ambiguous = [h for h in rejected if h.entities[0].type == type_]
        sure = [(c.start, c.end) for c in chosen if c.entities and c.entities[0].type == type_]
        # What is taken beside a sure item makes the next of the list one too, in both directions.
        for listed, side in ((ambiguous, "before"), (ambiguous[::-1], "after")):
            for hit in listed:
                entity = hit.entities[0]
                if hit.start in found or not (
                    _is_next(sure, hit, text, side) or (hit.end, entity.id) in own
                ):
                    continue
                rule = names.base.rules.get((text[hit.start : hit.end].lower(), entity.id))
                if not (rule and context.is_refused(text, hit.start, hit.end, rule)):
                    found[hit.start] = Candidate(hit.start, hit.end, (entity,), 0.75, "context")
                    insort(sure, (hit.start, hit.end))
    return list(found.values())


def _is_next(sure: list[tuple[int, int]], hit: Hit, text: str, side: str) -> bool:
    """Whether the sure name nearest to `hit` on that side is its neighbour in a list."""
    at = bisect_left(sure, (hit.start, 0))
    if side == "before":
        return at > 0 and context.is_list_gap(text[sure[at - 1][1] : hit.start])
    return at < len(sure) and context.is_list_gap(text[hit.end : sure[at][0]])


def _first_places(candidates: Iterable[Candidate]) -> dict[str, list[int]]:
    """Where each entity, its maker and its family are named, in order."""
    places: dict[str, list[int]] = {}
    for candidate in candidates:
        for entity in candidate.entities:
            for key in {entity.id, entity.maker, entity.family} - {None}:
                places.setdefault(str(key), []).append(candidate.start)
    for listed in places.values():
        listed.sort()
    return places


__all__ = ["known_names"]
