"""English numbers whose noun stands elsewhere: `a firm of 31`, `aged 54`, `of 70, 22 went back`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.figures.numbers import english_value
from pipeline.figures.reading import Figure, Reading
from pipeline.figures.reject import follows_name, listed

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
_MANY = rf"(?:[1-9][0-9]{{1,2}}(?:,[0-9]{{3}})?(?![0-9.%:/,]*[0-9%])|(?i:{_TEENS}))(?![A-Za-z0-9-])"
_DECIMAL = r"(?<![\w$€£₹¥.,/-])[1-9][0-9]{0,2}(?:,[0-9]{3})*(?:\.[0-9]+)?(?![0-9%])"
_NO_UNIT = (
    r"(?! (?:[a-z]+s|percent|per cent|hundred|thousand|million|billion|trillion|crore|lakh"
    r"|people|pp)\b)"
)
_PERIOD = "(?:day|week|month|year|hour|minute|second|night|shift)"
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
    # As a boy of six; she was 58.
    (
        "岁",
        rf"\b(?:boy|girl|man|woman|child|kid|lad|daughter|son) of (?P<n>{_NUMBER})(?! [a-z]+s\b)",
    ),
    ("岁", r"\b(?:[Hh]e|[Ss]he|I)(?:'s| is| was|'m| am) (?P<n>[1-9][0-9])(?=[.;]| (?:and|when)\b)"),
    (
        "岁",
        r"\b[A-Z][a-z]+, (?P<n>[2-9][0-9]), "
        r"(?=(?:said|says|who|an?|the|from|runs|has|had|is|was|told|used|works?|worked|lives?|left|lost|joined|writes?|wrote"
        r"|teaches|taught|drives|drove|earns|makes|sells|sold|thinks|now|once|still|came|moved|spent|began|started)\b)",
    ),
    (
        "",
        r"\b(?:[Tt]here (?:are|were)|of (?:which|whom|them)) (?:only |just |about |some )?"
        r"(?P<n>[1-9][0-9]{1,2})(?=[.,;:)]|$| (?!(?:per|percent|million|billion|thousand)\b)[a-z])",
    ),
    # it got 29. She has ordered 12 more. The count passed 900 in September.
    (
        "",
        r"\b(?:got|gets|found|solved|scored|ordered|sold|hired|needed|missed)(?: to)?"
        r" (?P<n>[1-9][0-9]{1,3})(?=[.,;:)](?![0-9])|$| of\b| more\b| out of\b)",
    ),
    (
        "",
        r"\b(?:passe[ds]|topp?ed|exceed(?:ed|s)|reache[ds]|crosse[ds]|surpasse[ds])"
        r" (?P<n>[1-9][0-9]{2})"
        r"(?=[.,;:)](?![0-9])|$| (?:in|by|last|this|for|on|at)\b)",
    ),
    ("", r"\b[Tt]he (?P<n>[1-9][0-9]{1,2}) (?=who |that (?:stayed|left|remained))"),
    (
        "",
        r"\b(?:[Oo]nly|there (?:are|were)) (?P<n>[1-9][0-9]{0,2})"
        r"(?= (?:have|has|had|were|are|of|now|left|remain|came|said)\b)",
    ),
)
# The number right before: read 400 of them, ninety-four of the 158, 8.9 against 7.6, 430 a week.
# The regexes begin with a literal, so that the engine skips to it.
_BEHIND_NUMBER = (
    (
        re.compile(
            " of (?:(?:them|these|those|us)\\b|(?:the|its|their|his|her|our|those|these) [1-9])"
        ),
        re.compile(rf"\b{_MANY}$"),
    ),
    (
        re.compile(rf" against (?=[1-9][0-9.,]*{_NO_UNIT}(?:[,;:.]? |[.,]?$))"),
        re.compile(f"{_DECIMAL}$"),
    ),
    # twenty-six of them, and twenty-five went home
    (
        re.compile(r" (?:went|came|left|stayed|were left)\b"),
        re.compile(rf"(?:(?<=, )|(?<=, and )|(?<=, but )|(?<=; ))(?i:{_TEENS}|{_ONES})$"),
    ),
    (re.compile(" out of (?=[1-9][0-9])"), re.compile(r"(?<![\w.,/-])[1-9][0-9]{1,3}$")),
    (re.compile(rf" (?:an?|per|every) {_PERIOD}\b"), re.compile(f"{_DECIMAL}$")),
)
# The number behind: of the 64, up from 51 a year ago, against 7.6.
_BEFORE_NUMBER = (
    (
        re.compile(
            r"f (?:the|these|those|its|their|our) (?P<n>[1-9][0-9]{1,2})(?=[,.;:)]"
            r"| (?:that|who|have|had|has|were|was|are|is|did|said|still|changed"
            r"|carr(?:y|ied)|offer(?:ed)?|pass(?:ed)?|fail(?:ed)?|came|went|got|used?)\b)"
        ),
        re.compile(r"\b[Oo]$"),
    ),
    (
        re.compile(r" out of (?P<n>[1-9][0-9]{1,3})(?![0-9.,/:%]*[0-9%])(?! [a-z]+s\b)"),
        re.compile(r"(?<![0-9.,])[1-9][0-9]{1,3}$"),
    ),
    (re.compile(rf", from (?P<n>{_DECIMAL})(?=[,.;:)\n]|$)"), re.compile(r"[0-9][^.;\n]{1,20}$")),
    (
        re.compile(
            rf" from (?P<n>{_DECIMAL})(?=[,.;:)\n]"
            r"| (?:an? (?:year|month|week|quarter|decade)|the|in|last|at|before|when|earlier)\b)"
        ),
        re.compile(r"\b(?:[Uu]p|[Dd]own)$"),
    ),
    (
        re.compile(rf" against (?P<n>{_DECIMAL})(?=[,.;:)\n]| ){_NO_UNIT}"),
        re.compile(r"[0-9]$"),
    ),
)
_WHOLE = rf"(?:[1-9][0-9]{{0,3}}(?![0-9.,]*[0-9%])|(?i:{_TEENS}|{_ONES}))(?![A-Za-z0-9-])"
# 97 times in 100, 9 of 10 risky actions; one receipt in 70
_PARTS = (
    (
        re.compile(rf" times (?:in|out of) (?:every )?(?P<b>{_WHOLE})"),
        re.compile(rf"\b(?P<a>{_WHOLE})$"),
    ),
    # three of every five
    (
        re.compile(rf" (?:of|out of) (?:every|each) (?P<b>{_WHOLE})"),
        re.compile(rf"(?<![0-9.,] )\b(?P<a>(?i:one|two|{_ONES})|[1-9][0-9]?)$"),
    ),
    (re.compile(r" of (?P<b>10)(?= [a-z])"), re.compile(r"(?<![0-9.,] )\b(?P<a>[1-9])$")),
    (
        re.compile(
            rf"ne (?!day|week|month|year|hour)[a-z]{{1,24}} in (?P<b>{_WHOLE})"
            r"(?=[,.;:)]|$| (?:is|was|are|has|gets|fails|will)\b)"
        ),
        re.compile(r"\b(?P<a>[Oo])$"),
    ),
)
_LAST_WORD = re.compile(r"([A-Za-z]+) $")
_LOOK = 24  # code points before a literal in which its number stands
# A space and a number stand in each of them, and only lines that have these are read.
_NUMBERED = re.compile(rf" (?:[1-9]|(?i:{_TEENS}|{_ONES}))")
# Each begins where a word does, which is asked once for all of them.
_ALL = re.compile(
    r"\b(?:"
    + "|".join(
        pattern.removeprefix(r"\b").replace("(?P<n>", f"(?P<n{i}>")
        for i, (_, pattern) in enumerate(_PATTERNS)
    )
    + ")"
)


def elliptic_figures(reading: Reading) -> list[Figure]:
    """Figures that only what stands around them shows to be such, in order."""
    text = reading.text
    places = [
        (m.span(name), _PATTERNS[int(name[1:])][0])
        for m in _in_lines(text)
        if (name := m.lastgroup) is not None
    ]
    for literal, number in _BEHIND_NUMBER:
        for m in literal.finditer(text):
            before = number.search(text, max(0, m.start() - _LOOK), m.start())
            if before:
                places.append((before.span(), ""))
    for literal, lead in _BEFORE_NUMBER:
        for m in literal.finditer(text):
            if lead.search(text, max(0, m.start() - _LOOK), m.start()):
                places.append((m.span("n"), ""))
    found = []
    for span, unit in sorted(set(places)):
        surface = text[slice(*span)]
        value = _value(surface)
        if value is None or (len(surface) == 4 and 1900 <= value < 2100):
            continue
        if follows_name(text, span[0]):  # Claude 4 a year
            continue
        label = _LAST_WORD.search(text, max(0, span[0] - _LOOK), span[0])
        if label and label[1].lower() in listed("label"):  # on page 90 every year
            continue
        figure = reading.figure(span, "quantity", value, unit)
        if figure is not None:
            found.append(figure)
    return found + _shares(reading)


def _in_lines(text: str) -> Iterator[re.Match[str]]:
    """The matches of `_ALL`, none of which goes over the end of a line."""
    number = _NUMBERED.search(text)
    while number is not None:
        low = text.rfind("\n", 0, number.start()) + 1
        high = text.find("\n", number.end())
        if high < 0:
            yield from _ALL.finditer(text, low)
            return
        # With the sign behind the line's end, so that `$` is the end of the text only.
        yield from _ALL.finditer(text, low, high + 2)
        number = _NUMBERED.search(text, high)


def _value(number: str) -> float | None:
    plain = number.replace(",", "")
    return float(plain) if plain[0].isdigit() else english_value(number)


def _shares(reading: Reading) -> list[Figure]:
    """So many in so many, with the noun between or `times`, as percentages."""
    text, found = reading.text, []
    for literal, number in _PARTS:
        for m in literal.finditer(text):
            before = number.search(text, max(0, m.start() - _LOOK), m.start())
            if before is None:
                continue
            share = 1.0 if before["a"] in "Oo" else _value(before["a"])
            parts = _value(m["b"])
            if not share or not parts or share >= parts or 1900 <= parts < 2100:
                continue
            span = (before.start(), m.end())
            figure = reading.figure(span, "percent", share * 100.0 / parts, "%")
            if figure is not None:
                found.append(figure)
    return found
