"""What a figure measures: the metric whose words stand closest to it in its clause."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pipeline.extract.metric_places import column_head, heading_above
from pipeline.figures import Figure
from pipeline.resources import models_path

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
_WORD_START: Final = r"(?<![a-z0-9_])"
_LETTERS: Final = re.compile("[A-Za-z]")
# Whoever is counted here is nobody's staff: 8,412名患者.
_OTHER_PEOPLE: Final = re.compile(
    r"\s?(?:[^，。,;；\n]{0,4}?)(?:患者|病人|学生|孩子|家长|观众|旅客|乘客|选手|考生|居民|市民|农民|受试者|受访者|志愿者)"
)
_PEOPLE: Final = frozenset(("person", "名", "位", "人次", "例"))
_EACH: Final = re.compile(r"(?:每[\u4e00-\u9fff]{1,4}|一年|一个月|每人每月)\s?$")
# 换一个没见过的车间，掉到62%: what goes on about the figure of the sentence before.
_GOES_ON: Final = re.compile(
    r"(?:掉到|降到|升到|涨到|增到|变成|则为|则是|减到|回到|只剩|才|却只有|[^，。]{1,8}(?:是|为|只有))\s?$"
)
# 其中37%来自一家客户 is of what the sentence before told
_OF_WHICH: Final = re.compile(r"\s?这?其中|\s?Of (?:this|which|that|these)\b")
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
def _listed() -> list[dict[str, Any]]:
    text = models_path("claims/metrics.toml").read_text(encoding="utf-8")
    listed: list[dict[str, Any]] = tomllib.loads(text)["metric"]
    return listed


class _Words:
    """The words of the metrics that a kind of figure can have.

    Words are found by one flat alternation that begins with literals, which the regex engine
    searches many times faster than named groups; only what it finds is asked for its metric.
    """

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        han: list[tuple[str, list[str]]] = []
        latin: list[tuple[str, list[str]]] = []
        for row in rows:
            parts = _alternatives(row["pattern"])
            han.append((row["name"], [p for p in parts if "\\b" not in p]))
            latin.append((row["name"], [p for p in parts if "\\b" in p]))
        self._han = re.compile("|".join(p for _, parts in han for p in parts) or "(?!)")
        self._grouped = _grouped(han, 0)
        # A Latin word ends where a Han character begins: DAU达到1亿.
        self._latin = re.compile(rf"{_WORD_START}(?:{_flat(latin)})", re.A)
        self._latin_grouped = _grouped(
            [(name, [_lowered(p) for p in parts]) for name, parts in latin], re.A
        )

    def of(self, text: str, allowed: frozenset[str] | None = None) -> list[str]:
        """The metrics named in `text`, in order; of `allowed` only, if that is given."""
        return [name for _, name in self.found(text) if allowed is None or name in allowed]

    def found(self, text: str) -> list[tuple[int, str]]:
        """The metrics named in `text` and where, in order."""
        found = []
        for m in self._han.finditer(text):
            named = self._grouped.match(text, m.start())
            if named and named.lastgroup:
                found.append((m.start(), named.lastgroup))
        if _LETTERS.search(text):
            lowered = text.lower()
            for m in self._latin.finditer(lowered):
                named = self._latin_grouped.match(lowered, m.start())
                if named and named.lastgroup:
                    found.append((m.start(), named.lastgroup))
            found.sort()
        return found


def _lowered(pattern: str) -> str:
    r"""A Latin pattern for lower-case text, without the `\b` that it begins with."""
    parts = re.split(r"(\\.)", pattern)
    lowered = "".join(p if p.startswith("\\") else p.lower() for p in parts)
    return lowered.removeprefix("\\b")


def _flat(rows: Sequence[tuple[str, list[str]]]) -> str:
    return "|".join(_lowered(p) for _, parts in rows for p in parts) or "(?!)"


def _alternatives(pattern: str) -> list[str]:
    """The branches of a pattern's outermost alternation."""
    parts, depth, begin, i = [], 0, 0, 0
    while i < len(pattern):
        sign = pattern[i]
        if sign == "\\":
            i += 1
        elif sign in "([":
            depth += 1
        elif sign in ")]":
            depth -= 1
        elif sign == "|" and not depth:
            parts.append(pattern[begin:i])
            begin = i + 1
        i += 1
    return [*parts, pattern[begin:]]


def _grouped(rows: Sequence[tuple[str, list[str]]], flags: int) -> re.Pattern[str]:
    named = [f"(?P<{name}>{'|'.join(parts)})" for name, parts in rows if parts]
    return re.compile("|".join(named) or "(?!)", flags)


@functools.cache
def _after(kind: str) -> re.Pattern[str]:
    """What right behind a figure says what it measures; a group a metric."""
    named = [
        f"(?P<{m['name']}>{m['after']})" for m in _listed() if kind in m["kinds"] and "after" in m
    ]
    return re.compile("|".join(named) or "(?!)")


@functools.cache
def _words(kind: str, fallback: bool) -> _Words:
    return _Words(
        [m for m in _listed() if kind in m["kinds"] and m.get("fallback", False) == fallback]
    )


def words_in(text: str, kind: str) -> list[tuple[int, str]]:
    """The metrics of that kind of figure that words in `text` name, and where, in order."""
    return _words(kind, False).found(text)


@functools.cache
def _counted() -> dict[str, frozenset[str]]:
    """Unit → the metrics that a number of such things can have, where not all can be."""
    text = models_path("claims/counted.toml").read_text(encoding="utf-8")
    allowed: dict[str, frozenset[str]] = {}
    for entry in tomllib.loads(text)["counted"]:
        for unit in entry["units"]:
            allowed[unit] = allowed.get(unit, frozenset()).union(entry["metrics"])
    return allowed


@functools.cache
def _units() -> dict[str, str]:
    """Unit → the metric that a figure in it measures where no word says otherwise."""
    return {unit: m["name"] for m in _listed() for unit in m.get("units", ())}


def metric_of(
    figure: Figure,
    text: str,
    start: int,
    end: int,
    previous: tuple[Figure, str | None] | None,
    earlier: tuple[Figure, str | None] | None = None,
) -> str | None:
    """The metric of `figure` in the sentence `text[start:end]`.

    Words are looked for before the figure in its clause, behind it in its clause, and in the
    clauses before; then its unit says what it is, then the figure before it in the same sentence
    (营收18亿元,同比增长30%), then a word of growth; last the column of its table, the figure of the
    sentence before that it goes on about, the rate that makes an amount a price, and the heading
    above.

    Args:
        figure: the figure, in offsets of `text`.
        text: the document's text.
        start: where the figure's sentence starts.
        end: where it ends.
        previous: the figure before it in the sentence with its metric, if there is one.
        earlier: the last figure of the sentence before, in the same paragraph, with its metric.
    """
    column = metric_of_column(figure, text)
    if column is not None:
        return column
    behind = _after(figure.kind).match(text, figure.end)
    if behind and behind.lastgroup:
        return behind.lastgroup
    found = _by_words(figure, text, start, end, previous)
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
    if earlier is not None and earlier[1] is not None and _fits(earlier[1], figure.kind):
        alike = earlier[0].kind == figure.kind and _GOES_ON.search(before)
        if (alike and len(before) <= _REACH // 2) or _OF_WHICH.match(before):
            return earlier[1]
    if figure.surface[-1] in _FOLDS:
        return "price"  # 商汤旗下模型打七折
    if figure.kind == "money" and (figure.per is not None or _EACH.search(before)):
        return "price"
    large = figure.kind == "money" and figure.value >= _MOST_PRICED
    heading = heading_above(text, start)
    counted = _counted().get(figure.unit) if figure.kind == "quantity" else None
    named = _words(figure.kind, False).of(heading, counted) if heading else []
    if large:
        named = [name for name in named if name not in _SMALL]
    if len(set(named)) == 1:
        return named[0]
    return "price" if figure.kind == "money" and figure.value < _SMALL_AMOUNT else None


def metric_of_column(figure: Figure, text: str) -> str | None:
    """The metric that the head of a figure's column names; None where it is in no such table."""
    head = column_head(text, figure.start)
    named = _words(figure.kind, False).of(head) if head else []
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
    figure: Figure, text: str, start: int, end: int, previous: tuple[Figure, str | None] | None
) -> str | None:
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
    if unit == "employees" and not _can_be_staff(figure, clause):
        unit = None  # 每天接待300人; but 梯安捷,67人
    words = _words(figure.kind, False)
    allowed = _counted().get(figure.unit) if figure.kind == "quantity" else None
    # The figure itself stands at the end of what is read before it, for words that need a number
    # behind them (亏3亿) and for nouns that belong to it (61 researchers).
    own = text[figure.start : figure.end]
    places = [(clause + own, True), (text[figure.end : high], False)]
    if clause != before:
        places.append((before + own, True))
    for place, last in places:
        found = words.of(place, allowed)
        if place == before + own and not found and unit:
            return unit
        if found:
            return found[-1] if last else found[0]
    if unit:
        return unit
    if previous is not None and previous[1] is not None and _fits(previous[1], figure.kind):
        if allowed is None or previous[1] in allowed:
            return previous[1]
        return None
    wider = words.of(text[max(start, reach) : low], allowed)
    if wider:
        return wider[-1]
    found = _words(figure.kind, True).of(text[low:high], allowed)
    return found[-1] if found else None


@functools.cache
def metric_names() -> frozenset[str]:
    """The names of all metrics."""
    return frozenset(m["name"] for m in _listed())


@functools.cache
def possible_metrics(kind: str, unit: str) -> frozenset[str]:
    """The metrics that a figure of that kind in that unit can have.

    Who leaves the unit out may mean money (拿到8000万).
    """
    kinds = {kind, "money"} if kind == "quantity" and not unit else {kind}
    named = frozenset(m["name"] for m in _listed() if kinds.intersection(m["kinds"]))
    return named & _counted().get(unit, named) if kind == "quantity" else named


@functools.cache
def _fits(metric: str, kind: str) -> bool:
    return any(m["name"] == metric and kind in m["kinds"] for m in _listed())


@functools.cache
def _all_words() -> _Words:
    patterns: dict[str, list[str]] = {}
    for row in _listed():
        patterns.setdefault(row["name"], []).append(row["pattern"])
    return _Words([{"name": name, "pattern": "|".join(p)} for name, p in patterns.items()])


def any_metric(text: str) -> bool:
    """Whether any metric is named in `text`."""
    return bool(_all_words().of(text))
