"""Training of the sequence tagger.

    python -m pipeline.extract.train_tagger corpus/gold --labels corpus/labels \\
        --cluener CLUENER.json --out models/names

Each gold document, and each labelled article whose names a reader listed, is used as it is and in
copies in which its names are replaced by invented ones, all forms of one entity alike, so that the
tagger learns the surroundings of names and their forms.
Needs `python-crfsuite` (`pip install -e '.[train]'`).
"""

from __future__ import annotations

import argparse
import itertools
import random
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from pipeline.errors import MissingExtraError
from pipeline.evaluate.marked import MarkedDocument
from pipeline.extract.invent_names import Inventor
from pipeline.extract.known_names import known_names
from pipeline.extract.mention import Mention
from pipeline.extract.read_names import read_examples
from pipeline.extract.span_features import Page
from pipeline.extract.tag_features import SLOT_BITS, columns, slots
from pipeline.extract.tag_lists import known_labels
from pipeline.extract.tag_units import Units
from pipeline.extract.tagger import LABELS, WEIGHTS, breaks
from pipeline.extract.train_examples import (
    TAGS,
    Example,
    cluener,
    hiding,
    marked_example,
    plain_examples,
    read_folder,
    renamed,
    template_examples,
)
from pipeline.extract.train_names import gold_documents, uner_examples, uner_plain
from pipeline.knowledge.gazetteer import gazetteer
from pipeline.resources import models_path

_COPIES: Final = 3
_ARTICLE_COPIES: Final = 1
_FILLED: Final = 60


def chains(example: Example) -> Iterator[tuple[npt.NDArray[np.int64], list[str]]]:
    """The slots, shape (templates, units), and labels of each chain of an example."""
    text = example.text
    page = Page.of(text)
    units = Units.of(page)
    if not len(units.begin):
        return
    known = _shown(known_names(text, page, gazetteer()), example)
    found = slots(columns(text, units, known_labels(units, known)))
    labels = ["O"] * len(units.begin)
    for name in example.names:
        first = int(np.searchsorted(units.begin, name.start))
        last = int(np.searchsorted(units.begin, name.end)) - 1
        if first > last or first >= len(labels) or units.begin[first] != name.start:
            continue
        letter = TAGS[name.tag][0].upper()
        if first == last:
            labels[first] = f"S-{letter}"
        else:
            labels[first : last + 1] = [
                f"B-{letter}", *[f"I-{letter}"] * (last - first - 1), f"E-{letter}",
            ]  # fmt: skip
    doubts = [
        (int(np.searchsorted(units.begin, a)), int(np.searchsorted(units.begin, b)))
        for a, b in example.doubtful
    ]
    start = 0
    for end in breaks(units).tolist():
        doubted = any(start < last and first < end for first, last in doubts)
        if end > start and not doubted:
            yield found[:, start:end], labels[start:end]
        start = end


def _shown(known: list[Mention], example: Example) -> list[Mention]:
    if not example.hidden:
        return known
    spots = {
        place
        for name in example.names
        if name.key in example.hidden
        for place in range(name.start, name.end)
    }
    return [m for m in known if spots.isdisjoint(range(m.start, m.end))]


def fit(examples: Iterable[Example], *, iterations: int, c1: float, c2: float) -> dict[str, Any]:
    """The weights of a chain learnt from `examples`, as they are kept.

    Args:
        examples: texts with their names.
        iterations: of L-BFGS, at most.
        c1: strength of the L1 penalty.
        c2: strength of the L2 penalty.

    Raises:
        MissingExtraError: python-crfsuite is not installed.
    """
    try:
        import pycrfsuite
    except ImportError:
        raise MissingExtraError("training the tagger of names", "train") from None
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.select("lbfgs")
    trainer.set_params({"c1": c1, "c2": c2, "max_iterations": iterations,
                        "feature.possible_transitions": True})  # fmt: skip
    names = [str(number) for number in range(1 << SLOT_BITS)]
    for example in examples:
        for found, labels in chains(example):
            rows = [[names[slot] for slot in column] for column in found.T.tolist()]
            trainer.append(rows, labels)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "tagger")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        return packed(tagger.info())


def packed(info: Any) -> dict[str, Any]:
    """State weights by slot, in 8 bits, and the weights of moves from label to label."""
    number = {label: at for at, label in enumerate(LABELS)}
    state: dict[int, npt.NDArray[np.float32]] = {}
    for (attribute, label), weight in info.state_features.items():
        row = state.setdefault(int(attribute), np.zeros(len(LABELS), np.float32))
        row[number[label]] = weight
    moves = np.zeros((len(LABELS), len(LABELS)), np.float32)
    for (before, label), weight in info.transitions.items():
        moves[number[before], number[label]] = weight
    used = np.array(sorted(state), np.uint32)
    values = np.stack([state[int(slot)] for slot in used])
    scale = float(np.abs(values).max()) / 127
    small = np.round(values / scale).astype(np.int8)
    some = np.any(small != 0, axis=1)
    return {"slots": used[some], "values": small[some], "scale": np.float32(scale), "moves": moves}


def gold_examples(gold: Sequence[MarkedDocument]) -> Iterator[Example]:
    """Each gold document as it is, and under other names."""
    chance = random.Random(0)
    inventor = Inventor(1)
    for document in gold:
        example = marked_example(document)
        yield hiding(example, chance)
        for _ in range(_COPIES):
            yield renamed(example, inventor, chance)


def article_examples(labels: Path) -> Iterator[Example]:
    """The labelled articles whose names a reader listed, as they are and under other names."""
    chance = random.Random(2)
    inventor = Inventor(3)
    for example in read_examples(labels):
        yield hiding(example, chance)
        for _ in range(_ARTICLE_COPIES):
            yield renamed(example, inventor, chance)


def public_examples(cluener_file: Path | None, uner_file: Path | None) -> Iterator[Example]:
    """Sentences of the public data sets."""
    chance = random.Random(0)
    if cluener_file:
        for number, example in enumerate(cluener(cluener_file)):
            if number % 3 == 0:
                yield hiding(example, chance)
    if uner_file:
        plain = {text for text, _ in uner_plain(uner_file)}
        rows = (row for row in uner_examples(uner_file) if row[0] in plain)
        yield from plain_examples(rows, "p")


def written_examples() -> Iterator[Example]:
    """The templates, each filled many times."""
    lines = models_path("names/tag_templates.txt").read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("#"))
    terms = models_path("names/tag_terms.txt").read_text(encoding="utf-8").splitlines()
    terms = [t for t in terms if not t.startswith("#")]
    yield from template_examples(text.split("\n\n"), terms, Inventor(4), _FILLED)


def main() -> None:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path, help="the folder with split.json and marked/")
    parser.add_argument("--more", type=Path, help="a folder of further marked documents")
    parser.add_argument("--labels", type=Path, help="the folder with articles/ and names/")
    parser.add_argument("--cluener", type=Path)
    parser.add_argument("--uner", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="the folder models/names")
    parser.add_argument("--iterations", type=int, default=60)
    parser.add_argument("--c1", type=float, default=0.1)
    parser.add_argument("--c2", type=float, default=0.05)
    options = parser.parse_args()
    documents = gold_documents(options.gold)
    if options.more:
        documents += read_folder(options.more)
    examples = itertools.chain(
        gold_examples(documents),
        written_examples(),
        article_examples(options.labels) if options.labels else (),
        public_examples(options.cluener, options.uner),
    )
    learned = fit(examples, iterations=options.iterations, c1=options.c1, c2=options.c2)
    np.savez_compressed(options.out / Path(WEIGHTS).name, **learned)


if __name__ == "__main__":
    main()
