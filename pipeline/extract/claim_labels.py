"""Figures whose subject and metric are known, from which claims are learned.

The gold annotates the figures of its documents (`corpus/gold/claims.jsonl`), passages written for
the purpose their own (`corpus/labels/claims`), a line a passage:

    {"script": "hans", "text": "…营收12亿元…", "claims": [
        {"surface": "12亿元", "subject": ["霁月智能"], "metric": ["revenue"]}]}

Claims stand in the order of their figures. `subject` holds names as the passage prints them; of
several answers any is right, and null says that none is right too. The examples and
counter-examples in `models/claims/metrics.toml` teach what they measure.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline import figures
from pipeline.errors import InputError
from pipeline.evaluate.fold import fold
from pipeline.evaluate.gold import read_gold
from pipeline.evaluate.marked import MarkedDocument
from pipeline.evaluate.match_claims import GoldClaim, read_claims
from pipeline.evaluate.match_names import TYPE_OF
from pipeline.extract.figure_places import figure_places
from pipeline.extract.mention import Mention
from pipeline.extract.names import find_mentions
from pipeline.extract.sentences import Sentence, split_sentences
from pipeline.figures import Figure
from pipeline.ingest.page import RawPage, ingest_page
from pipeline.resources import models_path


class Answer(NamedTuple):
    """What is right of one figure: entities and metrics, None for none; None where not asked.

    `number` counts the figures found in the text. A name that was not found is no entity:
    `subjects` may be empty.
    """

    number: int
    subjects: frozenset[str | None] | None
    metrics: frozenset[str | None] | None


class LabelledText(NamedTuple):
    """A text with what the pipeline finds in it, and what is right of its figures."""

    text: str
    sentences: Sequence[Sentence]
    mentions: Sequence[Mention]
    figures: Sequence[Figure]
    answers: Sequence[Answer]


def labelled_texts(corpus: Path) -> Iterator[LabelledText]:
    """The gold's train documents, the passages and the examples, in this order.

    Raises:
        InputError: a file is missing or a line is not as it must be.
    """
    gold = corpus / "gold/marked"
    annotated = read_claims(gold)
    for document in read_gold(gold, "train").documents:
        if annotated.get(document.id):
            yield of_gold(document, annotated[document.id])
    for path in sorted((corpus / "labels/claims").glob("*.jsonl")):
        lines = path.read_text(encoding="utf-8").split("\n")
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield of_passage(line, f"{path}:{number}")
    yield from of_examples()


def of_gold(document: MarkedDocument, wanted: Sequence[GoldClaim]) -> LabelledText:
    """A gold document with its annotated figures."""
    text, sentences, mentions, parsed = _read(document.text)
    entities = _entities_of_keys(document, mentions)
    placed: dict[str, list[int]] = defaultdict(list)
    for number, figure in enumerate(parsed):
        placed[fold(figure.surface)].append(number)
    answers = []
    for claim in wanted:
        numbers = placed.get(fold(claim.surface), [])
        if claim.occurrence < len(numbers):
            subjects = _entities(claim.subject, entities)
            answers.append(Answer(numbers[claim.occurrence], subjects, claim.metric))
    return LabelledText(text, sentences, mentions, parsed, answers)


def of_passage(line: str, place: str) -> LabelledText:
    """A written passage with its figures.

    Args:
        line: its JSON.
        place: where it stands, for errors.

    Raises:
        InputError: it is no such passage.
    """
    try:
        row = json.loads(line)
        claims = [
            (str(c["surface"]), frozenset(c["subject"]), frozenset(c["metric"]))
            for c in row["claims"]
        ]
        source = str(row["text"])
    except (ValueError, KeyError, TypeError) as error:
        message = f"{place}: no passage: {type(error).__name__}: {error}"
        raise InputError(place, "labels", message) from error
    text, sentences, mentions, parsed = _read(source)
    entities = _entities_of_surfaces(mentions)
    placed: dict[str, list[int]] = defaultdict(list)
    for number, figure in enumerate(parsed):
        placed[fold(figure.surface)].append(number)
    answers = []
    seen: Counter[str] = Counter()
    for surface, subject, metric in claims:
        numbers, before = placed.get(fold(surface), []), seen[fold(surface)]
        seen[fold(surface)] += 1
        if before < len(numbers):
            wanted = frozenset(None if s is None else fold(s) for s in subject)
            answers.append(Answer(numbers[before], _entities(wanted, entities), metric))
    return LabelledText(text, sentences, mentions, parsed, answers)


def of_examples() -> Iterator[LabelledText]:
    """The metrics' examples and counter-examples; of whom they tell is not asked.

    An example measures its metric, a counter-example what the rules say of it.
    """
    listed = tomllib.loads(models_path("claims/metrics.toml").read_text(encoding="utf-8"))
    for entry in listed["metric"]:
        for text, name in ((entry["example"], entry["name"]), (entry["counter"], None)):
            sentences, mentions = split_sentences(text), find_mentions(text)
            parsed = figures.parse(text, blocked=[(m.start, m.end) for m in mentions])
            places = figure_places(text, sentences, parsed)
            answers = [
                Answer(number, None, frozenset((name or place.ruled,)))
                for number, place in enumerate(places)
            ]
            yield LabelledText(text, sentences, mentions, parsed, answers)


def _read(source: str) -> tuple[str, list[Sentence], list[Mention], list[Figure]]:
    page = ingest_page(RawPage("labelled.txt", source.encode("utf-8", "replace")))
    text = page.text.string
    mentions = find_mentions(text)
    parsed = figures.parse(text, blocked=[(m.start, m.end) for m in mentions])
    return text, list(split_sentences(text)), list(mentions), list(parsed)


def _entities(
    keys: frozenset[str | None] | None, entities: Mapping[str, str]
) -> frozenset[str | None] | None:
    if keys is None:
        return None
    return frozenset(
        None if key is None else entities[key] for key in keys if key is None or key in entities
    )


def _entities_of_surfaces(mentions: Sequence[Mention]) -> dict[str, str]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for mention in mentions:
        found[fold(mention.surface)][mention.entity_id] += 1
    return {surface: count.most_common(1)[0][0] for surface, count in found.items()}


def _entities_of_keys(document: MarkedDocument, mentions: Sequence[Mention]) -> dict[str, str]:
    """The pipeline's entity of each of the gold's keys, by the names that both found."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    surfaces: dict[str, Counter[str]] = defaultdict(Counter)
    for mention in mentions:
        surfaces[fold(mention.surface)][mention.entity_id] += 1
    for span in document.spans:
        if span.tag in TYPE_OF:
            found[span.attributes["k"]].update(surfaces.get(fold(span.text), {}))
    return {key: count.most_common(1)[0][0] for key, count in found.items() if count}
