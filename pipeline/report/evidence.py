"""The sentences that go into the page, and the form in which they travel."""

from __future__ import annotations

import base64
import json
import zlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest
from typing import Any, Final

from pipeline.report.corpus import Corpus

TEXT_BUDGET: Final = 3_000_000
"""Characters of sentences in one page: some 3.5 MB of it. A page much larger opens slowly."""

LONGEST: Final = 2_000
"""Characters of a sentence that are shown; longer ones are tables, code, or meant to harm."""

_STANCE: Final = {"optimistic": "+", "cautionary": "-"}


def kept_sentences(
    corpus: Corpus, needed: Iterable[int], ranked: Sequence[str], *, budget: int = TEXT_BUDGET
) -> list[int]:
    """The numbers of the sentences that the page carries, rising.

    All of them, if they fit. Else those `needed`, then those that name an entity, by turns of the
    entities in `ranked`, the clearest stance of each first.
    """
    sentences = corpus.sentences
    if sum(min(len(s.text), LONGEST) for s in sentences) <= budget:
        return list(range(len(sentences)))
    kept: set[int] = set()
    left = budget
    queues = (
        sorted(corpus.named_in.get(e, ()), key=lambda n: (-abs(sentences[n].score), n))
        for e in ranked
    )
    turns = (n for turn in zip_longest(*queues) for n in turn if n is not None)
    for numbers in (needed, turns):
        for number in numbers:
            if number not in kept:
                size = min(len(sentences[number].text), LONGEST)
                if size > left:
                    return sorted(kept)
                left -= size
                kept.add(number)
    return sorted(kept)


def sentence_columns(
    corpus: Corpus, kept: Sequence[int], position: dict[str, int]
) -> dict[str, Any]:
    """The kept sentences as columns; offsets in UTF-16 units, as JavaScript counts.

    `number` are differences between the corpus's numbers of neighbouring sentences. `names` is a
    flat list of start, length and entity (its position in `position`), `figures` of start, length.
    """
    numbers, texts, scores, headings, names, figures, stance = [], [], [], [], [], [], []
    before = -1
    for row, number in enumerate(kept):
        sentence = corpus.sentences[number]
        numbers.append(number - before)
        before = number
        text = sentence.text
        if len(text) > LONGEST:
            text = text[: LONGEST - 1] + "…"
        texts.append(text)
        stance.append(_STANCE.get(sentence.stance, "0"))
        scores.append(round(100 * sentence.score))
        if sentence.heading:
            headings.append(row)
        at = utf16_offsets(text)
        marked = [name for name in sentence.names if name[1] < LONGEST]
        seen = {e for _, _, e in marked}
        names.append(
            [v for a, b, e in marked for v in (at(a), at(b) - at(a), position[e])]
            # Of two names at one place the second is not marked, but found all the same.
            + [v for e in sentence.entities if e not in seen for v in (0, 0, position[e])]
        )
        counted = [v for a, b in sentence.figures if b < LONGEST for v in (at(a), at(b) - at(a))]
        # Beyond the cut none can be marked, and the sentence holds one all the same.
        figures.append(counted or [0, 0] * bool(sentence.figures))
    return {
        "number": numbers,
        "text": texts,
        "stance": "".join(stance),
        "score": scores,
        "heading": headings,
        "names": names,
        "figures": figures,
    }


def utf16_offsets(text: str) -> Callable[[int], int]:
    """What turns an offset in code points of `text` into one in UTF-16 units."""
    if text.isascii() or max(text, default="") <= "\uffff":
        return lambda offset: offset
    wide = [i for i, c in enumerate(text) if c > "\uffff"]
    return lambda offset: offset + bisect_left(wide, offset)


def packed(data: dict[str, Any]) -> str:
    """The data as JSON, compressed (RFC 1950) and in base64: nothing in it can end an element."""
    plain = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return base64.b64encode(zlib.compress(plain.encode("utf-8"), 9)).decode("ascii")


def unpacked(text: str) -> dict[str, Any]:
    """The data that `packed` made into text."""
    data: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(text)))
    return data
