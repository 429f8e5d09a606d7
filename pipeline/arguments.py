"""What a caller may hand to `pipeline.run`, brought into one form; what makes no sense is named."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.contract import STAGES
from pipeline.engines.watch import LONGEST
from pipeline.errors import UsageError

Name = str | os.PathLike[str]


def names_of(given: Name | Iterable[Name], what: str) -> list[str]:
    """Names of files, one alone or several.

    Args:
        given: one text is one name, not as many as it has characters.
        what: they are, for the message.

    Raises:
        UsageError: these are no names.
    """
    if isinstance(given, str | os.PathLike):
        return [os.fspath(given)]
    if hasattr(given, "columns"):
        raise UsageError(
            f"{what} must be names of files, folders or URLs, not a table; write it to a file "
            "first: frame.to_parquet('posts.parquet')"
        )
    try:
        return [os.fspath(name) for name in given]
    except TypeError as error:
        raise UsageError(f"{what} must be names of files, folders or URLs: {error}") from error


def stages_of(given: str | Sequence[str]) -> tuple[str, ...]:
    """The stages of a call in their order.

    Raises:
        UsageError: they do not follow each other, or one is none.
    """
    order = list(STAGES)
    asked = [given] if isinstance(given, str) else list(given)
    first = order.index(asked[0]) if asked and asked[0] in order else 0
    if not asked or asked != order[first : first + len(asked)]:
        raise UsageError(
            f"stages must be one of {', '.join(order)}, or several in that order, not "
            f"{', '.join(map(str, asked)) or 'none'}"
        )
    return tuple(asked)


def check_limits(workers: Any, max_bytes: Any, timeout: float, conversion: str | None) -> None:
    """See that numbers and the conversion make sense.

    Raises:
        UsageError: one does not.
    """
    from pipeline.ingest.script import CONFIGURATIONS

    for name, value in (("workers", workers), ("max_bytes", max_bytes)):
        if value is not None and (not isinstance(value, int) or value < 1):
            raise UsageError(f"{name} must be 1 or more, not {value!r}")
    if conversion is not None and conversion not in CONFIGURATIONS:
        raise UsageError(f"no conversion {conversion!r}; there are {', '.join(CONFIGURATIONS)}")
    if not 0 <= timeout <= LONGEST:
        raise UsageError(f"timeout must be 0 (no limit) to {LONGEST:.0f} seconds, not {timeout}")


def moment(value: datetime.date | str | None) -> datetime.date | None:
    """A day or a moment, given as one or written in ISO 8601.

    Raises:
        UsageError: `value` is neither.
    """
    if not isinstance(value, str):
        return value
    try:
        if len(value) <= len("2026-02-08"):
            return datetime.date.fromisoformat(value)
        return datetime.datetime.fromisoformat(value)
    except ValueError:
        message = f"no date {value!r}; write it as 2026-02-08 or 2026-02-08T14:30"
        raise UsageError(message) from None


__all__ = ["Name", "check_limits", "moment", "names_of", "stages_of"]
