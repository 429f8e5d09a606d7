"""What a heading, or the label of an advert, opens: the lines below that go with it."""

from __future__ import annotations

import re
from typing import Final

from pipeline.ingest.dates import find_dates
from pipeline.ingest.line_page import LinePage
from pipeline.ingest.line_rules import Rule

EMPTY: Final = re.compile(r"(?:[-*•·>|\s#\d.↗→]{1,6}|[-*＊•·>|\s.↗→—–_=~▼▲↓↑━─]{1,60})$")
ITEM: Final = re.compile(
    r"(?:[-*•·▪◦→]|\d{1,3}\s*[.、)\]）．]|\[\d{1,3}\]|【\d{1,3}】|[①-⑳]|[(（]\d{1,3}[)）])\s*"
)
"""The mark of an item of a list."""
_LONGEST_REFERENCE: Final = 200
_LONGEST_TEASER: Final = 70
_LEAST_TEASER: Final = 7
_MOST_TEASERS: Final = 6
_SENTENCE_ENDS: Final = ("。", "；", ";")
_REFERENCE_SIGN: Final = re.compile(
    r"https?://|《|[\"“].{8,}[\"”]|19\d\d|20\d\d|[Vv]ol\.|[Nn]o\.|[Pp]p\.|et al|arXiv"
)
# `1 …`, `a …`, `注 1:…`: a note without the mark of an item.
_NOTE: Final = re.compile(r"(?:[注註]\s?)?\d{1,2}[\s:：]|[a-h][.)]?\s|[*†‡§]")
_LONGEST_LABEL: Final = 26
_LONGEST_LABEL_LATIN: Final = 64
_MOST_IN_BOX: Final = 4
_MOST_IN_CLOSED_BOX: Final = 3
_LONGEST_IN_BOX: Final = 600
_BOX_LABEL: Final = re.compile(r"(?i:.*?\b(?:with|by|from)\s+)|[^\w\s]")
# `02:15 …`, `[1:02:15] …`: what is said at a time of a show.
_TIME_OF_SHOW: Final = re.compile(r"[\[【(（•·*-]{0,2}\s?\d{1,2}:\d\d(?::\d\d)?(?!\d).{0,60}\Z")
# Who and where the writer of a letter is: `Electrical contractor,`, `Rosscarbery, Co Cork.`.
_ADDRESS: Final = re.compile(r"[A-Z][\w.'’&()-]*(?:,? [\w.'’&()-]+){0,5}[,.]?")


def judge_section(page: LinePage, opened: int, rule: Rule) -> None:
    """Take the lines after a section's heading for as long as they continue it."""
    for number in range(opened + 1, len(page.texts)):
        text = page.texts[number]
        if page.verdicts[number] or number in page.headings:
            return
        # Past a blank line only the first item, or a list below the article, belongs to it.
        inside = number < page.last_prose or (number == page.last_prose and number > opened + 1)
        if page.after_blank[number] and inside:
            return
        other = page.rule(number)
        if (
            other is not None
            and other.kind != rule.kind
            and not (rule.kind == "refs" and other.kind in ("byline", "caption"))
        ):
            return
        if not continues(rule.section, text):
            return
        page.remove(number, rule.kind, rule.name)


def judge_box(page: LinePage, label: int, rule: Rule) -> None:
    """Take what stands against a sponsor's label.

    Where blank lines close the box that is all of it, else the lines that name him or sell.
    """
    sponsor = _BOX_LABEL.sub("", page.texts[label]).strip().lower()
    last = min(label + 1 + _MOST_IN_BOX, len(page.texts))
    end = next((n for n in range(label + 1, last) if page.after_blank[n]), last)
    closed = page.after_blank[label] and end - label <= _MOST_IN_CLOSED_BOX
    closed = closed and (end == len(page.texts) or page.after_blank[end])
    for number in range(label + 1, end):
        text = page.texts[number]
        if number in page.headings or len(text) > _LONGEST_IN_BOX:
            return
        if not closed and sponsor not in text.lower() and not page.cues[number].groups:
            return
        if page.verdicts[number] is None:
            page.remove(number, rule.kind, rule.name)


def judge_teasers(page: LinePage, label: int, rule: Rule) -> None:
    """Take the headlines of others that a site sets over an article: all but the last is a teaser.

    Each has a blank line before it, and a byline or a day follows the last: without one they are
    the items of a digest, none of which is the title.
    """
    found = []
    for number in range(label + 1, min(label + 2 + _MOST_TEASERS, len(page.texts))):
        text = page.texts[number]
        short = _LEAST_TEASER <= len(text) <= _LONGEST_TEASER and not text.endswith(_SENTENCE_ENDS)
        if not short or not page.after_blank[number] or page.matching[number]:
            break
        found.append(number)
    below = label + 1 + len(found)
    if below >= page.first_prose or not _dates_or_signs(page, below):
        return
    for number in found[:-1]:
        if number not in page.headings:
            page.remove(number, rule.kind, rule.name)


def _dates_or_signs(page: LinePage, number: int) -> bool:
    """Whether a line is a byline, or has a day."""
    rule = page.rule(number)
    return (rule is not None and rule.kind == "byline") or bool(find_dates(page.texts[number]))


def tells_contents(page: LinePage, opened: int) -> bool:
    """Whether the times of a show say what was said then, and are no mere labels."""
    for number in range(opened + 1, len(page.texts)):
        text = page.texts[number]
        if not _TIME_OF_SHOW.match(text):
            return False
        if len(text) > (_LONGEST_LABEL_LATIN if text.isascii() else _LONGEST_LABEL) + 6:
            return True
    return False


def _continues_references(line: str) -> bool:
    if len(line) > _LONGEST_REFERENCE and not line.startswith("http"):
        return bool(ITEM.match(line)) and bool(_REFERENCE_SIGN.search(line))
    return bool(
        ITEM.match(line)
        or _NOTE.match(line)
        or _REFERENCE_SIGN.search(line)
        or EMPTY.match(line)
        or (len(line) <= 60 and not line.endswith(("。", "！", "？")))
    )


def _continues_teasers(line: str) -> bool:
    return len(line) <= _LONGEST_TEASER * (1 + line.isascii()) and not line.endswith(
        ("。", "；") if not line.isascii() else (".",)
    )


def _continues_paragraphs(line: str) -> bool:
    return True


def _continues_times(line: str) -> bool:
    return _TIME_OF_SHOW.match(line) is not None


def _continues_signature(line: str) -> bool:
    return _ADDRESS.fullmatch(line) is not None


def continues(section: str, line: str) -> bool:
    """Whether a line goes on with a section of the kind `section`."""
    return _CONTINUES[section](line)


_CONTINUES: Final = {
    "refs": _continues_references,
    "list": _continues_teasers,
    "times": _continues_times,
    "signature": _continues_signature,
    "paragraphs": _continues_paragraphs,
}

__all__ = [
    "EMPTY",
    "ITEM",
    "continues",
    "judge_box",
    "judge_section",
    "judge_teasers",
    "tells_contents",
]
