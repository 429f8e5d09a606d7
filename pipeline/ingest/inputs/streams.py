"""The bytes of an input: every failure names the input, and what unpacks to too much is stopped.

Decompression is by blocks. Two limits keep a small file from becoming an endless one: one stream
may yield `MAX_RATIO` times the bytes it was made of once it has yielded `FREE_BYTES`, and one input
with all that is packed in it as many times its size (`FREE_TOTAL` at least, `MAX_TOTAL` at most).
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import IO, Any, Final, cast

from pipeline.errors import InputError

BLOCK: Final = 64 * 1024
MAX_RATIO: Final = 500
FREE_BYTES: Final = 64 * 1024**2
FREE_TOTAL: Final = 1024**3
MAX_TOTAL: Final = 256 * 1024**3
_IN_MEMORY: Final = 16 * 1024**2


class Allowance:
    """How many bytes may still come out of one input and all that is packed in it."""

    def __init__(self, size: int | None) -> None:
        wanted = MAX_TOTAL if size is None else size * MAX_RATIO
        self.left = max(FREE_TOTAL, min(wanted, MAX_TOTAL))

    def spend(self, count: int) -> bool:
        """Take `count` bytes; whether there were so many left."""
        self.left -= count
        return self.left >= 0


class Guarded(io.RawIOBase):
    """A stream whose failures are `InputError`s of its source, and whose growth is watched.

    A block that could be read in part is given out before the failure is raised, so that the
    records in front of the damage are not lost.

    Args:
        source: the name for errors.
        stream: the bytes.
        allowance: what may come out; None for bytes that lie as they are.
        packed: tells how many compressed bytes the stream was made of so far.
        forward: whether the stream can only be read in order; unpacked bytes always are.
    """

    def __init__(
        self,
        source: str,
        stream: IO[bytes],
        allowance: Allowance | None = None,
        packed: Callable[[], int] | None = None,
        *,
        forward: bool = False,
    ) -> None:
        self.source = source
        self.count = 0
        self._stream = stream
        # `read` would throw away what came before a failure in the same call.
        self._read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
        self._allowance = allowance
        self._packed = packed
        self._forward = forward or allowance is not None
        self._failure: InputError | None = None

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Whether it can be read out of order without decompressing anew."""
        return not self._forward and self._stream.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Move to a place."""
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        """The place."""
        return self._stream.tell()

    def readinto(self, buffer: Any, /) -> int:
        """Fill the buffer, less only at the end.

        Raises:
            InputError: `damaged`, `unreadable` or `too-large`.
        """
        if self._failure is not None:
            raise self._failure
        view = memoryview(buffer).cast("B")
        got = 0
        while got < len(view):
            try:
                data = self._read(min(len(view) - got, BLOCK))
            except InputError as error:
                self._failure = error
            except MemoryError:
                raise
            except Exception as error:
                # The drivers of fsspec and the decompressors raise errors of unrelated classes.
                self._failure = self._named(error)
            else:
                if not data:
                    break
                view[got : got + len(data)] = data
                got += len(data)
                self._failure = self._watch(len(data))
            if self._failure is not None:
                if not got:
                    raise self._failure
                break
        return got

    def _named(self, error: Exception) -> InputError:
        said = getattr(error, "strerror", None) or str(error) or type(error).__name__
        if isinstance(error, EOFError):
            said = "it ends before its data do; copy or download it again"
        if self._allowance is None:
            return InputError(self.source, "unreadable", said)
        return InputError(self.source, "damaged", f"cannot be decompressed: {said}")

    def _watch(self, count: int) -> InputError | None:
        self.count += count
        if self._allowance is None:
            return None
        packed = self._packed() if self._packed else 0
        if self.count > FREE_BYTES and self.count > MAX_RATIO * max(1, packed):
            return InputError(
                self.source,
                "too-large",
                f"it unpacks to more than {MAX_RATIO} times its size; unpack it yourself if you "
                "trust it",
            )
        if not self._allowance.spend(count):
            return InputError(
                self.source,
                "too-large",
                "what is packed in it grows beyond all measure; unpack it yourself if you trust it",
            )
        return None


def guarded(source: str, stream: IO[bytes]) -> tuple[io.BufferedReader, Guarded]:
    """A stream as it lies, buffered, and the guard that counts its bytes."""
    guard = Guarded(source, stream)
    return io.BufferedReader(guard, BLOCK), guard


def unpacked(
    source: str,
    stream: IO[bytes],
    layers: tuple[str, ...],
    allowance: Allowance,
    packed: Callable[[], int],
) -> io.BufferedReader:
    """The stream with its compressions taken away, from the outside in.

    Args:
        source: the name for errors.
        stream: the compressed bytes.
        layers: `gzip`, `zstd`, `bzip2`, `xz`.
        allowance: of the whole input.
        packed: tells how many compressed bytes were taken.
    """
    for layer in layers:
        guard = Guarded(source, _DECOMPRESSORS[layer](stream), allowance, packed)
        stream = io.BufferedReader(guard, BLOCK)
    assert isinstance(stream, io.BufferedReader)
    return stream


def _zstd(stream: IO[bytes]) -> IO[bytes]:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    opened: Any = zstd.ZstdFile(stream)
    return cast(IO[bytes], opened)


_DECOMPRESSORS: Final[dict[str, Callable[[Any], Any]]] = {
    "gzip": lambda stream: gzip.GzipFile(fileobj=stream),
    "bzip2": bz2.BZ2File,
    "xz": lzma.LZMAFile,
    "zstd": _zstd,
}


def seekable(stream: io.BufferedReader) -> AbstractContextManager[IO[bytes]]:
    """The stream as a file that can be read out of order; copied to a temporary one if need be."""
    if stream.seekable():
        return stream
    spool = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by the caller
    try:
        shutil.copyfileobj(stream, spool, BLOCK)
        spool.seek(0)
    except BaseException:
        spool.close()
        raise
    return spool


__all__ = [
    "BLOCK",
    "FREE_BYTES",
    "FREE_TOTAL",
    "MAX_RATIO",
    "MAX_TOTAL",
    "Allowance",
    "Guarded",
    "guarded",
    "seekable",
    "unpacked",
]
