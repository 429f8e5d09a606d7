"""Gold and output to counts, one document at a time; every figure is made of their sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.evaluate.gold import digest_of, strata_of
from pipeline.evaluate.marked import MarkedDocument
from pipeline.evaluate.match_claims import ClaimCounts, GoldClaim, match_claims
from pipeline.evaluate.match_figures import FigureCounts, match_figures
from pipeline.evaluate.match_names import (
    Link,
    Matched,
    NameCounts,
    entity_of_key,
    linking_misses,
    match_names,
)
from pipeline.evaluate.match_stance import Confusion, StanceCounts, match_stance
from pipeline.evaluate.match_text import TextCounts, match_text
from pipeline.evaluate.misses import Miss
from pipeline.evaluate.output import OutputDocument


@dataclass(frozen=True, slots=True)
class DocumentCounts:
    """What was counted in one document.

    `columns` are named after the figure they serve: `names.company.right`, `text.removed.ad.asked`,
    `stance.sentence:+>0` (gold, judged).
    """

    id: str
    digest: str
    strata: dict[str, str]
    columns: dict[str, int]
    links: list[Link]

    def to_json(self) -> dict[str, Any]:
        """The counts as JSON values."""
        return {
            "id": self.id,
            "digest": self.digest,
            "strata": self.strata,
            "columns": self.columns,
            "links": [list(link) for link in self.links],
        }

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> DocumentCounts:
        """The counts that `to_json` gave.

        Raises:
            KeyError: something is missing.
        """
        return cls(
            content["id"],
            content["digest"],
            content["strata"],
            content["columns"],
            [Link(*link) for link in content["links"]],
        )


@dataclass(frozen=True, slots=True)
class Measurement:
    """The counts of all documents, what went wrong, and which documents the output lacks."""

    documents: list[DocumentCounts]
    misses: list[Miss] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)


def measure(
    gold: Sequence[MarkedDocument],
    paired: Sequence[OutputDocument | None],
    claims: Mapping[str, Sequence[GoldClaim]] | None = None,
) -> Measurement:
    """Count what the output got right and wrong of `gold`.

    Args:
        gold: the marked documents.
        paired: the output document of each, as `output.pair` finds them; None where there is none,
            which counts as one with no text, names, figures or judgements.
        claims: what the figures of a document say, by its id; nothing is asked of the others.
    """
    texts = [match_text(g, o) for g, o in zip(gold, paired, strict=True)]
    names = [match_names(g, o) for g, o in zip(gold, paired, strict=True)]
    figures = [match_figures(g, o) for g, o in zip(gold, paired, strict=True)]
    entities = entity_of_key(names)
    stances = [match_stance(g, o, entities) for g, o in zip(gold, paired, strict=True)]
    said = [
        match_claims(g, o, (claims or {}).get(g.id, ()), entities)
        for g, o in zip(gold, paired, strict=True)
    ]
    documents = [
        DocumentCounts(document.id, digest_of(document), strata_of(document), columns, name.links)
        for document, name, columns in zip(
            gold, names, map(_columns, texts, names, figures, stances, said), strict=True
        )
    ]
    misses = linking_misses({g.id: n for g, n in zip(gold, names, strict=True)})
    for parts in zip(texts, names, figures, stances, said, strict=True):
        for part in parts:
            misses += part.misses
    absent = [g.id for g, o in zip(gold, paired, strict=True) if o is None]
    return Measurement(documents, misses, absent)


def _columns(
    text: TextCounts,
    names: NameCounts,
    figures: FigureCounts,
    stance: StanceCounts,
    claims: ClaimCounts,
) -> dict[str, int]:
    columns = _matched("text.kept", Matched(text.same, text.surplus, text.lost))
    for kind, share in text.removed.items():
        columns |= _share(f"text.removed.{kind}", *share)
    for name, share in text.metadata.items():
        columns |= _share(f"text.metadata.{name}", *share)
    for type_, matched in names.by_type.items():
        columns |= _matched(f"names.{type_}", matched)
    columns |= _matched("names.any_type", names.any_type)
    columns |= _matched("names.listed", names.listed)
    columns |= _matched("names.unlisted", names.unlisted)
    columns |= _matched("figures.span", figures.span)
    columns |= _matched("figures.value", figures.value)
    columns |= _share("figures.qualifier", figures.qualifiers_right, figures.qualifiers)
    columns |= _matched("claims.subject", claims.subject)
    columns |= _matched("claims.metric", claims.metric)
    columns |= _confusion("stance.sentence", stance.sentences)
    columns |= _confusion("stance.document", stance.document)
    columns |= _share("stance.target", stance.targets_right, stance.targets)
    return columns


def _matched(name: str, matched: Matched) -> dict[str, int]:
    return {
        f"{name}.right": matched.right,
        f"{name}.surplus": matched.surplus,
        f"{name}.missed": matched.missed,
    }


def _share(name: str, right: int, asked: int) -> dict[str, int]:
    return {f"{name}.right": right, f"{name}.asked": asked}


def _confusion(name: str, confusion: Confusion) -> dict[str, int]:
    return {f"{name}:{gold}>{got}": number for (gold, got), number in confusion.items()}
