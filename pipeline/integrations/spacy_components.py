"""The extraction as components of a spaCy pipeline: names, figures and stance.

    import spacy

    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "mine.Tokenizer.v1"}}})
    nlp.add_pipe("mine_names")
    nlp.add_pipe("mine_figures")
    doc = nlp("輝達市值達5兆美元。")
    doc.ents[0].kb_id_, doc.spans["mine_figures"][0]._.mine_value     # nvidia, 5e12

The text stays as it is given; it is repaired and folded to simplified script inside, and all places
are those of the given text. Extensions, all of plain values, so that they survive `to_bytes`,
`DocBin(store_user_data=True)` and `nlp.pipe(n_process=2)`:

- `doc._.mine_names`, `doc._.mine_figures`: everything found, as a tuple of dictionaries with the
  exact characters (`start`, `end`), whatever the tokens;
- `span._.mine`: the dictionary of a name or figure, for the spans of `doc.ents`,
  `doc.spans["mine_names"]` and `doc.spans["mine_figures"]`; None for other spans;
- `span._.mine_name`, `span._.mine_value` … : one value of it, None where there is none;
- `doc._.mine_stance`, `span._.mine_stance` (sentences, in `doc.spans["mine_stance"]`) and
  `doc._.mine_targets`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from pipeline.errors import UsageError
from pipeline.integrations.given_text import Record, digest, read_given, records_of
from pipeline.integrations.spacy_package import Doc, Language, Span
from pipeline.integrations.spacy_tokenizer import FOUND, make_tokenizer
from pipeline.integrations.spacy_tokens import (
    ALIGNMENTS,
    cut_tokens,
    edges_of,
    span_at,
    without_overlaps,
)

NAMES: Final = "mine_names"
FIGURES: Final = "mine_figures"
STANCE: Final = "mine_stance"

_FIELDS: Final = (
    *("start", "end", "type", "entity_id", "name", "score", "method"),
    *("kind", "value", "value_max", "unit", "per", "qualifier", "metric", "subject", "change"),
)


def found_in(doc: Doc, knowledge: Sequence[str] = ()) -> dict[str, Any]:
    """Names, figures and sentences of a document's text, read when first asked for.

    They are kept in `doc.user_data`, so that the components and the tokenizer read a text once.

    Raises:
        KnowledgeError: a file of `knowledge` is not as it must be.
    """
    text = doc.text
    key = digest(text, knowledge)
    found = doc.user_data.get(FOUND)
    if found is None or found["digest"] != key:
        found = {"digest": key, **records_of(read_given(text, knowledge))}
        doc.user_data[FOUND] = found
    return dict(found)


def register_extensions() -> None:
    """Make `doc._.mine_names`, `span._.mine` and the others known to spaCy."""
    Span.set_extension("mine", default=None, force=True)
    for field in _FIELDS:
        Span.set_extension(f"mine_{field}", getter=_value_of(field), force=True)
    Span.set_extension("mine_stance", default=None, force=True)
    Doc.set_extension("mine_names", getter=_all_of("names"), force=True)
    Doc.set_extension("mine_figures", getter=_all_of("figures"), force=True)
    Doc.set_extension("mine_stance", default=None, force=True)
    Doc.set_extension("mine_targets", default=(), force=True)


def _value_of(field: str) -> Callable[[Span], Any]:
    return lambda span: (span._.mine or {}).get(field)


def _all_of(kind: str) -> Callable[[Doc], tuple[Record, ...]]:
    return lambda doc: tuple(doc.user_data.get(FOUND, {}).get(kind, ()))


class _Finder:
    """What the components share: how tokens are aligned, and the user's own knowledge."""

    def __init__(self, align: str, knowledge: Sequence[str]) -> None:
        if align not in ALIGNMENTS:
            raise UsageError(f"no alignment {align!r}; there are {', '.join(ALIGNMENTS)}")
        self.align = align
        self.knowledge = list(knowledge)

    def marked(self, doc: Doc, kind: str, key: str, label: str) -> tuple[Doc, list[Span]]:
        """The document, its tokens cut where need be, and the spans of one kind, set as a group."""
        records = found_in(doc, self.knowledge)[kind]
        if self.align == "split":
            doc = cut_tokens(doc, edges_of(records))
        spans = []
        taken: set[tuple[int, int]] = set()
        for record in records:
            span = span_at(
                doc, record["start"], record["end"], self.align,
                label=record[label].upper() if kind == "names" else record[label],
                kb_id=record["entity_id"] if kind == "names" else record["subject"] or "",
            )  # fmt: skip
            # Two names in one token: the first has the span, both are in `doc._`.
            if span is not None and (place := (span.start, span.end)) not in taken:
                taken.add(place)
                span._.mine = record
                spans.append(span)
        doc.spans[key] = spans
        return doc, spans


class NameFinder(_Finder):
    """Sets companies, models, people and organizations as entities and in a span group.

    Args:
        align: what is done where a token goes over the edge of a name: `split` cuts it, `expand`
            takes it into the span, `contract` leaves it out.
        overwrite_ents: whether a name takes the place of entities it overlaps; the others stay.
        knowledge: files of the user's own names and rules.

    Raises:
        UsageError: there is no such alignment.
    """

    def __init__(
        self,
        *,
        align: str = "split",
        overwrite_ents: bool = True,
        knowledge: Sequence[str] = (),
    ) -> None:
        super().__init__(align, knowledge)
        self.overwrite_ents = overwrite_ents

    def __call__(self, doc: Doc) -> Doc:
        """The document with its names; a copy of it where tokens had to be cut."""
        doc, spans = self.marked(doc, "names", NAMES, "type")
        if self.overwrite_ents:
            doc.set_ents(without_overlaps(doc.ents, kept=without_overlaps(spans)))
        else:
            doc.set_ents(without_overlaps(spans, kept=doc.ents))
        return doc


class FigureFinder(_Finder):
    """Sets figures in a span group: their label is the kind, their `kb_id_` whom they are about.

    Args:
        align: as for names.
        knowledge: files of the user's own names and rules.

    Raises:
        UsageError: there is no such alignment.
    """

    def __init__(self, *, align: str = "split", knowledge: Sequence[str] = ()) -> None:
        super().__init__(align, knowledge)

    def __call__(self, doc: Doc) -> Doc:
        """The document with its figures; a copy of it where tokens had to be cut."""
        return self.marked(doc, "figures", FIGURES, "kind")[0]


class StanceJudge:
    """Judges the document, its sentences and the targets it speaks of.

    Args:
        knowledge: files of the user's own names and rules.
    """

    def __init__(self, *, knowledge: Sequence[str] = ()) -> None:
        self.knowledge = list(knowledge)

    def __call__(self, doc: Doc) -> Doc:
        """The document with its stance."""
        from pipeline.classify.document import ReadDocument, judge_documents
        from pipeline.classify.model import stance_model
        from pipeline.knowledge.extension import knowledge_files

        given = read_given(doc.text, self.knowledge)
        mentions: dict[int, list[Any]] = {}
        for number, mention in given.extraction.mentions:
            mentions.setdefault(number, []).append(mention)
        sentences = given.extraction.sentences
        read = ReadDocument(given.text.string, None, sentences, mentions)
        with knowledge_files(self.knowledge):
            judged = judge_documents([read], stance_model())[0]
        places = found_in(doc, self.knowledge)["sentences"]
        spans, targets = [], []
        for row in judged:
            values = {"label": row.label, "score": row.score, "confidence": row.confidence}
            if row.level == "document":
                doc._.mine_stance = {**values, "evidence": list(row.evidence)}
            elif row.level == "target":
                target = {"entity_id": row.entity_id, **values, "evidence": list(row.evidence)}
                targets.append(target)
            else:
                assert row.sentence_id is not None
                place = places[row.sentence_id]
                span = span_at(doc, place["start"], place["end"], "expand", label=row.label)
                if span is not None:
                    span._.mine_stance = values
                    spans.append(span)
        doc._.mine_targets = tuple(targets)
        doc.spans[STANCE] = spans
        return doc


def _make_names(
    nlp: Language, name: str, align: str, overwrite_ents: bool, knowledge: list[str]
) -> NameFinder:
    return NameFinder(align=align, overwrite_ents=overwrite_ents, knowledge=knowledge)


def _make_figures(nlp: Language, name: str, align: str, knowledge: list[str]) -> FigureFinder:
    return FigureFinder(align=align, knowledge=knowledge)


def _make_stance(nlp: Language, name: str, knowledge: list[str]) -> StanceJudge:
    return StanceJudge(knowledge=knowledge)


register_extensions()
make_names: Final = Language.factory(
    NAMES,
    assigns=["doc.ents", "doc.spans", "token.ent_iob", "token.ent_type", "span._.mine"],
    default_config={"align": "split", "overwrite_ents": True, "knowledge": []},
    func=_make_names,
)
make_figures: Final = Language.factory(
    FIGURES,
    assigns=["doc.spans", "span._.mine"],
    default_config={"align": "split", "knowledge": []},
    func=_make_figures,
)
make_stance: Final = Language.factory(
    STANCE,
    assigns=["doc.spans", "doc._.mine_stance", "doc._.mine_targets", "span._.mine_stance"],
    default_config={"knowledge": []},
    func=_make_stance,
)

__all__ = [
    "FIGURES",
    "NAMES",
    "STANCE",
    "FigureFinder",
    "NameFinder",
    "StanceJudge",
    "found_in",
    "make_figures",
    "make_names",
    "make_stance",
    "make_tokenizer",
    "register_extensions",
]
