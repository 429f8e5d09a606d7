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
from pipeline.ingest.author_model import WEIGHTS, AuthorModel, account
from pipeline.ingest.byline_authors import read_authors
from pipeline.ingest.line_classifier import line_classifier
from pipeline.ingest.line_grams import Floats
from pipeline.ingest.line_labels import passages, read_pages
from pipeline.ingest.line_page import is_prose
from pipeline.ingest.lines import letters
from pipeline.ingest.page_steps import RawPage, begin_page, strip_page
from pipeline.ingest.page_zones import Piece, seen_lines
from pipeline.ingest.script import fold
from pipeline.resources import models_path
from pipeline.weights import named_weights

_STRENGTH: Final = 0.3
_LEAST: Final = -1.5
_BESIDE: Final = 1.0
_WRITTEN_WEIGHT: Final = 0.5
_GOLD_WEIGHT: Final = 1.5
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
    for row in (corpus / "labels/heads/heads.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(row)
        if "author" not in entry:
            continue
        prose = pools[entry["head"].isascii()]
        body = "\n\n".join(next(prose) for _ in range(4))
        text = "\n\n".join(t for t in (entry["head"], body, entry.get("tail", "")) if t)
        found.append(Written(fold(text), fold(entry["author"] or "") or None, _WRITTEN_WEIGHT))
    split = set(json.loads((corpus / "gold/split.json").read_text(encoding="utf-8"))["train"])
    for document in read_marked(corpus / "gold/marked"):
        if document.id in split:
            author = fold(document.header.get("author", "")) or None
            found.append(Written(document.text, author, _GOLD_WEIGHT))
    return found


def authored(pages: Sequence[Written]) -> list[Authored]:
    """The pages with the features of their candidates."""
    raws = [RawPage(f"{number}.txt", page.text.encode()) for number, page in enumerate(pages)]
    works = [begin_page(raw, None, None) for raw in raws]
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
    from sklearn.linear_model import LogisticRegression

    pages = [page for page in pages if page.found]
    features = np.vstack([page.features for page in pages])
    truth = np.concatenate([page.truth for page in pages])
    weight = np.concatenate([np.full(len(page.found), page.weight) for page in pages])
    model = LogisticRegression(C=_STRENGTH, max_iter=5000, tol=1e-6)
    model.fit(features, truth, sample_weight=weight)
    return AuthorModel(float(model.intercept_[0]), model.coef_[0], _LEAST, _BESIDE)


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
    path.write_text(written(fit_author(pages)), encoding="utf-8")
    sys.stderr.write(f"{len(pages)} pages, {len(FEATURES)} weights in {path}\n")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (InputError, KnowledgeError) as error:
        sys.exit(str(error))
