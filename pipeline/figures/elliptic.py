"""English numbers whose noun stands elsewhere: `a firm of 31`, `aged 54`, `of 70, 22 went back`."""

from __future__ import annotations

import re

from pipeline.figures.numbers import english_value
from pipeline.figures.reading import Figure, Reading

_ONES = "three|four|five|six|seven|eight|nine"
_TEENS = (
    "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
    f"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-(?:one|two|{_ONES}))?"
)
_NUMBER = (
    r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})?(?![0-9.%:/,]*[0-9%])"
    rf"|(?i:{_TEENS}|{_ONES}))(?![A-Za-z0-9-])"
)
_GROUP = (
    "firm|company|team|staff|group|crew|class|shop|studio|startup|start-up|lab|office|outfit"
    "|workforce|household|party"
)
_WHO = "(?:I|you|he|she|they|we)"
_PATTERNS = (
    # a firm of 31; not a team of 31 engineers, which has its noun
    ("person", rf"\b(?:{_GROUP}) of (?P<n>{_NUMBER})(?! [a-z]+s\b)"),
    (
        "岁",
        rf"\b(?:[Ss]ince|[Ww]hen|[Uu]ntil|[Bb]efore) {_WHO} (?:was|were|turned|turns|is)"
        rf" (?P<n>{_NUMBER})(?! [a-z]+s\b)",
    ),
    ("岁", rf"\b(?:[Aa]ged|age of|the age of|at age) (?P<n>{_NUMBER})"),
    # Out of 70 customers this year, 22 went back.
    (
        "",
        r"\b[Oo](?:ut )?f (?:the |our |some |its )?[0-9][0-9,]*[^.;!?\n]{2,48}, "
        rf"(?:only |just |at least |about |some )?(?P<n>{_NUMBER})(?= [a-z]+(?:ed|t|e|d|k)\b)",
    ),
    ("", r"\b[Tt]he (?P<n>[1-9][0-9]{1,2}) (?=who |that (?:stayed|left|remained))"),
    (
        "",
        r"\b(?:[Oo]nly|there (?:are|were)) (?P<n>[1-9][0-9]{0,2})"
        r"(?= (?:have|has|had|were|are|of|now|left|remain|came|said)\b)",
    ),
)
_ALL = re.compile(
    "|".join(pattern.replace("(?P<n>", f"(?P<n{i}>") for i, (_, pattern) in enumerate(_PATTERNS))
)


def elliptic_figures(reading: Reading) -> list[Figure]:
    """Figures that only what stands before them shows to be such, in order."""
    found = []
    for m in _ALL.finditer(reading.text):
        name = m.lastgroup
        if name is None:
            continue
        value = english_value(m[name])
        if value is None or (len(m[name]) == 4 and 1900 <= value < 2100):
            continue
        figure = reading.figure(m.span(name), "quantity", value, _PATTERNS[int(name[1:])][0])
        if figure is not None:
            found.append(figure)
    return found
