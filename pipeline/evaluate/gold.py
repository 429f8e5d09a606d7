"""Gold from a folder of marked files or from a file of records, and the splits it falls into."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pipeline.errors import InputError, MineError, UsageError
from pipeline.evaluate.marked import (
    SUFFIX,
    MarkedDocument,
    Span,
    marked_paths,
    read_marked_file,
)

SPLITS: Final = ("train", "dev", "test", "all")
SPLIT_FILE: Final = "split.json"
_SPAN_KEYS: Final = ("tag", "start", "end", "text")

_GENRES: Final = (
    ("press release", r"press.?release"),
    ("forum", r"forum|thread|discussion|論壇|论坛"),
    ("interview", r"interview|訪談|访谈"),
    ("digest", r"digest|roundup|briefing"),
    ("markets", r"earnings|stock|financ|funding|ipo|valuation|法說會|财报"),
    ("opinion", r"opinion|essay|bubble|blog|review|critic|column|diary|博客|评论"),
    ("news", r"news|launch|release|polic|regulat|export|industry|feature|chip|conf|研討會"),
)
"""Class of genre and what its names hold, tried in order; so small a corpus has one document of
many genres, and a figure over one document says nothing."""


class MissingGoldError(MineError):
    """There is no gold where it was looked for."""

    code = "missing-gold"


@dataclass(frozen=True, slots=True)
class Gold:
    """Gold documents, where they came from, and which split they are."""

    documents: list[MarkedDocument]
    source: Path
    split: str


def read_gold(source: Path, split: str | None = None) -> Gold:
    """The gold of a folder of marked files, or of a `.jsonl` file of records.

    Args:
        source: the folder or file.
        split: `train`, `dev`, `test` or `all`. None is `dev` for a folder that has a `split.json`
            in it or beside it (an object of split → list of document ids), else `all`. Only the
            files of the split are opened.

    Raises:
        InputError: files are not as they must be; the message has a line for each, with the place.
        MissingGoldError: there is no such folder or file.
        UsageError: there is no such split, or nothing in it.
    """
    if split is not None and split not in SPLITS:
        raise UsageError(f"no split {split!r}; there are {', '.join(SPLITS)}")
    if source.is_dir():
        paths = marked_paths(source)
        names = {p: p.name.removesuffix(SUFFIX) for p in paths}
        chosen, members = _members(source, split, names.values())
        documents = list(_read_all(p for p in paths if members is None or names[p] in members))
    elif source.is_file():
        documents = read_records(source)
        chosen, members = _members(source, split, [d.id for d in documents])
        documents = [d for d in documents if members is None or d.id in members]
    else:
        raise MissingGoldError(
            f"{source}: no gold there, neither a folder nor a .jsonl file; `mine mark OUT --to "
            f"{source}` writes the result of a run to be corrected"
        )
    if not documents:
        which = "" if chosen == "all" else f" of the split {chosen}"
        raise UsageError(
            f"{source}: no gold documents{which}; they are files *.xml.txt, such as "
            "`mine mark OUT --to FOLDER` writes"
        )
    _check_unique(documents, source)
    return Gold(documents, source, chosen)


def _members(source: Path, split: str | None, names: Iterable[str]) -> tuple[str, set[str] | None]:
    """The split chosen and the names in it, None for all of them."""
    folder = source if source.is_dir() else source.parent
    path = next((p for p in (folder / SPLIT_FILE, folder.parent / SPLIT_FILE) if p.is_file()), None)
    chosen = split or ("dev" if path is not None and source.is_dir() else "all")
    if chosen == "all":
        return chosen, None
    if path is None:
        raise UsageError(f"{folder}: no {SPLIT_FILE} there or beside it; use --split all")
    try:
        members = set(json.loads(path.read_text(encoding="utf-8"))[chosen])
    except (ValueError, KeyError, TypeError) as error:
        message = f"{path}: must be an object of split to list of document ids: {error!r}"
        raise InputError(str(path), "gold", message) from error
    if missing := sorted(members - set(names)):
        message = f"{path}: {chosen} has documents that are not in {source}: {', '.join(missing)}"
        raise InputError(str(path), "gold", message)
    return chosen, members


def _read_all(paths: Iterable[Path]) -> Iterator[MarkedDocument]:
    wrong = []
    for path in paths:
        try:
            yield read_marked_file(path)
        except InputError as error:
            wrong.append(error)
    if wrong:
        source = wrong[0].source
        raise InputError(source, "marked", "\n".join(str(e) for e in wrong))


def read_records(path: Path) -> list[MarkedDocument]:
    """The documents of a JSON Lines file: id, meta, text, spans, targets and maybe source_name.

    Raises:
        InputError: a line is no such record.
    """
    documents = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            documents.append(_document(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            message = f"{path}:{number}: no gold record: {type(error).__name__}: {error}"
            raise InputError(str(path), "gold", message) from error
    return documents


def _document(record: dict[str, Any]) -> MarkedDocument:
    header = {str(k): str(v) for k, v in record["meta"].items()}
    if name := record.get("source_name"):
        header["source_name"] = name
    text = record["text"]
    spans = [
        Span(
            s["tag"],
            s["start"],
            s["end"],
            s["text"],
            {k: str(v) for k, v in s.items() if k not in _SPAN_KEYS},
        )
        for s in record["spans"]
    ]
    for span in spans:
        if text[span.start : span.end] != span.text:
            raise ValueError(f"the text has no {span.text!r} at {span.start}")
    return MarkedDocument(record["id"], header, text, spans, dict(record.get("targets", {})))


def _check_unique(documents: list[MarkedDocument], source: Path) -> None:
    seen: set[str] = set()
    for document in documents:
        if document.id in seen:
            raise InputError(
                str(source), "gold", f"{source}: two documents have the id {document.id}"
            )
        seen.add(document.id)


def strata_of(document: MarkedDocument) -> dict[str, str]:
    """The groups a document counts in: by script, by language, by genre."""
    header = document.header
    return {
        "script": header.get("script") or "unknown",
        "language": header.get("lang") or "unknown",
        "genre": genre_of(header.get("genre", "")),
    }


def genre_of(name: str) -> str:
    """The class of a genre's name as the gold's header gives it.

    >>> genre_of("bubble warning column")
    'opinion'
    """
    if not name:
        return "unknown"
    found = (genre for genre, words in _GENRES if re.search(words, name, re.IGNORECASE))
    return next(found, "other")


def digest_of(document: MarkedDocument) -> str:
    """Sixteen hexadecimal digits that change when the gold of the document does."""
    content = json.dumps(document.record(), sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(content.encode("utf-8", "replace"), digest_size=8).hexdigest()
