"""Bare numbers of English prose: `the plan had said 400`, `Thirty-one had never heard of it`.

A number in the running text of an English sentence counts something, wherever its noun stands, if
it is no date, hour, label (page 40, week 9) or mark of a list. Only what follows tells that it is
bare: a stop, or a word with which a phrase goes on; a noun behind it is read elsewhere.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from functools import cache
from typing import Final

from pipeline.figures.grammar import candidate
from pipeline.figures.numbers import english_value
from pipeline.figures.reading import Figure, Reading, han_count
from pipeline.figures.reject import follows_name, listed

_MONTHS: Final = "jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec"
_TENS: Final = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_WORDS: Final = (
    "(?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
    f"|(?:{_TENS})(?:-(?:one|two|three|four|five|six|seven|eight|nine))?)"
)
# What a phrase goes on with behind a number that is one by itself.
_GOES_ON: Final = (
    r"(?=[,;!?)”\"](?![0-9])|[.](?![0-9A-Za-z])|:(?= )|$|\n| ?[—–]"
    r"| (?:of|have|has|had|were|was|are|is|did|do|said|say|would|could|will|can|may not|went|came"
    r"|left|got|gave|took|made|now|more|in|by|at|for|from|on|and|but|than|last|this|that|who|which"
    r"|when|while|after|since|per|an?|the|still|also|only|then|with|without|because|instead|again"
    r"|together|each|apiece|altogether|overall|so far|already|today|others|carr(?:y|ied)|gone"
    r"|told|believed|thought|felt|wanted|asked|knew|tried|bought|paid|passed|failed|agreed|signed"
    r"|declined|answered|chose|kept|lost|won|saw|found|replied|quit|joined|voted|sold|returned"
    r"|(?:small|large|larger|largest|biggest|young|younger|elderly|permanent|rented|different|local"
    r"|public|private|separate|second-hand|best|busiest|poorest|richest|leading|newest|oldest"
    r"|smallest) [A-Za-z0-9]+ [a-z]+s"
    r"|(?:permanent|new|old|small|large|empty|spare|broken|good|bad) ones"
    r"|remain(?:ed|s)?|stayed?|right|wrong)\b(?!-))"
)
_ARABIC: Final = re.compile(
    r"[1-9](?<=[a-z,;:)] .)[0-9]{0,2}(?:,[0-9]{3})*(?:\.[0-9]{1,2})?(?![0-9%:/A-Za-z-]|[.,][0-9])"
    + _GOES_ON
)
# 212 were restarts: at the start of a line that no sentence runs into
_AT_START: Final = re.compile(
    r"(?P<n>[1-9](?:(?<=^[*•–-] .)|(?<=[.!?:”\"]\n.)|(?<=\n\n.)|(?<=\A.))[0-9]{1,2}(?:,[0-9]{3})*)"
    r"(?= (?:of (?:them|these|those|the|our|my|its|their|whom|which)|have|had|were|are|did|said"
    r"|came|went|left|got)\b)",
    re.M,
)
_WRITTEN: Final = re.compile(rf"\b(?i:{_WORDS})(?![A-Za-z-])" + _GOES_ON)
_LEAD: Final = re.compile(
    r"(?:^|[\s(\"“‘'—–-])(?P<word>[A-Za-z](?:[A-Za-z'’]*[A-Za-z])?)(?P<stop>[,;:]?) [“\"‘']?$"
)
# Where a sentence begins.
_OPENS: Final = re.compile(r"(?:^|[.!?:][\"”'’)]?)[\s•*–—-]*[“\"‘']?$")
_HOURS: Final = frozenset(
    (
        *("at", "by", "until", "till", "before", "after", "around", "past", "to", "from"),
        *("since", "about"),
    )
)
_VAGUE: Final = frozenset(("next", "last", "past", "first", "top", "final", "big", "perfect", "or"))
_MEASURED: Final = frozenset(
    (
        *("is", "was", "were", "at", "said", "says", "scored", "scores", "averaged", "averages"),
        *("measured", "reads", "hit", "about", "around", "nearly", "almost", "roughly", "under"),
        *("contracted", "reached", "got", "gave", "only", "just", "over"),
    )
)
_CLOCK: Final = 25  # what is less may be an hour
_NEXT: Final = re.compile(
    rf" ?(?:(?i:{_MONTHS})\w*\b|[ap]\.?m\b|o['’]clock|(?:19|20)[0-9]{{2}}\b"
    r"|[A-Z][a-z]+ (?:19|20)[0-9]{2})"
)
_DATED: Final = re.compile(
    rf"(?i:\b(?:{_MONTHS})[a-z]*\.? (?:[0-9]{{1,2}}(?:st|nd|rd|th)?(?:,| and| to)? ?)?)$"
)
# pages 8 and 9; not 8 of 10 pages
_LABELLED: Final = re.compile(
    r"(?P<label>[A-Za-z]+) [0-9]{1,4}[a-z]?[0-9.]{0,3}(?:, [0-9.]{1,5})*,?"
    r" (?:and|or|to|through|until) $"
)
_AGE: Final = re.compile(
    r"(?P<name>[A-Z][\w'’-]{1,24} [A-Z][\w'’-]{1,24}), (?P<n>[1-9][0-9])(?=[.;)]|, [a-z]|$)"
)
_IS_AGE: Final = re.compile(
    r"\b(?:who(?:'s|’s| is| was| turned| turns)|(?:he|she) (?:is|was|turned)) (?P<n>[1-9][0-9])"
    r"(?=[,.;)]| (?:and|but|when|now|at|in)\b)"
)
_YOUNGEST: Final = 16
_FEW: Final = re.compile(
    r"\b(?:fell|falls?|fallen|rose|rises?|risen|grew|grown?|drop(?:s|ped)?|went|cut|down|up"
    r"|reduced|climb(?:s|ed)?|shrank|shrunk|declined|jumped|increased|decreased|slipped)"
    r"(?: [a-z]+)? (?:to|from) (?P<n>[2-9](?:\.[0-9])?)"
    r"(?=[.,;)](?![0-9])|$| (?:in|per|by|over|last|this|today|now)\b)"
)
# Ten people did this work, now nine. The age has gone from eight to eleven.
_SMALL: Final = "three|four|five|six|seven|eight|nine"
_NOW: Final = re.compile(rf"(?:, |; |— )now (?:only |just )?(?P<n>{_SMALL})(?=[.,;)])")
_WRITTEN_STATES: Final = re.compile(
    rf"\b(?:gone|went|fell|fallen|rose|risen|grew|grown|dropped|cut|shrank|shrunk|climbed|doubled|halved|up|down)"
    rf"(?: [a-z]+){{0,3}} from (?P<n>{_SMALL}|{_WORDS}) to (?P<m>{_SMALL}|{_WORDS})(?=[.,;)])"
)
# Of the 64, 51 are still there.
_OF_WHOLE: Final = re.compile(
    r"\b[Oo]f (?:the |our |its |their |those |these )?[1-9][0-9,]*, (?:only |just )?"
    r"(?P<n>[1-9][0-9]{1,2})(?= (?:are|were|have|had|did|still|said|now)\b)"
)
# For Perplexity it was 38.
_ECHO: Final = re.compile(
    r"(?:[.;,:]|[—–]) ?(?:[Ff]or|[Ii]n|[Aa]t|[Bb]y|[Ll]ast|[Aa]|[Tt]he|[Aa]mong|[Ww]ith)"
    r" [^.;\n]{1,40}? (?:it|that|he|she|they|the (?:figure|share|rate|number))"
    r" (?:was|is|were|lost|gained|had|stood at) $"
)
_ECHO_REACH: Final = 120
_REACH: Final = 32
_LEAST: Final = 10  # a bare number under it is a detail, or a mark of a list
_SAMPLE: Final = 4000  # code points that tell whether a text is English
_MOST_HAN: Final = 0.12


def with_prose(reading: Reading, figures: list[Figure]) -> list[Figure]:
    """`figures` and the bare numbers of English sentences that count something.

    Args:
        reading: the text that they are of.
        figures: in order, not overlapping; they stay, and a number in one of them is no other.
    """
    found = sorted(_prose_figures(reading), key=lambda f: (f.start, -f.end))
    if not found:
        return figures
    starts = [f.start for f in figures]
    merged = list(figures)
    reached = 0
    for figure in found:
        place = bisect_left(starts, figure.end)
        before = figures[place - 1] if place else None
        if figure.start >= reached and (before is None or before.end <= figure.start):
            merged.append(_echo(reading.text, before, figure))
            reached = figure.end
    return sorted(merged, key=lambda f: f.start)


def _echo(text: str, before: Figure | None, figure: Figure) -> Figure:
    """`figure` as a percentage where it goes on about one: lost 5 per cent; in 2023 he lost 40."""
    if before is None or before.kind != "percent" or figure.unit:
        return figure
    if figure.start - before.end > _ECHO_REACH or not _ECHO.search(text, before.end, figure.start):
        return figure
    return replace(figure, kind="percent", unit=before.unit)


def _prose_figures(reading: Reading) -> list[Figure]:
    """The bare numbers, in no order; ages are of unit 岁, other numbers of none."""
    text, found = reading.text, list[Figure | None]()
    sample = text[:_SAMPLE]
    if han_count(sample) > _MOST_HAN * len(sample):
        return []
    for pattern in (_AGE, _IS_AGE):
        for m in pattern.finditer(text):
            if int(m["n"]) >= _YOUNGEST and not _is_place_of_time(m):
                found.append(_figure(reading, m.span("n"), "岁"))
    taken = {f.start for f in found if f}
    for m in _ARABIC.finditer(text):
        if m.start() not in taken and _counts(text, m.start(), m.end(), m[0]):
            found.append(_figure(reading, m.span(), ""))
    for pattern in (_AT_START, _FEW, _OF_WHOLE, _NOW, _WRITTEN_STATES):
        for m in pattern.finditer(text):
            found += [_figure(reading, m.span(name), "") for name in m.groupdict()]
    for m in _WRITTEN.finditer(text):
        if _counts(text, m.start(), m.end(), m[0]):
            found.append(_figure(reading, m.span(), ""))
    return [figure for figure in found if figure is not None]


def _is_place_of_time(m: re.Match[str]) -> bool:
    return "name" in m.groupdict() and _DATED.search(m["name"].split()[-1] + " ") is not None


def _figure(reading: Reading, span: tuple[int, int], unit: str) -> Figure | None:
    surface = reading.text[slice(*span)]
    value = _value(surface)
    if value is None or (len(surface) == 4 and 1500 <= value < 2100):
        return None
    if surface[0].isdigit():
        whole = candidate().match(reading.text, span[0])
        if whole is None or whole.lastgroup == "skip" or whole["unit"]:
            return None
    return reading.figure(span, "quantity", value, unit)


def _value(surface: str) -> float | None:
    return float(surface.replace(",", "")) if surface[0].isdigit() else english_value(surface)


@cache
def _labels() -> frozenset[str]:
    return listed("label")


def _is_label(word: str) -> bool:
    """Whether a word numbers what it names: pages 8 and 9, Python 3.8 and 3.9."""
    return word.lower() in _labels() or (word[0].isupper() and word not in listed("opener"))


def _counts(text: str, begin: int, end: int, surface: str) -> bool:
    """Whether the bare number at `text[begin:end]` counts, by the words before and behind it."""
    value = _value(surface)
    if value is None or (value < _LEAST and "." not in surface) or _NEXT.match(text, end):
        return False
    line = text[max(0, begin - _REACH) : begin].rpartition("\n")[2]
    written = not surface[0].isdigit()
    if written and surface[0].isupper():
        return _OPENS.search(line) is not None
    lead = _LEAD.search(line)
    if lead is None or _DATED.search(line) or follows_name(text, begin):
        return False
    word, stop = lead["word"], lead["stop"]
    if word.lower().strip("'’") in _labels():
        return False
    if word[0].isupper() and (stop or word not in listed("opener")):
        return False
    labelled = _LABELLED.search(line)
    if labelled and _is_label(labelled["label"]):
        return False
    if "." in surface and lead["word"] not in _MEASURED:  # version 3.6, until 5.1
        return False
    if not stop and value < _CLOCK and word.lower() in _HOURS and "." not in surface:
        return False
    return not (written and (word.lower() in _VAGUE or (value == _LEAST and word == "of")))
