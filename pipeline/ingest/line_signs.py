"""Signs: short phrases by sort, of which the line classifier is told whether a line shows any.

They stand in `models/boilerplate/signs.toml`. A sign decides nothing by itself; it lets what was
learned of one phrase hold for the others of its sort.
"""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from typing import Final

import numpy as np

from pipeline.errors import KnowledgeError
from pipeline.ingest.folded_lines import FoldedLines, Integers, folded_lines
from pipeline.ingest.line_features import SIGNS
from pipeline.ingest.line_grams import Keys, gram_keys, phrase_keys
from pipeline.resources import models_path

_MOST_SORTS: Final = 3
_TURNING: Final = frozenset({"reader", "address", "sponsor"})
_SELLING: Final = frozenset(SIGNS) - {"date", "notice", "byline", "nav", "caption", "report"}
_MANY: Final = 4
_SPOKEN_TO: Final = re.compile(
    r"[你您咱]|我们|我的|读者|朋友|各位|立即|马上|赶紧|记得|欢迎|限时|优惠|立减|仅需|原价"
    r"|\b(?:you|your|we|our|us|join|get|claim|now|today)\b|https?:|www\.",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Sign:
    """Phrases of one sort, a line that shows one, and a line that shows none."""

    name: str
    phrases: tuple[str, ...]
    example: str
    counter: str


@functools.cache
def signs() -> tuple[Sign, ...]:
    """The signs that come with the package, in the order of `SIGNS`.

    Raises:
        KnowledgeError: the file is damaged, or its sorts are others.
    """
    path = models_path("boilerplate/signs.toml")
    try:
        listed = tomllib.loads(path.read_text(encoding="utf-8"))["sign"]
        found = tuple(
            Sign(x["name"], tuple(x["phrases"]), x["example"], x["counter"]) for x in listed
        )
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise KnowledgeError(f"{path}: {error!r}") from error
    if tuple(x.name for x in found) != SIGNS:
        raise KnowledgeError(f"{path}: needs the signs {', '.join(SIGNS)}, in this order")
    return found


@functools.cache
def sign_keys() -> dict[int, list[int]]:
    """N-gram (see line_grams.py) to the numbers of its sorts, three at most.

    Raises:
        KnowledgeError: a phrase is no n-gram, or of too many sorts.
    """
    keys: dict[int, list[int]] = {}
    for number, sign in enumerate(signs()):
        try:
            for phrase, key in zip(sign.phrases, phrase_keys(sign.phrases), strict=True):
                sorts = keys.setdefault(key, [])
                if number not in sorts:
                    sorts.append(number)
                if len(sorts) > _MOST_SORTS:
                    raise ValueError(f"{phrase!r} is of more than {_MOST_SORTS} sorts")
        except ValueError as error:
            path = models_path("boilerplate/signs.toml")
            raise KnowledgeError(f"{path}: sign {sign.name!r}: {error}") from error
    return keys


def sign_of(keys: Keys) -> Integers:
    """For each n-gram of `keys` the numbers of its sorts; shape (3, v + 1), -1 for none."""
    known = sign_keys()
    table = np.full((_MOST_SORTS, len(keys) + 1), -1, dtype=np.int64)
    for place, key in enumerate(keys.tolist()):
        for row, number in enumerate(known.get(key, ())):
            table[row, place] = number
    return table


def _sorts(folded: FoldedLines) -> set[str]:
    known = sign_keys()
    found = {n for keys, _ in gram_keys(folded) for k in keys.tolist() for n in known.get(k, ())}
    return {SIGNS[n] for n in found}


def reports(text: str) -> bool:
    """Whether a line tells news of somebody and says neither you nor we."""
    return _SPOKEN_TO.search(text) is None and "report" in _sorts(folded_lines([text]))


def turns_to_reader(text: str) -> bool:
    """Whether a line speaks to its reader, gives a contact, names a sponsor, or says it all."""
    folded = folded_lines([text])
    names = _sorts(folded)
    return bool(names & _TURNING or folded.long_number.any() or len(names & _SELLING) >= _MANY)
