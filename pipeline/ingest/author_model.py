"""Who of those named around an article is its author: a logistic regression.

Its weights, one a feature of author_features.py, stand in `models/metadata/author.toml`, where they
can be read, those of the words around a name (author_grams.py) beside it; author_training.py fits
both together.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from pipeline.ingest.author_candidates import Candidate, SeenLine, candidates
from pipeline.ingest.author_features import FEATURES, author_features
from pipeline.ingest.author_grams import AuthorGrams, author_grams
from pipeline.ingest.author_lists import displayed, is_joined_account, labelled, stand_alike
from pipeline.ingest.author_names import account, as_called, in_both_scripts, in_full
from pipeline.ingest.author_refusals import is_refused
from pipeline.ingest.byline_book import byline_book
from pipeline.ingest.byline_segments import without_marks
from pipeline.ingest.line_grams import Floats
from pipeline.ingest.network_posts import posted_by
from pipeline.ingest.person_names import (
    is_han_person,
    is_latin_person,
    is_title,
    parted_names,
)
from pipeline.resources import models_path
from pipeline.weights import load_named

WEIGHTS: Final = "metadata/author.toml"
_FARTHEST: Final = 2
_MOST: Final = 6
_LISTED_GAIN: Final = 1.5
_WHOLE: Final = frozenset(["head", "inside", "tail"])
_STOPS: Final = ("。", ".")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
# `林一舟 本刊记者 苏禾`; an intern or a correspondent who helped is no author.
_COLLEAGUE: Final = r"[\s,，;；、/／]\s*(?:本报|本刊|本网|全媒体|特约)?记者[\s:：]*"
_LISTED: Final = re.compile(
    r"(?:\s?[(（][^()（）]{1,24}[)）]|\sin [A-Z]\w+(?: [A-Z]\w+)?|, [A-Z]\w+(?: [A-Z]\w+)?(?=\s?;)|"
    r"[¹²³⁴⁵⁶*†‡]{1,3}"
    r"|,? (?:PhD|MD|RN|CFA|JD|MPH))?"
    r"(?:" + _COLLEAGUE + r"|,? with |\s*(?:[、,，/／&＆;；]|,? ?(?:and|AND)|和|与|及|、?\s)\s*)"
    r"(?:(?:Dr|Prof|Mr|Ms|Mrs)\.?\s+|@)?"
)
_HAN_NAME: Final = re.compile(r"[\u3400-\u9fff]{2,5}")
_WIDE: Final = re.compile(r"\u3000+|\s{2,}")
# `贲士豪／左营报导`: where he is.
_REPORTS: Final = re.compile(r"[市县]?(?:即?时?报[道导]|报道|报导|[电讯](?![话子])|专访|摄影)")
_JOINED: Final = re.compile(
    r"(?:\s?[(（][^()（）]{1,24}[)）],)?(?:"
    + _COLLEAGUE
    + r"|\s?(?:、|,? (?:and|AND) |,? & |和|与)?)"
    r"(?:(?:Dr|Prof|Mr|Ms|Mrs)\.?\s+)?"
)
_LICENCE: Final = re.compile(r"[^\dA-Za-z]{0,12}S\d{4}")
_AND: Final = re.compile(r"\s*(?:、|,? (?:and|AND) |,? & |[和与及＆&])\s*(?:(?:Dr|Prof)\.? )?")


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
        likely = itertools.takewhile(lambda n: odds[n] >= self.least, order)
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
            alike = _is_person(candidate.name) and any(
                stand_alike(found[n], candidate, lines, float(odds[number]))
                and _is_person(found[n].name)
                for n in chosen
            )
            account_too = any(is_joined_account(found[n], candidate, lines) for n in chosen)
            if odds[number] < self.least - _LISTED_GAIN and not (
                alike or account_too or any(_is_joined(candidate, found[n], lines) for n in chosen)
            ):
                continue
            if any(candidate.name in n or n in candidate.name for n in chosen.values()):
                continue
            behind = candidate.start + len(candidate.name)
            if _REPORTS.match(lines[candidate.line].text, behind):
                continue
            person = _is_person(candidate.name)
            listed = any(_are_listed(candidate, found[n], lines, person) for n in chosen)
            named = person or candidate.rank is not None
            both = person and _are_licensed(candidate, found[best], lines)
            alone = any(_are_alone(candidate, found[n], lines) for n in chosen)
            likely_too = (person and odds[number] >= self.beside) or (named and listed)
            likely_too = likely_too or both or alone or alike or account_too
            if likely_too and not refused(number):
                chosen[number] = candidate.name
        if zone == "tail" and len(chosen) == 1:
            chosen = _with_head(best, found, lines, refused)
        known = byline_book().known
        chosen = {n: x for n, x in chosen.items() if n == best or not is_title(x, known)}
        in_order = sorted(chosen, key=lambda n: (found[n].line, found[n].start))
        return list(dict.fromkeys(in_both_scripts(found[n], found) for n in in_order))


def _posts(lines: Sequence[SeenLine]) -> str | None:
    """Who posts what the page consists of, above the day and the sign of to whom it is open."""
    head = [line.text for line in lines if line.zone == "head"]
    return posted_by(head, 0)


def _is_joined(one: Candidate, other: Candidate, lines: Sequence[SeenLine]) -> bool:
    """Whether two people stand in a line with nothing but `and` or `、` between them."""
    if one.line != other.line or min(one.start, other.start) < 0:
        return False
    first, second = sorted((one, other), key=lambda c: c.start)
    between = lines[one.line].text[first.start + len(first.name) : second.start]
    return bool(_JOINED.fullmatch(between)) and _is_person(one.name) and _is_person(other.name)


def _with_head(
    best: int,
    found: Sequence[Candidate],
    lines: Sequence[SeenLine],
    refused: Callable[[int], bool],
) -> dict[int, str]:
    """Who is described below the article, and whom the head joins to her: `Nora W. and Jonas M.`"""
    name = found[best].name
    own = [n for n, c in enumerate(found) if c.name == name and lines[c.line].zone == "head"]
    beside: dict[str, int] = {}
    for number, c in enumerate(found):
        new = account(c.name) not in beside and c.name not in name and name not in c.name
        if new and any(_is_beside(found[n], c, lines) for n in own) and not refused(number):
            beside[account(c.name)] = number
    numbers = [own[0], *beside.values()] if beside else [best]
    return {number: found[number].name for number in numbers}


def _is_beside(one: Candidate, other: Candidate, lines: Sequence[SeenLine]) -> bool:
    """Whether `and` or `、` alone stands between a name and the one behind it."""
    end = one.start + len(one.name)
    if one.line != other.line or other.start <= end or not _is_person(other.name):
        return False
    return _AND.fullmatch(lines[one.line].text, end, other.start) is not None


def _are_licensed(one: Candidate, other: Candidate, lines: Sequence[SeenLine]) -> bool:
    """Whether each of two opens a line of its own with the number of an analyst's licence."""
    return one.line != other.line and all(
        c.start == 0 and _LICENCE.match(lines[c.line].text, len(c.name)) for c in (one, other)
    )


def _opens_sentence(candidate: Candidate, lines: Sequence[SeenLine]) -> bool:
    """Whether a name is but the subject of a sentence of the body: whom it is about."""
    line = lines[candidate.line]
    # The title, and pieces of paragraphs with the name of a reporter, are no sentences.
    if line.kind is not None or line.zone not in _WHOLE or candidate.rank is not None:
        return False
    return candidate.start == 0 and line.text.endswith(_STOPS) and line.text != candidate.name


def _is_person(name: str) -> bool:
    known = byline_book().known
    return is_han_person(name, known) or is_latin_person(name, known)


def _are_listed(one: Candidate, other: Candidate, lines: Sequence[SeenLine], person: bool) -> bool:
    """Whether nothing but the mark of a list stands between two names in a line."""
    if one.line != other.line or min(one.start, other.start) < 0:
        return False
    first, second = sorted((one, other), key=lambda c: c.start)
    between = lines[one.line].text[first.start + len(first.name) : second.start]
    # Reporters whose links ran together; a rule has parted them.
    alike = person and one.rank is not None and one.rank == other.rank
    if alike and (not between or parted_names(between, byline_book().known)):
        return True
    if between.isspace():
        return person and _is_person(other.name) and _HAN.search(one.name) is not None
    return _LISTED.fullmatch(between) is not None


def _are_alone(one: Candidate, other: Candidate, lines: Sequence[SeenLine]) -> bool:
    """Whether a line holds two Chinese names with a wide gap between them, and nothing else.

    One of them is a person's; the other may be of a people without such surnames.
    """
    if one.line != other.line or min(one.start, other.start) < 0:
        return False
    names = [c.name for c in sorted((one, other), key=lambda c: c.start)]
    if not all(map(_HAN_NAME.fullmatch, names)) or not any(map(_is_person, names)):
        return False
    text = without_marks(lines[one.line].text)
    between = text.removeprefix(names[0]).removesuffix(names[1])
    return len(between) == len(text) - sum(map(len, names)) and _WIDE.fullmatch(between) is not None


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
