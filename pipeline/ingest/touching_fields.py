"""Fields of a byline that touch, since the elements of the page had no space between them.

Text taken from a page's elements runs an author into a date (`TidewireOct 24, 2025`), a label into
a name (`ByNora Whitfield`). For reading who and when, a space is set between them.
"""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from typing import Final

from pipeline.errors import KnowledgeError
from pipeline.resources import models_path

FIELDS: Final = "metadata/touching_fields.toml"
_LONGEST: Final = 160
# A small letter before a capital or a digit, or what opens a line with `By`.
_TOUCH: Final = re.compile(r"[a-zà-ÿ.)][A-ZÀ-Þ\d]|^BY[A-ZÀ-Þ]|[a-z]in [A-Z]")


@dataclass(frozen=True, slots=True)
class TouchingField:
    """Two fields that touch; see the file."""

    name: str
    before: str
    after: str
    example: str
    parted: str
    counter: str
    touch: re.Pattern[str]
    """The end of the one field, group 1, with the other behind it."""


def parted(text: str) -> str:
    """A short line with a space between fields that touch; others as they are."""
    if len(text) > _LONGEST or not _TOUCH.search(text):
        return text
    for field in touching_fields():
        text = field.touch.sub(r"\1 ", text)
    return text


@functools.cache
def touching_fields() -> tuple[TouchingField, ...]:
    """The fields that come with the package.

    Raises:
        KnowledgeError: the file is missing or not as it must be.
    """
    path = models_path(FIELDS)
    try:
        listed = tomllib.loads(path.read_text(encoding="utf-8"))["field"]
        return tuple(
            TouchingField(**entry, touch=re.compile(rf"({entry['before']})(?={entry['after']})"))
            for entry in listed
        )
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, re.error) as error:
        raise KnowledgeError(f"{path}: {error!r}") from error


__all__ = ["FIELDS", "TouchingField", "parted", "touching_fields"]
