"""English figures written in words: `seven hundred thousand users`, `two-thirds`, `tripled`."""

from __future__ import annotations

import re

from pipeline.figures.ambiguous import NotAFigureError, unit_in_context
from pipeline.figures.counts import is_date, noun_after
from pipeline.figures.grammar import word_hints, words
from pipeline.figures.numbers import ENGLISH_DIGITS, ENGLISH_MAGNITUDES, english_value
from pipeline.figures.reading import Figure, Reading, encodable
from pipeline.figures.reject import is_rate_of_tokens, listed
from pipeline.letter_case import lowered

_GROWN = {
    "doubl": 2.0, "tripl": 3.0, "trebl": 3.0, "quadrupl": 4.0, "quintupl": 5.0, "sextupl": 6.0,
    "twice": 2.0,
}  # fmt: skip
_PARTS = {
    "half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "twelfth": 12, "twentieth": 20, "thirtieth": 30, "fortieth": 40,
    "fiftieth": 50, "hundredth": 100, "thousandth": 1000,
}  # fmt: skip
_PARTITIVE = re.compile(
    r" (?:of|as|more|less|fewer|faster|slower|cheaper|lower|higher|the|larger|smaller|or so"
    r"|are|were|have|had|do|did|say|said|would|could|want"
    r"|use|used|went|will|can|think|believe|voted|got|came|now)\b"
    r"|[,.;:)]|$"
)
_QUARTER = re.compile(
    r" (?:of (?!the year|20)|more|less|fewer|lower|higher|cheaper|as|are|were|said|say)\b"
)
# More than a third gave no figure; a discount of about a third; not about a third party, nor
# spending by a quarter century.
_MEASURED = re.compile(
    r"\b(?:more than|less than|fewer than|over|under|about|around|nearly|almost|roughly|some|only"
    r"|just|by|at least|at most|up to|barely|well over|just over|just under|close to|another"
    r"|of about|of|rose|fell|dropped|grew|shrank|jumped|climbed|slid|slipped|declined|gained"
    r"|down|up|rise|fall|drop|shrink|grow) $"
)
# lose a third on every token; shave a quarter off the bill
_TAKEN = re.compile(
    r"\b(?:los(?:e|es|t|ing)|cut(?:s|ting)?|sav(?:e|es|ed|ing)|shed(?:s|ding)?|shav(?:e|es|ed|ing)|knock(?:s|ed)?"
    r"|trim(?:s|med)?|add(?:s|ed)?|gain(?:s|ed)?|keep(?:s|ing)?|kept|own(?:s|ed)?|tak(?:e|es|ing)|took"
    r"|of which|of whom|of them) $"
)
_TAKEN_FROM = re.compile(
    r" (?:on|off|from|per|every|each|for|was|is|has|comes?|came|goes|went|can|will|may)\b"
)
_FOR = re.compile(r" for (?![a-z]+sel(?:f|ves)\b)")  # took a third for the team
_ORDINAL_NOUN = re.compile(
    r" (?:party|parties|time|round|year|week|month|day|quarter|way|option|person|country|world"
    r"|reason|straight|consecutive|successive|century|hour|mile|point|ago|later|earlier|term|place|attempt|generation"
    r"|version|model|company|firm|rival|vendor|customer|site|plant|fab|phase|stage|tier|wave|kind"
    r"|type|category|factor|issue|problem|question|grade|finger|rail|dimension|language)\b|-"
)
_OF_THINGS = re.compile(r" of (?!(?:the )?(?:year|decade|century))")
_PERIODS = re.compile(r"(?:for|past|last|next|in|over|within|the|after|every) $")
_SHARED = re.compile(r"\s(?:[a-z]|US\b|UK\b|EU\b|[A-Z][a-z]+(?:an|ish|ese|ch)\b)|[,.;]|$")
_HALF_OF_YEAR = re.compile(
    r"(?i:first|second|latter|other|last|next|back|front|better|top|bottom) $"
)
_YEAR_AFTER = re.compile(r" of (?:(?:next|this|last|the) (?:year|decade|century)|(?:19|20)\d\d)")
_COUNTED = 6  # three customers is a detail, eleven observers is a count
_OFTEN = 9  # it failed seven times
_SAID = re.compile(
    r"(?:[Oo]nly|[Jj]ust|[Ll]ost|[Tt]here (?:are|were|is|was)(?: now)?|hired|fired|employs?"
    r"|employed|laid off|cut|added|[Aa]ll|total of|more than|at least|fewer than"
    r"|less than|[Oo]ut of|up to|from|to)[ ]$"
)
_ELLIPTIC = re.compile(r" (?:have|has|had|were|are|of|now|left|remain|remained|went|came|said)\b")
_EMPHASIS = re.compile(" (?:full|good|mere|whole|clear) ")
_LABELLED = re.compile(r"\b([A-Z][a-z]+) $")
# Big Six firms, the top six labs, six steps to success
_NAMED_SET = re.compile(r"\b(?:[Bb]ig|[Tt]op) $")
_LISTED = re.compile(r"[- ](?:steps?|ways|reasons|tips|rules|lessons|tricks|Sigma)\b")
_ROUND_SET = 12
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_WINDOW = 48  # code points around a hint in which the whole figure stands


def word_figures(reading: Reading) -> list[Figure]:
    """All figures in English words, in order; looks only near the words that such figures need."""
    text, found, reached = reading.text, [], 0
    for _, start, stop in word_hints().find_matches_as_indexes(encodable(text)):
        if stop <= reached:
            continue
        begin = max(reached, start - _WINDOW)
        limit = stop + _WINDOW
        for m in words().finditer(text, begin, limit):
            if m.end() == limit and text[limit - 1 : limit + 1].isalnum():
                break  # a word cut short may be another: Ten s|aid
            reached = m.end()
            figure = _word_figure(reading, m)
            if figure is not None:
                found.append(figure)
                reached = max(reached, figure.end)
            if reached > stop:
                break
    return found


def _word_figure(reading: Reading, m: re.Match[str]) -> Figure | None:
    text, (begin, end) = reading.text, m.span()
    if m["grown"]:
        stem = re.sub("(?:e|es|ed|ing)$", "", m["grown"].lower())
        if text[end : end + 5] == " down":
            return None
        return reading.figure((begin, end), "multiple", _GROWN.get(stem, 2.0), "x")
    if m["part"]:
        low, high = _part_value(m["part"]), _part_value(m["part2"])
        if high <= low:
            return None
        return reading.figure((begin, end), "percent", low, "%", value_max=high)
    if m["factor"]:
        factor = english_value(m["factor"].removeprefix("a factor of "))
        return None if factor is None else reading.figure((begin, end), "multiple", factor, "x")
    if m["manifold"]:
        return reading.figure(
            (begin, end), "multiple", 100.0 if m["manifold"][0] in "hH" else 1e3, "x"
        )
    if m["half_of"]:
        return reading.figure((begin, end), "percent", 0.5, "pp" if m["of_point"] else "%")
    if m["halved"]:
        return reading.figure((begin, end), "percent", 50.0, "%")
    if m["from"]:
        return _word_range(reading, m)
    if m["half"] or m["by_half"]:
        period = _HALF_OF_YEAR.search(text, max(0, begin - 8), begin)
        if period or _YEAR_AFTER.match(text, end):
            return None
        return reading.figure((begin, end), "percent", 50.0, "%")
    if m["share"]:
        return _share(reading, m)
    if m["one"]:
        parts, share = english_value(m["of"]), english_value(m["one"])
        if not parts or not share or parts <= share or not _SHARED.match(text, end):
            return None
        if " in " in m[0] and _YEAR.fullmatch(m["of"]):
            return None  # cut to three in 2025
        return reading.figure((begin, end), "percent", share * 100.0 / parts, "%")
    if m["many"]:
        share, parts = english_value(m["many"]), english_value(m["every"].replace("one ", "a "))
        if not share or not parts or parts <= share:
            return None
        return reading.figure((begin, end), "percent", share * 100.0 / parts, "%")
    if m["unit"] and m["low"][:2].lower() in ("a ", "a-") and text[end - 7 : end] == "-dollar":
        return None  # a billion-dollar bet
    value = english_value(m["low"] or m["count"])
    if value is None or is_rate_of_tokens(text, begin):
        return None
    if m["fold"] or m["fold2"]:
        return reading.figure((begin, end), "multiple", value, "x")
    return _counted(reading, m, value)


def _word_range(reading: Reading, m: re.Match[str]) -> Figure | None:
    """`five to seven percent`; after `between` the word is `and`."""
    between = reading.text[max(0, m.start() - 8) : m.start()].lower() == "between "
    if (" and " in reading.text[m.end("from") : m.start("upto")]) is not between:
        return None
    low, high = english_value(m["from"]), english_value(m["upto"])
    if low is None or high is None:
        return None
    size = lowered(m["upto"]).split()[-1]
    if size in ENGLISH_MAGNITUDES and low < ENGLISH_MAGNITUDES[size]:
        low *= ENGLISH_MAGNITUDES[size]
    unit = reading.units[m["unit2"]] if m["unit2"] else None
    if low >= high or (unit and (unit.dimension == "time" or (unit.weak and high < _OFTEN))):
        return None
    kind, canonical, scale = reading.kind_of(unit)
    end = m.end()
    if unit is None:
        canonical, end = noun_after(reading.text, end, m["upto"]) or ("", end)
    return reading.figure((m.start(), end), kind, low * scale, canonical, value_max=high * scale)


def _counted(reading: Reading, m: re.Match[str], value: float) -> Figure | None:
    """Number words with a unit or a noun; small counts (three companies) are no figures.

    They are where a word says that the count is the claim (`only eight`, `there were nine`).
    """
    surface, begin = m["low"] or m["count"], m.start()
    text, end = reading.text, begin + len(surface)
    alias = m["unit"] if m["low"] else m["unit3"]
    unit = reading.units[alias] if alias else None
    kind, canonical, scale = reading.kind_of(unit)
    if alias in listed("compound") and text[end] == "-":
        return None
    if alias == "times":
        try:
            meant = unit_in_context(reading, alias, (begin, m.end()), surface, value)
        except NotAFigureError:
            return None
        if meant and value < _OFTEN:
            return None  # it failed three times
        kind, canonical = meant or (kind, canonical)
    label = _LABELLED.search(text, max(0, begin - 16), begin)
    if label and label[1].lower() in listed("label"):
        return None  # Slide nine compares
    if value <= _ROUND_SET and (
        _LISTED.match(text, end) or _NAMED_SET.search(text, max(0, begin - 6), begin)
    ):
        return None
    said = value >= 3 and _SAID.search(text, max(0, begin - 16), begin) is not None
    if unit is None:
        noun = noun_after(text, end, surface)
        if noun is None and m["count"] and not (said and _ELLIPTIC.match(text, end)):
            return None
        if noun is not None and m["count"] and value < _COUNTED and not said:
            return None
        canonical, end = noun or ("", end)
    elif is_date(text, m.end(), surface, unit, value) or (
        unit.weak and value < _COUNTED and not (said and unit.dimension == "count")
    ):
        return None
    else:
        end = m.end()
    return reading.figure((begin, end), kind, value * scale, canonical)


def _part_value(words: str) -> float:
    count, _, part = lowered(_EMPHASIS.sub(" ", words)).replace(" ", "-").partition("-")
    if not part:
        return 50.0
    return ENGLISH_DIGITS[count] * 100.0 / _PARTS[part.removesuffix("s")]


def _share(reading: Reading, m: re.Match[str]) -> Figure | None:
    """`two-thirds`; `a third` only before a word that makes it a part of something."""
    count, _, part = lowered(_EMPHASIS.sub(" ", m["share"])).replace(" ", "-").partition("-")
    if (
        part == "quarters"
        and _PERIODS.search(reading.text, max(0, m.start() - 8), m.start())
        and not _OF_THINGS.match(reading.text, m.end())
    ):
        return None
    if count in ("a", "an", "one"):
        # `within a quarter` and `$3bn a quarter` are time.
        wanted = _QUARTER if part == "quarter" else _PARTITIVE
        measured = _MEASURED.search(reading.text, max(0, m.start() - 12), m.start())
        if measured is None and part != "half" and _TAKEN_FROM.match(reading.text, m.end()):
            measured = _TAKEN.search(reading.text, max(0, m.start() - 12), m.start())
            if measured and measured[0][:2] in ("ta", "to") and _FOR.match(reading.text, m.end()):
                measured = None
        if reading.text.startswith("A third,", m.start()) and not measured:
            return None  # Two were on leave. A third, Tom Roe, resigned.
        if part == "half" and (not measured or measured[0] != "by "):
            return None
        if (
            part != "half"
            and not wanted.match(reading.text, m.end())
            and (not measured or _ORDINAL_NOUN.match(reading.text, m.end()))
        ):
            return None
    return reading.figure(m.span(), "percent", _part_value(m["share"]), "%")
