"""Examples for the sequence tagger: texts with their names, as they are and under other names."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.evaluate.marked import SUFFIX, MarkedDocument, parse_marked
from pipeline.extract.invent_names import Invented, Inventor, renaming
from pipeline.extract.person_cues import CHINESE_TITLE
from pipeline.extract.person_model import surnames
from pipeline.extract.train_names import cluener_examples
from pipeline.ingest.region import judge
from pipeline.ingest.script_spans import fold_text
from pipeline.text import Edit, Text

TAGS: Final = {"c": "company", "m": "model", "p": "person"}
_RENAMED: Final = 0.8
_HIDDEN: Final = 0.3


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a text: its span, tag and entity."""

    start: int
    end: int
    tag: str
    key: str


@dataclass(frozen=True, slots=True)
class Example:
    """A text with its names.

    `hidden` are the keys of entities that the gazetteer must not show, `doubtful` spans of which
    nobody knows whether they are names.
    """

    text: str
    names: list[Name]
    hidden: frozenset[str] = frozenset()
    doubtful: tuple[tuple[int, int], ...] = ()


def marked_example(document: MarkedDocument) -> Example:
    """A gold document as the names stage sees it: simplified, without what is boilerplate."""
    drops = [Edit(s.start, s.end) for s in document.spans if s.tag == "d"]
    text = Text.of(document.text).apply(drops)
    judged = judge(text.string)
    text = fold_text(text, judged.conversion, judged.script)
    names = []
    for span in document.spans:
        if span.tag in TAGS:
            start, end = text.text_span(span.start, span.end)
            if span.tag == "p":
                end = _untitled(text.string, start, end)
            if start < end:
                names.append(Name(start, end, span.tag, f"{span.tag}:{span.attributes['k']}"))
    return Example(text.string, sorted(names, key=lambda n: n.start))


def _untitled(text: str, start: int, end: int) -> int:
    """Where a person's name ends that is marked with its title: 谭 in 谭董, 范 in 范会计师."""
    for size in (2, 1):
        if text[start : start + size] in surnames():
            title = CHINESE_TITLE.match(text, start + size)
            return start + size if title and title.end() == end else end
    return end


def renamed(example: Example, inventor: Inventor, chance: random.Random) -> Example:
    """A copy of `example` with most of its entities under invented names."""
    forms: dict[str, set[str]] = {}
    for name in example.names:
        forms.setdefault(name.key, set()).add(example.text[name.start : name.end])
    new: dict[tuple[str, str], str] = {}
    for key in forms:
        if chance.random() < _RENAMED:
            for old, fresh in renaming(inventor, key[0], forms[key]).items():
                new[key, old] = fresh
    pieces: list[str] = []
    names = []
    moved: list[tuple[int, int]] = []
    at = length = 0
    for name in example.names:
        if name.start < at:
            continue
        old = example.text[name.start : name.end]
        fresh = new.get((name.key, old), old)
        moved += [(a - at + length, b - at + length) for a, b in example.doubtful
                  if at <= a and b <= name.start]  # fmt: skip
        pieces += [example.text[at : name.start], fresh]
        length += name.start - at
        names.append(Name(length, length + len(fresh), name.tag, name.key))
        length += len(fresh)
        at = name.end
    moved += [(a - at + length, b - at + length) for a, b in example.doubtful if at <= a]
    return Example("".join([*pieces, example.text[at:]]), names, doubtful=tuple(moved))


def hiding(example: Example, chance: random.Random) -> Example:
    """`example` with some of its entities hidden from the gazetteer."""
    keys = sorted({n.key for n in example.names})
    hidden = frozenset(k for k in keys if chance.random() < _HIDDEN)
    return Example(example.text, example.names, hidden)


def plain_examples(
    rows: Iterable[tuple[str, list[tuple[int, int]]]], tag: str
) -> Iterator[Example]:
    """Sentences of a public data set."""
    for text, spans in rows:
        yield Example(text, [Name(a, b, tag, f"{tag}:{text[a:b]}") for a, b in sorted(spans)])


def cluener(path: Path) -> Iterator[Example]:
    """CLUENER sentences with companies and people."""
    both = zip(cluener_examples(path, "company"), cluener_examples(path, "name"), strict=True)
    for (text, companies), (_, people) in both:
        names = [Name(a, b, "c", f"c:{text[a:b]}") for a, b in companies]
        names += [Name(a, b, "p", f"p:{text[a:b]}") for a, b in people]
        yield Example(text, sorted(names, key=lambda n: n.start))


def read_folder(folder: Path) -> list[MarkedDocument]:
    """All marked documents of a folder."""
    paths = sorted(folder.glob(f"*{SUFFIX}"))
    return [parse_marked(p.read_text(encoding="utf-8"), p.name) for p in paths]


_SLOT: Final = re.compile(r"\{([a-z]+)(\d?)\}")


def template_examples(
    blocks: Sequence[str], terms: Sequence[str], inventor: Inventor, copies: int
) -> Iterator[Example]:
    """Written sentences with invented names, and with terms that are none.

    Args:
        blocks: texts with slots, as `models/names/tag_templates.txt` explains.
        terms: words for the slot {t}.
        inventor: draws the names.
        copies: how often each block is filled.
    """
    for block in blocks:
        han = not block.isascii()
        for _ in range(copies):
            yield _filled(block, terms, inventor, han=han)


def _filled(block: str, terms: Sequence[str], inventor: Inventor, *, han: bool) -> Example:
    chance = inventor.chance
    drawn: dict[str, Invented] = {}
    pieces: list[str] = []
    names = []
    at = length = 0

    def draw(kind: str) -> Invented:
        local = han and chance.random() < _LOCAL
        if kind == "p":
            if not local:
                return inventor.person_sounds() if han and chance.random() < 0.5 else (
                    inventor.person_latin()
                )  # fmt: skip
            return inventor.person_han()
        if kind == "c":
            return inventor.company_han() if local else inventor.company_latin()
        head = inventor.model_head(han=local)
        return Invented(head, head)

    for match in _SLOT.finditer(block):
        kind, number = match.groups()
        fill: str
        if kind == "n":
            fill = str(chance.randint(2, 900))
        elif kind == "t":
            fill = chance.choice(terms)
        elif kind == "w":
            fill = inventor.latin_head()
        else:
            key = f"{kind[0]}{number}".replace("v", "m")
            if not number or key not in drawn:
                drawn[key] = draw("m" if kind == "v" else kind[0])
            made = drawn[key]
            fill = made.short if kind.endswith("s") else made.full
            fill += inventor.version() if kind == "v" else ""
        pieces += [block[at : match.start()], fill]
        length += match.start() - at
        if kind[0] in "cpmv":
            tag = "m" if kind == "v" else kind[0]
            names.append(Name(length, length + len(fill), tag, f"{tag}:{fill}"))
        length += len(fill)
        at = match.end()
    return Example("".join([*pieces, block[at:]]), names)


_LOCAL: Final = 0.75
