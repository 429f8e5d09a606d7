"""Who is named in a byline, and as what: labels (`作者:…`), set forms, names between separators."""

from __future__ import annotations

import functools
import re
from typing import Final, NamedTuple

from pipeline.ingest.byline_book import BylinePattern, byline_book, label_matches
from pipeline.ingest.column_heads import is_column_and_name, is_foreign_spelling
from pipeline.ingest.dates import find_dates, parse_month_day
from pipeline.ingest.person_names import (
    is_han_person,
    is_handle,
    is_latin_person,
    is_medium,
    is_ordinary_word,
    is_pen_name,
    is_person,
    is_title,
)

LONGEST: Final = 400
_LONGEST_NAMES: Final = 70
_MOST_OTHERS: Final = 3
_CUT: Final = re.compile(
    r"\s{2,}|\u3000|\t|[|｜丨︱│•;；。]|[<>《》【】〔〕\[\]“”\"]|\s[-—–]\s"
    r"|(?=\s(?:20\d\d|\d{1,2}[:：/.-]\d|\d+\s?(?:小时|分钟|天)前|昨天|今天|刚刚|发布|发表|更新|阅读|来源|字数|浏览|点击|评论|收藏|打印|分享|举报|发自|关注|报道))"
    r"|发布于|发表于|发自"
)
_BRACKET: Final = re.compile(r"\s*[(（]([^()（）]{0,60})[)）]?")
_NAMES: Final = re.compile(r"[、,，/／&＆+]|\s+(?:and|和|与|及)\s+|和|与|\s+")
_MEMBERS: Final = re.compile(r"[^、,，]{1,10}(?:[、,，][^、,，]{1,14})+\Z")
_SEGMENT: Final = re.compile(
    r"\s{2,}|\u3000|\s*[|｜丨︱│•∙·,，()（）\[\]【】〔〕>»›/／]\s*|\s[-—–]\s|\s*[—–]{1,2}\s*"
)
_MARKS: Final = re.compile(r"^[\s◎○●□■◆◇▲△▼▽★☆※＊*•·▎▍∙>》©]+|[\s*|｜·•∙—–-]+$")
_COUNTRY: Final = re.compile(
    r"^[\[【(（〔](?:[\u4e00-\u9fff]{1,4})[\]】)）〕]\s*(?=[\u4e00-\u9fff]+[·•・‧])"
)
# The name of a column before that of who writes it: `【冷眼集】林一舟`.
_COLUMN: Final = re.compile(
    r"^[【〔\[《][^】〕\]》]{2,12}[】〕\]》]\s*(?=[\u4e00-\u9fff·]{2,8}\s*(?:$|\d))"
)
# A dot inside a foreign name in Chinese letters is no separator: hidden while a line is cut.
_INNER_DOT: Final = re.compile(r"(?<=[\u4e00-\u9fff])[·•・‧](?=[\u4e00-\u9fff])")
_WIDE_DOTTED: Final = re.compile(r"[\u4e00-\u9fff]{1,8}(?:．[\u4e00-\u9fff]{1,8}){1,3}")
_HIDDEN_DOT: Final = "\x1f"
_DATE_OR_TIME: Final = re.compile(
    r"[\d:：.年月日/T+Z\s-]+$|(?:星期|周)[一二三四五六日天]$"
    r"|(?:上午|下午|凌晨|早上|晚上|中午|晚间)?\s?\d{1,2}[:：.]\d{2}(?:[:：]\d{2})?"
    r"\s?(?:[AaPp]\.?[Mm]\.?)?(?:\s[A-Z]{2,4})?$"
)
_CREATED: Final = re.compile(r"^\s*[—–-]{1,2}\s*|^[(（]|[)）]$")


# The mark of a footnote, and what a person is entitled to behind the name.
_NOTE: Final = re.compile(
    r"(?<=\w)[¹²³⁴⁵⁶⁷⁸⁹*†‡]+"
    r"|,? (?:CFA|CPA|PhD|Ph\.D\.|MD|M\.D\.|RN|MP|KC|QC|OBE|MBE|MBA|Esq\.)(?=$|[\s,|·])"
)
_MARKED: Final = re.compile(r"[:：|｜丨︱│/／]|\s[-—–]\s")


class Credit(NamedTuple):
    """A name in a byline; `rank` orders the roles, the lowest being the author's own."""

    rank: int
    name: str


class Field(NamedTuple):
    """A labelled part of a byline: the role's name, its rank (None: no author), the value."""

    role: str
    rank: int | None
    value: str


def labelled(line: str) -> list[Field]:
    """The labelled parts of a byline, in order; a value runs to the next label."""
    return list(_labelled(line))


# The same lines are asked about for a title, an author, a site and a date.
@functools.lru_cache(maxsize=256)
def _labelled(line: str) -> tuple[Field, ...]:
    book = byline_book()
    matches = label_matches(line[:LONGEST]) if _MARKED.search(line) else ()
    fields = []
    for match, following in zip(matches, [*matches[1:], None], strict=False):
        number = next(n for n in range(len(book.roles)) if match[f"r{n}"])
        role = book.roles[number]
        end = following.start() if following else len(line[:LONGEST])
        value = line[match.end() : end].strip()
        # "记者：会上没有人回答。" is a turn of a conversation: a field ends no sentence.
        if not value.endswith(_SENTENCE_ENDS):
            fields.append(Field(role.name, role.rank, value))
    if not fields and (loose := book.loose.match(line)):
        value = line[loose.end() : LONGEST]
        first = re.split(r"[\s(（|｜,，、]", value, maxsplit=1)[0]
        account = _ACCOUNT.match(first) and not is_ordinary_word(first)
        if is_person(first, book.known) or account or _LATIN_START.match(value):
            fields.append(Field("author", 0, value))
    return tuple(fields)


_YEAR: Final = re.compile(r"(?:19|20)\d\d\s?[-年/.]")
_SENTENCE_ENDS: Final = ("。", "！", "？", "!", "?")
_ACCOUNT: Final = re.compile(r"@?[A-Za-z][\w.-]{2,24}\Z")
_LATIN_START: Final = re.compile(r"[A-Z][\w.’'-]+ [A-Z][\w.’'-]+\s*(?:$|[|·•,(（])")


def credits_of(line: str) -> list[Credit]:
    """The authors that a byline names by a role or a set form, with the rank of the role."""
    return list(_credits_of(line))


@functools.lru_cache(maxsize=256)
def _credits_of(line: str) -> tuple[Credit, ...]:
    book = byline_book()
    line = _MARKS.sub("", line[:LONGEST])
    found = [
        Credit(field.rank, name)
        for field in labelled(line)
        if field.rank is not None and (name := names_in(field.value))
    ]
    for pattern in book.patterns:
        match = pattern.find.search(line)
        if not match:
            continue
        if name := _written_name(match[pattern.group(match)], pattern):
            found.append(Credit(pattern.rank, name))
    return tuple(sorted(found, key=lambda credit: credit.rank))


def parse_author(line: str) -> str | None:
    """The author whom a byline names by a role (`作者:…`, `By …`)."""
    found = credits_of(line)
    return found[0].name if found else None


def _written_name(text: str, pattern: BylinePattern) -> str | None:
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
    if text.startswith(("@", "u/", "/u/")) or is_handle(text):
        return text
    if text[:1].isascii():
        # `by phone` is how, not who.
        return None if text.islower() and is_ordinary_word(text) else _latin_names(text)
    kept: list[str] = []
    for piece in re.split(r"[、\s]+", text):
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
    for match in re.finditer(r"(.+?)(?:$|,? and |,? & |[,/] ?)", text[:LONGEST]):
        name = _LOCATED.split(match[1].strip(), maxsplit=1)[0].strip(" .")
        other = _OTHER_CREDIT.search(name)
        name = name[: other.start()] if other else name
        plain = name.title() if name.isupper() else name
        if not name[:1].isalpha() or known.latin.search(plain) or plain in _NO_AUTHOR:
            break
        if _STOPPED.search(name):
            break
        # `Nora Whitfield, Partner`: behind a whole name stands no half of one.
        if names and " " in names[0] and not is_latin_person(name, known):
            break
        names.append(name)
        if other:
            break
    return ", ".join(names) or None


_SENTENCE: Final = re.compile(r"(?<=[a-zà-ÿ]{2})\. (?=[A-Z][a-z]+ [a-z])")
# Where a name ends: `in Mumbai`, `is a fellow`, `of the Harbour Review`.
_LOCATED: Final = re.compile(r" (?=(?:in|at|from|is|are|was|of|for|on|with|has|writes|covers)\b)")
_STOPPED: Final = re.compile(r"[a-z]{3}\. ")
# What somebody else did, behind the name of who wrote: `Nora Whitfield Photos by Jonas Meier`.
_OTHER_CREDIT: Final = re.compile(
    r"\s+(?:Photo(?:s|graphs?|graphy)?|Pictures?|Illustrations?|Graphics?|Images?|Art|Video|Audio"
    r"|Words|Text|Edited|Editing|Editor|Produced|Production|Translated|Translation|Additional)"
    r"(?= (?:by\b|:)|:|\Z)"
)
_NO_AUTHOR: Final = frozenset(
    ("He", "She", "They", "It", "We", "You", "I", "This", "That", "These", "Who", "What", "There")
)


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
        found = _latin_names(re.split(r"\s+(?=[\u3400-\u9fff])", head)[0])
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
    pieces = [p for p in _NAMES.split(head) if p]
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


def segments_of(line: str) -> list[str]:
    """The pieces of a byline between its separators, without dates, times and places."""
    return list(_segments_of(line))


@functools.lru_cache(maxsize=256)
def _segments_of(line: str) -> tuple[str, ...]:
    book = byline_book()
    line = line[:LONGEST]
    for mention in reversed(find_dates(line)):
        line = f"{line[: mention.start]}  {line[mention.end :]}"
    line = _COLUMN.sub("", line)
    line = _COUNTRY.sub("", _MARKS.sub("", _NOTE.sub("", line)))
    pieces: list[str] = []
    line = _WIDE_DOTTED.sub(_foreign, line)
    for raw in _SEGMENT.split(_INNER_DOT.sub(_HIDDEN_DOT, line)):
        # `玛格达·韦隆 著`: what stands behind a gap is no part of a foreign name.
        spaced = _HIDDEN_DOT in raw and not re.search(r"[A-Za-z] [A-Z]", raw)
        for part in raw.split(" ") if spaced else [raw]:
            pieces += _undotted(_MARKS.sub("", part.replace(_HIDDEN_DOT, "·")))
    kept: list[str] = []
    for piece in pieces:
        if not piece or _DATE_OR_TIME.match(piece):
            continue
        if _HAN.search(piece) and not re.search(r"[A-Za-z] [A-Z]", piece):
            kept += [p for p in piece.split() if not _DATE_OR_TIME.match(p)]
        else:
            kept.append(piece.strip(" :：.,"))
    return tuple(p for p in kept if p and not book.place.fullmatch(p))


def _foreign(match: re.Match[str]) -> str:
    """A foreign name with full-width dots, which separate as often, with those of names."""
    return match[0].replace("．", "·") if is_foreign_spelling(match[0]) else match[0]


def _undotted(piece: str) -> list[str]:
    """`piece`, cut at its dots unless it is one foreign name."""
    known, parts = byline_book().known, re.split("[·•・‧]", piece)
    if len(parts) == 1 or not _HAN.search(piece):
        return parts if len(parts) > 1 else [piece]
    ordinary = any(
        byline_book().place.fullmatch(p) or known.never.match(p) or is_medium(p, known)
        for p in parts
    )
    whole = is_han_person(piece, known) and not is_column_and_name(piece)
    return parts if ordinary or not whole else [piece]


_HAN: Final = re.compile(r"[\u3400-\u9fff]")


@functools.lru_cache(maxsize=256)
def parse_named_segment(line: str) -> str | None:
    """A person's name that stands alone between separators of a byline."""
    known = byline_book().known
    line = _without_others(line)
    pieces = segments_of(line)
    if listed := _latin_list(line):
        return listed
    people = []
    for piece in pieces:
        if is_latin_person(piece, known):
            return piece
        located = re.match(r"(.+?) (?:in|at|from) [A-Z]", piece)
        if located and is_latin_person(located[1], known):
            return located[1]
        if is_han_person(piece, known):
            people.append(piece)
        elif people:
            break
    if people:
        return people[0] if not _listed(line, people) else "、".join(people)
    # A rare surname is taken for one where nothing but the date stands beside it.
    bare = [p for p in pieces if re.fullmatch(r"[\u4e00-\u9fff]{2,3}", p)]
    if len(pieces) == 1 and bare and len(line) > len(bare[0]):
        piece = bare[0]
        if not known.begins.match(piece) and not known.ends.search(piece):
            return None if known.never.match(piece) or is_medium(piece, known) else piece
    return None


def _latin_list(line: str) -> str | None:
    """Several Latin names side by side (`Ivo Kessler, Mei-Lin Zhou and Lena Fox`)."""
    known = byline_book().known
    line = line[:LONGEST]
    for mention in reversed(find_dates(line)):
        line = f"{line[: mention.start]}  {line[mention.end :]}"
    for part in re.split(r"\s*[|｜•·]\s*|\s{2,}", _NOTE.sub("", line[:LONGEST])):
        names = re.split(r",? and |,? & |, ", part)
        if len(names) > 1 and all(is_latin_person(name.strip(" ,"), known) for name in names):
            return ", ".join(name.strip(" ,") for name in names)
    return None


def names_alone(line: str) -> str | None:
    """The name or names that a line consists of, but for what the person is."""
    known = byline_book().known
    name = parse_named_segment(line) if len(line) <= _LONGEST_NAMES else None
    if name is None or not _MARKS.sub("", line).startswith(name.split("、")[0]):
        return None
    names = set(re.split(r"、|,? and |,? & |, ", name))
    others = [p for p in segments_of(line) if p not in names and p != name]
    ordinary = all(
        is_title(p, known) or is_medium(p, known) or known.latin.search(p) or _is_count(p)
        for p in others
    )
    return name if ordinary else None


def _listed(line: str, people: list[str]) -> bool:
    """Whether the names stand beside one another, as those of several authors do."""
    return (
        len(people) > 1 and re.search(r"[、\s]{1,2}".join(map(re.escape, people)), line) is not None
    )


def parse_pen_name(line: str) -> str | None:
    """A pen name or a handle that stands alone in a byline, but for its date and counts."""
    known = byline_book().known
    line = _SENT_FROM.sub("", _without_others(line))
    pieces = [p for p in segments_of(line) if not _is_count(p) and not _is_label(p)]
    for piece in pieces[:2]:
        if is_handle(piece):
            return piece
    if len(pieces) == 1 and is_pen_name(pieces[0], known):
        return pieces[0]
    return None


def read_account(line: str) -> str | None:
    """An account's name that a line consists of; None where it is a label or a count."""
    name = line.strip()
    if not _ACCOUNT_NAME.fullmatch(name) or _is_label(name) or _is_count(name):
        return None
    known = byline_book().known
    return None if is_title(name, known) or is_ordinary_word(name) else name


_ACCOUNT_NAME: Final = re.compile(r"[^\W_][^\s，。！？：:；,!?/／|｜、]{1,15}(?: [A-Z][\w.’'-]+)?")


def _without_others(line: str) -> str:
    """`line` without the values of labels that name no author, up to the next gap."""
    if not _MARKED.search(line[:LONGEST]):
        return line
    book = byline_book()
    for match in reversed(label_matches(line[:LONGEST])):
        number = next(n for n in range(len(book.roles)) if match[f"r{n}"])
        if book.roles[number].name in ("source", "editor", "picture"):
            value = _VALUE.match(line, match.end())
            line = line[: match.start()] + "  " + (line[value.end() :] if value else "")
    return line


_VALUE: Final = re.compile(r"\s*[^\s|｜]*")


# The device, place or network that a post was sent from.
_SENT_FROM: Final = re.compile(r"(?:来自|发布于|IP\s?属地|\bvia\s).{0,40}$")


def _is_label(piece: str) -> bool:
    known = byline_book().known
    return (known.never.fullmatch(piece) or known.starts.match(piece)) is not None


def _is_count(piece: str) -> bool:
    return re.match(r"[\d,.]+\s*\S{0,12}$|\S{2,4}\s?[\d,.]+\S?$|\d+ \w+( \w+)?$", piece) is not None


@functools.lru_cache(maxsize=256)
def is_dated(line: str) -> bool:
    """Whether a byline holds a date, with or without its year."""
    return (
        bool(find_dates(line)) or parse_month_day(line) is not None or _AGO.search(line) is not None
    )


_AGO: Final = re.compile(
    r"\d\s?(?:小时|分钟|天|周|个月|月)前|\bago\b|昨天|前天|刚刚|[Yy]esterday|[Jj]ust now"
    r"|^\d{1,2}(?:h|d|w|mo|yr?)\b(?:$|\s?[•·|])"
)


def read_signature(line: str, *, dated: bool = False) -> str | None:
    """The name in a line that signs a text: `——林一舟`, `林一舟,2026年2月于深圳`, `— Nora W.`.

    Args:
        line: one of the last of a text.
        dated: whether a date stands against it, as under a letter; a pen name needs that.
    """
    known = byline_book().known
    marked = re.match(r"\s*[—–-]{1,2}\s*\S", line) is not None
    bare = _CREATED.sub("", line).strip()
    if len(bare) > 60 or bare.endswith(("。", "！", "？", "!", "?")):
        return None
    pieces = [p for p in segments_of(re.sub(r"\s?[于写]+\s?[\u4e00-\u9fff]{2,4}$", "", bare)) if p]
    pieces = [p for p in pieces if not re.match(r"写|于|完稿|定稿|敬上|谨上|敬启|谨启|谨识", p)]
    while len(pieces) > 1 and is_title(pieces[0], known):
        pieces = pieces[1:]
    if not pieces:
        return None
    first = pieces[0]
    if is_person(first, known):
        return first
    if not (marked or dated or is_dated(line)) or len(pieces) > 2:
        return None
    return first if len(first) <= 12 and is_pen_name(first, known) else None


__all__ = [
    "Credit",
    "Field",
    "credits_of",
    "is_dated",
    "labelled",
    "names_in",
    "parse_author",
    "parse_named_segment",
    "parse_pen_name",
    "read_account",
    "read_signature",
    "segments_of",
]
