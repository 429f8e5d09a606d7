"""Amounts without a currency: the data's tables hold, and the text's own evidence decides."""

from __future__ import annotations

import pytest

from pipeline.figures import local_region, parse
from pipeline.figures.money_words import MoneyRow, load_money


def is_money(text: str) -> bool:
    return [figure.kind for figure in parse(text)] == ["money"]


@pytest.mark.parametrize("row", load_money(), ids=lambda row: row.name)
def test_each_table_holds(row: MoneyRow) -> None:
    wanted = row.name not in ("count", "pieces")
    assert is_money(row.example) is wanted
    assert is_money(row.counter) is not wanted


def test_a_converted_text_keeps_the_money_of_its_place() -> None:
    # Simplified characters, Taiwan's words: read as the mainland's, it speaks of its own dollars.
    assert local_region("护理师说软体的品质变好，法说会公布营收年增两成", "cn") == "tw"
    assert local_region("行政总裁称溢利按年升，核数师没有意见", "cn") == "hk"
    assert local_region("台积电在高雄的工厂对芯片公司很重要", "cn") == "cn"


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("收入8.9亿元（人民币，下同），溢利6,120万元", ["CNY", "CNY"]),
        ("市值20亿元。收入8.9亿元（人民币，下同），溢利6,120万元", ["HKD", "CNY", "CNY"]),
        ("收入8.9亿元（人民币），市值20亿元", ["CNY", "HKD"]),
        ("金额均以人民币计。收入8.9亿元", ["CNY"]),
        ("收入人民币20亿元，毛利8亿元。派息3亿元", ["CNY", "CNY", "HKD"]),
        ("股价12元。收入人民币20亿元，派息3亿元", ["HKD", "CNY", "HKD"]),
        ("去年以2.3亿元人民币收购，作出1.65亿元减值", ["CNY", "HKD"]),
        # A firm's results are in one money; what it pays and its share are in that of the place.
        ("收入18.7亿元人民币。纯利2.46亿元，股价22.85元", ["CNY", "CNY", "HKD"]),
        ("收入18.7亿元人民币。\n\n另一家纯利2.46亿元", ["CNY", "HKD"]),
        ("以人民币3亿元收购。纯利2.46亿元", ["CNY", "HKD"]),
        # Past a semicolon a currency goes to a part of the amount or its like, no further.
        ("斥资9,800万美元收购；代价中6,000万付现金，余额3,800万付新股", ["USD", "USD", "USD"]),
        ("收购价为人民币3亿元；集团纯利8,500万元", ["CNY", "HKD"]),
        ("收购价为3亿元人民币；集团纯利8,500万", ["CNY", "HKD"]),
        ("纯利2.46亿元人民币；去年1.58亿", ["CNY", "CNY"]),
    ],
)
def test_a_text_declares_its_money(text: str, units: list[str]) -> None:
    assert [figure.unit for figure in parse(text, region="hk")] == units


@pytest.mark.parametrize(
    ("text", "unit"),
    [("月租只要$98", "HKD"), ("ChatGPT每月$20", "USD"), ("收US$20", "USD"), ("收HK$20", "HKD")],
)
def test_a_bare_dollar_sign_in_hong_kong(text: str, unit: str) -> None:
    assert [figure.unit for figure in parse(text, region="hk")] == [unit]


def test_a_bare_amount_takes_the_currency_its_sentence_names() -> None:
    figures = parse("软银投了300亿美元,亚马逊投资500亿")
    assert [figure.unit for figure in figures] == ["USD", "USD"]


def test_a_number_that_was_money_is_money_again() -> None:
    figures = parse("订单金额5.3亿元。可是那5.3亿里有硬件。")
    assert [figure.kind for figure in figures] == ["money", "money"]


def test_what_is_counted_stays_a_count() -> None:
    kinds = {f.kind for f in parse("参数310亿,下载2000万,月活破4亿,40块显卡")}
    assert kinds == {"quantity"}


def test_a_text_that_always_names_its_dollars_means_them_by_a_bare_sign_too() -> None:
    said = "It pays HK$3m a year, took HK$40m and lost HK$9m. It has set aside $150m."
    assert [figure.unit for figure in parse(said)] == ["HKD"] * 4
    assert parse("It paid S$3m. OpenAI raised $40bn.")[-1].unit == "USD"


def test_cents_are_those_of_the_money_that_the_text_counts_in() -> None:
    assert [f.unit for f in parse("A seat costs €30, a call 1.1 cents.")] == ["EUR", "EUR"]
    assert [f.unit for f in parse("A seat costs €30 or $33, a call 1.1 cents.")][-1] == "USD"
