"""What every command does with the terminal: notes and progress on standard error."""

from __future__ import annotations

import sys
from typing import Any

import typer


def say(message: str) -> None:
    """Write one line for a person to standard error."""
    typer.echo(f"mine: {message}", err=True)


class Bar:
    """Progress on standard error, after two seconds and only on a terminal."""

    def __init__(self, quiet: bool) -> None:
        self._shown = not quiet and sys.stderr.isatty()
        self._bar: Any = None

    def note(self, message: str) -> None:
        """Say it, also where no progress is shown."""
        say(message)

    def start(self, stage: str, total: int) -> None:
        """Begin a bar for a stage."""
        if self._shown:
            from tqdm import tqdm

            self._bar = tqdm(
                total=total,
                desc=stage,
                unit="doc",
                file=sys.stderr,
                delay=2,
                leave=False,
                dynamic_ncols=True,
            )

    def advance(self, documents: int) -> None:
        """Move the bar."""
        if self._bar is not None:
            self._bar.update(documents)

    def finish(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None
