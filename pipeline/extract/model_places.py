"""The places of a family of models that no list has: bare, with versions, by version alone."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from pipeline.extract.context import english_words
from pipeline.extract.grammar import extend, name_part
from pipeline.extract.open_cues import OpenName, latin_words, slug
from pipeline.extract.plain_words import stands_as_name
from pipeline.extract.span_features import PAD, Page


@dataclass(slots=True)
class Family:
    """A family of models: its id, the forms of its name, and what is known of its versions."""

    id: str
    name: str
    forms: set[str] = field(default_factory=set)
    bare: bool = False
    """Whether its name alone, without a version, is taken for it."""


_OWN_WORD: Final = re.compile(r" [A-Z][a-z]+(?= \d)")
_LAST_WORD: Final = re.compile(r" ([A-Z][a-z]{2,})(?= \(| [a-z])")


def _latin_tail(text: str, start: int) -> int | None:
    """As `tail_end`, with a word of the family's own (`Quire Guard 1.5`, `Quire 3 Folio`)."""
    own = _OWN_WORD.match(text, start)
    end = tail_end(text, own.end() if own else start)
    if end is None:
        return None
    last = _LAST_WORD.match(text, end)
    if last and last[1].lower() not in english_words():
        return last.end()
    return end


# 启明Flash, 九章Pro: what makers call sizes and kinds of a model, right behind a Chinese name.
KIND_BEHIND: Final = re.compile(
    r"(?:\s?(?:Pro|Max|Lite|Mini|mini|Flash|Plus|Turbo|Ultra|Coder|Chat|Instruct|Thinking|Embed)"
    r"|VLA?|LM)(?![A-Za-z])"
)


# 朱雀Agent, 智笔 GPT: behind what is known for a model's name.
_KIND_OF_KNOWN: Final = re.compile(r"\s?(?:Agent|GPT|TTS|ASR|OCR)(?![A-Za-z])")


def tail_end(text: str, start: int) -> int | None:
    """Where the parts behind a head end; None where none fits."""
    end = extend(text, start)
    if end == start:
        part = name_part().match(text, start)
        if part is None:
            return None
        end = extend(text, part.end())
        if end == part.end() and not any(c.isdigit() for c in part.group()):
            return None
    return end


def occurrences(
    text: str,
    families: dict[str, Family],
    is_free: Callable[[int, int], bool],
    is_company: Callable[[str, int, int], bool],
    page: Page,
) -> Iterator[OpenName]:
    """Every place of the families, with version or bare.

    Args:
        text: the document's text.
        families: as `find_families` found them.
        is_free: whether a span touches no known name.
        is_company: whether a bare form at a place names a company of the same name.
        page: the text, cut into words.
    """
    for family in families.values():
        for form in sorted(family.forms, key=lambda f: (-len(f), f)):
            at = text.find(form)
            while at >= 0:
                a, end = at, at + len(form)
                at = text.find(form, at + 1)
                if not _edges(text, page, a, end):
                    continue
                tail = None
                if form.isascii():
                    tail = _latin_tail(text, end)
                elif text[end : end + 1] in _JOINTS or _ATTACHED.match(text, end):
                    tail = tail_end(text, end)
                elif kind := KIND_BEHIND.match(text, end) or _KIND_OF_KNOWN.match(text, end):
                    tail = extend(text, kind.end())
                if tail is not None:
                    name = " ".join(text[a:tail].split())
                    identity = f"{family.id}-{slug(text[end:tail])}"
                    yield OpenName(a, tail, "model", identity, name, 0.85, "open-model")
                elif (
                    family.bare
                    and is_free(a, end)
                    and not is_company(form, a, end)
                    and not _goes_on_as_firm(text, end)
                    and (not _is_plain(form) or stands_as_name(text, a, end))
                ):
                    yield OpenName(a, end, "model", family.id, family.name, 0.75, "open-model")


def _is_plain(form: str) -> bool:
    return form.isascii() and form.lower() in english_words()


def _goes_on_as_firm(text: str, end: int) -> bool:
    """Whether a Latin form is the beginning of a firm's name: Tidal in `Tidal Labs`."""
    match = _WORD_BEHIND.match(text, end)
    return match is not None and match[1] in latin_words("company_strong")


_WORD_BEHIND: Final = re.compile(r" ([A-Z][a-zA-Z]+)")
_JOINTS: Final = frozenset("-‑–·")


_ATTACHED: Final = re.compile(
    r"\s?(?:[Vv]?\d{1,2}(?:\.\d{1,2})?(?![\d.%％亿万千百倍年月日个元家人名款天岁])"
    r"|\d{1,4}(?:\.\d)?[BM]|[A-Z][a-z]+-\d)"
)


def _edges(text: str, page: Page, start: int, end: int) -> bool:
    if text[start].isascii():
        before = text[start - 1 : start]
        after = text[end : end + 1]
        return (
            not (before.isascii() and before.isalnum())
            and before not in ("-", "/", "@", "_", ".")
            and not (after.isascii() and (after.isalpha() or after == "_"))
        )
    return bool(page.starts[start + PAD] and page.starts[end + PAD])


@functools.cache
def _bare_version() -> re.Pattern[str]:
    return re.compile(
        r"(?<![A-Za-z0-9.\-])V\d(?:\.\d)?(?:[- ](?:Pro|Mini|Max|Lite|Flash|Air|Turbo|Nano|Base))?"
        r"(?![A-Za-z0-9.\-]|\.\d)"
    )


def bare_versions(text: str, family: Family) -> Iterator[OpenName]:
    """`V3`, `V2.5` alone, in a document whose one open family is versioned so."""
    for match in _bare_version().finditer(text):
        identity = f"{family.id}-{slug(match.group())}"
        yield OpenName(
            match.start(),
            match.end(),
            "model",
            identity,
            f"{family.name}-{match.group()}",
            0.81,
            "open-model",
        )


@functools.cache
def _variant_alone(variant: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w\-.])(?<![A-Z0-9][\w.]\s)({variant})(?= [a-z])")


def bare_variants(text: str, family: Family, found: list[OpenName]) -> Iterator[OpenName]:
    """`Pro`, `Mini` alone, where the document has named the family with them."""
    variants: dict[str, str] = {}
    for name in found:
        last = re.split(r"[ -]", name.name)[-1]
        if name.entity_id.startswith(family.id + "-") and last in (
            "Pro",
            "Mini",
            "Max",
            "Lite",
            "Air",
            "Ultra",
            "Nano",
        ):
            variants.setdefault(last, name.entity_id)
    if len(variants) < 2:
        return
    for variant, identity in variants.items():
        for match in _variant_alone(variant).finditer(text):
            before = text[max(0, match.start() - 2) : match.start()]
            if before[:1].isdigit():
                continue
            yield OpenName(
                match.start(),
                match.end(),
                "model",
                identity,
                f"{family.name} {variant}",
                0.7,
                "open-model",
            )
