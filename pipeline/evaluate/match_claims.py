"""Whom the figures of one document are about and what they measure, against annotated claims.

Claims stand in `claims.jsonl` in the gold's folder or beside it, a line a figure:

    {"document": "a-05", "surface": "45亿美元", "occurrence": 0,
     "subject": ["nvidia"], "metric": ["loss", null]}

`occurrence` counts the document's figures of that surface from 0. `subject` holds the keys of the
gold's entities, `metric` names of `models/claims/metrics.toml`; of several any is right, and null
says that none is right too. A figure without the field is not asked.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

from pipeline.errors import InputError
from pipeline.evaluate.fold import fold
from pipeline.evaluate.marked import MarkedDocument
from pipeline.evaluate.match_names import TYPE_OF, Matched
from pipeline.evaluate.misses import Miss, context_of
from pipeline.evaluate.output import OutputDocument, OutputFigure

CLAIMS_FILE: Final = "claims.jsonl"

Answers = frozenset[str | None]


class GoldClaim(NamedTuple):
    """An annotated figure: the subjects and metrics that are right, None where it is not asked."""

    surface: str
    occurrence: int
    subject: Answers | None
    metric: Answers | None


@dataclass(slots=True)
class ClaimCounts:
    """Counts of one document; a figure that the output lacks says nothing of anyone."""

    subject: Matched = field(default_factory=Matched)
    metric: Matched = field(default_factory=Matched)
    misses: list[Miss] = field(default_factory=list)


def read_claims(source: Path) -> dict[str, list[GoldClaim]]:
    """The claims of a gold's documents by id; none where there is no file of them.

    Args:
        source: the folder or file that the gold was read from.

    Raises:
        InputError: a line is no claim.
    """
    folder = source if source.is_dir() else source.parent
    places = (folder / CLAIMS_FILE, folder.parent / CLAIMS_FILE)
    path = next((p for p in places if p.is_file()), None)
    found: dict[str, list[GoldClaim]] = defaultdict(list)
    lines = path.read_text(encoding="utf-8").split("\n") if path else []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            claim = GoldClaim(
                row["surface"], row["occurrence"], _answers(row, "subject"), _answers(row, "metric")
            )
            found[row["document"]].append(claim)
        except (ValueError, KeyError, TypeError) as error:
            message = f"{path}:{number}: no claim: {type(error).__name__}: {error}"
            raise InputError(str(path), "gold", message) from error
    return dict(found)


def _answers(row: Mapping[str, Any], name: str) -> Answers | None:
    if name not in row:
        return None
    if not isinstance(row[name], list) or not row[name]:
        raise TypeError(f"{name} must be a list of one or more")
    return frozenset(row[name])


def match_claims(
    gold: MarkedDocument,
    output: OutputDocument | None,
    claims: Sequence[GoldClaim],
    entities: Mapping[str, str],
) -> ClaimCounts:
    """Compare what the figures of `output` say with the annotated claims of `gold`.

    Args:
        gold: the marked document.
        output: its output, None where there is none.
        claims: the annotated claims of the document.
        entities: the output's entity of each key of the gold, as `match_names.entity_of_key` gives
            it (`c:nvidia` → `nvidia`).
    """
    counts = ClaimCounts()
    placed: dict[str, list[OutputFigure]] = defaultdict(list)
    for figure in sorted(output.figures if output else (), key=lambda f: f.start):
        placed[fold(figure.surface)].append(figure)
    marked: dict[str, list[int]] = defaultdict(list)
    for number, span in enumerate(gold.spans):
        if span.tag == "f":
            marked[span.text].append(number)
    for claim in claims:
        numbers = marked.get(claim.surface, [])
        if claim.occurrence >= len(numbers):
            what = f"{gold.id}: the gold has no figure {claim.surface!r} #{claim.occurrence}"
            raise InputError(CLAIMS_FILE, "gold", f"{CLAIMS_FILE}: {what}")
        span = gold.spans[numbers[claim.occurrence]]
        found = placed.get(fold(claim.surface), [])
        got = found[claim.occurrence] if claim.occurrence < len(found) else None
        context = context_of(gold.text, span.start, span.end)
        if claim.subject is not None:
            wanted = {None if k is None else _entity(k, entities) for k in claim.subject}
            entity = got.entity_id if got else None
            if not _count(counts.subject, wanted, entity):
                what = f"{claim.surface}: want {_listed(claim.subject)}, got {entity or '-'}"
                counts.misses.append(Miss("claim subject", gold.id, 1, what, context))
        if claim.metric is not None:
            metric = got.metric if got else None
            if not _count(counts.metric, claim.metric, metric):
                what = f"{claim.surface}: want {_listed(claim.metric)}, got {metric or '-'}"
                counts.misses.append(Miss("claim metric", gold.id, 1, what, context))
    return counts


def _entity(key: str, entities: Mapping[str, str]) -> str:
    """The output's entity of a key; one that the output never has where it named no such entity."""
    named = (entities.get(f"{tag}:{key}") for tag in TYPE_OF)
    return next((entity for entity in named if entity), f"?{key}")


def _count(matched: Matched, wanted: Collection[str | None], got: str | None) -> bool:
    if got in wanted:
        matched.right += got is not None
        return True
    matched.surplus += got is not None
    matched.missed += None not in wanted
    return False


def _listed(answers: Answers) -> str:
    return "|".join(sorted("-" if a is None else a for a in answers))
