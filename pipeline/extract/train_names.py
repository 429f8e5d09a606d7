"""Training of the models of Chinese personal and company names.

    python -m pipeline.extract.train_names corpus/gold CLUENER.json UNER.iob2 --out models/names

Besides the sentences as they are, each is used again with its names replaced by random ones, so
that the models learn the surroundings of a name and not the names of its time.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from pipeline.evaluate.marked import SUFFIX, MarkedDocument, parse_marked
from pipeline.extract import company_model, person_model
from pipeline.extract.person_model import name_parts, surnames
from pipeline.extract.span_features import BITS, PAD, Page, Places
from pipeline.ingest.region import judge
from pipeline.ingest.script_spans import fold_text
from pipeline.knowledge.base import packaged_base
from pipeline.text import Edit, Text

Example = tuple[str, list[tuple[int, int]]]
"""A text and the spans of its names of one kind."""

_COPIES: Final = 2
_STRENGTH: Final = 1.0
_GOLD_WEIGHT: Final = 6


def gold_examples(documents: Sequence[MarkedDocument], tag: str) -> Iterator[Example]:
    """Gold documents as the names stage sees them: simplified, without what is boilerplate."""
    for document in documents:
        drops = [Edit(s.start, s.end) for s in document.spans if s.tag == "d"]
        text = Text.of(document.text).apply(drops)
        judged = judge(text.string)
        text = fold_text(text, judged.conversion, judged.script)
        spans = (text.text_span(s.start, s.end) for s in document.spans if s.tag == tag)
        yield text.string, sorted((a, b) for a, b in spans if a < b)


def gold_documents(folder: Path, part: str = "train") -> list[MarkedDocument]:
    """The marked documents of one part of the split."""
    names = json.loads((folder / "split.json").read_text(encoding="utf-8"))[part]
    paths = [folder / "marked" / f"{name}{SUFFIX}" for name in names]
    return [parse_marked(p.read_text(encoding="utf-8"), p.name) for p in paths]


def cluener_examples(path: Path, label: str) -> Iterator[Example]:
    """CLUENER sentences with their names; `label` is `name` or `company`."""
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        spans = record["label"].get(label, {}).values()
        yield record["text"], sorted((a, b + 1) for places in spans for a, b in places)


def uner_plain(path: Path) -> Iterator[Example]:
    """UNER sentences without organizations, in which nothing is a company."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if line and line[0] != "#"]
        if rows and not any(row[2].endswith("ORG") for row in rows):
            yield "".join(row[1] for row in rows), []


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


def renamed(example: Example, new_name: Callable[[str], str | None]) -> Example | None:
    """`example` with other names in it; None where it has none to replace."""
    text, names = example
    pieces, spans, at, length = [], [], 0, 0
    swapped: dict[str, str | None] = {}
    for start, end in names:
        if start < at:
            continue
        name = text[start:end]
        if name not in swapped:
            swapped[name] = new_name(name)
        new = swapped[name] or name
        pieces += [text[at:start], new]
        length += start - at
        spans.append((length, length + len(new)))
        length += len(new)
        at = end
    if not any(swapped.values()):
        return None
    return "".join([*pieces, text[at:]]), spans


def person_renamer(examples: list[Example], chance: random.Random) -> Callable[[str], str | None]:
    """Gives a Chinese personal name another surname and other given characters."""
    listed = sorted(surnames())
    given = [
        character
        for text, names in examples
        for start, end in names
        if end - start in (2, 3) and text[start] in surnames()
        for character in text[start + 1 : end]
    ]

    def new_name(name: str) -> str | None:
        surname, own = name_parts(name)
        if surname not in surnames() or len(own) not in (1, 2):
            return None
        tail = (chance.choice(given) for _ in range(chance.choice((1, 2, 2, 2))))
        return chance.choice(listed) + "".join(tail)

    return new_name


def company_renamer(examples: list[Example], chance: random.Random) -> Callable[[str], str | None]:
    """Gives a Chinese company another name: a stem of its own, and a last word or none."""
    by_size = sorted(company_model.suffixes(), key=lambda s: (-len(s), s))
    strong = sorted(company_model.strong_suffixes())

    def stem_of(name: str) -> str | None:
        for suffix in by_size:
            if name.endswith(suffix) and 2 <= len(name) - len(suffix) <= 4:
                return name[: -len(suffix)]
        return None

    names = [text[start:end] for text, spans in examples for start, end in spans]
    names += [alias for e in packaged_base().entities.values() for alias in e.hans
              if e.type == "company"]  # fmt: skip
    stems = sorted({s for n in names if _HAN_NAME.fullmatch(n) and (s := stem_of(n))})
    pool = [character for stem in stems for character in stem]

    def new_stem() -> str:
        if chance.random() < _REAL_STEMS:
            return chance.choice(stems)
        return "".join(chance.choice(pool) for _ in range(chance.choice((2, 2, 2, 3))))

    def new_name(name: str) -> str | None:
        if not _HAN_NAME.fullmatch(name) or not 2 <= len(name) <= 8:
            return None
        stem = stem_of(name)
        drawn = chance.random()
        if stem is not None and drawn < 0.4:
            return new_stem() + name[len(stem) :]
        if stem is None and len(name) < 4 and drawn < 0.4:
            return new_stem()
        if drawn < 0.8:
            return new_stem() + chance.choice(strong if chance.random() < 0.7 else by_size)
        return new_stem()

    return new_name


_HAN_NAME: Final = re.compile(r"[\u4e00-\u9fff]+")
# So many of the new stems are those of real companies; the others are drawn by character.
_REAL_STEMS: Final = 0.5


def people_slots(text: str) -> tuple[Places, Places, Places]:
    """Begin and end of the candidates for people, and their features."""
    page = Page.of(text)
    begin, end, surname = person_model.candidates(page)
    return begin, end, person_model.slots(text, page, begin, end, surname)


def company_slots(text: str) -> tuple[Places, Places, Places]:
    """Begin and end of the candidates for companies, and their features."""
    page = Page.of(text)
    begin, middle, end, number = company_model.candidates(text, page)
    return begin, end, company_model.slots(page, begin, middle, end, number)


def table(
    examples: list[Example], slots_of: Callable[[str], tuple[Places, Places, Places]]
) -> tuple[Any, npt.NDArray[np.int8]]:
    """The matrix of all candidates, shape (candidates, 2 ** BITS), and whether each is a name."""
    import scipy.sparse

    rows: list[Places] = []
    labels: list[npt.NDArray[np.int8]] = []
    for text, names in examples:
        begin, end, slots = slots_of(text)
        if not len(begin):
            continue
        rows.append(np.ascontiguousarray(slots.T))
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


def fit(
    examples: list[Example],
    renamer: Callable[[str], str | None],
    slots_of: Callable[[str], tuple[Places, Places, Places]],
) -> tuple[npt.NDArray[np.float16], np.float32]:
    """Weights and bias of a logistic regression on `examples` and renamed copies of them."""
    from sklearn.linear_model import LogisticRegression

    copies = [
        copy
        for example in examples
        for _ in range(_COPIES)
        if (copy := renamed(example, renamer)) is not None
    ]
    matrix, labels = table(examples + copies, slots_of)
    model = LogisticRegression(C=_STRENGTH, max_iter=300, solver="liblinear", random_state=0)
    model.fit(matrix, labels)
    return model.coef_[0].astype(np.float16), np.float32(model.intercept_[0])


def learn(
    gold: Sequence[MarkedDocument], cluener: Path, uner: Path
) -> dict[str, tuple[npt.NDArray[np.float16], np.float32]]:
    """Weights and bias by the file they are kept in."""
    chance = random.Random(0)
    people = (
        list(gold_examples(gold, "p")) * _GOLD_WEIGHT
        + list(cluener_examples(cluener, "name"))
        + list(uner_examples(uner))
    )
    companies = (
        list(gold_examples(gold, "c")) * _GOLD_WEIGHT
        + list(cluener_examples(cluener, "company"))
        + list(uner_plain(uner))
    )
    return {
        person_model.WEIGHTS: fit(people, person_renamer(people, chance), people_slots),
        company_model.WEIGHTS: fit(companies, company_renamer(companies, chance), company_slots),
    }


def main() -> None:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path, help="the folder with split.json and marked/")
    parser.add_argument("cluener", type=Path)
    parser.add_argument("uner", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="the folder models/names")
    options = parser.parse_args()
    learned = learn(gold_documents(options.gold), options.cluener, options.uner)
    for name, (weights, bias) in learned.items():
        np.savez_compressed(options.out / Path(name).name, weights=weights, bias=bias)


if __name__ == "__main__":
    main()
