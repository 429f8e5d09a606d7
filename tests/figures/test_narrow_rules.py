"""What rules that read a number by the words beside it leave alone."""

from __future__ import annotations

import time

import pytest

from pipeline.figures import parse
from pipeline.figures.elliptic import elliptic_figures
from pipeline.figures.reading import Reading


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Net sales rose 12%, from 1,850 last year.", ["percent", "quantity"]),
        ("Shares fell 20 percent, from 150 in May.", ["percent", "quantity"]),
        ("Shares fell by nearly 20 percent, from 90 in May.", ["percent", "quantity"]),
        ("They cut 12% of staff, from 900.", ["percent", "quantity"]),
        ("Prices fell 8 percent from 400 in May.", ["percent", "quantity"]),
        ("He has 42 percent of shares, now 38,000 in all.", ["percent", "quantity"]),
        ("Its share price rose 5% in May, down from 230 in April.", ["percent", "quantity"]),
        ("Churn fell to 12 percent, down from 19 in May.", ["percent", "percent"]),
        ("成本控制8.5分，创新9分", ["quantity", "quantity"]),
        ("单价竞争力8分", ["quantity"]),
        ("产品均价8.8分位", ["quantity"]),
        ("单页成本为4.2分", ["money"]),
        ("成本RM8mil。", ["money"]),
        ("成本降了那一半", ["percent"]),
        ("这一半利润归谁", ["percent"]),
    ],
)
def test_kinds(text: str, kinds: list[str]) -> None:
    assert [figure.kind for figure in parse(text)] == kinds


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("It took over 300 hours to train.", "gt"),
        ("Training takes over 20 minutes.", "gt"),
        ("It took over $5 million.", "gt"),
        ("Analysts report about 20% churn.", "approx"),
        ("The plan costs $20 and more features are coming.", "exact"),
        ("It has 1,500 employees and more money than ever.", "exact"),
        ("They raised $20 million and more investors came.", "exact"),
        ("A seat costs $20 and more, they say.", "gt"),
    ],
)
def test_qualifiers(text: str, qualifier: str) -> None:
    assert [figure.qualifier for figure in parse(text)] == [qualifier]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("The 800m runners met, 400m athletes trained", [800, 400]),
        ("50m swimmers", [50]),
        ("200m tall buildings", [200]),
        ("3m wide doors", [3]),
        ("1.4m pupils", [1_400_000]),
    ],
)
def test_metres_and_millions(text: str, values: list[float]) -> None:
    assert [figure.value for figure in parse(text)] == values


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("The increase ranges from 3 to 5 percent", [(3, 5)]),
        ("costs went anywhere from 10 to 15 percent", [(10, 15)]),
        ("It gave raises of from 3 to 5 percent", [(3, 5)]),
        ("discounts that come in sizes from 10 to 50 percent", [(10, 50)]),
        ("Churn fell steadily from 15 to 10 percent", [(15, None), (10, None)]),
        ("Use rose in 2025 from 10 to 15 percent", [(10, None), (15, None)]),
    ],
)
def test_ranges_and_changes(text: str, bounds: list[tuple[float, float | None]]) -> None:
    assert [(figure.value, figure.value_max) for figure in parse(text)] == bounds


def test_parts_of_many_wholes_take_linear_time() -> None:
    parse("1亿元")  # compiles the grammar
    spent = []
    for count in (400, 1600):
        begun = time.process_time()
        parse("1亿元其中，2亿、" * count)
        spent.append(time.process_time() - begun)
    assert spent[1] < 10 * spent[0]


@pytest.mark.parametrize("end", ["", "\n", "\n\n没有数字的一行", "\nnone"])
def test_a_number_without_its_noun_stands_in_a_line(end: str) -> None:
    def found(text: str) -> list[str]:
        return [f.surface for f in elliptic_figures(Reading(text, "cn", []))]

    text = "It was a firm of 31\n没有数字的一行\n\nShe was aged 54." + end
    assert found(text) == ["31", "54"]
    # Where only the text's end tells that nothing is counted, the end of a line does not.
    assert found("there were 36" + end) == (["36"] if not end.strip("\n") else [])


def test_counts_of_one_kind_are_told_by_the_classifier_whatever_it_is() -> None:
    assert [f.surface for f in parse("买来6款实测,四款在用")] == ["6款", "四款"]
    assert [f.surface for f in parse("五间有三间已结业")] == ["五间", "三间"]


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("It would take up to 6 gigawatts", None),
        ("Sales were up 6%", "up"),
        ("上年同期为亏损1.94亿元", None),
        ("亏损扩大20%", "up"),
        ("Orders slid 3.5% overseas", "down"),
        ("The fund valued it at $9 billion, up from $700 million", [None, None]),
        ("Kestrel raised $40 million", None),
        ("Kestrel is in talks to raise $40 million", None),
        ("Exports make up 12% of sales", None),
        ("a profit of $3 million, an increase of 41%", [None, "up"]),
        ("Sales grew 19% to $88 million", ["up", "up"]),
        ("It trimmed its budget by 6% last year, to €12 million", ["down", "down"]),
        ("Errors fell from 12% to 7%", [None, "down"]),
        ("Profit more than doubled to $12 million", ["up", "up"]),
        ("同比收窄35%", "down"),
        ("分别增长12%和31%", ["up", "up"]),
        ("目标价由85元上调12%至95元", [None, "up", "up"]),
        ("套餐最低19元", None),
        ("20%的涨幅", "up"),
        ("成本降低了**40%**", "down"),
        ("响应时间缩短30%", "down"),
        ("估值翻了近3倍", "up"),
        # The sign says it beside a word for what is compared; a margin below nothing did not fall.
        ("营收同比-16.5%，环比 +3.2%", ["down", "up"]),
        ("Revenue +12% YoY, orders -4% year over year", ["up", "down"]),
        ("毛利率为-24.7%", None),
        ("均实现环比25%以上的增长", "up"),
        ("美元營收將成長近 30%", "up"),
        ("成长股占比30%", None),
        (
            "a 26% leap, a 2% cut in its workforce and a 30% headcount reduction",
            ["up", "down", "down"],
        ),
        # A character or a verb of change in other words says nothing of the number.
        ("攀岩馆收费200元", None),
        ("抄写翻了6页", None),
        ("副总裁持股3%", None),
        ("低空飞行器订单40亿元", None),
        ("增程版售价18万元", None),
        ("压缩包12MB", None),
        ("减肥茶每盒90元", None),
        ("Kestrel dropped a 30B model", None),
        ("Kestrel gained access to $2 billion", None),
        ("Kestrel is contracted to supply 300 MW", None),
        ("It rose thanks to 700 new clients", None),
        ("They picked up 6 prizes", None),
        ("It closed down 4 mills", None),
        ("It cut the price of its service to $4", "down"),
    ],
)
def test_what_words_of_change_stand_beside(
    text: str, change: str | list[str | None] | None
) -> None:
    expected = change if isinstance(change, list) else [change]
    assert [figure.change for figure in parse(text)] == expected


@pytest.mark.parametrize(
    ("text", "pers"),
    [
        ("The annual salary rose from $90,000 to $120,000.", ["year", "year"]),
        ("It is $10 per million tokens, down from $16.", ["1e6 token", "1e6 token"]),
        ("Monthly rent of $900 went to pay $1,200 of debt.", ["month", None]),
    ],
)
def test_what_a_rate_changed_from_or_to_has_it_too(text: str, pers: list[str | None]) -> None:
    assert [figure.per for figure in parse(text)] == pers


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("训练耗时22天，之后停了9天。", ["day"]),
        ("Migrating took 3 days and the office closed for 5 days.", ["day"]),
        ("交付周期从30天缩短到12天。", ["day", "day"]),
    ],
)
def test_days_that_something_takes_are_kept_as_hours_are(text: str, units: list[str]) -> None:
    assert [figure.unit for figure in parse(text)] == units


@pytest.mark.parametrize(
    ("text", "units"),
    [
        # Each firm's amount is in the money that stands beside it.
        ("甲公司资本开支700亿美元；乙公司资本开支129亿元", ["USD", "CNY"]),
        ("It will spend 90 billion yuan, 35 billion of it on memory.", ["CNY", "CNY"]),
        ("It lent $3 billion and is weighing an increase to 5 billion.", ["USD", "USD"]),
        ("It spent $3 billion and has 5 billion users, up from 4 billion.", ["USD", "user", ""]),
        ("集群的GPU已超过100万块。", ["块"]),
        ("这台车卖到20万块。", ["CNY"]),
    ],
)
def test_in_what_money_amounts_are(text: str, units: list[str]) -> None:
    assert [figure.unit for figure in parse(text)] == units


def test_ends_of_a_range_may_both_name_their_dollar() -> None:
    (figure,) = parse("It will cost between US$20 million and US$30 million.")
    assert (figure.value, figure.value_max, figure.unit) == (20e6, 30e6, "USD")
    assert len(parse("It spent US$20 million and US$30 million.")) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Sales rose from $27.5 billion in 2022 to $60.5 billion in 2023.",
        "Sales were $27.5 billion in 2022 and $60.5 billion in 2023.",
        "Sales: 2022 – $27.5 billion; 2023 – $60.5 billion",
    ],
)
def test_a_year_is_no_end_of_a_range_of_money(text: str) -> None:
    assert [(f.value, f.value_max) for f in parse(text)] == [(27.5e9, None), (60.5e9, None)]


def test_what_happened_in_one_day_is_no_rate() -> None:
    assert [figure.per for figure in parse("股价单日大涨28.7%，日均增长2%")] == [None, "day"]
