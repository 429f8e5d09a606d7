"""The names in the value of a label or in a set form: where each ends, and who is one."""

from __future__ import annotations

import re
from typing import Final

from pipeline.ingest.byline_book import BylinePattern, byline_book
from pipeline.ingest.person_names import (
    is_han_person,
    is_handle,
    is_latin_person,
    is_medium,
    is_ordinary_word,
    is_person,
    is_title,
    parted_names,
)

LONGEST: Final = 400
_MOST_OTHERS: Final = 3
_LONGEST_NAME: Final = 4
_CUT: Final = re.compile(
    r"\s{2,}|\u3000|\t|[|｜丨︱│•;；。]|[<>《》【】〔〕\[\]“”\"]|\s[-—–]\s"
    r"|(?=\s(?:20\d\d|\d{1,2}[:：/.-]\d|\d+\s?(?:小时|分钟|天)前|昨天|今天|刚刚|发布|发表|更新|阅读|来源|字数|浏览|点击|评论|收藏|打印|分享|举报|发自|关注|报道))"
    r"|发布于|发表于|发自"
)
_BRACKET: Final = re.compile(r"\s*[(（]([^()（）]{0,60})[)）]?")
_NAMES: Final = re.compile(r"[、,，/／&＆+]|\s+(?:and|和|与|及)\s+|和|与|\s+")
_SPACED: Final = re.compile(r"[\u3400-\u9fff](?:\s[\u3400-\u9fff]){1,2}")
_MEMBERS: Final = re.compile(r"[^、,，]{1,10}(?:[、,，][^、,，]{1,14})+\Z")
_YEAR: Final = re.compile(r"(?:19|20)\d\d\s?[-年/.]")
_SENTENCE: Final = re.compile(r"(?<=[a-zà-ÿ]{2})\. (?=[A-Z][a-z]+ [a-z])")
# Where a name ends: `in Mumbai`, `is a fellow`, `of the Harbour Review`.
_LOCATED: Final = re.compile(r" (?=(?:in|at|from|is|are|was|of|for|on|with|has|writes|covers)\b)")
_STOPPED: Final = re.compile(r"[a-z]{3}\. |[A-Z]{3}\. ")
# What somebody else did, behind the name of who wrote: `Nora Whitfield Photos by Jonas Meier`.
_OTHER_CREDIT: Final = re.compile(
    r"\s+(?:Photo(?:s|graphs?|graphy)?|Pictures?|Illustrations?|Graphics?|Images?|Art|Video|Audio"
    r"|Words|Text|Edited|Editing|Editor|Produced|Production|Translated|Translation|Additional)"
    r"(?= (?:by\b|:)|:|\Z)"
    r"|\s+Contributions?(?= from\b|\Z)"
)
# `Nora Whitfield，远望评论主编`; a list goes on: `A，B，C`.
_WHO_SHE_IS: Final = re.compile(r"\s+(?=[\u3400-\u9fff])|[，；](?=[^，、]*\Z)")
_NO_AUTHOR: Final = frozenset(
    ("He", "She", "They", "It", "We", "You", "I", "This", "That", "These", "Who", "What", "There")
)


def written_name(text: str, pattern: BylinePattern) -> str | None:
    """The name that a form gives, where it is what the form must name."""
    known = byline_book().known
    if pattern.organization:
        return text
    if pattern.reads == "account":
        label = known.never.fullmatch(text) or known.starts.match(text)
        other = is_title(text, known) or is_medium(text, known) or text.isdigit()
        return None if label or other else text
    if pattern.reads == "person" and not (
        is_person(text, known) or is_latin_person(text.title(), known)
    ):
        return None
    return _pattern_name(text)


def _pattern_name(text: str) -> str | None:
    known = byline_book().known
    text = text.strip(" .,·、")
    if known.never.fullmatch(text):
        return None
    if text.startswith(("@", "u/", "/u/")) or is_handle(text):
        return text
    if text[:1].isascii():
        # `by phone` is how, not who.
        return None if text.islower() and is_ordinary_word(text) else _latin_names(text)
    kept: list[str] = []
    pieces = re.split(r"[、\s]+", text)
    if len(text) > _LONGEST_NAME and len(pieces) == 1:
        pieces = list(parted_names(text, known))
    for piece in pieces:
        if known.never.match(piece) or is_title(piece, known) or is_medium(piece, known):
            break
        if known.begins.match(piece) or (kept and not is_han_person(piece, known)):
            break
        kept.append(piece)
    return "、".join(kept) if kept and len(kept[0]) >= 2 else None


def _latin_names(text: str) -> str | None:
    """`A B, C D` for `A B, C D and E F, Editor`: up to the last name that is one, with commas."""
    known = byline_book().known
    names: list[str] = []
    for match in re.finditer(r"(.+?)(?:$|,? and |,? & |[,/，、] ?)", text[:LONGEST]):
        name = _LOCATED.split(match[1].strip(), maxsplit=1)[0].strip(" .")
        other = _OTHER_CREDIT.search(name)
        name = name[: other.start()].rstrip(" .,;") if other else name
        if stop := _STOPPED.search(name):
            # `Nora Whitfield. Guest`: a sentence ends with the name.
            name, other = name[: stop.end() - 2], stop
            if not is_latin_person(name, known):
                break
        plain = name.title() if name.isupper() else name
        if not name[:1].isalpha() or known.latin.search(plain) or plain in _NO_AUTHOR:
            break
        # `Nora Whitfield, Partner`: behind a whole name stands no half of one.
        if names and " " in names[0] and not is_latin_person(name, known):
            break
        names.append(name)
        if other:
            break
    return ", ".join(names) or None


def names_in(value: str) -> str | None:
    """The name or names at the start of a labelled value; None where there is none.

    Several Chinese names are joined by `、`; English ones stay as they are written.
    """
    known = byline_book().known
    value = value.strip().lstrip("@＠ ").strip() if value[:1] in "@＠" else value.strip()
    # `Nora Whitfield. Edited for length.`
    value = _SENTENCE.split(value, maxsplit=1)[0]
    cut = _CUT.search(value)
    head = value[: cut.start()] if cut else value
    if cut and is_title(head.strip(), known) and value[cut.start()] in "|｜丨":
        # `公社达人 | 算力老农`: what he is stands before his name.
        return names_in(value[cut.end() :])
    if cut and is_han_person(head.strip(), known):
        # `文字 林一舟　周小满`: names alone go on after a gap.
        others = value[cut.start() :].split()
        if others and len(others) <= _MOST_OTHERS and all(is_han_person(o, known) for o in others):
            return "、".join((head.strip(), *others))
    if bracket := _BRACKET.search(head):
        members = bracket[1]
        name = head[: bracket.start()].strip()
        if _MEMBERS.match(members) and not is_person(name, known) and _are_names(members):
            return f"{name}({members})"
        rest = head[bracket.end() :].strip()
        head = name + (rest if rest[:1] in tuple("、,，和与及") else "")
    head = head.strip(" .,，:：、/／·-—()（）")
    if not head:
        return None
    if re.match(r"[A-ZÀ-Þ][\w.’'-]*(?:\s|$|,)", head) and " " in head and head[:12].isascii():
        found = _latin_names(_WHO_SHE_IS.split(head, maxsplit=1)[0])
        if found:
            return found
    return _han_names(head)


def _are_names(members: str) -> bool:
    known = byline_book().known
    pieces = re.split(r"[、,，]", members)
    return all(
        not is_title(p.strip(), known) and not re.search(r"[曾于任为是系前]|\d", p) for p in pieces
    )


def _han_names(head: str) -> str | None:
    known = byline_book().known
    if _SPACED.fullmatch(head):
        # `林 舟`: a name of two letters set as wide as one of three.
        head = "".join(head.split())
    pieces = [p for piece in _NAMES.split(head) if (p := piece.rstrip(":："))]
    if not pieces or known.never.fullmatch(pieces[0]):
        return None
    if len(pieces) == 1 or "和" in pieces[0]:
        return None if known.never.fullmatch(head) else _short(head)
    people = [p for p in pieces if is_han_person(p, known) or is_latin_person(p, known)]
    if (
        people
        and not is_han_person(pieces[0], known)
        and (is_medium(pieces[0], known) or is_title(pieces[0], known) or len(people) == 1)
    ):
        # `研究员 林一舟`, `硬核派 林一舟`: the name stands behind the medium or the title.
        first = next(n for n, p in enumerate(pieces) if p in people)
        if head[: head.find(pieces[first])].endswith((" ", "/", "／", "\u3000")):
            pieces = pieces[first:]
    if not any(c.isalpha() for c in pieces[0]):
        return None
    kept = [pieces[0]]
    for piece in pieces[1:]:
        if is_title(piece, known) or known.never.match(piece) or is_medium(piece, known):
            break
        listed = re.search(rf"[、/／&和与及]\s*{re.escape(piece)}", head)
        if not listed and not is_han_person(piece, known):
            break
        if not listed and not is_han_person(pieces[0], known):
            break
        kept.append(piece)
    if len(kept) == 1:
        return _short(kept[0])
    return "、".join(kept)


def _short(name: str) -> str | None:
    """`name` where it is no longer than names are, and more than a number."""
    if not 1 < len(name) <= 24 or not any(c.isalpha() for c in name) or _YEAR.match(name):
        return None
    return None if byline_book().known.never.fullmatch(name) else name


__all__ = ["LONGEST", "names_in", "written_name"]
