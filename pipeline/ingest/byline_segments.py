"""The pieces of a byline between its separators: names alone, pen names, accounts, signatures."""

from __future__ import annotations

import functools
import re
from typing import Final

from pipeline.ingest.byline_book import byline_book, label_matches
from pipeline.ingest.column_heads import is_column_and_name, is_foreign_spelling
from pipeline.ingest.credited_names import LONGEST
from pipeline.ingest.dates import find_dates
from pipeline.ingest.partial_dates import parse_month_day
from pipeline.ingest.person_names import (
    is_han_person,
    is_handle,
    is_latin_person,
    is_medium,
    is_ordinary_word,
    is_pen_name,
    is_person,
    is_title,
    named_before_role,
)

_LONGEST_NAMES: Final = 70
_SEGMENT: Final = re.compile(
    r"\s{2,}|\u3000|\s*[|｜丨︱│•∙·,，()（）\[\]【】〔〕>»›/／]\s*|\s[-—–]\s|\s*[—–]{1,2}\s*"
)
# All that `\s` stands for, separators of records (U+001C to U+001F) with it.
SPACES: Final = "".join(c for c in map(chr, range(0x3001)) if c.isspace())
_MARKS_BEFORE: Final = SPACES + "◎○●□■◆◇▲△▼▽★☆※＊*•·▎▍∙>》©"
_MARKS_BEHIND: Final = SPACES + "¹²³⁴†‡*|｜·•∙—–-"
# Without one of these a line is one piece.
_PARTED: Final = re.compile(r"[\u3000|｜丨︱│•∙·,，()（）\[\]【】〔〕>»›/／—–]|\s[\s-]")
_COUNTRY: Final = re.compile(
    r"[\[【(（〔](?:[\u4e00-\u9fff]{1,4})[\]】)）〕]\s*(?=[\u4e00-\u9fff]+[·•・‧])"
)
# The name of a column before that of who writes it: `【冷眼集】林一舟`.
_COLUMN: Final = re.compile(
    r"[【〔\[《][^】〕\]》]{2,12}[】〕\]》]\s*(?=[\u4e00-\u9fff·]{2,8}\s*(?:$|\d))"
)
# A dot inside a foreign name in Chinese letters is no separator: hidden while a line is cut.
_INNER_DOT: Final = re.compile(r"(?<=[\u4e00-\u9fff])[·•・‧](?=[\u4e00-\u9fff])")
_WIDE_DOTTED: Final = re.compile(r"[\u4e00-\u9fff]{1,8}(?:．[\u4e00-\u9fff]{1,8}){1,3}")
_HIDDEN_DOT: Final = "\x1f"
_DOT: Final = re.compile("[·•・‧]")
_LATIN_WORDS: Final = re.compile(r"[A-Za-z] [A-Z]")
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
_NOTE_CUE: Final = re.compile(r"[¹²³⁴⁵⁶⁷⁸⁹*†‡]| [CPMROKQE][\w.]")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_LOCATED: Final = re.compile(r"(.+?) (?:in|at|from) [A-Z]")
_SHORT_HAN: Final = re.compile(r"[\u4e00-\u9fff]{2,3}")
_COUNT: Final = re.compile(r"[\d,.]+\s*\S{0,12}$|\S{2,4}\s?[\d,.]+\S?$|\d+ \w+( \w+)?$")
_BARS: Final = re.compile(r"\s*[|｜•·]\s*|\s{2,}")
_LATIN_AND: Final = re.compile(r",? and |,? & |, ")
_NAMES_AND: Final = re.compile(r"、|,? and |,? & |, ")
_SIGNED: Final = re.compile(r"\s*[—–-]{1,2}\s*\S")
_WRITTEN: Final = re.compile(r"\s?[于写]+\s?[\u4e00-\u9fff]{2,4}$")
_DONE: Final = re.compile(r"写|于|完稿|定稿|敬上|谨上|敬启|谨启|谨识")
_FOND: Final = re.compile(r"(?:爱好者|观察者|观察家|从业者|创作者)\Z")
_ACCOUNT_NAME: Final = re.compile(r"[^\W_][^\s，。！？：:；,!?/／|｜、]{1,15}(?: [A-Z][\w.’'-]+)?")
_VALUE: Final = re.compile(
    r"\s*(?:[A-ZÀ-Þ][\w.’'-]*(?: [A-ZÀ-Þ][\w.’'-]*){1,3}(?=\s*(?:$|[^\w\s:：]))|[^\s|｜]*)"
)
# The device, place or network that a post was sent from.
_SENT_FROM: Final = re.compile(r"(?:来自|发布于|IP\s?属地|\bvia\s).{0,40}$")
_AGO: Final = re.compile(
    r"\d\s?(?:小时|分钟|天|周|个月|月)前|\bago\b|昨天|前天|刚刚|[Yy]esterday|[Jj]ust now"
    r"|^\d{1,2}(?:h|d|w|mo|yr?)\b(?:$|\s?[•·|])"
)


def without_marks(line: str) -> str:
    """`line` without the marks and the white space at its ends."""
    return line.lstrip(_MARKS_BEFORE).rstrip(_MARKS_BEHIND)


def segments_of(line: str) -> list[str]:
    """The pieces of a byline between its separators, without dates, times and places."""
    return list(_segments_of(line))


@functools.lru_cache(maxsize=256)
def _segments_of(line: str) -> tuple[str, ...]:
    place = byline_book().place
    line = _less_start(_COLUMN, _without_dates(line))
    line = _less_start(_COUNTRY, without_marks(_without_notes(line)))
    pieces: list[str] = []
    if "．" in line:
        line = _WIDE_DOTTED.sub(_foreign, line)
    if _DOT.search(line):
        line = _INNER_DOT.sub(_HIDDEN_DOT, line)
    for raw in _SEGMENT.split(line) if _PARTED.search(line) else (line,):
        if _HIDDEN_DOT not in raw:
            pieces += _undotted(without_marks(raw))
            continue
        # `玛格达·韦隆 著`: what stands behind a gap is no part of a foreign name.
        for part in [raw] if _LATIN_WORDS.search(raw) else raw.split(" "):
            pieces += _undotted(without_marks(part.replace(_HIDDEN_DOT, "·")))
    kept: list[str] = []
    for piece in pieces:
        if not piece or _DATE_OR_TIME.match(piece):
            continue
        if _HAN.search(piece) and not _LATIN_WORDS.search(piece):
            kept += [p for p in piece.split() if not _DATE_OR_TIME.match(p)]
        else:
            kept.append(piece.strip(" :：.,"))
    return tuple([p for p in kept if p and not place.fullmatch(p)])


def _without_dates(line: str) -> str:
    """`line`, cut at the length of bylines, with gaps for its dates."""
    line = line[:LONGEST]
    for mention in reversed(find_dates(line)):
        line = f"{line[: mention.start]}  {line[mention.end :]}"
    return line


def _without_notes(line: str) -> str:
    return _NOTE.sub("", line) if _NOTE_CUE.search(line) else line


def _less_start(pattern: re.Pattern[str], line: str) -> str:
    """`line` without what `pattern` takes at its start."""
    match = pattern.match(line)
    return line[match.end() :] if match else line


def _foreign(match: re.Match[str]) -> str:
    """A foreign name with full-width dots, which separate as often, with those of names."""
    return match[0].replace("．", "·") if is_foreign_spelling(match[0]) else match[0]


def _undotted(piece: str) -> list[str]:
    """`piece`, cut at its dots unless it is one foreign name."""
    if not _DOT.search(piece):
        return [piece]
    known, parts = byline_book().known, _DOT.split(piece)
    if not _HAN.search(piece):
        return parts
    ordinary = any(
        byline_book().place.fullmatch(p) or known.never.match(p) or is_medium(p, known)
        for p in parts
    )
    whole = is_han_person(piece, known) and not is_column_and_name(piece)
    return parts if ordinary or not whole else [piece]


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
        located = _LOCATED.match(piece) if " " in piece else None
        if located and is_latin_person(located[1], known):
            return located[1]
        if described := named_before_role(piece, known):
            return described
        if is_han_person(piece, known):
            people.append(piece)
        elif people:
            break
    if people:
        return people[0] if not _listed(line, people) else "、".join(people)
    # A rare surname is taken for one where nothing but the date stands beside it.
    if len(pieces) == 1 and len(line) > len(pieces[0]) and _SHORT_HAN.fullmatch(pieces[0]):
        piece = pieces[0]
        if not known.begins.match(piece) and not known.ends.search(piece):
            return None if known.never.match(piece) or is_medium(piece, known) else piece
    return None


def _latin_list(line: str) -> str | None:
    """Several Latin names side by side (`Ivo Kessler, Mei-Lin Zhou and Lena Fox`)."""
    line = _without_notes(_without_dates(line)[:LONGEST])
    if not _LATIN_AND.search(line):
        return None
    known = byline_book().known
    for part in _BARS.split(line):
        names = _LATIN_AND.split(part)
        if len(names) > 1 and all(is_latin_person(name.strip(" ,"), known) for name in names):
            return ", ".join(name.strip(" ,") for name in names)
    return None


def names_alone(line: str) -> str | None:
    """The name or names that a line consists of, but for what the person is."""
    known = byline_book().known
    name = parse_named_segment(line) if len(line) <= _LONGEST_NAMES else None
    if name is None or not without_marks(line).startswith(name.split("、")[0]):
        return None
    names = set(_NAMES_AND.split(name))
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
    # `公式爱好者` is what somebody calls herself, `首席分析师` what somebody is.
    title = is_title(name, known) and not _FOND.search(name)
    return None if title or is_ordinary_word(name) else name


def _without_others(line: str) -> str:
    """`line` without the values of labels that name no author, up to the next gap."""
    book = byline_book()
    for match in reversed(label_matches(line[:LONGEST])):
        number = next(n for n in range(len(book.roles)) if match[f"r{n}"])
        if book.roles[number].name in ("source", "editor", "picture"):
            value = _VALUE.match(line, match.end())
            line = line[: match.start()] + "  " + (line[value.end() :] if value else "")
    return line


def _is_label(piece: str) -> bool:
    known = byline_book().known
    return (known.never.fullmatch(piece) or known.starts.match(piece)) is not None


def _is_count(piece: str) -> bool:
    return _COUNT.match(piece) is not None


@functools.lru_cache(maxsize=256)
def is_dated(line: str) -> bool:
    """Whether a byline holds a date, with or without its year."""
    return (
        bool(find_dates(line)) or parse_month_day(line) is not None or _AGO.search(line) is not None
    )


def read_signature(line: str, *, dated: bool = False) -> str | None:
    """The name in a line that signs a text: `——林一舟`, `林一舟,2026年2月于深圳`, `— Nora W.`.

    Args:
        line: one of the last of a text.
        dated: whether a date stands against it, as under a letter; a pen name needs that.
    """
    known = byline_book().known
    marked = _SIGNED.match(line) is not None
    bare = _CREATED.sub("", line).strip()
    if len(bare) > 60 or bare.endswith(("。", "！", "？", "!", "?")):
        return None
    bare = _WRITTEN.sub("", bare) if "于" in bare or "写" in bare else bare
    pieces = [p for p in segments_of(bare) if not _DONE.match(p)]
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
    "SPACES",
    "is_dated",
    "names_alone",
    "parse_named_segment",
    "parse_pen_name",
    "read_account",
    "read_signature",
    "segments_of",
    "without_marks",
]
