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
from typing import Any, Final, NamedTuple

from pipeline import figures
from pipeline.errors import InputError
from pipeline.evaluate.fold import fold
from pipeline.evaluate.gold import read_gold
from pipeline.evaluate.marked import MarkedDocument
from pipeline.evaluate.match_claims import GoldClaim, read_claims
from pipeline.evaluate.match_names import TYPE_OF
from pipeline.extract.figure_places import figure_places
from pipeline.extract.mention import Mention
from pipeline.extract.metric_words import metric_names
from pipeline.extract.names import find_mentions
from pipeline.extract.sentences import Sentence, split_sentences
from pipeline.figures import Figure
from pipeline.ingest.page import RawPage, ingest_page
from pipeline.resources import models_path

GOLD_WEIGHT: Final = 2.0
"""Whole pages tell a firm's figures as they will be met; passages are made of what is hard."""


class Answer(NamedTuple):
    """What is right of one figure: entities and metrics, None for none; None where not asked.

    `number` counts the figures found in the text. A name that was not found is no entity:
    `subjects` may be empty.
    """

    number: int
    subjects: frozenset[str | None] | None
    metrics: frozenset[str | None] | None


class LabelledText(NamedTuple):
    """A text with what the pipeline finds in it, and what is right of its figures.

    `weight` is what each of its figures counts in learning.
    """

    text: str
    sentences: Sequence[Sentence]
    mentions: Sequence[Mention]
    figures: Sequence[Figure]
    answers: Sequence[Answer]
    weight: float = 1.0


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
    read = _read(document.text)
    entities = _entities_of_keys(document, read.mentions)
    numbers = _numbers(read.figures)
    answers = []
    for claim in wanted:
        number = numbers.get((fold(claim.surface), claim.occurrence))
        if number is not None:
            answers.append(Answer(number, _entities(claim.subject, entities), claim.metric))
    return read._replace(answers=answers, weight=GOLD_WEIGHT)


def of_passage(line: str, place: str) -> LabelledText:
    """A written passage with its figures.

    Args:
        line: its JSON.
        place: where it stands, for errors.

    Raises:
        InputError: it is no such passage.
    """
    source, claims = _passage(line, place)
    read = _read(source)
    entities = _entities_of_surfaces(read.mentions)
    numbers = _numbers(read.figures)
    seen: Counter[str] = Counter()
    answers = []
    for surface, subject, metric in claims:
        number = numbers.get((fold(surface), seen[fold(surface)]))
        seen[fold(surface)] += 1
        if number is not None:
            wanted = frozenset(None if s is None else fold(s) for s in subject)
            answers.append(Answer(number, _entities(wanted, entities), metric))
    return read._replace(answers=answers)


_Claims = list[tuple[str, frozenset[str | None], frozenset[str | None]]]


def _passage(line: str, place: str) -> tuple[str, _Claims]:
    """The text of a passage, and surface, subjects and metrics of its figures."""
    claims: _Claims = []
    try:
        row = json.loads(line)
        text = row["text"]
        if not isinstance(text, str) or not isinstance(row["claims"], list):
            raise TypeError("text must be a string and claims a list")
        at = 0
        for claim in row["claims"]:
            surface = claim["surface"]
            at = text.find(surface, at)
            if at < 0:
                raise ValueError(f"{surface!r} does not stand in the text behind those before")
            at += len(surface)
            claims.append((surface, _given(claim, "subject"), _given(claim, "metric")))
            unknown = claims[-1][2] - metric_names() - {None}
            if unknown:
                raise ValueError(f"no metric {min(map(str, unknown))!r} in claims/metrics.toml")
    except (ValueError, KeyError, TypeError) as error:
        message = f"{place}: no passage: {type(error).__name__}: {error}"
        raise InputError(place, "labels", message) from error
    return text, claims


def _given(claim: Mapping[str, Any], name: str) -> frozenset[str | None]:
    answers = claim[name]
    if not isinstance(answers, list) or not answers:
        raise TypeError(f"{name} must be a list of one or more")
    if not all(answer is None or isinstance(answer, str) for answer in answers):
        raise TypeError(f"{name} must hold strings or null")
    return frozenset(answers)


def of_examples() -> Iterator[LabelledText]:
    """The metrics' examples and counter-examples; of whom they tell is not asked.

    An example measures its metric, a counter-example what the rules say of it.
    """
    listed = tomllib.loads(models_path("claims/metrics.toml").read_text(encoding="utf-8"))
    for entry in listed["metric"]:
        for source, name in ((entry["example"], entry["name"]), (entry["counter"], None)):
            read = _read(source)
            places = figure_places(read.text, read.sentences, read.figures)
            answers = [
                Answer(number, None, frozenset((name or place.ruled,)))
                for number, place in enumerate(places)
            ]
            yield read._replace(answers=answers)


def _read(source: str) -> LabelledText:
    """A text with what the pipeline finds in it, nothing said of its figures."""
    page = ingest_page(RawPage("labelled.txt", source.encode("utf-8", "replace")))
    text = page.text.string
    mentions = find_mentions(text)
    parsed = figures.parse(text, blocked=[(m.start, m.end) for m in mentions])
    return LabelledText(text, split_sentences(text), mentions, parsed, ())


def _numbers(found: Sequence[Figure]) -> dict[tuple[str, int], int]:
    """The number of each figure, by its surface and how many of that surface stand before it."""
    seen: Counter[str] = Counter()
    numbers = {}
    for number, figure in enumerate(found):
        surface = fold(figure.surface)
        numbers[surface, seen[surface]] = number
        seen[surface] += 1
    return numbers


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
