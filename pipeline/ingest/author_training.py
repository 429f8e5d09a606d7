"""Fit the model that finds a page's author.

python -m pipeline.ingest.author_training [CORPUS [WEIGHTS]]

It learns from the written pages of `corpus/labels/lines/pages` that name their author, from the
heads of `corpus/labels/heads`, and from the gold's train part.
"""

from __future__ import annotations

import itertools
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.errors import InputError, KnowledgeError
from pipeline.evaluate.marked import read_marked
from pipeline.ingest.author_candidates import Candidate, SeenLine, candidates
from pipeline.ingest.author_features import FEATURES, author_features
from pipeline.ingest.author_grams import BUCKETS, AuthorGrams, buckets_of
from pipeline.ingest.author_grams import WEIGHTS as GRAMS
from pipeline.ingest.author_model import WEIGHTS, AuthorModel
from pipeline.ingest.author_names import account
from pipeline.ingest.byline_authors import read_authors
from pipeline.ingest.line_classifier import line_classifier
from pipeline.ingest.line_grams import Floats
from pipeline.ingest.line_labels import passages, read_pages
from pipeline.ingest.line_page import is_prose
from pipeline.ingest.lines import letters
from pipeline.ingest.page_record import RawPage
from pipeline.ingest.page_steps import begin_page, know_lines, strip_page
from pipeline.ingest.page_zones import Piece, seen_lines
from pipeline.ingest.script import fold
from pipeline.resources import models_path
from pipeline.weights import named_weights

_STRENGTH: Final = 1.0
# What one n-gram counts against one feature, and the least weight of one that is kept.
_GRAM: Final = 0.5
_FAINT: Final = 1e-3
_LEAST: Final = -2.0
_BESIDE: Final = 1.0
_WRITTEN_WEIGHT: Final = 0.5
_HEAD_WEIGHT: Final = 1.0
_GOLD_WEIGHT: Final = 6.0
_AND: Final = re.compile(r"、|, | & | and ")


class Written(NamedTuple):
    """A page as it is printed, and who wrote it (None: it names nobody)."""

    text: str
    author: str | None
    weight: float


class Authored(NamedTuple):
    """A page ready for fitting."""

    found: list[Candidate]
    lines: list[SeenLine]
    features: Floats
    truth: npt.NDArray[np.bool_]
    author: str | None
    weight: float


def written_pages(corpus: Path) -> list[Written]:
    """The pages under `corpus` whose author is known, or is known to be nobody.

    Raises:
        InputError: a file is missing or not as it must be.
    """
    plain = passages(corpus / "labels/passages")
    lines = [t for page in plain for t in page.lines if is_prose(t)]
    pools = {
        latin: itertools.cycle([t for t in lines if t.isascii() is latin])
        for latin in (True, False)
    }
    found: list[Written] = []
    for path in sorted((corpus / "labels/lines/pages").glob("*.txt")):
        pages = list(read_pages(path, pools[path.name.startswith("en")]))
        # A file none of whose pages names an author was written for other ends.
        if any(page.author for page in pages):
            found += [Written("\n".join(p.lines), p.author, _WRITTEN_WEIGHT) for p in pages]
    rows = [
        (row, _WRITTEN_WEIGHT if path.stem == "heads" else _HEAD_WEIGHT)
        for path in sorted((corpus / "labels/heads").glob("*.jsonl"))
        for row in path.read_text(encoding="utf-8").splitlines()
    ]
    for row, weight in rows:
        entry = json.loads(row)
        if "author" not in entry:
            continue
        prose = pools[entry["head"].isascii()]
        body = "\n\n".join(next(prose) for _ in range(4))
        text = "\n\n".join(t for t in (entry["head"], body, entry.get("tail", "")) if t)
        found.append(Written(fold(text), fold(entry["author"] or "") or None, weight))
    split = set(json.loads((corpus / "gold/split.json").read_text(encoding="utf-8"))["train"])
    for document in read_marked(corpus / "gold/marked"):
        if document.id in split:
            author = fold(document.header.get("author", "")) or None
            found.append(Written(document.text, author, _GOLD_WEIGHT))
    return found


def authored(pages: Sequence[Written]) -> list[Authored]:
    """The pages with the features of their candidates."""
    raws = [RawPage(f"{number}.txt", page.text.encode()) for number, page in enumerate(pages)]
    works = [know_lines((begin_page(raw, None, None), None)) for raw in raws]
    shares = line_classifier().shares_of([work.page for work in works])
    found = []
    for page, work, share in zip(pages, works, shares, strict=True):
        title = strip_page((work, share))
        found.append(_authored(page, work.pieces, title))
    return found


def _authored(page: Written, pieces: Sequence[Piece], title: str | None) -> Authored:
    lines = seen_lines(pieces, title)
    article = "\n".join(p.text for p in pieces if p.kind is None)
    names = candidates(lines)
    features = author_features(names, lines, article, title, read_authors(pieces, title))
    wanted = {letters(account(name)) for name in _AND.split(page.author or "")} - {""}
    truth = np.array([letters(account(c.name)) in wanted for c in names], dtype=np.bool_)
    return Authored(names, lines, features, truth, page.author, page.weight)


def fit_author(pages: Sequence[Authored]) -> AuthorModel:
    """The model of the odds that a candidate is an author of its page."""
    import scipy.sparse
    from sklearn.linear_model import LogisticRegression

    pages = [page for page in pages if page.found]
    features = np.vstack([page.features for page in pages])
    truth = np.concatenate([page.truth for page in pages])
    weight = np.concatenate([np.full(len(page.found), page.weight) for page in pages])
    rows = [buckets_of(candidate, page.lines) for page in pages for candidate in page.found]
    bounds = np.cumsum([0, *map(len, rows)])
    columns = np.array([bucket for row in rows for bucket in row])
    grams = scipy.sparse.csr_matrix(
        (np.full(len(columns), _GRAM), columns, bounds), shape=(len(rows), BUCKETS)
    )
    matrix = scipy.sparse.hstack([scipy.sparse.csr_matrix(features), grams], format="csr")
    model = LogisticRegression(C=_STRENGTH, max_iter=3000, tol=1e-5)
    model.fit(matrix, truth, sample_weight=weight)
    named, learned = model.coef_[0][: len(FEATURES)], _GRAM * model.coef_[0][len(FEATURES) :]
    kept = np.flatnonzero(np.abs(learned) > _FAINT)
    around = AuthorGrams(kept.astype(np.uint32), learned[kept].astype(np.float32))
    return AuthorModel(float(model.intercept_[0]), named, _LEAST, _BESIDE, around)


def written(model: AuthorModel) -> str:
    """The model as TOML."""
    numbers: dict[str, float | str] = {
        "bias": f"{model.bias:.3f}",
        "least": model.least,
        "beside": model.beside,
    }
    return named_weights(_HEAD, FEATURES, model.weights, numbers)


_HEAD: Final = """\
# Weights of the model that finds the author among those named around an article: a logistic
# regression over the features of pipeline/ingest/author_features.py. Written by author_training.py,
# which learns them from corpus/labels and the train part of corpus/gold; not edited by hand.
#
# least     the log-odds below which a page names no author
# beside    the log-odds from which one more beside the likeliest is an author too
"""


def main(arguments: Sequence[str]) -> None:
    """Train on the corpus; write the weights."""
    corpus = Path(arguments[0]) if arguments else Path("corpus")
    path = Path(arguments[1]) if len(arguments) > 1 else models_path(WEIGHTS)
    pages = authored(written_pages(corpus))
    model = fit_author(pages)
    path.write_text(written(model), encoding="utf-8")
    if model.grams is not None:
        np.savez_compressed(
            path.parent / Path(GRAMS).name,
            buckets=model.grams.buckets,
            weights=model.grams.weights.astype(np.float16),
        )
    sys.stderr.write(f"{len(pages)} pages, {len(FEATURES)} weights in {path}\n")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (InputError, KnowledgeError) as error:
        sys.exit(str(error))
