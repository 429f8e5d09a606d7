"""Python values as Arrow arrays, and back, without pandas.

Before `pyarrow.array` looks at a list it asks pandas whether the list is one of its own, and so
loads pandas: 0.17 s of processor time in each process of a run, which needs it for nothing else.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

_MOST_BYTES: Final = np.iinfo(np.int32).max
_FIRST_DAY: Final = datetime.date(1970, 1, 1).toordinal()

Values = Sequence[Any]


def array_of(values: Values, kind: pa.DataType) -> pa.Array:
    """What `pyarrow.array(values, type=kind)` gives, and the errors that it raises.

    Plain values of the types that the tables have are packed here, all others by pyarrow.
    """
    member = list if pa.types.is_list(kind) else _MEMBERS.get(kind)
    found = set(map(type, values))
    if member is None or not found <= {member, type(None)}:
        return pa.array(values, type=kind)
    given, valid, missing = values, None, 0
    if type(None) in found:
        flags = np.array([v is not None for v in values], dtype=bool)
        valid, missing = _bits(flags), len(flags) - int(flags.sum())
        empty = _EMPTY[member] if member in _EMPTY else member()
        given = [empty if v is None else v for v in values]
    packed = _PACKERS[member](given, kind)
    if packed is None:
        return pa.array(values, type=kind)
    buffers, children = packed
    return pa.Array.from_buffers(kind, len(values), [valid, *buffers], missing, children=children)


def numbers_of(array: pa.Array) -> npt.NDArray[np.int64]:
    """The integers of an array that has no nulls; its own `to_numpy` loads pandas as well."""
    numbers: npt.NDArray[np.int64] = np.from_dlpack(array).astype(np.int64)
    return numbers


_Packed = tuple[list[Any], list[pa.Array]]
"""The buffers of an array but for its nulls, and the arrays within it."""


def _starts(values: Values) -> Any:
    """Where each of the values begins and the last one ends; None where four bytes are too few."""
    ends = np.cumsum(np.fromiter(map(len, values), np.int64, len(values)))
    if len(ends) and ends[-1] > _MOST_BYTES:
        return None
    return pa.py_buffer(np.concatenate([[0], ends]).astype(np.int32))


def _bits(flags: npt.ArrayLike) -> Any:
    return pa.py_buffer(np.packbits(np.asarray(flags, dtype=bool), bitorder="little"))


def _lists(values: Values, kind: pa.DataType) -> _Packed | None:
    starts = _starts(values)
    inner = array_of(list(chain.from_iterable(values)), kind.value_type)
    return None if starts is None else ([starts], [inner])


def _texts(values: Values, kind: pa.DataType) -> _Packed | None:
    try:
        return _bytes(list(map(str.encode, values)), kind)
    except UnicodeEncodeError:  # half a character
        return None


def _bytes(values: Values, _: pa.DataType) -> _Packed | None:
    starts = _starts(values)
    return None if starts is None else ([starts, pa.py_buffer(b"".join(values))], [])


def _integers(values: Values, kind: pa.DataType) -> _Packed | None:
    try:
        numbers = np.array(values, dtype=np.int64)
    except OverflowError:
        return None
    fitting = numbers.astype(np.int32 if kind.bit_width == 32 else np.int64, copy=False)
    return ([pa.py_buffer(fitting)], []) if np.array_equal(fitting, numbers) else None


def _reals(values: Values, _: pa.DataType) -> _Packed:
    return [pa.py_buffer(np.array(values, dtype=np.float64))], []


def _truths(values: Values, _: pa.DataType) -> _Packed:
    return [_bits(values)], []


def _days(values: Values, _: pa.DataType) -> _Packed:
    days = np.array([value.toordinal() - _FIRST_DAY for value in values], dtype=np.int32)
    return [pa.py_buffer(days)], []


_MEMBERS: Final[dict[pa.DataType, type]] = {
    pa.string(): str,
    pa.binary(): bytes,
    pa.int32(): int,
    pa.int64(): int,
    pa.float64(): float,
    pa.bool_(): bool,
    pa.date32(): datetime.date,
}
_EMPTY: Final = {datetime.date: datetime.date.min}
"""What stands in the place of None; `member()` where none is named."""
_PACKERS: Final[dict[type, Callable[[Values, pa.DataType], _Packed | None]]] = {
    list: _lists,
    str: _texts,
    bytes: _bytes,
    int: _integers,
    float: _reals,
    bool: _truths,
    datetime.date: _days,
}

__all__ = ["array_of", "numbers_of"]
