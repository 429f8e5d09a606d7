"""Whether a page says of itself that its text was published elsewhere before."""

from __future__ import annotations

import functools
import re
import tomllib
from typing import Final, NamedTuple

from pipeline.errors import KnowledgeError
from pipeline.resources import models_path

REPOSTS: Final = "metadata/reposts.toml"


class RepostWords(NamedTuple):
    """Words by which a page says so; see the file.

    Attributes:
        name: of the row.
        pattern: what is looked for in the page.
        cues: without one of these it is not there.
        example: what it matches.
        counter: what it does not.
    """

    name: str
    pattern: re.Pattern[str]
    cues: tuple[str, ...]
    example: str
    counter: str

    def says_so(self, source: str) -> bool:
        """Whether a page has these words."""
        return any(cue in source for cue in self.cues) and bool(self.pattern.search(source))


@functools.cache
def repost_words() -> tuple[RepostWords, ...]:
    """The rows of the file.

    Raises:
        KnowledgeError: the file is missing or damaged.
    """
    path = models_path(REPOSTS)
    try:
        return tuple(
            RepostWords(
                row["name"], re.compile(row["pattern"], re.MULTILINE), tuple(row["cues"]),
                row["example"], row["counter"],
            )
            for row in tomllib.loads(path.read_text(encoding="utf-8"))["repost"]
        )  # fmt: skip
    except (OSError, KeyError, TypeError, ValueError, re.error) as error:
        raise KnowledgeError(f"{path}: not as it must be: {error}") from error


def is_repost(source: str) -> bool:
    """Whether a page, as it was fetched, says that it is a repost: 转载自…, `Reprinted from`."""
    return any(words.says_so(source) for words in repost_words())


__all__ = ["REPOSTS", "RepostWords", "is_repost", "repost_words"]
