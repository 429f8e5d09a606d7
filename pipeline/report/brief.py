"""What a corpus says in a few sentences, for those who read no further.

Each line is a list of pieces: plain text, or a text with the route to the sentences behind it.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from pipeline.report.claims import Dispute
from pipeline.report.corpus import Corpus
from pipeline.report.ranking import Ranked, extremes
from pipeline.report.routes import find
from pipeline.report.timeline import Timeline

_LEAST_SENTENCES = 30


class Piece(NamedTuple):
    """Some words of a line, where they lead, and how many sentences are there."""

    text: str
    route: str | None = None
    sentences: int | None = None


Line = list[Piece]


def brief(
    corpus: Corpus, ranked: list[Ranked], time: Timeline, disputes: list[Dispute]
) -> list[Line]:
    """The lines, those that have something to say."""
    lines = (
        _mood(corpus),
        _most_named(corpus, ranked),
        _best_and_worst(corpus, ranked),
        _turns(time),
        _apart(disputes),
    )
    return [line for line in lines if line]


def _mood(corpus: Corpus) -> Line:
    verdicts = Counter(d.stance for d in corpus.documents if d.stance)
    if not verdicts:
        return []
    counts = ", ".join(f"{verdicts[v]:,} {v}" for v in _ORDER if verdicts[v])
    both = Counter(s.stance for s in corpus.sentences)
    good, bad = both["optimistic"], both["cautionary"]
    return [
        Piece(f"Of {sum(verdicts.values()):,} documents judged, {counts}. Of their sentences, "),
        Piece(f"{good:,} are optimistic", find(stance="optimistic"), good),
        Piece(" and "),
        Piece(f"{bad:,} cautionary", find(stance="cautionary"), bad),
        Piece("; the others state facts, or hold both."),
    ]


_ORDER = ("optimistic", "mixed", "neutral", "cautionary")


def _most_named(corpus: Corpus, ranked: list[Ranked]) -> Line:
    if not ranked:
        return []
    line: Line = [Piece("Named most: ")]
    for n, row in enumerate(ranked[:3]):
        line.append(Piece(", " if n else ""))
        line.append(Piece(row.entity.name, find(entity=row.entity.entity_id), row.sentences))
        of = f" of {len(corpus.documents):,} documents" if not n else ""
        line.append(Piece(f" ({row.sentences:,} sentences, {row.documents:,}{of})"))
    return [*line, Piece(".")]


def _best_and_worst(corpus: Corpus, ranked: list[Ranked]) -> Line:
    found = extremes(ranked, len(corpus.documents))
    if found is None:
        return []
    best, worst = found.best, found.worst
    return [
        Piece(f"Among those named in {found.least_documents} documents or more, "),
        Piece(best.entity.name, find(entity=best.entity.entity_id), best.sentences),
        Piece(f" is spoken of best (net {signed(best.net)}) and "),
        Piece(worst.entity.name, find(entity=worst.entity.entity_id), worst.sentences),
        Piece(f" worst ({signed(worst.net)})."),
    ]


def _turns(time: Timeline) -> Line:
    nets = [
        ((c[0] - c[2]) / sum(c), bucket, sum(c))
        for c, bucket in zip(time.corpus, time.buckets, strict=True)
        if sum(c) >= _LEAST_SENTENCES
    ]
    if len(nets) < 3:
        return []
    best, worst = max(nets), min(nets)
    return [
        Piece(f"The brightest {time.unit} "),
        Piece(
            f"began on {best[1][0]}" if time.unit != "day" else f"was {best[1][0]}",
            find(from_=best[1][0], to=best[1][1]),
            best[2],
        ),
        Piece(f" (net {signed(best[0])}), the darkest "),
        Piece(f"on {worst[1][0]}", find(from_=worst[1][0], to=worst[1][1]), worst[2]),
        Piece(f" ({signed(worst[0])})."),
    ]


def _apart(disputes: list[Dispute]) -> Line:
    if not disputes:
        return []
    first = disputes[0]
    many = f"{len(disputes):,} figures, among them" if len(disputes) > 1 else "one figure,"
    about = f"{first.name}, {first.metric.replace('_', ' ')} {first.period}"
    values = f"from {first.values[0].shown} to {first.values[-1].shown}"
    return [
        Piece("Documents disagree", "#disputes"),
        Piece(f" on {many} {about}: {values}."),
    ]


def signed(value: float) -> str:
    """A net stance with its sign, the minus as typeset."""
    text = f"{value:+.2f}".replace("-", "−")
    return text[1:] if text[1:] == "0.00" else text
