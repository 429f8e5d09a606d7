"""A column's head: its name and who writes it side by side, `信步集｜林一舟`, `妈咪理性派 · 周也`.

Either side may be either. What tells them apart: a person's name on one side alone, the words with
which columns and sections are called, and that a foreign name is written in letters that stand for
sounds (`玛格达·韦隆` is one name, `美股通·林一` is not).
"""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from typing import Final

from pipeline.errors import KnowledgeError
from pipeline.ingest.byline_book import byline_book, label_matches
from pipeline.ingest.dates import find_dates
from pipeline.ingest.person_names import is_han_person, is_medium, is_title
from pipeline.resources import models_path

COLUMNS: Final = "metadata/columns.toml"
_LONGEST: Final = 60
_LONGEST_SIDE: Final = 12
_LONGEST_WRITER: Final = 8
_SURE: Final = 3
_HAN: Final = re.compile(r"[\u3400-\u9fff]+\Z")
_BETWEEN: Final = re.compile(
    r"\s*[|｜丨︱│]\s*|\s+[/／·•]\s+|\s*[/／]\s*|(?<=\S)[·•](?=\S)|\u3000+|\s{2,}"
)
_TIME: Final = re.compile(r"[\d\s:：日号]+|(?:星期|周)[一二三四五六日天]")
_EDGES: Final = " \t\u3000|｜丨︱│/／·•,，-—"
_PEN_NAME: Final = re.compile(r"^[老小阿大][\u3400-\u9fff]|\S的\S|[姐哥叔伯婶爷君酱佬侠客侃人徒]\Z")
_BRACKETED: Final = re.compile(r"[【〔\[《]([^【】〔〕\[\]《》]{2,12})[】〕\]》]\s*")
_COLON: Final = re.compile(r"([\u3400-\u9fff]{2,4})\s?[:：]\s?([\u3400-\u9fff]{3,6})")
_SURELY_COLUMN: Final = re.compile(r"(?:专栏|手记|札记|随笔|笔记|日记|周记|观察|茶座|专页|信箱)\Z")
_OWN: Final = re.compile(r"([\u3400-\u9fff]{2,4}?)的?(?:专栏|个人专栏|随笔|手记|札记)\Z")


@dataclass(frozen=True, slots=True)
class Columns:
    """How columns are called, and the letters that foreign names are written with."""

    called: re.Pattern[str]
    sounds: frozenset[str]


@functools.cache
def columns() -> Columns:
    """The knowledge of `models/metadata/columns.toml`, read once a process.

    Raises:
        KnowledgeError: the file is missing or not as it must be.
    """
    path = models_path(COLUMNS)
    try:
        listed = tomllib.loads(path.read_text(encoding="utf-8"))
        return Columns(re.compile(listed["called"]), frozenset(listed["sounds"]) - {"\n"})
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, re.error) as error:
        raise KnowledgeError(f"{path}: {error!r}") from error


@functools.lru_cache(maxsize=256)
def column_writer(line: str) -> str | None:
    """Who writes the column that a line consists of, but for its date; None where it is no such.

    Args:
        line: one near the title, in simplified script.
    """
    if len(line) > _LONGEST or line.endswith(("。", "！", "？", "!", "?")):
        return None
    for mention in reversed(find_dates(line)):
        line = f"{line[: mention.start]}\u3000{line[mention.end :]}"
    line = line.strip(_EDGES)
    # `编译／林一舟` says itself what he did.
    if label_matches(line):
        return None
    bracketed = _BRACKETED.match(line)
    if bracketed:
        rest = line[bracketed.end() :].strip(_EDGES)
        return _writer(bracketed[1], rest) if rest else _owner(bracketed[1])
    known = byline_book().known
    if after_colon := _COLON.fullmatch(line):
        return _own_column(after_colon[1], after_colon[2])
    parts = _BETWEEN.split(line)
    # `信步集 林一舟`: one space parts where nothing else does.
    parts = parts if len(parts) > 1 else line.split(" ")
    sides = [x for x in parts if x and not _TIME.fullmatch(x)]
    sides = [x for x in sides if not known.never.fullmatch(x)]
    if len(sides) != 2:
        return _owner(sides[0]) if len(sides) == 1 else None
    return _writer(*sides)


def is_column_and_name(name: str) -> bool:
    """Whether what looks like a foreign name is a column's and a person's (`美股通·林一`)."""
    left, _, right = name.partition("·")
    known = byline_book().known
    if not right or "·" in right or not _HAN.match(left) or not is_han_person(right, known):
        return False
    return len(left) > 1 and not is_foreign_spelling(left)


def is_foreign_spelling(name: str) -> bool:
    """Whether the letters of a name stand for sounds, most of them."""
    written = [c for c in name if c.isalpha()]
    others = sum(c not in columns().sounds for c in written)
    return 2 * others < len(written)


def _owner(name: str) -> str | None:
    """Whose a column is that is called by a person's name: `林一舟专栏`."""
    owned = _OWN.fullmatch(name)
    return owned[1] if owned and is_han_person(owned[1], byline_book().known) else None


def _own_column(name: str, column: str) -> str | None:
    """Who stands before the colon of a column that plays on the name: `岑国梁：梁言快语`.

    Other lines with a colon are turns of a talk, or headlines.
    """
    own = set(name) & set(column) or _SURELY_COLUMN.search(column)
    fits = own and columns().called.search(column) and is_han_person(name, byline_book().known)
    return name if fits else None


def _writer(left: str, right: str) -> str | None:
    known, called = byline_book().known, columns().called
    if not all(_HAN.match(side) and len(side) <= _LONGEST_SIDE for side in (left, right)):
        return None
    if byline_book().place.fullmatch(left):
        return right if is_han_person(right, known) else None
    people = [is_han_person(side, known) for side in (left, right)]
    columned = [called.search(side) is not None for side in (left, right)]
    if people[1] and not is_title(left, known) and (columned[0] or not people[0]):
        # A name of two letters is an ordinary word as often: `公司｜高盛`.
        return right if columned[0] or len(right) >= _SURE else None
    if people[0] and columned[1] and not people[1] and len(left) >= _SURE:
        return left
    # `办公室考古学｜孟家的豆子`; `深度观察｜算力退潮` is a headline.
    if columned[0] and not people[0] and not columned[1] and _PEN_NAME.search(right):
        fits = 2 < len(right) <= _LONGEST_WRITER
        return (
            right if fits and not is_title(right, known) and not is_medium(right, known) else None
        )
    return None


__all__ = [
    "COLUMNS",
    "Columns",
    "column_writer",
    "columns",
    "is_column_and_name",
    "is_foreign_spelling",
]
