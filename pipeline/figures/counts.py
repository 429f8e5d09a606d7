"""Counts: what an unlisted word counts, and which counts are dates or end a name."""

from __future__ import annotations

import re

from pipeline.figures.numbers import MAGNITUDES, SUFFIXES, half_width
from pipeline.figures.reject import follows_name, listed
from pipeline.figures.singulars import singular
from pipeline.figures.units import Unit

_HAN = re.compile("[\u4e00-\u9fff]")
_MILS_REACH = 16
LARGE = re.compile(r"[万萬亿億兆]")
_NOUN = re.compile(
    r"[ -](?:(?P<modifier>[A-Za-z][a-z-]{2,}(?<!s)) (?=[a-z]))??"
    r"(?P<noun>[a-z]{1,9}-[a-z]{2,}s|[a-z]{3,}(?:s|people)|staff|personnel|faculty|livestock)(?![A-Za-z])"
)
# 4000 H100s: chips are counted by the name of the model
_CHIPS = re.compile(r" (?P<chip>[A-Z]{1,3}[0-9]{2,4}[A-Z]?)s(?![A-Za-z0-9])")
# 8x H200, 4× A100: the name is one of its own
CHIPS_TIMES = re.compile(
    r"(?P<sign> ?[x×X*]) ?(?:(?:NVIDIA|Nvidia|英伟达|英偉達|辉达|輝達|AMD|Ascend|昇腾|昇騰) ?)?"
    r"(?P<chip>(?:[AH][1-9]00|A[1-9]0|H20|B[123]00|L(?:4|20|40S?)|P40|P100|T4|V100"
    r"|(?:GB|GH|MI|RTX ?)[1-9][0-9]{1,3}[A-Z]?|910[A-C]?|TPU|[GN]PU))s?(?![A-Za-z0-9])"
    # 2x GPU throughput is a multiple
    r"(?! ?(?:的|[a-z-]+ )?(?:performance|throughput|speed|latency|efficiency|perf|faster|slower"
    r"|性能|速度|算力|吞吐|效率|延迟|延遲|还快|還快))"
)
_PER_SECOND = re.compile(r"/s(?:ec)?(?![A-Za-z])")
_AGO = re.compile(r" (?:ago|later|earlier|before|after)\b")
_SCORE = re.compile(
    r"(?:得分|分数|分數|均分|总分|總分|评分|評分|跑分|成绩|成績|[Ss]cor(?:e|es|ed|ing)(?: of| at)?)"
    r"[ ]?(?:为|為|是|达|達|到|达到|達到|高达|:|：)?[ ]?$"
)
_MODEL_AFTER = re.compile(r" ?(?:[大小]?模型|[Mm]odels?\b|[Dd]ense|MoE|规模|規模|版本)")
_SIZE_BEFORE = re.compile(r"(?:参数|參數)[^，。,\n]{0,6}$")
# 参数达3200亿; 总参数3200亿，激活220亿
_PARAMETERS_BEFORE = re.compile(
    r"(?:参数|參數)(?:总)?(?:量|规模|規模|数|數)?[^，。,;；、\n及与與和跟]{0,6}$"
    r"|(?:参数|參數)[^。;；\n]{0,24}激活(?:参数|參數)?(?:量|规模|規模)?"
    r"[仅僅只为為约約达達有了到：: ]{0,4}$"
)
_PARAMETERS_BEHIND = re.compile(r"[ *`]{0,4}(?:激活|总|總|活跃|活躍)(?:参数|參數)")
_PARAMETERS_REACH = 40
_ACTIVE_BEHIND = ("月活", "日活", "周活", "年活", "週活")
# 1.4m pupils are millions, 800m runners and 1.5m races metres
_IN_METRES = re.compile(
    r" (?:races?|cables?|sprints?|pools?|towers?|masts?|walls?|waves?|dashe?s?|ships?|vessels?)\b"
)
_TIME_SIGNS = frozenset("年月日号號天周週时時歲岁")
_TIMES_SIGNS = frozenset(" xX×*")
_MORE_SIGNS = frozenset(("+", "＋", "多", "余", "餘", "-odd"))
_ARABIC = frozenset("0123456789０１２３４５６７８９")


def is_arabic(numeral: str) -> bool:
    """Whether a numeral starts with an Arabic digit of either width."""
    return numeral[0] in _ARABIC


def is_mils(text: str, begin: int, end: int) -> bool:
    """Whether `mil` at the end of a number without a currency is of an inch: 线宽8mil."""
    if not text.endswith("mil", begin, end):
        return False
    return _HAN.search(text, max(0, begin - _MILS_REACH), end + _MILS_REACH) is not None


def noun_after(text: str, end: int, numeral: str, *, named: bool = False) -> tuple[str, int] | None:
    """An unlisted English plural right after a number: its singular and where it ends.

    One word may stand before it (40 compliance lawyers, 812,000 Ascend chips). `named` says that
    the word before the number is a name known to end there (gave Gannet 400 parcels).
    """
    noun = _NOUN.match(text, end)
    if noun is None:
        return None
    modifier, word = noun["modifier"], noun["noun"]
    if word in listed("not_noun") or word.endswith("ss"):
        return None
    if modifier and (modifier in listed("not_modifier") or modifier in listed("not_noun")):
        return None
    if modifier and modifier[0].isupper() and numeral.isdigit():
        return None
    year = len(numeral) == 4 and numeral.isdigit() and "1900" <= numeral < "2100"
    if year or (not named and numeral.isdigit() and follows_name(text, end - len(numeral))):
        return None
    return singular(word), noun.end()


def bare_count(
    text: str, span: tuple[int, int], numeral: str, value: float, more: str, *, named: bool = False
) -> tuple[str, int, float] | None:
    """Unit, end and value of a number without a listed unit, `None` where it is no figure.

    A magnitude (8亿, 128K), a thousands separator, a loose mark (200+) or a word for a score in
    front makes a bare number a figure; an English plural behind makes it a count of that.
    """
    begin, end = span
    following = text[end : end + 1]
    times = CHIPS_TIMES.match(text, end) if following in _TIMES_SIGNS else None
    if times:
        return times["chip"].strip(), times.end("sign"), value
    if following and following in _TIME_SIGNS and text[end : end + 2] not in _ACTIVE_BEHIND:
        return None  # a unit whose guard did not hold: 361年前
    if not is_arabic(numeral):
        magnitudes = [sign for sign in numeral if sign in MAGNITUDES]
        counted = numeral[0] not in "零〇" and (
            numeral[0] in "十拾" or numeral[0] not in MAGNITUDES
        )
        long = len(magnitudes) > 1 and len(numeral) > 3
        if not counted or not (LARGE.search(numeral) or long):
            return None
        return ("parameter" if _counts_parameters(text, (begin, end), numeral) else "", end, value)
    if following.isascii() and (
        following.isalpha() or (following == "-" and text[end + 1 : end + 2].isalnum())
    ):
        return None
    suffix = numeral.lstrip("0123456789.,")
    if suffix == "m" and "." in numeral and not _IN_METRES.match(text, end):
        noun = noun_after(text, end, numeral, named=named)
        if noun and " " not in text[end + 1 : noun[1]]:
            return (*noun, value)
    if suffix in ("m", "t"):  # metres and tonnes; millions only with a currency or a noun
        spoken = suffix == "t" and _PER_SECOND.match(text, end)  # 17t/s of a language model
        return "token" if spoken else suffix, end, value / SUFFIXES[suffix]
    if suffix == "W":
        return "W", end, value / MAGNITUDES["W"]
    if suffix in ("B", "M", "T") and (
        _MODEL_AFTER.match(text, end) or _SIZE_BEFORE.search(text, max(0, begin - 8), begin)
    ):
        return "parameter", end, value
    noun = noun_after(text, end, numeral, named=named) or _chips_after(text, end, numeral)
    if noun:
        return (*noun, value)
    plain = half_width(numeral).replace(".", "", 1).isdigit()
    scored = value > 1 and _SCORE.search(text, max(0, begin - 14), begin) is not None
    if not plain and _counts_parameters(text, (begin, end), numeral):
        return "parameter", end, value
    if not plain or scored or (value >= 10 and more.strip() in _MORE_SIGNS and more):
        return "", end, value
    return None


def _counts_parameters(text: str, span: tuple[int, int], numeral: str) -> bool:
    """Whether a large number is of what a model has: 参数达3200亿, 30亿激活参数."""
    if LARGE.search(numeral) is None:
        return False
    begin, end = span
    before = _PARAMETERS_BEFORE.search(text, max(0, begin - _PARAMETERS_REACH), begin)
    return before is not None or _PARAMETERS_BEHIND.match(text, end) is not None


def _chips_after(text: str, end: int, numeral: str) -> tuple[str, int] | None:
    """The model of chips that a number counts, and where its name ends: 4000 H100s."""
    chip = _CHIPS.match(text, end)
    plain = numeral.isdigit()
    if chip is None or (plain and (len(numeral) < 2 or follows_name(text, end - len(numeral)))):
        return None
    if plain and "1900" <= numeral < "2100" and len(numeral) == 4:
        return None  # the 2024 H100s
    return chip["chip"], chip.end()


def is_date(text: str, end: int, numeral: str, unit: Unit, value: float) -> bool:
    """Whether number and unit are a year, an hour or a point in time: 1869年, 5 years ago."""
    if unit.canonical == "点":
        return value <= 24
    if unit.canonical in ("届", "期") and numeral.isdigit():
        return 1900 <= value < 2100  # 2026届毕业生
    if unit.latin and unit.dimension == "count" and numeral.isdigit() and len(numeral) == 4:
        return 1900 <= value < 2100  # a 2027 problem
    if unit.dimension != "time":
        return False
    if unit.canonical == "year" and 1500 <= value < 2100 and not LARGE.search(numeral):
        return text[end : end + 2] not in ("历史", "歷史", "的历", "的歷")
    return unit.latin and _AGO.match(text, end) is not None


def is_name_number(text: str, begin: int, numeral: str, unit: Unit, value: float) -> bool:
    """Whether the digits end a name and the unit begins a new phrase: `Pixel 10 用户`."""
    if not unit.weak or not is_arabic(numeral):
        return False
    decimal = "." in numeral and numeral[-1] in _ARABIC
    doubtful = (unit.latin and numeral.isdigit()) or decimal or (unit.noun and value < 100)
    return doubtful and follows_name(text, begin)
