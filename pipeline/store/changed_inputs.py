"""How the inputs differ from those that an output was made of."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.ingest.inputs import Input, list_inputs
from pipeline.ingest.inputs.content import whole_digest
from pipeline.ingest.inputs.listing import STANDARD_INPUT
from pipeline.ingest.inputs.remote import is_url
from pipeline.store.inputs import KnownInput, examples, read_inputs
from pipeline.store.stale import Reason
from pipeline.store.state import state_folder


@dataclass(frozen=True, slots=True)
class InputChanges:
    """How the inputs differ from those of the last run, by name; `unseen` are not looked at."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    unseen: int = 0


def input_changes(
    folder: Path, noted: Mapping[str, Any], names: Sequence[str] | None
) -> InputChanges | None:
    """How the inputs now differ from those noted, by their content; None if none are noted."""
    known = read_inputs(state_folder(folder))
    if known is None:
        return None
    before = {item.source: item for item in known[0]}
    told = noted.get("settings", {}).get("inputs")
    root = "" if names is not None or known[1] in ("", os.getcwd()) else known[1]
    if names is None:
        names = told if told is not None else _default(root)
    looked = [n for n in names if n != STANDARD_INPUT and not is_url(n)]
    found = {}
    if looked:
        for item in list_inputs([_rooted(root, n) for n in looked]).inputs:
            source = item.source
            if root and source.startswith(os.path.join(root, "")):
                source = source[len(os.path.join(root, "")) :]
            found[source] = item
    unseen = [s for s in before if is_url(s) or s == STANDARD_INPUT]
    added = [s for s in found if s not in before]
    removed = [s for s in before if s not in found and s not in unseen]
    both = [s for s in found if s in before]
    changed = [s for s in both if not _is_same(before[s], found[s])]
    return InputChanges(
        sorted(added), sorted(changed), sorted(removed), len(both) - len(changed), len(unseen)
    )


def _default(root: str) -> list[str]:
    from pipeline.ingest.inputs.default import default_inputs

    try:
        return default_inputs(root)
    except UsageError:
        return []


def _rooted(root: str, name: str) -> str:
    return os.path.join(root, name) if root and not os.path.isabs(name) else name


def _is_same(known: KnownInput, item: Input) -> bool:
    if item.size != known.size:
        return False
    return not known.digest or whole_digest(item) == known.digest


def input_reasons(changes: InputChanges | None) -> Iterator[Reason]:
    """The same as a reason to do ingest again."""
    if changes is None:
        yield Reason("inputs", "it is not noted which inputs it was made of")
        return
    counts = [
        f"{len(names)} {word}{examples(names)}"
        for word, names in (
            ("added", changes.added),
            ("changed", changes.changed),
            ("removed", changes.removed),
        )
        if names
    ]
    if counts:
        yield Reason("inputs", f"inputs: {'; '.join(counts)}")


__all__ = ["InputChanges", "input_changes", "input_reasons"]
