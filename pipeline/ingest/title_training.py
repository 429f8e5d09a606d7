"""Fit the model that finds a page's title.

python -m pipeline.ingest.title_training [CORPUS [WEIGHTS [SENTENCES…]]]

The model builds on what the line classifier thinks of a line. Of pages that it was fitted on it
thinks too well, so that it is fitted again for each fold of the pages, without that fold.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.errors import InputError, KnowledgeError
from pipeline.ingest.line_classifier import LineClassifier
from pipeline.ingest.line_grams import Floats
from pipeline.ingest.line_labels import Labelled, labelled
from pipeline.ingest.line_page import LinePage
from pipeline.ingest.line_pages import LabelledPage
from pipeline.ingest.line_sections import judge_known
from pipeline.ingest.line_training import Sheet, fit_sheets
from pipeline.ingest.lines import letters, lines_of
from pipeline.ingest.title_features import FEATURES, TOP_LINES, title_features
from pipeline.ingest.title_model import WEIGHTS
from pipeline.resources import models_path
from pipeline.weights import named_weights

_FOLDS: Final = 4
_STRENGTH: Final = 0.3
_LEAST: Final = -3.0
_HEAD_LINES: Final = TOP_LINES - 2
_GOLD_WEIGHT: Final = 1.5
_WRITTEN_WEIGHT: Final = 0.8
_TAKEN_UP: Final = ("overlap", "overlap-high", "overlap-none", "overlap-best", "overlap*width")


class Titled(NamedTuple):
    """A page ready for fitting."""

    features: Floats
    place: int | None
    """The number of the line that is the title; None where the page has none."""
    weight: float


def variants(page: LabelledPage, number: int, others: Sequence[LabelledPage]) -> list[LabelledPage]:
    """`page`, with its title below the whole head, and under the first line of another page's head.

    Args:
        page: a labelled page.
        number: its number among `others`.
        others: all pages.
    """
    wanted = letters(page.title or "")
    rows = list(zip(page.lines, page.kinds, strict=True))
    head = rows[:_HEAD_LINES]
    at = next((n for n, (text, _) in enumerate(head) if wanted and letters(text) == wanted), None)
    if at is None:
        return [page]
    found = [page]
    title, rest = rows[at], rows[:at] + rows[at + 1 :]
    end = next((n for n, (t, kind) in enumerate(rest) if t and kind == "body"), 0)
    if 0 < end < _HEAD_LINES and end != at:
        found.append(_with(page, [*rest[:end], title, *rest[end:]]))
    for other in (*others[number + 1 :], *others[:number]):
        first = next(((t, k) for t, k in zip(other.lines, other.kinds, strict=True) if t), None)
        same = other.lines[0].isascii() == title[0].isascii()
        if first is not None and same and first[1] in ("nav", "byline") and len(first[0]) < 40:
            found.append(_with(page, [first, *rows]))
            break
    return found


def _with(page: LabelledPage, rows: Sequence[tuple[str, str]]) -> LabelledPage:
    return replace(page, lines=tuple(t for t, _ in rows), kinds=tuple(k for _, k in rows))


def titled_pages(found: Labelled) -> list[Titled]:
    """Labelled pages that have a title, or certainly none, with shares of models blind to them."""
    common = [Sheet(page) for page in found.rest]
    groups = [[Sheet(page) for page in group] for group in found.pages]
    own = [group[0] for group in found.pages]
    pages: list[tuple[LabelledPage, LinePage, Floats]] = []
    for fold in range(_FOLDS):
        seen = [s for n, group in enumerate(groups) if n % _FOLDS != fold for s in group]
        model = fit_sheets([*common, *seen])
        for number in range(fold, len(own), _FOLDS):
            pages += [(p, *_judged(p, model)) for p in variants(own[number], number, own)]
    model = fit_sheets([*common, *(s for group in groups for s in group)])
    pages += [(p, *_judged(p, model)) for p in found.heads]
    return list(_titled(pages))


def _judged(labelled_page: LabelledPage, model: LineClassifier) -> tuple[LinePage, Floats]:
    page = LinePage(lines_of("\n".join(labelled_page.lines)))
    judge_known(page)
    return page, model.shares(page)


def _titled(pages: Sequence[tuple[LabelledPage, LinePage, Floats]]) -> Iterator[Titled]:
    """The pages with their features; what an article takes up of a title is as in the gold."""
    taken_up: list[Floats] = []
    columns = [FEATURES.index(name) for name in _TAKEN_UP]
    written = []
    for labelled_page, page, shares in pages:
        wanted = letters(labelled_page.title or "")
        places = [n for n, t in enumerate(page.texts[:TOP_LINES]) if wanted == letters(t)]
        if wanted and not places:
            continue
        removed = [verdict is not None for verdict in page.verdicts[:TOP_LINES]]
        features = title_features(page.texts, page.after_blank, shares, removed)
        place = places[0] if wanted else None
        if wanted and places[0] >= len(features):
            continue
        # The line that repeats the title is neither right nor wrong.
        features[[n for n in places[1:] if n < len(features)] if wanted else []] = np.nan
        if labelled_page.gold:
            if place is not None:
                taken_up.append(features[place, columns])
            yield Titled(features, place, _GOLD_WEIGHT)
        elif place is not None:
            written.append((features, place))
    # The articles of written pages are others', which know nothing of the title. Some articles of
    # the world do not take theirs up either.
    for number, (features, place) in enumerate(written):
        if number % 2:
            features[place, columns] = taken_up[7 * number % len(taken_up)]
        yield Titled(features, place, _WRITTEN_WEIGHT)


def fit_title(pages: Sequence[Titled]) -> tuple[float, npt.NDArray[np.float64]]:
    """Bias and weights, shape (len(FEATURES),), of the odds that a line is the title."""
    from sklearn.linear_model import LogisticRegression

    features = np.vstack([page.features for page in pages])
    truth = np.concatenate([np.arange(len(p.features)) == p.place for p in pages])
    weight = np.concatenate([np.full(len(p.features), p.weight) for p in pages])
    known = ~np.isnan(features[:, 0])
    model = LogisticRegression(C=_STRENGTH, max_iter=5000, tol=1e-6)
    model.fit(features[known], truth[known], sample_weight=weight[known])
    return float(model.intercept_[0]), model.coef_[0]


def written(bias: float, weights: npt.NDArray[np.float64]) -> str:
    """The model as TOML."""
    return named_weights(_HEAD, FEATURES, weights, {"bias": f"{bias:.3f}", "least": _LEAST})


_HEAD: Final = """\
# Weights of the model that finds the title among the first lines of a page: a logistic regression
# over the features of pipeline/ingest/title_features.py. Written by title_training.py, which learns
# them from corpus/labels/lines/pages and the train part of corpus/gold; not edited by hand.
#
# least     the log-odds below which no line is the title
"""


def main(arguments: Sequence[str]) -> None:
    """Train on the corpus, and on files of sentences that are body; write the weights."""
    corpus = Path(arguments[0]) if arguments else Path("corpus")
    path = Path(arguments[1]) if len(arguments) > 1 else models_path(WEIGHTS)
    pages = titled_pages(labelled(corpus, more=[Path(name) for name in arguments[2:]]))
    path.write_text(written(*fit_title(pages)), encoding="utf-8")
    sys.stderr.write(f"{len(pages)} pages, {len(FEATURES)} weights in {path}\n")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (InputError, KnowledgeError) as error:
        sys.exit(str(error))
