"""Where in an input something is read, and how it may be read: what all formats are given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from pipeline.errors import InputError
from pipeline.ingest.inputs.listing import Input
from pipeline.ingest.inputs.streams import Allowance

MAX_BYTES: Final = 16 * 1024 * 1024
"""Size of the largest document, unless the user sets another."""

Item = Input | InputError
"""What an input is made of: a document, or the reason why something of it is none."""
Items = Iterator[Item]


@dataclass(slots=True)
class NamedColumns:
    """The columns of the text that the user names, and which of them the inputs have.

    Attributes:
        names: they are, the preferred first.
        met: those that a record or a header has had so far.
        without: inputs that have none of them, the first few, with the columns that they have.
    """

    names: tuple[str, ...] = ()
    met: set[str] = field(default_factory=set)
    without: dict[str, str] = field(default_factory=dict)

    def unmet(self) -> list[str]:
        """The names that no record has had, where there were records at all."""
        seen = self.met or self.without
        return [name for name in self.names if name not in self.met] if seen else []


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """What the user may set: size of the largest document in bytes, columns of the text."""

    max_bytes: int = MAX_BYTES
    text_column: str | Sequence[str] | None = None
    named: NamedColumns = field(init=False, default_factory=NamedColumns)

    def __post_init__(self) -> None:
        given = self.text_column or ()
        self.named.names = (given,) if isinstance(given, str) else tuple(given)


@dataclass(frozen=True, slots=True)
class Place:
    """An input, or a file in it.

    Attributes:
        source: its name, which records and members extend by `#…`.
        name: the file name whose endings say the format.
        settings: what the user set.
        allowance: what may still be unpacked of the whole input.
        packed: tells how many compressed bytes the innermost file was made of so far.
        depth: in how many archives it lies.
    """

    source: str
    name: str
    settings: ReadSettings
    allowance: Allowance
    packed: Callable[[], int]
    depth: int = 0

    def record(self, number: int) -> str:
        """The name of a record, counted from 1."""
        return f"{self.source}#{number}"

    def member(self, path: str, packed: Callable[[], int]) -> Place:
        """A file of this archive."""
        source = f"{self.source}#{path}"
        return replace(self, source=source, name=path, packed=packed, depth=self.depth + 1)

    def renamed(self, name: str) -> Place:
        """The same place under a file name that says more."""
        return replace(self, name=name)

    def oversized(self, where: str = "") -> InputError:
        """The reject of this whole file as too large for one document."""
        most = self.settings.max_bytes
        message = f"{where}more than the {most:,} bytes of one document; see --max-bytes"
        return InputError(self.source, "too-large", message)


__all__ = ["MAX_BYTES", "Item", "Items", "NamedColumns", "Place", "ReadSettings"]
