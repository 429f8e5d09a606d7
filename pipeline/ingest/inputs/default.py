"""The inputs of a call that names none."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pipeline.errors import UsageError

DEFAULT_INPUT: Final = "corpus"
# Under the default corpus these folders hold marked text and labels, which are no documents.
_NOT_DOCUMENTS: Final = ("gold", "labels", "README.md")


def default_inputs(root: str = "") -> list[str]:
    """The inputs of a call that names none: what lies under `corpus/`, but for the marked data.

    Args:
        root: the folder that the call is made from; the working folder if empty.

    Raises:
        UsageError: there is no such folder here.
    """
    folder = Path(root, DEFAULT_INPUT)
    if not folder.is_dir():
        raise UsageError(
            "no inputs named, and no folder corpus/ here; try `mine run FILE_OR_FOLDER`"
        )
    names = sorted(p.name for p in folder.iterdir())
    return [
        f"{DEFAULT_INPUT}/{n}" for n in names if n not in _NOT_DOCUMENTS and not n.startswith(".")
    ]
