"""Names in a document: listed ones, those that no list has, one per place, linked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pipeline.extract import context
from pipeline.extract.glossed_names import with_glosses
from pipeline.extract.known_names import known_names
from pipeline.extract.later_models import with_later_models
from pipeline.extract.legal_forms import with_legal_forms
from pipeline.extract.longer_models import with_longer_models
from pipeline.extract.mention import Mention
from pipeline.extract.model_sizes import Sized, bare_sizes
from pipeline.extract.open_class import open_names
from pipeline.extract.open_cues import OpenName
from pipeline.extract.products import ProductPlaces
from pipeline.extract.same_people import with_people
from pipeline.extract.span_features import Page
from pipeline.extract.tagger import Weights
from pipeline.ingest.codec import REPLACEMENT, without_surrogates
from pipeline.knowledge.entity import AliasRule, KnowledgeBase
from pipeline.knowledge.gazetteer import Gazetteer, gazetteer, squeezed

__all__ = ["Mention", "find_mentions"]


def find_mentions(
    text: str,
    *,
    base: Gazetteer | None = None,
    weights: Weights | None = None,
) -> list[Mention]:
    """The companies, models, people and organizations that `text` names, in order.

    Args:
        text: a document's text, in simplified script.
        base: the gazetteer to use instead of the package's own.
        weights: those of the tagger to use instead of the package's own.
    """
    names = base or gazetteer()
    text = without_surrogates(text)
    page = Page.of(text)
    known = known_names(text, page, names)
    opened = open_names(text, page, known, weights)
    if REPLACEMENT in text:
        opened = [n for n in opened if REPLACEMENT not in text[n.start : n.end]]
    if names.base.refused:
        opened = [n for n in opened if n.name.lower() not in names.base.refused]
    listed = ProductPlaces(text, known, names.base) if opened else None
    if listed:
        opened = [n for n in opened if not listed.refuse(n.start, n.end)]
    found = _merged(known, list(_linked(opened, known, text, names)), text, names.base)
    found = with_longer_models(_with_sizes(found, text), text)
    found = with_later_models(found, text, page)
    glossed = with_glosses(text, page, found, names.base.entities)
    if listed:
        glossed = [m for m in glossed if not _is_product(m, listed)]
    return with_legal_forms(with_people(glossed, names.base.entities), text)


_OPEN: Final = frozenset(["open-company", "open-model", "open-person"])


def _is_product(mention: Mention, listed: ProductPlaces) -> bool:
    """Whether an unlisted name is a product, or a short form part of one: M2 in ZAI-M2."""
    if mention.method == "short":
        return listed.is_within(mention.start, mention.end)
    return mention.method in _OPEN and listed.refuse(mention.start, mention.end)


def _linked(
    opened: Iterable[OpenName], known: Sequence[Mention], text: str, names: Gazetteer
) -> Iterator[OpenName]:
    """`opened`, companies as the listed entity of their spelling if there is just one.

    The tagger takes for a name what an ambiguous alias alone would not have been taken for, but not
    where a rule of that alias says that it is something else. People of one name are too many:
    one is the listed person only where the document names that person so elsewhere.
    """
    people = {m.surface: (m.entity_id, m.name) for m in known if m.type == "person"}
    for name in opened:
        surface = text[name.start : name.end]
        listed = [e for e in names.by_name.get(squeezed(surface), ()) if e.type == name.type]
        rules = [names.base.rules.get((surface.lower(), e.id)) for e in listed]
        if any(rule and _speaks_against(rule, text, name) for rule in rules):
            continue
        if len(listed) == 1 and name.type == "company":
            name = name._replace(entity_id=listed[0].id, name=listed[0].name)
        elif name.type == "person" and surface in people:
            entity_id, display = people[surface]
            name = name._replace(entity_id=entity_id, name=display)
        yield name


_BEYOND_DOUBT: Final = 0.74


def _speaks_against(rule: AliasRule, text: str, name: OpenName) -> bool:
    """Whether a rule keeps a word from being a name that the surroundings leave in doubt."""
    start, end = name.start, name.end
    # Two words that look like somebody's name are, whoever it is: Kate Jensen.
    full = name.type == "person" and " " in text[start:end]
    return context.is_refused(text, start, end, rule) or not (
        full
        or rule.accept
        or context.has_cue(text, start, end, rule)
        or name.score >= _BEYOND_DOUBT
    )


def _with_sizes(found: list[Mention], text: str) -> list[Mention]:
    """`found` and the models that are meant by their size alone."""
    sized = [Sized(m.surface, m.entity_id, m.name) for m in found if m.type == "model"]
    if not any(s.surface[-1:] == "B" or "B-" in s.surface for s in sized):
        return found
    starts = [m.start for m in found]

    def is_free(start: int, end: int) -> bool:
        at = bisect_right(starts, end - 1) - 1
        return at < 0 or found[at].end <= start

    added = [
        Mention(n.start, n.end, text[n.start : n.end], *n[2:])
        for n in bare_sizes(text, sized, is_free)
    ]
    return sorted([*found, *added])


def _declined(name: OpenName, text: str, base: KnowledgeBase) -> bool:
    """Whether a person is not the listed one of that name: nothing in the text speaks for it."""
    rule = base.rules.get((name.name.lower(), name.entity_id)) if name.type == "person" else None
    return rule is not None and not any(cue in text for cue in rule.near)


def _merged(
    known: list[Mention], opened: list[OpenName], text: str, base: KnowledgeBase
) -> list[Mention]:
    """Known names and others without overlaps: the longest first, then the most certain."""
    if not opened:
        return known
    starts = [m.start for m in known]
    added: dict[int, Mention] = {}
    taken = bytearray(len(text))
    dropped: set[int] = set()
    for name in sorted(opened, key=lambda n: (n.start - n.end, -n.score, n.start, n.type)):
        if taken.find(1, name.start, name.end) >= 0:
            continue
        rank = (name.end - name.start, name.score)
        last = bisect_right(starts, name.end - 1)
        first = bisect_right(starts, name.start) - 1
        first = first if first >= 0 and known[first].end > name.start else first + 1
        rivals = known[first:last]
        if any((m.start, m.end) == (name.start, name.end) for m in rivals):
            continue
        if any((m.end - m.start, m.score) >= rank for m in rivals):
            continue
        # The basketball player is not the researcher whose id the name would give.
        identity = name.entity_id
        other = base.entities.get(name.entity_id)
        if other and (
            other.name != name.name or other.type != name.type or _declined(name, text, base)
        ):
            identity = f"{name.entity_id}-{name.type}"
        dropped.update(range(first, last))
        taken[name.start : name.end] = b"\x01" * (name.end - name.start)
        added[name.start] = Mention(
            name.start, name.end, text[name.start : name.end],
            name.type, identity, name.name, name.score, name.method,
        )  # fmt: skip
    kept = [m for number, m in enumerate(known) if number not in dropped]
    return sorted([*kept, *added.values()])
