"""Amounts without a currency: the data's tables hold, and the text's own evidence decides."""

from __future__ import annotations

import pytest

from pipeline.figures import local_region, parse
from pipeline.figures.money import MoneyRow, load_money

AMOUNTS = [row for row in load_money() if not row.name.startswith("evidence.")]
EVIDENCE = [row for row in load_money() if row.name.startswith("evidence.")]


def is_money(text: str) -> bool:
    return [figure.kind for figure in parse(text)] == ["money"]


@pytest.mark.parametrize("row", AMOUNTS, ids=lambda row: row.name)
def test_each_table_holds(row: MoneyRow) -> None:
    wanted = row.name not in ("count", "pieces")
    assert is_money(row.example) is wanted
    assert is_money(row.counter) is not wanted


@pytest.mark.parametrize("row", EVIDENCE, ids=lambda row: row.name)
def test_a_text_says_whose_money_it_means(row: MoneyRow) -> None:
    region = row.name.removeprefix("evidence.")
    assert local_region(row.example, "none") == region
    assert local_region(row.counter, "none") != region


def test_a_bare_amount_takes_the_currency_its_sentence_names() -> None:
    figures = parse("软银投了300亿美元,亚马逊投资500亿")
    assert [figure.unit for figure in figures] == ["USD", "USD"]


def test_a_number_that_was_money_is_money_again() -> None:
    figures = parse("订单金额5.3亿元。可是那5.3亿里有硬件。")
    assert [figure.kind for figure in figures] == ["money", "money"]


def test_what_is_counted_stays_a_count() -> None:
    kinds = {f.kind for f in parse("参数310亿,下载2000万,月活破4亿,40块显卡")}
    assert kinds == {"quantity"}
