"""The page: what the tables say, put into one HTML file that needs nothing else.

The page carries its data compressed, Vega with Vega-Lite for the charts (from the package
vl-convert-python), and a policy that lets a browser run the scripts of the page and no other, and
ask no network for anything.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

import jinja2
from markupsafe import Markup

from pipeline.contract import MENTION_TYPES
from pipeline.report import brief, claims, network, ranking, removed, routes, telling, timeline
from pipeline.report.corpus import Corpus, read_corpus, records, sentence_texts
from pipeline.report.evidence import kept_sentences, packed, sentence_columns
from pipeline.store.state import state_name
from pipeline.tables import Tables

_SCRIPTS: Final = (
    "data.js", "table.js", "sections.js", "charts.js", "command.js", "behind.js", "drawer.js",
    "main.js",
)  # fmt: skip
_CHARTS: Final = ("entities", "timeline", "heatmap", "network")
_WITH_TIMELINE: Final = 200
_NODES: Final = 40
_LISTED: Final = 200  # groups of copies, and inputs that were not read: a page is no archive

_SCRIPT_NAMES: Final = {
    "hans": "simplified Chinese",
    "hant": "traditional Chinese",
    "mixed": "both scripts",
    "none": "English",
}


def render(tables: Tables) -> str:
    """The report on an output folder, as one HTML document.

    The same tables and manifest give the same text.

    Raises:
        MissingTableError: a stage has not been run; the message names the table.
    """
    corpus = read_corpus(tables)
    ranked = ranking.rank(corpus)
    time = timeline.timeline(corpus, [r.entity.entity_id for r in ranked[:_WITH_TIMELINE]])
    said = claims.claims_of(corpus, tables.claims)
    disputes = claims.disputes(corpus, tables.claims, sentence_texts(tables))
    best = telling.telling(corpus, "optimistic")
    worst = telling.telling(corpus, "cautionary")
    rules = removed.rules(corpus, tables.edits)
    pairs = network.pairs(corpus, ranked, nodes=_NODES)
    needed = [
        *best,
        *worst,
        *(n for d in disputes for n in d.sentences),
        *(c.sentence for c in said),
    ]
    kept = kept_sentences(corpus, needed, [r.entity.entity_id for r in ranked])
    position = {r.entity.entity_id: n for n, r in enumerate(ranked)}
    tone, having = ranking.count_stance(corpus, range(len(corpus.sentences))), _having(corpus)
    data = {
        "documents": _documents(corpus),
        "sentences": sentence_columns(corpus, kept, position),
        "entities": _entities(ranked),
        "timeline": _timeline(time, position),
        "pairs": [[position[p.one], position[p.other], *p[2:]] for p in pairs],
        "claims": _claims(corpus, said, position),
        "removed": [[r.kind, r.rule, r.spans, r.samples] for r in rules],
        "folding": corpus.folding,
        "charts": {name: json.loads(_asset(f"charts/{name}.json")) for name in _CHARTS},
        "total": len(corpus.sentences),
        "tone": tone,
        "having": having,
    }
    return _fill(
        {
            "corpus": corpus,
            "span": _span(corpus),
            "scripts": _scripts(corpus),
            "verdicts": _verdicts(corpus),
            "tone": tone,
            "ranked": ranked,
            "types": [t for t in MENTION_TYPES if any(r.entity.type == t for r in ranked)],
            "time": time,
            "figures": len(tables.figures),
            "mentions": len(tables.mentions),
            "having": having,
            "claims": said,
            "metrics": sorted({c.metric for c in said}),
            "disputes": disputes,
            "telling": (("optimistic", best), ("cautionary", worst)),
            "pairs": pairs,
            "nodes": min(_NODES, len(ranked)),
            "brief": brief.brief(corpus, ranked, time, disputes),
            "rules": rules,
            "kinds": _kinds(rules),
            "meaning": removed.MEANING,
            "groups": removed.copies(corpus),
            "rejects": records(tables.rejects, ("source", "stage", "message")),
            "listed": _LISTED,
            "kept": len(kept),
            "manifest": tables.manifest,
            "state": state_name(tables.state),
        },
        data,
    )


def _asset(name: str) -> str:
    return files("pipeline.report").joinpath(name).read_text(encoding="utf-8")


@cache
def chart_library() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script that sets `vegaEmbed` on the window."""
    import vl_convert

    bundle: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    # In a function of its own: its names are many and of one letter.
    return f"(()=>{{{bundle}\n}})();"


def _fill(values: dict[str, Any], data: dict[str, Any]) -> str:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: _asset(f"templates/{name}")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        thousands=lambda n: f"{n:,}",
        signed=brief.signed,
        words=lambda name: name.replace("_", " "),
        percent=lambda share: f"{100 * share:.0f}%",
    )
    environment.globals.update(
        find=routes.find,
        listed_documents=routes.documents,
        removed_route=routes.removed,
        marked=_marked,
    )
    code = "\n".join(_asset(f"assets/{name}") for name in _SCRIPTS)
    scripts = [chart_library(), f"(()=>{{'use strict';\n{code}\n}})();"]
    for script in scripts:
        if "</script" in script.lower():
            raise ValueError("a script that ends its own element")
    policy = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
        "form-action 'none'; script-src 'unsafe-eval' " + " ".join(_digest(s) for s in scripts)
    )
    return environment.get_template("report.html").render(
        **values,
        policy=policy,
        style=Markup(_asset("assets/report.css")),
        code=[Markup(script) for script in scripts],
        data=packed(data),
    )


def _digest(script: str) -> str:
    digest = hashlib.sha256(script.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _marked(sentence: Any) -> Markup:
    """The text of a sentence with its names as links to their entities."""
    pieces, at = [], 0
    for start, end, entity_id in sentence.names:
        pieces.append(Markup.escape(sentence.text[at:start]))
        pieces.append(
            Markup('<a class="name" href="{}">{}</a>').format(
                routes.find(entity=entity_id), sentence.text[start:end]
            )
        )
        at = end
    pieces.append(Markup.escape(sentence.text[at:]))
    return Markup("").join(pieces)


def _span(corpus: Corpus) -> tuple[str, str] | None:
    days = [d.published for d in corpus.documents if d.published]
    return (min(days), max(days)) if days else None


def _scripts(corpus: Corpus) -> list[tuple[str, str, int]]:
    counts = Counter(d.script for d in corpus.documents)
    return [(s, _SCRIPT_NAMES[s], counts[s]) for s in _SCRIPT_NAMES if counts[s]]


def _having(corpus: Corpus) -> dict[str, int]:
    """How many sentences hold a name, and how many a figure."""
    return {
        "name": sum(bool(s.entities) for s in corpus.sentences),
        "figure": sum(bool(s.figures) for s in corpus.sentences),
    }


def _verdicts(corpus: Corpus) -> list[tuple[str, int]]:
    counts = Counter(d.stance for d in corpus.documents)
    return [(s, counts[s]) for s in ("optimistic", "mixed", "neutral", "cautionary") if counts[s]]


def _kinds(rules: Sequence[removed.Rule]) -> list[tuple[str, bool, int, int]]:
    """Kind, whether it removes, spans and characters, in the order of the rules."""
    spans: dict[tuple[str, bool], list[int]] = {}
    for rule in rules:
        total = spans.setdefault((rule.kind, rule.removes), [0, 0])
        total[0] += rule.spans
        total[1] += rule.characters
    return [(kind, removes, n, chars) for (kind, removes), (n, chars) in spans.items()]


def _documents(corpus: Corpus) -> dict[str, list[Any]]:
    return {
        "id": [d.doc_id for d in corpus.documents],
        "title": [d.title for d in corpus.documents],
        "source": [d.source for d in corpus.documents],
        "date": [d.published for d in corpus.documents],
        "stance": [d.stance for d in corpus.documents],
        "score": [round(100 * d.score) for d in corpus.documents],
        "script": [d.script for d in corpus.documents],
        "first": [d.first for d in corpus.documents],
        "sentences": [d.last - d.first for d in corpus.documents],
        "copies": [
            [copy, group.original] for group in removed.copies(corpus) for copy in group.copies
        ],
    }


def _entities(ranked: Sequence[ranking.Ranked]) -> dict[str, list[Any]]:
    return {
        "id": [r.entity.entity_id for r in ranked],
        "type": [r.entity.type for r in ranked],
        "name": [r.entity.name for r in ranked],
        "other": [r.entity.other for r in ranked],
        "also": [r.entity.also for r in ranked],
        "documents": [r.documents for r in ranked],
        "sentences": [r.sentences for r in ranked],
        "optimistic": [r.optimistic for r in ranked],
        "cautionary": [r.cautionary for r in ranked],
    }


def _timeline(time: timeline.Timeline, position: dict[str, int]) -> dict[str, Any]:
    return {
        "unit": time.unit,
        "buckets": time.buckets,
        "corpus": time.corpus,
        "entities": {
            str(position[e]): [[b, *counts] for b, counts in found.items()]
            for e, found in time.entities.items()
        },
    }


def _claims(
    corpus: Corpus, said: Sequence[claims.Claim], position: dict[str, int]
) -> dict[str, list[Any]]:
    # An entity may have claims and yet be named in none of the sentences: it is carried over.
    apart = [(n, c.entity_id) for n, c in enumerate(said) if c.entity_id not in position]
    return {
        "unnamed": [[n, corpus.entities[e].name if e in corpus.entities else e] for n, e in apart],
        "entity": [position.get(c.entity_id, -1) for c in said],
        "metric": [c.metric for c in said],
        "period": [c.period for c in said],
        "value": [c.value for c in said],
        "shown": [c.shown for c in said],
        "surface": [c.surface for c in said],
        "sentence": [c.sentence for c in said],
        "disputed": [n for n, c in enumerate(said) if c.disputed],
    }
