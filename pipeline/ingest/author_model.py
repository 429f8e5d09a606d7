"""Who of those named around an article is its author: a logistic regression.

Its weights, one a feature of author_features.py, stand in `models/metadata/author.toml`, where they
can be read, those of the words around a name (author_grams.py) beside it; author_training.py fits
both together.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from pipeline.ingest.author_beside import (
    are_alone,
    are_licensed,
    are_listed,
    is_joined,
    is_signed,
    sounds_like_person,
    with_head,
)
from pipeline.ingest.author_candidates import Candidate, SeenLine, candidates
from pipeline.ingest.author_features import FEATURES, author_features
from pipeline.ingest.author_grams import AuthorGrams, author_grams
from pipeline.ingest.author_lists import displayed, is_joined_account, labelled, stand_alike
from pipeline.ingest.author_names import as_called, in_both_scripts, in_full
from pipeline.ingest.author_refusals import is_refused
from pipeline.ingest.byline_book import byline_book
from pipeline.ingest.bylines import labelled as labelled_fields
from pipeline.ingest.line_grams import Floats
from pipeline.ingest.network_posts import posted_by
from pipeline.ingest.person_names import (
    is_title,
)
from pipeline.resources import models_path
from pipeline.weights import load_named

WEIGHTS: Final = "metadata/author.toml"
_FARTHEST: Final = 2
_MOST: Final = 6
_LISTED_GAIN: Final = 1.5
_BORNE_OUT_GAIN: Final = 1.5
_OWN_RANK: Final = 1
_OTHERS: Final = ("editor", "picture")
_WHOLE: Final = frozenset(["head", "inside", "tail"])
_STOPS: Final = ("。", ".")
# `贲士豪／左营报导`: where he is.
_REPORTS: Final = re.compile(r"[市县]?(?:即?时?报[道导]|报道|报导|[电讯](?![话子])|专访|摄影)")


class AuthorModel:
    """The author or authors of a page among its candidates.

    Args:
        bias: of the regression.
        weights: shape (len(FEATURES),).
        least: the log-odds below which a page names no author.
        beside: the log-odds from which one more beside the likeliest is an author too.
        grams: what the words around a name add to that; nothing if None.
    """

    def __init__(
        self,
        bias: float,
        weights: Floats,
        least: float,
        beside: float,
        grams: AuthorGrams | None = None,
    ) -> None:
        if weights.shape != (len(FEATURES),):
            raise ValueError(
                f"weights of shape {weights.shape} do not fit {len(FEATURES)} features"
            )
        self.bias, self.weights, self.least, self.beside = bias, weights, least, beside
        self.grams = grams

    def find(
        self, lines: Sequence[SeenLine], article: str, title: str | None, read: Sequence[str]
    ) -> list[str]:
        """The names of the authors in order; empty where nobody is likely to be one.

        Args:
            lines: those that may name the author, in simplified script.
            article: what is left of the page.
            title: of the page.
            read: whom the rules for bylines take for the authors.
        """
        if poster := _posts(lines):
            return [poster]
        found = candidates(lines)
        named = self._find(found, lines, article, title, read) if found else []
        if len(named) == 1 and (shown := displayed(named[0], lines)):
            return [shown]
        other = None if named else labelled(lines)
        return [other] if other else named

    def _find(
        self,
        found: Sequence[Candidate],
        lines: Sequence[SeenLine],
        article: str,
        title: str | None,
        read: Sequence[str],
    ) -> list[str]:
        odds = author_features(found, lines, article, title, read) @ self.weights + self.bias
        if self.grams is not None:
            odds = odds + self.grams.odds(found, lines)

        # Most candidates are far from likely, and of these nobody needs to know.
        @functools.cache
        def refused(number: int) -> bool:
            candidate = found[number]
            return _opens_sentence(candidate, lines) or is_refused(candidate, lines, article)

        names = self._choose(found, lines, odds, refused)
        if not names:
            return []
        text = "\n".join((article, *(line.text for line in lines)))
        whole = [in_full(as_called(name, found, text), found, lines) for name in names]
        # `Markus Ove` is but the beginning of `Markus Ove Thorsen`, who is named too.
        return [x for x in whole if not any(y.startswith(f"{x} ") for y in whole)]

    def _choose(
        self,
        found: Sequence[Candidate],
        lines: Sequence[SeenLine],
        odds: Floats,
        refused: Callable[[int], bool],
    ) -> list[str]:
        """The likeliest of `found` that is not `refused`, and those near it that are likely too."""
        order = np.argsort(-odds, kind="stable").tolist()
        sure = _borne_out(found, lines)
        least = {n: self.least - (_BORNE_OUT_GAIN if n in sure else 0.0) for n in order}
        likely = (n for n in order if odds[n] >= least[n])
        best = next((n for n in likely if not refused(n)), None)
        if best is None:
            return []
        chosen = {best: found[best].name}
        zone = lines[found[best].line].zone
        # Who stands beside the third of a list is found once the third is.
        for number in (*order, *order):
            candidate = found[number]
            if len(chosen) >= _MOST:
                break
            if number in chosen:
                continue
            near = abs(candidate.line - found[best].line) <= _FARTHEST
            if not near or lines[candidate.line].zone != zone:
                continue
            alike = sounds_like_person(candidate.name) and any(
                stand_alike(found[n], candidate, lines, float(odds[number]))
                and sounds_like_person(found[n].name)
                for n in chosen
            )
            account_too = any(is_joined_account(found[n], candidate, lines) for n in chosen)
            alone = any(are_alone(candidate, found[n], lines) for n in chosen)
            if odds[number] < self.least - _LISTED_GAIN and not (
                alike
                or account_too
                or alone
                or any(is_joined(candidate, found[n], lines) for n in chosen)
            ):
                continue
            if any(candidate.name in n or n in candidate.name for n in chosen.values()):
                continue
            behind = candidate.start + len(candidate.name)
            if _REPORTS.match(lines[candidate.line].text, behind):
                continue
            person = sounds_like_person(candidate.name)
            listed = any(are_listed(candidate, found[n], lines, person) for n in chosen)
            named = person or candidate.rank is not None
            both = person and are_licensed(candidate, found[best], lines)
            likely_too = (person and odds[number] >= self.beside) or (named and listed)
            likely_too = likely_too or both or alone or alike or account_too
            if likely_too and not refused(number):
                chosen[number] = candidate.name
        if zone == "tail" and len(chosen) == 1:
            chosen = with_head(best, found, lines, refused)
        known = byline_book().known
        chosen = {n: x for n, x in chosen.items() if n == best or not is_title(x, known)}
        in_order = sorted(chosen, key=lambda n: (found[n].line, found[n].start))
        return list(dict.fromkeys(in_both_scripts(found[n], found) for n in in_order))


def _borne_out(found: Sequence[Candidate], lines: Sequence[SeenLine]) -> frozenset[int]:
    """The numbers of those who are named as authors by more than a single rule's reading.

    Two lines say so, or the line gives the tasks of others too: `主播、文稿:阿舟 / 剪辑:老何`; or a
    person signs with a dash and the day, or above what she is: `— Nora Whitfield | 29 May 2026`.
    """
    read = [(n, c) for n, c in enumerate(found) if c.rank is not None]
    twice = {n for n, c in read if any(o.name == c.name and o.line != c.line for _, o in read)}
    shared = {
        n
        for n, c in read
        if c.rank is not None
        and c.rank <= _OWN_RANK
        and any(field.role in _OTHERS for field in labelled_fields(lines[c.line].text))
    }
    signed = {n for n, c in enumerate(found) if is_signed(c, lines)}
    return frozenset(twice | shared | signed)


def _posts(lines: Sequence[SeenLine]) -> str | None:
    """Who posts what the page consists of, above the day and the sign of to whom it is open."""
    head = [line.text for line in lines if line.zone == "head"]
    return posted_by(head, 0)


def _opens_sentence(candidate: Candidate, lines: Sequence[SeenLine]) -> bool:
    """Whether a name is but the subject of a sentence of the body: whom it is about."""
    line = lines[candidate.line]
    # The title, and pieces of paragraphs with the name of a reporter, are no sentences.
    if line.kind is not None or line.zone not in _WHOLE or candidate.rank is not None:
        return False
    return candidate.start == 0 and line.text.endswith(_STOPS) and line.text != candidate.name


@functools.cache
def author_model() -> AuthorModel:
    """The model of the package, read once a process.

    Raises:
        KnowledgeError: the file is missing or made for other features.
    """
    weights, numbers = load_named(models_path(WEIGHTS), FEATURES, ("bias", "least", "beside"))
    return AuthorModel(
        numbers["bias"], weights, numbers["least"], numbers["beside"], author_grams()
    )


__all__ = [
    "WEIGHTS",
    "AuthorModel",
    "author_model",
]
