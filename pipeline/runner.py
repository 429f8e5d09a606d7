"""The stages put together: one hold on the output folder, one pool of workers, one commit."""

from __future__ import annotations

import datetime
import os
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pipeline.account import (
    copies_skipped,
    deciding,
    described,
    manifest_after,
    other_knowledge,
    settings_by_stage,
)
from pipeline.arguments import Name, check_limits, moment, names_of, stages_of
from pipeline.contract import STAGES
from pipeline.engines.base import engine as open_engine
from pipeline.engines.watch import TIMEOUT
from pipeline.errors import FruitlessError, UsageError
from pipeline.progress import Progress, Silent
from pipeline.store.basis import basis_of
from pipeline.store.cache import key_of
from pipeline.store.output import Output
from pipeline.wording import all_inputs

DEFAULT_OUTPUT: Final = "outputs"
_REASONS: Final = 3


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did.

    Attributes:
        output: the output folder.
        rows: of each table it wrote.
        rejected: source, code and message of the inputs set aside.
        seconds: by stage.
        fresh: documents worked on by stage; the results of the others were known already.
        documents: in the output.
    """

    output: Path
    rows: dict[str, int]
    rejected: list[tuple[str, str, str]]
    seconds: dict[str, float] = field(default_factory=dict)
    fresh: dict[str, int] = field(default_factory=dict)
    documents: int = 0


def run(
    inputs: Name | Sequence[Name] | None = None,
    out: Name = DEFAULT_OUTPUT,
    *,
    stages: str | Sequence[str] = tuple(STAGES),
    workers: int | None = None,
    engine: str = "local",
    conversion: str | None = None,
    max_bytes: int | None = None,
    text_column: str | Sequence[str] | None = None,
    reference_date: datetime.date | str | None = None,
    boilerplate_rules: Name | None = None,
    skip_copies: bool = False,
    standard_input: bytes | None = None,
    knowledge: Name | Sequence[Name] = (),
    ner: Name | None = None,
    ner_labels: Mapping[str, str] | None = None,
    timeout: float = TIMEOUT,
    isolated: bool | None = None,
    progress: Progress | None = None,
) -> RunReport:
    """Run stages on inputs and write their tables to `out`, all of them or none.

    Args:
        inputs: one or several files, folders, globs, URLs, or `-` for `standard_input`; the corpus
            folder if None.
        out: the output folder; made if need be.
        stages: one of `STAGES`, or several that follow each other there.
        workers: processes; as many as there are processors if None.
        engine: `local` for a process pool here, `ray` for a Ray cluster (extra `ray`).
        conversion: a script conversion for all documents instead of the one judged for each.
        max_bytes: size of the largest document read.
        text_column: the column or key that holds the text of records, or several, the preferred
            first; an input that has none of them is read by the usual names. Each must be in some
            input.
        reference_date: the day (or moment) from which `昨天` and `3 hours ago` in a byline count,
            where a record does not state when it was fetched; without it they are no dates.
        boilerplate_rules: a file of the user's own boilerplate rules (`ingest.user_rules`).
        skip_copies: whether extract passes over documents that are copies of another
            (`duplicate_of` is set), so that each text is counted once; classify and index follow
            what extract did.
        standard_input: the bytes that `-` stands for.
        knowledge: files of the user's own names and rules (`knowledge.user_lines`), for the stages
            after ingest.
        ner: an installed package or a folder with a spaCy pipeline of the user's own, whose
            entities become mentions where `mine` finds nothing (`integrations.spacy_ner`).
        ner_labels: label of that pipeline to type of mention, beside the usual ones (`ORG` is a
            company, `PERSON` a person …); an empty type drops a label.
        timeout: seconds that one document may take in a stage, beyond which it is set aside; no
            limit if 0.
        isolated: whether a single local worker too has a process of its own, which a document that
            crashes it takes along without harm to the run; if None, only where `workers` is not 1.
        progress: told of the progress.

    Returns:
        What was done. Tables have the same bytes for any number of workers and order of inputs,
        and whether documents are new or known from an earlier run, finished or cut off.

    Raises:
        UsageError: there is nothing to do, or a setting makes no sense.
        OutputError: the output folder cannot be used; its previous state stands.
        KnowledgeError: a file of `knowledge` or `boilerplate_rules` is not as it must be.
    """
    from pipeline.ingest.inputs import MAX_BYTES, list_inputs
    from pipeline.ingest.inputs.default import default_inputs
    from pipeline.ingest.settings import IngestSettings
    from pipeline.knowledge.extension import (
        Knowing,
        digest_of,
        knowledge_base,
        knowledge_files,
    )
    from pipeline.store.replaced import beside_inputs, replaced

    check_limits(workers, max_bytes, timeout, conversion)
    stages = stages_of(stages)
    reference = moment(reference_date)
    rules = None
    if boilerplate_rules is not None:
        from pipeline.ingest.user_rules import read_user_rules

        rules = read_user_rules(boilerplate_rules)
    further = None
    if ner is not None:
        from pipeline.integrations.spacy_ner import ner_settings

        if "extract" not in stages:
            raise UsageError("ner is for the stage extract, which this call does not run")
        further = ner_settings(ner, ner_labels)
    elif ner_labels:
        raise UsageError("labels of a spaCy pipeline, but no pipeline: name one with --ner")
    columns = (text_column,) if isinstance(text_column, str) else tuple(text_column or ())
    reading = IngestSettings(conversion, max_bytes or MAX_BYTES, columns, reference, rules)
    telling = progress or Silent()
    known = names_of(knowledge, "knowledge")
    digests = digest_of(known)
    if known:
        with knowledge_files(known):
            knowledge_base()  # A fault in the files is told before the first document is read.
    names = names_of(inputs, "inputs") if inputs is not None else None
    folder = Path(out)
    listing = None
    if "ingest" in stages:
        listing = list_inputs(
            default_inputs() if names is None else names, standard_input=standard_input
        )
        if not listing.inputs:
            reasons = "; ".join(f"{e.source}: {e}" for e in listing.rejects) or "no inputs"
            raise FruitlessError(f"nothing to read: {reasons}")
    seconds: dict[str, float] = {}
    fresh: dict[str, int] = {}
    count = workers or os.cpu_count() or 1
    with ExitStack() as held:
        output = held.enter_context(Output(folder))
        # A run that died over a document may die over it again: not in this process.
        apart = output.cut_off or (workers != 1 if isolated is None else isolated)
        told = [other_knowledge(folder, stages, digests)]
        if listing is not None:
            told = [replaced(folder, names, listing.inputs), beside_inputs(folder, listing.inputs)]
        note = getattr(telling, "note", None)  # a caller's own progress may have none
        if note is not None:
            for message in filter(None, told):
                note(message)
        useful = _useful(count, listing, output)
        pool = held.enter_context(open_engine(engine, useful, isolated=apart))
        held.enter_context(knowledge_files(known))
        working = Knowing(pool, known)
        if not {"ingest", "extract"} & set(stages):
            skip_copies = copies_skipped(folder)
        settings = settings_by_stage(
            names,
            reading,
            digests,
            described(further),
            skip_copies,
        )
        # A process that goes on with the models it has loaded goes by the files as they were then.
        now = output.cache.run if apart or engine != "local" else ""
        bases = {stage: basis_of(stage, now) for stage in stages}
        output.seconds = timeout
        output.bases = {s: key_of(bases[s], deciding(settings[s])) for s in stages}
        for stage in stages:
            started = time.perf_counter()
            if stage == "ingest":
                from pipeline.ingest.stage import run_ingest

                assert listing is not None
                fresh[stage] = run_ingest(output, listing, working, reading, telling)
                bases[stage]["readers"] = output.readers
                _keep_former(output)
            elif stage == "extract":
                from pipeline.extract.stage import run_extract

                fresh[stage] = run_extract(
                    output, working, telling, skip_copies=skip_copies, ner=further
                )
            elif stage == "classify":
                from pipeline.classify.stage import run_classify

                fresh[stage] = run_classify(output, working, telling, skip_copies=skip_copies)
            else:
                from pipeline.index.stage import run_index

                run_index(output, working, telling, skip_copies=skip_copies)
            seconds[stage] = round(time.perf_counter() - started, 3)
        tables = [t for s in stages for t in STAGES[s]]
        rows = {t: output.count(t) for t in tables}
        rejected = [
            (r["source"], r["code"], r["message"])
            for r in output.read("rejects").to_pylist()
            if r["stage"] in stages
        ]
        account = {
            stage: {
                "seconds": seconds[stage],
                "rows": {t: rows[t] for t in STAGES[stage]},
                "parts": {t: len(output.parts(t)) for t in STAGES[stage]},
                "settings": settings[stage],
                "basis": bases[stage],
            }
            for stage in stages
        }
        documents = output.count("documents")
        output.commit(manifest_after(folder, account))
    return RunReport(folder, rows, rejected, seconds, fresh, documents)


def _keep_former(output: Output) -> None:
    """Stop a run that has rejected all of its inputs from taking the tables of an earlier one.

    A column that is misspelt or a disk that is not mounted is the likelier cause than inputs that
    hold nothing any more.

    Raises:
        FruitlessError: that is so.
    """
    if output.count("documents") or not output.count_before("documents"):
        return
    rejects = output.read("rejects").to_pylist()
    reasons = "; ".join(f"{r['source']}: {r['message']}" for r in rejects[:_REASONS])
    more = f"; … and {len(rejects) - _REASONS} more" if len(rejects) > _REASONS else ""
    raise FruitlessError(
        f"no documents: {all_inputs(len(rejects))} rejected; {output.folder} is as it was "
        f"({reasons}{more})"
    )


def _useful(workers: int, listing: Any, output: Output) -> int:
    """No more workers than there are shards; a small corpus is done before a pool has started."""
    from pipeline.ingest.inputs import expected_shards

    if workers == 1:
        return 1
    tasks = (
        expected_shards(listing.inputs) if listing is not None else len(output.parts("documents"))
    )
    return max(1, min(workers, tasks))


__all__ = ["RunReport", "run"]
