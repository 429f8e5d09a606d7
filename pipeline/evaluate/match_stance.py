"""Stance of one document, its sentences and its targets against the gold.

A gold sentence is judged by the output sentence that shares the longest run of folded characters
with it, provided the run is at least half of it or eight characters; otherwise it has no judgement,
which is wrong. Sentences of fewer than four folded characters are not asked.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Final

from pipeline.evaluate.fold import fold
from pipeline.evaluate.marked import MarkedDocument, Span
from pipeline.evaluate.match_names import TYPE_OF
from pipeline.evaluate.misses import Miss, one_line
from pipeline.evaluate.output import UNKNOWN, OutputDocument

NOTHING: Final = "none"
SIGNS: Final = ("+", "-", "0")
STANCES: Final = ("optimistic", "cautionary", "mixed")
_SHORTEST: Final = 4
_ENOUGH: Final = 8
_REVERSED: Final = 2.0

Confusion = Counter[tuple[str, str]]


@dataclass(slots=True)
class StanceCounts:
    """Counts of one document: (gold, judged) for sentences and document, targets right."""

    sentences: Confusion = field(default_factory=Counter)
    document: Confusion = field(default_factory=Counter)
    targets_right: int = 0
    targets: int = 0
    misses: list[Miss] = field(default_factory=list)


def match_stance(
    gold: MarkedDocument, output: OutputDocument | None, entity_of_key: dict[str, str]
) -> StanceCounts:
    """Compare the judgements of `output` with the gold.

    Args:
        gold: the marked document.
        output: what the run says about it, None if it is not in the run.
        entity_of_key: the output's entity for each gold entity (`c:nvidia`), over the corpus.
    """
    counts = StanceCounts()
    if stance := gold.header.get("stance"):
        got = _one_of(output.stance if output else None, STANCES)
        counts.document[stance, got] += 1
        if got != stance:
            counts.misses.append(Miss("document stance", gold.id, 1, f"want {stance}, got {got}"))
    judged = [(fold(text), sign) for text, sign in output.sentences] if output else []
    for span in gold.spans:
        if span.tag == "s":
            _match_sentence(counts, gold.id, span, judged)
    for key, sign in gold.targets.items():
        _match_target(counts, gold.id, key, sign, output, entity_of_key)
    return counts


def _one_of(label: str | None, labels: tuple[str, ...]) -> str:
    if label is None:
        return NOTHING
    return label if label in labels else UNKNOWN


def _match_sentence(
    counts: StanceCounts, name: str, span: Span, judged: list[tuple[str, str]]
) -> None:
    wanted = fold(span.text)
    if len(wanted) < _SHORTEST:
        return
    sign = span.attributes["v"]
    got = _judgement(wanted, judged)
    counts.sentences[sign, got] += 1
    if sign != got:
        weight = _REVERSED if {sign, got} == {"+", "-"} else 1.0
        shown = one_line(span.text.strip(), 100)
        counts.misses.append(Miss(f"sentence {sign} as {got}", name, weight, shown))


def _judgement(wanted: str, judged: list[tuple[str, str]]) -> str:
    longest, sign = 0, NOTHING
    for folded, candidate in judged:
        if min(len(folded), len(wanted)) <= longest:
            continue
        shared = _shared(wanted, folded)
        if shared > longest:
            longest, sign = shared, candidate
    return sign if longest >= min(_ENOUGH, len(wanted) / 2) else NOTHING


def _shared(one: str, other: str) -> int:
    """The length of the longest run of characters that stands in both."""
    if one in other:
        return len(one)
    if other in one:
        return len(other)
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.find_longest_match(0, len(one), 0, len(other)).size


def _match_target(
    counts: StanceCounts,
    name: str,
    key: str,
    sign: str,
    output: OutputDocument | None,
    entity_of_key: dict[str, str],
) -> None:
    """A target that no mention leads to an entity of the output is a topic."""
    entities = {entity_of_key[f"{t}:{key}"] for t in TYPE_OF if f"{t}:{key}" in entity_of_key}
    entities = entities or {f"topic:{key}"}
    targets = output.targets if output else []
    got = next((judged for entity_id, judged in targets if entity_id in entities), NOTHING)
    counts.targets += 1
    counts.targets_right += got == sign
    if got != sign:
        weight = _REVERSED if {sign, got} == {"+", "-"} else 1.0
        counts.misses.append(Miss("target stance", name, weight, f"{key}: want {sign}, got {got}"))
