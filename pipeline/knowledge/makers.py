"""Whose a model is, as the sentences say that name both."""

from __future__ import annotations

import functools
import itertools
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipeline.errors import KnowledgeError
from pipeline.resources import models_path


class Name(NamedTuple):
    """A name in a sentence; offsets are those of the sentence's text."""

    start: int
    end: int
    type: str
    entity_id: str


class MakerRule(NamedTuple):
    """A way to say whose a model is, of `models/suggest/makers.toml`.

    Attributes:
        name: of the rule.
        first: the type of the name that comes first, `company` or `model`.
        between: what stands between the two names, the whole of it.
        behind: what stands behind the second.
        example: a sentence of that kind, the company in `[ ]`, the model in `< >`.
        counter: one that looks alike and says something else.
    """

    name: str
    first: str
    between: re.Pattern[str]
    behind: re.Pattern[str]
    example: str
    counter: str


@functools.cache
def maker_rules() -> tuple[MakerRule, ...]:
    """The ways to say whose a model is.

    Raises:
        KnowledgeError: the file of them is not as it must be.
    """
    path = models_path("suggest/makers.toml")
    try:
        return tuple(
            MakerRule(
                rule["name"],
                rule["first"],
                re.compile(rule["between"]),
                re.compile(rule.get("behind", "")),
                rule["example"],
                rule["counter"],
            )
            for rule in tomllib.loads(path.read_text(encoding="utf-8"))["rule"]
        )
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, re.error) as error:
        raise KnowledgeError(f"{path}: {error!r}") from error


def makers(sentences: Iterable[tuple[str, Sequence[Name]]]) -> dict[str, str]:
    """The company of each model of which sentences say whose it is, and most say the same.

    Args:
        sentences: text and names of each.

    Returns:
        Ids of companies by ids of models.
    """
    said: dict[str, Counter[str]] = defaultdict(Counter)
    for text, names in sentences:
        ordered = sorted(names)
        for one, other in itertools.pairwise(ordered):
            if {one.type, other.type} == {"company", "model"} and _says(text, one, other):
                model, company = (one, other) if one.type == "model" else (other, one)
                said[model.entity_id][company.entity_id] += 1
    found = {}
    for model_id, counts in said.items():
        (company_id, most), *rest = counts.most_common(2)
        if not rest or rest[0][1] < most:
            found[model_id] = company_id
    return found


def _says(text: str, one: Name, other: Name) -> bool:
    return any(
        rule.first == one.type
        and rule.between.fullmatch(text, one.end, other.start)
        and rule.behind.match(text, other.end)
        for rule in maker_rules()
    )


__all__ = ["MakerRule", "Name", "maker_rules", "makers"]
