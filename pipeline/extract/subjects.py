"""Whom a figure is about: the name its clause speaks of, or one that an earlier sentence left.

A name counts by its place. In the figure's clause the last name that is neither compared with, nor
worked with, nor a source is taken; else the clauses before it; else, where the sentence goes on
about what was named before (公司, 它, 毛利率也…), the one last spoken of in the paragraph, the one
that its section's heading names, or the company that the whole document is about.
"""

from __future__ import annotations

import functools
import re
import tomllib
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from pipeline.extract.mention import Mention
from pipeline.extract.metrics import any_metric
from pipeline.extract.sentences import Sentence
from pipeline.figures import Figure
from pipeline.resources import models_path

_CLAUSE: Final = re.compile(r"[,，;；。！？!?：:\n]|\.\s|\s[-–—]\s|——")
_ABOUT: Final = ("model", "company")
_REACH: Final = 300  # code points of a sentence that are read before a figure
_OPENING: Final = 48
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
_IN_TITLE: Final = 2  # what a name in the title counts for
_INTRODUCED: Final = 2  # and one that the opening calls the company in question
_OPENING_SENTENCES: Final = 12
_MAIN: Final = 4  # what the company that a document is about counts for at least
_INTRODUCES: Final = re.compile(
    r"(?:[他她](?:们)?的|名叫|公司叫|事的公司叫|创办的|创立的|专访|对话|对谈)(?:公司)?[“「]?\s?$"
    r"|\b(?:[Hh]is|[Hh]er|[Tt]heir) (?:company|firm|startup|start-up|lab),? $"
)
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
_CALLED: Final = 2  # times that a text calls its subject the company
_HEAD: Final = 16
_LATIN_HEAD: Final = 32
_MARKS: Final = ' *#-•·■▌“”"「」『』（(、0123456789.)）▶◆'

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


class Subjects:
    """The subjects of one document's figures."""

    def __init__(
        self, text: str, sentences: Sequence[Sentence], mentions: Sequence[Mention]
    ) -> None:
        self._text = text
        self._sentences = sentences
        self._mentions = [m for m in mentions if m.type in (*_ABOUT, "person")]
        self._places = [m.start for m in self._mentions]
        self._roles = _roles()
        self._main = self._most_named()
        self._model = self._most_used()
        self._topics = self._headings()

    def of(self, figure: Figure, number: int, metric: str | None) -> str | None:
        """The entity that `figure`, in sentence `number`, is about."""
        if metric == "age" or figure.unit == "岁":
            return self._person(figure, number, always=False)
        start = self._sentences[number].start
        own = (
            self._after(figure)
            or self._beside(figure, start)
            or self._in_sentence(figure, start, metric)
        )
        if own is None and metric in _PERSONAL:
            own = self._person(figure, number, always=True)
        return own or self._carried(figure, number, metric)

    def _between(self, low: int, high: int) -> list[Mention]:
        return self._mentions[bisect_left(self._places, low) : bisect_left(self._places, high)]

    def _most_named(self) -> str | None:
        """The company that a document is about, if it is about one.

        That is one named twice as often as the next, or the only one that the title names, where
        the text goes on to call it the company.
        """
        companies = [m for m in self._mentions if m.type == "company" and not self._is_source(m)]
        counted = Counter(m.entity_id for m in companies)
        if not counted:
            return None
        title = {m.entity_id for m in companies if m.start < self._sentences[0].end}
        called = sum(1 for _ in self._roles["called"].finditer(self._text)) >= _CALLED
        weight = dict(counted)
        if len(title) == 1:
            only = next(iter(title))
            weight[only] += _IN_TITLE + called
        introduced = set()
        opening = self._sentences[min(_OPENING_SENTENCES, len(self._sentences)) - 1].end
        for m in companies:
            if m.start >= opening:
                break
            before = self._text[max(0, m.start - 24) : m.start]
            if m.entity_id not in introduced and _INTRODUCES.search(before):
                introduced.add(m.entity_id)
        if len(introduced) == 1:
            weight[introduced.pop()] += _INTRODUCED
        ranked = sorted(weight.items(), key=lambda item: (-item[1], item[0]))
        (first, most), second = ranked[0], ranked[1][1] if len(ranked) > 1 else 0
        if most >= _MAIN and 2 * most >= 3 * second and (counted[first] > 1 or first in title):
            return first
        return None

    def _most_used(self) -> str | None:
        """The model that a document is about: named twice at least and twice as often as others."""
        ranked = Counter(m.entity_id for m in self._mentions if m.type == "model").most_common(2)
        if not ranked or ranked[0][1] < 2:
            return None
        return ranked[0][0] if len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1] else None

    def _headings(self) -> list[str | None]:
        """For each sentence the company or model that the heading above it names, if it does."""
        topics: list[str | None] = []
        topic = None
        for number, sentence in enumerate(self._sentences):
            spoken = self._between(sentence.start, sentence.end)
            named = {m.entity_id for m in spoken if m.type in _ABOUT}
            alone = bool(named) and (
                self._text[sentence.start : sentence.end].strip(_MARKS)
                in {m.surface for m in spoken}
            )
            line = self._text[sentence.start : sentence.end]
            listed = not named and any(sign.isdigit() for sign in line)  # ．Pro：每月20美元
            if (sentence.is_heading or alone) and number and not listed:
                topic = named.pop() if len(named) == 1 else None
            topics.append(topic)
        return topics

    def _in_sentence(self, figure: Figure, start: int, metric: str | None) -> str | None:
        text = self._text
        start = max(start, figure.start - _REACH)
        named = [m for m in self._between(start, figure.start) if m.type in _ABOUT]
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
        spoken = [m for m in spoken if not self._is_compared(m, figure)]
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

    def _is_source(self, mention: Mention) -> bool:
        return self._roles["source"].search(mention.surface) is not None

    def _spoken_of(self, named: Sequence[Mention], start: int) -> list[Mention]:
        """Those of the names in a sentence that it speaks of; a list stands or falls together."""
        spoken: list[Mention] = []
        last: Mention | None = None
        beside = False
        for mention in named:
            listed = last is not None and self._text[last.end : mention.start].strip() in _LISTED
            beside = not self._is_spoken_of(mention, start) or (listed and beside)
            if not beside:
                spoken.append(mention)
            last = mention
        return spoken

    def _is_spoken_of(self, mention: Mention, start: int) -> bool:
        before = self._text[max(start, mention.start - 14) : mention.start]
        after = self._text[mention.end : mention.end + 20]
        roles = self._roles
        if self._is_source(mention) or roles["reporter_before"].search(before):
            return False
        if roles["reporter_after"].match(after) or roles["investor"].match(after):
            return False
        if roles["spoken"].search(before):
            return True
        if before.rstrip().endswith("由") and roles["made_by"].match(after):
            return True
        return roles["oblique"].search(before) is None

    def _is_compared(self, mention: Mention, figure: Figure) -> bool:
        """Whether a name owns what the figure is a part of: 是GPT-4的5%, 不到OpenAI估值的两成."""
        if figure.kind not in ("percent", "multiple"):
            return False
        between = self._text[mention.end : figure.start]
        before = self._text[max(0, mention.start - 5) : mention.start]
        return bool(_OWNS.fullmatch(between)) and bool(_COMPARES.search(before))

    def _beside(self, figure: Figure, start: int) -> str | None:
        """The name right before the figure, where it owns the figure: 低于Meta的23倍, `V3: 61%`."""
        text = self._text
        named = [
            m
            for m in self._between(max(start, figure.start - _BESIDE), figure.start)
            if m.type in _ABOUT and m.end <= figure.start
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
        text = self._text
        for mention in self._between(figure.end, figure.end + _AFTER)[:1]:
            if mention.type in _ABOUT and _FOR.fullmatch(text[figure.end : mention.start]):
                return mention.entity_id
        for mention in self._between(figure.end, figure.end + _OF_REACH)[:1]:
            if mention.type in _ABOUT and _OF_OWN.fullmatch(text[figure.end : mention.start]):
                return mention.entity_id
        return None

    def _person(self, figure: Figure, number: int, *, always: bool) -> str | None:
        start = self._sentences[number].start
        low = self._sentences[max(0, number - 2)].start
        people = [m for m in self._between(low, figure.start) if m.type == "person"]
        if not people:
            return None
        if people[-1].start >= start:
            return people[-1].entity_id
        low = max(start, figure.start - _REACH)
        spoken = self._roles["person"].search(self._text, low, figure.start)
        return people[-1].entity_id if spoken or always else None

    def _carried(self, figure: Figure, number: int, metric: str | None) -> str | None:
        """What an earlier sentence spoke of, if this one goes on about it."""
        text, start = self._text, self._sentences[number].start
        before = text[max(start, figure.start - _REACH) : figure.start]
        opening = text[start : min(figure.start, start + _OPENING)].lstrip(_MARKS)
        firm = self._roles["company"].search(before) is not None
        if not firm and self._roles["general"].match(opening):
            return None
        clause = _CLAUSE.split(before)[-1]
        if self._roles["general_clause"].search(clause):
            return None
        if metric in _OF_MODELS and not firm:
            return self._model_before(number) or self._topics[number]
        head = opening[: _HEAD if self._sentences[number].language == "zh" else _LATIN_HEAD]
        told = self._roles["model"].search(before) or self._roles["person"].search(before)
        goes_on = firm or bool(told) or any_metric(head)
        topic = self._topics[number] or self._main
        if topic is not None and (firm or (topic == self._main and metric in _OF_FIRMS)):
            return topic
        if goes_on:
            for earlier in range(number - 1, max(-1, number - 1 - _BACK), -1):
                sentence = self._sentences[earlier]
                if "\n" in text[sentence.end : start]:
                    break  # another paragraph
                named = [m for m in self._between(sentence.start, sentence.end) if m.type in _ABOUT]
                spoken = self._spoken_of(named, sentence.start)
                if firm and any(m.type == "company" for m in spoken):
                    return next(m.entity_id for m in spoken if m.type == "company")
                if spoken:
                    return self._chosen(spoken, metric)
                if named and len({m.entity_id for m in named}) == 1:
                    return named[0].entity_id
                if named:
                    return None
        return topic if goes_on or (topic == self._main and metric is not None) else None

    def _model_before(self, number: int) -> str | None:
        """The model last spoken of, or the one that the document is about."""
        for earlier in range(number - 1, max(-1, number - 1 - _MODELS_BACK), -1):
            sentence = self._sentences[earlier]
            named = [
                m
                for m in self._between(sentence.start, sentence.end)[-_MOST_LOOKED_AT:]
                if m.type == "model" and self._is_spoken_of(m, sentence.start)
            ]
            if named:
                one = len({m.entity_id for m in named}) == 1
                return named[-1].entity_id if one else self._model
        return self._model


@functools.cache
def _roles() -> dict[str, re.Pattern[str]]:
    data: dict[str, Any] = tomllib.loads(models_path("claims/roles.toml").read_text("utf-8"))

    def any_of(words: Sequence[str]) -> str:
        return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))

    oblique, reporter, anaphor = data["oblique"], data["reporter"], data["anaphor"]
    latin = any_of(oblique["latin"])
    return {
        "oblique": re.compile(
            rf"(?:{any_of(oblique['han'])})\s?$|(?<![A-Za-z])(?:{latin})(?: the| its)?\s$"
        ),
        "source": re.compile("|".join(data["source"]["names"])),
        "reporter_before": re.compile(rf"(?:{any_of(reporter['before'])})\s?$"),
        "reporter_after": re.compile(rf"[^,，。;；:：]{{0,6}}?(?:{any_of(reporter['after'])})"),
        "investor": re.compile(rf"[^,，。;；]{{0,12}}?(?:{any_of(data['investor']['after'])})"),
        "company": re.compile(any_of(anaphor["company"])),
        "model": re.compile(any_of(anaphor["model"])),
        "person": re.compile(any_of(anaphor["person"])),
        "called": re.compile(any_of(anaphor["called"])),
        "general": re.compile(any_of(data["general"]["words"])),
        "general_clause": re.compile(any_of(data["general"]["clause"])),
        "spoken": re.compile(rf"\b(?i:{any_of(data['spoken']['latin'])}) (?:the )?$"),
        "made_by": re.compile(rf"[^，,。;；]{{0,6}}?(?:{any_of(data['spoken']['after'])})"),
    }
