"""Whose dollars and cents an English text speaks of, and its amounts without a sign.

A paper of Singapore, Australia, Canada or New Zealand writes a bare `$` for its own money; which
place it is of, words that only its press uses tell (`models/figures/dollars.toml`). Cents are those
of the money that the text counts in, and `would cost 900,000` is an amount of it.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import ahocorasick_rs

from pipeline.figures.currency import currency_named
from pipeline.figures.reading import Figure, Reading, encodable, exact, han_count
from pipeline.figures.units import trie_pattern
from pipeline.resources import models_path

_US: Final = "USD"
_OFTEN: Final = 3  # times that a prefixed sign must stand for each bare one
_ENOUGH: Final = 2  # different words of one place
_SIGN: Final = re.compile(r"\$(?=[0-9])")
_PREFIX: Final = re.compile(r"\b(?:US|U\.S\.|HK|NT|SG?|AU?|CA?|NZ)$")
_HAN_SHARE: Final = 0.05
_YEN: Final = frozenset("¥￥")
_CENTS: Final = re.compile(r"(?:cents?|c|¢)$")
# 18 cents on the dollar is a share.
_ON_THE_DOLLAR: Final = re.compile(r" (?:on|of|in|from|out of) (?:the|each|every) dollar\b")
_CROWNS: Final = re.compile(r"(?:\bkr|\bkroner)$")
_OF_CROWNS: Final = {
    "NOK": re.compile(
        r"\b(?:Norw(?:ay|egian)|Oslo|Bergen|Trondheim|Stavanger|NOK|NKr|Equinor|Telenor)"
    ),
    "DKK": re.compile(r"\b(?:Denmark|Danish|Danes?|Copenhagen|Aarhus|Odense|DKK|DKr|Novo|Maersk)"),
    "SEK": re.compile(r"\b(?:Swed(?:en|ish|es?)|Stockholm|Gothenburg|Malm|SEK|SKr|Spotify|Klarna)"),
}
_PENCE: Final = re.compile(r"[1-9](?<=[\s(“\"’‘—–].)[0-9]?(?:\.[0-9])?p(?![A-Za-z0-9])")
_BRITISH: Final = re.compile(r"£|\bpence\b")
_EACH: Final = re.compile(r" (?:an?|per|each)\b")
# less than a dollar; not a dollar sign, nor a dollar amount
_ONE: Final = re.compile(
    r" (?P<n>a (?P<coin>dollar|buck|euro|pound|yuan|quid))"
    r"(?=[.,;:!?)]|$|\n"
    r"| (?:per|an?|each|and|or|as|in|on|to|from|for|by|apiece|every|when|because)\b)"
)
_MEASURED: Final = re.compile(
    r"\b(?:below|under|beneath|than|over|above|for|about|around|costs?|costing|nearly|barely|just"
    r"|almost|roughly|to|at)$"
)
_COIN: Final = {
    "dollar": _US, "buck": _US, "euro": "EUR", "pound": "GBP", "quid": "GBP", "yuan": "CNY",
}  # fmt: skip
_WITH_CENTS: Final = frozenset(("EUR", "SGD", "AUD", "CAD", "NZD", "HKD", "MYR", "ZAR"))
_LEAST: Final = 1000.0
_PAID: Final = re.compile(
    r"\b(?:costs?|costing|pa(?:id|ys?|ying)|worth|earn(?:s|ed|ing)?|charg(?:es?|ed|ing)|fetch(?:es|ed)?"
    r"|sold for|spen(?:t|ds?|ding)|invest(?:s|ed|ing)?|borrow(?:s|ed|ing)?|raise[ds]?|valued at"
    r"|(?:guidance|revenue|sales|profits?|spending|bill|budget) (?:by|of|to))"
    r" (?:about |some |around |nearly |almost |over |roughly |another |up to |more than"
    r" |at least )?$"
)
_PAID_REACH: Final = 40
# cost 200,000 in lives is no money
_NO_NOUN: Final = re.compile(
    r"[.,;:!?)]|$|\s(?:to|a|an|per|for|each|on|and|or|but|last|this)\b|\n"
    r"|\sin\b(?! (?:[a-z]+ )?(?:lives|deaths|jobs|casualties|votes|points|souls)\b)"
)
# Spotify pays 1,000 a stream tells no currency; pays 9,000 a month does.
_PER_THING: Final = re.compile(
    r"\s(?:an?|per|each) (?!second|minute|hour|day|night|week|fortnight|month|quarter|season|term"
    r"|year|annum|head|person|pop|piece|time|seat|unit|employee|worker|student|household|family|patient"
    r"|developer|engineer|customer|licen[cs]e|ton|machine|card|chip|server|rack|go\b)[a-z]"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Words of one place's press, with the example and counter-example its test reads."""

    currency: str
    words: tuple[str, ...]
    example: str
    counter: str


@cache
def load_places() -> tuple[Place, ...]:
    """The rows of the data file.

    Raises `KeyError` where a row lacks a field and `OSError` where the file is missing.
    """
    data = tomllib.loads(models_path("figures/dollars.toml").read_text(encoding="utf-8"))
    return tuple(
        Place(row["currency"], tuple(row["words"]), row["example"], row["counter"])
        for row in data["place"]
    )


@cache
def _words() -> tuple[ahocorasick_rs.AhoCorasick, list[str]]:
    words = [word for place in load_places() for word in place.words]
    currencies = [place.currency for place in load_places() for _ in place.words]
    return ahocorasick_rs.AhoCorasick(words), currencies


def bare_dollar(text: str) -> str:
    """ISO code of what a bare `$` is in `text`: that of its place, where it is an English one.

    A text that writes `S$` or `A$` for that means American dollars by the bare sign, unless it
    leaves the letter out only once in a while.
    """
    bare, prefixed = 0, Counter[str]()
    for m in _SIGN.finditer(text):
        prefix = _PREFIX.search(text, max(0, m.start() - 5), m.start())
        if prefix:
            prefixed[prefix[0]] += 1
        else:
            bare += 1
    if not bare:
        return _US
    if prefixed:
        (sign, count), *others = prefixed.most_common()
        own = not others and not sign.startswith("U") and count >= _OFTEN * bare
        return currency_named(sign + "$") if own else _US
    automaton, currencies = _words()
    found = {
        index
        for index, start, stop in automaton.find_matches_as_indexes(encodable(text))
        if not text[start - 1 : start].isalnum() and not text[stop : stop + 1].isalnum()
    }
    told = Counter(currencies[index] for index in found).most_common(2)
    if not told or told[0][1] < _ENOUGH or (len(told) > 1 and told[1][1] == told[0][1]):
        return _US
    return _US if han_count(text) > _HAN_SHARE * len(text) else told[0][0]


@cache
def _yen_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The words that tell yen in an English text, and those that tell yuan."""
    yen = tomllib.loads(models_path("figures/dollars.toml").read_text(encoding="utf-8"))["yen"]
    first, second = (
        re.compile(rf"\b{trie_pattern(yen[name])}(?![A-Za-z])") for name in ("words", "against")
    )
    return first, second


def _is_of_yen(text: str) -> bool:
    """Whether a bare ¥ in `text` is Japan's: an English text that tells more of it."""
    if han_count(text) > _HAN_SHARE * len(text):
        return False
    words, against = _yen_words()
    return len(set(words.findall(text))) > len(set(against.findall(text)))


def coin_figures(reading: Reading) -> list[Figure]:
    """Pence (`38p a consultation`) and single coins (`less than a dollar`), in no order.

    `38p` is read only where the text speaks of pounds, or a rate follows.
    """
    text, found = reading.text, list[Figure | None]()
    pence = list(_PENCE.finditer(text))
    british = bool(pence) and _BRITISH.search(text) is not None
    for m in pence:
        if british or _EACH.match(text, m.end()):
            found.append(reading.figure(m.span(), "money", float(m[0][:-1]) / 100, "GBP"))
    for m in _ONE.finditer(text):
        if not _MEASURED.search(text, max(0, m.start() - 12), m.start()):
            continue
        unit = _COIN[m["coin"]]
        unit = reading.dollar if unit == _US else unit
        found.append(reading.figure(m.span("n"), "money", 1.0, unit))
    return [figure for figure in found if figure is not None]


def _crowns(text: str) -> str:
    """Whose crowns a text counts in, by the place it names most often; those of Sweden if none."""
    named = Counter({code: len(words.findall(text)) for code, words in _OF_CROWNS.items()})
    (code, count), *_ = named.most_common(1)
    return code if count else "SEK"


def in_money_of_text(text: str, figures: list[Figure]) -> list[Figure]:
    """`figures` with cents in the money that the text counts in, and unsigned amounts as money.

    Where the text names no money they are of the United States, as most English texts count.

    Args:
        text: the text.
        figures: its figures, in order.
    """
    named = Counter(
        f.unit for f in figures if f.kind == "money" and not _CENTS.search(f.surface)
    ).most_common(1)
    prevailing = named[0][0] if named else None
    signed = any(f.unit == _US and not _CENTS.search(f.surface) for f in figures)
    found, crowns = [], ""
    yen = any(f.surface[0] in _YEN for f in figures) and _is_of_yen(text)
    for figure in figures:
        if yen and figure.unit == "CNY" and figure.surface[0] in _YEN:
            figure = replace(figure, unit="JPY")
        if figure.kind == "money" and _CENTS.search(figure.surface):
            dollar = _ON_THE_DOLLAR.match(text, figure.end)
            if dollar:
                figure = _as_share(text, figure, dollar.end())
        if figure.unit in _OF_CROWNS and _CROWNS.search(figure.surface):
            crowns = crowns or _crowns(text)
            figure = replace(figure, unit=crowns)
        elif figure.unit == _US and _CENTS.search(figure.surface):
            if prevailing in _WITH_CENTS and not signed:
                figure = replace(figure, unit=prevailing)
        elif _is_paid(text, figure) and (prevailing or not _PER_THING.match(text, figure.end)):
            figure = replace(figure, kind="money", unit=prevailing or _US)
        found.append(figure)
    return found


def _as_share(text: str, figure: Figure, end: int) -> Figure:
    return replace(
        figure,
        kind="percent",
        value=exact(figure.value * 100),
        unit="%",
        end=end,
        surface=text[figure.start : end],
    )


def _is_paid(text: str, figure: Figure) -> bool:
    """Whether a bare number stands right behind an English word for paying: cost 900,000."""
    return (
        figure.kind == "quantity"
        and not figure.unit
        and figure.value >= _LEAST
        and figure.surface[0].isascii()
        and _NO_NOUN.match(text, figure.end) is not None
        and _PAID.search(text, max(0, figure.start - _PAID_REACH), figure.start) is not None
    )
