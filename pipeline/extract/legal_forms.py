"""What follows a firm's name to say what kind of firm it is in law: `, Inc.`, ` GmbH`, ` AS`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

from pipeline.extract.mention import Mention
from pipeline.extract.open_cues import latin_words, slug

LEGAL_FORM: Final = re.compile(
    r"(?<=Co)\., Ltd\b\.?"
    r"|,? (?:(?:Inc|Corp|Ltd|LLC|LLP|GmbH|PLC|Sdn Bhd|Pte\.? Ltd|Pty Ltd)\b\.?"
    r"|(?:Incorporated|Corporation|Limited(?! [a-z])|ASA|A/S|Oyj?|plc)\b(?![/-])"
    r"|N\.V\.|B\.V\.|S\.A\.(?:S\.)?|S\.p\.A\.|S\.r\.l\.|K\.K\.)(?! [A-Z][a-z]+ [a-z])"
    # AS IT IS, AS/400, AG-1, `Tesla, NV 89501` are none
    r"|(?<=[a-z0-9]) (?:AG|AS|AB|NV|BV|SA|KK)(?=[.,;:)）、，。’']|$| (?:said|says|has|had|is|was"
    r"|will|and|in|of|to|raised|lent|plans|reported|agreed|led|bought)\b)"
    r"|[ \u3000]?株式会社"
)
"""The legal form behind a firm's name, with what separates them."""

# The point of `Corvane Inc.` is its own where the sentence goes on.
_SHORTENED: Final = (
    " Inc", " Corp", " Ltd", " Co", " Bros", " Zn",
    " S.A.S", " S.A", " B.V", " N.V", " S.p.A", " S.r.l", " K.K",
)  # fmt: skip
_GOES_ON: Final = re.compile(r"\.(?: [a-z(\u3400-\u9fff]|[,;:’'\u3400-\u9fff])")
_COMPANY: Final = re.compile(r",? (?:& Co\b\.?|and Co\b\.|Co\., Ltd\b\.?|Co\.(?= [a-z]))")
_WORD: Final = re.compile(r"[A-Za-z0-9.)]\Z")


def trade_name(name: str) -> str:
    """A firm's name without its legal form.

    >>> trade_name("Lumio Data Oy")
    'Lumio Data'
    """
    for form in LEGAL_FORM.finditer(name):
        if form.end() == len(name):
            return name[: form.start()]
    return name


def goes_on_behind_point(name: str, text: str, end: int) -> bool:
    """Whether the point behind a name that ends in a shortened word is the name's own."""
    return name.endswith(_SHORTENED) and _GOES_ON.match(text, end) is not None


def with_legal_forms(found: Sequence[Mention], text: str) -> list[Mention]:
    """`found`, firms in Latin script with the legal form behind them: `CoreWeave, Inc.`."""
    return [
        _with_form(mention, text, behind.start if behind else len(text))
        for mention, behind in _with_next(found)
    ]


def _with_next(found: Sequence[Mention]) -> Iterator[tuple[Mention, Mention | None]]:
    return zip_longest(found, found[1:])


def _with_form(mention: Mention, text: str, stop: int) -> Mention:
    if mention.type != "company" or not _WORD.search(mention.surface):
        return mention
    mention = _with_trade(mention, text, stop)
    form = LEGAL_FORM.match(text, mention.end) or _COMPANY.match(text, mention.end)
    end = form.end() if form else mention.end
    if form is None and goes_on_behind_point(mention.surface, text, end):
        end += 1
    if not mention.end < end <= stop:
        return mention
    return mention._replace(end=end, surface=text[mention.start : end])


def _with_trade(mention: Mention, text: str, stop: int) -> Mention:
    """`mention` with a word of its trade behind it and the city before it, where they stand."""
    word = _TRADE.match(text, mention.end)
    start, end = mention.start, mention.end
    # `OpenAI Robotics team`, `Nvidia Mining rigs`: a listed firm, whatever it does there.
    same = True
    listed = not mention.method.startswith("open-")
    words = latin_words("same_firm") | _ARMS if listed else latin_words("goes_on")
    if word and word["word"] in words and word.end() <= stop:
        end = word.end()
        same = word["word"] in latin_words("same_firm")
    whole = text[start:end].split(" ")
    city = _CITY.search(text[max(0, start - _CITY_REACH) : start])
    if city and len(whole) > 1 and whole[-1] in latin_words("goes_on"):
        start -= len(city["city"]) + 1 if city["city"] in latin_words("place") else 0
    if (start, end) == (mention.start, mention.end):
        return mention
    surface = text[start:end]
    if same:
        return mention._replace(start=start, end=end, surface=surface)
    return mention._replace(
        start=start, end=end, surface=surface, name=surface, entity_id=slug(surface)
    )


# What a listed firm founds as a firm of its own: CVS Health Ventures.
_ARMS: Final = frozenset({"Ventures"})
# A heading has capitals throughout: `Microsoft Technology Stocks Fall`.
_TRADE: Final = re.compile(r" (?P<word>[A-Z][a-z]{3,})(?![A-Za-z0-9’'-]| [A-Z][a-z])")
# `in Shanghai Biren opened` tells of a place.
_CITY: Final = re.compile(r"(?<!\bin )(?<!\bIn )(?<![A-Za-z] [A-Z])\b(?P<city>[A-Z][a-z]{3,}) $")
_CITY_REACH: Final = 16
