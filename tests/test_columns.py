"""Arrays of Python values are those that pyarrow makes of them."""

from __future__ import annotations

import datetime
from typing import Any

import pyarrow as pa
import pytest

from pipeline.columns import array_of, numbers_of

TEXTS = pa.list_(pa.field("item", pa.string(), nullable=False))
INTEGERS = pa.list_(pa.field("item", pa.int32(), nullable=False))
DAY = datetime.date(2026, 2, 8)
CASES: list[tuple[pa.DataType, list[Any]]] = [
    (pa.string(), ["輝達", "", "a\0b", "🚀"]),
    (pa.string(), [None, "x", None]),
    (pa.binary(), [b"", b"\0\xff", None]),
    (pa.int32(), [0, -1, 2**31 - 1, -(2**31)]),
    (pa.int32(), [None, 7]),
    (pa.int32(), [1.5]),
    (pa.int64(), [2**40, None]),
    (pa.float64(), [0.0, -0.0, 1e300, float("nan"), None]),
    (pa.float64(), [1, 2.5]),
    (pa.bool_(), [True, False, None] * 5),
    (pa.date32(), [DAY, datetime.date(1969, 12, 31), None]),
    (pa.date32(), [datetime.datetime(2026, 2, 8, 23, 59)]),
    (TEXTS, [["a", "b"], [], ["c"]]),
    (INTEGERS, [[1], None, [2, 3]]),
    (pa.list_(pa.string()), [["a"], [], None]),
]


@pytest.mark.parametrize(("kind", "values"), CASES)
def test_arrays_are_those_of_pyarrow(kind: pa.DataType, values: list[Any]) -> None:
    for given in (values, tuple(values), [], [None] * 3):
        made, expected = array_of(given, kind), pa.array(given, type=kind)
        made.validate(full=True)
        assert made.type == expected.type
        # As text, in which -0.0 is not 0.0 and a NaN is one.
        assert (str(made), made.null_count) == (str(expected), expected.null_count)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (pa.int32(), [2**31]),
        (pa.int64(), [2**63]),
        (pa.string(), [1]),
        (pa.string(), ["half a character \ud83d"]),
        (pa.bool_(), [1]),
        (INTEGERS, [["1"]]),
        (TEXTS, ["no list", 1]),
    ],
)
def test_errors_are_those_of_pyarrow(kind: pa.DataType, values: list[Any]) -> None:
    with pytest.raises(Exception) as expected:  # noqa: PT011
        pa.array(values, type=kind)
    with pytest.raises(expected.type):
        array_of(values, kind)


def test_numbers_come_back() -> None:
    assert numbers_of(pa.array([3, 1], pa.uint64())).tolist() == [3, 1]
    assert numbers_of(pa.array([3, 1, 2], pa.int32()).slice(1)).tolist() == [1, 2]
    assert numbers_of(pa.array([], pa.int32())).tolist() == []
