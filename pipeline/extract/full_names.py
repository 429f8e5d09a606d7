"""Listed names written in full: which of them stand where they are read, and with which version."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from pipeline.extract import context
from pipeline.extract.candidates import Candidate
from pipeline.extract.company_bounds import begins_firm
from pipeline.extract.grammar import extend, is_measured, subscription_tiers
from pipeline.extract.latin_people import is_east_asian
from pipeline.extract.open_cues import cues, evidence
from pipeline.extract.plain_words import (
    ends_longer_name,
    is_part_of_name,
    is_plain_word,
    speaks_for_model,
)
from pipeline.extract.span_features import PAD, Page
from pipeline.extract.transliterated_people import sounds_on
from pipeline.knowledge.entity import Entity
from pipeline.knowledge.gazetteer import Gazetteer, Hit, shape, squeezed

_INNER_CAPITAL: Final = re.compile(r"[a-z][A-Z]|[A-Z]{2}|\d")
_SLUG: Final = re.compile(r"[^a-z0-9.\u3400-\u9fff]+")
_COMPANY_EVIDENCE: Final = 2.2
_OWN_PART: Final = re.compile(r"[-‑][A-Z][A-Za-z]{1,11}(?=[- ]\d)")
_OWN_KIND: Final = re.compile(
    r"(?:实时)?(?:语音|视频|图像|音乐|同传|翻译|播客|编程|代码|多模态|视觉|数学)"
    r"(?:生成|理解|合成|识别)?(?:大?模型)?(?=\s?[Vv]?\d+\.\d)"
)
# 微软云端服务 is of Microsoft; 腾讯云端午活动 and 阿里云端侧方案 are of the clouds.
_CLOUD_SIDE: Final = re.compile("端(?![午侧到口])")
# `Gemini 2.5 flash floods`: small letters that begin a phrase are no variant of a model.
_SMALL_VARIANT: Final = re.compile(r" (?:flash|pro|turbo|lite|nano|ultra)$")
_PHRASE_ON: Final = re.compile(
    r" (?:floods?|flooding|drives?|mobs?|sales?|points?|fires?|bono|rata|forma|tips?|players?"
    r"|gamers?|beers?|engines?|marathons?)\b"
)
# `Mingyang Zhao` is no firm but a person.
_SURNAME_BEHIND: Final = re.compile(r" ([A-Z][a-z]{1,6})(?![A-Za-z’'-])")
# `3.3M documents`, `$3M`: the end of a number, not 3M.
_NUMBER_BEFORE: Final = re.compile(r"\d[.,]|[$€£¥₹~]")
# `@Gemini_rising` is somebody; `@OpenAI` is the firm.
_HANDLE_ON: Final = re.compile(r"[_\-\u4e00-\u9fff]")
_OPENING: Final = frozenset("(（")
_LISTED: Final = re.compile(r"[A-Z\d]{1,6}\.[A-Z]{1,2}")
_THREE: Final = 3


def is_sure(hit: Hit, text: str) -> bool:
    """A full name that means one thing, whatever stands around it."""
    surface = text[hit.start : hit.end]
    return (
        not hit.short
        and len(hit.entities) == 1
        and not (
            hit.entities[0].ambiguous and hit.entities[0].ambiguous.intersection(_readings(surface))
        )
        and (hit.exact or _is_distinct(surface))
        and len(surface) > 1
        and not (hit.entities[0].type == "model" and is_plain_word(surface))
    )


@lru_cache(maxsize=65536)
def _is_distinct(surface: str) -> bool:
    return not surface.isascii() or _INNER_CAPITAL.search(surface) is not None


@lru_cache(maxsize=65536)
def _readings(surface: str) -> tuple[str, str]:
    """The forms under which an ambiguous alias may be listed."""
    return surface.lower(), shape(surface)


def _is_other_word(surface: str, hit: Hit, text: str) -> bool:
    """Whether what stands beside a name makes it a part of something else."""
    if surface[0].isdigit() and _NUMBER_BEFORE.search(text[max(0, hit.start - 2) : hit.start]):
        return True
    if surface[-1] == "云":
        return _CLOUD_SIDE.match(text, hit.end) is not None
    if surface[-1].islower() and _SMALL_VARIANT.search(surface):
        return _PHRASE_ON.match(text, hit.end) is not None
    return text[hit.start - 1 : hit.start] == "@" and _HANDLE_ON.match(text, hit.end) is not None


def _is_listing(surface: str, hit: Hit, text: str) -> bool:
    """Whether brackets tell where the firm before them is listed: 腾讯（0700.HK）."""
    return (
        surface[-1].isupper()
        and text[hit.start - 1 : hit.start] in _OPENING
        and _LISTED.fullmatch(surface) is not None
    )


def full_candidates(
    hit: Hit, text: str, page: Page, names: Gazetteer, sure: set[str], spelled: set[str]
) -> list[Candidate]:
    """What a hit may be here, with the longer name where a version follows; empty for a short form.

    Args:
        hit: a place where the gazetteer has a name.
        text: a document's text, in simplified script.
        page: the same, cut into words.
        names: the gazetteer.
        sure: the ids of what the text names unmistakably, and their makers.
        spelled: of those, the ids with a name of more than three characters.
    """
    if hit.short:
        return []
    surface = text[hit.start : hit.end]
    if _is_other_word(surface, hit, text) or _is_listing(surface, hit, text):
        return []
    if surface[-1].isdigit() and is_measured(text, hit.start, hit.end):
        return []
    if hit.entities[0].type == "person" and sounds_on(text, hit.start, hit.end, page):
        return []
    behind = _SURNAME_BEHIND.match(text, hit.end)
    if behind and hit.entities[0].type == "company" and is_east_asian((surface, behind[1])):
        return []
    if not surface.isascii() and hit.entities[0].type == "model" and begins_firm(text, hit.end):
        return []
    plain = hit.exact and (len(surface) > 3 or surface.isascii()) and not is_plain_word(surface)
    for entity in hit.entities:
        plain = plain and not entity.ambiguous
    if plain:
        accepted = hit.entities
    else:
        accepted = tuple(
            e for e in hit.entities if _accepts(e, hit, text, page, names, sure, spelled)
        )
    found = []
    if accepted:
        ambiguous = not plain and any(surface.lower() in e.ambiguous for e in accepted)
        method, score = ("context", 0.8) if ambiguous else ("gazetteer", 0.95)
        found.append(Candidate(hit.start, hit.end, accepted, score, method))
    # A version may follow even where the bare word would be no name: `Claude` is, `Nova` is not.
    families = tuple([e for e in hit.entities if e.type == "model"])
    if families and (hit.exact or _is_distinct(surface) or accepted):
        found += _version(hit, families, text, names)
    return found


def _accepts(
    entity: Entity,
    hit: Hit,
    text: str,
    page: Page,
    names: Gazetteer,
    sure: set[str],
    spelled: set[str],
) -> bool:
    surface = text[hit.start : hit.end]
    lowered, shaped = _readings(surface)
    ambiguous = lowered in entity.ambiguous or shaped in entity.ambiguous
    han = not surface.isascii()
    if not hit.exact and not han and not _INNER_CAPITAL.search(surface):
        # A name in the wrong case: a word of an English sentence, a name in a Chinese one.
        before = text[max(0, hit.start - 2) : hit.start].strip()
        after = text[hit.end : hit.end + 2].strip()
        chinese = any("\u3000" < c < "\uffef" for c in before[-1:] + after[:1])
        if not chinese or lowered in context.english_words():
            # `Olmo` where the text has OLMo-3 too; `gpt-realtime`, as registries write it.
            named = entity.type == "model" and (
                (entity.id in sure and surface[0].isupper())
                or ("-" in surface and not _in_address(text, hit.start, hit.end))
            )
            if not named or is_plain_word(surface):
                return False
    rule = names.base.rules.get((lowered, entity.id))
    near = rule is not None and context.has_cue(text, hit.start, hit.end, rule)
    if (
        han
        and not near
        and len(surface) <= 3
        # A company whose longer name the document has is meant even where 树上 is a word too, and
        # a name of three characters where only its last begins a word: 台积电花了, 俞敏洪都去过.
        and not (
            not ambiguous
            and entity.type in ("company", "person")
            and (
                (entity.type == "company" and entity.id in spelled)
                or (len(surface) == _THREE and page.starts[hit.start + PAD])
            )
        )
        and context.crosses_word(page, hit.start, hit.end, inside=ambiguous and len(surface) <= 2)
    ):
        return False
    if (
        not ambiguous
        and entity.type == "model"
        and is_plain_word(surface)
        # Where the maker is called so too, no word of the language is meant: Mistral.
        and not any(e.id == entity.maker for e in hit.entities)
    ):
        return speaks_for_model(text, hit.start, hit.end, maker=entity.maker in sure)
    if not ambiguous:
        return True
    if entity.type == "company" and ends_longer_name(text, hit.start):
        return False
    if entity.type == "person" and is_part_of_name(text, hit.start, hit.end):
        return False
    if rule is None:
        return entity.id in sure or _is_company_here(entity, hit, text)
    if context.is_refused(text, hit.start, hit.end, rule):
        return False
    if rule.accept or near:
        return True
    return entity.id in sure or entity.maker in sure or _is_company_here(entity, hit, text)


def _in_address(text: str, start: int, end: int) -> bool:
    """Whether a span is a piece of an address or a longer chain: `on-muse-spark-msl`."""
    return text[start - 1 : start] in tuple("-/._@#") or _CHAIN_ON.match(text, end) is not None


_CHAIN_ON: Final = re.compile(r"[-/_@]|\.[A-Za-z]")


def _is_company_here(entity: Entity, hit: Hit, text: str) -> bool:
    """Whether an ambiguous word stands as only a company does: `Plaid raised $80m`."""
    if entity.type != "company" or not hit.exact:
        return False
    latin = text[hit.start] <= "\u2fff"
    goes_on = (_LATIN_ON if latin else _HAN_ON).match(text, hit.end) is not None
    found = []
    for kind in ("latin-company" if latin else "company", "listed-company"):
        weights = evidence(kind, text, hit.start, hit.end)
        # What stands before speaks of the whole phrase: `bought Lambda functions`, 收购理想的房子.
        found += [
            min(weight, 0.0) if goes_on and cue.side == "before" else weight
            for cue, weight in zip(cues(kind), weights, strict=True)
        ]
    return min(found) >= 0 and sum(found) >= _COMPANY_EVIDENCE


# A noun phrase that goes on behind the word; what may follow a name is a verb or a small word.
_LATIN_ON: Final = re.compile(
    r"[-‑][A-Za-z]|[  ](?!(?:and|or|nor|but|for|in|at|on|to|as|from|with|within|without|by|via"
    r"|after|before|because|since|until|while|when|where|which|who|so|if|not|then|than|though|despite"
    r"|over|during|under|last|this|next|earlier|later|today|yesterday|now|too|also|again|outright|instead"
    r"|is|are|was|were|has|have|had|will|would|can|could|may|might|should|must|do|does|did|said|says"
    r"|rose|fell|sank|slid|shed|grew|lost|won|went|led|left|sold|built|makes|made|plans|wants|offers"
    r"|[a-z]+ed)\b)[A-Za-z]"
)
_HAN_ON: Final = re.compile("的|地[^，。]")


def _version(
    hit: Hit, families: tuple[Entity, ...], text: str, names: Gazetteer
) -> list[Candidate]:
    """The longer name where a version, size or variant follows a family's name."""
    surface = text[hit.start : hit.end]
    end = extend(text, hit.end, attached=len(surface) > 1)
    if end == hit.end:
        # A word of its own before the size: `Ministral-Gov 8B`, 豆包语音2.0.
        part = (_OWN_PART if surface.isascii() else _OWN_KIND).match(text, end)
        end = extend(text, part.end()) if part else end
        if part is None or end == part.end():
            return []
    name = text[hit.start : end]
    small = _SMALL_VARIANT.search(name)
    if small and _PHRASE_ON.match(text, end):
        end = hit.start + small.start()
        name = text[hit.start : end]
    if " ".join(name.split()) in subscription_tiers():
        return []
    known = [e for e in names.by_name.get(squeezed(name), ()) if e.type == "model"]
    if known:
        return [Candidate(hit.start, end, tuple(known), 0.95, "gazetteer")]
    family = families[0]
    stem = family.family or family.id if family.role == "version" else family.id
    tail = model_slug(text[hit.end : end])
    head = family.id if family.role == "version" else stem.removesuffix("-model")
    return [Candidate(hit.start, end, (family,), 0.9, "version", f"{head}-{tail}")]


def model_slug(name: str) -> str:
    """The id of a version that no list has: its name in lower case, parts joined by hyphens."""
    return _SLUG.sub("-", name.lower()).strip("-.")


__all__ = ["full_candidates", "is_sure", "model_slug"]
