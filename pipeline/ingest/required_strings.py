"""Strings one of which every match of a regular expression holds.

A search for many patterns is quick where one automaton first looks for such strings and only the
patterns that it finds one of are tried (Cox, "Regular expression matching with a trigram index",
2012; the prefilter of RE2). They are read off the parsed pattern: what must follow one another is
joined, what may stand for each other is put together, and of all the sets that a match cannot do
without the rarest is taken.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Sequence
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from re._casefix import _EXTRA_CASES  # type: ignore[import-not-found]
from typing import Any, Final, NamedTuple

from pipeline.letter_case import lowered

_MOST: Final = 400
"""The largest set of strings that is kept."""
_LARGEST_CLASS: Final = 24
"""The largest character class that is taken apart."""
_LONGEST: Final = 16
_UNSURE: Final = frozenset(
    chr(code) for code, others in _EXTRA_CASES.items() for code in (code, *others)
) - frozenset("sſiı")
"""Letters that a pattern without regard to case takes for others; nothing is said of these."""
_COMMON_MARKS: Final = frozenset(" ,.-，。、")
_COMMON_BITS, _LETTER_BITS, _MARK_BITS, _WIDE_BITS = 2.0, 4.0, 7.0, 9.0
"""Bits that a character tells, roughly: common mark, letter or digit, other mark, any other."""

Strings = frozenset[str]
_NOTHING: Final[Strings] = frozenset([""])


class _Found(NamedTuple):
    """What is known of the matches of a part of a pattern.

    exact: the strings that it matches, if these are few; else None.
    needed: sets of strings; every match holds one of each.
    first: strings with one of which every match begins; None if that is not known.
    """

    exact: Strings | None
    needed: tuple[Strings, ...]
    first: Strings | None


_ANY: Final = _Found(None, (), None)


def required_strings(pattern: str) -> Strings | None:
    """Strings in lower case, one of which every match of `pattern` holds, in lower case.

    Args:
        pattern: a regular expression without verbose mode.

    Returns:
        The strings; None where there is no such set, or nothing is known of the pattern.
    """
    found = _read(pattern)
    sets = [s for s in (*found.needed, found.exact) if s and "" not in s]
    return min(sets, key=expected_share, default=None)


def first_strings(pattern: str) -> Strings | None:
    """Strings in lower case with one of which every match of `pattern` begins, in lower case."""
    first = _read(pattern).first
    return first if first and "" not in first else None


@functools.lru_cache(maxsize=4096)
def _read(pattern: str) -> _Found:
    try:
        return _sequence(parser.parse(pattern))
    except (KeyError, TypeError, ValueError):  # A syntax that is newer than this module.
        return _ANY


def expected_share(strings: Iterable[str]) -> float:
    """A rough guess at the share of places in a text where one of `strings` stands."""
    return sum(map(_share, strings))


@functools.lru_cache(maxsize=1 << 14)
def _share(string: str) -> float:
    return float(2.0 ** -sum(map(_bits, string)))


def _bits(character: str) -> float:
    if character in _COMMON_MARKS:
        return _COMMON_BITS
    if not character.isascii():
        return _WIDE_BITS
    return _LETTER_BITS if character.isalnum() else _MARK_BITS


def _sequence(parts: Iterable[tuple[Any, Any]]) -> _Found:
    """What follows one another."""
    needed: list[Strings] = []
    held: Strings = _NOTHING
    first: Strings | None = None
    whole = True
    for name, value in parts:
        found = _part(name, value)
        needed += found.needed
        joined = _joined(held, found.exact)
        if joined is None:
            if whole:
                first = _joined(held, found.first) or held
            needed.append(held)
            whole = False
            joined = found.exact if found.exact is not None else _NOTHING
        held = joined
    if whole:
        return _Found(held, tuple(needed), held)
    return _Found(None, (*needed, held), first)


def _joined(one: Strings, other: Strings | None) -> Strings | None:
    if other is None or len(one) * len(other) > _MOST:
        return None
    strings = frozenset(a + b for a, b in itertools.product(one, other))
    return strings if max(map(len, strings), default=0) <= _LONGEST else None


def _part(name: Any, value: Any) -> _Found:
    """One element of a parsed pattern."""
    if name is op.LITERAL:
        letter = lowered(chr(value))
        return _ANY if letter in _UNSURE else _exactly(frozenset([letter]))
    if name is op.IN:
        return _class(value)
    if name is op.BRANCH:
        return _either([_sequence(branch) for branch in value[1]])
    if name is op.SUBPATTERN:
        return _sequence(value[3])
    if name is op.ATOMIC_GROUP:
        return _sequence(value)
    if name in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        return _repeated(*value)
    if name in (op.AT, op.ASSERT_NOT):
        return _exactly(_NOTHING)
    if name is op.ASSERT:
        inner = _sequence(value[1])
        return _Found(_NOTHING, _sets(inner), _NOTHING)
    return _ANY


def _exactly(strings: Strings) -> _Found:
    return _Found(strings, (), strings)


def _class(members: Sequence[tuple[Any, Any]]) -> _Found:
    characters: set[str] = set()
    for name, value in members:
        if name is op.LITERAL:
            characters.add(lowered(chr(value)))
        elif name is op.RANGE and value[1] - value[0] < _LARGEST_CLASS:
            characters.update(lowered(chr(c)) for c in range(value[0], value[1] + 1))
        else:
            return _ANY
    if len(characters) > _LARGEST_CLASS or characters & _UNSURE:
        return _ANY
    return _exactly(frozenset(characters))


def _repeated(least: int, most: int, part: Iterable[tuple[Any, Any]]) -> _Found:
    inner = _sequence(part)
    if least == 0:
        if most == 1 and inner.exact is not None and len(inner.exact) < _MOST:
            return _exactly(inner.exact | _NOTHING)
        return _ANY
    return inner if least == most == 1 else _Found(None, _sets(inner), inner.first)


def _sets(found: _Found) -> tuple[Strings, ...]:
    sets = (*found.needed, found.exact) if found.exact is not None else found.needed
    return tuple(s for s in sets if "" not in s)


def _either(branches: Sequence[_Found]) -> _Found:
    """What may stand for one another: of each branch its rarest set."""
    exact: Strings | None = None
    if all(branch.exact is not None for branch in branches):
        together = frozenset(s for branch in branches for s in branch.exact or ())
        exact = together if len(together) <= _MOST else None
    if exact is not None:
        return _exactly(exact)
    first: Strings | None = None
    if all(branch.first is not None for branch in branches):
        first = frozenset(s for branch in branches for s in branch.first or ())
        first = first if len(first) <= _MOST else None
    rarest = [min(_sets(branch), key=expected_share, default=None) for branch in branches]
    if any(s is None for s in rarest):
        return _Found(None, (), first)
    united = frozenset(s for strings in rarest for s in strings or ())
    if len(united) > _MOST:
        united = _shortest(united)
    return _Found(None, (united,) if len(united) <= _MOST else (), first)


def _shortest(strings: Strings) -> Strings:
    """Those of `strings` that hold no other: what holds one of all holds one of these."""
    kept: list[str] = []
    for string in sorted(strings, key=len):
        if not any(short in string for short in kept):
            kept.append(string)
    return frozenset(kept)


__all__ = ["expected_share", "first_strings", "required_strings"]
