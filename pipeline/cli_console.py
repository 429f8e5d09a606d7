"""What every command does with the terminal: notes and progress on standard error."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from pipeline.errors import OutputError, UsageError

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def say(message: str) -> None:
    """Write one line for a person to standard error; what would steer the terminal is escaped."""
    line = _CONTROL.sub(lambda m: m.group().encode("unicode_escape").decode(), message)
    typer.echo(f"mine: {line}", err=True)


def _folder(given: str) -> Path:
    """The folder of that name; an empty one, as of a variable that is not set, names none."""
    if not given:
        raise typer.BadParameter("an empty name; name a folder, or . for this one")
    return Path(given)


def to_be_written(path: Path, option: str) -> None:
    """Make sure that a file can be written before the work begins whose result goes there.

    Args:
        path: the file; folders above it are made.
        option: that named it.

    Raises:
        OutputError: it cannot.
    """
    with _written_there(path, option):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            path.open("ab").close()
        else:
            tempfile.TemporaryFile(dir=path.parent).close()


def written(path: Path, text: str, option: str) -> None:
    """Write a file that an option names, of which nothing is left where the disk refuses.

    Raises:
        OutputError: it does.
    """
    new = not path.exists()
    with _written_there(path, option):
        try:
            path.write_text(text, encoding="utf-8")
        except OSError:
            if new:
                path.unlink(missing_ok=True)
            raise


@contextmanager
def _written_there(path: Path, option: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        raise OutputError(
            f"{path}: cannot write there: {reason}; name another file by {option}"
        ) from error


Out = Annotated[
    Path,
    typer.Option("--out", "-o", metavar="FOLDER", parser=_folder, help="The output folder."),
]
"""The option `--out` of all commands."""


OptionalOutArgument = Annotated[
    Path | None,
    typer.Argument(
        metavar="[OUT]", parser=_folder, help="The output folder.", show_default="outputs"
    ),
]
"""The output folder where it may stand without `--out`."""

OptionalOut = Annotated[
    Path | None,
    typer.Option(
        "--out", "-o", metavar="FOLDER", parser=_folder, help="The output folder; as OUT."
    ),
]
"""`--out` beside it: most commands have that, and either is understood."""


def output_folder(argument: Path | None, option: Path | None) -> Path:
    """The output folder that one of the two names.

    Raises:
        UsageError: they name two.
    """
    if argument is not None and option is not None and argument != option:
        raise UsageError(f"two output folders, {argument} and {option}; name one")
    return argument or option or Path("outputs")


class Bar:
    """Progress on standard error, after two seconds and only on a terminal."""

    def __init__(self, quiet: bool = False, unit: str = "doc") -> None:
        self._unit = unit
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
                unit=self._unit,
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
