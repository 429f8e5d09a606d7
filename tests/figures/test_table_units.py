"""The bare numbers of tables, in the unit that their table declares."""

from __future__ import annotations

import pytest

from pipeline.figures import Figure, parse


def told(figures: list[Figure]) -> list[tuple[str, float, str, str | None]]:
    return [(f.surface, f.value, f.unit, f.per) for f in figures]


def test_a_line_above_a_chinese_table_says_in_what_its_amounts_are() -> None:
    text = (
        "主要数据（单位：百万元）\n\n| 项目 | 栖云 | 澄川 |\n| --- | --- | --- |\n"
        "| 营业收入 | 1,204.5 | 88 |\n| 净利润 | -31 | (6.5) |\n| 毛利率 | 41% | 38% |\n"
        "| 员工人数 | 310 | 95 |\n"
    )
    assert told(parse(text)) == [
        ("1,204.5", 1204.5e6, "CNY", None), ("88", 88e6, "CNY", None),
        ("-31", -31e6, "CNY", None), ("6.5", -6.5e6, "CNY", None),
        ("41%", 41.0, "%", None), ("38%", 38.0, "%", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "above", ["Results ($ millions, except per-share data)", "In millions of US dollars", "(US$m)"]
)
def test_a_line_above_an_english_table_does_so_too(above: str) -> None:
    rows = "| Revenue | 1,181 | 726 |\n| EPS | $0.18 | $0.06 |\n"
    text = f"{above}\n\n| | 2025 | 2024 |\n|---|---|---|\n{rows}"
    assert told(parse(text)) == [
        ("1,181", 1181e6, "USD", None), ("726", 726e6, "USD", None),
        ("$0.18", 0.18, "USD", None), ("$0.06", 0.06, "USD", None),
    ]  # fmt: skip


def test_heads_of_columns_and_first_cells_of_rows_name_units_of_their_own() -> None:
    text = (
        "| 模型 | 参数量（B） | 输入价（元/百万token） | 出货（万台） |\n|---|---|---|---|\n"
        "| 甲 | 32 | 2.4 | 3 |\n"
    )
    assert told(parse(text)) == [
        ("32", 32e9, "parameter", None), ("2.4", 2.4, "CNY", "1e6 token"),
        ("3", 30000.0, "台", None),
    ]  # fmt: skip
    text = "| ($ in billions) | 2025 |\n|---|---|\n| Sales | 4.1 |\n| Gross margin (%) | 71.2 |\n"
    assert told(parse(text)) == [("4.1", 4.1e9, "USD", None), ("71.2", 71.2, "%", None)]


def test_tables_and_brackets_that_declare_nothing_stay_as_they_are() -> None:
    assert parse("| 模型 | 排名 (1) |\n| --- | --- |\n| 甲 | 5 |\n") == []
    text = (
        "单位：万元\n\n没有表格。\n\n另一段。\n\n再一段。\n\n又一段。\n\n| 甲 | 乙 |\n| 丙 | 5 |\n"
    )
    assert parse(text) == []


def test_a_unit_of_money_makes_no_amounts_of_counts() -> None:
    text = (
        "Key data ($ millions)\n\n| Item | 2025 |\n|---|---|\n| Income from operations | 64 |\n"
        "| Stores | 420 |\n| Data centers | 15 |\n| P/E | 28 |\n"
    )
    assert [f.surface for f in parse(text) if f.kind == "money"] == ["64"]
    rows = "| 现金 | 61 |\n| 门店 | 420 |\n| 校区 | 28 |\n"
    text = f"单位：亿元\n\n| 项目 | 本期 |\n| --- | --- |\n{rows}"
    assert [f.surface for f in parse(text) if f.kind == "money"] == ["61"]


def test_names_under_a_caption_or_a_head_of_money_have_amounts() -> None:
    text = (
        "Capital expenditure ($ billions)\n\n| Firm | 2024 | 2025 | Staff |\n|---|---|---|---|\n"
        "| Ostrava | 21 | 34 | 9100 |\n"
    )
    assert [f.surface for f in parse(text) if f.kind == "money"] == ["21", "34"]
    text = "| 公司（单位：亿元） | 营收 | 专利 |\n| --- | --- | --- |\n| 霁月 | 61 | 420 |\n"
    assert [f.surface for f in parse(text) if f.kind == "money"] == ["61"]


@pytest.mark.parametrize(
    "above",
    [
        "Costs grew (in $ billions) this spring, the note says.",
        "Costs are told elsewhere ($ billions)\n\nScores of models are below.",
        "成本在上文（单位：亿元）。\n\n下面是各模型的成绩。",
    ],
)
def test_prose_above_a_table_declares_nothing(above: str) -> None:
    text = f"{above}\n\n| Model | Cost |\n|---|---|\n| X | 1250 |\n"
    assert "money" not in [f.kind for f in parse(text)]
