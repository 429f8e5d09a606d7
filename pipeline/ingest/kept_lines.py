"""Short lines that look like a page's furniture and are the article's: sign-offs, headings."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import Final

_SIGN_OFF: Final = re.compile(
    r"(?:Yours|Sincerely|Best|Warmly|Cheers|Love|Regards|Until next|Until then|See you|Take care"
    r"|Sleep well|Stay well|Onward|With love|Kind regards|All best|Talk soon)\b[^.!?;:]{0,30},$"
)
_LONGEST_SIGN_OFF: Final = 48
_SALUTATION: Final = re.compile(
    r"(?:Dear|Hello|Hi|Hey) [^.!?;:,]{2,40}[,:]"
    r"|To (?:my|our|the|all) [^.!?;:,]{2,40}[,:]"
    r"|(?:亲爱的|尊敬的|敬爱的|各位|诸位|致)[^。，；：!！?？]{1,16}[：:！!]"
    r"|(?:编辑|主编|记者)(?:同志|先生|女士|老师)?(?:们)?[：:]"
)
# `1 方法`, `03、隐私`, `2 / Voices off`, `2`: no floor of a thread (`3  name`), no row of a table.
_NUMBERED: Final = re.compile(
    r"(\d{1,2})(?:|(?: |[.、．]\s?)[\u4e00-\u9fff][^\d:：|｜。]{0,18}"
    r"|(?:[.)]| [/|—–-]) [A-Z\d“\"][^.|]{0,60})"
)
# `(Laughter)`, `（众笑）`: what is heard between two turns of a conversation.
_HEARD: Final = re.compile(
    r"[（(\[【](?:众人?|全场|大|哄|苦|观众|听众|现场|长时间的?)?"
    r"(?:笑|笑声|大笑|鼓掌|掌声|沉默|停顿|叹气|点头|摇头|冷场)(?:了\S{1,4}|片刻|声)?[)）\]】]"
    r"|[（(\[](?i:[a-z]{0,10} ?(?:laughs?|laughter|applause|pauses?|crosstalk|inaudible"
    r"|silence|sighs?|nods?|music))[)）\]]"
)
# `> inference is subsidised`: what somebody in a thread answers to; a menu has a word or two.
_QUOTED: Final = re.compile(r">\s?(?![>\s])(?:\S+(?: \S+){2,}|[^>]*[\u4e00-\u9fff]{5}[^>]*)")
# `@quayside_kit: they will raise the price again`; an account that is only named says no sentence.
_REMARK: Final = re.compile(
    r"(?:Comments?\s?:\s*|评论\s?[:：]\s*)?@[\w.-]{2,30}\s?[:：]\s*(?!.*(?:://|www\.))"
    r"(?=(?:.*?(?<![\w@])[a-z']+(?![\w.@])){4}|(?=.*[\u4e00-\u9fff]{4}).*[。！？!?]).{12}"
)
_QUESTION: Final = re.compile(r"(?:Q|问|問)\s?\d{0,2}\s?[:：.]")
_HANDLE_WITHIN: Final = 16
_HEARD_OUT: Final = 600
_LONGEST_QUESTIONS: Final = 30
_TABLE: Final = re.compile(r"(?:表|Table|TABLE)\s?(?:\d{1,2}|[A-H一二三四五六七八九十])\W")
_CELL: Final = re.compile(r"\d(?:[\d.,]*\s?[%万亿元]|[\d.,]*$)|\s{2,}\S|\||\t")
_LONGEST_TABLE_NAME: Final = 90
_LEAST_ROWS: Final = 2


def is_sign_off(text: str) -> bool:
    """Whether a line is what a letter ends with, such as `Yours sincerely,`."""
    return len(text) <= _LONGEST_SIGN_OFF and _SIGN_OFF.match(text) is not None


def is_salutation(text: str) -> bool:
    """Whether a line is what a letter begins with, such as `Dear partners,` or `各位股东：`."""
    return _SALUTATION.fullmatch(text) is not None


def is_heard(text: str) -> bool:
    """Whether a line is what is heard in a conversation, such as `(Laughter)` or `（众笑）`."""
    return _HEARD.fullmatch(text) is not None


def is_remark(text: str) -> bool:
    """Whether a line is what an account says, its handle before a colon: `@kit: not for me`."""
    return "@" in text[:_HANDLE_WITHIN] and _REMARK.match(text[:_HEARD_OUT]) is not None


def is_quoted(text: str) -> bool:
    """Whether a line quotes what somebody answers to, such as `> the margins are thin`."""
    return text.startswith(">") and _QUOTED.fullmatch(text) is not None


def heads_questions(texts: Sequence[str], number: int) -> bool:
    """Whether a line heads questions and answers: `FAQ` above `Q: …`.

    Args:
        texts: the lines of a page that are not blank.
        number: of the line.
    """
    following = number + 1
    return (
        len(texts[number]) <= _LONGEST_QUESTIONS
        and following < len(texts)
        and _QUESTION.match(texts[following]) is not None
    )


def numbered_headings(texts: Sequence[str]) -> frozenset[int]:
    """The numbers of the lines that are headings counted from one part of an article to the next.

    Each has text below it, so that the items of a list are none, and the number after that of the
    heading before.

    Args:
        texts: the lines of a page that are not blank, in simplified script.
    """
    counted = [
        (number, int(match[1]))
        for number, text in enumerate(texts)
        if (match := _NUMBERED.fullmatch(text)) is not None
    ]
    found: set[int] = set()
    for (above, first), (below, second) in itertools.pairwise(counted):
        if second == first + 1 and below > above + 1:
            found |= {above, below}
    return frozenset(found)


def names_rows_below(texts: Sequence[str], after_blank: Sequence[bool], number: int) -> bool:
    """Whether a line is the name of a table whose rows stand against it.

    Args:
        texts: the lines of a page that are not blank.
        after_blank: for each whether a blank line is above it.
        number: of the line.
    """
    name = texts[number]
    if len(name) > _LONGEST_TABLE_NAME or not _TABLE.match(name):
        return False
    rows = texts[number + 1 : number + 1 + _LEAST_ROWS]
    if len(rows) < _LEAST_ROWS or any(after_blank[number + 1 : number + 1 + _LEAST_ROWS]):
        return False
    return all(len(row) <= _LONGEST_TABLE_NAME and _CELL.search(row) for row in rows)


__all__ = [
    "heads_questions",
    "is_heard",
    "is_quoted",
    "is_remark",
    "is_salutation",
    "is_sign_off",
    "names_rows_below",
    "numbered_headings",
]
