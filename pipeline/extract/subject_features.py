"""Who may be the subject of a figure, and what speaks for each: features of a linear model.

The candidates are the names of the figure's sentence and of those before it, and those that the
document or its section is about. One candidate more is that the text names no one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from pipeline.extract.mention import Mention
from pipeline.extract.subject_paragraphs import Paragraphs
from pipeline.extract.subject_words import (
    IN_SENTENCE,
    SHORT_WORD,
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
_OPENING: Final = 16  # code points of a sentence or clause whose first words are looked at
_REACH_OF_CLAUSE: Final = 60
_CLAUSES: Final = frozenset("，,；;：:。")


class Candidate(NamedTuple):
    """An entity, None for no one, with the names of the features that it has."""

    entity_id: str | None
    features: tuple[str, ...]


class Earlier(NamedTuple):
    """What was decided on the figure before: whom it is about, and how near it is.

    `distance` is `sentence`, `next` in the one before of the same paragraph, or `far`.
    """

    entity_id: str | None
    distance: str


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
        mentions = rules.mentions
        self._paragraphs = Paragraphs(rules)
        self._words = SubjectWords(rules)
        self._count = Counter(m.entity_id for m in mentions)
        ranked = sorted(self._count.items(), key=lambda item: (-item[1], item[0]))
        self._rank = {entity: min(n, _FAR) for n, (entity, _) in enumerate(ranked)}
        self._type = {m.entity_id: m.type for m in mentions}
        end = rules.sentences[0].end if rules.sentences else 0
        self._title = {m.entity_id for m in mentions if m.start < end}
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
        for entity in (rules.main, rules.model, rules.topic(number), ruled):
            if entity is not None:
                places.setdefault(entity, None)
        if earlier is not None and earlier.entity_id is not None:
            places.setdefault(earlier.entity_id, None)
        group = kind_of_metric(metric)
        common = (group, metric or "-", figure.kind)
        found = [self._no_one(figure, number, common, route, ruled, here, earlier)]
        if not here and rules.is_general(figure, number):
            return found  # what is said of everybody is said of no one named elsewhere
        recent = 0
        paragraph = self._paragraphs.around(figure, number)
        for entity, mention in places.items():
            kept = self._type.get(entity, "company")
            features = self._general(entity, kept, number, common, ruled, route, earlier)
            features += paragraph.features(entity, kept, group, alone=not here)
            if mention is not None:
                features += self._placed(mention, figure, number, start, here, group, recent)
                recent += 1
            else:
                features.append("nowhere near")
                titled = entity in self._only
                features.append(f"nowhere near, titled {titled}, {group}")
                features.append(f"nowhere near, share {self._share(entity, self._type[entity])}")
            found.append(Candidate(entity, tuple(features)))
        return found

    def _no_one(
        self,
        figure: Figure,
        number: int,
        common: tuple[str, str, str],
        route: str,
        ruled: str | None,
        here: Sequence[Mention],
        earlier: Earlier | None,
    ) -> Candidate:
        rules = self._rules
        group, metric, kind = common
        known = min(len({m.entity_id for m in here}), _FAR)
        features = ["no one", f"no one, {group}", f"no one, {metric}", f"no one, {kind}"]
        if ruled is None:
            features += ["no one by rule", f"no one by rule, {group}"]
        features.append(f"no one, names {known}")
        if rules.main is None:
            features.append("no one is the main")
        if rules.is_general(figure, number):
            features += ["no one, general", f"no one, general, {route}"]
            features.append(f"no one, general, names {known}")
        # What is told anew mostly begins so: 一家小店每天…, Across the industry …
        for place, opening in self._openings(figure, number):
            features += [f"no one, {place} {opening}", f"no one, {place} {opening}, names {known}"]
        if earlier is not None and earlier.entity_id is None:
            features.append(f"no one before, {earlier.distance}")
        return Candidate(None, tuple(features))

    def _openings(self, figure: Figure, number: int) -> list[tuple[str, str]]:
        """The first words of the figure's sentence and of its clause."""
        start = self._rules.sentences[number].start
        low = max(start, figure.start - _REACH_OF_CLAUSE)
        clause = max(
            (n + 1 for n in range(low, figure.start) if self._text[n] in _CLAUSES), default=low
        )
        found = []
        for place, at in (("opening", start), ("clause", clause)):
            words = SHORT_WORD.findall(self._text[at : min(at + _OPENING, figure.start)].lower())
            found += [(place, " ".join(words[:size])) for size in (1, 2) if len(words) >= size]
        return found

    def _general(
        self,
        entity: str,
        kept: str,
        number: int,
        common: tuple[str, str, str],
        ruled: str | None,
        route: str,
        earlier: Earlier | None,
    ) -> list[str]:
        rules = self._rules
        group, metric, kind = common
        share = self._share(entity, kept)
        titled = "only" if entity in self._only else "one of" if entity in self._title else "not"
        features = [f"{kept}, {group}", f"{kept}, {metric}", f"{kept}, {kind}"]
        features += [f"share {share}, {kept}", f"titled {titled}, {kept}"]
        features.append(f"share {share}, titled {titled}, {group}, {kept}")
        if entity == self._leading[kept]:
            features += [f"leading {kept}", f"leading {kept}, {group}"]
        if entity == ruled:
            features += ["by rule", f"by rule {route}", f"by rule {route}, {kept}"]
        if entity == rules.main:
            features += ["main", f"main, {group}"]
        if entity == rules.model:
            features += ["main model", f"main model, {group}"]
        if entity == rules.topic(number):
            features += ["topic", f"topic, {group}"]
        if earlier is not None and entity == earlier.entity_id:
            features.append(f"before, {earlier.distance}")
            features.append(f"before, {earlier.distance}, {group}, {kept}")
        features.append(f"rank {self._rank.get(entity, _FAR)}, {kept}")
        if self._count[entity] == 1:
            features.append("once")
        if self._is_source(entity):
            features.append("source")
        return features

    def _share(self, entity: str, kept: str) -> int:
        """How many of the mentions of its type are the entity's, in quarters."""
        total = self._of_type[kept]
        return 4 * self._count[entity] // total if total else 0

    def _is_source(self, entity: str) -> bool:
        return entity in self._rules.reporters

    def _placed(
        self,
        mention: Mention,
        figure: Figure,
        number: int,
        start: int,
        here: Sequence[Mention],
        group: str,
        recent: int,
    ) -> list[str]:
        """Features of where the candidate was last named."""
        rules, text = self._rules, self._text
        features = []
        if mention.start >= figure.end:
            gap = text[figure.end : mention.start]
            where = "behind"
        elif mention.start >= start:
            gap = text[mention.end : figure.start]
            where = "clause" if not _CLAUSES.intersection(gap) else "sentence"
        else:
            gap = text[mention.end : start]
            back = next(
                n
                for n in range(1, number + 1)
                if rules.sentences[number - n].start <= mention.start
            )
            where = f"back {min(back, _FAR)}"
            features.append(f"{where}, paragraph {chr(10) not in gap}")
        features += [where, f"{where}, {mention.type}", f"{where}, {group}, {mention.type}"]
        features.append(f"recent {min(recent, _FAR)}")
        features.append(f"{where}, recent {min(recent, 2)}")
        if where in IN_SENTENCE:
            cuts = 0 if where == "clause" else sum(map(_CLAUSES.__contains__, gap))
            features.append(f"{where}, cuts {min(cuts, _FAR)}")
            if not gap.strip():
                features.append(f"{where}, adjacent")
            if len(gap) <= _SHORT:
                features.append(f"{where}, gap {gap.strip().lower()}")
        own = self._own.get(mention.start)
        if own is None:
            own = self._own[mention.start] = self._surroundings(mention)
        if where in IN_SENTENCE:
            features.append(f"{where}, word before {own.before}")
            features.append(f"{where}, word behind {own.behind}")
        features.append(f"{where}, spoken {own.spoken}")
        features += own.features
        if own.first:
            features += ["first", f"{where}, first"]
        if here and mention is here[0]:
            features.append("first of the sentence")
        compared = mention.start < figure.start and rules.is_compared(mention, figure)
        if compared:
            features.append("compared")
        # The words around what is compared with (是GPT-4的5%) are those around a subject.
        features += self._words.features(mention, figure, "compared" if compared else where)
        return features

    def _surroundings(self, mention: Mention) -> _Surroundings:
        text, place = self._text, mention.start
        sentence = self._rules.sentence_start(place)
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
