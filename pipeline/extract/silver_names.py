"""Names in the project's own labelled articles, which nobody has marked: what finders agree on.

The articles say what they are about (`targets`) but not where names stand. A name counts where the
rules find it, where it is a target, or where a tagger learnt from gold is sure of it. Where the
tagger half believes in a name that nothing else supports, the sentence teaches nothing and is left
out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pipeline.extract.names import find_mentions
from pipeline.extract.open_cues import slug
from pipeline.extract.open_latin import plainness
from pipeline.extract.span_features import Page
from pipeline.extract.tagger import Weights, tag
from pipeline.extract.train_examples import Example, Name
from pipeline.ingest.region import judge
from pipeline.ingest.script_spans import fold_text
from pipeline.text import Text

_SURE: Final = 0.75
# Weights of a first round have seen less and are less sure of what they see.
_FIRST_SURE: Final = 1.5
_DOUBTFUL: Final = 0.3
_TAGS: Final = {"company": "c", "model": "m", "person": "p"}


def articles(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Text and targets of each labelled article or passage under `folder`, in order."""
    for path in sorted(folder.glob("**/*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            if "sentences" not in record:
                continue
            chinese = record.get("script") != "none"
            parts = [s for s, _ in record["sentences"]]
            if record.get("title"):
                parts.insert(0, record["title"] + "\n")
            targets = [t for t in record.get("targets", ()) if not t.startswith("topic:")]
            yield ("" if chinese else " ").join(parts), targets


def silver_example(text: str, targets: list[str], weights: Weights) -> Example:
    """An article with its names and the spans that are in doubt."""
    judged = judge(text)
    text = fold_text(Text.of(text), judged.conversion, judged.script).string
    targets = [
        fold_text(Text.of(t), judged.conversion, judged.script).string if judged.conversion else t
        for t in targets
    ]
    page = Page.of(text)
    found = [m for m in find_mentions(text, weights=weights, sure=_FIRST_SURE) if m.type in _TAGS]
    names = {(m.start, m.end): Name(m.start, m.end, _TAGS[m.type], f"{_TAGS[m.type]}:{m.entity_id}")
             for m in found}  # fmt: skip
    taken = bytearray(len(text))
    for m in found:
        taken[m.start : m.end] = b"\x01" * (m.end - m.start)
    doubtful = []
    best: dict[str, tuple[float, str]] = {}
    for t in tag(text, page, found, weights).names:
        if taken.find(1, t.start, t.end) < 0:
            surface = text[t.start : t.end]
            best[surface] = max(best.get(surface, (0.0, "")), (t.probability, _TAGS[t.type]))
    sure = {s: kind for s, (chance, kind) in best.items()
            if chance >= _SURE or (s in targets and chance >= _DOUBTFUL)}  # fmt: skip
    # Products and terms look like firms to a tagger that has seen few of them.
    sure = {s: kind for s, kind in sure.items() if not s.isascii() or s in targets
            or plainness(s, "company") == 0}  # fmt: skip
    for surface, (chance, _) in best.items():
        if surface not in sure and chance >= _DOUBTFUL:
            doubtful += [(a, a + len(surface)) for a in _places(text, surface)]
    for target in targets:
        if target not in sure and target not in {text[a:b] for a, b in names}:
            doubtful += [(a, a + len(target)) for a in _places(text, target)]
    for surface in sorted(sure, key=lambda s: (-len(s), s)):
        for a in _places(text, surface):
            if taken.find(1, a, a + len(surface)) < 0:
                key = f"{sure[surface]}:{slug(surface)}"
                names[a, a + len(surface)] = Name(a, a + len(surface), sure[surface], key)
                taken[a : a + len(surface)] = b"\x01" * len(surface)
    listed = sorted(names.values(), key=lambda n: n.start)
    return Example(text, listed, doubtful=tuple(sorted(doubtful)))


def _places(text: str, surface: str) -> Iterator[int]:
    at = text.find(surface)
    while at >= 0:
        end = at + len(surface)
        around = text[at - 1 : at] + text[end : end + 1]
        if not surface.isascii() or not any(c.isascii() and c.isalnum() for c in around):
            yield at
        at = text.find(surface, end)
