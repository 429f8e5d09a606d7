"""MinHash signatures of a whole corpus, out of memory: a kilobyte a document adds up.

They lie in a file without a name, band by band, which is how they are compared: a band of all
documents is read at once, 12 MB for a million.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import TracebackType
from typing import IO, Final

import numpy as np
import numpy.typing as npt

ROWS: Final = 3
BANDS: Final = 85
PERMUTATIONS: Final = ROWS * BANDS
_BAND_BYTES: Final = 4 * ROWS
_BUFFERED: Final = 8192

Band = npt.NDArray[np.uint32]
Numbers = npt.NDArray[np.int64]


class Signatures:
    """The signatures of documents, which are added first and then compared in an order.

    Use as a context manager.

    Args:
        most: how many there may be.
        folder: where the file lies; the temporary folder if None.
    """

    def __init__(self, most: int, folder: Path | None = None) -> None:
        self._most = most
        self._file: IO[bytes] = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115
        self._buffer: list[bytes] = []
        self._added = 0
        self._order: Numbers = np.empty(0, np.int64)

    def __enter__(self) -> Signatures:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._order)

    def add(self, signature: bytes) -> int:
        """Take in a signature, of `PERMUTATIONS` numbers of four bytes; its number, from 0."""
        self._buffer.append(signature)
        self._added += 1
        if len(self._buffer) >= _BUFFERED:
            self._flush()
        return self._added - 1

    def arrange(self, order: Numbers) -> None:
        """Say which of those added are to be compared, and in which order."""
        self._flush()
        self._order = order

    def _flush(self) -> None:
        if not self._buffer:
            return
        count = len(self._buffer)
        done = self._added - count
        rows = np.frombuffer(b"".join(self._buffer), dtype="<u4").reshape(count, BANDS, ROWS)
        for band in range(BANDS):
            self._file.seek((band * self._most + done) * _BAND_BYTES)
            self._file.write(rows[:, band].tobytes())
        self._buffer = []

    def band(self, number: int) -> Band:
        """A band of the documents arranged; shape (documents, ROWS)."""
        self._file.seek(number * self._most * _BAND_BYTES)
        data = self._file.read(self._added * _BAND_BYTES)
        found: Band = np.frombuffer(data, dtype="<u4").reshape(self._added, ROWS)[self._order]
        return found

    def estimates(self, one: Numbers, other: Numbers) -> npt.NDArray[np.float64]:
        """The estimated likeness (Jaccard) of each pair of documents, by their places in order."""
        same = np.zeros(len(one), dtype=np.int16)
        for number in range(BANDS):
            band = self.band(number)
            for start in range(0, len(one), 1_000_000):
                chunk = slice(start, start + 1_000_000)
                same[chunk] += (band[one[chunk]] == band[other[chunk]]).sum(axis=1, dtype=np.int16)
        found: npt.NDArray[np.float64] = same / np.float64(PERMUTATIONS)
        return found


__all__ = ["BANDS", "PERMUTATIONS", "ROWS", "Band", "Numbers", "Signatures"]
