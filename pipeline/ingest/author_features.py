"""What tells the author of a page from the others who are named around its article.

Features of a candidate, each 0 or 1: what the rules for bylines read it as, the label before it and
what follows it, the form of the name, where the line stands and what stands beside it, and what
else the page has to offer.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from pipeline.ingest.author_candidates import Candidate, SeenLine
from pipeline.ingest.byline_book import byline_book, label_matches
from pipeline.ingest.bylines import is_dated
from pipeline.ingest.dates import find_dates
from pipeline.ingest.line_grams import Floats
from pipeline.ingest.lines import letters
from pipeline.ingest.person_names import (
    is_han_person,
    is_handle,
    is_latin_person,
    is_medium,
    is_ordinary_word,
    is_title,
)

_ROLES: Final = (
    *("author", "writer", "interviewer", "reporter", "poster", "compiler"),
    *("editor", "picture", "source", "other"),
)
_RANKS: Final = (0, 1, 2, 3, 4, 5)
_ZONES: Final = ("head", "opening", "inside", "ending", "tail", "title")
_KINDS: Final = ("byline", "notice", "nav", "ad", "caption", "refs")
_AFTER: Final = {
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
_AFTER_PATTERNS: Final = {name: re.compile(find) for name, find in _AFTER.items()}
_BEFORE: Final = {
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
_BEFORE_PATTERNS: Final = {name: re.compile(find) for name, find in _BEFORE.items()}
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_LETTER: Final = re.compile(r"[^\W_]")
_ALL_HAN: Final = re.compile(r"[\u3400-\u9fff]+\Z")
_NICK: Final = re.compile(
    r"[姐哥叔伯婶妈爸爷君酱佬妹王仔友客人手民工侠猫狗鱼鸟熊虎兔鹅羊牛马派控党粉迷员师生子儿头家水]$|^[老小阿大]"
)
# A nickname inside a name: `Oluwaseun “Seun” Bakare`.
_QUOTED: Final = re.compile("\\s[“\"‘'][^”\"’']{1,16}[”\"’']\\s")
_MONTH: Final = re.compile(r"(?:20\d\d|二[〇零]..)\s?年\s?[\d一二三四五六七八九十]{1,2}\s?月")
_SHORT: Final = 12
_CONTEXT: Final = 40

FEATURES: Final = (
    *(f"rank-{n}" for n in _RANKS),
    *("rank-none", "bare", "pen", "signature", "only-piece"),
    *(f"label-{role}" for role in _ROLES),
    "label-none",
    *(f"own-label-{role}" for role in _ROLES),
    *(f"after-{name}" for name in _AFTER),
    *(f"before-{name}" for name in _BEFORE),
    *(f"zone-{zone}" for zone in _ZONES),
    *("head-0", "head-1", "head-2", "head-3", "head-4+"),
    *("tail-0", "tail-1", "tail-2", "tail-3-5", "tail-6+"),
    *("below-title", "above-title", "no-title"),
    *(f"as-{kind}" for kind in _KINDS),
    "kept",
    *("dated", "dated-above", "dated-below", "day-below", "timed"),
    *("whole-line", "most-of-line", "begins-line", "ends-line", "in-brackets", "in-title-marks"),
    *("line<=12", "line<=24", "line<=48", "line<=80", "line>80", "line-ends-sentence"),
    *("han-1-2", "han-3", "han-4", "han-5-6", "han-7-9", "han-10+", "mixed"),
    *("latin-1", "latin-2", "latin-3", "latin-4+", "lower-case", "capitals", "initial"),
    *("digits", "handle", "transliterated", "han-person", "latin-person", "medium", "title"),
    *("begins-no-name", "ends-no-name", "starts-no-name", "latin-no-name", "ordinary", "nick"),
    *("holds-de", "holds-symbol", "quoted"),
    *("in-title", "in-article", "often-in-article", "speaks", "again-head", "again-tail", "owns"),
    *("page-has-author", "page-has-writer", "page-has-credit", "best-rank", "page-has-person"),
    *("person-only", "person-dated", "person-whole-line", "person-no-label", "nick-dated"),
    *("nick-whole-line", "pen-whole-dated", "no-person-but-page", "head-person", "tail-person"),
    *("tail-whole-line", "tail-dated", "head-first-person", "longest-of-nested", "part-of-longer"),
    *("page-han", "page-latin", "comment", "stem-again", "gives-name", "first-line", "lone-line"),
    *("under-title", "over-title", "over-article", "counts-below", "described-below"),
    *("place-below", "lines-below-whole", "lines-above-whole", "whole-dated", "whole-day-below"),
    *("pen-form", "pen-form-whole", "pen-form-begins-dated", "pen-form-first-token"),
    *("read", "read-person", "read-pen", "read-other", "read-none"),
    *("person-begins", "person-begins-dated", "kept-whole", "removed-whole", "person-again"),
)
"""In order."""
_INDEX: Final = {name: number for number, name in enumerate(FEATURES)}


def author_features(
    found: Sequence[Candidate],
    lines: Sequence[SeenLine],
    article: str,
    title: str | None,
    read: Sequence[str] = (),
) -> Floats:
    """Shape (len(found), len(FEATURES)).

    Args:
        found: the candidates of a page.
        lines: the lines that they stand in.
        article: what is left of the page.
        title: of the page.
        read: whom the rules for bylines take for the authors.
    """
    features = np.zeros((len(found), len(FEATURES)))
    book = byline_book()
    spoken = Counter(re.findall(r"(?m)^\s*([^\s:：。，,]{2,12})[:：]", article))
    names = [c.name for c in found]
    nested = [_nested(c, found) for c in found]
    numbers = {c.line for c in found}
    of_line = {
        n: frozenset((*_where(lines[n], title), *_surroundings(lines, n))) | _beside(lines, n)
        for n in numbers
    }
    rest = "\n".join(x.text for x in lines if x.zone != "title")
    plain = [_QUOTED.sub(" ", name) for name in names]
    people = [is_han_person(n, book.known) or is_latin_person(n, book.known) for n in plain]
    in_head = {c.name for c in found if lines[c.line].zone in ("head", "opening")}
    in_tail = {c.name for c in found if lines[c.line].zone in ("tail", "ending", "inside")}
    ranks = [c.rank for c in found if c.rank is not None]
    page = {
        "page-has-author": 0 in ranks,
        "page-has-writer": 1 in ranks,
        "page-has-credit": bool(ranks),
        "page-has-person": any(
            p and lines[c.line].zone == "head" for c, p in zip(found, people, strict=True)
        ),
        "page-latin": article[:2000].isascii(),
        "page-han": not article[:2000].isascii(),
    }
    least = min(ranks, default=9)
    first_person = next(
        (c.name for c, p in zip(found, people, strict=True) if p and lines[c.line].zone == "head"),
        None,
    )
    for row, (candidate, person) in enumerate(zip(found, people, strict=True)):
        line = lines[candidate.line]
        at = {name for name, is_so in page.items() if is_so}
        at |= set(_source(candidate, least))
        at |= set(_around(candidate, line))
        at |= _form(candidate.name)
        at |= of_line[candidate.line]
        at |= set(_elsewhere(candidate.name, article, title, spoken))
        at |= {nested[row]} - {""}
        at |= set(_again(candidate.name, rest))
        if person:
            at.add("han-person" if _HAN.search(candidate.name) else "latin-person")
        if line.zone != "head" and candidate.name in in_head:
            at.add("again-head")
        if line.zone in ("head", "opening") and candidate.name in in_tail:
            at.add("again-tail")
        if candidate.name in read:
            at |= {"read", "read-person" if person else "read-pen"}
        else:
            at.add("read-other" if read else "read-none")
        at |= set(_together(at, person, candidate.name == first_person))
        features[row, [_INDEX[name] for name in at]] = 1.0
    return features


def _source(candidate: Candidate, least: float) -> Iterator[str]:
    if candidate.rank is None:
        yield "rank-none"
        if not candidate.readings:
            yield "only-piece"
    else:
        yield f"rank-{int(candidate.rank)}"
        if candidate.rank == least:
            yield "best-rank"
    yield from candidate.readings


def _around(candidate: Candidate, line: SeenLine) -> Iterator[str]:
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
    yield from (f"after-{n}" for n, find in _AFTER_PATTERNS.items() if find.match(after))
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


@functools.lru_cache(maxsize=1024)
def _form(name: str) -> frozenset[str]:
    """What a name looks like."""
    return frozenset(_forms(name))


def _forms(name: str) -> Iterator[str]:
    known = byline_book().known
    if _ALL_HAN.match(name):
        bounds = ((2, "1-2"), (3, "3"), (4, "4"), (6, "5-6"), (9, "7-9"))
        yield "han-" + next((tag for most, tag in bounds if len(name) <= most), "10+")
    elif _HAN.search(name):
        yield "mixed" if re.search("[A-Za-z]", name) else "holds-symbol"
        if re.fullmatch(r"[\u3400-\u9fff]+(?:[·•・‧．][\u3400-\u9fff]+)+", name):
            yield "transliterated"
    else:
        words = name.split()
        yield f"latin-{len(words)}" if len(words) < 4 else "latin-4+"
        if name[0].islower():
            yield "lower-case"
        if name.isupper():
            yield "capitals"
        if re.search(r"\b[A-Z]\.", name):
            yield "initial"
        if known.latin.search(name):
            yield "latin-no-name"
        if all(is_ordinary_word(w) for w in words):
            yield "ordinary"
    if any(c.isdigit() for c in name):
        yield "digits"
    if is_handle(name):
        yield "handle"
    if is_medium(name, known):
        yield "medium"
    if is_title(name, known):
        yield "title"
    if known.begins.match(name):
        yield "begins-no-name"
    if known.ends.search(name):
        yield "ends-no-name"
    if known.starts.match(name):
        yield "starts-no-name"
    if _NICK.search(name):
        yield "nick"
    if "的" in name:
        yield "holds-de"
    if re.search(r"[_/’'-]", name):
        yield "holds-symbol"
    if re.search('[“”"「」]', name):
        yield "quoted"


def _where(line: SeenLine, title: str | None) -> Iterator[str]:
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
    if line.kind is None or line.kind in _KINDS:
        yield "kept" if line.kind is None else f"as-{line.kind}"
    bounds = (12, 24, 48, 80)
    yield next((f"line<={n}" for n in bounds if len(line.text) <= n), "line>80")
    if line.text.endswith(tuple("。！？!?")):
        yield "line-ends-sentence"


def _beside(lines: Sequence[SeenLine], number: int) -> set[str]:
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


def _surroundings(lines: Sequence[SeenLine], number: int) -> Iterator[str]:
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


def _again(name: str, lines: str) -> Iterator[str]:
    """Whether the other `lines` take up a name."""
    if _HAN.search(name):
        stems = {name[n : n + 2] for n in range(len(name) - 1)} - {"的"}
        rest = lines.replace(name, "\0")
        if any(stem in rest for stem in stems):
            yield "stem-again"
        if re.search("\0的|\0 ?[·・|｜]", rest):
            yield "gives-name"


_COUNTS: Final = re.compile(
    r"\d\s?(?:人|万)?\s?(?:赞同|关注|粉丝|回答|人)|[Ff]ollow|粉丝|关注者|声望|[Kk]arma"
)
_DESCRIBED: Final = re.compile(
    r"^[^，。,.]{0,30}(?:[/／|｜·]|，)[^，。,.]{0,30}$|经理|合伙人|[Mm]anager|[Cc]ontributor|[Cc]orrespondent|[Ee]ditor|[Ll]eader|工程师|作者|从业"
)


def _elsewhere(name: str, article: str, title: str | None, spoken: Counter[str]) -> Iterator[str]:
    if title and name in title:
        yield "in-title"
    count = article.count(name)
    if count:
        yield "often-in-article" if count > 2 else "in-article"
    if spoken[name]:
        yield "speaks"


def _nested(candidate: Candidate, found: Sequence[Candidate]) -> str:
    """Whether a longer or a shorter candidate of the same line shares its letters."""
    same = [c for c in found if c.line == candidate.line and c.name != candidate.name]
    if any(candidate.name in c.name for c in same):
        return "part-of-longer"
    return "longest-of-nested" if any(c.name in candidate.name for c in same) else ""


def _together(at: set[str], person: bool, first: bool) -> Iterator[str]:
    """What several features say together."""
    dated = bool(at & {"dated", "dated-above", "dated-below"})
    if person:
        yield from (
            n for n, is_so in (("person-dated", dated), ("head-first-person", first)) if is_so
        )
        if "whole-line" in at:
            yield "person-whole-line"
        if "label-none" in at:
            yield "person-no-label"
        if "zone-head" in at:
            yield "head-person"
        if "zone-tail" in at:
            yield "tail-person"
    elif "page-has-person" in at:
        yield "no-person-but-page"
    if "zone-tail" in at:
        yield from (
            n
            for n, is_so in (("tail-whole-line", "whole-line" in at), ("tail-dated", dated))
            if is_so
        )
    if "nick" in at and dated:
        yield "nick-dated"
    if "nick" in at and "whole-line" in at:
        yield "nick-whole-line"
    if "pen" in at and "whole-line" in at and dated:
        yield "pen-whole-dated"
    if "zone-tail" in at and "timed" in at:
        yield "comment"
    if "whole-line" in at:
        yield "kept-whole" if "kept" in at else "removed-whole"
        if dated:
            yield "whole-dated"
        if "day-below" in at:
            yield "whole-day-below"
    if person and "begins-line" in at:
        yield "person-begins"
        if dated:
            yield "person-begins-dated"
    if person and at & {"again-head", "again-tail"}:
        yield "person-again"
    no_name = at & {
        "medium",
        "title",
        "begins-no-name",
        "starts-no-name",
        "latin-no-name",
        "ordinary",
    }
    if not person and not no_name and not at & {"latin-3", "latin-4+", "han-10+"}:
        yield "pen-form"
        if "whole-line" in at:
            yield "pen-form-whole"
        if "begins-line" in at and dated:
            yield "pen-form-begins-dated"
        if "before-original" in at or "begins-line" in at:
            yield "pen-form-first-token"


__all__ = ["FEATURES", "author_features"]
