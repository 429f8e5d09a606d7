"""What the user may set of the ingest stage."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from pipeline.ingest.inputs import MAX_BYTES
from pipeline.ingest.user_rules import UserRules


@dataclass(frozen=True, slots=True)
class IngestSettings:
    """How inputs are read and stripped.

    Attributes:
        conversion: a script conversion for all documents.
        max_bytes: the size of the largest document.
        text_column: the columns or keys that hold the text of records, the preferred first.
        reference: the moment from which `昨天` in a byline counts; none if None.
        rules: the user's own boilerplate rules; none if None.
    """

    conversion: str | None = None
    max_bytes: int = MAX_BYTES
    text_column: tuple[str, ...] = ()
    reference: datetime.date | None = None
    rules: UserRules | None = None


__all__ = ["IngestSettings"]
