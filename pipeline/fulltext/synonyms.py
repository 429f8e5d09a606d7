"""Words that a search takes for one another: `models/search/synonyms.toml`."""

from __future__ import annotations

import functools
import itertools
import re
import tomllib
from dataclasses import dataclass
from typing import Final

from pipeline.errors import KnowledgeError
from pipeline.resources import models_path

SYNONYMS: Final = "search/synonyms.toml"
_MOST_FORMS: Final = 24


@dataclass(frozen=True, slots=True)
class Words:
    """Words in simplified script; of the query and the text of `example` one finds the other."""

    words: tuple[str, ...]
    example: tuple[str, str]
    counter: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Groups of words of one meaning, and words of several that dictionaries take for one."""

    groups: tuple[Words, ...]
    apart: tuple[Words, ...]

    def forms_of(self, plain: str) -> tuple[str, ...]:
        """Folded text with each word of a group for each other, the text itself first."""
        forms = [plain]
        for group in self.groups:
            find = _any_of(group.words)
            if find.search(plain):
                others = itertools.product(group.words, forms)
                forms += [find.sub(word, form) for word, form in others]
                forms = list(dict.fromkeys(forms))[:_MOST_FORMS]
        return tuple(forms)

    def are_apart(self, one: str, other: str) -> bool:
        """Whether the folded words are no synonyms although a dictionary has them so."""
        return any(one in pair.words and other in pair.words for pair in self.apart)

    def has_apart(self, plain: str) -> bool:
        """Whether such a word stands in the folded text."""
        return any(word in plain for pair in self.apart for word in pair.words)


def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


@functools.cache
def synonyms() -> Synonyms:
    """Those of the package, read once a process.

    Raises:
        KnowledgeError: the file is missing or not as it must be.
    """
    path = models_path(SYNONYMS)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        groups, apart = (
            tuple(
                Words(tuple(e["words"]), (e["example"][0], e["example"][1]),
                      (e["counter"][0], e["counter"][1]))
                for e in content[kind]
            )
            for kind in ("group", "apart")
        )  # fmt: skip
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, IndexError) as error:
        raise KnowledgeError(f"{path}: {error!r}") from error
    return Synonyms(groups, apart)


__all__ = ["SYNONYMS", "Synonyms", "Words", "synonyms"]
