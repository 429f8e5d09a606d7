"""Why the results of a stage would be others now: settings, knowledge, models, code, packages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import KnowledgeError
from pipeline.store.basis import basis_of, installed
from pipeline.store.parts import part_paths


class Reason(NamedTuple):
    """Why a stage would be done again, in part or whole.

    Attributes:
        code: `inputs`, `settings`, `knowledge`, `models`, `code`, `version`, `python`, `packages`,
            `follows` (an earlier stage is out of date), `damaged` or `unknown`.
        message: the same in words.
    """

    code: str
    message: str


def reasons_of(stage: str, noted: Mapping[str, Any], asked: Mapping[str, Any]) -> Iterator[Reason]:
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


def damage_reasons(state: Path, rows: Mapping[str, int]) -> Iterator[Reason]:
    """Tables of a stage that are not as it wrote them, as far as their parts' ends tell.

    Args:
        state: where the tables lie.
        rows: how many each had.
    """
    for name, count in rows.items():
        if not (state / name).is_dir():
            yield Reason("damaged", f"{name}: it is gone")
            continue
        found = 0
        for path in part_paths(state / name):
            try:
                found += pq.read_metadata(path).num_rows
            except (OSError, pa.ArrowInvalid):
                yield Reason("damaged", f"{name}/{path.name}: damaged")
                break
        else:
            if found != count:
                yield Reason("damaged", f"{name}: {found} rows, of which the run wrote {count}")


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
    except KnowledgeError as error:
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


__all__ = ["Reason", "damage_reasons", "reasons_of"]
