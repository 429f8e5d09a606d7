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
from pipeline.evaluate.noise_wraps import wrap_page
from pipeline.text import Edit, Text

_HAN: Final = re.compile("[\u3400-\u9fff]+")
_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]+")
_ASCII_WORD: Final = re.compile(r"[!-~]+")
_INVISIBLE: Final = "\u200b\u200c\u200e\u2060\ufeff\xad"
_NAMED: Final = {
    "“": "ldquo",
    "”": "rdquo",
    "‘": "lsquo",
    "’": "rsquo",
    "—": "mdash",
    "…": "hellip",
}
_TITLE_SHAPES: Final = (
    "{}_新芒财经_新芒网",
    "{} - Tidewater News",
    "{} | AI Daily",
    "首页 > 科技 > {}",
    "标题：{}",
    "【{}】",
)
_TAGS_AROUND: Final = (
    ("<strong>", "</strong>"),
    ('<span style="color:red">', "</span>"),
    ("[b]", "[/b]"),
    ("[color=#333]", "[/color]"),
)
_ESCAPABLE: Final = re.compile('[“”‘’—…&<>"]')
_MARKUP: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
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
            text = text.apply(_escaped(text.string))
        if name in chosen:
            text = text.apply(noise(text.string, Random(f"{seed}:{name}")))
    encoding = ENCODINGS[encodings[0]] if encodings else "utf-8"
    text = text.apply(_unencodable(text.string, encoding))
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


def _entities(text: str, random: Random) -> list[Edit]:
    edits = []
    for place, character in enumerate(text):
        written = _MARKUP.get(character)
        if character in _NAMED and random.random() < _SOME:
            written = f"&{_NAMED[character]};"
        elif character == " " and random.random() < _FEW:
            written = "&nbsp;"
        elif character > "\x7f" and random.random() < _FEW:
            written = random.choice((f"&#{ord(character)};", f"&#x{ord(character):x};"))
        if written:
            edits.append(Edit(place, place + 1, written, "markup", "entity"))
    return edits


def _entities_twice(text: str, random: Random) -> list[Edit]:
    """Quotes, dashes and what markup needs, escaped by one program and again by the next."""
    return [
        Edit(m.start(), m.end(), f"&amp;{name};", "markup", "entity")
        for m in _ESCAPABLE.finditer(text)
        if random.random() < _SOME
        and (name := _NAMED.get(m.group()) or _MARKUP.get(m.group(), "&quot;")[1:-1])
    ]


def _tags(text: str, random: Random) -> list[Edit]:
    """Tags that cutting an article out of its page left: at line ends, around some words."""
    edits = [
        Edit(
            m.start(), m.start(), random.choice(("</p>", "<br>", "<br/>", "</div>")), "markup", "t"
        )
        for m in re.finditer(r"(?<=\S)\n", text)
        if random.random() < _SOME
    ]
    for m in re.finditer("[\u4e00-\u9fff]{2}", text):
        if random.random() < _FEW / 2:
            before, after = random.choice(_TAGS_AROUND)
            edits.append(Edit(m.start(), m.start(), before, "markup", "t"))
            edits.append(Edit(m.end(), m.end(), after, "markup", "t"))
    return sorted(edits)


def _escaped(text: str) -> list[Edit]:
    return [
        Edit(place, place + 1, _MARKUP[character], "markup", "entity")
        for place, character in enumerate(text)
        if character in _MARKUP
    ]


def _wrap_html(text: str, random: Random) -> list[Edit]:
    """A page of paragraphs, of a text whose `<` and `&` are entities already."""
    lines = [line for line in text.split("\n") if line.strip()]
    title = lines[0].strip() if lines else ""
    head = (
        f"<!DOCTYPE html>\n<html>\n<head>\n<title>{title}</title>\n"
        f"<script>var page = {random.randint(1, 9999)};</script>\n"
        "<style>p { margin: 1em }</style>\n</head>\n<body>\n<article>\n"
    )
    edits: list[Edit] = []
    start = 0
    for number, line in enumerate(text.split("\n")):
        end = start + len(line)
        if line.strip():
            opening = (head if not edits else "") + '<p class="t">'
            edits.append(Edit(start, start, opening, "markup", "tag"))
            edits.append(Edit(end, end, "</p>", "markup", "tag"))
        elif number == 0:
            edits.append(Edit(0, 0, head, "markup", "tag"))
        start = end + 1
    edits.append(Edit(len(text), len(text), "\n</article>\n</body>\n</html>\n", "markup", "tag"))
    return edits


def _mojibake(text: str, misread: Callable[[bytes], str]) -> list[Edit]:
    return [
        Edit(
            m.start() + i, m.start() + i + 1, misread(c.encode("utf-8", "replace")), "mojibake", ""
        )
        for m in _BEYOND_ASCII.finditer(text)
        for i, c in enumerate(m.group())
    ]


def _as_latin1(text: str, random: Random) -> list[Edit]:
    return _mojibake(text, lambda data: data.decode("latin-1"))


def _as_cp1252(text: str, random: Random) -> list[Edit]:
    """As browsers do it: the five bytes without a character stand for themselves."""
    return _mojibake(
        text,
        lambda data: "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in data),
    )


def _as_gbk(text: str, random: Random) -> list[Edit]:
    """Two bytes of three make a character, so two characters are one block; some are lost."""
    edits: list[Edit] = []
    for run in _BEYOND_ASCII.finditer(text):
        for start in range(run.start(), run.end(), 2):
            end = min(start + 2, run.end())
            misread = text[start:end].encode("utf-8", "replace").decode("gbk", "replace")
            edits.append(Edit(start, end, misread, "mojibake", "gbk"))
    return edits


def _unencodable(text: str, encoding: str) -> list[Edit]:
    edits: list[Edit] = []
    for run in _BEYOND_ASCII.finditer(text):
        try:
            run.group().encode(encoding)
        except UnicodeEncodeError:
            for place, character in enumerate(run.group(), start=run.start()):
                written = character.encode(encoding, "xmlcharrefreplace").decode(encoding)
                if written != character:
                    edits.append(Edit(place, place + 1, written, "markup", "reference"))
    return edits


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
    "entities": _entities,
    "entities-twice": _entities_twice,
    "tags": _tags,
    "html": _wrap_html,
    "mojibake-latin1": _as_latin1,
    "mojibake-cp1252": _as_cp1252,
    "mojibake-gbk": _as_gbk,
}

ENCODINGS: Final = {"gb18030": "gb18030", "big5": "big5", "utf-16": "utf-16"}
"""Kind of noise → codec."""

KINDS: Final = (*_NOISES, *ENCODINGS)
"""The kinds of noise, in the order in which they are applied."""
