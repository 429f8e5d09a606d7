"""What is left of lost characters, by the rules of `models/repair/mojibake.toml`."""

from __future__ import annotations

import functools
import re
import tomllib

from pipeline.ingest.mojibake_repair import without_overlaps
from pipeline.resources import models_path
from pipeline.text import Edit


def remains_edits(text: str) -> list[Edit]:
    """Remains of lost characters in plain text, by the rules of `models/repair/mojibake.toml`."""
    edits = []
    for name, pattern, replacement, cues in _remains_rules():
        if not any(cue in text for cue in cues):
            continue
        for match in pattern.finditer(text):
            written = match.expand(replacement) if "\\" in replacement else replacement
            edits.append(Edit(match.start(), match.end(), written, "mojibake", name))
    return without_overlaps(edits)


@functools.cache
def _remains_rules() -> list[tuple[str, re.Pattern[str], str, list[str]]]:
    """Name, pattern and replacement of each rule, and strings one of which every match holds."""
    rules = tomllib.loads(models_path("repair/mojibake.toml").read_text(encoding="utf-8"))["rule"]
    return [(r["name"], re.compile(r["pattern"]), r["replacement"], r["cues"]) for r in rules]
