"""Candidates for known names: which stand, and as what."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import Final, NamedTuple

from pipeline.extract import context
from pipeline.extract.mention import Mention
from pipeline.knowledge.entity import Entity


class Candidate(NamedTuple):
    """A span that may be a name, with the entities it may be, best first."""

    start: int
    end: int
    entities: tuple[Entity, ...]
    score: float
    method: str
    entity_id: str | None = None
    """Where the name is a version that no list has: its own id."""


def longest(candidates: list[Candidate]) -> list[Candidate]:
    """Candidates that do not overlap: the longest first, then the most certain."""
    chosen: list[Candidate] = []
    starts: list[int] = []
    for candidate in sorted(candidates, key=lambda c: (-(c.end - c.start), -c.score, c.start)):
        at = bisect_right(starts, candidate.start)
        before = chosen[at - 1] if at else None
        after = chosen[at] if at < len(chosen) else None
        if before and before.end > candidate.start:
            if (before.start, before.end) == (candidate.start, candidate.end):
                merged = dict.fromkeys((*before.entities, *candidate.entities))
                chosen[at - 1] = before._replace(entities=tuple(merged))
            continue
        if after and after.start < candidate.end:
            continue
        chosen.insert(at, candidate)
        starts.insert(at, candidate.start)
    return chosen


def typed(chosen: list[Candidate], text: str) -> list[Mention]:
    """Each candidate as what it is here: company or model by its surroundings and its list."""
    weights = [_weight(c, text) for c in chosen]
    for number, (candidate, behind) in enumerate(pairwise(chosen)):
        if _is_both(candidate) and text[candidate.end : behind.start] in _OF:
            weights[number] += _belongs_to(candidate, behind)
    number = 0
    while number < len(chosen):
        last = number
        while last + 1 < len(chosen) and context.is_list_gap(
            text[chosen[last].end : chosen[last + 1].start]
        ):
            last += 1
        if last > number:
            _settle_list(chosen, weights, number, last, text)
        number = last + 1
    _settle_undecided(chosen, weights)
    return [
        mention
        for candidate, weight in zip(chosen, weights, strict=True)
        if (mention := _mention(candidate, weight, text)) is not None
    ]


def _belongs_to(candidate: Candidate, behind: Candidate) -> int:
    """What a name behind says for a firm: a model of its own (MiniMax海螺02), or somebody."""
    firms = {e.id for e in candidate.entities if e.type == "company"}
    if any(e.type == "model" and e.maker in firms for e in behind.entities):
        return _MAKER
    return _EMPLOYER if any(e.type == "person" for e in behind.entities) else 0


def _is_both(candidate: Candidate) -> bool:
    return {"company", "model"} <= {e.type for e in candidate.entities}


def _weight(candidate: Candidate, text: str) -> int:
    return (
        context.company_weight(text, candidate.start, candidate.end) if _is_both(candidate) else 0
    )


def _settle_list(
    chosen: list[Candidate], weights: list[int], first: int, last: int, text: str
) -> None:
    """The items of a list are of one type, which its end or its plain items tell."""
    verdict = context.list_verdict(text, chosen[last].end)
    if verdict is None:
        plain = [
            c.entities[0].type
            for c in chosen[first : last + 1]
            if c.entities and not _is_both(c) and c.entities[0].type in ("company", "model")
        ]
        verdict = plain[0] if plain and len(set(plain)) == 1 else None
    if verdict is None:
        return
    for number in range(first, last + 1):
        # What stands beside the item itself (MiniMax的M2) goes before its list.
        if _is_both(chosen[number]) and abs(weights[number]) < _DECIDED:
            weights[number] = 3 if verdict == "company" else -3


def _settle_undecided(chosen: list[Candidate], weights: list[int]) -> None:
    """What nothing beside a name tells, its places around do if they are of one mind.

    In a test of assistants each is a model, though DeepSeek alone is rather the firm. Digests speak
    of both, one after the other, so that places far away tell nothing.
    """
    votes: dict[Entity, list[tuple[int, int]]] = {}
    for candidate, weight in zip(chosen, weights, strict=True):
        if abs(weight) > 1 and _is_both(candidate):
            votes.setdefault(candidate.entities[0], []).append((candidate.start, weight))
    for number, candidate in enumerate(chosen):
        if weights[number] or not candidate.entities or candidate.entities[0] not in votes:
            continue
        cast = votes[candidate.entities[0]]
        low = bisect_left(cast, (candidate.start - _AROUND, -_MOST))
        high = bisect_left(cast, (candidate.start + _AROUND, _MOST))
        near = [weight for _, weight in cast[low:high][:_MOST]]
        if len(near) >= _VOTES and (min(near) > 0 or max(near) < 0):
            weights[number] = 1 if near[0] > 0 else -1


_AROUND: Final = 1_000
_MOST: Final = 40
_DECIDED: Final = 3
_MAKER: Final = 4
_EMPLOYER: Final = 2
_OF: Final = ("", " ", "的", "'s ", "’s ")
_VOTES: Final = 2


def _mention(candidate: Candidate, weight: int, text: str) -> Mention | None:
    surface = text[candidate.start : candidate.end]
    entities = candidate.entities
    if not entities:
        assert candidate.entity_id is not None
        return Mention(
            candidate.start,
            candidate.end,
            surface,
            "model",
            candidate.entity_id,
            surface,
            candidate.score,
            candidate.method,
        )
    entity = entities[0]
    if len(entities) > 1:
        by_type = {e.type: e for e in reversed(entities)}
        if _is_both(candidate):
            # Assistants are models unless something speaks for the company; labs the reverse.
            leaning = weight if weight else (-1 if by_type["model"].role == "assistant" else 1)
            entity = by_type["company" if leaning > 0 else "model"]
    if candidate.entity_id is not None:
        return Mention(
            candidate.start,
            candidate.end,
            surface,
            "model",
            candidate.entity_id,
            " ".join(surface.split()),
            candidate.score,
            candidate.method,
        )
    return Mention(
        candidate.start,
        candidate.end,
        surface,
        entity.type,
        entity.id,
        entity.name,
        candidate.score,
        candidate.method,
    )
