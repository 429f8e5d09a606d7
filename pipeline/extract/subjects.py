"""Whom a figure is about: the name its clause speaks of, or one that an earlier sentence left.

A name counts by its place. In the figure's clause the last name that is neither compared with, nor
worked with, nor a source is taken; else the clauses before it; else, where the sentence goes on
about what was named before (公司, 它, 毛利率也…), the one last spoken of in the paragraph, the one
that its section's heading names, or the company that the whole document is about.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final

from pipeline.extract.mention import Mention
from pipeline.extract.metric_scan import metric_scan
from pipeline.extract.sentences import Sentence
from pipeline.extract.subject_roles import (
    is_source,
    is_spoken_of,
    is_venue,
    subject_roles,
)
from pipeline.extract.subject_topics import (
    ABOUT,
    MARKS,
    heading_topics,
    main_company,
    main_model,
)
from pipeline.figures import Figure

_CLAUSE: Final = re.compile(r"[,，;；。！？!?：:\n]|\.\s|\s[-–—]\s|——")
_REACH: Final = 300  # code points of a sentence that are read before a figure
_OPENING: Final = 48
_BEFORE_NAME: Final = 14  # code points that tell how a name stands in its clause
_BACK: Final = 4  # sentences that a subject is carried on over
_OWNS: Final = re.compile(r"\s?[\u4e00-\u9fff]{0,8}的(?:约|近|不到)?\s?$|['’]s (?:[a-z-]+ ){0,3}$")
_COMPARES: Final = re.compile(r"(?:是|为|占|到|至|仅|只有|相当于|约|不足|比|较|超过|及)\s?$")
_OF_THAT: Final = re.compile(r"[前后]者的[^，,]{0,6}$")  # 价格只有后者的一折
_FOR: Final = re.compile(r"\s(?:for|by) (?:the )?$")
_AFTER: Final = 24
_BESIDE: Final = 40
_OF_REACH: Final = 40
_MOST_LOOKED_AT: Final = 24  # names of one sentence
_MODELS_BACK: Final = 8  # sentences that a model is carried on over
_LISTED: Final = frozenset(("、", "和", "与", "及", "以及", ",", "and", ", and", "&", "or"))
# 低于Meta的23倍, 对比OpenAI的5亿: what is compared with has the figure itself.
_OWNED: Final = re.compile(r"\s?的\s?(?:约|近|逾|不到|超过)?\s?$")
_SET_AGAINST: Final = re.compile(
    r"(?:低于|高于|优于|不及|不如|逊于|超过|胜过|高过|打败|击败|领先|落后|对比|而|反观|和|与|及|、|,|，|against|versus|vs\.?)\s?$"
)
_RIGHT_AT: Final = re.compile(
    r"\s?(?:：|:|\||｜|=|则为|则是|仅为|只有|仅|是|为| at| is at| is| has| had| with)\s?"
    r"(?:约|近|逾|不到|about |only |just |around )?$"
)
_OF_OWN: Final = re.compile(
    r"\s(?:of|in) (?:the |its )?(?:[a-z-]+ ){0,2}(?:of|at|for|by) (?:the )?$"
)
_HEAD: Final = 16
_LATIN_HEAD: Final = 32


# What only a person has, what a firm has and no model, and what a model has rather than its maker.
_PERSONAL: Final = frozenset(("age", "pay"))
_OF_FIRMS: Final = frozenset((
    "valuation", "market_cap", "pe_ratio", "funding", "stake", "contract", "debt", "cash", "fine",
    "dividend", "loss", "investment", "revenue", "margin", "profit", "share_price", "employees",
    "shipments", "yield", "customers",
))  # fmt: skip
_OF_MODELS: Final = frozenset((
    "parameters", "context_length", "training_data", "downloads", "score", "training_cost", "speed",
))  # fmt: skip


def kind_of_metric(metric: str | None) -> str:
    """Who has `metric`: `person`, `firm` or `model`; `any` of them, or `none` without a metric."""
    if metric in _PERSONAL:
        return "person"
    if metric in _OF_FIRMS:
        return "firm"
    return "model" if metric in _OF_MODELS else "none" if metric is None else "any"


class Subjects:
    """What rules say of the subjects of one document's figures."""

    def __init__(
        self, text: str, sentences: Sequence[Sentence], mentions: Sequence[Mention]
    ) -> None:
        self.text = text
        self.sentences = sentences
        self.mentions = [
            m for m in mentions if m.type in (*ABOUT, "person") and not is_venue(text, m)
        ]
        self._places = [m.start for m in self.mentions]
        self._roles = subject_roles()
        self._spoken: dict[tuple[int, int], bool] = {}
        self._starts = [s.start for s in sentences]
        self.reporters = frozenset(m.entity_id for m in self.mentions if is_source(m))
        self.main = main_company(text, sentences, self.mentions)
        self.model = main_model(self.mentions)
        self._topics = heading_topics(text, sentences, self.mentions)

    def ruled(self, figure: Figure, number: int, metric: str | None) -> tuple[str | None, str]:
        """The entity that rules give `figure`, in sentence `number`, and which of them did."""
        if metric == "age" or figure.unit == "岁":
            return self._person(figure, number, always=False), "person"
        start = self.sentences[number].start
        own, route = self._after(figure), "after"
        if own is None:
            own, route = self._beside(figure, start), "beside"
        if own is None:
            own, route = self._in_sentence(figure, start, metric), "sentence"
        if own is None and metric in _PERSONAL:
            own, route = self._person(figure, number, always=True), "person"
        if own is None:
            own, route = self._carried(figure, number, metric), "carried"
        return own, route

    def of(self, figure: Figure, number: int, metric: str | None) -> str | None:
        """The entity that `figure`, in sentence `number`, is about."""
        return self.ruled(figure, number, metric)[0]

    def last_before(self, place: int, low: int, most: int) -> list[Mention]:
        """The last `most` names that begin at `low` or behind it and end before `place`."""
        stop = bisect_left(self._places, place)
        begin = max(bisect_left(self._places, low), stop - most)
        return [m for m in self.mentions[begin:stop] if m.end <= place]

    def first_behind(self, place: int, high: int, most: int) -> list[Mention]:
        """The first `most` names that begin at `place` or behind it, before `high`."""
        begin = bisect_left(self._places, place)
        return self.mentions[begin : min(bisect_left(self._places, high), begin + most)]

    def topic(self, number: int) -> str | None:
        """The entity that the heading above sentence `number` names."""
        return self._topics[number]

    def sentence_of(self, place: int) -> int:
        """The number of the sentence that holds `place`."""
        return max(0, bisect_right(self._starts, place) - 1)

    def is_general(self, figure: Figure, number: int) -> bool:
        """Whether the figure's clause speaks of everybody, or its sentence begins so."""
        start = self.sentences[number].start
        opening = self.text[start : min(figure.start, start + _OPENING)].lstrip(MARKS)
        clause = _CLAUSE.split(self.text[max(start, figure.start - _REACH) : figure.start])[-1]
        return bool(
            self._roles["general"].match(opening) or self._roles["general_clause"].search(clause)
        )

    def between(self, low: int, high: int) -> list[Mention]:
        """The names that begin at `low` or behind it, before `high`."""
        return self.mentions[self.span(low, high)]

    def span(self, low: int, high: int) -> slice:
        """The numbers of the names that begin at `low` or behind it, before `high`."""
        return slice(bisect_left(self._places, low), bisect_left(self._places, high))

    def _in_sentence(self, figure: Figure, start: int, metric: str | None) -> str | None:
        text = self.text
        start = max(start, figure.start - _REACH)
        named = [m for m in self.between(start, figure.start) if m.type in ABOUT]
        if not named:
            return None
        cuts = [start, *(m.end() for m in _CLAUSE.finditer(text, start, figure.start))]
        clause = text[cuts[-1] : figure.start]
        if "者" in clause and not _OF_THAT.search(clause):
            if "后者" in clause:
                return named[-1].entity_id
            if "前者" in clause and len(named) > 1:
                return named[-2].entity_id
        spoken = self._spoken_of(named, start)
        spoken = [m for m in spoken if not self.is_compared(m, figure)]
        for cut in reversed(cuts):
            here = [m for m in spoken if m.start >= cut]
            if here:
                return self._chosen(here, metric, spoken)
        return None

    @staticmethod
    def _chosen(
        candidates: Sequence[Mention], metric: str | None, wider: Sequence[Mention] = ()
    ) -> str | None:
        """The last of `candidates` that can have the metric, else one of `wider`, else the last."""
        if not candidates:
            return None
        wanted = "company" if metric in _OF_FIRMS else "model" if metric in _OF_MODELS else None
        fitting = [m for m in candidates if wanted in (None, m.type)]
        if not fitting and wanted == "company":
            fitting = [m for m in wider if m.type == wanted]
        return (fitting or candidates)[-1].entity_id

    def _spoken_of(self, named: Sequence[Mention], start: int) -> list[Mention]:
        """Those of the names in a sentence that it speaks of; a list stands or falls together."""
        spoken: list[Mention] = []
        last: Mention | None = None
        beside = False
        for mention in named:
            listed = last is not None and self.text[last.end : mention.start].strip() in _LISTED
            beside = not self.is_spoken_of(mention, start) or (listed and beside)
            if not beside:
                spoken.append(mention)
            last = mention
        return spoken

    def is_spoken_of(self, mention: Mention, start: int) -> bool:
        """Whether the sentence from `start` on speaks of a name, and not with or beside it."""
        low = max(start, mention.start - _BEFORE_NAME)
        known = self._spoken.get((mention.start, low))
        if known is None:
            known = self._spoken[mention.start, low] = is_spoken_of(self.text, mention, low)
        return known

    def is_compared(self, mention: Mention, figure: Figure) -> bool:
        """Whether a name owns what the figure is a part of: 是GPT-4的5%, 不到OpenAI估值的两成."""
        if figure.kind not in ("percent", "multiple"):
            return False
        between = self.text[mention.end : figure.start]
        before = self.text[max(0, mention.start - 5) : mention.start]
        return bool(_OWNS.fullmatch(between)) and bool(_COMPARES.search(before))

    def _beside(self, figure: Figure, start: int) -> str | None:
        """The name right before the figure, where it owns the figure: 低于Meta的23倍, `V3: 61%`."""
        text = self.text
        named = [
            m
            for m in self.between(max(start, figure.start - _BESIDE), figure.start)
            if m.type in ABOUT and m.end <= figure.start
        ]
        if not named:
            return None
        last = named[-1]
        between = text[last.end : figure.start]
        before = text[max(start, last.start - 8) : last.start]
        if _OWNED.fullmatch(between) and _SET_AGAINST.search(before):
            return last.entity_id
        if _RIGHT_AT.fullmatch(between) and not _COMPARES.search(before):
            return last.entity_id
        return None

    def _after(self, figure: Figure) -> str | None:
        """`97.8% for Claude Haiku`: the name that a preposition hangs on the figure."""
        text = self.text
        for mention in self.between(figure.end, figure.end + _AFTER)[:1]:
            if mention.type in ABOUT and _FOR.fullmatch(text[figure.end : mention.start]):
                return mention.entity_id
        for mention in self.between(figure.end, figure.end + _OF_REACH)[:1]:
            if mention.type in ABOUT and _OF_OWN.fullmatch(text[figure.end : mention.start]):
                return mention.entity_id
        return None

    def _person(self, figure: Figure, number: int, *, always: bool) -> str | None:
        start = self.sentences[number].start
        low = self.sentences[max(0, number - 2)].start
        people = [m for m in self.between(low, figure.start) if m.type == "person"]
        if not people:
            return None
        if people[-1].start >= start:
            return people[-1].entity_id
        low = max(start, figure.start - _REACH)
        spoken = self._roles["person"].search(self.text, low, figure.start)
        return people[-1].entity_id if spoken or always else None

    def _carried(self, figure: Figure, number: int, metric: str | None) -> str | None:
        """What an earlier sentence spoke of, if this one goes on about it."""
        text, start = self.text, self.sentences[number].start
        before = text[max(start, figure.start - _REACH) : figure.start]
        until = min(figure.start, start + _OPENING)
        opening = text[start:until].lstrip(MARKS)
        firm = self._roles["company"].search(before) is not None
        if not firm and self._roles["general"].match(opening):
            return None
        clause = _CLAUSE.split(before)[-1]
        if self._roles["general_clause"].search(clause):
            return None
        if metric in _OF_MODELS and not firm:
            return self._model_before(number) or self._topics[number]
        begin = until - len(opening)
        head = _HEAD if self.sentences[number].language == "zh" else _LATIN_HEAD
        told = self._roles["model"].search(before) or self._roles["person"].search(before)
        names_any = metric_scan(text).names_any
        goes_on = firm or bool(told) or names_any(begin, min(begin + head, until))
        topic = self._topics[number] or self.main
        if topic is not None and (firm or (topic == self.main and metric in _OF_FIRMS)):
            return topic
        if goes_on:
            for earlier in range(number - 1, max(-1, number - 1 - _BACK), -1):
                sentence = self.sentences[earlier]
                if "\n" in text[sentence.end : start]:
                    break  # another paragraph
                named = [m for m in self.between(sentence.start, sentence.end) if m.type in ABOUT]
                spoken = self._spoken_of(named, sentence.start)
                if firm and any(m.type == "company" for m in spoken):
                    return next(m.entity_id for m in spoken if m.type == "company")
                if spoken:
                    return self._chosen(spoken, metric)
                if named and len({m.entity_id for m in named}) == 1:
                    return named[0].entity_id
                if named:
                    return None
        return topic if goes_on or (topic == self.main and metric is not None) else None

    def _model_before(self, number: int) -> str | None:
        """The model last spoken of, or the one that the document is about."""
        for earlier in range(number - 1, max(-1, number - 1 - _MODELS_BACK), -1):
            sentence = self.sentences[earlier]
            named = [
                m
                for m in self.between(sentence.start, sentence.end)[-_MOST_LOOKED_AT:]
                if m.type == "model" and self.is_spoken_of(m, sentence.start)
            ]
            if named:
                one = len({m.entity_id for m in named}) == 1
                return named[-1].entity_id if one else self.model
        return self.model
