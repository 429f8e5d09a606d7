"""What an output folder holds, and what of it a run would do again, and why."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.contract import STAGES
from pipeline.errors import KnowledgeError, MissingTableError, UsageError
from pipeline.ingest.inputs import Input, list_inputs
from pipeline.ingest.inputs.content import whole_digest
from pipeline.ingest.inputs.listing import STANDARD_INPUT
from pipeline.ingest.inputs.remote import is_url
from pipeline.store.basis import basis_of, installed
from pipeline.store.cache import Cache
from pipeline.store.inputs import KnownInput, examples, read_inputs
from pipeline.store.state import CACHE, WORK_FOLDER, read_manifest, state_folder


class Reason(NamedTuple):
    """Why a stage would be done again, in part or whole.

    Attributes:
        code: `inputs`, `settings`, `knowledge`, `models`, `code`, `version`, `python`, `packages`,
            `follows` (an earlier stage is out of date) or `unknown`.
        message: the same in words.
    """

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class StageStatus:
    """One stage: `done`, `stale` or `missing`, with the reasons and the rows of its tables."""

    stage: str
    state: str
    reasons: list[Reason] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InputChanges:
    """How the inputs differ from those of the last run, by name; `unseen` are not looked at."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    unseen: int = 0


@dataclass(frozen=True, slots=True)
class Status:
    """An output folder.

    Attributes:
        out: the folder.
        written: when the last run was finished; empty if none was.
        stages: in their order.
        inputs: how they differ; None where it is not noted which they were.
        set_aside: documents by stage that crashed or took too long; each run tries them again.
        running: whether a run is writing there now.
        cut_off: whether the last run was; the next one goes on from there.
        cached: finished parts by kind, and the bytes that they take beside the tables.
    """

    out: str
    written: str
    stages: list[StageStatus]
    inputs: InputChanges | None
    set_aside: dict[str, int]
    running: bool
    cut_off: bool
    cached: dict[str, int]
    cached_bytes: int


def status_of(
    folder: Path,
    inputs: Sequence[str] | None = None,
    asked: Mapping[str, Any] | None = None,
) -> Status:
    """What is done in an output folder, what is out of date, and why. Nothing is changed.

    Args:
        folder: the output folder.
        inputs: those to compare with; the ones that the last run was given if None.
        asked: settings to compare with, by their names in the manifest (`knowledge`: file to
            digest); those left out are as they were.

    Raises:
        MissingTableError: the folder holds neither an output nor the beginning of one.
    """
    work = folder / WORK_FOLDER
    manifest = read_manifest(folder)
    if not manifest and not work.is_dir():
        raise MissingTableError(f"{folder}: no output there; run `mine run … --out {folder}` first")
    running = _is_locked(work / "lock")
    noted = manifest.get("stages", {})
    changes = _input_changes(folder, noted.get("ingest", {}), inputs) if noted else None
    stages: list[StageStatus] = []
    for stage in STAGES:
        if stage not in noted:
            stages.append(StageStatus(stage, "missing"))
            continue
        reasons = list(_reasons(stage, noted[stage], asked or {}))
        if stage == "ingest":
            reasons = [*_input_reasons(changes), *reasons]
        stale = [s.stage for s in stages if s.state != "done"]
        if stale:
            reasons.append(Reason("follows", f"it follows from {stale[-1]}, which is out of date"))
        state = "stale" if reasons else "done"
        stages.append(StageStatus(stage, state, reasons, noted[stage].get("rows", {})))
    cache = Cache(work / CACHE)
    return Status(
        os.fspath(folder),
        str(manifest.get("written", "")),
        stages,
        changes,
        _set_aside(folder),
        running,
        not running and (work / "staging").is_dir(),
        {kind: count for kind in cache.stages() if (count := len(cache.entries(kind)))},
        sum(_own_bytes(work / CACHE)),
    )


def _is_locked(path: Path) -> bool:
    try:
        with path.open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def _set_aside(folder: Path) -> dict[str, int]:
    from pipeline.store.parts import read_table
    from pipeline.store.recall import PASSING

    place = state_folder(folder) / "rejects"
    if not place.is_dir():
        return {}
    counts: dict[str, int] = {}
    for row in read_table(place, "rejects").to_pylist():
        if row["code"] in PASSING:
            counts[row["stage"]] = counts.get(row["stage"], 0) + 1
    return counts


def _own_bytes(folder: Path) -> Iterator[int]:
    """The sizes of the files that no table shares."""
    for place, _, files in os.walk(folder):
        for name in files:
            try:
                told = os.lstat(os.path.join(place, name))
            except FileNotFoundError:
                continue  # A run takes it away just now.
            if told.st_nlink == 1:
                yield told.st_size


# ------------------------------------------------------------------------------- settings, code


def _reasons(stage: str, noted: Mapping[str, Any], asked: Mapping[str, Any]) -> Iterator[Reason]:
    """Why the results of a stage would be others now, inputs apart."""
    settings = noted.get("settings", {})
    yield from _setting_reasons(settings, asked)
    basis = noted.get("basis")
    if not basis:
        yield Reason("unknown", "it was made by a version of mine that did not note its code")
        return
    now = basis_of(stage, "status")
    if basis.get("version") != now["version"]:
        yield Reason("version", f"made by mine {basis.get('version')}; this is {now['version']}")
    elif basis.get("code") != now["code"]:
        yield Reason("code", "the code has changed since, under the same version")
    if basis.get("models") != now["models"]:
        yield Reason("models", "files under models/ that it reads have changed since")
    if basis.get("python") != now["python"]:
        yield Reason("python", f"made by Python {basis.get('python')}; this is {now['python']}")
    readers = basis.get("readers", {})
    before = basis.get("packages", {}) | readers
    after = now["packages"] | {name: installed(name) for name in readers}
    changed = [
        f"{name} {before.get(name) or 'missing'} → {after.get(name) or 'missing'}"
        # On what a former version counted among its packages nothing depends any more.
        for name in sorted(after)
        if before.get(name) != after.get(name)
    ]
    if changed:
        yield Reason("packages", f"packages have changed: {', '.join(changed)}")


def _setting_reasons(settings: Mapping[str, Any], asked: Mapping[str, Any]) -> Iterator[Reason]:
    for name, before in settings.items():
        if name == "inputs":
            continue
        if name == "knowledge":
            yield from _knowledge_reasons(before or {}, asked.get(name))
        elif name == "boilerplate_rules" and name not in asked:
            yield from _rules_reasons(before)
        elif name == "boilerplate_rules":
            now = asked[name]
            if (now or {}).get("blake2b") != (before or {}).get("blake2b"):
                yield Reason("settings", "other boilerplate rules are asked for")
        elif name == "ner":
            yield from _pipeline_reasons(before)
        elif name in asked and asked[name] != before:
            yield Reason("settings", f"{name.replace('_', '-')} was {before}, now {asked[name]}")


def _knowledge_reasons(
    before: Mapping[str, str], asked: Mapping[str, str] | None
) -> Iterator[Reason]:
    """Files of the user's own knowledge that are others than those that were read."""
    from pipeline.knowledge.extension import digest_of

    if asked is not None:
        if list(asked.values()) == list(before.values()):
            return
        names = ", ".join(asked) or "none"
        yield Reason(
            "knowledge", f"made with {', '.join(before) or 'no file of names'}, now {names}"
        )
        return
    for file, digest in before.items():
        try:
            now = digest_of([file])[file]
        except KnowledgeError as error:
            yield Reason("knowledge", str(error))
            continue
        if now != digest:
            yield Reason("knowledge", f"{file} has changed since")


def _rules_reasons(before: Mapping[str, str] | None) -> Iterator[Reason]:
    from pipeline.ingest.user_rules import read_user_rules

    if not before:
        return
    try:
        now = read_user_rules(before["file"]).digest
    except (UsageError, KnowledgeError) as error:
        yield Reason("settings", str(error))
        return
    if now != before["blake2b"]:
        yield Reason("settings", f"{before['file']} has changed since")


def _pipeline_reasons(before: Mapping[str, Any] | None) -> Iterator[Reason]:
    """A user's own spaCy pipeline in a folder whose files are others now."""
    if not before or not before.get("digest"):
        return
    from pipeline.errors import MineError
    from pipeline.integrations.spacy_ner import ner_settings

    try:
        now = ner_settings(before["source"], {}).digest
    except MineError as error:
        yield Reason("settings", str(error))
        return
    if now != before["digest"]:
        yield Reason("settings", f"{before['source']} has changed since")


# ---------------------------------------------------------------------------------------- inputs


def _input_changes(
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
    from pipeline.runner import default_inputs

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


def _input_reasons(changes: InputChanges | None) -> Iterator[Reason]:
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


__all__ = ["InputChanges", "Reason", "StageStatus", "Status", "status_of"]
