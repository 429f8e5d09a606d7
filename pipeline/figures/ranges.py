"""Ranges: 20-100美元, 3至5%, `between 5 and 7 percent`, `$5-7 billion`."""

from __future__ import annotations

import re

from pipeline.figures.ambiguous import of_share
from pipeline.figures.coins import is_coin
from pipeline.figures.counts import LARGE, noun_after
from pipeline.figures.currency import SIGNS, code_currency, sign_currency
from pipeline.figures.money import is_amount
from pipeline.figures.numbers import numeral_value
from pipeline.figures.reading import Figure, Reading
from pipeline.figures.reject import follows_name, names_number
from pipeline.figures.small_counts import is_trivial

_MAGNITUDE = re.compile(
    r" ?([十百千万萬亿億兆拾佰仟]+|[kKmMbBtTwW]|bn|Bn|BN|bln|mln|mn|MM|trn|tn|[ -]?[a-zA-Z]{7,}s?)$"
)
_FROM = ("从", "從", "由", "自", "from", "From")
_MOVED = re.compile(
    r" ?(?:的区间|的區間|的范围|的範圍|区间|區間)?"
    r"(?:上调|上調|下调|下調|调整|調整|上修|下修|调高|調高|调低|調低|提高|提升|扩大|擴大|收窄|缩小|縮小|抬升|改)"
)
# have climbed from 54 to 91 percent names two states; range from 54 to 91 percent and raises of
# from 3 to 5 percent do not
_CHANGED = re.compile(
    r"\b(?:climb|r[io]se|rising|f[ae]ll|drop|went|gone|go(?:es|ing)?\b|gr[eo]w|mov|jump|sli[dp]|slump"
    r"|increas|decreas|rais|lower|shr[aiu]nk|improv|declin|reduc|widen|narrow|swing|swung|push|took"
    r"|tak(?:en|es)|br(?:ings?|ought)|cut|came|comes?\b|chang|edg|soar|surg|plung|tumbl|sank|up\b|down\b)"
    r"[a-z]*(?: (?:[a-z]+ly|up|down|back|again|further|(?:in )?(?:19|20)[0-9]{2})){0,2},? from $"
)
# expanded its workforce from 130 to 210 employees; headcount, from 130 to 210 employees
_HEADS_CHANGED = re.compile(
    r"(?:\b(?:expand|r[io]se|rising|f[ae]ll|went|gone|going|gr[eo]w|increas|decreas|rais|lower|shr[aiu]nk"
    r"|reduc|cut|doubl|tripl|swell|scal|jump|climb|drop)[a-z]*(?: [a-z'-]+){1,6}?"
    r"|\b(?:headcount|staff|workforce|payroll|team|group|crew|base|roster)(?:,| [a-z]+)?"
    r"|[0-9]%?,?|percent,?|^|[(:;—–-]|\n) ?[Ff]rom $"
)
_HEADS = re.compile(
    r" (?:[a-z-]+ )?(?:employees|people|staff|workers|engineers|members|users|customers|subscribers"
    r"|clients|students|pupils|patients|researchers|developers|stores|sites|offices)\b"
)
_CHANGED_REACH = 64
# between $70 billion and $72 billion, up from $66 billion to $72 billion
_WAS_BETWEEN = re.compile(
    r"[0-9](?: ?(?:million|billion|trillion|percent|per cent|[%A-Za-z]{1,4}))?,? (?:up|down) from $"
)
# fell to $2.10 a minute from $9 to $11
_CAME_TO = re.compile(
    r"\bto (?:about |only |just )?(?:[A-Z]{0,3}[$€£¥])?[0-9][0-9.,]*[^.;:,\n0-9]{0,24} from $"
)
# went from about $4k to $31k; 从约4千元涨到3万元
_ABOUT = re.compile(
    r"(?:[ (](?:about|around|roughly|approximately|nearly|almost|some"
    r"|(?:just )?(?:under|over|below|above))"
    r" |[~≈] ?|(?<=[从從由自])(?:大约|大約|约|約|不到|不足|近))$"
)
_ABOUT_REACH = 16
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_PREFIX = re.compile(r"(?<= )(?:US|HK|NT|SG?|AU?|CA?)$")
_STRIPPED = " " + "".join(SIGNS)


def is_range(reading: Reading, m: re.Match[str]) -> bool:
    """Whether the two numbers of a candidate are the ends of one range.

    从3%到5% names two states and not a range, so its ends stay two figures; but 由15%至18%上调到20%
    is a range that moves.
    """
    text, begin = reading.text, m.start()
    separator = text[m.end("unit") if m["unit"] else m.end("low") : m.start("high")]
    separator = _PREFIX.sub("", separator.strip(_STRIPPED)).strip()
    about = _ABOUT.search(text, max(0, begin - _ABOUT_REACH), begin)
    if about:
        begin = about.start() + text.startswith((" ", "("), about.start())
    before = _PREFIX.sub("", text[max(0, begin - 12) : begin]).rstrip()
    if m["sign2"] and not (m["sign"] or m["unit"]) and _YEAR.fullmatch(m["low"]):
        return False  # from $27 billion in 2022 to $61 billion
    if separator == "and":
        return before.endswith(("between", "Between"))
    if m["unit"] and (
        not m["unit2"] or reading.units[m["unit"]].canonical != reading.units[m["unit2"]].canonical
    ):
        return False
    if not (m["unit2"] or m["sign"]) and m["high"][-1] in "BMK" and follows_name(text, begin):
        return False  # Llama 3.1-8B
    if separator == "to" and _WAS_BETWEEN.search(text, max(0, begin - _CHANGED_REACH), begin):
        return True
    if separator == "to" and _CAME_TO.search(text, max(0, begin - _CHANGED_REACH), begin):
        return True
    changed = separator == "to" and before.endswith("from")
    if changed and _CHANGED.search(text, max(0, begin - _CHANGED_REACH), begin):
        return False
    if changed and _of_heads(text, m):
        return False
    whole = m["unit"] or m["sign"] or _MAGNITUDE.search(m["low"])
    if whole and separator in ("到", "至", "to") and before.endswith(_FROM):
        return _MOVED.match(text, m.end()) is not None
    return True


def _of_heads(text: str, m: re.Match[str]) -> bool:
    """Whether a number of people or places is what changes: headcount from 130 to 210 employees."""
    begin, sentence = m.start(), text.rfind("\n", 0, m.start()) + 1
    return (
        _HEADS.match(text, m.end("high")) is not None
        and _HEADS_CHANGED.search(text, max(sentence, begin - _CHANGED_REACH), begin) is not None
    )


def _bounds(m: re.Match[str]) -> tuple[float, float] | None:
    """Both ends; the lower takes the magnitude of the upper where it has none (3-5万)."""
    low, high = numeral_value(m["low"]), numeral_value(m["high"])
    if low is None or high is None:
        return None
    tail = _MAGNITUDE.search(m["high"])
    if tail and not _MAGNITUDE.search(m["low"]):
        factor = numeral_value("1" + tail[1].strip(" -"))
        if factor and low <= high / factor:
            low *= factor
    return (low, high) if low < high else None


def range_figure(reading: Reading, m: re.Match[str]) -> Figure | None:
    """The figure of a range, `None` where the two ends do not fit or count nothing."""
    bounds = _bounds(m)
    if bounds is None:
        return None
    low, high = bounds
    text, (begin, end) = reading.text, m.span()
    unit = reading.units[m["unit2"]] if m["unit2"] else None
    kind, canonical, scale = reading.kind_of(unit)
    chinese = kind in ("money", "percent") or LARGE.search(m["high"]) is not None
    places = reading.currency, reading.dollar
    money = (
        sign_currency(text, begin, m["sign"], *places) if m["sign"] else code_currency(text, begin)
    )
    if money is None and m["sign2"]:
        money = sign_currency(text, m.start("sign2"), m["sign2"], *places)[0], begin
    if money:
        if unit is None or kind != "money":
            end = m.end("high")
        (canonical, begin), kind, scale = money, "money", 1.0
    elif unit is None:
        if not (_MAGNITUDE.search(m["high"]) or "," in m["high"]):
            return None
        if LARGE.search(m["high"]) and is_amount(text, begin, end, m["high"]):
            kind, canonical = "money", reading.currency  # 收入我数来数去，50亿到60亿
        else:
            canonical, end = noun_after(text, end, m["high"]) or ("", end)
    elif unit.dimension == "time" and 1900 <= high < 2100:
        return None
    if m["unit2"] in ("块", "塊") and is_coin(text, begin, end, high):
        kind, canonical = "money", reading.currency  # 人工大概是4到5块
    if m["unit2"] in ("point", "points") and of_share(text, begin, end):
        kind, canonical = "percent", "pp"  # 1.5 to 2 points of share
    small = unit is not None and (m["low"][0] in "一两兩" or (unit.weak and high < 10))
    if small and unit and is_trivial(text, (begin, end), m["low"], unit, high, ""):
        return None
    if names_number(text, begin, chinese_unit=chinese):
        return None
    if m["unit2"] in ("折", "摺"):
        low, high = (value * 10 if value <= 10 else value for value in bounds)
        scale = 1.0
    return reading.figure(
        (begin, end), kind, low * scale, canonical,
        value_max=high * scale, inside=m["more2"] or "",
    )  # fmt: skip
