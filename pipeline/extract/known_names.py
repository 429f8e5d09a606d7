"""Names that the knowledge base lists: found, decided where ambiguous, versions completed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from pipeline.extract import context
from pipeline.extract.candidates import Candidate, longest, typed
from pipeline.extract.company_bounds import begins_firm
from pipeline.extract.grammar import extend, is_measured, subscription_tiers, unknown_models
from pipeline.extract.later_versions import is_other_thing
from pipeline.extract.mention import Mention
from pipeline.extract.open_cues import evidence
from pipeline.extract.plain_words import ends_longer_name, is_plain_word, speaks_for_model
from pipeline.extract.span_features import PAD, Page
from pipeline.knowledge.base import Entity
from pipeline.knowledge.gazetteer import Gazetteer, Hit, shape, squeezed

_INNER_CAPITAL: Final = re.compile(r"[a-z][A-Z]|[A-Z]{2}|\d")
_SLUG: Final = re.compile(r"[^a-z0-9.\u3400-\u9fff]+")
_COMPANY_EVIDENCE: Final = 2.2
_SHORT_REACH: Final = 100_000
_GAP_INSIDE: Final = 2
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
# `@Gemini_rising` is somebody; `@OpenAI` is the firm.
_HANDLE_ON: Final = re.compile(r"[_\-\u4e00-\u9fff]")
_NAMED_BY_VERSION: Final = 4
_THREE: Final = 3


def known_names(text: str, page: Page, names: Gazetteer) -> list[Mention]:
    """The names in `text` that the gazetteer or the grammar of model names gives, in order.

    Args:
        text: a document's text, in simplified script.
        page: the same, cut into words.
        names: the gazetteer.
    """
    shaped = shape(text)
    hits = list(names.find(text, shaped))
    certain = [h for h in hits if _is_sure(h, text)]
    sure = {h.entities[0].id for h in certain}
    spelled = {h.entities[0].id for h in certain if h.end - h.start > 3}
    sure |= {m for i in sure if (m := names.base.maker_of(i))}
    candidates: list[Candidate] = []
    rejected: list[Hit] = []
    for hit in hits:
        found = _candidates(hit, text, page, names, sure, spelled)
        if found:
            candidates += found
        elif hit.exact and not hit.short and hit.entities[0].type == "company":
            rejected.append(hit)
    named = _first_places(candidates)
    candidates += _short_candidates([h for h in hits if h.short], text, page, names, named)
    candidates += [
        Candidate(a, b, (), 0.7, "grammar", _slug(text[a:b])) for a, b in unknown_models(text)
    ]
    chosen = longest(_without_overrun(candidates))
    beside = _beside_companies(rejected, chosen, text, names)
    if beside:
        chosen = longest([*chosen, *beside])
    return _joined(typed(chosen, text), text, names)


def _without_overrun(candidates: list[Candidate]) -> list[Candidate]:
    """`candidates` without models that begin inside their maker: 讯飞星火X2 in 科大讯飞星火X2."""
    firms: dict[int, Candidate] = {}
    for c in candidates:
        longer = firms.get(c.end - 1)
        if (
            c.entities
            and c.entities[0].type == "company"
            and (longer is None or c.start < longer.start)
        ):
            firms[c.end - 1] = c
    inner = [
        c
        for c in candidates
        if c.entities
        and c.entities[0].type == "model"
        and any(
            (firm := firms.get(at))
            and firm.start < c.start
            and firm.entities[0].id == c.entities[0].maker
            for at in range(c.start, c.end - 1)
        )
    ]
    return [c for c in candidates if c not in inner] if inner else candidates


def _joined(found: list[Mention], text: str, names: Gazetteer) -> list[Mention]:
    """`found` with a family and its version's short name behind it as one: 豆包 Seed 2.0."""
    joined: list[Mention] = []
    for mention in found:
        last = joined[-1] if joined else None
        entity = names.base.entities.get(mention.entity_id)
        if (
            last
            and entity
            and mention.method in ("short", "version")
            and last.type == mention.type == "model"
            and entity.family == last.entity_id
            and text[last.end : mention.start].strip(" ") == ""
            and mention.start - last.end < _GAP_INSIDE
        ):
            joined[-1] = mention._replace(start=last.start, surface=text[last.start : mention.end])
        elif (
            last
            and last.type == mention.type == "model"
            and mention.method in ("version", "grammar")
            and text[last.end : mention.start] == "-"
        ):
            # `Llama 3.1-TAIDE-LX-8B`: called after the model that it was made from.
            whole = text[last.start : mention.end]
            joined[-1] = mention._replace(
                start=last.start, surface=whole, entity_id=_slug(whole), name=whole
            )
        else:
            joined.append(mention)
    return joined


def _beside_companies(
    rejected: list[Hit], chosen: list[Candidate], text: str, names: Gazetteer
) -> list[Candidate]:
    """Ambiguous names of companies in a list with sure ones, or before a model of their own."""
    if not rejected:
        return []
    firms = [c for c in chosen if c.entities and c.entities[0].type == "company"]
    starts, ends = {c.start for c in firms}, {c.end for c in firms}
    own = {(c.start, e.maker) for c in chosen for e in c.entities if e.type == "model"}
    found = []
    for hit in rejected:
        entity = hit.entities[0]
        before = context.LIST_GAP_BEFORE.search(text[max(0, hit.start - 6) : hit.start])
        after = context.LIST_GAP.match(text, hit.end)
        rule = names.base.rules.get((text[hit.start : hit.end].lower(), entity.id))
        is_listed = (
            (before and hit.start - len(before.group()) in ends)
            or (after and after.end() in starts)
            or (hit.end, entity.id) in own
        )
        if is_listed and not (rule and context.is_refused(text, hit.start, hit.end, rule)):
            found.append(Candidate(hit.start, hit.end, (entity,), 0.75, "context"))
    return found


def _is_sure(hit: Hit, text: str) -> bool:
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
    """Whether what follows makes a name the beginning of something else."""
    if surface[-1] == "云":
        return _CLOUD_SIDE.match(text, hit.end) is not None
    if surface[-1].islower() and _SMALL_VARIANT.search(surface):
        return _PHRASE_ON.match(text, hit.end) is not None
    return text[hit.start - 1 : hit.start] == "@" and _HANDLE_ON.match(text, hit.end) is not None


def _candidates(
    hit: Hit, text: str, page: Page, names: Gazetteer, sure: set[str], spelled: set[str]
) -> list[Candidate]:
    if hit.short:
        return []
    surface = text[hit.start : hit.end]
    if _is_other_word(surface, hit, text):
        return []
    if surface[-1].isdigit() and is_measured(text, hit.start, hit.end):
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
            # `Olmo` where the text has OLMo-3 too.
            named = entity.type == "model" and entity.id in sure and surface[0].isupper()
            if not named or is_plain_word(surface):
                return False
    rule = names.base.rules.get((lowered, entity.id))
    near = rule is not None and context.has_cue(text, hit.start, hit.end, rule)
    if (
        han
        and not near
        and len(surface) <= 3
        # A company whose longer name the document has is meant even where 树上 is a word too, and
        # one of three characters where only its last begins a word: 台积电花了三十年.
        and not (
            entity.type == "company"
            and not ambiguous
            and (entity.id in spelled or (len(surface) == _THREE and page.starts[hit.start + PAD]))
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
    if rule is None:
        return entity.id in sure or _is_company_here(entity, hit, text)
    if context.is_refused(text, hit.start, hit.end, rule):
        return False
    if rule.accept or near:
        return True
    return entity.id in sure or entity.maker in sure or _is_company_here(entity, hit, text)


def _is_company_here(entity: Entity, hit: Hit, text: str) -> bool:
    """Whether an ambiguous word stands as only a company does: `Plaid raised $80m`."""
    if entity.type != "company" or not hit.exact:
        return False
    kind = "company" if text[hit.start] > "\u2fff" else "latin-company"
    found = (
        *evidence(kind, text, hit.start, hit.end),
        *evidence("listed-company", text, hit.start, hit.end),
    )
    return min(found) >= 0 and sum(found) >= _COMPANY_EVIDENCE


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
    tail = _slug(text[hit.end : end])
    head = family.id if family.role == "version" else stem.removesuffix("-model")
    return [Candidate(hit.start, end, (family,), 0.9, "version", f"{head}-{tail}")]


def _slug(name: str) -> str:
    return _SLUG.sub("-", name.lower()).strip("-.")


def _first_places(candidates: Iterable[Candidate]) -> dict[str, list[int]]:
    """Where each entity, its maker and its family are named, in order."""
    places: dict[str, list[int]] = {}
    for candidate in candidates:
        for entity in candidate.entities:
            for key in {entity.id, entity.maker, entity.family} - {None}:
                places.setdefault(str(key), []).append(candidate.start)
    for listed in places.values():
        listed.sort()
    return places


def _short_candidates(
    hits: list[Hit], text: str, page: Page, names: Gazetteer, places: dict[str, list[int]]
) -> list[Candidate]:
    """Short forms, each for the entity whose full name, maker or family stands closest before."""
    found = []
    for hit in hits:
        best: tuple[int, Entity] | None = None
        for entity in hit.entities:
            keys = (
                {entity.id}
                if entity.type == "person"
                else {
                    entity.id,
                    names.base.maker_of(entity.id) or "",
                    entity.family or "",
                }
            )
            for key in keys:
                listed = places.get(key, [])
                at = bisect_right(listed, hit.start) - 1
                if at >= 0 and hit.start - listed[at] < _SHORT_REACH:
                    near = hit.start - listed[at]
                    if best is None or near < best[0]:
                        best = (near, entity)
        surface = text[hit.start : hit.end]
        if best is None:
            best = (
                _by_rule(hit, text, names)
                or _by_affiliation(hit, text, places)
                or _by_version(hit, text)
                or _by_later_name(hit, surface, places)
            )
        if best is None:
            continue
        if (
            not surface.isascii()
            and len(surface) <= 2
            and context.crosses_word(page, hit.start, hit.end, inside=True)
        ):
            continue
        entity = best[1]
        if _SHORT_VERSION.fullmatch(surface) and is_other_thing(text, hit.start, hit.end):
            continue
        found.append(Candidate(hit.start, hit.end, (entity,), 0.8, "short"))
        if entity.type == "model":
            end = extend(text, hit.end, attached=False)
            if end > hit.end:
                name = f"{entity.id}-{_slug(text[hit.end : end])}"
                found.append(Candidate(hit.start, end, (entity,), 0.8, "version", name))
    return found


_SHORT_VERSION: Final = re.compile(r"[A-Z]\d{1,2}(?:\.\d)?")


def _by_later_name(
    hit: Hit, surface: str, places: dict[str, list[int]]
) -> tuple[int, Entity] | None:
    """The model that a version means which the text spells out only later: K2, 完整叫Kimi K2."""
    if not _SHORT_VERSION.fullmatch(surface):
        return None
    for entity in hit.entities:
        if entity.type == "model" and any(
            key == entity.id or key.startswith(f"{entity.id}-") for key in places
        ):
            return 0, entity
    return None


def _by_rule(hit: Hit, text: str, names: Gazetteer) -> tuple[int, Entity] | None:
    """The entity for which a cue close to a short form speaks."""
    for entity in hit.entities:
        rule = names.base.rules.get((text[hit.start : hit.end].lower(), entity.id))
        if rule and context.has_cue(text, hit.start, hit.end, rule):
            return 0, entity
    return None


def _by_affiliation(hit: Hit, text: str, places: dict[str, list[int]]) -> tuple[int, Entity] | None:
    """Whom a surname means that one listed person has, beside that person's firm.

    `Palantir's Karp` in a text that never says Alex Karp; not `Jo Karp`, nor a plain word.
    """
    entity = hit.entities[0]
    surface = text[hit.start : hit.end]
    listed = places.get(entity.affiliation or "", [])
    if (
        len(hit.entities) > 1
        or entity.type != "person"
        or len(surface) < _LEAST_SURNAME[surface.isascii()]
        or not hit.exact
        or surface.lower() in context.english_words()
        or is_plain_word(surface)
        or _PART_OF_NAME_BEFORE.search(text[max(0, hit.start - 16) : hit.start])
        or _PART_OF_NAME_AFTER.match(text, hit.end)
    ):
        return None
    at = bisect_right(listed, hit.start)
    near = [abs(hit.start - place) for place in listed[max(0, at - 1) : at + 1]]
    return (min(near), entity) if near and min(near) <= _BESIDE_FIRM else None


# `Jo Karp`, 约翰·卡普, `Karp Industries`: parts of other names.
_PART_OF_NAME_BEFORE: Final = re.compile(
    r"[·•]$|\b(?!CEO |CTO |CFO |At |For |But |And |As )[A-Z][\w.’'-]*(?<!['’]s) $"
)
_PART_OF_NAME_AFTER: Final = re.compile(r"[·•&]| ?& | [A-Z][a-z]")
_LEAST_SURNAME: Final = {False: 2, True: 4}
_BESIDE_FIRM: Final = 80


def _by_version(hit: Hit, text: str) -> tuple[int, Entity] | None:
    """The model whose short form has a version with it: `Sonnet 4.5` in a text without Claude."""
    models = [e for e in hit.entities if e.type == "model"]
    word = text[hit.start : hit.end]
    if not models or len(word) < _NAMED_BY_VERSION or not word.isalpha() or not word.isascii():
        return None
    end = extend(text, hit.end, attached=False)
    return (0, models[0]) if "." in text[hit.end : end] else None


__all__ = ["known_names"]
