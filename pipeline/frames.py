"""Data frames of the contract's tables: one place that says which pandas type each column has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from pipeline.contract import CLOSED_SETS, SCHEMAS

STRINGS: Final = pd.StringDtype("pyarrow", na_value=np.nan)
"""Text, nulls among it, as pandas 3 reads it by itself: a comparison gives plain true and false."""


def typed(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """`frame`, which holds rows of table `name`, with the types of its columns.

    Columns with a closed set of values are categories, all of the set in the contract's order;
    other text is `STRINGS`, dates are `datetime64`, whole numbers that may be null
    `Int32`. Lists (`evidence`, `companies`, …) stay what they are.

    Works with pandas 2 and 3 and gives the same types with both.
    """
    columns: dict[str, Any] = {}
    for field in SCHEMAS[name]:
        column = frame[field.name]
        closed = CLOSED_SETS.get((name, field.name))
        if closed is not None:
            columns[field.name] = pd.Categorical(column, categories=list(closed))
        elif pa.types.is_string(field.type):
            columns[field.name] = column.astype(STRINGS)
        elif pa.types.is_date(field.type):
            columns[field.name] = pd.to_datetime(column).astype("datetime64[s]")
        elif pa.types.is_int32(field.type):
            columns[field.name] = column.astype("Int32" if field.nullable else "int32")
        elif pa.types.is_float64(field.type):
            columns[field.name] = column.astype("float64")
        elif pa.types.is_boolean(field.type):
            columns[field.name] = column.astype("bool")
        else:
            columns[field.name] = column
    return pd.DataFrame(columns, index=frame.index)


def table_frame(table: pa.Table, name: str) -> pd.DataFrame:
    """An Arrow table of the contract as a typed frame."""
    return typed(table.to_pandas(), name)


def rows_frame(rows: Sequence[Sequence[Any]], name: str) -> pd.DataFrame:
    """Rows in the order of the contract's columns as a typed frame."""
    return typed(pd.DataFrame(list(rows), columns=SCHEMAS[name].names), name)


def mentions_with_stance(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Each mention with what was judged around it.

    Args:
        tables: the frames mentions, stance and documents.

    Returns:
        The mentions table in its order, with `title`, `published`, `document_stance`,
        `document_score`, `sentence_stance`, `sentence_score` (of the sentence it stands in),
        `target_stance` and `target_score` (towards its entity in that document); null where
        nothing was judged.
    """
    joined = tables["mentions"].merge(
        tables["documents"][["doc_id", "title", "published"]], on="doc_id", how="left"
    )
    for level, keys in (
        ("document", ["doc_id"]),
        ("sentence", ["doc_id", "sentence_id"]),
        ("target", ["doc_id", "entity_id"]),
    ):
        joined = joined.merge(_judged(tables["stance"], level, keys), on=keys, how="left")
    return joined


def _judged(stance: pd.DataFrame, level: str, keys: list[str]) -> pd.DataFrame:
    """What was judged at a level, as columns `<level>_stance` and `<level>_score` beside `keys`."""
    judged = stance.loc[stance["level"] == level, [*keys, "label", "score"]].rename(
        columns={"label": f"{level}_stance", "score": f"{level}_score"}
    )
    if "sentence_id" in keys:
        judged["sentence_id"] = judged["sentence_id"].astype("int32")
    return judged


def claims_in_context(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Each claim with the sentence that makes it and the document it stands in.

    Args:
        tables: the frames claims, documents and sentences.

    Returns:
        The claims table in its order, with `sentence`, `title`, `published` and `source`.
    """
    sentences = tables["sentences"][["doc_id", "sentence_id", "text"]]
    documents = tables["documents"][["doc_id", "title", "published", "source"]]
    return (
        tables["claims"]
        .merge(
            sentences.rename(columns={"text": "sentence"}), on=["doc_id", "sentence_id"], how="left"
        )
        .merge(documents, on="doc_id", how="left")
    )


def sentences_in_context(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Each sentence with its stance, whom it names and the document it stands in.

    Args:
        tables: the frames sentences, stance, mentions and documents.

    Returns:
        The sentences table in its order, with `sentence_stance` and `sentence_score` (null where
        nothing was judged), `entities` (a list of ids, rising), `title`, `published` and `source`.
    """
    keys = ["doc_id", "sentence_id"]
    judged = _judged(tables["stance"], "sentence", keys)
    named: dict[tuple[str, int], set[str]] = {}
    columns = (tables["mentions"][name] for name in (*keys, "entity_id"))
    for doc_id, sentence_id, entity_id in zip(*columns, strict=True):
        named.setdefault((doc_id, sentence_id), set()).add(entity_id)
    joined = tables["sentences"].merge(judged, on=keys, how="left")
    places = zip(joined["doc_id"], joined["sentence_id"], strict=True)
    joined["entities"] = pd.Series(
        [sorted(named.get(place, ())) for place in places], index=joined.index, dtype="object"
    )
    documents = tables["documents"][["doc_id", "title", "published", "source"]]
    return joined.merge(documents, on="doc_id", how="left")


__all__ = [
    "STRINGS", "claims_in_context", "mentions_with_stance", "rows_frame", "sentences_in_context",
    "table_frame", "typed",
]  # fmt: skip
