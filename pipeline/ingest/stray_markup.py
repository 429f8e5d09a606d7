"""Entities, tags and forum marks left in a plain text.

Texts are escaped twice, cut out of pages with a tag at their rim, or copied from a forum's editor.
What a text means itself stays: `a < b`, `List<String>`, the `<think>` of a language model, a tag
that the text talks about. The names of tags stand in `models/repair/markup.toml`, with examples.
"""

from __future__ import annotations

import functools
import html
import re
import tomllib
from dataclasses import dataclass
from typing import Any, Final

from pipeline.errors import KnowledgeError
from pipeline.resources import models_path
from pipeline.text import Edit

_MOST_LAYERS: Final = 4
_INVISIBLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u2060\ufeff]")
_SPACES: Final = re.compile("[\xa0\u2002\u2003\u2009]")
_HAN: Final = re.compile("[\u2e80-\u9fff\uff00-\uffef]")
# `![](…)` in a text with too few other marks to be Markdown.
_IMAGE: Final = re.compile(r"(?<!`)!\[[^\[\]\n]{0,200}\]\((?:[^()\s]{0,400}[/.:][^()\s]{0,400})?\)")
_LONE_MARK: Final = re.compile(r"\[(?:img|IMG|br|BR|hr|HR)\]")
_CLOSING_TAG: Final = re.compile(r"</([a-z]{1,8})>")
_OPENING_TAG: Final = re.compile(r"<([a-z]{1,8})[\s>]")
_CLOSING_MARK: Final = re.compile(r"\[/([A-Za-z0-9]{1,10})\]")


@dataclass(frozen=True, slots=True)
class _Patterns:
    entity: re.Pattern[str]
    tag: re.Pattern[str]
    dropped: re.Pattern[str]
    bbcode: re.Pattern[str]
    about_behind: re.Pattern[str]
    breaks: frozenset[str]
    paired: frozenset[str]


def entity_edits(text: str) -> list[Edit]:
    """Entities become their characters, through every layer of escaping."""
    if "&" not in text:
        return []
    edits = []
    for match in _patterns().entity.finditer(text):
        written = _unescaped(match)
        if written is not None and written != match.group():
            edits.append(Edit(match.start(), match.end(), written, "markup", "entity"))
    return edits


def _unescaped(match: re.Match[str]) -> str | None:
    """What an entity stands for; None if it is none."""
    written = match["named"]
    entity = f"&{written};"
    for _ in range(_MOST_LAYERS):
        character = html.unescape(entity)
        if character == entity:
            break
        entity = character
    if entity == f"&{written};":
        return None
    if match["end"] is None and written.startswith("#") and not _HAN.match(entity):
        return None  # `&#12345` is sure only where it gives a Chinese character.
    return _SPACES.sub(" ", _INVISIBLE.sub("", entity.replace("\r", "\n")))


def tag_edits(text: str) -> list[Edit]:
    """Tags of HTML and marks of forums; those that part lines leave a line break."""
    if "<" not in text and "[" not in text:
        return []
    patterns = _patterns()
    edits = [Edit(*m.span(), "", "markup", "image") for m in _IMAGE.finditer(text)]
    if "<" in text:
        lower = text.lower()
        edits += _dropped_edits(lower, patterns)
        closed = set(_CLOSING_TAG.findall(lower)) & set(_OPENING_TAG.findall(lower))
        for match in patterns.tag.finditer(text):
            if _is_stray(match, closed, patterns):
                edits.append(Edit(*match.span(), _left_by(match, patterns), "markup", "tag"))
    if "[/" in text or _LONE_MARK.search(text):
        edits += _bbcode_edits(text, patterns)
    edits.sort()
    kept: list[Edit] = []
    for edit in edits:
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


def _dropped_edits(lower: str, patterns: _Patterns) -> list[Edit]:
    """Scripts and styles with all they hold, as far as their end stands there."""
    edits: list[Edit] = []
    for match in patterns.dropped.finditer(lower):
        if edits and match.start() < edits[-1].end:
            continue
        end = lower.find(f"</{match['name']}>", match.end())
        if end < 0:
            break
        edits.append(Edit(match.start(), end + len(match["name"]) + 3, "", "markup", "tag-content"))
    return edits


def _is_stray(match: re.Match[str], closed: set[str], patterns: _Patterns) -> bool:
    if match["comment"]:
        return True
    name = match["name"].lower()
    if name in patterns.paired and name not in closed and not match["rest"].strip(" /"):
        return False
    return not _is_topic(match, patterns)


def _is_topic(match: re.Match[str], patterns: _Patterns) -> bool:
    """Whether the text speaks of the tag: it is called one, or set in code."""
    text, start, end = match.string, match.start(), match.end()
    if text[start - 1 : start] == "`" or text[end : end + 1] == "`":
        return True
    return patterns.about_behind.match(text, end) is not None


def _left_by(match: re.Match[str], patterns: _Patterns) -> str:
    """A line break where the tag parts lines and none stands there, a space between cells."""
    if match["comment"]:
        return ""
    name = match["name"].lower()
    text, start, end = match.string, match.start(), match.end()
    if name in ("td", "th"):
        return " "
    if name not in patterns.breaks:
        return ""
    at_rim = text[start - 1 : start] in ("", "\n", ">") or text[end : end + 1] in ("", "\n")
    return "" if at_rim and text[start - 1 : start] != ">" else "\n"


def _bbcode_edits(text: str, patterns: _Patterns) -> list[Edit]:
    edits = []
    closed = {name.lower() for name in _CLOSING_MARK.findall(text)}
    for match in patterns.bbcode.finditer(text):
        if match["whole"]:
            edits.append(Edit(*match.span(), "", "markup", "bbcode"))
            continue
        name = match["name"].lower()
        # One half alone may be an index or a note: `a[i]`.
        if match["slash"] or name in closed or name in ("img", "br", "hr"):
            edits.append(Edit(*match.span(), "", "markup", "bbcode"))
    return edits


@functools.cache
def _patterns() -> _Patterns:
    path = models_path("repair/markup.toml")
    try:
        listed: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        names = "|".join(sorted((*listed["tags"], *listed["paired"]), key=len, reverse=True))
        dropped = "|".join(listed["dropped"])
        whole = "|".join(listed["bbcode_whole"])
        marks = "|".join(sorted((*listed["bbcode_marks"], "img"), key=len, reverse=True))
        bare = "|".join(listed["bare_entities"])
        about = "|".join(listed["about"])
        return _Patterns(
            entity=re.compile(
                rf"[&＆](?:amp[;；])*(?:(?P<named>#\d{{1,7}}|#[xX][0-9a-fA-F]{{1,6}}"
                rf"|[a-zA-Z][a-zA-Z0-9]{{1,30}}(?=[;；])|nbsp(?![=;；])|(?:{bare})(?![A-Za-z0-9=;；]))(?P<end>[;；])?)"
            ),
            tag=re.compile(
                rf"(?P<comment><!--(?:(?!-->)[^<]){{0,400}}-->)"
                rf"|</?(?P<name>{names})(?P<rest>(?:\s[^<>]{{0,400}})?/?)>",
                re.I,
            ),
            dropped=re.compile(rf"<(?P<name>{dropped})\b[^<>]{{0,400}}>"),
            bbcode=re.compile(
                rf"(?P<whole>\[(?P<w>{whole})(?:=[^\[\]\n]{{0,80}})?\][^\[\]\n]{{0,400}}\[/(?P=w)\])"
                rf"|\[(?P<slash>/)?(?P<name>{marks}|{whole})(?:=[^\[\]\n]{{0,200}})?\](?!\()",
                re.I,
            ),
            about_behind=re.compile(rf"[\s”’」』\"']{{0,2}}(?:{about})", re.I),
            breaks=frozenset(listed["breaks"]),
            paired=frozenset(listed["paired"]),
        )
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, re.error) as error:
        raise KnowledgeError(f"{path}: {error!r}") from error
