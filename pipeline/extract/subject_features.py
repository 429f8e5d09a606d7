"""Who may be the subject of a figure, and what speaks for each: features of a linear model.

The candidates are the names of the figure's sentence and of those before it, and those that the
document or its section is about. One candidate more is that the text names no one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from pipeline.extract import subject_terms as terms
from pipeline.extract.mention import Mention
from pipeline.extract.subject_nearby import CLAUSES, Earlier, Nearby
from pipeline.extract.subject_paragraphs import Paragraphs
from pipeline.extract.subject_roles import is_researcher
from pipeline.extract.subject_terms import Names
from pipeline.extract.subject_words import (
    IN_SENTENCE,
    SubjectWords,
    word_before,
    word_behind,
)
from pipeline.extract.subjects import Subjects, kind_of_metric
from pipeline.figures import Figure

_BACK: Final = 5  # sentences before that of the figure
_MOST: Final = 16  # names looked at before a figure
_REACH: Final = 2000  # code points before it
_BEHIND: Final = 6  # names looked at behind it
_AHEAD: Final = 300  # code points behind it
_FAR: Final = 3
_FOLLOWS: Final = frozenset("的在将把已被也都则却是有为称说，、：（,:(；") | frozenset("'’")
_PRECEDES: Final = frozenset("，。、；：（“和与由对给比在从让被据是的而但,;:(")
_SHORT: Final = 5
_LEAD: Final = 32  # code points before the first name of a sentence
_OPENERS: Final = '“"「『 *•-·0123456789.、'
_KEPT: Final = 2048  # names of which is kept what stands around them
# What people have only by way of their firms.
_OF_NO_PERSON: Final = frozenset((
    "revenue", "profit", "margin", "valuation", "market_cap", "pe_ratio", "employees", "cash",
    "contract", "share_price", "dividend", "market_share", "market_size", "growth", "yield",
))  # fmt: skip


_CAPEX: Final = re.compile(r"资本(?:支出|开支|预算)|\bcapex\b|\bcapital (?:expend|spend)", re.I)
_CAPEX_REACH: Final = 60


class Candidate(NamedTuple):
    """An entity, None for no one, with the names of the features that it has."""

    entity_id: str | None
    features: tuple[str, ...]


class _Surroundings(NamedTuple):
    """What stands around a mention, whatever figure it may be the subject of."""

    first: bool
    spoken: bool
    before: str
    behind: str
    features: list[str]


class SubjectFeatures:
    """The candidates of one document's figures."""

    def __init__(self, rules: Subjects) -> None:
        self._rules = rules
        self._text = rules.text
        self._own: dict[int, _Surroundings] = {}
        self._beside: dict[tuple[int, str], Names] = {}
        self._lasting: dict[tuple[str, str], tuple[Names, Names]] = {}
        mentions = rules.mentions
        self._paragraphs = Paragraphs(rules)
        self._words = SubjectWords(rules)
        self._nearby = Nearby(rules, self._words)
        self._count = Counter(m.entity_id for m in mentions)
        ranked = sorted(self._count.items(), key=lambda item: (-item[1], item[0]))
        self._rank = {entity: min(n, _FAR) for n, (entity, _) in enumerate(ranked)}
        self._type = {m.entity_id: m.type for m in mentions}
        end = rules.sentences[0].end if rules.sentences else 0
        self._title = {m.entity_id for m in mentions if m.start < end}
        self._researchers = {m.entity_id for m in mentions if is_researcher(m.surface)}
        self._of_type = Counter(m.type for m in mentions)
        self._leading = {
            kind: next((e for e, _ in ranked if self._type[e] == kind), None)
            for kind in ("company", "model", "person")
        }
        self._only = {
            entity
            for entity in self._title
            if sum(self._type[other] == self._type[entity] for other in self._title) == 1
        }

    def of(
        self, figure: Figure, number: int, metric: str | None, earlier: Earlier | None
    ) -> list[Candidate]:
        """The candidates for `figure`, which stands in sentence `number`; no one comes first."""
        rules = self._rules
        start, end = rules.sentences[number].start, rules.sentences[number].end
        ruled, route = rules.ruled(figure, number, metric)
        low = max(rules.sentences[max(0, number - _BACK)].start, figure.start - _REACH)
        before = rules.last_before(figure.start, low, _MOST)
        behind = rules.first_behind(figure.end, min(end, figure.end + _AHEAD), _BEHIND)
        here = [m for m in (*before, *behind) if m.start >= start]
        places: dict[str, Mention | None] = {}
        for m in [*reversed(before), *behind]:
            places.setdefault(m.entity_id, m)
        topic = rules.topic(number)
        for entity in (rules.main, rules.model, topic, ruled):
            if entity is not None:
                places.setdefault(entity, None)
        if earlier is not None and earlier.entity_id is not None:
            places.setdefault(earlier.entity_id, None)
        group = kind_of_metric(metric)
        general = rules.is_general(figure, number)
        openings = self._nearby.openings(figure, number)
        names = self._no_one(figure, number, (group, metric or "-"), route, ruled, here, general)
        known = min(len({m.entity_id for m in here}), _FAR)
        names += terms.no_one_here(openings, self._nearby.words(figure, number), known)
        if earlier is not None and earlier.entity_id is None:
            names.append(f"no one before, {earlier.distance}")
        found = [Candidate(None, tuple(names))]
        if not here and general:
            return found  # what is said of everybody is said of no one named elsewhere
        recent = 0
        paragraph = self._paragraphs.around(figure, number)
        near = earlier is not None and earlier.distance != "far"
        link = self._nearby.link(figure, metric, earlier, before) if earlier and near else []
        openings += self._nearby.pronouns(figure, number)
        of_no_person = metric in _OF_NO_PERSON or (
            metric == "investment"
            and _CAPEX.search(self._text, max(start, figure.start - _CAPEX_REACH), figure.start)
        )
        for entity, mention in places.items():
            kept = self._type.get(entity, "company")
            if entity in self._researchers or (kept == "person" and of_no_person):
                continue  # who tells of a firm's revenue has none
            standing, rank = self._standing(entity, kept, group)
            names = [*terms.of_type(kept, group, metric or "-", figure.kind), *standing]
            if entity == ruled:
                names += terms.by_rule(route, kept)
            if entity == rules.main:
                names += terms.said_of("main", group)
            if entity == rules.model:
                names += terms.said_of("main model", group)
            if entity == topic:
                names += terms.said_of("topic", group)
            if earlier is not None and entity == earlier.entity_id:
                names += terms.of_earlier(earlier.distance, group, kept)
                names += link
            names += rank
            names += paragraph.features(entity, kept, group, alone=not here)
            if mention is not None:
                names += self._placed(mention, figure, number, group, recent, here)
                recent += 1
                if mention.start < start:
                    back = min(number - rules.sentence_of(mention.start), _FAR)
                    names += terms.opened(openings, kept, f"back {back}", "back")
            else:
                titled = entity in self._only
                names += terms.nowhere_near(self._share(entity, kept), group, titled=titled)
            found.append(Candidate(entity, tuple(names)))
        return found

    def _no_one(
        self,
        figure: Figure,
        number: int,
        measured: tuple[str, str],
        route: str,
        ruled: str | None,
        here: Sequence[Mention],
        general: bool,
    ) -> list[str]:
        """Features of no one, but for what the figure before is about."""
        known = min(len({m.entity_id for m in here}), _FAR)
        features = list(terms.no_one(*measured, figure.kind))
        if ruled is None:
            features += terms.said_of("no one by rule", measured[0])
        features.append(f"no one, names {known}")
        if self._rules.main is None:
            features.append("no one is the main")
        if general:
            features += terms.no_one_general(route, known)
        return features

    def _standing(self, entity: str, kept: str, group: str) -> tuple[Names, Names]:
        """What is so of an entity wherever it is named: its share of the text, and its rank."""
        found = self._lasting.get((entity, group))
        if found is None:
            titled = (
                "only" if entity in self._only else "one of" if entity in self._title else "not"
            )
            leads = entity == self._leading[kept]
            rank = [f"rank {self._rank.get(entity, _FAR)}, {kept}"]
            if self._count[entity] == 1:
                rank.append("once")
            if entity in self._rules.reporters:
                rank.append("source")
            share = terms.in_text(self._share(entity, kept), titled, kept, group, leads=leads)
            found = self._lasting[entity, group] = share, tuple(rank)
        return found

    def _share(self, entity: str, kept: str) -> int:
        """How many of the mentions of its type are the entity's, in quarters."""
        total = self._of_type[kept]
        return 4 * self._count[entity] // total if total else 0

    def _placed(
        self,
        mention: Mention,
        figure: Figure,
        number: int,
        group: str,
        recent: int,
        here: Sequence[Mention],
    ) -> list[str]:
        """Features of where the candidate was last named."""
        rules, text = self._rules, self._text
        start = rules.sentences[number].start
        features = []
        gap = ""
        if mention.start >= figure.end:
            gap = text[figure.end : mention.start]
            where = "behind"
        elif mention.start >= start:
            gap = text[mention.end : figure.start]
            where = "clause" if CLAUSES.isdisjoint(gap) else "sentence"
        else:
            where = f"back {min(number - rules.sentence_of(mention.start), _FAR)}"
            within = "\n" not in text[mention.end : start]
            features.append(f"{where}, paragraph {within}")
        features += terms.at_place(where, mention.type, group)
        features += terms.how_recent(min(recent, _FAR), where)
        if where in IN_SENTENCE:
            cuts = 0 if where == "clause" else sum(map(CLAUSES.__contains__, gap))
            features.append(f"{where}, cuts {min(cuts, _FAR)}")
            inside = gap.strip()
            if not inside:
                features.append(f"{where}, adjacent")
            if len(gap) <= _SHORT:
                features.append(f"{where}, gap {inside.lower()}")
        features += self._around(mention, where)
        if here and mention is here[0]:
            features.append("first of the sentence")
        compared = mention.start < figure.start and rules.is_compared(mention, figure)
        if compared:
            features.append("compared")
        # The words around what is compared with (是GPT-4的5%) are those around a subject.
        features += self._words.features(mention, figure, "compared" if compared else where)
        return features

    def _around(self, mention: Mention, where: str) -> Names:
        """What stands around a mention, whatever figure it may be the subject of."""
        found = self._beside.get((mention.start, where))
        if found is not None:
            return found
        own = self._own.get(mention.start)
        if own is None:
            own = self._own[mention.start] = self._surroundings(mention)
        names = []
        if where in IN_SENTENCE:
            names += [f"{where}, word before {own.before}", f"{where}, word behind {own.behind}"]
        names.append(f"{where}, spoken {own.spoken}")
        names += own.features
        if own.first:
            names += ["first", f"{where}, first"]
        if len(self._beside) >= _KEPT:
            self._beside.clear()
        found = self._beside[mention.start, where] = tuple(names)
        return found

    def _surroundings(self, mention: Mention) -> _Surroundings:
        text, place = self._text, mention.start
        sentence = self._rules.sentences[self._rules.sentence_of(place)].start
        first = place - sentence <= _LEAD and not text[sentence:place].strip(_OPENERS)
        behind, before = text[mention.end : mention.end + 1], text[max(0, place - 1) : place]
        features = []
        if behind in _FOLLOWS:
            features.append(f"followed by {behind}")
        if before in _PRECEDES:
            features.append(f"preceded by {before}")
        return _Surroundings(
            first,
            self._rules.is_spoken_of(mention, sentence),
            word_before(text, place),
            word_behind(text, mention.end),
            features,
        )
