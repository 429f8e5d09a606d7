"""Where the files under `models/` are found, in a checkout and in an installed wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def models_path(name: str = "") -> Path:
    """The path of `name` under `models/`.

    A wheel carries the folder inside the package; a checkout has it beside the package.
    """
    packed = _PACKAGE / "_models"
    return (packed if packed.is_dir() else _PACKAGE.parent / "models") / name
