"""Weights on the disk, never pickle; the same model gives the same bytes.

Models of many numbers are skops files or NumPy archives; small ones, whose weights a person may
want to read, are TOML with a name for each.
"""

from __future__ import annotations

import io
import json
import re
import tokenize
import tomllib
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from pipeline.errors import KnowledgeError

_PROTOCOL: Final = 2
_DAMAGED: Final = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, ImportError, LookupError),
    *(MemoryError, OSError, RuntimeError, SyntaxError, TypeError, ValueError),
    *(tokenize.TokenError, zipfile.BadZipFile, zlib.error),
)
"""What the loaders raise over damaged files; which of them is up to where the damage is."""
_ADDRESS: Final = re.compile(r'(?<="__id__": )\d+|(?<="file": ")\d+(?=\.npy")')


def save_weights(content: dict[str, Any], path: Path) -> None:
    """Write `content` (arrays, lists, scikit-learn estimators by name) to `path`."""
    import skops.io

    path.write_bytes(_reproducible(skops.io.dumps(content)))


def load_weights(path: Path, names: Sequence[str]) -> dict[str, Any]:
    """Read what `save_weights` wrote.

    Args:
        path: the file.
        names: the names it must hold, no more and no fewer.

    Raises:
        KnowledgeError: the file is missing, damaged, of another version, or holds other types.
    """
    content = _plain_content(path)
    if content is None:
        content = _any_content(path)
    if not isinstance(content, dict) or set(content) != set(names):
        raise KnowledgeError(f"{path}: not a model of this version; run `mine train stance`")
    return content


def _plain_content(path: Path) -> dict[str, Any] | None:
    """What a skops file holds that has only arrays, texts and numbers, without importing skops.

    Skops brings scikit-learn, SciPy and pandas along, a second before the first document. None
    where the file holds anything else or is not as it should be, which skops is then to say.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            schema = json.loads(archive.read("schema.json"))
            if schema["protocol"] != _PROTOCOL or schema["__loader__"] != "DictNode":
                return None
            content: dict[str, Any] = _plain_value(schema, archive)
            return content
    except _DAMAGED:
        return None


def _plain_value(node: dict[str, Any], archive: zipfile.ZipFile) -> Any:
    loader = node["__loader__"]
    content: Any = node.get("content")
    if loader == "DictNode" and node["__class__"] == "dict":
        # Names are texts; skops notes of what type each is.
        if any(kind["__class__"] != "str" for kind in node["key_types"]["content"]):
            raise ValueError("a name that is no text")
        return {name: _plain_value(item, archive) for name, item in content.items()}
    if loader == "NdArrayNode" and node["type"] == "numpy" and node["__class__"] == "ndarray":
        return np.load(io.BytesIO(archive.read(node["file"])), allow_pickle=False)
    if loader == "JsonNode" and node["is_json"]:
        return json.loads(node["content"])
    is_list = loader == "ListNode" and node["__class__"] == "list" and isinstance(content, list)
    if is_list and all(item["__loader__"] == "JsonNode" for item in content):
        return [_plain_value(item, archive) for item in content]
    raise ValueError("neither an array nor a text nor a number")


def _any_content(path: Path) -> Any:
    import skops.io
    from skops.io.exceptions import UntrustedTypesFoundException

    try:
        return skops.io.load(path, trusted=[])
    except FileNotFoundError as error:
        raise KnowledgeError(f"{path}: no weights there; run `mine train stance`") from error
    except UntrustedTypesFoundException as error:
        message = str(error).partition("\n")[0]
        raise KnowledgeError(
            f"{path}: refused, it holds types that no model has: {message}"
        ) from error
    except _DAMAGED as error:
        raise KnowledgeError(f"{path}: not a model: {_in_a_line(error)}") from error


def load_arrays(path: Path, names: Sequence[str]) -> dict[str, npt.NDArray[Any]]:
    """Read arrays by name from a NumPy archive.

    Raises:
        KnowledgeError: the file is missing, damaged, or does not hold them as plain arrays.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            return {name: stored[name] for name in names}
    except _DAMAGED as error:
        raise KnowledgeError(f"{path}: not weights: {_in_a_line(error)}") from error


def load_named(
    path: Path, features: Sequence[str], numbers: Sequence[str]
) -> tuple[npt.NDArray[np.float64], dict[str, float]]:
    """Read what `named_weights` wrote: the weights in the order of `features`, and the numbers.

    Raises:
        KnowledgeError: the file is missing, damaged, or made for other features.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        named = content["weights"]
        if tuple(named) != tuple(features):
            raise KnowledgeError(f"{path}: made for other features; train it again")
        weights = np.array([float(named[name]) for name in features])
        return weights, {name: float(content[name]) for name in numbers}
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise KnowledgeError(f"{path}: not weights: {_in_a_line(error)}") from error


def named_weights(
    head: str,
    features: Sequence[str],
    weights: npt.NDArray[np.float64],
    numbers: Mapping[str, float | str],
) -> str:
    """A linear model as TOML.

    Args:
        head: comment lines that say what it is.
        features: their names.
        weights: one for each, shape (features,).
        numbers: further numbers by name, as they are or as they are to be written.
    """
    named = "\n".join(f'"{n}" = {w:.3f}' for n, w in zip(features, weights, strict=True))
    further = "\n".join(f"{name} = {number}" for name, number in numbers.items())
    return f"{head}\n{further}\n\n[weights]\n{named}\n"


def _in_a_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


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
