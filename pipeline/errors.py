"""The errors of `mine`: each says what was wrong, where, and what to do.

MineError                 anything `mine` raises on purpose; `.code` names it for a machine
├── UsageError            the call itself is wrong (exit 2)
│   └── FruitlessError    it is well formed, but nothing can come of it with these inputs (exit 1)
├── InputError            an input cannot become a document; it goes to the rejects table
├── OutputError           an output folder cannot be read or written
│   ├── DamagedError      something that a run wrote is not as it was written
│   ├── ContractError     a table does not have the columns of the contract
│   ├── MissingTableError a stage needs a table that an earlier stage writes
│   └── OutputBusyError   another run is writing to the folder
├── KnowledgeError        a file under models/ (or the user's own) is not as it must be
├── WorkerError           a worker process died
└── MissingExtraError     an optional dependency is not installed
"""

from __future__ import annotations

import shlex
from pathlib import Path


class MineError(Exception):
    """Base of all errors that name their cause in one line."""

    code = "failed"
    exit_code = 1


class UsageError(MineError):
    """The call itself is wrong."""

    code = "usage"
    exit_code = 2


class FruitlessError(UsageError):
    """A call that is well formed, but of which nothing can come with these inputs."""

    exit_code = 1


class InputError(MineError):
    """An input that cannot become a document; `code` says why, `source` says which."""

    def __init__(self, source: str, code: str, message: str) -> None:
        super().__init__(message)
        self.source = source
        self.code = code

    def __reduce__(self) -> tuple[type[InputError], tuple[str, str, str]]:
        """What makes it anew in another process."""
        return type(self), (self.source, self.code, str(self))


class OutputError(MineError):
    """An output folder that cannot be read or written."""

    code = "output"


class DamagedError(OutputError):
    """Something that a run wrote is not as it was written; running again mends it."""

    code = "damaged"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{path}: damaged ({reason.strip().rstrip('.')}); `mine run` again, with the same "
            "inputs and --out, writes it anew"
        )


class ContractError(OutputError):
    """A table that does not have the columns and types of the contract."""

    code = "contract"


class MissingTableError(OutputError):
    """A stage needs a table that an earlier stage writes."""

    code = "missing-table"


def not_written(path: Path, error: OSError) -> OutputError:
    """The error of a run that the disk stops."""
    return OutputError(
        f"{path}: cannot write: {error.strerror or error}; the tables are as they were, and the "
        "next run goes on from here"
    )


def no_output(folder: Path, what: str) -> MissingTableError:
    """The error where a folder holds nothing that `mine` has written."""
    if folder.is_file():
        return MissingTableError(f"{folder}: a file; name the output folder of a run")
    return MissingTableError(
        f"{folder}: {what}; run `mine run … --out {shlex.quote(str(folder))}` first"
    )


def missing_table(folder: Path, name: str) -> MissingTableError:
    """The error where an output folder lacks the table `name`."""
    from pipeline.contract import STAGES

    stage = next(stage for stage, tables in STAGES.items() if name in tables)
    inputs = " …" if stage == next(iter(STAGES)) else ""
    return MissingTableError(
        f"{folder / name}: no such table; run "
        f"`mine {stage}{inputs} --out {shlex.quote(str(folder))}` first, or `mine run` for all"
    )


class OutputBusyError(OutputError):
    """Another run is writing to the output folder."""

    code = "busy"


class KnowledgeError(MineError):
    """A knowledge or rule file that is not as it must be; the message holds file and line."""

    code = "knowledge"


class WorkerError(MineError):
    """A worker process died; what it was doing is lost, the previous output stands."""

    code = "worker"


class MissingExtraError(MineError):
    """An optional dependency is not installed; the message holds the command that installs it."""

    code = "missing-extra"

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(
            f"{feature} needs the extra “{extra}”; in the project's folder: "
            f"python -m pip install -e '.[{extra}]'"
        )
