"""What stands before a text: YAML between `---`, TOML between `+++`, a day that a crawl wrote."""

from __future__ import annotations

import datetime
import re
import tomllib
from typing import Final

import yaml

from pipeline.text import Edit

_FENCED: Final = re.compile(r"\A\ufeff?(---|\+\+\+)[ \t]*\n")
_ENDS: Final = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.M),
    "+++": re.compile(r"^\+\+\+[ \t]*(?:\n|\Z)", re.M),
}
_KEY: Final = re.compile(
    r"([A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff .-]{0,40}?)[ \t]*[:：](?:[ \t]+|\Z|$)"
)
_LONGEST: Final = 20_000
# `date 2026-03-04 The port …`: the field of a crawl and the text in a line; `Date: …` is a byline.
_FIELD: Final = re.compile(r"\A\s*date\s+(20\d\d-\d\d(?:-\d\d)?)[ \t]+(?=[^\s|·•,/(–—-])")
_ALIASES: Final = {
    "title": "title",
    "标题": "title",
    "標題": "title",
    "author": "author",
    "authors": "author",
    "作者": "author",
    "date": "date",
    "published": "date",
    "publishdate": "date",
    "pubdate": "date",
    "publish_date": "date",
    "published_at": "date",
    "created": "date",
    "日期": "date",
    "site": "site",
    "source": "site",
    "来源": "site",
    "來源": "site",
    "url": "url",
    "link": "url",
    "canonical": "url",
    "canonical_url": "url",
    "permalink": "url",
}


def front_matter(text: str) -> tuple[dict[str, str], list[Edit]]:
    """The fields of a front matter, and the edit that removes it; neither where there is none.

    Keys are in lower case; `title`, `author`, `date`, `site` and `url` stand under these names
    whatever the file calls them. Lists are joined by commas. A front matter that is no valid YAML
    (`title: AI: the bill`) is read line by line. A day before the text, in its first line, counts
    where no byline has one (`hidden_date`).
    """
    opening = _FENCED.match(text)
    if opening is None:
        return _leading_day(text)
    closing = _ENDS[opening[1]].search(text, opening.end(), opening.end() + _LONGEST)
    if closing is None:
        return {}, []
    body = text[opening.end() : closing.start()]
    lines = [line for line in body.split("\n") if line.strip()]
    if opening[1] == "---" and not (lines and all(_may_be_yaml(line) for line in lines)):
        return {}, []  # Two rules with text between them.
    fields = _read(opening[1], body)
    if fields is None:
        return {}, []
    stated: dict[str, str] = {}
    for key, value in fields.items():
        written = _spelled(value)
        if written:
            stated.setdefault(_ALIASES.get(key.lower(), key.lower()), written)
    return stated, [Edit(opening.start(), closing.end(), "", "markup", "front-matter")]


def _leading_day(text: str) -> tuple[dict[str, str], list[Edit]]:
    field = _FIELD.match(text)
    if field is None:
        return {}, []
    edit = Edit(field.start(), field.end(), "", "byline", "day-before-text")
    return {"hidden_date": field[1]}, [edit]


def _may_be_yaml(line: str) -> bool:
    return line[0] in " \t-#]}" or _KEY.match(line) is not None


def _read(fence: str, body: str) -> dict[str, object] | None:
    try:
        read = tomllib.loads(body) if fence == "+++" else yaml.safe_load(body)
    except (tomllib.TOMLDecodeError, yaml.YAMLError, ValueError, RecursionError):
        return _line_by_line(body) if fence == "---" else None
    if read is None:
        return {}
    return {str(k): v for k, v in read.items()} if isinstance(read, dict) else None


def _line_by_line(body: str) -> dict[str, object]:
    fields: dict[str, object] = {}
    for line in body.split("\n"):
        match = _KEY.match(line)
        if match:
            fields[match[1]] = line[match.end() :].strip().strip("\"'")
    return fields


def _spelled(value: object) -> str:
    """A value as a string: the date of a time, the names of a list, the name of a record."""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, list):
        return ", ".join(x for x in map(_spelled, value[:20]) if x)
    if isinstance(value, dict):
        return _spelled(value.get("name"))
    return "" if value is None else " ".join(str(value).split())


__all__ = ["front_matter"]
