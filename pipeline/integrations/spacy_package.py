"""spaCy's parts, imported in one place."""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    # On some Pythons spaCy, and what it imports, warn of their own deprecated calls; nobody who
    # uses `mine` can do anything about that, and a program that treats warnings as errors breaks.
    warnings.simplefilter("ignore", DeprecationWarning)
    import spacy
    from spacy.language import Language
    from spacy.tokens import Doc, DocBin, Span, SpanGroup
    from spacy.util import filter_spans, registry
    from spacy.vocab import Vocab

__all__ = [
    "Doc",
    "DocBin",
    "Language",
    "Span",
    "SpanGroup",
    "Vocab",
    "filter_spans",
    "registry",
    "spacy",
]
