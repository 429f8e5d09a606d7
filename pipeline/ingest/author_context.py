"""What stands around a candidate for a page's author: in its line, above and below that."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import Final

from pipeline.ingest.author_candidates import Candidate, SeenLine
from pipeline.ingest.byline_book import byline_book, label_matches
from pipeline.ingest.byline_segments import is_dated
from pipeline.ingest.dates import find_dates
from pipeline.ingest.lines import letters
from pipeline.ingest.person_names import is_title

KINDS: Final = ("byline", "notice", "nav", "ad", "caption", "refs")
AFTER: Final = {
    "writes": r"\s*[/／]?\s*(?:文|撰文|图文|文字|采写|口述)(?=$|[\s|｜、,，])",
    "edits": r"\s*[/／]?\s*(?:编辑|责编|主编|剪辑|校对)",
    "pictures": r"\s*[/／]?\s*(?:摄|图|制图|绘)",
    "translates": r"\s*[/／]?\s*(?:译|编译|中译)",
    "compiles": r"\s*[/／]?\s*(?:整理|汇整|综合)",
    "reports": r"\s*[/／]?\s*\S{0,6}(?:报道|报导|专访|\d日[电讯])",
    "column": r"\s*(?:专栏|手记|随笔)",
    "described": r"\s*[(（,，]\s*[^\s\d)）]{4,}",
    "bracket": r"\s*[(（]",
    "floor": r".{0,12}(?:楼主|吧龄|LV\d|Lv\d|OP\b|只看)",
    "counts": r"\s*[\d,.]+(?:k|K|万)?\s?(?:人|粉丝|[Kk]arma)|.{0,30}(?:赞同|关注|[Ff]ollow)",
    "says": r"\s*[:：]",
    "posts": r"\s*(?:发表于|发布于|posted|opened|wrote)|\s(?:on|at) ",
    "medium": r"\s*[,，·|｜/／\s]\s*\S{2,8}(?:报|社|网|刊|新闻|Review|Times|Post)\b",
    "day": r"\s*[·•|｜,，/／\s]?\s*"
    r"(?:20\d\d|二〇|[A-Z][a-z]{2,8}\.? \d|\d{1,2} [A-Z][a-z]{2,8}|\d{1,2}[月/-])",
}
_AFTER_PATTERNS: Final = {name: re.compile(find) for name, find in AFTER.items()}
BEFORE: Final = {
    "by": r"(?:^|\W)(?:[Bb]y|BY)[:\s]+$",
    "host": r"(?:主持|主播|[Hh]ost(?:ed by|s?)?|来宾|嘉宾|[Gg]uest|[Ww]ith)[人:：\s—-]*$",
    "translated": r"译[者]?[:：\s/／]*$|[Tt]ranslat\w+ (?:by )?$",
    "edited": r"编[辑者]?[:：\s/／]*$|[Ee]dit(?:ed|ing) by $|[Pp]roduced by $|[Mm]ixed by $",
    "additional": r"[Aa]dditional reporting by $|and $",
    "reporting": r"[Rr]eporting by $",
    "contact": r"(?:联系人|联络人|[Cc]ontact)s?[:：\s]*$",
    "column": r"[】〕\]》]\s*$",
    "column-word": r"专栏[.．·・\s|｜]*$",
    "original": r"原创\s*$",
    "mark": r"^[\s—–□■◎○●◆※·•-]+$",
    "analyst": r"(?:分析师|分析员|[Aa]nalysts?)[:：\s]*$",
    "medium": r"(?:报|社|网|刊|新闻|财经|证券|投顾|研究所)[\s/／|｜·]+$",
    "letter": r"(?:写信的人|寄信人|[Ff]rom)[:：\s]*$",
}
_BEFORE_PATTERNS: Final = {name: re.compile(find) for name, find in BEFORE.items()}
# Most names have nothing of all this beside them.
_ANY_AFTER: Final = re.compile("|".join(f"(?:{find})" for find in AFTER.values()))
_ANY_BEFORE: Final = re.compile("|".join(f"(?:{find})" for find in BEFORE.values()))
_LETTER: Final = re.compile(r"[^\W_]")
_MONTH: Final = re.compile(r"(?:20\d\d|二[〇零]..)\s?年\s?[\d一二三四五六七八九十]{1,2}\s?月")
_SHORT: Final = 12
_CONTEXT: Final = 40
_COUNTS: Final = re.compile(
    r"\d\s?(?:人|万)?\s?(?:赞同|关注|粉丝|回答|人)|[Ff]ollow|粉丝|关注者|声望|[Kk]arma"
)
_DESCRIBED: Final = re.compile(
    r"^[^，。,.]{0,30}(?:[/／|｜·]|，)[^，。,.]{0,30}$|经理|合伙人|[Mm]anager|[Cc]ontributor|[Cc]orrespondent|[Ee]ditor|[Ll]eader|工程师|作者|从业"
)
_HAN: Final = re.compile(r"[\u3400-\u9fff]")


def around(candidate: Candidate, line: SeenLine) -> Iterator[str]:
    """The label over the name, what stands before and behind it, and its share of the line."""
    text, start = line.text, candidate.start
    if start < 0:
        yield "label-none"
        return
    before = text[max(0, start - _CONTEXT) : start]
    above = [(at, role) for at, role in _labels(text) if at <= start]
    if above:
        at, role = above[-1]
        yield f"label-{role}"
        if not text[at:start].strip(" @（(「“"):
            yield f"own-label-{role}"
    else:
        yield "label-none"
    end = start + len(candidate.name)
    after = text[end : end + _CONTEXT]
    if _ANY_AFTER.match(after):
        yield from (f"after-{n}" for n, find in _AFTER_PATTERNS.items() if find.match(after))
    if _ANY_BEFORE.search(before):
        yield from (f"before-{n}" for n, find in _BEFORE_PATTERNS.items() if find.search(before))
    own, whole = len(letters(candidate.name)), _count_letters(text) or 1
    if own >= whole:
        yield "whole-line"
    elif own > 0.5 * whole:
        yield "most-of-line"
    if not _LETTER.search(text, 0, start):
        yield "begins-line"
    if not _LETTER.search(text, end):
        yield "ends-line"
    opened = before.rstrip()[-1:]
    if opened in tuple("(（【[〔"):
        yield "in-brackets"
    if opened in tuple("《〈<"):
        yield "in-title-marks"


@functools.lru_cache(maxsize=256)
def _count_letters(line: str) -> int:
    return len(letters(line))


@functools.lru_cache(maxsize=256)
def _labels(text: str) -> tuple[tuple[int, str], ...]:
    """Where each label of a line ends, and its role."""
    book = byline_book()
    return tuple(
        (match.end(), next(r.name for n, r in enumerate(book.roles) if match[f"r{n}"]))
        for match in label_matches(text)
    )


def where(line: SeenLine, title: str | None) -> Iterator[str]:
    """Where on the page a line stands, as features of the candidates in it."""
    yield f"zone-{line.zone}"
    if line.zone == "head":
        yield f"head-{line.place}" if line.place < 4 else "head-4+"
        if title is None:
            yield "no-title"
        else:
            yield "below-title" if line.below_title else "above-title"
    if line.zone == "tail":
        yield (
            f"tail-{line.place}"
            if line.place < 3
            else ("tail-3-5" if line.place < 6 else "tail-6+")
        )
    if line.kind is None or line.kind in KINDS:
        yield "kept" if line.kind is None else f"as-{line.kind}"
    bounds = (12, 24, 48, 80)
    yield next((f"line<={n}" for n in bounds if len(line.text) <= n), "line>80")
    if line.text.endswith(tuple("。！？!?")):
        yield "line-ends-sentence"


def beside(lines: Sequence[SeenLine], number: int) -> set[str]:
    """What the dates of a line and of its neighbours say."""
    line, zone = lines[number], lines[number].zone
    found: set[str] = set()
    if is_dated(line.text):
        found.add("dated")
    if re.search(r"\d{1,2}[:：]\d\d", line.text):
        found.add("timed")
    above = lines[number - 1] if number and lines[number - 1].zone == zone else None
    below = lines[number + 1] if number + 1 < len(lines) else None
    if above is not None and is_dated(above.text):
        found.add("dated-above")
    if below is not None and below.zone == zone and _MONTH.match(below.text):
        found |= {"dated-below", "day-below"}
    if below is not None and below.zone == zone and is_dated(below.text):
        found.add("dated-below")
        mentions = find_dates(below.text)
        rest = len(below.text) - sum(m.end - m.start for m in mentions)
        if rest <= _SHORT:
            found.add("day-below")
    return found


def surroundings(lines: Sequence[SeenLine], number: int) -> Iterator[str]:
    """What the lines above and below a line are."""
    line = lines[number]
    zone = [n for n, x in enumerate(lines) if x.zone == line.zone]
    if number == zone[0]:
        yield "first-line"
    if len(zone) == 1:
        yield "lone-line"
    below = lines[number + 1] if number < zone[-1] else None
    above = lines[number - 1] if number > zone[0] else None
    if line.zone == "head":
        if below is None:
            yield "over-article"
        elif below.below_title and not line.below_title:
            yield "over-title"
        if line.below_title and (above is None or not above.below_title):
            yield "under-title"
    if below is not None:
        if _COUNTS.search(below.text):
            yield "counts-below"
        if is_title(below.text, byline_book().known) or _DESCRIBED.search(below.text):
            yield "described-below"
        if re.fullmatch(r"[\u3400-\u9fff]{2,4}", below.text):
            yield "place-below"
        if len(below.text) <= _SHORT:
            yield "lines-below-whole"
    if above is not None and len(above.text) <= _SHORT:
        yield "lines-above-whole"


def again(name: str, lines: str) -> Iterator[str]:
    """Whether the other `lines` take up a name."""
    if _HAN.search(name):
        stems = {name[n : n + 2] for n in range(len(name) - 1)} - {"的"}
        rest = lines.replace(name, "\0")
        if any(stem in rest for stem in stems):
            yield "stem-again"
        if re.search("\0的|\0 ?[·・|｜]", rest):
            yield "gives-name"


__all__ = ["AFTER", "BEFORE", "KINDS", "again", "around", "beside", "surroundings", "where"]
