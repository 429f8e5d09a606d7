"""What stands against a name and says that it is no author's: another's task, a count, a contact.

A label with its mark (`编辑:`) is read as a role by bylines.py. Here are the forms without one
(`摄影 林一舟`, `Edited by Nora W.`), and those that tell of the page and not of a person.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from pipeline.errors import KnowledgeError
from pipeline.ingest.author_candidates import Candidate, SeenLine
from pipeline.resources import models_path

BESIDE: Final = "metadata/author_refusals.toml"
_PATTERNS: Final = ("before", "after", "of", "unless")


@dataclass(frozen=True, slots=True)
class Beside:
    """Words against a name; see the file."""

    name: str
    example: str
    refused: str
    counter: str
    kept: str
    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None
    of: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    people: bool = True
    everywhere: bool = False

    def refuses(self, name: str, text: str, start: int) -> bool:
        """Whether it says of `name`, which stands in `text` at `start`, that it is no author."""
        if self.of is not None and not self.of.fullmatch(name):
            return False
        if self.after is not None and not self.after.match(text, start + len(name)):
            return False
        if self.before is None:
            return self.after is not None
        led = self.before.search(text[:start])
        return led is not None and not (
            self.unless is not None and self.unless.search(text[: led.start()])
        )


def is_told_otherwise(candidate: Candidate, lines: Sequence[SeenLine], *, person: bool) -> bool:
    """Whether words against a name say that it is no author.

    Args:
        candidate: one that no rule has read as an author.
        lines: those that may name the author.
        person: whether the name has the form of a person's.
    """
    text = lines[candidate.line].text
    for beside in beside_names():
        if person and not beside.people:
            continue
        if candidate.start >= 0 and beside.refuses(candidate.name, text, candidate.start):
            return True
        if beside.everywhere and any(
            (at := line.text.find(candidate.name)) >= 0
            and line.zone != "title"
            and beside.refuses(candidate.name, line.text, at)
            for line in lines
        ):
            return True
    return False


def _beside(entry: dict[str, Any]) -> Beside:
    given: dict[str, Any] = {k: re.compile(v) if k in _PATTERNS else v for k, v in entry.items()}
    return Beside(**given)


@functools.cache
def beside_names() -> tuple[Beside, ...]:
    """The words of `models/metadata/author_refusals.toml` that stand against names.

    Raises:
        KnowledgeError: the file is missing or not as it must be.
    """
    path = models_path(BESIDE)
    try:
        listed = tomllib.loads(path.read_text(encoding="utf-8"))["beside"]
        return tuple(_beside(entry) for entry in listed)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, re.error) as error:
        raise KnowledgeError(f"{path}: {error!r}") from error


__all__ = ["BESIDE", "Beside", "beside_names", "is_told_otherwise"]
