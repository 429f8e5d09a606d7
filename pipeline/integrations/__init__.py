"""Ways from and to other libraries.

- `to_docbin`, `from_docbin`: results as a spaCy `DocBin` file, and back.
- `spacy_components`: the extraction as components of a spaCy pipeline, found by spaCy itself.
- `spacy_ner`: a user's own spaCy pipeline as a further source of names.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.integrations.docbin import from_docbin, to_docbin

# spaCy takes a second to import, so that it is imported when it is used.
_HOME = {
    "from_docbin": "pipeline.integrations.docbin",
    "to_docbin": "pipeline.integrations.docbin",
}

__all__ = ["from_docbin", "to_docbin"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
