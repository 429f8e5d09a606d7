"""Training of the model of Chinese personal names (`pipeline.extract.person_model`).

    python -m pipeline.extract.train_people GOLD.jsonl CLUENER.json UNER.iob2 --out people.npz

Besides the sentences as they are, each is used again with its names replaced by random ones, so that
the model learns the surroundings of a name and not the names of its time.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from pipeline.extract.person_model import candidates, slots, surnames
from pipeline.extract.span_features import BITS, PAD, Page
from pipeline.ingest.script import fold

Example = tuple[str, list[tuple[int, int]]]
"""A text and the spans of its personal names."""

_COPIES: Final = 2
_STRENGTH: Final = 0.15


def gold_examples(path: Path) -> Iterator[Example]:
    """Gold records, without the spans that are boilerplate."""
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        text, at, pieces = record["text"], 0, []
        place = {}
        length = 0
        drops = sorted((s["start"], s["end"]) for s in record["spans"] if s["tag"] == "d")
        for start, end in [*drops, (len(text), len(text))]:
            for index in range(at, start):
                place[index] = length + index - at
            pieces.append(text[at:start])
            length += max(0, start - at)
            at = max(at, end)
        body = "".join(pieces)
        folded = fold(body)
        if len(folded) != len(body):
            folded = body
        names = [
            (place[s["start"]], place[s["end"] - 1] + 1)
            for s in record["spans"]
            if s["tag"] == "p" and s["start"] in place
        ]
        yield folded, sorted(names)


def cluener_examples(path: Path) -> Iterator[Example]:
    """CLUENER sentences with their names."""
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        spans = record["label"].get("name", {}).values()
        yield record["text"], sorted((a, b + 1) for places in spans for a, b in places)


def uner_examples(path: Path) -> Iterator[Example]:
    """UNER sentences with their names."""
    words: list[str] = []
    names: list[tuple[int, int]] = []
    at = 0
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("#"):
            continue
        if not line:
            if words:
                yield "".join(words), names
            words, names, at = [], [], 0
            continue
        _, word, tag, *_ = line.split("\t")
        if tag == "B-PER":
            names.append((at, at + len(word)))
        elif tag == "I-PER" and names:
            names[-1] = (names[-1][0], at + len(word))
        words.append(word)
        at += len(word)


def renamed(example: Example, chance: random.Random, given: list[str]) -> Example | None:
    """`example` with other names in it; None where it has none to replace."""
    text, names = example
    pieces, spans, at, length = [], [], 0, 0
    swapped: dict[str, str] = {}
    for start, end in names:
        if start < at:
            continue
        name = text[start:end]
        surname = name[:2] if name[:2] in surnames() and len(name) > 2 else name[:1]
        pieces.append(text[at:start])
        length += start - at
        if surname in surnames() and len(name) - len(surname) in (1, 2):
            listed = sorted(surnames())
            new = swapped.setdefault(
                name,
                chance.choice(listed)
                + "".join(chance.choice(given) for _ in range(chance.choice((1, 2, 2, 2)))),
            )
        else:
            new = name
        pieces.append(new)
        spans.append((length, length + len(new)))
        length += len(new)
        at = end
    if not swapped:
        return None
    return "".join([*pieces, text[at:]]), spans


def given_characters(examples: list[Example]) -> list[str]:
    """The characters of given names, as often as they stand in the examples."""
    return [
        character
        for text, names in examples
        for start, end in names
        if end - start in (2, 3) and text[start] in surnames()
        for character in text[start + 1 : end]
    ]


def table(examples: list[Example]) -> tuple[Any, npt.NDArray[np.int8]]:
    """The sparse matrix of all candidates and whether each is a name."""
    import scipy.sparse

    rows: list[npt.NDArray[np.int64]] = []
    labels: list[npt.NDArray[np.int8]] = []
    for text, names in examples:
        page = Page.of(text)
        begin, end, surname = candidates(page)
        if not len(begin):
            continue
        rows.append(np.stack(slots(text, page, begin, end, surname), axis=1))
        wanted = set(names)
        pairs = zip((begin - PAD).tolist(), (end - PAD).tolist(), strict=True)
        labels.append(np.array([pair in wanted for pair in pairs], np.int8))
    columns = np.concatenate(rows)
    count, width = columns.shape
    matrix = scipy.sparse.csr_matrix(
        (np.ones(count * width, np.float32), columns.ravel(), np.arange(count + 1) * width),
        shape=(count, 1 << BITS),
    )
    return matrix, np.concatenate(labels)


def main() -> None:
    """Train and write the weights."""
    from sklearn.linear_model import LogisticRegression

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("cluener", type=Path)
    parser.add_argument("uner", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    gold = list(gold_examples(options.gold))
    examples = gold * 3 + list(cluener_examples(options.cluener)) + list(uner_examples(options.uner))
    given = given_characters(examples)
    chance = random.Random(0)
    copies = [
        copy
        for example in examples
        for _ in range(_COPIES)
        if (copy := renamed(example, chance, given)) is not None
    ]
    matrix, labels = table(examples + copies)
    model = LogisticRegression(C=_STRENGTH, max_iter=300, solver="liblinear")
    model.fit(matrix, labels)
    np.savez_compressed(
        options.out, weights=model.coef_[0].astype(np.float16), bias=np.float32(model.intercept_[0])
    )


if __name__ == "__main__":
    main()
