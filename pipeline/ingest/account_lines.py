"""Lines with nothing but the name of who wrote a page or of the account that it is from.

Platforms print the account alone below the title (`算力夜话`, `算力夜话©`, beside its picture once
more) and again below the text. No pattern tells such a line from any short one; that it is but the
name does, once author and site are known.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from typing import Final

from pipeline.ingest.line_page import is_prose
from pipeline.ingest.lines import Line, letters, lines_of
from pipeline.text import Edit

RULE: Final = "byline-account-alone"
"""The name under which such lines go."""

_RIM: Final = 1_600
"""How much of the text is looked at from either end, up to the end of a line."""
_HEAD: Final = 14
_LONGEST: Final = 40
_MEMBERS: Final = re.compile(r"、|, ")
_KIND: Final = re.compile(r"(?:官方|认证)(?:账号|帐号|微博|微信)?\s*\Z")


def account_edits(
    text: str, names: Iterable[str | None], others: Iterable[str | None]
) -> list[Edit]:
    """Edits that remove the lines which say but one of `names`, above the article and below it.

    Args:
        text: the page without its other boilerplate.
        names: the author or authors, and the site.
        others: lines that stay whatever they say: the title, headings of the markup.
    """
    wanted = {letters(one) for name in names if name for one in (name, *_MEMBERS.split(name))}
    wanted -= {"", *(letters(other) for other in others if other)}
    if not wanted:
        return []

    def named(line: Line) -> bool:
        return len(line.text) <= _LONGEST and letters(_KIND.sub("", line.text)) in wanted

    head, tail = _rims(text)
    first = next((n for n, line in enumerate(head) if is_prose(line.text)), len(head))
    found = list(filter(named, head[: min(first, _HEAD)]))
    if first < len(head):
        below = list(itertools.takewhile(named, reversed(tail)))[::-1]
        # Who speaks in a talk is named again above what he says.
        inside = text[head[first].start : below[0].start if below else len(text)]
        found = [line for line in (*found, *below) if f"\n{line.text}\n" not in inside]
    return [Edit(line.start, min(line.end + 1, len(text)), "", "byline", RULE) for line in found]


def _rims(text: str) -> tuple[list[Line], list[Line]]:
    """The lines at the start of the text and those at its end, which may be the same."""
    cut, start = text.find("\n", _RIM), text.rfind("\n", 0, max(0, len(text) - _RIM)) + 1
    head = [line for line in lines_of(text[:cut] if cut > 0 else text) if line.rank >= 0]
    tail = [line for line in lines_of(text[start:]) if line.rank >= 0]
    return head, [line._replace(start=line.start + start, end=line.end + start) for line in tail]


__all__ = ["RULE", "account_edits"]
