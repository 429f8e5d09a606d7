"""The document that a person names: by its id, its source, its title, or a part of one."""

from __future__ import annotations

import difflib
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pipeline.errors import MineError
from pipeline.ingest.script import fold
from pipeline.store.parts import part_paths, read_part

_SUGGESTED: Final = 5
_LEAST_LIKE: Final = 0.5
_LONGEST_NAME: Final = 80


class UnknownDocumentError(MineError):
    """No document of that name, or several; the message holds suggestions."""

    code = "unknown-document"


def find_document(folder: Path, wanted: str) -> str:
    """The id of the document that `wanted` names: an id, the start of one, a source's end, a title.

    Args:
        folder: of the tables.
        wanted: a `doc_id`, a prefix of only one, a source, a suffix of only one, a title in either
            script, or a part of only one.

    Raises:
        UnknownDocumentError: there is none, or more than one, or `wanted` is empty.
    """
    wanted = wanted.strip()
    if not wanted:
        raise UnknownDocumentError(
            "no document named; give a doc_id, the end of a source's name, or a title "
            '(`mine sql "select doc_id, title, source from documents"` lists them)'
        )
    sources: dict[str, str] = {}
    titles: dict[str, str] = {}
    for path in part_paths(folder / "documents"):
        table = read_part(path, "documents", ["doc_id", "source", "title"])
        for row in table.to_pylist():
            sources[row["doc_id"]] = row["source"]
            titles[row["doc_id"]] = (row["title"] or "").lower()
    if wanted in sources:
        return wanted
    words = fold(wanted).lower()  # titles are in simplified script
    for matches in (
        [d for d, source in sources.items() if source == wanted],
        [d for d in sources if wanted and d.startswith(wanted)],
        [d for d, source in sources.items() if wanted and source.endswith(wanted)],
        [d for d, title in titles.items() if words and title == words],
        [d for d, title in titles.items() if words and words in title],
    ):
        if len(matches) == 1:
            return matches[0]
        if matches:
            raise UnknownDocumentError(
                f"{wanted!r} names {len(matches)} documents, name one of them: "
                f"{_named(matches, sources)}"
            )
    if why := _rejected(folder, wanted):
        raise UnknownDocumentError(why)
    raise UnknownDocumentError(f"no document {wanted!r} there{_hint(wanted, sources, titles)}")


def _rejected(folder: Path, wanted: str) -> str:
    """Why the input that `wanted` names became no document; empty where it names none."""
    ends = (f"/{wanted}", f"#{wanted}")
    for path in part_paths(folder / "rejects"):
        for row in read_part(path, "rejects", ["source", "message"]).to_pylist():
            if row["source"] == wanted or row["source"].endswith(ends):
                return f"{row['source']} was rejected: {row['message']}"
    return ""


def _hint(wanted: str, sources: dict[str, str], titles: dict[str, str]) -> str:
    if not sources:
        return "; there are none"
    words = fold(wanted[:_LONGEST_NAME]).lower()
    names = {Path(source).name.lower(): d for d, source in sources.items()}
    names |= {d: d for d in sources} | {t[:_LONGEST_NAME]: d for d, t in titles.items() if t}
    near = [d for d, s in sources.items() if words in s.lower()]
    near += [
        names[n] for n in difflib.get_close_matches(words, names, n=_SUGGESTED, cutoff=_LEAST_LIKE)
    ]
    found = list(dict.fromkeys(near))
    if found:
        return f"; did you mean {_named(found, sources)}?"
    return (
        f"; for example {_named(list(sources), sources)}; to find one by its words: "
        f"`mine search {shlex.quote(wanted[:_LONGEST_NAME])}`"
    )


def _named(doc_ids: Sequence[str], sources: dict[str, str]) -> str:
    shown = ", ".join(f"{d} ({sources[d]})" for d in doc_ids[:_SUGGESTED])
    return shown + (f" and {len(doc_ids) - _SUGGESTED} more" if len(doc_ids) > _SUGGESTED else "")
