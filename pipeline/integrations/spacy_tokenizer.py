"""A spaCy tokenizer whose tokens go over the edge of no name and no figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from pipeline.integrations.given_text import digest, read_given, records_of
from pipeline.integrations.spacy_package import Doc, Language, Vocab, registry
from pipeline.integrations.spacy_tokens import blank_doc, cut_tokens, edges_of

FOUND: Final = "mine"
"""The key of what was found, in the data of a document."""


class MineTokenizer:
    """A tokenizer whose tokens go over the edge of no name and no figure.

    Between the edges it cuts words as `mine` does, or, if one is given, as another tokenizer does.

    Args:
        vocab: the vocabulary of its documents.
        base: the other tokenizer.
        knowledge: files of the user's own names and rules.
    """

    def __init__(
        self, vocab: Vocab, base: Any | None = None, knowledge: Sequence[str] = ()
    ) -> None:
        self.vocab = vocab
        self.base: Any = base
        self.knowledge = list(knowledge)

    def __call__(self, text: str) -> Doc:
        """A document of `text`."""
        records = records_of(read_given(text, self.knowledge))
        edges = edges_of([*records["names"], *records["figures"]])
        if self.base is None:
            doc = blank_doc(self.vocab, text, edges)
        else:
            doc = cut_tokens(self.base(text), edges)
        if doc.text == text:
            doc.user_data[FOUND] = {"digest": digest(text, self.knowledge), **records}
        return doc

    def initialize(self, *args: Any, **options: Any) -> None:
        """Initialise the other tokenizer, if it has something to (the words of pkuseg)."""
        if hasattr(self.base, "initialize"):
            self.base.initialize(*args, **options)

    def to_bytes(self, **options: Any) -> bytes:
        """What the other tokenizer has learned; the rest stands in the config."""
        return self.base.to_bytes(**options) if hasattr(self.base, "to_bytes") else b""

    def from_bytes(self, data: bytes, **options: Any) -> MineTokenizer:
        """Read what `to_bytes` gave."""
        if data and hasattr(self.base, "from_bytes"):
            self.base.from_bytes(data, **options)
        return self

    def to_disk(self, path: str | Path, **options: Any) -> None:
        """Write what the other tokenizer has learned."""
        if hasattr(self.base, "to_disk"):
            self.base.to_disk(path, **options)

    def from_disk(self, path: str | Path, **options: Any) -> MineTokenizer:
        """Read what `to_disk` wrote."""
        if hasattr(self.base, "from_disk"):
            self.base.from_disk(path, **options)
        return self


def make_tokenizer(
    base: Callable[[Language], Any] | None = None, knowledge: Sequence[str] = ()
) -> Callable[[Language], MineTokenizer]:
    """What makes a `MineTokenizer` for a pipeline: `mine.Tokenizer.v1` of the registry.

    Args:
        base: what makes another tokenizer, such as `spacy.Tokenizer.v1`; its tokens are cut.
        knowledge: files of the user's own names and rules.
    """

    def make(nlp: Language) -> MineTokenizer:
        return MineTokenizer(nlp.vocab, None if base is None else base(nlp), knowledge)

    return make


registry.tokenizers("mine.Tokenizer.v1", func=make_tokenizer)
