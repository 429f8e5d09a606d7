"""Text mining for commentary on the AI industry: names, figures and stance, traced to the source.

import pipeline

pipeline.run(["articles/"], out="outputs")     # the whole pipeline, tables to a folder
tables = pipeline.load("outputs")              # tables.mentions, tables.stance, … as DataFrames
found = pipeline.analyze("輝達市值達5兆美元。")    # one text in memory: found.mentions, …
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.analysis import Analysis, analyze
    from pipeline.database import sql
    from pipeline.fulltext.search import search
    from pipeline.runner import RunReport, run
    from pipeline.tables import Tables, load

# Names are imported when they are used, which keeps `mine --help` quick.
_HOME = {
    "Analysis": "pipeline.analysis",
    "analyze": "pipeline.analysis",
    "sql": "pipeline.database",
    "search": "pipeline.fulltext.search",
    "RunReport": "pipeline.runner",
    "run": "pipeline.runner",
    "Tables": "pipeline.tables",
    "load": "pipeline.tables",
}

_PACKAGES = ("figures", "ingest", "integrations")

__all__ = ["Analysis", "RunReport", "Tables", "analyze", "load", "run", "search", "sql"]


def __getattr__(name: str) -> Any:
    if name in _PACKAGES:
        return import_module(f"{__name__}.{name}")
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
