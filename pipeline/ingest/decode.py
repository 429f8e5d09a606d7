"""Bytes to characters: which encoding, and how sure.

A byte order mark and valid UTF-8 decide at once. Otherwise each candidate encoding is tried and
judged by how much of the text it makes consists of characters that Chinese (or ASCII) text is made
of; the wrong encoding turns common characters into rare ones.
"""

from __future__ import annotations

import codecs
import functools
from dataclasses import dataclass
from typing import Final

from pipeline.errors import InputError
from pipeline.resources import models_path

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE: Final = ("utf-16-le", "utf-16-be")
_CANDIDATES: Final = ("gb18030", "big5hkscs", *_WIDE, "cp1252")
_SAMPLE: Final = 65_536
_LEAST_PLAUSIBLE: Final = 0.6
_LEAST_PLAUSIBLE_WIDE: Final = 0.8
_BAD: Final = "\ufffd"
_PUNCTUATION: Final = frozenset("，。、；：？！“”‘’（）《》「」『』【】—…·　％")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Decoded text, the encoding it was in, and the certainty of that choice (0 to 1)."""

    text: str
    encoding: str
    confidence: float


@functools.cache
def _common() -> frozenset[str]:
    lines = models_path("encoding/common_characters.txt").read_text(encoding="utf-8").splitlines()
    return frozenset("".join(line for line in lines if not line.startswith("#"))) | _PUNCTUATION


def decode(data: bytes, source: str = "") -> Decoded:
    """Decode `data`; bytes that fit no character become U+FFFD and lower the confidence.

    Raises:
        InputError: `empty` where there is no text, `binary` where the bytes are not text.
    """
    if not data.strip(b" \t\r\n\x00"):
        raise InputError(source, "empty", "the file holds no text")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _lossy(data[len(mark) :], encoding)
    if b"\x00" not in data[:_SAMPLE]:
        try:
            return Decoded(data.decode("utf-8"), "utf-8", 1.0)
        except UnicodeDecodeError:
            pass
    sample = data[:_SAMPLE]
    # Control bytes leave only UTF-16, and that only where it makes nearly all of it text.
    binary = _looks_binary(sample)
    candidates = _WIDE if binary else _CANDIDATES
    judged = sorted(((_plausibility(sample, e), e) for e in candidates), reverse=True)
    (best, encoding), (second, _) = judged[0], judged[1]
    if not binary and (damaged := _plausibility(sample, "utf-8")) >= best:
        best, encoding, second = damaged, "utf-8", best
    if best < (_LEAST_PLAUSIBLE_WIDE if binary else _LEAST_PLAUSIBLE):
        raise InputError(source, "binary", "not a text file, or in an unknown encoding")
    decoded = _lossy(data, encoding)
    margin = min(1.0, 0.5 + (best - second))
    return Decoded(decoded.text, encoding, round(decoded.confidence * best * margin, 4))


def _lossy(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    lost = text.count(_BAD) / max(1, len(text))
    return Decoded(text, encoding, round(1.0 - min(1.0, 10 * lost), 4))


def _looks_binary(sample: bytes) -> bool:
    """Whether there are control bytes that no text in a byte-wise encoding has."""
    controls = sum(sample.count(bytes([b])) for b in (*range(1, 8), *range(14, 27), 127))
    return controls > len(sample) * 0.02


def _plausibility(sample: bytes, encoding: str) -> float:
    """The share of the decoded characters that ordinary text is made of, less twice the losses."""
    text = sample[: len(sample) - len(sample) % 2].decode(encoding, errors="replace")
    if not text:
        return 0.0
    common = _common()
    good = bad = 0
    for character in text:
        if character in common or " " <= character <= "~" or character in "\n\r\t":
            good += 1
        elif character == _BAD or character == "\x00" or "\ue000" <= character <= "\uf8ff":
            bad += 1
    ascii_share = sum(c < "\x80" for c in text) / len(text)
    if ascii_share > 0.98 and bad and encoding != "utf-8":
        bad *= 2
    return max(0.0, (good - 2 * bad) / len(text))
