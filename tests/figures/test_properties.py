"""What holds of every text: a formatted number parses to itself; spans are sound."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.figures import Figure, format, parse
from pipeline.figures.numbers import english_value, numeral_value
from pipeline.figures.reading import exact

parse("三成, half a million")  # compiles the grammar, which is no part of a deadline

whole = st.integers(0, 10**16 - 1)
PIECES = (
    "从", "from ", "12", "47.8", "3", " ", "  ", "\u3000", "个", "块", "%", "元", "升至", "降到",
    " to ", "-", "今年", "只要", "现在是", "约", "people", "亿", "$", "甲\t", "。", "，", "\n",
)  # fmt: skip
decimal = st.decimals("0.01", "9999.99", places=2).map(float)


def only(text: str) -> Figure:
    figures = parse(text)
    assert len(figures) == 1, figures
    assert figures[0].surface == text
    return figures[0]


@given(whole, st.booleans(), st.booleans())
def test_chinese_numerals(value: int, hant: bool, capital: bool) -> None:
    assert numeral_value(format.chinese(value, hant=hant, capital=capital)) == float(value)


@given(st.integers(0, 10**15 - 1))
def test_english_numerals(value: int) -> None:
    assert english_value(format.english(value)) == float(value)


@given(decimal, st.booleans(), st.booleans())
def test_arabic_numerals(value: float, grouped: bool, wide: bool) -> None:
    assert numeral_value(format.arabic(value, grouped=grouped, wide=wide)) == value


@given(decimal, st.sampled_from(["万", "亿", "萬", "億", "万亿", "萬億", "兆"]))
def test_mixed_money(count: float, magnitude: str) -> None:
    value = numeral_value("1" + magnitude)
    assert value is not None
    figure = only(format.mixed(exact(count * value), magnitude) + "美元")
    assert (figure.kind, figure.unit, figure.value) == ("money", "USD", exact(count * value))


@given(decimal, st.sampled_from(["K", "k", "M", "m", "mn", "B", "bn", "T", "tn"]))
def test_short_money(count: float, suffix: str) -> None:
    value = numeral_value("1" + suffix)
    assert value is not None
    figure = only("$" + format.short(exact(count * value), suffix))
    assert (figure.kind, figure.unit, figure.value) == ("money", "USD", exact(count * value))


@given(decimal, st.sampled_from(["%", "％", " percent", "百分之"]))
def test_percent(value: float, form: str) -> None:
    figure = only(format.percent(value, form))
    assert (figure.kind, figure.unit, figure.value) == ("percent", "%", value)


@given(st.integers(1, 9))
def test_tenths(tenths: int) -> None:
    assert only(format.percent(10.0 * tenths, "成")).value == 10.0 * tenths


@given(st.integers(100, 10**12), st.sampled_from(["次", "家", "人", "元", "台", "个"]))
def test_chinese_counts(value: int, unit: str) -> None:
    assert only(format.chinese(value) + unit).value == float(value)


@given(
    st.integers(1, 10**6),
    st.integers(1, 10**6),
    st.sampled_from(["-", "至", "到", "~", "—"]),
    st.sampled_from(["美元", "%", "倍", "台", "GW"]),
)
def test_ranges(one: int, other: int, separator: str, unit: str) -> None:
    low, high = sorted((one, other))
    if low == high:
        high += 1
    text = format.interval(format.arabic(low), format.arabic(high), unit, separator)
    if not parse(text):  # 2024-11… reads as a date
        return
    figure = only(text)
    assert (figure.value, figure.value_max) == (float(low), float(high))


@given(
    st.text(
        alphabet="0123456789.,-%$元美百千万亿一二三十个家年月日约超每分之成倍 GPUkMB", max_size=40
    )
)
@example("两" * 22 + "三个")
def test_spans_are_sound(text: str) -> None:
    end = 0
    for figure in parse(text):
        assert end <= figure.start < figure.end <= len(text)
        assert text[figure.start : figure.end] == figure.surface
        assert figure.value_max is None or figure.value_max > figure.value
        end = figure.end


@given(
    st.lists(
        st.sampled_from(PIECES),
        max_size=16,
    ).map("".join)
)
@example("平均分从 47.8 升至 61.6。")
@example("人从 45 个 减少到 12 个。")
def test_no_figure_begins_or_ends_with_white_space(text: str) -> None:
    for figure in parse(text):
        assert figure.surface == figure.surface.strip()


@given(
    st.text(alphabet="123.亿万元美%个家约K GPT-", max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4),
)
def test_no_figure_touches_a_name(text: str, pairs: list[tuple[int, int]]) -> None:
    blocked = [(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]]
    for figure in parse(text, blocked=blocked):
        assert all(figure.end <= begin or end <= figure.start for begin, end in blocked)


def test_region_decides_the_bare_yuan() -> None:
    assert [parse("500元", region=region)[0].unit for region in ("cn", "tw", "hk")] == [
        "CNY",
        "TWD",
        "HKD",
    ]
    with pytest.raises(KeyError):
        parse("500元", region="nowhere")


def test_direction_word() -> None:
    assert [figure.change for figure in parse("营收增长20%,利润下降5%,份额为8%")] == [
        "up",
        "down",
        None,
    ]


def test_scripts_agree() -> None:
    hans, hant = parse("约3亿美元,两百万个用户"), parse("約3億美元,兩百萬個用戶")
    assert [(f.value, f.unit, f.qualifier) for f in hans] == [
        (f.value, f.unit, f.qualifier) for f in hant
    ]


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "一",
        "兆",
        "1万",
        "一百",
        "10^",
        "1e",
        "one hundred ",
        "百分之",
        "1/",
        "1亿/",
        "A:1",
        "三间有",
        "从1升到",
        "$1 HDB ",
        "三毛",
    ],
)
def test_long_runs_are_read_in_passing(piece: str) -> None:
    for figure in parse(piece * 3000 + "9次 99 apples"):
        assert figure.value < 1e300


@given(st.integers(2, 99), st.integers(1, 9), st.booleans())
def test_coins(whole: int, tenths: int, hant: bool) -> None:
    written = format.chinese(whole, hant=hant) + ("塊" if hant else "块")
    figure = only(written + format.chinese(tenths))
    assert (figure.kind, figure.unit) == ("money", "CNY")
    assert figure.value == pytest.approx(whole + tenths / 10)


@given(
    st.lists(st.integers(11, 999), min_size=2, max_size=5, unique=True),
    st.sampled_from(["万", "亿", "萬", "億"]),
    st.sampled_from(["元", "美元", "欧元", "港元"]),
)
def test_a_list_shares_its_currency(counts: list[int], magnitude: str, currency: str) -> None:
    text = "、".join(f"{count}{magnitude}" for count in counts) + currency
    figures = parse(text)
    factor = 10**4 if magnitude in "万萬" else 10**8
    assert [f.value for f in figures] == [float(count * factor) for count in counts]
    assert {f.unit for f in figures} == {parse("1" + currency)[0].unit}


@given(st.integers(2, 9999), st.sampled_from(["万", "亿", "萬", "億"]))
def test_words_decide_what_a_bare_number_is(count: int, magnitude: str) -> None:
    earned, used = parse(f"收入{count}{magnitude},用户{count}{magnitude}")
    assert (earned.kind, used.kind) == ("money", "quantity")
    assert earned.value == used.value


@given(st.integers(2, 99), st.sampled_from(["million", "billion", "thousand", ""]))
def test_english_halves(count: int, magnitude: str) -> None:
    text = f"{format.english(count)} and a half {magnitude or 'times'}"
    figure = only(f"{text} dollars" if magnitude else text)
    size = english_value(f"one {magnitude}") if magnitude else 1.0
    assert size is not None
    assert (figure.kind, figure.value) == (
        "money" if magnitude else "multiple",
        (count + 0.5) * size,
    )


@given(
    decimal, st.sampled_from(["Rmb", "RMB ", "HK$", "US$", "NT$", "S$", "CN¥", "€", "£", "CHF "])
)
def test_signs_and_codes(value: float, sign: str) -> None:
    figure = only(sign + format.arabic(value) + "bn")
    assert figure.kind == "money"
    assert figure.value == pytest.approx(value * 1e9)


@given(st.integers(0, 9), st.sampled_from("$€£¥"))
def test_a_single_digit_with_a_sign_is_money(digit: int, sign: str) -> None:
    assert only(f"{sign}{digit}").value == float(digit)


@given(st.integers(1, 8), st.sampled_from(["成", "百人", "千台", "万人", "百亿元"]))
def test_neighbours_in_a_list_are_a_range(low: int, unit: str) -> None:
    digits = "零一二三四五六七八九"
    figure = only(f"{digits[low]}、{digits[low + 1]}{unit}")
    assert figure.value_max is not None
    assert figure.value_max / figure.value == pytest.approx((low + 1) / low)


@given(
    st.lists(st.integers(11, 99), min_size=2, max_size=5),
    st.sampled_from(["个百分点", "倍", "%"]),
)
def test_a_list_shares_its_unit(values: list[int], unit: str) -> None:
    text = "分别提高" + "、".join(str(value) for value in values[:-1]) + f"和{values[-1]}{unit}"
    assert [figure.value for figure in parse(text)] == [float(value) for value in values]


@given(
    st.integers(1, 99_999),
    st.lists(st.integers(1000, 9999), min_size=1, max_size=3),
    st.sampled_from(["兆億萬", "兆亿万"]),
    st.sampled_from(["元", "美元", "人", "台"]),
)
def test_mixed_numbers_may_hold_separators_in_every_part(
    first: int, lower: list[int], signs: str, unit: str
) -> None:
    magnitudes = [*signs, ""][-len(lower) - 1 :]
    parts = list(zip([first, *lower], magnitudes, strict=True))
    figure = only("".join(f"{count:,}{sign}" for count, sign in parts) + unit)
    sizes = {"兆": 10**12, "億": 10**8, "亿": 10**8, "萬": 10**4, "万": 10**4, "": 1}
    assert figure.value == exact(float(sum(count * sizes[sign] for count, sign in parts)))


@given(st.text(alphabet="3%, half milonusertwb三成元\ud83d\udc00", max_size=40))
def test_a_lone_surrogate_breaks_nothing(text: str) -> None:
    for figure in parse(text):
        assert text[figure.start : figure.end] == figure.surface


@given(
    st.lists(st.integers(11, 999), min_size=3, max_size=5),
    st.sampled_from(
        [("亿元", 1e8, "CNY"), ("万美元", 1e4, "USD"), ("%", 1.0, "%"), ("倍", 1.0, "x")]
    ),
)
def test_numbers_before_slashes_share_the_last_ones_unit(
    values: list[int], unit: tuple[str, float, str]
) -> None:
    name, scale, code = unit
    figures = parse("/".join(map(str, values)) + name)
    assert [f.value for f in figures] == [pytest.approx(value * scale) for value in values]
    assert {f.unit for f in figures} == {code}
