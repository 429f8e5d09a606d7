"""What is left of lost characters, by the rules of `models/repair/mojibake.toml`."""

from __future__ import annotations

import functools
import re
import tomllib
from typing import Any

from pipeline.ingest.character_set import CharacterSet
from pipeline.ingest.mojibake_repair import without_overlaps
from pipeline.resources import models_path
from pipeline.text import Edit


def remains_edits(text: str) -> list[Edit]:
    """Remains of lost characters in plain text, by the rules of `models/repair/mojibake.toml`."""
    edits = []
    for name, pattern, replacement, cues, firsts in _remains_rules():
        if not (firsts.stands_in(text) and any(cue in text for cue in cues)):
            continue
        for match in pattern.finditer(text):
            written = match.expand(replacement) if "\\" in replacement else replacement
            edits.append(Edit(match.start(), match.end(), written, "mojibake", name))
    return without_overlaps(edits)


@functools.cache
def remains_rules() -> tuple[dict[str, Any], ...]:
    """The rules as their file has them, each with an example and a counter-example."""
    text = models_path("repair/mojibake.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["rule"])


@functools.cache
def _remains_rules() -> list[tuple[str, re.Pattern[str], str, list[str], CharacterSet]]:
    """Name, pattern and replacement of each rule, strings one of which every match holds, and
    the characters with which these begin.
    """
    sets: dict[str, CharacterSet] = {}
    found = []
    for rule in remains_rules():
        firsts = "".join(sorted({re.escape(cue[0]) for cue in rule["cues"]}))
        begins = sets.setdefault(firsts, CharacterSet(firsts))
        pattern = re.compile(rule["pattern"])
        found.append((rule["name"], pattern, rule["replacement"], rule["cues"], begins))
    return found
