"""Models named a second time with less: `Marigold` after `Marigold 4`, V2 after 页山 V2, Medium 4.

A text names a model in full once, and then by its family, its version or its variant alone. Each of
these is taken only where the document has the full name, and a word of the language only where its
capital says that it is a name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Final

from pipeline.extract.company_stems import is_rare
from pipeline.extract.context import company_weight, english_words
from pipeline.extract.ground import everywhere, spans_behind
from pipeline.extract.later_versions import (
    LaterForm,
    decimals,
    lettered,
    numbered_variants,
    variants,
)
from pipeline.extract.latin_companies import firm_words
from pipeline.extract.mention import Mention
from pipeline.extract.open_cues import evidence, latin_words, slug
from pipeline.extract.phrase_words import phrase_words
from pipeline.extract.plain_words import begins_sentence, commonness, stands_as_name
from pipeline.extract.span_features import PAD, Page

_VARIANT: Final = (
    r"(?:Pro|Max|Mini|mini|Nano|nano|Lite|Flash|Turbo|Ultra|Plus|Air|Base|Large|Small|Medium|Tiny|XL|XXL"
    r"|Instruct|Chat|Coder|Thinking|Think|Voice|Embed|VLA?|LM|MT|TTS|ASR|S2S|Agent)"
)
_NUMBER: Final = r"(?:[A-Z]{0,3}|[a-z])[Vv]?\d{1,3}(?:\.\d{1,2})?[A-Za-z]?"
_PARTED: Final = re.compile(
    r"(?P<head>[A-Z][A-Za-zÀ-ɏ]{2,}(?:-[A-Z][A-Za-z]+)?|[\u4e00-\u9fff]{2,6})"
    rf"(?P<tail>(?:[ \-‑·]?(?:{_NUMBER}|(?<=[ \-‑\u4e00-\u9fff]){_VARIANT}|[A-Z]{{2,3}}\d?))+)"
)
_LAST_PAIR: Final = re.compile(r" (?P<pair>[A-Z][a-z]+ [Vv]?\d{1,2}(?:\.\d)?)$")
_NAME_EDGE: Final = frozenset("-‑/@_.#&’'")
# Kinds of matches that the gazetteer itself decides at all places.
_SETTLED: Final = frozenset(["gazetteer", "context", "short"])
_COMMON: Final = 2
_LONGEST_HEAD: Final = 6
# A text that names more models than this is a list, and calls each in full.
_MOST: Final = 300
_FIRM_EVIDENCE: Final = 1.5
_SCORE: Final = 0.7
_METHOD: Final = "open-model"
_CAPITAL_BEHIND: Final = re.compile(r" [A-Z]")
# Medium 4 inches: what is counted.
_COUNTED_BEHIND: Final = re.compile(
    r" (?:inch|feet|foot|mile|year|day|week|month|hour|minute|people)"
)


def with_later_models(found: Sequence[Mention], text: str, page: Page) -> list[Mention]:
    """`found` and the places where its models come again with less than their full name.

    Args:
        found: the names of the document, in order and without overlaps.
        text: the document's text, in simplified script.
        page: the same, cut into words.
    """
    models = list({m.surface: m for m in found if m.type == "model"}.values())
    if not models:
        return list(found)
    found = _without_firms_of_their_name(found, models, text)
    found = _without_parts_of_pairs(found, models, text, page)
    others = {form for m in found if m.type != "model" for form in _beginnings(m.surface)}
    taken = bytearray(len(text))
    for m in found:
        taken[m.start : m.end] = b"\x01" * (m.end - m.start)

    def is_free(start: int, end: int) -> bool:
        return taken.find(1, start, end) < 0

    added: list[Mention] = []

    def add(start: int, end: int, full: LaterForm) -> None:
        taken[start:end] = b"\x01" * (end - start)
        added.append(
            Mention(
                start, end, text[start:end], "model", full.entity_id, full.name, _SCORE, _METHOD
            )
        )

    for full in islice(_pairs(models), _MOST):
        first = text.find(full.mention.surface)
        for a, b in everywhere(text, full.form, page):
            counted = a < first or _COUNTED_BEHIND.match(text, b)
            if is_free(a, b) and not counted and _ends_name(text, a, b):
                add(a, b, full)
    for full in islice(_heads(models, others), _MOST):
        if _has_firm_of_head(text, full.form):
            continue
        free = [(a, b) for a, b in _head_places(text, page, full.form) if is_free(a, b)]
        # Apollo was a god: that a sentence begins with a word of the language is no sign alone.
        if _is_word(full.form) and all(begins_sentence(text, a) for a, _ in free):
            continue
        for a, b in free:
            add(a, b, full)
    for a, b, full in [
        *lettered(text, models, is_free),
        *numbered_variants(text, models, is_free),
        *decimals(text, models, is_free),
        *variants(text, models, is_free),
    ]:
        if is_free(a, b):
            add(a, b, full)
    return sorted([*found, *added]) if added else list(found)


def _without_firms_of_their_name(
    found: Sequence[Mention], models: Sequence[Mention], text: str
) -> Sequence[Mention]:
    """`found` without firms that only look so because a model is called so.

    Lodestar is the model where the document has a `Lodestar Mini`; but where something beside one
    of its places speaks for a firm, or a firm's longer name begins so, both are meant.
    """
    heads = {
        match["head"]
        for m in models
        if m.method not in _SETTLED and (match := _PARTED.fullmatch(m.surface))
    }
    firms = [m for m in found if m.type == "company"]
    heads -= {form for m in firms for form in _beginnings(m.surface) if form != m.surface}
    heads -= {
        m.surface
        for m in firms
        if m.surface in heads and (m.method != "open-company" or _stands_as_firm(text, m))
    }
    if not heads:
        return found
    return [m for m in found if m.type != "company" or m.surface not in heads]


def _without_parts_of_pairs(
    found: Sequence[Mention], models: Sequence[Mention], text: str, page: Page
) -> Sequence[Mention]:
    """`found` without firms at the beginning of a pair: `Medium 4` after `Mistral Medium 4`."""
    begun = {
        a: b for full in islice(_pairs(models), _MOST) for a, b in everywhere(text, full.form, page)
    }
    return [m for m in found if m.type != "company" or m.end >= begun.get(m.start, 0)]


def _stands_as_firm(text: str, mention: Mention) -> bool:
    start, end = mention.start, mention.end
    if company_weight(text, start, end) > 0:
        return True
    return sum(evidence("latin-company", text, start, end)) >= _FIRM_EVIDENCE


def _pairs(models: Sequence[Mention]) -> Iterator[LaterForm]:
    """The last word of a longer name with its version: Medium 4 of `Mistral Medium 4`."""
    for m in models:
        if (match := _LAST_PAIR.search(m.surface)) and m.surface[0].isupper():
            yield LaterForm(m, match["pair"], m.entity_id, m.name)


def _beginnings(surface: str) -> Iterator[str]:
    """How the name of a firm or person begins: words of it, or characters."""
    if surface.isascii():
        yield surface.partition(" ")[0]
        return
    for size in range(2, min(len(surface), _LONGEST_HEAD) + 1):
        yield surface[:size]


def _heads(models: Sequence[Mention], others: Collection[str]) -> Iterator[LaterForm]:
    """Families of models that no list has, of which the document names a version, or all the name.

    Not those as which a firm or person of the document begins: they would come again the same way.
    """
    known = {m.surface for m in models}
    told: set[str] = set()
    for m in models:
        if m.method in _SETTLED or m.method == "version":
            continue
        for head in _short_forms(m.surface):
            if (
                head in told
                or head in latin_words("not_model")
                or head in phrase_words()
                or head in others
                or head.isupper()
                or head.endswith("Bench")
            ):
                continue
            told.add(head)
            tail = slug(m.surface[len(head) :])
            identity = m.entity_id.removesuffix(tail).rstrip("-") or m.entity_id
            if head.isascii() or head not in known:
                yield LaterForm(m, head, identity, head)


def _has_firm_of_head(text: str, head: str) -> bool:
    """Whether the document has a firm that begins so, found or not: `Mihua Education`."""
    if not head.isascii():
        return False
    return any(
        text[start + len(head) + 1 : end] in firm_words() and _WORD_EDGE.match(text, start)
        for start, end in spans_behind(text, f"{head} ", _CAPITALISED)
    )


_CAPITALISED: Final = re.compile(r"[A-Z][a-zA-Z]+")
_WORD_EDGE: Final = re.compile(r"\b")


def _short_forms(surface: str) -> Iterator[str]:
    """What is left of a name without its version: Marigold, and Lectern of `Lectern Prose`."""
    if match := _PARTED.fullmatch(surface):
        yield match["head"]
        return
    words = _TAIL.sub("", surface)
    if _WORDS.fullmatch(words):
        yield words
        first, _, second = words.partition(" ")
        if second:
            yield first


_TAIL: Final = re.compile(r"[ -][Vv]?\d{1,2}(?:\.\d)?$")
_WORDS: Final = re.compile(r"[A-Z][a-zé]{2,}(?:[A-Z][a-z]+)?(?: [A-Z][a-zé]{2,}){0,2}")


def _head_places(text: str, page: Page, head: str) -> Iterator[tuple[int, int]]:
    if not head.isascii():
        for a, b in everywhere(text, head, page):
            word = int(page.lengths[a + PAD]) == b - a
            if is_rare(page, a, b) or (not word and len(head) > _COMMON):
                yield a, b
        return
    plain = _is_word(head)
    for a, b in everywhere(text, head, page):
        if _ends_name(text, a, b) and (not plain or stands_as_name(text, a, b)):
            yield a, b


def _is_word(head: str) -> bool:
    """Whether a family's name is a Latin word of the language or of mythology: Anchor, Apollo."""
    return head.isascii() and (head.lower() in english_words() or commonness(head) >= _COMMON)


def _ends_name(text: str, start: int, end: int) -> bool:
    """Whether no further part of a name, address or file stands beside a Latin form."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before in _NAME_EDGE and before not in ("’", "'") and before:
        return False
    if after in ("-", "‑", "_", "/", "@") or (after == "." and text[end + 1 : end + 2].isalnum()):
        return False
    return not _CAPITAL_BEHIND.match(text, end)


__all__ = ["with_later_models"]
