"""Companies, models and people of one document against the gold.

Mentions are compared as a multiset of (type, folded surface): a document that names a company
three times is right three times if the output names it so three times, wherever. What the gold
marks `<i>` is neither rewarded nor punished. Linking is measured on the mentions that both have, as
B-cubed (Bagga and Baldwin 1998) over the whole corpus, so here only the pairs are collected.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from pipeline.evaluate.fold import fold, touches
from pipeline.evaluate.listed import is_listed
from pipeline.evaluate.marked import MarkedDocument
from pipeline.evaluate.misses import Miss, context_of
from pipeline.evaluate.output import OutputDocument

TYPE_OF: Final = {"c": "company", "m": "model", "p": "person"}
"""Tag → type of mention."""

_Surfaces = Counter[tuple[str, str]]


@dataclass(slots=True)
class Matched:
    """How many were right, surplus and missed."""

    right: int = 0
    surplus: int = 0
    missed: int = 0


class Link(NamedTuple):
    """Mentions of one surface that both have: the gold's entity, the output's, how many."""

    gold: str
    output: str
    mentions: int


@dataclass(slots=True)
class NameCounts:
    """Counts of one document, by type and whatever the type, and what was linked to what.

    `listed` and `unlisted` count all types together, the names that the knowledge base has and
    those that it has not.
    """

    by_type: dict[str, Matched] = field(
        default_factory=lambda: {name: Matched() for name in TYPE_OF.values()}
    )
    any_type: Matched = field(default_factory=Matched)
    listed: Matched = field(default_factory=Matched)
    unlisted: Matched = field(default_factory=Matched)
    links: list[Link] = field(default_factory=list)
    misses: list[Miss] = field(default_factory=list)


def match_names(gold: MarkedDocument, output: OutputDocument | None) -> NameCounts:
    """Compare the names of `output` with the gold."""
    counts = NameCounts()
    marked = [s for s in gold.spans if s.tag in TYPE_OF]
    found = [m for m in output.mentions if m.type in counts.by_type] if output else []
    ignored = [fold(s.text) for s in gold.spans if s.tag == "i"]
    wanted: _Surfaces = Counter((TYPE_OF[s.tag], fold(s.text)) for s in marked)
    got: _Surfaces = Counter((m.type, fold(m.surface)) for m in found)
    keys = {(TYPE_OF[s.tag], fold(s.text)): f"{s.tag}:{s.attributes['k']}" for s in marked}
    ids = {(m.type, fold(m.surface)): m.entity_id for m in found}
    missed_at = {
        (TYPE_OF[s.tag], fold(s.text)): context_of(gold.text, s.start, s.end) for s in marked
    }
    found_at = {
        (m.type, fold(m.surface)): context_of(output.text, m.start, m.end) if output else ""
        for m in found
    }
    for name in dict.fromkeys([*wanted, *got]):
        type_, folded = name
        right = min(wanted[name], got[name])
        surplus, missed = got[name] - right, wanted[name] - right
        if not wanted[name] and touches(folded, ignored):
            surplus = 0
        matched = counts.by_type[type_]
        matched.right += right
        matched.surplus += surplus
        matched.missed += missed
        key = keys[name].partition(":")[2] if name in keys else ids[name]
        group = counts.listed if is_listed(folded, key) else counts.unlisted
        group.right += right
        group.surplus += surplus
        group.missed += missed
        if right:
            counts.links.append(Link(keys[name], ids[name], right))
        if surplus:
            counts.misses.append(
                Miss(f"{type_} spurious", gold.id, surplus, f"{folded} ×{surplus}", found_at[name])
            )
        if missed:
            counts.misses.append(
                Miss(f"{type_} missed", gold.id, missed, f"{folded} ×{missed}", missed_at[name])
            )
    counts.any_type = _whatever_type(wanted, got, ignored)
    return counts


def _whatever_type(wanted: _Surfaces, got: _Surfaces, ignored: list[str]) -> Matched:
    loose_wanted, loose_got = _without_type(wanted), _without_type(got)
    matched = Matched()
    for folded in {**loose_wanted, **loose_got}:
        right = min(loose_wanted[folded], loose_got[folded])
        matched.right += right
        matched.missed += loose_wanted[folded] - right
        if loose_wanted[folded] or not touches(folded, ignored):
            matched.surplus += loose_got[folded] - right
    return matched


def _without_type(surfaces: _Surfaces) -> Counter[str]:
    counts: Counter[str] = Counter()
    for (_, folded), number in surfaces.items():
        counts[folded] += number
    return counts


def entity_of_key(documents: list[NameCounts]) -> dict[str, str]:
    """The output's entity that most mentions of each gold entity were linked to."""
    pairs: Counter[tuple[str, str]] = Counter()
    for counts in documents:
        for link in counts.links:
            pairs[link.gold, link.output] += link.mentions
    best: dict[str, tuple[int, str]] = {}
    for (key, entity_id), number in pairs.items():
        if number > best.get(key, (0, ""))[0]:
            best[key] = (number, entity_id)
    return {key: entity_id for key, (_, entity_id) in best.items()}


def linking_misses(documents: dict[str, NameCounts]) -> list[Miss]:
    """Gold entities split over several of the output's, and several merged into one."""
    by_key: dict[str, Counter[str]] = {}
    by_id: dict[str, Counter[str]] = {}
    where: dict[str, str] = {}
    for name, counts in documents.items():
        for link in counts.links:
            by_key.setdefault(link.gold, Counter())[link.output] += link.mentions
            by_id.setdefault(link.output, Counter())[link.gold] += link.mentions
            where.setdefault(link.gold, name)
            where.setdefault(link.output, name)
    misses = []
    for category, groups in (("entity split", by_key), ("entities merged", by_id)):
        for name, parts in groups.items():
            if len(parts) > 1:
                listed = ", ".join(f"{p} ×{n}" for p, n in parts.most_common())
                weight = parts.total() - max(parts.values())
                misses.append(Miss(category, where[name], weight, f"{name}: {listed}"))
    return misses
