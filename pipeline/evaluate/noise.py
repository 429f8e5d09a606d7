"""Clean text to what scrapers deliver, with the way back kept.

Each kind of noise is a function from a text and a random generator to edits, so the noisy text
remembers the clean one (`pipeline.text.Text`) and gold spans can be carried over. The same text,
kinds and seed give the same noise; each kind draws from a generator of its own, so adding one kind
leaves the others' choices as they were.

What the kinds imitate: readings put behind characters for learners, UTF-8 decoded as Latin-1,
Windows-1252 or GBK, characters that no reader sees, forms for vertical typesetting, mail-like line
wraps, pages saved as they stood (entities, tags, the title twice), and other encodings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from pipeline.errors import UsageError
from pipeline.evaluate.marked import MarkedDocument, Span
from pipeline.evaluate.noise_gloss import gloss_plain, gloss_words, zhuyin
from pipeline.evaluate.noise_markup import entities, entities_twice, escaped, tags, wrap_html
from pipeline.evaluate.noise_mojibake import as_cp1252, as_gbk, as_latin1, unencodable
from pipeline.evaluate.noise_wraps import wrap_page
from pipeline.text import Edit, Text

_HAN: Final = re.compile("[\u3400-\u9fff]+")
_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]+")
_ASCII_WORD: Final = re.compile(r"[!-~]+")
_INVISIBLE: Final = "\u200b\u200c\u200e\u2060\ufeff\xad"
_TITLE_SHAPES: Final = (
    "{}_新芒财经_新芒网",
    "{} - Tidewater News",
    "{} | AI Daily",
    "首页 > 科技 > {}",
    "标题：{}",
    "【{}】",
)
_SOME: Final = 1 / 3
_FEW: Final = 1 / 20

Noise = Callable[[str, Random], list[Edit]]


@dataclass(frozen=True, slots=True)
class NoisyPage:
    """A noisy text, whose source is the clean one, and the bytes a scraper would have saved."""

    text: Text
    data: bytes
    encoding: str
    suffix: str
    """Of the file name: `.txt` or `.html`."""


def add_noise(clean: str, kinds: Iterable[str], seed: int = 0) -> NoisyPage:
    """Make `clean` noisy in each of `kinds`, which are applied in the order of `KINDS`.

    Args:
        clean: the text.
        kinds: names from `KINDS`, at most one of `ENCODINGS`. `big5` is for traditional text: what
            it cannot write becomes a numeric character reference, as a browser would send it.
        seed: another seed gives other choices.

    Raises:
        UsageError: there is no such kind, or two encodings are asked for.
    """
    chosen = set(kinds)
    if unknown := sorted(chosen - set(KINDS)):
        raise UsageError(f"no noise {', '.join(unknown)}; there are {', '.join(KINDS)}")
    encodings = [name for name in ENCODINGS if name in chosen]
    if len(encodings) > 1:
        raise UsageError(f"a page has one encoding, not {' and '.join(encodings)}")
    text = Text.of(clean)
    for name, noise in _NOISES.items():
        if name == "html" and name in chosen and "entities" not in chosen:
            text = text.apply(escaped(text.string))
        if name in chosen:
            text = text.apply(noise(text.string, Random(f"{seed}:{name}")))
    encoding = ENCODINGS[encodings[0]] if encodings else "utf-8"
    text = text.apply(unencodable(text.string, encoding))
    data = text.string.encode(encoding)
    return NoisyPage(text, data, encoding, ".html" if "html" in chosen else ".txt")


def carry(document: MarkedDocument, page: NoisyPage) -> MarkedDocument:
    """The gold of a clean document over its noisy text.

    A span covers what became of its characters. Where noise fused the end of one span and the start
    of the next into one block, the earlier has it; a span with nothing left to it goes. What noise
    adds is in no span, so boilerplate counts are to be taken from the clean gold.
    """
    spans: list[Span] = []
    parent: Span | None = None
    low = high = free = inside = 0
    for span in document.spans:
        start, end = page.text.text_span(span.start, span.end)
        if parent is not None and span.start < parent.end:
            start, end = max(start, low, inside), min(end, high)
            inside = max(inside, end)
        else:
            start = max(start, free)
            end = free = max(start, end)
            parent, low, high, inside = span, start, end, start
        if start < end:
            spans.append(replace(span, start=start, end=end, text=page.text.string[start:end]))
    return replace(document, text=page.text.string, spans=spans)


def _gloss(text: str, random: Random, share: float) -> list[Edit]:
    edits = []
    for run in _HAN.finditer(text):
        for start, reading in enumerate(_readings(run.group()), start=run.start()):
            if random.random() < share and reading != text[start]:
                glossed = f"{text[start]}({reading})"
                edits.append(Edit(start, start + 1, glossed, "gloss", "pinyin"))
    return edits


def _readings(run: str) -> list[str]:
    """The reading of each character in its word; a character without one reads as itself."""
    from pypinyin import Style, pinyin

    readings = [found[0] for found in pinyin(run, style=Style.TONE)]
    if len(readings) != len(run):
        readings = [pinyin(character, style=Style.TONE)[0][0] for character in run]
    return readings


def _gloss_all(text: str, random: Random) -> list[Edit]:
    return _gloss(text, random, 1.0)


def _gloss_some(text: str, random: Random) -> list[Edit]:
    return _gloss(text, random, _SOME)


def _repeat_title(text: str, random: Random) -> list[Edit]:
    title = next((line.strip() for line in text.split("\n") if line.strip()), "")
    return [Edit(0, 0, f"{title}\n\n", "duplicate", "title")] if title else []


def _title_with_site(text: str, random: Random) -> list[Edit]:
    """The title of the browser's window above the text: a path, a label or a site's name beside."""
    title = next((line.strip() for line in text.split("\n") if line.strip()), "")
    shape = random.choice(_TITLE_SHAPES)
    return [Edit(0, 0, f"{shape.format(title)}\n\n", "duplicate", "title")] if title else []


def _text_twice(text: str, random: Random) -> list[Edit]:
    twice = f"\n\n{text.strip()}"
    return [Edit(len(text), len(text), twice, "duplicate", "text")] if text.strip() else []


def _full_width(text: str, random: Random) -> list[Edit]:
    return [
        Edit(m.start(), m.end(), "".join(chr(ord(c) + 0xFEE0) for c in m.group()), "width", "wide")
        for m in _ASCII_WORD.finditer(text)
        if random.random() < _SOME
    ]


def _zero_width(text: str, random: Random) -> list[Edit]:
    return [
        Edit(place, place, random.choice(_INVISIBLE), "invisible", "zero-width")
        for place in range(1, len(text))
        if random.random() < _FEW and text[place - 1].isalnum() and text[place].isalnum()
    ]


_NOISES: Final[dict[str, Noise]] = {
    "gloss": _gloss_all,
    "gloss-some": _gloss_some,
    "gloss-words": gloss_words,
    "gloss-plain": gloss_plain,
    "zhuyin": zhuyin,
    "title-repeat": _repeat_title,
    "title-site": _title_with_site,
    "text-twice": _text_twice,
    "full-width": _full_width,
    "zero-width": _zero_width,
    "line-wrap": wrap_page,
    "entities": entities,
    "entities-twice": entities_twice,
    "tags": tags,
    "html": wrap_html,
    "mojibake-latin1": as_latin1,
    "mojibake-cp1252": as_cp1252,
    "mojibake-gbk": as_gbk,
}

ENCODINGS: Final = {"gb18030": "gb18030", "big5": "big5", "utf-16": "utf-16"}
"""Kind of noise → codec."""

KINDS: Final = (*_NOISES, *ENCODINGS)
"""The kinds of noise, in the order in which they are applied."""
