"""Who posts on a network: the line above the one that says when, and who may see it.

`林一舟` above `2月5日 · 🌐`, `林一舟｜夜班笔记` above `3小时前 · 公开`. Sites show day and openness
below a headline as well; so the account must be called as people are, or carry a network's marks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipeline.ingest.byline_book import byline_book
from pipeline.ingest.byline_segments import is_dated
from pipeline.ingest.person_names import is_han_person, is_person

_LONGEST: Final = 40
_LONGEST_NAME: Final = 24
# When, and the globe or the people by which networks show to whom a post is open.
_OPEN_TO: Final = re.compile(
    r"(?:(?:追踪|关注|已关注|Follow|Following|Edited|已编辑)\s?[·•‧・]\s?)*"
    r"(?:(?:20\d\d\s?[年/.-]\s?)?\d{1,2}\s?[月/.-]\s?\d{1,2}|\d{1,2}\s?(?:[hdwmy]|mos?|hrs?|mins?|小时|分钟|天|周|个月|月|年)"
    r"|昨天|前天|刚刚|今天|[Yy]esterday|[Jj]ust now"
    r"|[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8})"
    r"[^。！？!?|｜]{0,24}[·•‧・]\s?"
    r"(?:[\U0001F30D-\U0001F310👥🔒⚙]\ufe0f?|公开|仅好友|Public|Shared with [\w ]{2,20})"
)
_BEHIND: Final = re.compile(
    r"\s*[|｜丨·•‧✓✔☑✅]\s*.*|\s(?:追踪|关注|Follow)"
    r"|\s+(?:和其他|和另外|正?在|觉得|is (?:with|at|in|feeling)|with|updated|shared)\s.*"
)
_FOLLOWED: Final = re.compile(r"(?:追踪|关注|已关注|Follow|Following)\s?[·•‧・]")
_SHORT: Final = re.compile(r"[\u3400-\u9fff]{2,3}")
_SENTENCE: Final = re.compile(r"[。！？!?:：]|\d{4}")
_BOTH: Final = re.compile(
    r"(?P<name>[\u3400-\u9fff]{2,4})\s[A-Z][\w.’'-]+(?:[ -][A-Z][\w.’'-]*){0,3}"
)


def posted_by(texts: Sequence[str], place: int) -> str | None:
    """Who posts, where the line at `place` says so; None where it does not.

    Args:
        texts: the lines of a page, in simplified script.
        place: the number of one of them.
    """
    if place + 1 >= len(texts) or not 1 < len(texts[place]) <= _LONGEST:
        return None
    if _OPEN_TO.fullmatch(texts[place + 1]) is None:
        return None
    name = _BEHIND.sub("", texts[place]).strip()
    if not 1 < len(name) <= _LONGEST_NAME or _SENTENCE.search(name) or is_dated(name):
        return None
    known = byline_book().known
    both = _BOTH.fullmatch(name)
    if both and is_han_person(both["name"], known):
        return both["name"]
    marked = name != texts[place].strip() or _FOLLOWED.match(texts[place + 1]) is not None
    # Surnames that are rare, and short names that are none: 粘一舟, 阿簌.
    short = _SHORT.fullmatch(name) is not None
    return name if marked or short or is_person(name, known) else None


__all__ = ["posted_by"]
