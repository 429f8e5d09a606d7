"""The character set that a page's own bytes declare."""

from __future__ import annotations

import codecs
import re
from typing import Final

_PROLOG: Final = re.compile(
    rb"\A\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']"
)
_META: Final = re.compile(rb"<meta\b([^<>]{1,1000})>", re.I)
_CHARSET: Final = re.compile(rb"(?<![\w-])charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{1,40})", re.I)
# Browsers look this far; the rest allows for a long comment or prolog above the head.
_LOOKED_AT: Final = 8_192
_ALIASES: Final = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "utf8": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    # A page whose meta tag can be read byte by byte is not in a wide encoding.
    "utf-16": "utf-8",
    "utf-16le": "utf-8",
    "utf-16be": "utf-8",
}


def declared_charset(data: bytes) -> str | None:
    """The Python codec for the charset that HTML or XML bytes declare; None without one.

    Read from the XML prolog, `<meta charset=…>` or `<meta http-equiv=… content="…charset=…">` in
    the first 8 KiB, comments left out. Narrow names are widened as browsers do (`gb2312` is read as
    GB18030, `big5` with the Hong Kong characters). A declaration is a hint: pages saved again in
    another encoding keep their old one. Source of the aliases: WHATWG Encoding Standard, 4.2.
    """
    head = _without_comments(data[:_LOOKED_AT].removeprefix(codecs.BOM_UTF8))
    match = _PROLOG.match(head)
    if match is None:
        for tag in _META.finditer(head):
            match = _CHARSET.search(tag[1])
            if match is not None:
                break
    if match is None:
        return None
    name = match[1].decode("ascii").lower()
    name = _ALIASES.get(name, name)
    try:
        codecs.lookup(name)
    except LookupError:
        return None
    return name


def _without_comments(head: bytes) -> bytes:
    kept = []
    first, *rest = head.split(b"<!--")
    for part in rest:
        _, _, after = part.partition(b"-->")
        kept.append(after)
    return b"".join([first, *kept])
