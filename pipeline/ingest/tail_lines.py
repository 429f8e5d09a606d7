"""Lines among what stands below an article: between links, notices and references they go too.

What readers say stands below a byline or a count of comments, and the article's last paragraph
often below an advert or a picture. A line that is no paragraph, below a menu, a notice or a list of
references and above another or the page's end, is one of them. A starred line below the last
paragraph is its footnote, where the page has no starred lists.
"""

from __future__ import annotations

import re
from typing import Final

from pipeline.ingest.line_grams import Floats
from pipeline.ingest.line_page import LinePage
from pipeline.ingest.line_sections import COMMENTS
from pipeline.ingest.page_furniture import is_spoken

RULE: Final = "nav-in-tail"
"""The name under which such lines go."""

STARRED: Final = "refs-starred"
"""The name under which starred notes go."""

NUMBERED: Final = "refs-below-number"
"""The name under which notes below their numbers go."""

_STAR: Final = re.compile(r"(?:\*{1,3}|[†‡※])\s?(?=[^\s*†‡※])")
_MOST_NOTES: Final = 4
_LONGEST_NOTE: Final = 300
_SENTENCE_END: Final = ("。", "！", "？", "!", "?", ".", "”", "」", "）", ")", '"', "’")
# `港务局说,缆绳会换,价钱不变。`: two clauses and a stop.
_SENTENCE: Final = re.compile(
    r"[^。！？!?，,]{4,}[，,][^。！？!?]{4,}。|[A-Z“][^!?]{20,}, [^!?]{12,}[a-z)][.”]{1,2}"
)
_ABOVE: Final = frozenset({"nav", "notice", "refs"})
_BELOW: Final = _ABOVE | {"ad"}
_MOST: Final = 2
_LONGEST: Final = 240
_LONGEST_HAN: Final = 100
_DOUBTED: Final = 0.5
# A paragraph is seldom a link or a reader's word: less must speak for it.
_DOUBTED_PROSE: Final = 0.3


def judge_starred(page: LinePage) -> None:
    """Take the starred notes below the last paragraph; verdicts are added to `page`."""
    starred = [n for n, text in enumerate(page.texts) if _STAR.match(text)]
    if not 0 < len(starred) <= _MOST_NOTES or starred[0] <= page.first_prose:
        return
    first, last = starred[0], starred[-1]
    below = page.verdicts[last + 1 :]
    if last - first + 1 != len(starred) or any(v is None for v in below):
        return
    above = page.texts[first - 1]
    if not page.after_blank[first] or not above.endswith(_SENTENCE_END):
        return
    if all(n not in page.headings and len(page.texts[n]) <= _LONGEST_NOTE for n in starred):
        for number in starred:
            if page.verdicts[number] is None:
                page.remove(number, "refs", STARRED)


def judge_numbered(page: LinePage) -> None:
    """Take notes that stand each below its number, a line of its own: `1`, the note, `2`, the note.

    Parts of an article are numbered so too: notes are two and more, of one line each, short beside
    what stands above them, and nothing of the page comes between them and what the site added.
    """
    texts = page.texts
    for first in (n for n, text in enumerate(texts) if text == "1" and n > page.first_prose):
        end, count = first, 0
        while (
            end + 1 < len(texts)
            and texts[end] == str(count + 1)
            and len(texts[end + 1]) <= _LONGEST_NOTE
            and not texts[end + 1].isdigit()
        ):
            end, count = end + 2, count + 1
        closed = end >= len(texts) or page.verdicts[end] is not None
        above = sum(map(len, texts[:first]))
        if count > 1 and closed and sum(map(len, texts[first:end])) * 3 < above:
            for number in range(first, end):
                page.remove(number, "refs", NUMBERED)


def judge_tail(page: LinePage, shares: Floats) -> None:
    """Take the lines that stand between those of a page's tail.

    Args:
        page: with its other verdicts, to which those are added.
        shares: of its lines, by the line classifier.
    """
    left = [n for n in range(len(page.texts)) if page.verdicts[n] is None]
    if not left:
        return
    run: list[int] = []
    for number in reversed(left[-_MOST:]):
        if run and run[-1] != number + 1:
            return
        run.append(number)
        if _stands_between(page, shares, number, run[0]):
            for each in run:
                page.remove(each, "nav", RULE)
            return


def _stands_between(page: LinePage, shares: Floats, first: int, last: int) -> bool:
    """Whether the lines `first` to `last`, the last that are left, stand between two of a tail."""
    above = page.verdicts[first - 1] if first > page.first_prose + 1 else None
    below = page.verdicts[last + 1] if last + 1 < len(page.texts) else None
    if above is None or not all(_may_go(page, n) for n in range(first, last + 1)):
        return False
    if below is not None and below.kind not in _BELOW:
        return False
    if above.kind not in _ABOVE | {"byline"}:
        return False
    if above.kind == "nav" and first == last and _goes_on(page, first):
        return False
    if is_spoken(page, first) and page.texts[first].endswith(_SENTENCE_END):
        return False
    if all(
        shares[n, 0] < (_DOUBTED_PROSE if page.prose[n] else _DOUBTED)
        for n in range(first, last + 1)
    ):
        return True
    if above.kind == "byline" or any(page.prose[n] for n in range(first, last + 1)):
        return False
    # What the classifier made of the line above may be wrong itself.
    if above.rule.startswith("learned-") and any(
        page.texts[n].endswith(_SENTENCE_END) for n in range(first, last + 1)
    ):
        return False
    # Readers' words stand below the number of their comments.
    return not any(COMMENTS.search(text) for text in page.texts[page.last_prose + 1 : first])


def _goes_on(page: LinePage, first: int) -> bool:
    """Whether a line below a list of links is a short paragraph of the article, set off from it."""
    text = page.texts[first]
    told = page.matching[first] or page.cues[first].groups
    return page.after_blank[first] and not told and _SENTENCE.fullmatch(text) is not None


def _may_go(page: LinePage, number: int) -> bool:
    text = page.texts[number]
    return number not in page.headings and len(text) <= (
        _LONGEST if text.isascii() else _LONGEST_HAN
    )


__all__ = ["NUMBERED", "RULE", "STARRED", "judge_numbered", "judge_starred", "judge_tail"]
