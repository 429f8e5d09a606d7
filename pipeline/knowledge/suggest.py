"""Names that a run met often and the knowledge base does not list, as lines for the user's file."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, Final, NamedTuple

from pipeline.ingest.script import fold
from pipeline.knowledge.makers import Name, makers
from pipeline.store.output import committed
from pipeline.store.parts import read_table
from pipeline.wording import counted

_EXAMPLES: Final = 3
_LONGEST: Final = 160
_TYPES: Final = ("company", "model", "person")
_NAME_COLUMNS: Final = ["doc_id", "sentence_id", "start", "end", "type", "entity_id"]
_TEXT_COLUMNS: Final = ["doc_id", "sentence_id", "start", "text"]


class Suggestions(NamedTuple):
    """What a run met and the knowledge base does not know.

    Attributes:
        entries: names met in documents enough, as entries of a knowledge file.
        rarer: how many names were met in fewer.
    """

    entries: list[dict[str, Any]]
    rarer: int


def suggestions(
    out: Path, *, least_documents: int = 2, types: tuple[str, ...] = _TYPES
) -> Suggestions:
    """Unknown names of a run, those of most documents first.

    Each entry has the type, id, name and forms, of a model the maker where sentences say it, a
    `source` that says how often it was met, and `evidence`: sentences that name it, with their
    documents. A reader of knowledge files passes over `evidence`, so a line can be taken as it is.

    Args:
        out: an output folder whose index has been made.
        least_documents: names met in fewer documents, copies apart, are left out.
        types: types of entities to suggest.

    Raises:
        MissingTableError: a table is not there.
    """
    with committed(out, "documents", "sentences", "mentions", "entities") as state:
        entities = read_table(state / "entities", "entities").to_pylist()
        unknown = [e for e in entities if not e["known"] and e["type"] in types]
        spread = _spread(state, {e["entity_id"] for e in unknown})
        chosen = [
            {**e, "documents": spread[e["entity_id"]]}
            for e in unknown
            if spread[e["entity_id"]] >= least_documents
        ]
        examples = _examples(state, {e["entity_id"] for e in chosen})
        said = _makers(state, {e["entity_id"] for e in chosen if e["type"] == "model"})
    chosen.sort(key=lambda e: (-e["documents"], -e["mentions"], e["entity_id"]))
    listed = {e["entity_id"] for e in chosen} | {e["entity_id"] for e in entities if e["known"]}
    for entity in chosen:
        # A line may name a maker only that is known, or has a line of its own.
        maker = said.get(entity["entity_id"])
        entity["maker_id"] = entity["maker_id"] or (maker if maker in listed else None)
    entries = [_entry(entity, examples[entity["entity_id"]], out) for entity in chosen]
    return Suggestions(entries, len(unknown) - len(chosen))


def _entry(entity: dict[str, Any], evidence: list[str], out: Path) -> dict[str, Any]:
    forms = [a for a in entity["aliases"] if a != entity["name"]]
    latin = [a for a in forms if a.isascii()]
    other = [a for a in forms if not a.isascii()]
    entry: dict[str, Any] = {
        "type": entity["type"],
        "id": entity["entity_id"],
        "name": entity["name"],
        "hans": list(dict.fromkeys(fold(a) for a in other)),
        "en": latin,
    }
    if entity["maker_id"]:
        entry["maker"] = entity["maker_id"]
    documents, mentions = counted(entity["documents"], "document"), entity["mentions"]
    entry["source"] = f"{out}: {documents}, {counted(mentions, 'mention')}"
    entry["evidence"] = evidence
    return entry


def _spread(state: Path, wanted: set[str]) -> Counter[str]:
    """In how many documents each entity is named; a copy is no other document than its first."""
    columns = ["doc_id", "duplicate_of"]
    documents = read_table(state / "documents", "documents", columns).to_pylist()
    first = {d["doc_id"]: d["duplicate_of"] or d["doc_id"] for d in documents}
    columns = ["doc_id", "entity_id"]
    mentions = read_table(state / "mentions", "mentions", columns).to_pylist()
    return Counter(
        entity_id
        for entity_id, _ in {
            (m["entity_id"], first.get(m["doc_id"], m["doc_id"])) for m in mentions
        }
        if entity_id in wanted
    )


def _makers(state: Path, wanted: set[str]) -> dict[str, str]:
    """The company of each model in `wanted`, where sentences say it."""
    if not wanted:
        return {}
    names: dict[tuple[str, int], list[tuple[Any, ...]]] = defaultdict(list)
    for row in read_table(state / "mentions", "mentions", _NAME_COLUMNS).to_pylist():
        if row["type"] in ("company", "model"):
            names[row["doc_id"], row["sentence_id"]].append(tuple(row.values())[2:])
    there = {place for place, found in names.items() if any(name[3] in wanted for name in found)}
    told = []
    for row in read_table(state / "sentences", "sentences", _TEXT_COLUMNS).to_pylist():
        place, begin = (row["doc_id"], row["sentence_id"]), row["start"]
        if place in there:
            spans = [Name(a - begin, b - begin, kind, i) for a, b, kind, i in names[place]]
            told.append((row["text"], spans))
    return {model: maker for model, maker in makers(told).items() if model in wanted}


def _examples(state: Path, wanted: set[str]) -> dict[str, list[str]]:
    """Up to three sentences for each entity, of different documents."""
    places: dict[tuple[str, int], list[str]] = defaultdict(list)
    seen: dict[str, set[str]] = defaultdict(set)
    columns = ["doc_id", "sentence_id", "entity_id"]
    for row in read_table(state / "mentions", "mentions", columns).to_pylist():
        entity_id, doc_id = row["entity_id"], row["doc_id"]
        shown = seen[entity_id]
        if entity_id in wanted and doc_id not in shown and len(shown) < _EXAMPLES:
            shown.add(doc_id)
            places[doc_id, row["sentence_id"]].append(entity_id)
    examples: dict[str, list[str]] = defaultdict(list)
    columns = ["doc_id", "sentence_id", "text"]
    for row in read_table(state / "sentences", "sentences", columns).to_pylist():
        for entity_id in places.get((row["doc_id"], row["sentence_id"]), ()):
            text = " ".join(row["text"].split())
            short = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
            examples[entity_id].append(f"{row['doc_id']}: {short}")
    return examples
