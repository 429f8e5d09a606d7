"""A text as lines with their places, which is how boilerplate is judged."""

from __future__ import annotations

import functools
import itertools
import operator
import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from pipeline.ingest.character_set import CharacterSet
from pipeline.text import Text

_NO_LETTERS: Final = re.compile(r"[\W_]+")
_MARKS: Final = CharacterSet(r"\W_")
_MARKS_IN_LINES: Final = CharacterSet(r"\W_", but="\n")
_LONG: Final = 400
"""Characters from which a look at all of them at once is quicker than a regular expression."""
_VARYING: Final = re.compile(r"[\W\d_]+")
_MARKS_AND_DIGITS: Final = CharacterSet(r"\W\d_", but="\n")
_HEADING: Final = re.compile(r" {0,3}(#{1,6})[ \t]+\S")
# A title over a row of `=`, as converters write it.
_UNDERLINED: Final = re.compile(r" {0,3}[^\s>#|][^\n]{0,200}\n {0,3}={3,}[ \t]*(?=\n|\Z)")


class Line(NamedTuple):
    """A line: `start:end` without its line break, `text` without white space at its rims."""

    start: int
    end: int
    text: str
    rank: int
    """Its number among the lines that are not blank, from 0; -1 for a blank line."""


_line_of: Final[Callable[[tuple[int, int, str, int]], Line]] = functools.partial(
    tuple.__new__, Line
)


def lines_of(text: str) -> list[Line]:
    """The lines of `text` in order."""
    raws = text.split("\n")
    sizes = list(map(len, raws))
    ends = list(map(operator.add, itertools.accumulate(sizes), itertools.count()))
    starts = map(operator.sub, ends, sizes)
    texts = list(map(str.strip, raws))
    filled = itertools.accumulate(map(bool, texts))
    ranks = [n - 1 if text else -1 for text, n in zip(texts, filled, strict=True)]
    # A page is made of thousands, which the constructor takes twice as long for.
    return list(map(_line_of, zip(starts, ends, texts, ranks, strict=True)))


def heading_ranks(text: Text, lines: Sequence[Line]) -> dict[int, int]:
    """The ranks of the lines that the source's Markdown makes headings, each with its level."""
    source = text.source
    underlined = "\n===" in source
    if not underlined and "# " not in source and "#\t" not in source:
        return {}
    written = [line for line in lines if line.rank >= 0]
    starts, _ = text.map.source_spans(
        [line.start for line in written], [line.end for line in written]
    )
    found: dict[int, int] = {}
    for line, at in zip(written, starts.tolist(), strict=True):
        begins = source.rfind("\n", 0, at) + 1
        if match := _HEADING.match(source, begins):
            found[line.rank] = len(match[1])
        elif underlined and _UNDERLINED.match(source, begins):
            found[line.rank] = 1
    return found


def letters(text: str) -> str:
    """`text` in lower case with its letters and digits only, for comparing titles."""
    if len(text) <= _LONG:
        return _letters_of_line(text)
    lowered = text.lower()
    found = _MARKS.taken_from(lowered)
    return _NO_LETTERS.sub("", lowered) if found is None else found


# The lines above an article are compared with its title time and again.
@functools.lru_cache(maxsize=512)
def _letters_of_line(text: str) -> str:
    return _NO_LETTERS.sub("", text.lower())


def letters_by_line(lines: Sequence[str]) -> list[str]:
    """What `letters` gives for each of `lines`, none of which holds a line break."""
    found = _MARKS_IN_LINES.taken_from("\n".join(lines).lower())
    return list(map(letters, lines)) if found is None or not lines else found.split("\n")


def words_by_line(text: str) -> list[str]:
    """For each line its letters in lower case, without digits."""
    found = _MARKS_AND_DIGITS.taken_from(text.lower())
    if found is None:
        return [_VARYING.sub("", line.lower()) for line in text.split("\n")]
    return found.split("\n")
