"""Whose money a bare 元 is: the region's that the text's words tell of, or what it names itself.

Words are weighed in `models/figures/regions.toml`. A text that was written in Taipei or Hong Kong
and then converted still says 软体 or 溢利, and what its script says of its region is one piece of
evidence among others. Above all stands what the text declares: `（人民币，下同）`.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import ahocorasick_rs

from pipeline.figures.currency import currency_named
from pipeline.figures.money_words import lends_currency
from pipeline.figures.reading import Figure, encodable
from pipeline.resources import models_path

_START: Final = {
    "cn": 3,
    "tw": 4,
    "hk": 4,
    "none": 0,
    "sg": 4,
    "my": 4,
    "mo": 4,
    "us": 4,
    "ca": 4,
}
_REGIONS: Final = ("cn", "tw", "hk", "sg", "my", "mo", "us", "ca")
"""What a region counts before any word does; script and words of the whole page gave it."""
_REACH: Final = 200  # code points of a sentence after which a currency is no longer held
_STRONG: Final = 3
_LEAD: Final = 2  # by which another region must be ahead of the one read
_NAMED: Final = (
    "人民币|人民幣|港元|港币|港幣|美元|美金|新台币|新台幣|新臺幣|台币|台幣|日元|日圆|日圓|欧元|歐元|英镑|英鎊|新加坡元|新元|韩元|韓元|澳门元|澳門元|澳门币|澳門幣|令吉|马币|馬幣"
    "|RMB|CNY|HKD|HK\\$|USD|US\\$|TWD|NT\\$|NTD"
)
_DECLARED: Final = re.compile(
    rf"[（(〔\[](?:单位|單位|币种|幣種|货币|貨幣)?[：:]?(?:以下|如无说明|除注明外)?(?:均|皆|俱)?(?:为|為|以)?(?P<below>{_NAMED})"
    r"(?:计|計)?[，,、；;‧·． ]{0,2}(?:下同|以下同|余同|餘同|后同|後同)[）)〕\]]"
    rf"|(?:金额|金額|数字|數字|款项|款項|数据|數據|货币|貨幣|币种|幣種|单位|單位)[^，。；;\n]{{0,8}}?(?:均|皆|俱|全部|一律|默认)?"
    rf"(?:以|为|為|按|是)(?P<said>{_NAMED})(?:计|計|列示|列报|列報|呈列|结算|結算|为单位|為單位|计价|計價|元)?(?=[，。；;）)\n]|$)"
)
# Without one of these a text declares nothing; the first sign is what the engine looks for.
_HINT: Final = re.compile(
    "[单單均下余餘后後币幣元镑鎊BDY]"
    "(?:(?<=[单單])位|(?<=均)[为為以]|(?<=[下余餘后後])同"
    "|(?<=[币幣元镑鎊BDY])(?:[计計列呈结結]|为单|為單))"
)
_BRACKET: Final = re.compile(rf" ?[（(](?P<named>{_NAMED})[）)]")
_LOCAL: Final = re.compile(
    r"[0-9０-９〇零一二两兩三四五六七八九十百千万萬亿億兆多余餘来來半个個] ?"
    r"(?:元|圆|圓|块|塊|毛|角)[钱錢]?$|(?<=分)[钱錢]$"
)
_PREFIXED: Final = re.compile(r"人民币|人民幣|港币|港幣|港元|新台币|新台幣|新臺幣|美元|RMB")
_SENTENCE: Final = re.compile(r"[。！？!?\n]")
# A firm reports in one money: 收入人民币18.7亿元。纯利2.46亿元 in a page from Hong Kong.
_REPORTED: Final = re.compile(
    r"(?:收入|营收|營收|营业额|營業額|毛利|纯利|純利|溢利|净利润|淨利潤|净利|淨利|亏损|虧損|现金流|現金流|资本开支|資本開支"
    r"|借款|净现金|淨現金|研发开支|研發開支|研发费用|研發費用)[^，。,;；\n0-9]{0,8}$"
)
_SEMICOLON: Final = re.compile("[;；]")
_LARGE: Final = re.compile("[万萬亿億]")


@dataclass(frozen=True, slots=True)
class RegionRow:
    """Words that weigh for some regions, with the example and counter-example its test reads."""

    name: str
    regions: tuple[str, ...]
    weight: int
    words: tuple[str, ...]
    example: str
    counter: str


@cache
def load_regions() -> tuple[RegionRow, ...]:
    """The rows of the data file."""
    data = tomllib.loads(models_path("figures/regions.toml").read_text(encoding="utf-8"))
    return tuple(
        RegionRow(
            row["id"], tuple(row["regions"]), row["weight"], tuple(row["words"]),
            row["example"], row["counter"],
        )
        for row in data["row"]
    )  # fmt: skip


@cache
def _words() -> tuple[ahocorasick_rs.AhoCorasick, list[str], dict[str, RegionRow]]:
    rows = {word: row for row in load_regions() for word in row.words}
    words = sorted(rows)
    kind = ahocorasick_rs.MatchKind.LeftmostLongest
    return ahocorasick_rs.AhoCorasick(words, matchkind=kind), words, rows


def local_region(text: str, region: str) -> str:
    """Whose currency a bare 元 is in `text`, which was read as of `region` (`cn`, `tw`, `hk`).

    It is that of one of these, of Singapore (`sg`), Malaysia (`my`), Macau (`mo`),
    the United States (`us`) or Canada (`ca`), whose Chinese papers write 元 for their own.

    Every word that tells of a region counts once, however often it stands there; the region that
    the text was read in, by script and words of its page, falls only to a clear lead.
    """
    automaton, words, rows = _words()
    score = defaultdict(int, dict.fromkeys(_REGIONS, 0) | {region: _START[region]})
    found = {index for index, _, _ in automaton.find_matches_as_indexes(encodable(text))}
    strong = {region, "cn", "tw", "hk"}
    for index in found:
        row = rows[words[index]]
        if row.weight >= _STRONG:
            strong.update(row.regions)
        for name in row.regions:
            score[name] += row.weight
    own = "cn" if region == "none" else region
    # of the smaller presses one word at least must be their own, not only places they write of
    best = max(
        (name for name in _REGIONS if name in strong), key=lambda name: (score[name], name == own)
    )
    return best if score[best] >= score[own] + _LEAD else own


def declared_currency(text: str, figures: list[Figure], local: str) -> list[Figure]:
    """`figures` with the currency that the text declares for its bare amounts.

    A declaration in brackets (`8.9亿元（人民币，下同）`) holds for the amount before it and for all
    that follow, one in words (金额均以人民币计) for the whole text; a currency in brackets for the
    amount before it alone; a currency named before an amount (人民币20亿元，毛利8亿元) for the
    rest of its sentence, where no amount before was in the money of the place; and the money of a
    firm's results for its other results in the paragraph.

    Args:
        text: the text.
        figures: its figures, in order.
        local: the currency that bare amounts were given.
    """
    if not any(f.kind == "money" and f.unit == local for f in figures):
        return figures
    hinted = _HINT.search(text) is not None
    since = sorted(
        (m.start() if m["below"] else -1, currency_named(m["below"] or m["said"]))
        for m in (_DECLARED.finditer(text) if hinted else ())
    )
    found: list[Figure] = []
    starts = [start for start, _ in since]
    named: Figure | None = None  # the amount of this sentence that named its currency in front
    plain = False  # whether a bare amount stood in the money of the place
    reported: Figure | None = None  # the last amount of a firm's results in another money
    for figure in figures:
        if figure.kind != "money":
            found.append(figure)
            continue
        if named is not None and (
            figure.start - named.end > _REACH or _SENTENCE.search(text, named.end, figure.start)
        ):
            named = None
        if reported is not None and "\n" in text[reported.end : figure.start]:
            reported = None
        if _PREFIXED.match(figure.surface):
            named = figure
        elif figure.unit == local and _LOCAL.search(figure.surface):
            bracket = _BRACKET.match(text, figure.end)
            place = bisect_right(starts, figure.end + 1)
            if bracket:
                figure = replace(figure, unit=currency_named(bracket["named"]))
            elif place:
                figure = replace(figure, unit=since[place - 1][1])
            elif named is not None and not plain and _holds(text, named, figure):
                figure = replace(figure, unit=named.unit)
            elif reported is not None and _is_reported(text, figure):
                figure = replace(figure, unit=reported.unit)
            else:
                plain = True
        # 700亿美元 says of its own amount that it is no 元: what follows may be another firm's.
        if (
            figure.unit != local
            and _is_reported(text, figure)
            and (_PREFIXED.match(figure.surface) or "人民" in figure.surface)
        ):
            reported = figure
        found.append(figure)
    return found


def _holds(text: str, named: Figure, figure: Figure) -> bool:
    """Whether a currency named in front holds past a semicolon, if one stands between."""
    if not _SEMICOLON.search(text, named.end, figure.start):
        return True
    return _is_reported(text, named) or lends_currency(text, named, figure)


def _is_reported(text: str, figure: Figure) -> bool:
    """Whether an amount is one of a firm's results: 纯利2.46亿元, 收入人民币18.7亿元."""
    before = text[max(0, figure.start - 16) : figure.start]
    return _LARGE.search(figure.surface) is not None and _REPORTED.search(before) is not None
