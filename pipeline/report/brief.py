"""What a corpus says in a few sentences, for those who read no further.

Each line is a list of pieces: plain text, or a text with the route to what is behind it. Every
number stands in a piece with a route.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from pipeline.report.claims import Dispute
from pipeline.report.corpus import Corpus
from pipeline.report.ranking import Ranked, extremes
from pipeline.report.routes import documents, find
from pipeline.report.timeline import Timeline

_LEAST_SENTENCES = 30


class Piece(NamedTuple):
    """Some words of a line, where they lead, and how many sentences or documents are there."""

    text: str
    route: str | None = None
    behind: int | None = None


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
    everything = len(corpus.documents)
    line = [Piece("Of "), Piece(f"{everything:,} documents", documents(), everything)]
    for verdict in _ORDER:
        if count := verdicts[verdict]:
            line += [Piece(", "), Piece(f"{count:,} {verdict}", documents(stance=verdict), count)]
    both = Counter(s.stance for s in corpus.sentences)
    good, bad = both["optimistic"], both["cautionary"]
    return [
        *line,
        Piece(". Of their sentences, "),
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
        entity_id = row.entity.entity_id
        of = f" of {len(corpus.documents):,} documents" if not n else ""
        line += [
            Piece(row.entity.name, find(entity=entity_id), row.sentences),
            Piece(" ("),
            Piece(f"{row.sentences:,} sentences", find(entity=entity_id), row.sentences),
            Piece(", "),
            Piece(f"{row.documents:,}{of}", documents(entity=entity_id), row.documents),
            Piece(")"),
        ]
    return [*line, Piece(".")]


def _best_and_worst(corpus: Corpus, ranked: list[Ranked]) -> Line:
    found = extremes(ranked, len(corpus.documents))
    if found is None:
        return []
    best, worst = found.best, found.worst
    return [
        Piece("Among those named in "),
        Piece(f"{found.least_documents} documents or more", "#entities"),
        Piece(", "),
        _named(best, best.entity.name),
        Piece(" is spoken of best ("),
        _named(best, f"net {signed(best.net)}"),
        Piece(") and "),
        _named(worst, worst.entity.name),
        Piece(" worst ("),
        _named(worst, signed(worst.net)),
        Piece(")."),
    ]


def _named(row: Ranked, text: str) -> Piece:
    return Piece(text, find(entity=row.entity.entity_id), row.sentences)


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
        _between(best, f"began on {best[1][0]}" if time.unit != "day" else f"was {best[1][0]}"),
        Piece(" ("),
        _between(best, f"net {signed(best[0])}"),
        Piece("), the darkest "),
        _between(worst, f"on {worst[1][0]}"),
        Piece(" ("),
        _between(worst, signed(worst[0])),
        Piece(")."),
    ]


def _between(found: tuple[float, tuple[str, str], int], text: str) -> Piece:
    _, (first, last), count = found
    return Piece(text, find(from_=first, to=last), count)


def _apart(disputes: list[Dispute]) -> Line:
    if not disputes:
        return []
    first = disputes[0]
    many = f"{len(disputes):,} figures" if len(disputes) > 1 else "one figure"
    low, high = first.values[0], first.values[-1]
    return [
        Piece("Documents disagree on "),
        Piece(many, "#disputes"),
        Piece(", among them " if len(disputes) > 1 else ", "),
        Piece(
            f"{first.name}, {first.metric.replace('_', ' ')} {first.period}",
            find(sentences=first.sentences),
            len(first.sentences),
        ),
        Piece(": from "),
        Piece(low.shown, find(sentences=low.sentences), len(low.sentences)),
        Piece(" to "),
        Piece(high.shown, find(sentences=high.sentences), len(high.sentences)),
        Piece("."),
    ]


def signed(value: float) -> str:
    """A net stance with its sign, the minus as typeset."""
    text = f"{value:+.2f}".replace("-", "−")
    return text[1:] if text[1:] == "0.00" else text
