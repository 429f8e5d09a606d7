"""An output folder as pandas data frames."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.contract import SCHEMAS
from pipeline.errors import MissingTableError
from pipeline.store.output import committed, read_manifest
from pipeline.store.parts import read_table


@dataclass(frozen=True)
class Tables:
    """The tables of an output folder; each is read when it is first asked for.

    Text columns have pandas' string type, dates are `datetime64`, columns that may be null and hold
    integers are `Int32`. Lists (`evidence`, `companies`, …) are NumPy arrays.
    """

    folder: Path
    manifest: dict[str, Any] = field(repr=False)
    _state: Path = field(repr=False)

    @cached_property
    def sources(self) -> pd.DataFrame:
        """The decoded sources, before any edit."""
        return self._frame("sources")

    @cached_property
    def documents(self) -> pd.DataFrame:
        """The kept documents."""
        return self._frame("documents")

    @cached_property
    def edits(self) -> pd.DataFrame:
        """What ingest removed or rewrote."""
        return self._frame("edits")

    @cached_property
    def rejects(self) -> pd.DataFrame:
        """Inputs that could not become documents."""
        return self._frame("rejects")

    @cached_property
    def sentences(self) -> pd.DataFrame:
        """Sentences and headings."""
        return self._frame("sentences")

    @cached_property
    def mentions(self) -> pd.DataFrame:
        """Names in the text, linked to entities."""
        return self._frame("mentions")

    @cached_property
    def figures(self) -> pd.DataFrame:
        """Numbers with what they count."""
        return self._frame("figures")

    @cached_property
    def stance(self) -> pd.DataFrame:
        """Judged documents, sentences and targets."""
        return self._frame("stance")

    @cached_property
    def entities(self) -> pd.DataFrame:
        """Entities over the whole corpus."""
        return self._frame("entities")

    @cached_property
    def claims(self) -> pd.DataFrame:
        """What documents say of each entity in figures, and where they disagree."""
        return self._frame("claims")

    @cached_property
    def comentions(self) -> pd.DataFrame:
        """Entities that are named together."""
        return self._frame("comentions")

    @cached_property
    def timeline(self) -> pd.DataFrame:
        """Entities and topics by month, with the stance towards them."""
        return self._frame("timeline")

    @cached_property
    def index(self) -> pd.DataFrame:
        """Documents with everything joined."""
        return self._frame("index")

    def _frame(self, name: str) -> pd.DataFrame:
        path = self._state / name
        if not self._state.is_dir():
            raise MissingTableError(
                f"{self.folder}: written anew since it was loaded; load it again"
            )
        if not path.is_dir():
            raise MissingTableError(
                f"{self.folder / name}: no such table; run the stage that writes it"
            )
        frame: pd.DataFrame = read_table(path, name).to_pandas()
        for column in SCHEMAS[name]:
            if str(column.type) == "int32" and column.nullable:
                frame[column.name] = frame[column.name].astype("Int32")
            elif str(column.type) == "string":
                frame[column.name] = frame[column.name].astype("string")
            elif str(column.type).startswith("date"):
                frame[column.name] = pd.to_datetime(frame[column.name])
        return frame


def load(folder: str | os.PathLike[str] = "outputs") -> Tables:
    """The tables of an output folder, all of one state.

    Raises:
        MissingTableError: there are none; or, when a table is first asked for, a run has replaced
            them since.
    """
    with committed(Path(folder)) as state:
        return Tables(Path(folder), read_manifest(state), state)
