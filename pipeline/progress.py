"""What a stage tells whoever started it; the core itself never prints."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Takes the progress of a run."""

    def note(self, message: str) -> None:
        """Something a person should know before the work begins."""

    def start(self, stage: str, total: int) -> None:
        """A stage begins that will go through `total` documents."""

    def advance(self, documents: int) -> None:
        """So many more documents are done."""

    def finish(self) -> None:
        """The stage is over."""


class Silent:
    """Takes progress and does nothing with it."""

    def note(self, message: str) -> None:
        """Nothing."""

    def start(self, stage: str, total: int) -> None:
        """Nothing."""

    def advance(self, documents: int) -> None:
        """Nothing."""

    def finish(self) -> None:
        """Nothing."""
