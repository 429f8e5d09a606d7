"""ZIP and tar archives, member by member; nothing is ever written where a member's path leads."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from typing import IO, Final

from pipeline.errors import InputError
from pipeline.ingest.decode import decode
from pipeline.ingest.inputs.place import Items, Place
from pipeline.ingest.inputs.streams import Guarded, seekable

MAX_MEMBERS: Final = 100_000
MAX_DEPTH: Final = 3
"""Archives one in another."""
_UTF8_NAME: Final = 0x800
_ENCRYPTED: Final = 0x1

Reader = Callable[[Place, io.BufferedReader], Items]


def read_zip(place: Place, stream: io.BufferedReader, read: Reader) -> Items:
    """The members of a ZIP archive in the order of its directory, each read by `read`."""
    with seekable(stream) as file:
        try:
            archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, RuntimeError) as error:
            yield InputError(place.source, "damaged", f"not a ZIP archive, or damaged: {error}")
            return
        with archive:
            names = Names(place.source)
            paths = _zip_names(archive.infolist())
            for info, path in zip(archive.infolist(), paths, strict=True):
                if not info.filename:
                    yield InputError(place.source, "bad-name", "a member of it has no name")
                    continue
                if info.is_dir() or is_hidden(path):
                    continue
                if names.full():
                    yield names.too_many()
                    return
                member = place.member(names.once(path), _constant(info.compress_size))
                refusal = _refused(member, path, (info.external_attr >> 28) == 0xA)
                if info.flag_bits & _ENCRYPTED:
                    refusal = InputError(member.source, "unsupported", "it is encrypted")
                if refusal is not None:
                    yield refusal
                    continue
                try:
                    with archive.open(info) as opened:
                        guard = Guarded(member.source, opened, place.allowance, member.packed)
                        yield from read(member, io.BufferedReader(guard))
                except InputError as error:
                    yield error
                except (zipfile.BadZipFile, OSError, ValueError, RuntimeError) as error:
                    yield InputError(member.source, "damaged", f"cannot be unpacked: {error}")
                if place.allowance.left < 0:
                    yield _stopped(place)
                    return


def _constant(value: int) -> Callable[[], int]:
    return lambda: value


def _zip_names(infos: list[zipfile.ZipInfo]) -> list[str]:
    """The members' paths; those that are not marked as UTF-8 are decoded all together.

    Windows writes names in the encoding of the country and does not say which.
    """
    raw: dict[int, bytes] = {}
    for number, info in enumerate(infos):
        if not info.flag_bits & _UTF8_NAME:
            try:
                name = info.orig_filename.encode("cp437")
            except UnicodeEncodeError:
                continue
            if not name.isascii():
                raw[number] = name
    names = [info.filename.replace("\\", "/") for info in infos]
    if raw:
        try:
            encoding = decode(b"\n".join(raw.values())).encoding
        except InputError:
            return names
        for number, name in raw.items():
            names[number] = name.decode(encoding, "replace").replace("\\", "/")
    return names


def read_tar(place: Place, stream: io.BufferedReader, read: Reader) -> Items:
    """The members of a tar archive in their order, each read by `read`, in one pass."""
    names = Names(place.source)
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for info in archive:
                # Otherwise the archive remembers every member that has passed.
                vars(archive)["members"] = []
                path = info.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
                if info.isdir() or is_hidden(path):
                    continue
                if names.full():
                    yield names.too_many()
                    return
                member = place.member(names.once(path), place.packed)
                refusal = _refused(member, path, info.issym() or info.islnk())
                if refusal is None and not info.isfile():
                    refusal = InputError(member.source, "unsupported", "not a regular file")
                if refusal is not None:
                    yield refusal
                    continue
                opened = archive.extractfile(info)
                assert opened is not None
                yield from _of_tar(member, opened, read)
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        said = str(error) or "it ends before its data do"
        yield InputError(place.source, "damaged", f"not a tar archive, or damaged: {said}")


def _of_tar(member: Place, opened: IO[bytes], read: Reader) -> Items:
    """One member; a failure of its own is its own, one of the whole stream ends the archive."""
    try:
        guard = Guarded(member.source, opened, forward=True)
        yield from read(member, io.BufferedReader(guard))
    except InputError as error:
        yield InputError(member.source, error.code, str(error))
        if not error.source.startswith(member.source):
            raise


class Names:
    """The members met so far: how many, and each by a name that no other has."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._times: Counter[str] = Counter()
        self._count = 0

    def once(self, path: str) -> str:
        """The path; from its second time on with a number behind it."""
        self._count += 1
        self._times[path] += 1
        again = self._times[path]
        return path if again == 1 else f"{path} ({again})"

    def full(self) -> bool:
        """Whether no more members are taken."""
        return self._count >= MAX_MEMBERS

    def too_many(self) -> InputError:
        """The reject of what is left."""
        message = f"more than {MAX_MEMBERS:,} members; those behind are not read; unpack it"
        return InputError(self._source, "too-large", message)


def is_hidden(path: str) -> bool:
    """Whether a member is hidden, as in a folder, or is what macOS adds of its own."""
    parts = path.split("/")
    return "__MACOSX" in parts or any(p.startswith(".") and p not in (".", "..") for p in parts)


def _refused(member: Place, path: str, is_link: bool) -> InputError | None:
    if is_link:
        return InputError(member.source, "unsupported", "a link in an archive is not followed")
    if path.startswith("/") or ".." in path.split("/") or path[1:3] in (":/", ":\\"):
        return InputError(member.source, "bad-name", "its path leads out of the archive")
    return None


def _stopped(place: Place) -> InputError:
    message = "what is packed in it grows beyond all measure; the members behind are not read"
    return InputError(place.source, "too-large", message)


def too_deep(place: Place) -> Iterator[InputError]:
    """The reject of an archive in too many others."""
    message = f"an archive in more than {MAX_DEPTH - 1} others; unpack it first"
    yield InputError(place.source, "unsupported", message)


__all__ = ["MAX_DEPTH", "MAX_MEMBERS", "read_tar", "read_zip", "too_deep"]
