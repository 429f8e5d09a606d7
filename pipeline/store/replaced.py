"""What a run is about to take out of an output folder: inputs that are not read this time."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from pipeline.ingest.inputs import Input
from pipeline.ingest.inputs.content import whole_digest
from pipeline.ingest.inputs.listing import STANDARD_INPUT
from pipeline.ingest.inputs.remote import is_url
from pipeline.store.inputs import KnownInput, examples, read_inputs
from pipeline.store.manifest import manifest_or_none
from pipeline.store.state import state_folder
from pipeline.wording import counted


def replaced(folder: Path, names: Sequence[str] | None, inputs: Sequence[Input]) -> str:
    """What a run on `inputs` should say before it replaces the results of others; mostly nothing.

    It is silent where all inputs of the last run are read again, grown, changed, or moved, and
    where the same call finds some of them no longer: who removes a file from a folder knows it.

    Args:
        folder: the output folder.
        names: the inputs as the call names them, None for those that go without saying.
        inputs: what was found behind them.

    Returns:
        One line, or nothing.
    """
    known = read_inputs(state_folder(folder))
    if known is None or not known[0]:
        return ""
    before, root = known
    gone = _gone(before, root, inputs)
    noted = manifest_or_none(folder).get("stages", {}).get("ingest", {}).get("settings", {})
    asked = None if names is None else list(names)
    same_call = noted.get("inputs") == asked and root == os.getcwd()
    if not gone or (same_call and len(gone) < len(before)):
        return ""
    held = counted(len(before), "input")
    which = "not" if len(before) == 1 else "none of them" if len(gone) == len(before) else ""
    which = which or f"{len(gone)} of them not"
    return (
        f"{folder} holds the results of {held}, {which} among those named now"
        f"{examples(gone)}: what it says of {'it' if len(gone) == 1 else 'them'} goes when this "
        "run is done; Ctrl-C keeps it, another --out keeps both"
    )


def beside_inputs(folder: Path, inputs: Sequence[Input]) -> str:
    """What a run should say before it first writes tables among the user's pages; mostly nothing.

    Args:
        folder: the output folder.
        inputs: what the run reads.
    """
    if manifest_or_none(folder):
        return ""
    place = os.path.realpath(folder)
    files = (i.source for i in inputs if i.source != STANDARD_INPUT and not is_url(i.source))
    if not any(os.path.realpath(os.path.dirname(name)) == place for name in files):
        return ""
    return (
        f"{folder} holds inputs too: the tables go beside them, and no run takes these for inputs; "
        f"`mine clean --all --out {folder}` takes the tables away again"
    )


def _gone(before: Sequence[KnownInput], root: str, inputs: Sequence[Input]) -> list[str]:
    """The names of inputs that are there no more, neither by their name nor by their content."""
    here = os.getcwd()
    found = {_place(here, item.source) for item in inputs} - {STANDARD_INPUT}
    gone = [item for item in before if _place(root, item.source) not in found]
    by_size: dict[int, list[KnownInput]] = defaultdict(list)
    for item in gone:
        by_size[item.size].append(item)
    digests = {whole_digest(item) for item in inputs if item.size in by_size} - {""}
    return sorted(item.source for item in gone if item.digest not in digests)


def _place(root: str, source: str) -> str:
    """Where an input lies, however it is named."""
    if source == STANDARD_INPUT or is_url(source):
        return source
    return os.path.normpath(os.path.join(root, source))


__all__ = ["beside_inputs", "replaced"]
