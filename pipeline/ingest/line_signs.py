"""Signs: short phrases by sort, of which the line classifier is told whether a line shows any.

They stand in `models/boilerplate/signs.toml`. A sign decides nothing by itself; it lets what was
learned of one phrase hold for the others of its sort.
"""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass

import numpy as np

from pipeline.errors import KnowledgeError
from pipeline.ingest.line_features import SIGNS
from pipeline.ingest.line_grams import Integers, Keys, phrase_key
from pipeline.resources import models_path


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
def sign_keys() -> dict[int, int]:
    """N-gram (see line_grams.py) to the number of its sort; the first sort that has it counts.

    Raises:
        KnowledgeError: a phrase is no n-gram.
    """
    keys: dict[int, int] = {}
    for number, sign in enumerate(signs()):
        for phrase in sign.phrases:
            try:
                keys.setdefault(phrase_key(phrase), number)
            except ValueError as error:
                path = models_path("boilerplate/signs.toml")
                raise KnowledgeError(f"{path}: sign {sign.name!r}: {error}") from error
    return keys


def sign_of(keys: Keys) -> Integers:
    """For each n-gram of `keys` the number of its sort, -1 for most; shape (v + 1,)."""
    known = sign_keys()
    return np.array([known.get(key, -1) for key in keys.tolist()] + [-1], dtype=np.int64)
