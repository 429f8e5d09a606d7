"""Weights on the disk: skops files, never pickle; the same model gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from pipeline.errors import KnowledgeError

_ADDRESS: Final = re.compile(r'(?<="__id__": )\d+|(?<="file": ")\d+(?=\.npy")')


def save_weights(content: dict[str, Any], path: Path) -> None:
    """Write `content` (arrays, lists, scikit-learn estimators by name) to `path`."""
    import skops.io

    path.write_bytes(_reproducible(skops.io.dumps(content)))


def load_weights(
    path: Path, names: Sequence[str], *, trusted: Sequence[str] = ()
) -> dict[str, Any]:
    """Read what `save_weights` wrote.

    Args:
        path: the file.
        names: the names it must hold, no more and no fewer.
        trusted: types to be read besides those that skops trusts (of scikit-learn, NumPy, SciPy);
            the caller checks what they hold.

    Raises:
        KnowledgeError: the file is missing, damaged, of another version, or holds other types.
    """
    import skops.io
    from skops.io.exceptions import UntrustedTypesFoundException

    try:
        content = skops.io.load(path, trusted=list(trusted))
    except FileNotFoundError as error:
        raise KnowledgeError(f"{path}: no weights there; run `mine train stance`") from error
    except UntrustedTypesFoundException as error:
        message = str(error).partition("\n")[0]
        raise KnowledgeError(
            f"{path}: refused, it holds types that no model has: {message}"
        ) from error
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise KnowledgeError(f"{path}: not a model: {error}") from error
    if not isinstance(content, dict) or set(content) != set(names):
        raise KnowledgeError(f"{path}: not a model of this version; run `mine train stance`")
    return content


def _reproducible(archive: bytes) -> bytes:
    """A skops archive without times, and with running numbers for addresses in memory."""
    numbers: dict[str, str] = {}

    def number(match: re.Match[str]) -> str:
        return numbers.setdefault(match.group(), str(len(numbers) + 1))

    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as given, zipfile.ZipFile(written, "w") as made:
        schema = _ADDRESS.sub(number, given.read("schema.json").decode())
        files = {"schema.json": schema.encode()}
        for name in given.namelist():
            if name != "schema.json":
                stem, dot, suffix = name.partition(".")
                files[f"{numbers.get(stem, stem)}{dot}{suffix}"] = given.read(name)
        for name, data in sorted(files.items()):
            made.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED, 9)
    return written.getvalue()
