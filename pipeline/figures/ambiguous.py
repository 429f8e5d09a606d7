"""Units that mean different things in different places: 块, times, 个点, 度."""

from __future__ import annotations

import re

from pipeline.figures.coins import is_coin
from pipeline.figures.counts import is_arabic
from pipeline.figures.reading import Kind, Reading

_COINS = frozenset("块塊")
_POINTS = frozenset(("个点", "個點"))
_ENGLISH_POINTS = frozenset(("point", "points"))
_OF_POWER = re.compile(r"(?:电价|電價|电费|電費|千瓦时|千瓦時|度电|度電|每度)[^，。,;；\n]{0,6}$")
# 单框成本3.8分变成0.6分 is money; 成本评分8.5分 and 成本控制8.5分 are scores
_OF_COST = re.compile(
    r"(?:成本|单价|單價|均价|均價)[约約从從]?(?:[0-9.]{1,5}分)?(?:[是为為]|变成|變成|降到|降至)?"
    r"[约約]? ?$"
)
_THOUSANDTHS = frozenset(("厘", "釐"))
# 利率5厘 is a share, 成本降到了两厘 a thousandth of a yuan.
_INTEREST = re.compile(r"(?:息|利率|利|按揭|孖展|融资成本|回报)[^，。,;；\n]{0,8}$")
_PRICE = re.compile(
    r"[钱錢价價费費元角毛分块塊][^。;；\n]{0,14}$|(?:成本|调用|每次)[^。;；\n]{0,12}$"
)
_HAN = re.compile("[\u4e00-\u9fff]")
_CENTS_BEFORE = re.compile(r"\b(?:EPS|DPS|[Ee]arnings|[Dd]ividends?|per share)\b[^.;\n]{0,24}$")
_CENTS_AFTER = re.compile(r"(?:/| (?:a|an|per|each)\b)")
_DOSE_AFTER = re.compile(
    r"/d(?:ay)?\b| (?:a|an|per|each) (?:day|night|dose|serving|tablet|pill|week)\b"
)
_CENTS_PAID = re.compile(
    r"\b(?:cost|pric|pa(?:y|id)|charg|sav|earn|worth|at|for|rate|rent|fee|from|to|about|only|just)"
    r"[a-z]*(?: [a-z]+)? ?$"
)
_DOLLAR = 100  # cents; Vitamin C 500c a day
_CHANGED = re.compile(
    r"(?:下降|上升|提升|提高|增加|减少|減少|降低|上涨|上漲|下滑|回升|回落|改善|收窄|扩大|擴大|变动|變動|微升|微降"
    r"|同比|环比|環比|按年|按季|年增|季增|年减|年減|季减|季減)[^，。,;；\n]{0,14}$|[+±＋][0-9./]*$"
)
_CHANGED_AFTER = re.compile(
    r"的?(?:下降|上升|提升|提高|增加|减少|減少|降幅|升幅|增幅|变动|變動|改善)"
)
_APART = re.compile(r"[高低多少差](?:出|了|过|過)? ?$")
_CUT = re.compile(r"[砍切捅刺剪开開挨补補插动動][^，。,;；\n]{0,3}$")
_GRAND = re.compile(
    r"(?:[.,;:!?)]|$| (?:a|an|per|on|in|for|to|and|each|of|every|over|or|more|less|from|by|that"
    r"|which)\b)"
)
_SMALLEST = frozenset(("毛钱", "毛錢", "角钱", "角錢", "分钱", "分錢", "块钱", "塊錢"))
_MOVED = re.compile(r"[涨漲跌拉套升降高低提差赚賺亏虧回撤占佔让讓减減增掉误誤][^，。,;；\n]{0,6}$")
_TRADED = re.compile(r"[涨漲跌拉套仓倉撤弹彈开误誤][^，。,;；\n]{0,6}$")
_FREQUENCY = re.compile(
    r" (?:a|an|per|each|every) [a-z]+\b(?! (?:as|more|less|earlier|ago|before|later|previously)\b)"
)
_AS_MANY = re.compile(r" as [a-z]+")
# Fifty-seven times it was right.
_OPENS = re.compile(r"(?:^|[.!?:;\n][\"”’)]? ?)(?:[A-Z][a-z]+ )?$")
_CLAUSE_BEHIND = re.compile(r",? (?:it|he|she|they|we|I) [a-z]+")
_REPEATED = re.compile(
    r"\b(?:it|them|this|that|him|her|me|us|tr(?:y|ies|ied)|r[ua]n|runs|ask(?:s|ed)?|call(?:s|ed)?"
    r"|test(?:s|ed)?|repeat(?:s|ed)?|fail(?:s|ed)?|happen(?:s|ed)?|woken|seen|shown|rung|written|beaten"
    r"|broken|caught|told|sent|hit|rewritten|rebuilt|fed|met)"
    r" (?:about |some |over |nearly |more than )?$"
)
_PASSIVE = re.compile(
    r"\b(?:downloaded|viewed|cited|called|played|watched|shared|starred|forked|mentioned|visited|used"
    r"|read|run|installed|invoked|queried|cloned|streamed|opened|seen|clicked|retweeted|liked|pulled"
    r"|requested|asked|tested|printed|repeated|searched|heard)"
    r" (?:about |some |over |nearly |almost |around |roughly |more than |at least |up to )?$"
)
# has been updated 11 times since October; not has been multiplied 11 times
_DONE = re.compile(
    r"\b(?:been|was|were|be|is|are|being|has|have|had) (?!increas|multipl|rais|magnif|ampl"
    r"|expand|boost|scal|grow|grew|oversub|improv|jump|ris|surg|quick|climb)[a-z]+ed"
    r" (?:about |some |over |nearly |almost |around |roughly |more than |at least |up to )?$"
)
_SINCE = re.compile(r" (?:since|in|over|last|this|before|until|by|during|within|on)\b|[.,;:!?)]|$")
_COUNTLESS = 10_000  # so many times is how often and not how much
# The word occurs 87 times; "I didn't catch that," 14 times.
_OCCURS = re.compile(
    r"(?:\b(?:occur(?:s|red)?|appear(?:s|ed)?|comes? up|came up|crop(?:s|ped)? up|happen(?:s|ed)?"
    r"|fir(?:es|ed)|crash(?:es|ed)?|fail(?:s|ed)?|rang|called|said|says|wrote|writes|met|visited"
    r"|restarted|rebooted|stopped|blinked|woke|logged in|posted|replied|apologi[sz]ed|refused|tried"
    r"|retried|paused|lied|won|struck|changed hands)"
    r"(?: (?:about|some|over|nearly|almost|around|roughly|more than|at least|only|just))?"
    r"|,[\"”’]?|[”\"]) $"
)
_STOPS_THERE = re.compile(
    r"[.;!?)]|,(?! (?:up|more|faster|the))|$"
    r"| (?:in (?:my|the|a|an|one|two|his|her|its|our)|a day)\b"
)
_ENDS = re.compile(r"[.,;:!?)]| (?:and|before|in|on|until|with|without)\b|$")
_FAHRENHEIT = re.compile(r"[华華]氏(?:[温溫]度)?(?:[为為是达達]|[达達]到)?$")
_NOT_BEHIND = re.compile(r"[都也]?[没沒不未]")
_NOTHING = re.compile(r"(?:[没沒无無]|不(?![到足过過]))[^，。,;；\n]{0,6}$")


# Gross margin: 61.5%, up 4.2 points; margins rose 2 points. Not an index nor a test.
_SHARE_BEFORE = re.compile(
    r"(?:%|\b(?:per ?cent|[Mm]argins?|[Ss]hare|[Rr]ate|[Aa]doption|[Uu]tili[sz]ation|[Yy]ield"
    r"|[Ss]crap|[Cc]hurn|[Rr]etention"
    r"|[Aa]ccuracy|[Ee]vals?|[Oo]ccupancy|[Pp]enetration|[Tt]urnout|[Uu]nemployment|[Ii]nflation|[Vv]acancy)\b)"
    r"[^;!?\n]{0,110}$"
)
_SHARE_AFTER = re.compile(
    r" (?:to|from) [0-9.]+ ?(?:%|per)| of (?:gross |operating )?(?:margin|market)"
)
# a 1.5-point margin gain, 2 points of share, adds 2 points or so to growth
_OF_SHARE = re.compile(
    r" (?:or so )?(?:of|to|off) (?:[a-z]+ ){0,2}(?:share|margins?|growth|yield)\b"
    r"| (?:gross |operating |net |profit )?(?:margin|share|rate)\b"
)
_POINTS_MOVED = re.compile(
    r"\b(?:up|down|rose|fell|drops?|falls|rises|gained?|lost|loses?|drops|widens?|moved|widen(?:ed)?|narrow(?:ed)?|climb(?:ed)?|slip(?:ped)?|add(?:ed)?|shed|expand(?:ed)?"
    r"|improv(?:ed|ing)|by|of|dropp?(?:ed)?|another|about|nearly|than|some|almost)[ ~]*$"
)
_POINTS_APART = re.compile(r" (?:ahead|behind|clear|apart|better|worse|higher|lower|short)\b")
_IN_PERCENT = re.compile(r"[0-9] ?(?:%|per ?cent)")
# The Dow fell 1.2%, or 400 points; shot 48% and finished 15 points ahead
_OWN_POINTS = re.compile(
    r"(?:(?<!price )\b[Ii]ndex|\b(?:Nasdaq|Dow|Hang Seng|Nikkei|FTSE|S&P|[Ss]hot|[Ss]hoot(?:s|ing)?"
    r"|[Gg]ames?|[Ll]eague))\b|\b[Ff]inish(?:ed|es)? $"
)
_TESTED = re.compile(
    r"\b(?:[Ss]cor(?:e|es|ed)|[Bb]enchmarks?|Elo|leaderboard|[Aa]rena"
    r"|exam|test)\b"
)


def of_share(text: str, begin: int, end: int) -> bool:
    """Whether English points at `text[begin:end]` are percentage points."""
    before = text[max(0, begin - 140) : begin]
    before = before[before.rfind("\n") + 1 :]
    if _OF_SHARE.match(text, end):
        return True
    if _OWN_POINTS.search(before):
        return False
    # Scores that are shares move by points of these: scores 71.8%, 4.3 points ahead.
    tested = _TESTED.search(before) and not _IN_PERCENT.search(before)
    if tested or not (_POINTS_MOVED.search(before) or _POINTS_APART.match(text, end)):
        return False
    return _SHARE_BEFORE.search(before) is not None or _SHARE_AFTER.match(text, end) is not None


def _is_cents(text: str, begin: int, end: int, value: float) -> bool:
    """Whether `c` behind a number is of cents: EPS 13c, 5c a call; not 500c or 50c a day."""
    if _CENTS_BEFORE.search(text, max(0, begin - 40), begin):
        return True
    if value >= _DOLLAR or not _CENTS_AFTER.match(text, end):
        return False
    paid = _CENTS_PAID.search(text, max(0, begin - 24), begin)
    return paid is not None or not _DOSE_AFTER.match(text, end)


class NotAFigureError(Exception):
    """The number counts nothing here."""


def unit_in_context(
    reading: Reading, alias: str, span: tuple[int, int], numeral: str, value: float
) -> tuple[Kind, str] | None:
    """Kind and canonical unit that `alias` has at `span`, None where it is what the data says.

    Raises:
        NotAFigureError: the number is none here (三个点要讲, 没赚一分钱).
    """
    text, (begin, end) = reading.text, span
    if alias in _THOUSANDTHS:
        if _INTEREST.search(text, max(0, begin - 14), begin):
            return "percent", "%"
        if not _PRICE.search(text, max(0, begin - 20), begin):
            raise NotAFigureError
    if alias == "c" and not _is_cents(text, begin, end, value):
        raise NotAFigureError
    if (
        alias == "pct"
        and _HAN.search(text, max(0, begin - 12), begin)
        and (_CHANGED.search(text, max(0, begin - 20), begin) or _CHANGED_AFTER.match(text, end))
    ):
        return "percent", "pp"  # of a broker's note: 同比下降1.6pct, not 毛利率35pct
    if alias == "趴" and _APART.search(text, max(0, begin - 4), begin):
        return "percent", "pp"  # 比去年高6趴, not 成长6趴
    if alias == "分" and (
        _OF_POWER.search(text, max(0, begin - 12), begin)
        or (
            text[end : end + 1] not in ("位", "制")
            and _OF_COST.search(text, max(0, begin - 18), begin)
        )
    ):
        return "money", reading.currency
    if alias == "刀" and _CUT.search(text, max(0, begin - 6), begin):
        raise NotAFigureError
    if alias == "grand" and not _GRAND.match(text, end):
        raise NotAFigureError
    if alias in _COINS:
        return ("money", reading.currency) if is_coin(text, begin, end, value) else None
    if alias == "times" and value > 1 and not _AS_MANY.match(text, end):
        passive = _PASSIVE.search(text, max(0, begin - 40), begin)
        done = _SINCE.match(text, end) and _DONE.search(text, max(0, begin - 48), begin)
        if passive or done or (value >= _COUNTLESS and _ENDS.match(text, end)):
            return "quantity", "time"
        occurs = _STOPS_THERE.match(text, end) and _OCCURS.search(text, max(0, begin - 32), begin)
        if occurs:
            return "quantity", "time"
        repeated = _REPEATED.search(text, max(0, begin - 16), begin) and _ENDS.match(text, end)
        if _STOPS_THERE.match(text, end) and text[max(0, begin - 2) : begin] in (": ", "; "):
            return "quantity", "time"  # it guesses: 31 times in my notes
        opens = _CLAUSE_BEHIND.match(text, end) and _OPENS.search(text, max(0, begin - 16), begin)
        if repeated or opens or (value.is_integer() and _FREQUENCY.match(text, end)):
            return "quantity", "time"
    if alias in _ENGLISH_POINTS and of_share(text, begin, end):
        return "percent", "pp"
    if alias in _POINTS:
        small = len(numeral) == 1 and not is_arabic(numeral)
        if small and not _MOVED.search(text, max(0, begin - 8), begin):
            raise NotAFigureError
        traded = _TRADED.search(text, max(0, begin - 8), begin)
        return "percent", "%" if traded else "pp"
    if alias == "度" and _FAHRENHEIT.search(text, max(0, begin - 6), begin):
        return "quantity", "℉"
    if (
        alias in _SMALLEST
        and value == 1
        and (_NOTHING.search(text, max(0, begin - 8), begin) or _NOT_BEHIND.match(text, end))
    ):
        raise NotAFigureError
    return None
