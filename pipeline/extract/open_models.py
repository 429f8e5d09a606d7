"""Families of AI models that no list has, by their form or the words that introduce them.

A family is recognised where its name leaves no doubt (`泊川-V3-Pro`, `行业大模型“砚准3.0”`);
`pipeline.extract.model_places` then finds its bare name and its versions in the whole document.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from pipeline.extract.called_models import called_models, defined_models
from pipeline.extract.model_forms import (
    firm_models,
    hyphened_heads,
    mixed_heads,
    pointed_heads,
    versioned_heads,
)
from pipeline.extract.model_places import Family
from pipeline.extract.open_cues import slug
from pipeline.extract.span_features import Page


def find_families(
    text: str,
    page: Page,
    is_free: Callable[[int, int], bool],
    stems: Collection[str],
) -> dict[str, Family]:
    """The families that the document introduces, by the form of their name.

    Args:
        text: the document's text.
        page: the same, cut into words.
        is_free: whether a span touches no known name.
        stems: short forms of companies of the document, which may stand before a family's name.
    """
    families: dict[str, Family] = {}

    def add(head: str, *, bare: bool) -> Family:
        own = _without_firm(head, stems)
        known = families.setdefault(own, Family(slug(own), own))
        known.forms |= {head, own}
        known.bare = known.bare or bare
        return known

    for head, bare in hyphened_heads(text, page, is_free, stems):
        add(head, bare=bare)
    for head, short in called_models(text, page, is_free):
        family = add(head, bare=True)
        if short is not None:
            family.forms.add(short)
    for head in defined_models(text, page, is_free, stems):
        add(head, bare=True)
    for head, whole, latin in mixed_heads(text, page, is_free):
        families.setdefault(head, Family(slug(head), head)).forms |= {whole, latin}
    for head in pointed_heads(text, page, is_free, stems):
        add(head, bare=True)
    for form in firm_models(text, is_free, stems):
        name = " ".join(form.split())
        families.setdefault(name, Family(slug(name), name, {form}, bare=True))
    for head, bare in versioned_heads(text, page, is_free, stems):
        add(head, bare=bare)
    return families


def _without_firm(head: str, stems: Collection[str]) -> str:
    """A family's own name without its firm before it: 听澜 of 泊川听澜 and 泊川·听澜."""
    own = head
    for stem in stems:
        if head.startswith(stem) and len(head) - len(stem) >= 2:
            own = head[len(stem) :].lstrip("·")
    return own.rpartition("·")[2] or own


__all__ = ["find_families"]
