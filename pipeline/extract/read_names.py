"""Names in the project's labelled articles and passages, as readers listed them.

`corpus/labels/names` has a line for each article of `corpus/labels/articles`; `names/passages`,
`names/claims` and `names/whole` have one for each text of the folders of these names in
`corpus/labels`, as far as they were read, whose id is the number of its line. A line lists the
surfaces of companies (c), models (m) and people (p), each with a key that all forms of an entity
share. A surface counts wherever it stands, the longest first; `only` lists the sentences (from 0,
the title is -1; lines, where the text is not cut into sentences) in which one counts that is a word
or part of one elsewhere. `names_unread` is alike, for measuring: nothing is learned from it.

    {"id": "a01-1", "c": {"明镜视觉": "mingjing", "明镜": "mingjing"}, "m": {},
     "p": {"向": "xiang"}, "only": {"p:向": [2]}}
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.extract.train_examples import TAGS, Example, Name
from pipeline.ingest.region import judge
from pipeline.ingest.script_spans import fold_text
from pipeline.text import Text


def read_examples(labels: Path) -> Iterator[Example]:
    """The articles and passages under `labels` whose names stand under `labels/names`, in order.

    Raises:
        InputError: a line is no such record, or lists a name that its text does not hold.
    """
    names = labels / "names"
    for path in sorted(names.rglob("*.jsonl")):
        inside = path.relative_to(names)
        texts = labels / inside if len(inside.parts) > 1 else labels / "articles" / inside
        listed = {str(record["id"]): record for record in _records(path)}
        for record in _records(texts):
            names_of = listed.pop(str(record["id"]), None)
            if names_of is not None:
                try:
                    yield _example(record, names_of)
                except ValueError as error:
                    message = f"{path}: {record['id']}: {error}"
                    raise InputError(str(path), "labels", message) from error
        if listed:
            message = f"{path}: no text has the id {min(listed)!r}"
            raise InputError(str(path), "labels", message)


def _records(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = {"id": str(number)} | json.loads(line)
        except (ValueError, TypeError) as error:
            message = f"{path}:{number}: not a record: {error!r}"
            raise InputError(str(path), "labels", message) from error
        yield record


def _example(article: Mapping[str, Any], listed: Mapping[str, Any]) -> Example:
    gap = " " if article.get("script") == "none" else ""
    if "text" in article:
        *lines, last = article["text"].split("\n")
        parts = [*(line + "\n" for line in lines), last]
    else:
        parts = [sentence + gap for sentence, _ in article["sentences"]]
    texts = [article.get("title", "") + "\n", *parts]
    starts = [0, *itertools.accumulate(map(len, texts))]
    whole = "".join(texts)
    judged = judge(whole)
    text = fold_text(Text.of(whole), judged.conversion, judged.script)
    names = []
    for start, end, tag, key in _places(whole, starts, listed):
        a, b = text.text_span(start, end)
        if a < b:
            names.append(Name(a, b, tag, f"{tag}:{key}"))
    return Example(text.string, sorted(names, key=lambda n: n.start))


def _places(
    whole: str, starts: Sequence[int], listed: Mapping[str, Any]
) -> Iterator[tuple[int, int, str, str]]:
    """Span, tag and key of each name; a longer one takes its place before a shorter one."""
    only = listed.get("only") or {}
    wanted = [(s, tag, key) for tag in TAGS for s, key in listed.get(tag, {}).items()]
    unlisted = only.keys() - {f"{tag}:{surface}" for surface, tag, _ in wanted}
    if unlisted:
        raise ValueError(f"only: {min(unlisted)!r} is not listed")
    taken = bytearray(len(whole))
    for surface, tag, key in sorted(wanted, key=lambda w: (-len(w[0]), w[0], w[1])):
        allowed = only.get(f"{tag}:{surface}")
        ranges = [(0, len(whole))]
        if allowed is not None:
            # The title is part 0 of the text and sentence -1 of the record.
            if not all(-1 <= n < len(starts) - 2 for n in allowed):
                raise ValueError(f"only: {surface!r} stands in no sentence {max(allowed)}")
            ranges = [(starts[n + 1], starts[n + 2]) for n in allowed]
        if whole.find(surface) < 0:
            raise ValueError(f"{surface!r} does not stand in it")
        for low, high in ranges:
            at = whole.find(surface, low, high)
            while at >= 0:
                end = at + len(surface)
                if taken.find(1, at, end) < 0 and not _in_word(whole, at, end):
                    taken[at:end] = b"\x01" * len(surface)
                    yield at, end, tag, key
                at = whole.find(surface, at + 1, high)


def _in_word(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return _joined(before, text[start]) or _joined(text[end - 1], after)


def _joined(one: str, other: str) -> bool:
    return one.isascii() and other.isascii() and one.isalnum() and other.isalnum()
