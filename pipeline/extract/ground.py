"""Where in a document names may be found: ground that no name covers, and the places of a form."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.extract.context import is_list_gap
from pipeline.extract.mention import Mention
from pipeline.extract.open_cues import OpenName
from pipeline.extract.span_features import PAD, Page


@dataclass(slots=True)
class Ground:
    """Which characters names cover already."""

    covered: bytearray
    known: Sequence[Mention]
    starts: list[int] = field(default_factory=list)

    def is_free(self, start: int, end: int) -> bool:
        return self.covered.find(1, start, end) < 0

    def take(self, names: Iterable[OpenName]) -> list[OpenName]:
        """Those of `names` on free ground, each covering its place before the next is looked at."""
        taken = []
        for name in names:
            if self.is_free(name.start, name.end):
                taken.append(name)
                self.cover([name])
        return taken

    def cover(self, names: Iterable[Mention | OpenName]) -> None:
        """Take the places of `names` from the ground."""
        for name in names:
            self.covered[name.start : name.end] = b"\x01" * (name.end - name.start)

    def known_company(self, start: int, end: int) -> str | None:
        """The known company that starts at `start` and ends in the span, if it is all that does."""
        at = bisect_right(self.starts, start) - 1
        if at < 0 or self.known[at].start != start or self.known[at].type != "company":
            return None
        first = self.known[at]
        if first.end > end or not self.is_free(first.end, end):
            return None
        return first.surface

    def lists_company(self, text: str, start: int, end: int) -> bool:
        """Whether a known company is the item before or after the span in a list."""
        at = bisect_right(self.starts, start) - 1
        if (
            at >= 0
            and self.known[at].type == "company"
            and is_list_gap(text[self.known[at].end : start])
        ):
            return True
        after = at + 1
        return (
            after < len(self.known)
            and self.known[after].type == "company"
            and is_list_gap(text[end : self.known[after].start])
        )


def spans_of(text: str, form: str) -> Iterator[tuple[int, int]]:
    """The places of `form`, inside words too, in order and without overlaps."""
    at = text.find(form)
    while at >= 0:
        yield at, at + len(form)
        at = text.find(form, at + len(form))


def spans_behind(text: str, form: str, rest: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """The places of `form` with `rest` right behind it, in order and without overlaps.

    As `re.finditer` of both, but nothing is compiled for a name of the document.
    """
    at = text.find(form)
    while at >= 0:
        behind = rest.match(text, at + len(form))
        if behind:
            yield at, behind.end()
        at = text.find(form, behind.end() if behind else at + 1)


def everywhere(text: str, form: str, page: Page) -> Iterator[tuple[int, int]]:
    """The places of `form` as a whole name."""
    at = text.find(form)
    while at >= 0:
        end = at + len(form)
        if form.isascii():
            before, after = text[at - 1 : at], text[end : end + 1]
            if not (before.isascii() and before.isalnum()) and not (
                after.isascii() and after.isalnum()
            ):
                yield at, end
        elif len(form) > 3 or (page.starts[at + PAD] and page.starts[end + PAD]):
            yield at, end
        at = text.find(form, at + 1)
