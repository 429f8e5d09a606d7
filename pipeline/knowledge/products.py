"""Products, benchmarks, chips and words of the trade that are no company, model or person.

They stand capitalised where names stand, beside the same verbs (Google 推出 Stitch), so finders
that go by form and surroundings take them for names. `models/knowledge/products.jsonl` lists them,
one a line, with their kind and who makes them.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Final

from pipeline.errors import KnowledgeError
from pipeline.knowledge.entries import read_entries
from pipeline.resources import models_path

KINDS: Final = frozenset(
    [
        "benchmark",
        "character",
        "facility",
        "hardware",
        "law",
        "licence",
        "place",
        "plan",
        "programme",
        "service",
        "technique",
        "term",
        "tool",
    ]
)


@dataclass(frozen=True, slots=True)
class Product:
    """A thing with a name that is no company, model or person."""

    name: str
    kind: str
    maker: str | None
    """Id of who makes it; a name that is a word as well is the product only beside its maker."""
    place: str
    """File and line that list it."""


@functools.cache
def products() -> tuple[Product, ...]:
    """The products that come with the package, read once a process.

    Raises:
        KnowledgeError: a line is not as it must be; the message names file and line.
    """
    listed = []
    for place, entry in read_entries(models_path("knowledge/products.jsonl")):
        name, kind, maker = entry.get("name"), entry.get("kind"), entry.get("maker")
        if not isinstance(name, str) or not name:
            raise KnowledgeError(f"{place}: name is missing")
        if kind not in KINDS:
            raise KnowledgeError(f"{place}: kind must be one of {', '.join(sorted(KINDS))}")
        if maker is not None and not isinstance(maker, str):
            raise KnowledgeError(f"{place}: maker must be an id or null")
        listed.append(Product(name, kind, maker, place))
    return tuple(listed)
