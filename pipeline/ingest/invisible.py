"""Characters that no reader sees, and line breaks of other sorts.

What a script or an emoji needs stays: joiners between letters of Arabic and Indic scripts and
inside emoji, variation selectors, the tags of a flag. Ranges and joining after The Unicode
Standard, chapter 23 (special areas and format characters) and UTS #51 (emoji sequences).
"""

from __future__ import annotations

import re
from typing import Final

from pipeline.ingest.character_set import CharacterSet
from pipeline.text import Edit

_JOINING: Final = "\u0600-\u08ff\u0900-\u109f\u1780-\u17ff\u1800-\u18af\ua840-\ua87f\ua8e0-\uabff"
"""Scripts whose spelling needs joiners: Arabic to Myanmar, Khmer, Mongolian, and the Indic rest."""
_EMOJI: Final = (
    "\U0001f000-\U0001faff\u2190-\u2bff\ufe0f\U000e0020-\U000e007f\u00a9\u00ae\u20e3#*0-9"
)
_IN_LINE: Final = "[^\ufff9-\ufffb\n\r\x0b\x0c\x85\u2028\u2029]{0,80}"
_ANNOTATION: Final = f"\ufff9{_IN_LINE}\ufffa({_IN_LINE})\ufffb"
_CONTROL: Final = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b"
    "\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff"
    "\ue000-\uf8ff\U000f0000-\U0010ffff\U000e0001"
)
_BEGINS_INVISIBLE: Final = CharacterSet(f"{_CONTROL}\u200c\u200d", beyond=True)
_INVISIBLE: Final = re.compile(
    f"[{_CONTROL}]+"
    f"|(?<![{_JOINING}])\u200c+|\u200c+(?![{_JOINING}])"
    f"|(?<![{_JOINING}{_EMOJI}])\u200d+|\u200d+(?![{_JOINING}{_EMOJI}])"
    "|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0020-\U000e007f]+"
)
_READING: Final = re.compile(_ANNOTATION)
_BEGINS_READING: Final = CharacterSet("\ufff9")
_BEGINS_LINE_BREAK: Final = CharacterSet("\r\x0b\x0c\x85\u2028\u2029")
_LINE_BREAK: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_ANY: Final = CharacterSet(
    "^\t\n -~\xa1-\xac\xae-\u034e\u2010-\u2027\u2030-\u205f\u2070-\u3163\u3165-\ud7ff\uf900-\ufdcf"
    "\ufdf0-\ufefe\uff00-\uff9f\uffa1-\uffef\ufffd",
    beyond=True,
)


def invisible_edits(text: str) -> list[Edit]:
    """Zero-width, control and private-use characters; line breaks of other sorts become `\\n`."""
    if not _ANY.stands_in(text):
        return []
    edits = [
        Edit(m.start(1) - 1, m.end(), "", "invisible", "annotation")
        for m in _BEGINS_READING.matches(_READING, text)
    ]
    taken = [(e.start, e.end) for e in edits]
    for match in _BEGINS_INVISIBLE.matches(_INVISIBLE, text):
        while taken and taken[0][1] <= match.start():
            del taken[0]
        end = min(match.end(), taken[0][0]) if taken else match.end()
        if end > match.start():
            edits.append(Edit(match.start(), end, "", "invisible", "control"))
    edits += [
        Edit(m.start(), m.end(), "\n", "linebreak", "line-break")
        for m in _BEGINS_LINE_BREAK.matches(_LINE_BREAK, text)
    ]
    return sorted(edits)
