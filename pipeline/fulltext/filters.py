"""Which documents a search may find: by the entities they name, by stance, date and language."""

from __future__ import annotations

import datetime
import difflib
import re
import sqlite3
from collections.abc import Sequence
from typing import Any, Final

from pipeline.contract import CLOSED_SETS, STANCES
from pipeline.errors import UsageError
from pipeline.fulltext.tokens import key

_DAY: Final = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
ALL: Final = "1"
"""The condition that every document meets."""

_SUGGESTED: Final = 5
_LEAST_LIKE: Final = 0.6


def entities(database: sqlite3.Connection, wanted: str) -> list[int]:
    """The numbers of the entities that an id, or else a name, means."""
    wanted = wanted.encode("utf-8", "replace").decode()
    exact = database.execute("select number from entity where entity_id = ?", (wanted,)).fetchall()
    found = (
        exact
        or database.execute("select entity from alias where key = ?", (key(wanted),)).fetchall()
    )
    if found:
        return [row[0] for row in found]
    ids = {row[0]: row[0] for row in database.execute("select entity_id from entity")}
    ids |= {row[0]: row[1] for row in database.execute("select name, entity_id from entity")}
    near = difflib.get_close_matches(wanted, ids, n=_SUGGESTED, cutoff=_LEAST_LIKE)
    hint = f"; did you mean {', '.join(dict.fromkeys(ids[n] for n in near))}?" if near else ""
    raise UsageError(f"no entity {wanted!r} is named in these documents{hint}")


def checked(
    stance: str | None,
    since: str | datetime.date | None,
    until: str | datetime.date | None,
    language: str | None,
) -> tuple[str | None, str | None]:
    """The first and the last day that filters ask for, as ISO 8601.

    Raises:
        UsageError: a filter is of no known value, or no day is in the period.
    """
    languages = CLOSED_SETS["documents", "language"]
    for name, value, known in (("stance", stance, STANCES), ("language", language, languages)):
        if value is not None and value not in known:
            raise UsageError(f"no {name} {value!r}; it is {', '.join(known)}")
    first, last = first_day(since), last_day(until)
    if first and last and first > last:
        raise UsageError(f"no day is from {since} on and until {until}; give the earlier one first")
    return first, last


def conditions(
    asked: Sequence[Sequence[int]],
    stance: str | None,
    since: str | None,
    until: str | None,
    language: str | None,
) -> tuple[str, list[Any]]:
    """Conditions on `document`, and their values; `ALL` where there are none."""
    terms, values = [ALL], list[Any]()
    for numbers in asked:
        label = "" if stance is None else " and label = ?"
        terms.append(
            "number in (select document from target where entity in "
            f"({', '.join('?' * len(numbers))}){label})"
        )
        values += [*numbers, *([stance] if stance is not None else [])]
    pairs = (
        ("stance = ?", stance if not asked else None),
        ("published >= ?", since),
        ("published <= ?", until),
        ("language = ?", language),
    )
    for term, value in pairs:
        if value is not None:
            terms.append(term)
            values.append(value)
    return " and ".join(terms), values


def first_day(day: str | datetime.date | None) -> str | None:
    """The first day of a year, a month or a day, as ISO 8601."""
    if day is None or isinstance(day, datetime.date):
        return None if day is None else day.isoformat()[:10]
    year, month, date = _date_parts(day)
    return _iso(day, year, month or 1, date or 1)


def last_day(day: str | datetime.date | None) -> str | None:
    """The last day of a year, a month or a day, as ISO 8601."""
    if day is None or isinstance(day, datetime.date):
        return None if day is None else day.isoformat()[:10]
    year, month, date = _date_parts(day)
    _iso(day, year, month or 12, date or 1)
    return f"{year:04}-{month or 12:02}-{date or 31:02}"


def _date_parts(day: str) -> tuple[int, int | None, int | None]:
    match = _DAY.fullmatch(day.strip())
    if match is None:
        raise UsageError(f"no date {day!r}; write it as 2025, 2025-06 or 2025-06-30")
    month, date = (int(part) if part else None for part in match.groups()[1:])
    return int(match[1]), month, date


def _iso(given: str, year: int, month: int, day: int) -> str:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        raise UsageError(
            f"no date {given!r}: there is no such day; write it as 2025, 2025-06 or 2025-06-30"
        ) from None
