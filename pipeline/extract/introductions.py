"""Names that the text itself gives to a company or a model: `一家叫“年糕”的公司`.

Such a name may be any word, so that its form says nothing; the words that introduce it must leave
no doubt. They are data, `models/names/introductions.toml`.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.ingest.sieve import Sieve
from pipeline.resources import models_path

_MARKS: Final = {
    "open": r"\s?[“「『《\"]",
    "close": r"[”」』》\"]",
    "han": r"[\u4e00-\u9fff]",
}
# What is said of a thing, not what it is called: 叫“没人敢用”的模型.
_PHRASE: Final = frozenset("的了是不没在会就与和及这那你我他她它吗呢吧？！，。、")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")

_FULL_WIDTH: Final = {",": "，", ";": "；", ":": "："}
_HALF_WIDTH: Final = re.compile(r"(?<=[\u4e00-\u9fff”」』])[,;:]|[,;:](?=[\u4e00-\u9fff“「『])")


@dataclass(frozen=True, slots=True)
class Introduction:
    """A pattern whose group `name` is the name of a thing of `type`."""

    type: str
    pattern: re.Pattern[str]
    example: str
    counter: str


@functools.cache
def introductions() -> tuple[Introduction, ...]:
    """All of them, in the order of the file."""
    return read_introductions("names/introductions.toml", ("company", "model"), _MARKS)


def read_introductions(
    name: str, lists: Sequence[str], marks: Mapping[str, str]
) -> tuple[Introduction, ...]:
    """The introductions of a file under `models/`, in its order.

    Args:
        name: of the file.
        lists: those of its entries that are lists of words, each a mark of its patterns.
        marks: further marks, `{name}` in a pattern, and what they stand for.
    """
    data = tomllib.loads(models_path(name).read_text(encoding="utf-8"))
    filled = {**marks, **{kind: f"(?:{'|'.join(data[kind])})" for kind in lists}}
    return tuple(
        Introduction(
            entry["type"],
            re.compile(re.sub(r"\{([a-z_]+)\}", lambda m: filled[m[1]], entry["pattern"])),
            entry["example"],
            entry["counter"],
        )
        for entry in data["introduction"]
    )


def introduced(text: str, kind: str) -> Iterator[tuple[int, int]]:
    """Spans of the names that `text` gives to things of `kind` (company, model)."""
    text, possible = _looked_through(text)
    for introduction in possible:
        if introduction.type == kind:
            for match in introduction.pattern.finditer(text):
                name = match["name"]
                if _HAN.match(name) and not _PHRASE.intersection(name):
                    yield match.span("name")


@functools.cache
def _sieve() -> Sieve:
    return Sieve(introduction.pattern.pattern for introduction in introductions())


@functools.lru_cache(maxsize=1)
def _looked_through(text: str) -> tuple[str, tuple[Introduction, ...]]:
    """`text` with full-width commas (数字员工,统一叫阿勤), and the introductions that it may hold.

    The last answer is kept, for each kind of name is looked for in the same document.
    """
    text = _HALF_WIDTH.sub(lambda m: _FULL_WIDTH[m.group()], text)
    return text, tuple([introductions()[number] for number in _sieve().passing(text)])
