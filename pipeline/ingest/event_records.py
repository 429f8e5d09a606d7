"""The head of an official record: when and where a press conference was held, and who spoke.

Time, place and speakers stand there in the form of a byline, and are what the record tells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_HEAD: Final = 14
_LONGEST: Final = 120
_LABELLED: Final = re.compile(r"[^:：]{2,16}[:：]\s*\S")
_WHEN: Final = re.compile(
    r"(?:(?:会议|活动|发布会?|记者会|举行|召开|座谈)?(?:时间|日期)|Date|Time|When)\s?[:：]\s?\S"
)
_WHERE: Final = re.compile(
    r"(?:(?:会议|活动|发布会?|记者会|举行|召开|座谈)?(?:地点|场所|会场)"
    r"|Venue|Location|Where|Place)\s?[:：]\s?\S"
)
_SPEAKS: Final = re.compile(
    r"(?:新闻)?(?:发布人|发言人|答问人|答记者问人)\s?[:：]\s?\S"
    r"|(?:出席|参会|与会|列席)(?:人员?|人士|领导|嘉宾|者|单位)?\s?[:：]\s?\S"
)
_OTHER: Final = re.compile(
    r"(?:主持人?|主讲人?|嘉宾|记录|议题|主题|会议主题)\s?[:：]\s?\S"
    r"|(?:Speakers?|Spokes(?:person|man|woman)|Moderators?|Chair|Present|Attendees|Panel(?:lists)?"
    r"|Who|What)\s?:\s?\S"
)
_EVENT: Final = re.compile(
    r"发布会|记者会|吹风会|通气会|听证会|座谈会|(?i:press|media|news) (?i:conference|briefing)"
)


def event_record(texts: Sequence[str]) -> frozenset[int]:
    """The numbers of the lines that say when and where an event was and who spoke there.

    They stand together above the text, time and place among them; that it is an event and no
    article is told by a label of who spoke for whom, or by what it is called above.

    Args:
        texts: the lines of a page that are not blank, in simplified script.
    """
    fields: list[int] = []
    for number, text in enumerate(texts[:_HEAD]):
        told = len(text) <= _LONGEST and _LABELLED.match(text) is not None
        if told and any(p.match(text) for p in (_WHEN, _WHERE, _SPEAKS, _OTHER)):
            fields.append(number)
        elif fields:
            break
    if not _has(_WHERE, texts, fields) or not _has(_WHEN, texts, fields):
        return frozenset()
    called = any(_EVENT.search(text) for text in texts[: fields[0]])
    return frozenset(fields) if called or _has(_SPEAKS, texts, fields) else frozenset()


def _has(field: re.Pattern[str], texts: Sequence[str], numbers: Sequence[int]) -> bool:
    return any(field.match(texts[n]) for n in numbers)


__all__ = ["event_record"]
