"""The rejects table: what each stage had to set aside, in one part."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.contract import table_of
from pipeline.errors import InputError
from pipeline.store.output import Output

Reject = tuple[str, str, str]
"""Source, code and message."""


def set_rejects(output: Output, stage: str, rejects: Sequence[Reject]) -> None:
    """Make `rejects` those of `stage`; what earlier stages set aside stays.

    Args:
        output: the run's hold on the output folder.
        stage: the stage that sets aside; `ingest` starts the table anew.
        rejects: in any order.
    """
    kept: list[tuple[object, ...]] = []
    if stage != "ingest":
        before = [tuple(row.values()) for row in output.read("rejects").to_pylist()]
        kept = [row for row in before if row[1] != stage]
        if not rejects and len(kept) == len(before):
            return
    ordered = sorted(rejects, key=lambda reject: (_in_order(reject[0]), reject))
    rows = kept + [(source, stage, code, message) for source, code, message in ordered]
    output.begin("rejects")
    output.write("rejects", 0, table_of("rejects", rows))


def _in_order(source: str) -> list[tuple[int, str]]:
    """What names of records are sorted by: the file's name, then numbers as such, 2 before 10."""
    name, *rest = source.split("#")
    numbered = ((int(part), "") if part.isdecimal() else (-1, part) for part in rest)
    return [(-1, name), *numbered]


def reject_of(error: InputError) -> Reject:
    """The reject of an input that the error keeps from becoming a document."""
    return error.source, error.code, str(error)


def internal(source: str, error: Exception) -> Reject:
    """The reject of a document that broke the code; the message says where."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" ({trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno})" if trace else ""
    return source, "internal", f"{type(error).__name__}: {error}{place}"
