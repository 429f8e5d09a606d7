"""Bytes to characters: which encoding, how sure, and which bytes fit no character.

A byte order mark and valid UTF-8 decide at once. Otherwise every candidate reads a sample, and the
readings are compared by their likelihood as text (`character_model`); a declared charset is worth a
fixed number of bits and no more. Lines that the chosen encoding cannot read are tried in others
(`islands`). What is left is U+FFFD in the text and listed in `Decoded.lost`.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pipeline.errors import InputError
from pipeline.ingest.character_model import character_model
from pipeline.ingest.charset import declared_charset
from pipeline.ingest.codec import Lost, lost_runs, read, settle
from pipeline.ingest.euc_tw import may_be_euc_tw
from pipeline.ingest.islands import read_islands

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_PRIORS: Final = {
    "utf-8": 0.0,
    "gb18030": 10.0,
    "big5hkscs": 10.5,
    "cp1252": 11.0,
    "utf-16-le": 14.0,
    "utf-16-be": 15.0,
    "euc_jp": 16.0,
    "cp949": 16.0,
    "cp932": 18.0,
    "utf-32-le": 16.0,
    "utf-32-be": 16.0,
    "euc_tw": 20.0,
}
"""Bits that a candidate costs before it has read anything: rarer encodings need more evidence."""
_RARE: Final = (
    *("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"),
    *("euc_jp", "cp949", "cp932", "euc_tw"),
)
_WIDE: Final = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_ESCAPED: Final = (
    (re.compile(rb"\x1b\$(?:[@B]|\([@BCD])"), ("iso2022_jp_2", "iso2022_kr")),
    (re.compile(rb"\x1b\$\)C"), ("iso2022_kr",)),
    (re.compile(rb"~\{(?:[\x21-\x7d][\x21-\x7e])+~\}"), ("hz",)),
)
_FAMILIES: Final = (
    (re.compile(r"gb|936|hz|euc.?cn"), ("gb18030",)),
    (re.compile(r"big.?5|950|hkscs"), ("big5hkscs",)),
    (re.compile(r"1252|8859|latin|ascii"), ("cp1252",)),
    (re.compile(r"utf.?16|ucs.?2|unicode$"), ("utf-16-le", "utf-16-be")),
    (re.compile(r"utf.?32|ucs.?4"), ("utf-32-le", "utf-32-be")),
    (re.compile(r"utf.?8"), ("utf-8",)),
    (re.compile(r"shift|sjis|932"), ("cp932",)),
    (re.compile(r"euc.?jp"), ("euc_jp",)),
    (re.compile(r"euc.?kr|949|ks.?c"), ("cp949",)),
    (re.compile(r"euc.?tw|cns.?11643"), ("euc_tw",)),
)
_DECLARED_BITS: Final = 12.0
_GLANCE: Final = 2_048
_SAMPLE: Final = 32_768
_CLEAR_BITS: Final = 120.0
_USUAL_BITS: Final = 10.8
"""Bits of each character beyond ASCII up to which no rare encoding is tried; Chinese has 9."""
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]+")
_KANA: Final = re.compile("[\u3040-\u30ff]")
"""Without kana no text is Japanese, and nobody writes another language in Shift JIS."""
_LEAST: Final = 6
_LEAST_USUAL_BITS: Final = 11.5
"""More characters than these, and of so few bits each, must speak for EUC-TW if undeclared: it has
a character for most pairs of bytes, so that rare ones of GB18030 might as well be its."""
_LOST_BITS: Final = 20.0
_MOST_BITS: Final = 9.2
"""Bits a byte above which bytes are no text: Chinese has 5 in two-byte encodings, noise 11."""
_FEW: Final = 40
_THREE_BYTES: Final = re.compile(rb"[\xe2-\xef][\x80-\xbf]{2}")
_BEYOND_ASCII: Final = re.compile(rb"[\x80-\xff][^\n]*\n?")
_BEFORE: Final = 400
"""So many bytes of a line's ASCII are read before what is none."""
_ASCII: Final = bytes(range(0x80))
_CONTROLS: Final = bytes(b for b in range(0x20) if b not in b"\t\n\r\x0c")
_CONTROLS_TABLE: Final = bytes(0 if b in _CONTROLS else 1 for b in range(256))
_SURE: Final = 0.99
_MAGIC: Final = re.compile(
    rb"\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|RIFF....(?:WEBP|WAVE|AVI )|\x00\x00\x01\x00|wOF[F2]"
    rb"|%PDF-|PK\x03\x04|PK\x05\x06|\x1f\x8b\x08|BZh[1-9]1AY|\xfd7zXZ|7z\xbc\xaf|Rar!\x1a"
    rb"|\x28\xb5\x2f\xfd|\x7fELF|MZ(?=.{0,60}\x00\x00)|\xca\xfe\xba\xbe|\x00asm"
    rb"|\xd0\xcf\x11\xe0|PAR1\x15|SQLite format 3\x00|OggS\x00|ID3[\x02-\x04]\x00",
    re.DOTALL,
)
"""How pictures, archives, programs, sounds, fonts and databases begin."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Decoded text and how it was read.

    `encoding` names Python's codec, `others` those in which lines or runs were that it could not
    read. `confidence` (0 to 1) is near 1 where no other reading makes sense, and falls with every
    byte lost. `lost` lists the bytes behind each U+FFFD that decoding put.
    """

    text: str
    encoding: str
    confidence: float
    lost: tuple[Lost, ...] = ()
    others: tuple[str, ...] = ()


def decode(data: bytes, source: str = "", declared: str | None = None) -> Decoded:
    """Decode `data`; bytes that fit no character become U+FFFD and lower the confidence.

    Args:
        data: the bytes of a page.
        source: its name, for errors.
        declared: the charset that the server states, if any. Like the one that the page states
            itself, it decides only between readings that are about as good.

    Raises:
        InputError: `empty` where there is no text, `binary` where the bytes are not text.
    """
    if not data.strip(b" \t\r\n\x00"):
        raise InputError(source, "empty", "the file holds no text")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _settled(data[len(mark) :], encoding, 1.0)
    if _MAGIC.match(data):
        raise InputError(source, "binary", "not a text file")
    if b"\x00" not in data:
        if escaped := _read_escaped(data):
            return escaped
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            if not _doubtful(data, text) or _choose(data, declared)[0] == "utf-8":
                return Decoded(text, "utf-8", 1.0)
    encoding, confidence, bits = _choose(data, declared)
    if bits > _MOST_BITS:
        raise InputError(source, "binary", "not a text file, or in an unknown encoding")
    return _settled(data, encoding, confidence)


def _doubtful(data: bytes, text: str) -> bool:
    """Whether valid UTF-8 may be chance: a few two-byte sequences, which GBK has as well."""
    return 0 < len(data) - len(text) <= _FEW // 4 and len(data) >= _FEW and max(text) < "\u0800"


def _read_escaped(data: bytes) -> Decoded | None:
    """Seven-bit encodings that switch to Chinese, Japanese or Korean by an escape sequence."""
    if b"\x1b$" not in data and b"~{" not in data:
        return None
    for pattern, encodings in _ESCAPED:
        if not pattern.search(data):
            continue
        for encoding in encodings:
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            model = character_model()
            if model.bits(text[:_GLANCE]) < model.bits(read(data[:_GLANCE], "utf-8")):
                return Decoded(text, encoding, _SURE)
    return None


def _settled(data: bytes, encoding: str, confidence: float) -> Decoded:
    text = read(data, encoding)
    others: list[str] = []
    if lost_runs(text) and encoding not in _WIDE:
        text, others = read_islands(data, encoding)
        confidence *= 0.95 ** len(others)
    text, lost = settle(text)
    share = sum(len(item.data) for item in lost) / len(data) if lost else 0.0
    kept = max(0.05, 1.0 - 5 * share) * (0.98 if lost else 1.0)
    return Decoded(text, encoding, round(confidence * kept, 4), lost, tuple(others))


def _choose(data: bytes, declared: str | None) -> tuple[str, float, float]:
    """The likeliest encoding, its probability, and its bits a byte."""
    favoured = _family(declared) + _family(declared_charset(data))
    priors = {e: b - _DECLARED_BITS * (e in favoured) for e, b in _PRIORS.items()}
    head = data[:_GLANCE]
    sample = b"".join(_sample(data, _GLANCE))
    judged = _judge(sample, head, {e: priors[e] for e in _candidates(sample, head)})
    if not _is_usual(judged[0].text) or any(e in _RARE for e in favoured):
        rest = {e: b for e, b in priors.items() if e in _RARE and e not in _WIDE}
        if not may_be_euc_tw(sample):
            del rest["euc_tw"]
        judged = sorted(judged + _judge(sample, head, rest), key=lambda r: (r.bits, r.encoding))
    near = {r.encoding: priors[r.encoding] for r in judged if r.bits < judged[0].bits + _CLEAR_BITS}
    if len(data) > _GLANCE and (len(near) > 1 or judged[0].share > _MOST_BITS):
        sample = b"".join(_sample(data, _SAMPLE))
        judged = _judge(sample, data[:_SAMPLE], near)
    best = judged[0]
    others = sum(
        2.0 ** max(-60.0, (best.bits - r.bits) / 2) for r in judged[1:] if r.text != best.text
    )
    return best.encoding, min(_SURE, 1 / (1 + others)), best.share


def _is_usual(text: str, least: int = _FEW // 2, most_bits: float = _USUAL_BITS) -> bool:
    """Whether more than `least` is beyond ASCII, and all of it as common as it is in Chinese."""
    beyond = "".join(_NOT_ASCII.findall(text))
    return len(beyond) > least and character_model().bits(beyond) < most_bits * len(beyond)


def _candidates(sample: bytes, head: bytes) -> list[str]:
    """The encodings worth reading the sample in; the rare ones wait until these disappoint."""
    found = [e for e in _PRIORS if e not in _RARE and e != "utf-8"]
    high = len(sample.translate(None, _ASCII))
    if high <= _FEW or 3 * len(_THREE_BYTES.findall(sample)) > 0.4 * high:
        found.append("utf-8")
    if head.translate(_CONTROLS_TABLE).count(b"\x00"):
        found += _WIDE[:2]
        if head.count(0) > 0.35 * len(head):
            found += _WIDE[2:]
    return found


@dataclass(frozen=True, slots=True)
class _Reading:
    encoding: str
    text: str
    bits: float
    share: float
    """Bits a byte."""


def _judge(sample: bytes, head: bytes, priors: dict[str, float]) -> list[_Reading]:
    """The readings of the sample, the likeliest first; wide encodings read the head instead."""
    readings = []
    for encoding, prior in priors.items():
        data = head if encoding in _WIDE else sample
        text = read(data, encoding)
        if len(data) >= _GLANCE:
            text = _without_rest(text)
        bits = _bits(text)
        if encoding == "cp932" and not _KANA.search(text):
            bits += _CLEAR_BITS
        undeclared = prior >= _PRIORS[encoding]
        if encoding == "euc_tw" and undeclared and not _is_usual(text, _LEAST, _LEAST_USUAL_BITS):
            bits += _CLEAR_BITS
        # Both samples are weighed as if they were of one length.
        bits *= len(sample) / max(1, len(data))
        readings.append(_Reading(encoding, text, bits + prior, bits / max(1, len(sample))))
    return sorted(readings, key=lambda r: (r.bits, r.encoding))


def _bits(text: str) -> float:
    lost = sum(end - start for start, end in lost_runs(text))
    return character_model().bits(text) + _LOST_BITS * lost


def _without_rest(text: str) -> str:
    """The text without the character that the end of the sample may have cut."""
    runs = lost_runs(text[-3:])
    return text[: runs[-1][0] - 3] if runs and runs[-1][1] == 3 else text


def _sample(data: bytes, size: int) -> Iterator[bytes]:
    """Up to `size` bytes of the lines that are not ASCII, then of the start.

    No encoding but the wide has 0x0A inside a character.
    """
    if len(data) <= size:
        yield data
        return
    left, end = size, 0
    for match in _BEYOND_ASCII.finditer(data):
        first = match.start()
        begin = max(end, first - _BEFORE, data.rfind(b"\n", end, first) + 1)
        end = match.end()
        line = data[begin:end][:left]
        yield line
        left -= len(line)
        if left <= 0:
            return
    yield data[:left]


def _family(declared: str | None) -> tuple[str, ...]:
    """The candidates that a declared charset may mean."""
    name = (declared or "").strip().lower()
    for pattern, encodings in _FAMILIES:
        if name and pattern.search(name):
            return encodings
    return ()
