"""The characters of CNS 11643 as EUC-TW numbers them: planes 1 to 7 and 15.

`models/encoding/euc_tw.txt.xz` has a line for each row of 94 characters, U+FFFD where there is
none, the 94 rows of one plane after those of another. `python -m pipeline.ingest.euc_tw_table`
makes it out of what `iconv` of the GNU C library writes for each character of Unicode; reading
needs the file alone.
"""

from __future__ import annotations

import functools
import lzma
import subprocess
import sys
from collections.abc import Iterator
from typing import Final

from pipeline.errors import KnowledgeError
from pipeline.resources import models_path

TABLE_FILE: Final = "encoding/euc_tw.txt.xz"
PLANES: Final = (1, 2, 3, 4, 5, 6, 7, 15)
_CELLS: Final = range(0xA1, 0xFF)
_NONE: Final = "\ufffd"
_TWICE: Final = {b"\x8e\xa3\xa1\xb8": "卄"}
"""The one character with two places, the one that iconv reads and does not write."""


def _units(plane: int) -> Iterator[list[bytes]]:
    """The bytes of each character of a plane, row by row; plane 1 is written in two."""
    prefix = b"" if plane == 1 else bytes([0x8E, 0xA0 + plane])
    for row in _CELLS:
        yield [prefix + bytes([row, cell]) for cell in _CELLS]


@functools.cache
def euc_tw_characters() -> dict[bytes, str]:
    """The character of each two or four bytes; of plane 1 by two alone.

    Raises:
        KnowledgeError: the file is not as it was made.
    """
    path = models_path(TABLE_FILE)
    try:
        rows = lzma.decompress(path.read_bytes()).decode("utf-8").split("\n")
        units = [unit for plane in PLANES for unit in _units(plane)]
        return {
            unit: character
            for row, characters in zip(units, rows, strict=True)
            for unit, character in zip(row, characters, strict=True)
            if character != _NONE
        }
    except (lzma.LZMAError, ValueError) as error:
        raise KnowledgeError(f"{path}: not the table of EUC-TW: {error}") from error


@functools.cache
def euc_tw_bytes() -> dict[str, bytes]:
    """The bytes of each character; the shorter of two places."""
    return {c: unit for unit, c in euc_tw_characters().items() if unit not in _TWICE}


def main() -> None:
    """Write the file, as `iconv` has it."""
    characters = [chr(c) for c in range(0x80, sys.maxunicode + 1) if not 0xD800 <= c < 0xE000]
    written = subprocess.run(
        ["iconv", "-c", "-f", "UTF-8", "-t", "EUC-TW"],
        input="\n".join(characters).encode("utf-8"),
        capture_output=True,
        check=False,  # It leaves out what EUC-TW lacks, and then ends with 1.
    ).stdout.split(b"\n")
    found = dict(zip(written, characters, strict=True)) | _TWICE
    rows = [
        "".join(found.get(unit, _NONE) for unit in row) for plane in PLANES for row in _units(plane)
    ]
    packed = lzma.compress("\n".join(rows).encode("utf-8"), preset=9 | lzma.PRESET_EXTREME)
    models_path(TABLE_FILE).write_bytes(packed)
    sys.stderr.write(f"wrote {models_path(TABLE_FILE)}: {len(found) - 1} characters\n")


if __name__ == "__main__":
    main()
