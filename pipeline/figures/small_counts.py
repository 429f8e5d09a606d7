"""Which counts are too small to be figures: 一个, 两款, 三五家, 二十年."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.figures.numbers import DIGITS, MAGNITUDES
from pipeline.figures.reject import is_claim
from pipeline.figures.units import Unit

_KEPT = 512  # classifiers; there are some hundred
_ARABIC = frozenset("0123456789０１２３４５６７８９")
_OF_THEM = re.compile(
    r"[\u4e00-\u9fff]{0,4}?(?:里|裡|中|当中|當中|之中)[^，。,;；\n]{0,4}有[0-9一二两兩三四五六七八九十]"
)
_ONLY_SO_MANY = re.compile(
    r"(?:只|仅|僅)(?:[收招卖賣来來剩派录錄接签簽建开開做投拿用]|够|夠|通过|通過)[到出了下得完得]$"
)
_FEW = re.compile(r"(?:只有|只剩|仅剩|僅剩|仅有|僅有|只招)$")
# What counts things that one could point at: 六款软件, 五家客户; 四个方向 and 三点 say little.
_THINGS = frozenset("家款名座台臺张張间間所栋棟艘辆輛架颗顆枚组組篇本封盒瓶票套幅枝支桌")
_PEOPLE_OR_PAGES = frozenset(("位", "人", "个人", "個人", "对", "對", "页", "頁", "部", "条", "條"))
_NONE_OF = frozenset("例次个個家宗起名位人则則")  # 零件 and 零头 are words
# Six and more of these are told as figures are: 九个人做出来, 掉线七次, 推送了八份名单.
_MANY_OF = frozenset(("人", "个人", "個人", "位", "名", "次", "份", "篇", "批", "只", "隻"))
_MANY = 6
_OF_POINTS = "points"
_SAID_OF_POINTS = 2
_TEAM = re.compile(
    r"的?[^，。,;；、\n的]{0,5}?(?:[团團][队隊]|小?[组組](?![成织織建合])|公司(?![见見碰门門])|班子|工作室|[评評][审審]|小[队隊])"
)
_TEAM_BEHIND = 16
_SEVERAL = 4  # three of anything is said of everything
_DENOMINATORS = frozenset(("area", "mass", "volume", "length", "energy"))


# 错字九个, 顶会三篇: a count that ends its clause is what the clause says.
_ENDS_CLAUSE = re.compile(r"[，,。；;！!？?、\n)）」』”]|$")
_NOT_COUNTED_BEFORE = frozenset(
    "了是有为為成分出第这這那哪每另前后後首头頭某各同又再任其下上本该該两兩三个個有无無给給到"
)


def ends_clause(text: str, begin: int, end: int) -> bool:
    """Whether the count at `text[begin:end]` stands behind what it counts, at a clause's end."""
    before = text[max(0, begin - 2) : begin]
    return (
        len(before) == 2
        and all("\u4e00" <= sign <= "\u9fff" for sign in before)
        and before[1] not in _NOT_COUNTED_BEFORE
        and before[0] not in DIGITS  # 五花八门
        and _ENDS_CLAUSE.match(text, end) is not None
    )


def _is_clause(text: str, begin: int, end: int) -> bool:
    """Whether a count is a clause of its own: 订一桌年夜饭，九个人，有老人."""
    return (
        begin > 0
        and text[begin - 1] in "，,、"
        and text[end : end + 1] in "，,。；;"
        and end < len(text)
        and text[end - 1] not in "个個条條点點次步件"
    )


@lru_cache(maxsize=_KEPT)
def _same_beside(classifier: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Counts with a classifier: of the whole behind, of a part before, and any before."""
    own = re.escape(classifier)
    return (
        re.compile(rf"(?:里|中|当中|之中)?有[一二两三四五六七八九十0-9]+{own}"),
        re.compile(rf"[一二两三四五六七八九十百0-9]{own}(?:里|中|当中|之中)?有$"),
        re.compile(rf"(?:[0-9]|[十百千万亿][一二三四五六七八九]?) ?{own}"),
    )


def _is_beside(text: str, begin: int, end: int, classifier: str) -> bool:
    """Whether a count is of the same things as one beside it.

    五间有三间已结业; 买来6款实测，四款在…
    """
    whole, part, any_before = _same_beside(classifier)
    return bool(
        whole.match(text, end)
        or part.search(text, max(0, begin - 8), begin)
        or any_before.search(text, max(0, begin - 30), begin)
    )


def is_trivial(
    text: str, span: tuple[int, int], numeral: str, unit: Unit, value: float, more: str
) -> bool:
    """Whether a count is too small or round to be a figure: 一个, 两款, 三五家, 二十年, 1项."""
    begin, end = span
    if value == 1 and numeral in ("一", "壹") and unit.dimension in _DENOMINATORS:
        return True
    if not unit.weak or (more and numeral[0] in "十廿卅"):
        return False
    if numeral[0] in _ARABIC:
        counts = unit.dimension == "count" or unit.canonical == "year"
        return value == 1 and numeral[0] in "1１" and counts
    if (
        numeral in MAGNITUDES and MAGNITUDES[numeral] > 10
    ):  # what is vague of these never comes here: 逾万名
        return False
    if value == 0 and text[begin + 1 : end].strip() in _NONE_OF:
        stated = text[max(0, begin - 1) : begin] in "是到为為剩有了出 "
        if ends_clause(text, begin, end) or (stated and _ENDS_CLAUSE.match(text, end)):
            return False  # 用药错误零例, 找到的是零个
    if unit.dimension == _OF_POINTS and value >= _SAID_OF_POINTS:
        return False  # 毛利涨三个点: those that do not move never come here
    if len(numeral) == 1 and value >= 3 and unit.dimension == "count":
        alias = text[begin + 1 : end].strip()
        if (value >= _SEVERAL and alias in _THINGS) or (value == 10 and alias in _PEOPLE_OR_PAGES):
            return False
        if value >= _MANY and alias in _MANY_OF and not text.startswith("握手", end):
            return False
        # 七人的算法组, 三人小组
        if value >= 3 and alias == "人" and _TEAM.match(text, end, end + _TEAM_BEHIND):
            return False
    if len(numeral) == 1 or (len(numeral) == 2 and all(sign in DIGITS for sign in numeral)):
        if value >= 3 and unit.dimension == "count":
            classifier = text[begin + len(numeral) : end].strip()
            if _is_clause(text, begin, end) or ends_clause(text, begin, end):
                return False
            if _is_beside(text, begin, end, classifier):
                return False
            # 十张里有四张认错: the whole that the next count is a part of; 只收到七个新生
            if _OF_THEM.match(text, end) or _ONLY_SO_MANY.search(text, max(0, begin - 5), begin):
                return False
        return value < _fewest(text, begin) or not is_claim(text, begin)
    return unit.dimension == "time" and value <= 100 and value % 10 == 0


def _fewest(text: str, begin: int) -> int:
    """两个 counts only where a word says how few they are (只有两个人) or a change ends there."""
    return 2 if _FEW.search(text, max(0, begin - 3), begin) else 3
