"""What tells a title from the menus, bylines and adverts around it.

Features of the first lines of a page, numbers from 0 to 1: what the line classifier thinks of the
line and of its neighbours, its form, its place, whether it is repeated, and how much of it the
article takes up again.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

import numpy as np

from pipeline.ingest.byline_segments import names_alone
from pipeline.ingest.bylines import credits_of
from pipeline.ingest.line_grams import Floats
from pipeline.ingest.lines import letters_by_line

TOP_LINES: Final = 14
"""How many lines that are not blank may hold the title."""
_KINDS: Final = ("body", "byline", "ad", "notice", "nav", "caption", "refs")
_ARTICLE: Final = 3000
_ARTICLE_LINES: Final = 30
_LEAST_PARAGRAPH: Final = 130
_LEAST_SENTENCES: Final = 90
_SENTENCES: Final = re.compile(r"。|[a-z]\. [A-Z]")
_WIDEST: Final = 160
_LONGEST_BYLINE: Final = 80
_LOOKED_AT: Final = 200
_HOPELESS: Final = 0.001
_CERTAIN: Final = 0.95
_NARROWEST: Final = 6
_LEAST_OWN: Final = 0.02
_WIDTHS: Final = (10, 16, 24, 36, 52, 76, 110, 150)
_SENTENCE_END: Final = tuple("。；，、;,")
_STOP: Final = re.compile(r"[^.]\.[”’\"]?$")
_ASKS: Final = re.compile(r"[?？！!][”’\"」』)）]*$")
_INNER: Final = re.compile(r"[，。、；;：:？！?!—“”「」『』《》]|, ")
_SEPARATOR: Final = re.compile(r"[|｜丨│/／›»>＞•·∙▪→]|\s{2,}|\u3000|\s[-–—]\s")
_TIMED: Final = re.compile(
    r"\d{1,2}[:：]\d\d|20\d\d\s?[-/.年]\s?\d|\bago\b|小时前|分钟前|天前|\b20\d\d$|^20\d\d\b"
)
_CONTACT: Final = re.compile(r"https?://|www\.|\S@\S+\.|\d{3,4}-\d{4}|\d{8,}")
_FIELD: Final = re.compile(r"[^:：\s“\"「]{1,6}[:：]|[A-Z][a-z]+(?: [a-z]+)?:\s")
_MARK: Final = re.compile(r"[“‘\"「『]?(?:[-*•●■◆▪▲△▼※★☆►▶▷↑↓→←♥♡❤👍]|\d{1,3}[.、)])\s?")
_BRACKETED: Final = re.compile(r"[【\[〔(（].*[】\]〕)）]$")
_COLUMN: Final = re.compile(r"[【\[〔][^】\]〕]{2,12}[】\]〕]")
_ISSUE: Final = re.compile(
    r"#\s?\d+|[Nn]o\.\s?\d+|\b[Vv]ol\.|\bEp(?:isode)?\.?\s?\d+|\bIssue\b"
    r"|第\s?[\d一二三四五六七八九十百]+\s?[期卷号回集版]"
)
_LETTER: Final = re.compile(r"[A-Za-z]+")
_DIGIT: Final = re.compile(r"[0-9]+")
_PAIR: Final = re.compile(r"(?=([\u3400-\u9fff]{2}))")
_WORD: Final = re.compile(r"[a-z][a-z0-9'’-]{3,}|\d[\d.]{2,}")
_BEFORE: Final = (-2, -1, 1, 2)

FEATURES: Final = (
    *(f"is-{kind}" for kind in _KINDS),
    *(f"at{by:+d}-{kind}" for by in _BEFORE for kind in _KINDS),
    "first",
    "last",
    *(f"width<={n}" for n in _WIDTHS),
    "width>150",
    *("at-0", "at-1", "at-2", "at-3", "at-4-5", "at-6-8", "at-9+"),
    *("ends-sentence", "ends-stop", "asks", "ends-colon", "inner-marks", "inner-mark"),
    *("separators=1", "separators=2", "separators>2", "timed", "contact", "field", "mark"),
    *("bracketed", "column", "issue", "latin", "digits", "capitals", "title-case", "lone-word"),
    *("paragraph", "under-paragraph"),
    *("repeated", "repeats", "begins-other", "extends-other", "in-other"),
    *("overlap", "overlap-high", "overlap-none", "overlap-best", "overlap*width"),
    *("blank-above", "blank-below", "alone", "over-paragraph", "over-paragraph-2"),
    *("gap", "clean", "first-clean", "only-clean", "widest", "wider-below", "wider-above"),
    *("clean-above", "clean-below", "likeliest", "short-over-wider", "short-over-clean"),
    *("clean*overlap", "under-all", "byline-above", "byline-below"),
    *("removed", "removed-below", "removed-above", "only-kept", "first-kept"),
    *("credited", "named", "named-below", "named-above", "dated-below", "dated-above"),
)
"""In order."""


def width(text: str) -> int:
    """The length of `text` in Latin letters: a Han character is two."""
    # A Han character has three bytes in UTF-8, a Latin letter one.
    return (len(text) + len(text.encode("utf-8", "replace"))) // 2


def title_features(
    texts: Sequence[str],
    after_blank: Sequence[bool],
    shares: Floats,
    removed: Sequence[bool],
) -> Floats:
    """Shape (n, len(FEATURES)): a row for each of the first lines, `TOP_LINES` at most.

    Below the first paragraph of the article no line is looked at.

    Args:
        texts: the lines of a page that are not blank, in simplified script.
        after_blank: whether a blank line stands above each.
        shares: shape (lines, 7), what the line classifier thinks of each.
        removed: which of them a rule has taken away.
    """
    top = [text[:_LOOKED_AT] for text in texts[: TOP_LINES + 2]]
    paragraphs = [_is_paragraph(text) for text in top]
    body = shares[: len(top), 0].tolist()
    opened = next((n for n, p in enumerate(paragraphs) if p and body[n] > 0.5), len(paragraphs))
    count = min(TOP_LINES, len(top), opened + 1)
    top, body = top[:count], body[:count]
    around = np.zeros((count + 4, len(_KINDS)))
    around[2 : 2 + min(count + 2, len(shares))] = shares[: count + 2]
    widths = [width(text) for text in top]
    folded = letters_by_line(top)
    separators = [len(_SEPARATOR.findall(text)) for text in top]
    timed = [_TIMED.search(text) is not None for text in top]
    clean = [
        own > 0.4
        and not paragraph
        and w >= _NARROWEST
        and some < 3
        and not text.endswith(_SENTENCE_END)
        and not has_time
        for own, paragraph, w, some, text, has_time in zip(
            body, paragraphs, widths, separators, top, timed, strict=False
        )
    ]
    short = [_NARROWEST <= w <= _LONGEST_BYLINE for w in widths]
    bylines = (shares[:count, 1] > _CERTAIN).tolist()
    # Where the classifier is in no doubt, names need not be read.
    doubtful = ((shares[:count, 0] + shares[:count, 1]) > 1 - _CERTAIN).tolist()
    credited = [
        c or (s and d and bool(credits_of(t)))
        for c, s, d, t in zip(bylines, short, doubtful, top, strict=True)
    ]
    named = [
        c or (s and d and names_alone(t) is not None)
        for c, s, d, t in zip(credited, short, doubtful, top, strict=True)
    ]
    dated = [s and t for s, t in zip(short, timed, strict=True)]
    article = _article(texts)
    overlaps = [
        _overlap(text, article) if own > _LEAST_OWN and _NARROWEST <= w <= _WIDEST else 0.0
        for text, own, w in zip(top, body, widths, strict=True)
    ]
    best = max((o for o, c in zip(overlaps, clean, strict=True) if c), default=0.0)
    widest = max((w for w, c in zip(widths, clean, strict=True) if c), default=0)
    likeliest = max((b for b, c in zip(body, clean, strict=True) if c), default=1.0)
    table = np.zeros((count, len(FEATURES)))
    table[:, : len(_KINDS)] = np.log(np.clip(around[2:-2], 1e-3, 1)) / 7 + 1
    for place, by in enumerate(_BEFORE, start=1):
        table[:, place * len(_KINDS) : (place + 1) * len(_KINDS)] = around[2 + by : 2 + by + count]
    for n, text in enumerate(top):
        w, own, o = widths[n], folded[n], overlaps[n]
        if paragraphs[n]:
            # No title, whatever else is true of it.
            table[n, _COLUMNS["paragraph"]] = 1
            continue
        if body[n] < _HOPELESS:
            continue
        size = len(text)
        latin = size - len(_LETTER.sub("", text))
        blank_below = n + 1 >= len(texts) or after_blank[n + 1]
        others = [x for m, x in enumerate(folded) if m != n] if len(own) >= 4 else []
        inner = len(_INNER.findall(text, 0, size - 1))
        table[n, _WIDTH_COLUMNS[bisect_left(_WIDTHS, w)]] = 1
        table[n, _AT_COLUMNS[min(n, len(_AT_COLUMNS) - 1)]] = 1
        set_features = {
            "first": n == 0,
            "last": n + 1 >= len(texts),
            "ends-sentence": text.endswith(_SENTENCE_END),
            "ends-stop": _STOP.search(text) is not None,
            "asks": _ASKS.search(text) is not None,
            "ends-colon": text.endswith((":", "：")),
            "inner-marks": inner > 1,
            "inner-mark": inner == 1,
            "separators=1": separators[n] == 1,
            "separators=2": separators[n] == 2,
            "separators>2": separators[n] > 2,
            "timed": timed[n],
            "contact": _CONTACT.search(text) is not None,
            "field": _FIELD.match(text) is not None,
            "mark": _MARK.match(text) is not None,
            "bracketed": _BRACKETED.match(text) is not None,
            "column": _COLUMN.match(text) is not None,
            "issue": _ISSUE.search(text) is not None,
            "latin": latin / size,
            "digits": min(1.0, 3 * (size - len(_DIGIT.sub("", text))) / size),
            "capitals": latin > 5 and text.upper() == text,
            "title-case": latin > size / 2 and _is_title_case(text),
            "lone-word": w <= 14 and " " not in text,
            "under-paragraph": opened < n,
            "repeated": own in others and own in folded[n + 1 :],
            "repeats": own in others and own in folded[:n],
            "begins-other": any(len(x) > len(own) and x.startswith(own) for x in others),
            "extends-other": any(4 <= len(x) < len(own) and own.startswith(x) for x in others),
            "in-other": any(
                len(x) > len(own) and own in x and not x.startswith(own) for x in others
            ),
            "overlap": o,
            "overlap-high": o > 0.6,
            "overlap-none": o < 0.1,
            "overlap-best": o > 0.2 and o >= best,
            "overlap*width": o * min(w, 60) / 60,
            "blank-above": after_blank[n],
            "blank-below": blank_below,
            "alone": after_blank[n] and blank_below,
            "over-paragraph": n + 1 < len(paragraphs) and paragraphs[n + 1],
            "over-paragraph-2": n + 2 < len(paragraphs) and paragraphs[n + 2],
            "gap": min(max(opened - n, 0), 8) / 8,
            "clean": clean[n],
            "first-clean": clean[n] and not any(clean[:n]),
            "only-clean": clean[n] and sum(clean) == 1,
            "widest": clean[n] and w >= widest,
            "wider-below": _any_wider(w, widths, clean, range(n + 1, min(n + 4, count))),
            "wider-above": _any_wider(w, widths, clean, range(n)),
            "clean-above": any(clean[:n]),
            "clean-below": any(clean[n + 1 : opened]),
            "likeliest": clean[n] and body[n] >= likeliest,
            "short-over-wider": w <= 24
            and _any_wider(1.3 * w, widths, clean, range(n + 1, min(opened, count))),
            "short-over-clean": w <= 16 and any(clean[n + 1 : opened]),
            "clean*overlap": clean[n] * o,
            "removed": removed[n],
            "removed-below": n + 1 < count and removed[n + 1],
            "removed-above": n > 0 and removed[n - 1],
            "only-kept": not removed[n] and sum(not r for r in removed[: min(opened, count)]) == 1,
            "first-kept": not removed[n] and all(removed[:n]),
            "credited": credited[n],
            "named": named[n],
            "named-below": n + 1 < count and named[n + 1],
            "named-above": n > 0 and named[n - 1],
            "dated-below": any(dated[n + 1 : n + 3]),
            "dated-above": n > 0 and dated[n - 1],
            "under-all": not any(clean[n + 1 : opened]),
            "byline-above": float(shares[:n, 1].max()) if n else 0.0,
            "byline-below": float(shares[n + 1 : opened, 1].max()) if n + 1 < opened else 0.0,
        }
        table[n, [_COLUMNS[name] for name in set_features]] = list(set_features.values())
    return table


_COLUMNS: Final = {name: n for n, name in enumerate(FEATURES)}
_WIDTH_COLUMNS: Final = [
    _COLUMNS[name] for name in (*(f"width<={b}" for b in _WIDTHS), "width>150")
]
_AT: Final = ("at-0", "at-1", "at-2", "at-3", *["at-4-5"] * 2, *["at-6-8"] * 3, "at-9+")
_AT_COLUMNS: Final = [_COLUMNS[name] for name in _AT]


def _is_paragraph(text: str) -> bool:
    w = width(text)
    return w > _LEAST_PARAGRAPH or (w > _LEAST_SENTENCES and _SENTENCES.search(text) is not None)


def _any_wider(w: float, widths: Sequence[int], clean: Sequence[bool], places: range) -> bool:
    return any(clean[m] and widths[m] > 1.3 * w for m in places)


def _is_title_case(text: str) -> bool:
    words = [x for x in text.split() if len(x) > 3 and x[0].isalpha()]
    return len(words) > 1 and all(x[0].isupper() for x in words)


def _article(texts: Sequence[str]) -> str:
    """The beginning of what may be the article, in lower case."""
    kept, size = [], 0
    for text in texts[:_ARTICLE_LINES]:
        if len(text) > 40:
            kept.append(text[:_ARTICLE])
            size += len(text)
        if size > _ARTICLE:
            break
    return "\n".join(kept)[:_ARTICLE].lower()


def _overlap(text: str, article: str) -> float:
    """The share of the words of `text`, pairs of Han characters among them, in the article."""
    text = text.lower()
    pieces = [*_PAIR.findall(text), *_WORD.findall(text)]
    if not pieces or not article:
        return 0.0
    # A long line of the head is itself part of what was taken for the article.
    if len(text) > 40:
        article = article.replace(text, "")
    return sum(map(article.__contains__, pieces)) / len(pieces)


__all__ = ["FEATURES", "TOP_LINES", "title_features", "width"]
