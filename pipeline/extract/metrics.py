"""What rules say a figure measures: the metric whose words stand closest to it in its clause."""

from __future__ import annotations

import functools
import re
from typing import Final

from pipeline.extract.metric_places import CHANGE, column_head, heading_above, row_label
from pipeline.extract.metric_scan import MetricScan, metrics_in
from pipeline.extract.metric_words import (
    can_have,
    listed_metrics,
    metric_words,
    metrics_of_unit,
)
from pipeline.figures import Figure

_CLAUSE_END: Final = re.compile(r"[,，;；。！？!?、：:|]|\.\s|\n")
_REACH: Final = 40
_LATIN_REACH: Final = 72
_APPOSED: Final = 4  # code points before a number of people that stands for a firm's staff
_STAFF: Final = re.compile(
    r"公司|团队|全员|一共|总共|只有|只剩|从|减|裁|招|走|干|做|我们|咱|带着|手下|成组|留下|还有|工作室|实验室"
    r"|车间|全厂|律所|编辑部|\b(?:firm|company|team|staff|has|employ(?:s|ed)?|we|lab|studio|crew|lost|laid)\b"
)
_MOST_STAFF: Final = 3_000_000
_SIZE: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?B")  # 32B
_AFTER: Final = 30
# Whoever is counted here is nobody's staff: 8,412名患者.
_OTHER_PEOPLE: Final = re.compile(
    r"\s?(?:[^，。,;；\n]{0,4}?)(?:患者|病人|学生|孩子|家长|观众|旅客|乘客|选手|考生|居民|市民|农民|受试者|受访者|志愿者|陪审团|评审团)"
)
_PEOPLE: Final = frozenset(("person", "名", "位", "人次", "例"))
_EACH: Final = re.compile(r"(?:每[\u4e00-\u9fff]{1,4}|一年|一个月|每人每月)\s?$")
# 换一个没见过的车间，掉到62%: what goes on about the figure of the sentence before.
_GOES_ON: Final = re.compile(
    r"(?:掉到|降到|升到|涨到|增到|变成|则为|则是|减到|回到|只剩|才|却只有|[^，。]{1,8}(?:是|为|只有))\s?$"
)
# 其中37%来自一家客户 is of what the sentence before told
_OF_WHICH: Final = re.compile(r"\s?这?其中|\s?Of (?:this|which|that|these)\b")
_FIRM: Final = re.compile(r"\S(?:股份|控股|集团)\s*$")  # 沐曦股份 is no share
_OF: Final = re.compile(r" of | per |[（(]")
_FOLDS: Final = frozenset("折摺")
_WORK_TIMES: Final = frozenset(("hour", "month", "day", "year", "week"))
_TIMED: Final = re.compile(
    r"(?:每人|每小时|每月|每天|月|日|时薪|一天|一个月|一小时)[^，。,;；]{0,3}$"
)
_WORKERS: Final = re.compile(
    r"员工|[职雇技译保演动店]员|工人|师傅|工程师|教师|老师|司机|毕业生|应届|实习|兼职|打工|上岗|女工"
    r"|标注员|农民工|每人|人均|\b(?:workers?|engineers?|teachers?|drivers?|nurses?|interns?"
    r"|annotators?|graduates?|labell?ers|cleaners?|staff)\b"
)
_PRICED: Final = re.compile(
    r"[价租]|收费|月费|年费|学费|订阅|套餐|会员费|成本|\b(?:price|fee|charg|cost|subscri)"
)
_SMALL_AMOUNT: Final = 1e4  # in any money: what so little is paid for is mostly a price
_MOST_PRICED: Final = 1e6  # an amount that a price can be, in any money
_SMALL: Final = frozenset(("price", "pay", "share_price"))


@functools.cache
def _after(kind: str) -> re.Pattern[str]:
    """What right behind a figure says what it measures; a group a metric."""
    named = [
        f"(?P<{m['name']}>{m['after']})"
        for m in listed_metrics()
        if kind in m["kinds"] and "after" in m
    ]
    return re.compile("|".join(named) or "(?!)")


@functools.cache
def _units() -> dict[str, str]:
    """Unit → the metric that a figure in it measures where no word says otherwise."""
    return {unit: m["name"] for m in listed_metrics() for unit in m.get("units", ())}


def ruled_metric(
    figure: Figure,
    scan: MetricScan,
    start: int,
    end: int,
    previous: tuple[Figure, str | None] | None,
    earlier: tuple[Figure, str | None] | None = None,
) -> str | None:
    """The metric that rules give `figure`, which is in no column, in `text[start:end]`.

    Words are looked for before the figure in its clause, behind it in its clause, and in the
    clauses before; then its unit says what it is, then the figure before it in the same sentence
    (营收18亿元,同比增长30%), then a word of growth; last the figure of the sentence before that it
    goes on about, the rate that makes an amount a price, and the heading above.

    Args:
        figure: the figure, in offsets of `text`.
        scan: the document's text, searched for words of metrics.
        start: where the figure's sentence starts.
        end: where it ends.
        previous: the figure before it in the sentence with its metric, if there is one.
        earlier: the last figure of the sentence before, in the same paragraph, with its metric.
    """
    text = scan.text
    behind = _after(figure.kind).match(text, figure.end)
    if behind and behind.lastgroup:
        return behind.lastgroup
    found = _by_words(figure, scan, start, end, previous)
    if found is None:
        found = _by_place(figure, text, start, earlier)
    if found == "price" and figure.kind == "money" and _is_wage(figure, text, start):
        return "pay"
    return found


def _is_wage(figure: Figure, text: str, start: int) -> bool:
    """Whether an amount by the hour or month is what people get: 退休农技员，每小时38元."""
    before = text[max(start, figure.start - _REACH) : figure.start]
    timed = figure.per in _WORK_TIMES or _TIMED.search(before) is not None
    return timed and _WORKERS.search(before) is not None and not _PRICED.search(before)


def _by_place(
    figure: Figure, text: str, start: int, earlier: tuple[Figure, str | None] | None
) -> str | None:
    """What only the surroundings of a figure's sentence say that it measures."""
    before = text[max(start, figure.start - _REACH) : figure.start]
    if earlier is not None and earlier[1] is not None and can_have(earlier[1], figure.kind):
        alike = earlier[0].kind == figure.kind and _GOES_ON.search(before)
        if (alike and len(before) <= _REACH // 2) or _OF_WHICH.match(before):
            return earlier[1]
    if figure.surface[-1] in _FOLDS:
        return "price"  # 商汤旗下模型打七折
    if figure.kind == "money" and (figure.per is not None or _EACH.search(before)):
        return "price"
    large = figure.kind == "money" and figure.value >= _MOST_PRICED
    heading = heading_above(text, start)
    counted = metrics_of_unit().get(figure.unit) if figure.kind == "quantity" else None
    named = set(metrics_in(heading, figure.kind)) if heading else set()
    if counted is not None:
        named &= counted
    if large:
        named -= _SMALL
    if len(named) == 1:
        return named.pop()
    return "price" if figure.kind == "money" and figure.value < _SMALL_AMOUNT else None


def metric_of_column(figure: Figure, text: str) -> str | None:
    """The metric that the head of a figure's column names; None where it is in no such table.

    Where the columns are periods, firms or models, the first cell of the row says what is measured.
    """
    head = column_head(text, figure.start)
    if not head:
        return None
    named = metrics_in(head, figure.kind)
    if named and not _FIRM.search(head):
        return named[-1]
    label = row_label(text, figure.start)
    whole = metrics_in(_OF.split(label, maxsplit=1)[0], figure.kind)  # cost of revenue is a cost
    named = whole or metrics_in(label, figure.kind)
    if not named and label and figure.kind == "percent" and CHANGE.fullmatch(label):
        return "growth"
    return named[-1] if named else None


def _can_be_staff(figure: Figure, clause: str) -> bool:
    """Whether people so counted, behind `clause`, can be those of a firm."""
    apposed = len(clause) <= _APPOSED
    return figure.value <= _MOST_STAFF and (apposed or _STAFF.search(clause) is not None)


def people_counted(figure: Figure, text: str, start: int) -> str | None:
    """Who the people are that `figure` counts: `staff`, `others`; None where it may be either.

    Args:
        figure: the figure, in offsets of `text`.
        text: the document's text.
        start: where the figure's sentence starts.
    """
    if figure.unit not in _PEOPLE:
        return None
    if _OTHER_PEOPLE.match(text, figure.end):
        return "others"
    clause = _CLAUSE_END.split(text[max(start, figure.start - _REACH) : figure.start])[-1]
    return "staff" if _can_be_staff(figure, clause) else None


def _by_words(
    figure: Figure,
    scan: MetricScan,
    start: int,
    end: int,
    previous: tuple[Figure, str | None] | None,
) -> str | None:
    text = scan.text
    unit = _units().get(figure.unit)
    if unit == "age":
        return unit
    if unit is None and figure.kind == "quantity" and _SIZE.fullmatch(figure.surface):
        unit = "parameters"
    latin = text[max(0, figure.start - 12) : figure.start].isascii()
    reach = figure.start - (_LATIN_REACH if latin else _REACH)
    low = max(start, reach)
    if previous is not None:
        low = max(low, previous[0].end)
    before = text[low : figure.start]
    clause = _CLAUSE_END.split(before)[-1]
    high = min(end, figure.end + _AFTER)
    stop = _CLAUSE_END.search(text, figure.end, high)
    high = stop.start() if stop else high
    if figure.unit in _PEOPLE and _OTHER_PEOPLE.match(text, figure.end):
        return None
    people = figure.unit in _PEOPLE  # of others the word is enough: 1,900 workers
    if unit == "employees" and people and not _can_be_staff(figure, clause):
        unit = None  # 每天接待300人; but 梯安捷,67人
    words = metric_words(figure.kind, fallback=False)
    allowed = metrics_of_unit().get(figure.unit) if figure.kind == "quantity" else None
    # The figure itself stands at the end of what is read before it, for words that need a number
    # behind them (亏3亿) and for nouns that belong to it (61 researchers).
    places = [(figure.start - len(clause), figure.end, True), (figure.end, high, False)]
    if clause != before:
        places.append((low, figure.end, True))
    for begin, until, last in places:
        found = scan.of(words, begin, until, allowed)
        if begin == low and not found and unit:
            return unit
        if found:
            return found[-1] if last else found[0]
    if unit:
        return unit
    if previous is not None and previous[1] is not None and can_have(previous[1], figure.kind):
        if allowed is None or previous[1] in allowed:
            return previous[1]
        return None
    wider = scan.of(words, max(start, reach), low, allowed)
    if wider:
        return wider[-1]
    found = scan.of(metric_words(figure.kind, fallback=True), low, high, allowed)
    return found[-1] if found else None
