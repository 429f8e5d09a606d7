"""spaCy's trainable NER as an alternative to the names of `mine`, and as a source beside them.

    python benchmarks/spacy_ner.py {zh,en} [--cluener train.json] [--epochs N] [--save FOLDER]

Learns on the gold's train documents (and the companies and people of CLUENER), measures on dev:
`mine` alone, spaCy alone, and `mine` with spaCy's entities where it has nothing. Precision, recall
and F1 are over exact spans and types in the folded text without boilerplate; what the gold leaves
open counts neither way. The figures depend on the machine in the last digit.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import spacy
from spacy.training import Example
from spacy.util import fix_random_seed, minibatch

from pipeline.evaluate.gold import read_gold
from pipeline.evaluate.marked import MarkedDocument
from pipeline.evaluate.match_text import removed_spans
from pipeline.extract.names import find_mentions
from pipeline.ingest.region import judge
from pipeline.ingest.script import fold
from pipeline.ingest.script_spans import fold_text
from pipeline.text import Edit, Text

GOLD: Final = Path(__file__).resolve().parent.parent / "corpus" / "gold" / "marked"
TYPES: Final = {"c": "COMPANY", "m": "MODEL", "p": "PERSON"}
_CLUENER: Final = {"company": "COMPANY", "name": "PERSON"}
_CONFIG: Final = """
[nlp]
lang = "{lang}"
pipeline = ["tok2vec", "ner"]

[components]

[components.tok2vec]
factory = "tok2vec"

[components.tok2vec.model]
@architectures = "spacy.Tok2Vec.v2"

[components.tok2vec.model.embed]
@architectures = "spacy.MultiHashEmbed.v2"
width = 96
attrs = ["NORM", "PREFIX", "SUFFIX", "SHAPE"]
rows = [5000, 1000, 2500, 1000]
include_static_vectors = false

[components.tok2vec.model.encode]
@architectures = "spacy.MaxoutWindowEncoder.v2"
width = 96
depth = 4
window_size = {window}
maxout_pieces = 3

[components.ner]
factory = "ner"

[components.ner.model]
@architectures = "spacy.TransitionBasedParser.v2"
state_type = "ner"
extra_state_tokens = false
hidden_width = 64
maxout_pieces = 2
use_upper = true

[components.ner.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = 96
"""

Span = tuple[int, int, str]


class Marked(NamedTuple):
    """A text, its names, and the spans that count neither way."""

    text: str
    names: list[Span]
    open: list[tuple[int, int]]


def kept_text(document: MarkedDocument) -> Marked:
    """The gold's text as a perfect ingest would leave it, with its names."""
    cuts = [Edit(s.start, s.end) for s in removed_spans(document) if s.start < s.end]
    text = Text.of(document.text).apply(cuts)
    judged = judge(text.string)
    text = fold_text(text, judged.conversion, judged.script)
    names, left_open = [], []
    for span in document.spans:
        start, end = text.text_span(span.start, span.end)
        if start < end and span.tag in TYPES:
            names.append((start, end, TYPES[span.tag]))
        elif start < end and span.tag == "i":
            left_open.append((start, end))
    return Marked(text.string, names, left_open)


def pieces(marked: Marked) -> Iterator[Marked]:
    """Its lines, each with the names in it."""
    at = 0
    for line in marked.text.splitlines(keepends=True):
        end = at + len(line)
        names = [(a - at, b - at, t) for a, b, t in marked.names if at <= a and b <= end]
        if line.strip():
            yield Marked(line.rstrip("\n"), names, [])
        at = end


def cluener(path: Path) -> Iterator[Marked]:
    """Sentences of CLUENER with their companies and people."""
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        text = fold(record["text"])
        if len(text) != len(record["text"]):
            continue
        names = [
            (a, b + 1, type_)
            for label, type_ in _CLUENER.items()
            for places in record["label"].get(label, {}).values()
            for a, b in places
        ]
        yield Marked(text, sorted(names), [])


def train(lang: str, given: Sequence[Marked], epochs: int, seed: int = 0) -> Any:
    """A blank pipeline of `lang` that has learned the names of `given`."""
    fix_random_seed(seed)
    nlp = spacy.util.load_model_from_config(
        spacy.util.load_config_from_str(_CONFIG.format(lang=lang, window=2 if lang == "zh" else 1)),
        auto_fill=True,
    )
    examples = []
    for text, names, _ in given:
        doc = nlp.make_doc(text)
        spans = [doc.char_span(a, b, label=t, alignment_mode="expand") for a, b, t in names]
        reference = doc.copy()
        reference.set_ents(spacy.util.filter_spans([s for s in spans if s is not None]))
        examples.append(Example(doc, reference))
    optimizer = nlp.initialize(lambda: examples)
    shuffled = random.Random(seed)
    for epoch in range(epochs):
        shuffled.shuffle(examples)
        losses: dict[str, float] = {}
        started = time.perf_counter()
        for batch in minibatch(examples, size=32):
            nlp.update(batch, sgd=optimizer, drop=0.2, losses=losses)
        seconds = time.perf_counter() - started
        print(f"epoch {epoch + 1}: loss {losses['ner']:.0f}, {seconds:.0f} s", flush=True)
    return nlp


def of_mine(text: str) -> list[Span]:
    """The names that `mine` finds."""
    found = [(m.start, m.end, m.type.upper()) for m in find_mentions(text)]
    return [name for name in found if name[2] in TYPES.values()]


def of_spacy(nlp: Any, text: str) -> list[Span]:
    """The names that a pipeline finds, line by line, as it was trained."""
    found, at = [], 0
    lines = text.splitlines(keepends=True)
    for line, doc in zip(lines, nlp.pipe([line.rstrip("\n") for line in lines]), strict=True):
        found += [(at + e.start_char, at + e.end_char, e.label_) for e in doc.ents]
        at += len(line)
    return found


def joined(ours: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """Ours, and of the others those that overlap none of ours."""
    covered = {at for a, b, _ in ours for at in range(a, b)}
    return [*ours, *(o for o in others if covered.isdisjoint(range(o[0], o[1])))]


def scores(gold: Sequence[Marked], found: Sequence[Sequence[Span]]) -> dict[str, str]:
    """Type → `P R F1`."""
    counts: dict[str, Counter[str]] = {t: Counter() for t in TYPES.values()}
    for marked, names in zip(gold, found, strict=True):
        wanted, got = set(marked.names), set(names)
        covered = {at for a, b in marked.open for at in range(a, b)}
        for name in wanted | got:
            kind = "right" if name in wanted and name in got else "missed"
            if name not in wanted:
                if not covered.isdisjoint(range(name[0], name[1])):
                    continue
                kind = "surplus"
            counts[name[2]][kind] += 1
    result = {}
    for type_, c in counts.items():
        p = c["right"] / max(1, c["right"] + c["surplus"])
        r = c["right"] / max(1, c["right"] + c["missed"])
        f = 2 * p * r / (p + r) if p + r else 0.0
        result[type_] = f"{p:.3f} {r:.3f} {f:.3f}"
    return result


def timed(
    find: Callable[[str], list[Span]], texts: Sequence[str]
) -> tuple[list[list[Span]], float]:
    """What is found in each text, and MB of UTF-8 a second."""
    started = time.perf_counter()
    found = [find(t) for t in texts]
    size = sum(len(t.encode()) for t in texts) / 1e6
    return found, size / (time.perf_counter() - started)


def main() -> None:
    """Train, measure, print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lang", choices=("zh", "en"))
    parser.add_argument("--cluener", type=Path)
    parser.add_argument("--epochs", default=10, type=int)
    parser.add_argument("--repeat", default=3, type=int, help="how often gold stands in training")
    parser.add_argument("--save", type=Path, help="where the trained pipeline goes")
    parser.add_argument("--load", type=Path, help="measure this pipeline instead of training one")
    parser.add_argument("--only", default="", help="dev documents whose id starts so")
    arguments = parser.parse_args()
    chinese = arguments.lang == "zh"

    def of_language(split: str, start: str = "") -> list[Marked]:
        documents = read_gold(GOLD, split).documents
        marked = [kept_text(d) for d in documents if d.id.startswith(start)]
        return [m for m in marked if (judge(m.text).language != "en") == chinese]

    if arguments.load:
        nlp = spacy.load(arguments.load)
    else:
        given = [p for m in of_language("train") for p in pieces(m)] * arguments.repeat
        if arguments.cluener:
            given += [m for m in cluener(arguments.cluener) if m.names]
        characters = sum(len(m.text) for m in given)
        print(f"{len(given)} passages, {characters} characters", flush=True)
        nlp = train(arguments.lang, given, arguments.epochs)
    if arguments.save:
        nlp.to_disk(arguments.save)
    gold = of_language("dev", arguments.only)
    texts = [m.text for m in gold]
    of_mine(texts[0])
    ours, our_speed = timed(of_mine, texts)
    theirs, their_speed = timed(lambda text: of_spacy(nlp, text), texts)
    both = [joined(a, b) for a, b in zip(ours, theirs, strict=True)]
    print(f"\n{len(gold)} documents of dev; model {len(nlp.to_bytes()) / 1e6:.1f} MB")
    print(f"mine {our_speed:.2f} MB/s, spaCy {their_speed:.3f} MB/s\n")
    print("| P R F1 | mine | spaCy | mine, then spaCy |\n| --- | --- | --- | --- |")
    tables = [scores(gold, found) for found in (ours, theirs, both)]
    for type_ in TYPES.values():
        print(f"| {type_.lower()} | " + " | ".join(t[type_] for t in tables) + " |")


if __name__ == "__main__":
    main()
