"""An output folder as pandas data frames."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.contract import SCHEMAS
from pipeline.errors import MissingTableError, missing_table
from pipeline.frames import (
    claims_in_context,
    mentions_with_stance,
    sentences_in_context,
    table_frame,
)
from pipeline.highlight import FOLDER
from pipeline.store.output import committed, read_manifest
from pipeline.store.parts import read_table


@dataclass(frozen=True, eq=False)
class Tables(Mapping[str, pd.DataFrame]):
    """The tables of an output folder, as `tables.mentions` or `tables["mentions"]`.

    Each is read when it is first asked for. `frames.typed` says which types columns have. Lists
    (`evidence`, `companies`, …) are NumPy arrays. Rows show themselves in their context with
    `tables.mentions.mine.highlight(0)`.
    """

    folder: Path
    manifest: dict[str, Any] = field(repr=False)
    _state: Path = field(repr=False)

    @property
    def state(self) -> Path:
        """Where the tables lie, which are all of one run."""
        return self._state

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
    def claims(self) -> ClaimsFrame:
        """What documents say of each entity in figures, and where they disagree.

        The frame is the table; called, `tables.claims()`, it gives each claim with its sentence
        and its document (`frames.claims_in_context`).
        """
        return ClaimsFrame(self._frame("claims"), self)

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

    def mentions_with_stance(self) -> pd.DataFrame:
        """Each mention with the stance around it: see `frames.mentions_with_stance`."""
        return self._with_folder(mentions_with_stance(self))

    def claims_in_context(self) -> pd.DataFrame:
        """Each claim with its sentence and its document: see `frames.claims_in_context`."""
        return claims_in_context(self)

    def sentences_in_context(self) -> pd.DataFrame:
        """Each sentence with stance, names and document: see `frames.sentences_in_context`."""
        return self._with_folder(sentences_in_context(self))

    def __getitem__(self, name: str) -> pd.DataFrame:
        """The frame of table `name`.

        Raises:
            KeyError: the contract has no such table.
        """
        if name not in SCHEMAS:
            raise KeyError(name)
        frame: pd.DataFrame = getattr(self, name)
        return frame

    def __iter__(self) -> Iterator[str]:
        """The names of all tables."""
        return iter(SCHEMAS)

    def __len__(self) -> int:
        return len(SCHEMAS)

    def _with_folder(self, frame: pd.DataFrame) -> pd.DataFrame:
        frame.attrs[FOLDER] = str(self.folder)
        return frame

    def _frame(self, name: str) -> pd.DataFrame:
        path = self._state / name
        if not self._state.is_dir():
            raise MissingTableError(
                f"{self.folder}: written anew since it was loaded; load it again"
            )
        if not path.is_dir():
            raise missing_table(self.folder, name)
        return self._with_folder(table_frame(read_table(path, name), name))


class ClaimsFrame(pd.DataFrame):
    """The claims table; what is made of it by pandas is a plain frame."""

    _joined: Callable[[], pd.DataFrame]

    def __init__(self, frame: pd.DataFrame, tables: Tables) -> None:
        super().__init__(frame)  # type: ignore[call-arg]
        # Not a column, and not to be taken along by copies.
        object.__setattr__(self, "_joined", tables.claims_in_context)

    @property
    def _constructor(self) -> type[pd.DataFrame]:
        return pd.DataFrame

    def __call__(self) -> pd.DataFrame:
        """Each claim with its sentence and its document."""
        return self._joined()


def load(folder: str | os.PathLike[str] = "outputs") -> Tables:
    """The tables of an output folder, all of one state.

    Raises:
        MissingTableError: there are none; or, when a table is first asked for, a run has replaced
            them since.
    """
    with committed(Path(folder)) as state:
        return Tables(Path(folder), read_manifest(state), state)
