"""Models whose name begins a word earlier than their form tells: `Ridge Medica 3`."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from pipeline.extract.context import english_words
from pipeline.extract.mention import Mention
from pipeline.extract.open_cues import latin_words, slug

# Within a sentence only: at its head a capital says nothing.
_WORD_BEFORE: Final = re.compile(r"(?:[a-z,;] |[\u4e00-\u9fff，、] ?)(?P<word>[A-Z][a-z]{2,}) $")
_VERSIONED: Final = re.compile(r"[A-Z][a-z]+[ -][Vv]?\d")
_REACH: Final = 24
# What stands with a capital before a model and tells what it is.
_KINDS: Final = frozenset(
    [
        "Model",
        "Models",
        "Version",
        "Agent",
        "Assistant",
        "Project",
        "Team",
        "Chatbot",
        "Bot",
        "Claude",
        "Meta",
        "Google",
        "Mistral",
    ]
)


def with_longer_models(found: Sequence[Mention], text: str) -> list[Mention]:
    """`found`, models that no list has with the capitalised word before that belongs to them.

    Args:
        found: the names of the document, in order and without overlaps.
        text: the document's text, in simplified script.
    """
    ends = [m.end for m in found]
    named = {m.surface for m in found if m.type != "model"}
    return [
        _with_word_before(m, text, ends, named)
        if m.type == "model" and m.method == "open-model" and _VERSIONED.match(m.surface)
        else m
        for m in found
    ]


def _with_word_before(mention: Mention, text: str, ends: Sequence[int], named: set[str]) -> Mention:
    match = _WORD_BEFORE.search(text[max(0, mention.start - _REACH) : mention.start])
    if match is None:
        return mention
    word = match["word"]
    start = mention.start - len(word) - 1
    at = bisect_right(ends, start)
    if (
        (at < len(ends) and ends[at] < mention.start)
        or word in named
        or word in _KINDS
        or word.lower() in latin_words("function")
        or word in latin_words("headline")
        or word in latin_words("date")
        or word in latin_words("place")
        or word in latin_words("not_company")
        or (word.lower() in english_words() and text[start - 1] != " ")
    ):
        return mention
    surface = text[start : mention.end]
    return mention._replace(
        start=start, surface=surface, name=surface, entity_id=f"{slug(word)}-{mention.entity_id}"
    )


def may_go_on(text: str, known: Mention) -> bool:
    """Whether a known name is a bare version that may be the end of a longer one."""
    if known.type != "model" or not _VERSION.match(known.surface):
        return False
    before = text[max(0, known.start - 2) : known.start]
    return before.endswith("-") or bool(_HAN_BEFORE.search(before))


_VERSION: Final = re.compile(r"[A-Z]\d|(?:VLA?|TTS|ASR|OCR|LM|MT)\b")
_HAN_BEFORE: Final = re.compile(r"[\u4e00-\u9fff] ?$")


__all__ = ["may_go_on", "with_longer_models"]
