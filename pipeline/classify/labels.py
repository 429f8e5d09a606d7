"""Labelled data for the stance models: sentences, passages, articles, and the marked gold."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, Final

from pipeline.classify.folds import each
from pipeline.classify.outlook import DOCUMENT_LABELS
from pipeline.classify.targets import ReadDocument
from pipeline.contract import TOPICS
from pipeline.errors import InputError
from pipeline.evaluate.marked import MarkedDocument, read_marked
from pipeline.extract.mention import Mention
from pipeline.extract.names import find_mentions
from pipeline.extract.sentences import Sentence, split_sentences
from pipeline.ingest.script import fold

SIGNS: Final = {"+": "optimistic", "-": "cautionary", "0": "neutral"}
UNLABELLED: Final = ""
"""In place of a sentence's label where only its document's stance is known."""
# Whole pages by many writers, as they will be met; single sentences and articles of few are not.
GOLD_WEIGHT: Final = 4.0
_MOST_WEIGHT: Final = 1000
# Lines that a process reads at a time, and characters from which that takes longer than its start.
_LINES: Final = 400
_MANY_CHARACTERS: Final = 500_000
_NAME_TAGS: Final = ("c", "m", "p")


@dataclass(frozen=True, slots=True)
class LabelledDocument:
    """Sentences that stand together, their labels, and what is known of the whole.

    A sentence alone is a document of one. A label is one of optimistic, cautionary, neutral, or
    `UNLABELLED`. `stance` is one of `DOCUMENT_LABELS` or unknown;
    `targets` gives the label (optimistic, cautionary, neutral) of entities and topics. `weight` is
    what each of its sentences counts in learning. One that is `assembled` from sentences written
    alone says nothing of what stands beside what.
    """

    document: ReadDocument
    labels: tuple[str, ...]
    language: str
    stance: str | None = None
    targets: dict[str, str] = field(default_factory=dict)
    weight: float = 1.0
    assembled: bool = False


def read_labels(paths: Sequence[Path]) -> list[LabelledDocument]:
    """Read JSON Lines; folders are searched.

    A line is a sentence, `{"text": …, "label": "+", "script": "hans"}`; a passage,
    `{"script": "hans", "sentences": [["…", "+"], …]}`; an article, which is a passage with a
    `title`, a `stance` (optimistic, cautionary, mixed) and `targets`, `{"智谱": "+",
    "topic:us-ai": "-"}`; or an article whose sentences have no labels, with `text` in place of
    `sentences`. Labels are `+`, `-` and `0`; the script `none` means English. Any line may have a
    `weight`, what each of its sentences counts in learning beside those of others, 1 if not given.

    Raises:
        InputError: a line is not as it must be; the message names file and line.
    """
    files: list[Path] = []
    for path in paths:
        files += sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]
    found: list[tuple[str, int, str]] = []
    for file in files:
        try:
            lines = file.read_text(encoding="utf-8").split("\n")
        except OSError as error:
            raise InputError(str(file), "labels", f"{file}: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise InputError(str(file), "labels", f"{file}: not UTF-8: {error}") from error
        found += [(str(file), n, line) for n, line in enumerate(lines, start=1) if line.strip()]
    cases = [(found[start : start + _LINES],) for start in range(0, len(found), _LINES)]
    apart = sum(len(line) for _, _, line in found) > _MANY_CHARACTERS
    return list(chain.from_iterable(each(_documents, cases, apart=apart)))


def _documents(lines: Sequence[tuple[str, int, str]]) -> list[LabelledDocument]:
    """What lines hold, each given with its file and its number there."""
    documents = []
    for file, number, line in lines:
        try:
            documents.append(_labelled(json.loads(line)))
        except KeyError as error:
            message = f"{file}:{number}: needs text and label (+, -, 0): no {error}"
            raise InputError(file, "labels", message) from error
        except (ValueError, TypeError, AttributeError) as error:
            raise InputError(file, "labels", f"{file}:{number}: {error}") from error
    return documents


def _label(sign: Any) -> str:
    if not isinstance(sign, str) or sign not in SIGNS:
        raise ValueError(f"label {sign!r} is not +, - or 0")
    return SIGNS[sign]


def _weight(given: Any) -> float:
    counts = isinstance(given, int | float) and not isinstance(given, bool)
    if not counts or not 0 < given <= _MOST_WEIGHT:
        raise ValueError(f"its weight is no number above 0, at most {_MOST_WEIGHT}")
    return float(given)


def _labelled(entry: Any) -> LabelledDocument:
    if not isinstance(entry, dict):
        raise TypeError("not an object")
    language = "en" if entry.get("script") == "none" else "zh"
    stance = entry.get("stance")
    if stance is not None and stance not in DOCUMENT_LABELS:
        raise ValueError(f"no stance {stance!r}")
    targets = {name: _label(sign) for name, sign in entry.get("targets", {}).items()}
    if stance is not None and "text" in entry and not entry.keys() & {"label", "sentences"}:
        if not isinstance(entry["text"], str):
            raise ValueError("its text is no text")
        document = read_whole(entry["text"], entry.get("title"))
        labels: tuple[str, ...] = (UNLABELLED,) * len(document.sentences)
        if not labels:
            raise ValueError("no sentence in its text")
    else:
        pairs = entry["sentences"] if "sentences" in entry else [(entry["text"], entry["label"])]
        labels = tuple(_label(sign) for _, sign in pairs)
        document = read_together([str(text) for text, _ in pairs], language, entry.get("title"))
    named: dict[str, str] = {}
    entities = _entities(document)
    for name, label in targets.items():
        entity_id = name if name.startswith("topic:") else entities.get(fold(name).lower())
        if entity_id is not None:
            named[entity_id] = label
    weight = _weight(entry.get("weight", 1.0))
    return LabelledDocument(document, labels, language, stance, named, weight)


def read_gold(folder: Path, part: str) -> list[LabelledDocument]:
    """The gold documents that `split.json` beside `folder` puts in `part`.

    Raises:
        InputError: a document or the split is not as it must be.
    """
    path = folder.parent / "split.json"
    try:
        wanted = set(json.loads(path.read_text(encoding="utf-8"))[part])
    except (OSError, ValueError, KeyError) as error:
        raise InputError(str(path), "split", f"{path}: no part {part!r}: {error}") from error
    marked = [document for document in read_marked(folder) if document.id in wanted]
    apart = sum(len(document.text) for document in marked) > _MANY_CHARACTERS
    return each(_marked, [(document,) for document in marked], apart=apart)


def _marked(marked: MarkedDocument) -> LabelledDocument:
    spans = [s for s in marked.spans if s.tag == "s"]
    language = "en" if marked.header.get("lang") == "en" else "zh"
    document = read_together([s.text for s in spans], language, marked.header.get("title"))
    entities = _entities(document)
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for span in marked.spans:
        entity_id = entities.get(fold(span.text).lower()) if span.tag in _NAME_TAGS else None
        if entity_id is not None:
            votes[span.attributes["k"]][entity_id] += 1
    targets = {}
    for key, sign in marked.targets.items():
        if key in votes:
            targets[max(sorted(votes[key]), key=votes[key].__getitem__)] = SIGNS[sign]
        elif f"topic:{key}" in TOPICS:
            targets[f"topic:{key}"] = SIGNS[sign]
    stance = marked.header.get("stance")
    labels = tuple(SIGNS[s.attributes["v"]] for s in spans)
    return LabelledDocument(document, labels, language, stance, targets, GOLD_WEIGHT)


def read_together(texts: Iterable[str], language: str, title: str | None = None) -> ReadDocument:
    """Sentences as one document: folded, in a row, with the names found in the whole."""
    gap = " " if language == "en" else ""
    sentences: list[Sentence] = []
    at = 0
    folded = [fold(text) for text in texts]
    for text in folded:
        sentences.append(Sentence(at, at + len(text), text, language, False))
        at += len(text) + len(gap)
    return _with_names(gap.join(folded), sentences, title)


def read_whole(text: str, title: str | None = None) -> ReadDocument:
    """A text as one document: folded, cut into sentences, with its names."""
    whole = fold(text)
    return _with_names(whole, split_sentences(whole), title)


def _with_names(whole: str, sentences: list[Sentence], title: str | None) -> ReadDocument:
    mentions: dict[int, list[Mention]] = {}
    number = 0
    for mention in find_mentions(whole):
        while number < len(sentences) and sentences[number].end <= mention.start:
            number += 1
        if number < len(sentences) and mention.end <= sentences[number].end:
            mentions.setdefault(number, []).append(mention)
    return ReadDocument(whole, fold(title) if title else None, sentences, mentions)


def _entities(document: ReadDocument) -> dict[str, str]:
    """Surface in lower case → entity, of all names in the document."""
    return {m.surface.lower(): m.entity_id for ms in document.mentions.values() for m in ms}


__all__ = [
    "GOLD_WEIGHT",
    "SIGNS",
    "UNLABELLED",
    "LabelledDocument",
    "read_gold",
    "read_labels",
    "read_together",
    "read_whole",
]
