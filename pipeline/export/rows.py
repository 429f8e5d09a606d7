"""Rows as CSV and as JSON Lines: how values of a table are written where all is text."""

from __future__ import annotations

import csv
import datetime
import decimal
import io
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any


def plain(value: Any) -> Any:
    """`value` as JSON has it: dates as ISO 8601, decimals as numbers, no NaN."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if value is None or isinstance(value, str | int | bool):
        return value
    return str(value)


def json_line(row: Mapping[str, Any]) -> str:
    """A row as a line of JSON, without the line break."""
    return json.dumps(plain(row), ensure_ascii=False, allow_nan=False)


def cell(value: Any) -> str:
    """A value as a field of CSV: nothing for null, JSON for lists."""
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The header and each row as CSV (RFC 4180, but with `\\n`), without the line break."""
    yield _csv_line(columns)
    for row in rows:
        yield _csv_line([cell(value) for value in row])


def _csv_line(fields: Sequence[str]) -> str:
    line = io.StringIO(newline="")
    # Only what is in the line's end is quoted in a field, so it has to be the usual one here.
    csv.writer(line, lineterminator="\r\n").writerow(fields)
    return line.getvalue()[:-2]
