"""Names that no list has: companies, then models, then people, each through the whole document.

A name recognised at one place is recognised at all others; brackets and company suffixes teach its
other forms, which share one entity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pipeline.extract import latin_models, model_places, open_companies, open_latin, open_models
from pipeline.extract.company_model import strong_suffixes
from pipeline.extract.context import company_weight
from pipeline.extract.grammar import extend, is_measured
from pipeline.extract.ground import Ground, everywhere
from pipeline.extract.joined_firms import longer_names
from pipeline.extract.latin_companies import short_firms
from pipeline.extract.latin_introductions import introduced_in_latin
from pipeline.extract.latin_mentions import begins_with_title
from pipeline.extract.latin_places import latin_places
from pipeline.extract.legal_forms import LEGAL_FORM
from pipeline.extract.longer_models import may_go_on
from pipeline.extract.mention import Mention
from pipeline.extract.open_cues import OpenName, latin_words, slug
from pipeline.extract.open_people import likely_people
from pipeline.extract.person_model import surnames
from pipeline.extract.person_places import people_places
from pipeline.extract.span_features import PAD, RARE, Page
from pipeline.extract.speakers import asking_papers
from pipeline.extract.tagged_names import TaggedNames
from pipeline.extract.tagger import Weights, tag

_GLOSS: Final = re.compile(
    r"\s?[（(](?P<latin>[A-Z][\w.&'’-]*(?: [A-Z][\w.&'’-]*){0,3})?"
    r"(?:[，,;；]?\s?(?:以?下称|以下简称|简称)[:：]?[“「\"]?(?P<short>[\u4e00-\u9fffA-Za-z]{2,8})[”」\"]?)?"
    r"[)）,，]"
)


def open_names(
    text: str,
    page: Page,
    known: Sequence[Mention],
    weights: Weights | None = None,
) -> list[OpenName]:
    """All names in `text` that no list has, overlaps included; longer ones are to be preferred.

    Args:
        text: a document's text, in simplified script.
        page: the same, cut into words.
        known: what the gazetteer found in it, in order and without overlaps.
        weights: those of the tagger instead of the package's own.
    """
    ground = Ground(bytearray(len(text)), known, [k.start for k in known])
    # A version behind a hyphen (`Mulan-V2`) belongs to the name before it, and one behind a word
    # may (扶摇 V2 Pro, where DeepSeek was spoken of before).
    ground.cover(k for k in known if k.method != "grammar" and not may_go_on(text, k))
    found: list[OpenName] = []
    tags = TaggedNames(text, page, tag(text, page, known, weights), ground.is_free)
    likely = likely_people(text, page)
    companies, stems = _companies(text, page, ground, likely, tags)
    sequences = list(open_latin.sequences(text, ground.is_free))

    def is_company_beside(start: int, end: int) -> bool:
        return ground.lists_company(text, start, end)

    verdicts = open_latin.judge(text, sequences, is_company_beside, tags, known)
    _add_tagged(verdicts, tags)
    for a, b in introduced_in_latin(text, "company"):
        if ground.is_free(a, b):
            verdicts[text[a:b]] = open_latin.Verdict("company", _SURE_VERDICT)
    firms = {surface for surface, verdict in verdicts.items() if verdict.type == "company"}
    found += _models(text, page, ground, stems, firms, tags)
    ground.cover(found)
    found += companies
    ground.cover(companies)
    latin = latin_places(text, page, ground, verdicts)
    ground.cover(latin)
    people = {n.name: n.entity_id for n in latin if n.type == "person"}
    found += latin
    found += people_places(text, page, ground, people, likely, tags)
    papers = asking_papers(text)
    return [n for n in found if text[n.start : n.end] not in papers] if papers else found


def _add_tagged(verdicts: dict[str, open_latin.Verdict], tags: TaggedNames) -> None:
    """Latin firms and people that the tagger sees, beside those that the evidence makes such."""
    for surface in list(verdicts):
        type_ = verdicts[surface].type
        other = "person" if type_ == "company" else "company"
        one_sided = type_ == "company" or " " not in surface
        sure = one_sided and verdicts[surface].score >= _SURE_VERDICT
        if not sure and tags.odds(surface, other) > 2 and tags.odds(surface, type_) < 0:
            verdicts[surface] = open_latin.Verdict(other, verdicts[surface].score)
        elif tags.odds(surface, "model") > 2 and tags.odds(surface, type_) < 0:
            del verdicts[surface]
    for type_ in ("person", "company"):
        # Where Noor Devereaux is named, Devereaux alone is no firm.
        last_names = _last_names(verdicts) if type_ == "company" else frozenset()
        for surface, odds in tags.names(type_, han=False):
            legal = LEGAL_FORM.search(surface)
            if legal and legal.end() == len(surface) and surface[: legal.start()] in verdicts:
                continue  # the places of that take the legal form in
            if surface in verdicts or surface in last_names or _STOCK_CODE.fullmatch(surface):
                continue
            if type_ == "person" and (surface[0].isdigit() or begins_with_title(surface)):
                continue  # `20 Petaflops`; the places without the title are found
            if open_latin.is_place(surface):
                continue
            if odds > tags.floor(type_, han=False) + open_latin.plainness(surface, type_):
                verdicts[surface] = open_latin.Verdict(
                    type_, round(min(0.85, 0.65 + 0.04 * odds), 3)
                )


def _last_names(verdicts: Mapping[str, open_latin.Verdict]) -> frozenset[str]:
    people = (surface for surface, verdict in verdicts.items() if verdict.type == "person")
    return frozenset(person.rsplit(" ", 1)[1] for person in people if " " in person)


# $工业富联(SH601138)$: the number of a share, not its firm.
_STOCK_CODE: Final = re.compile(r"(?:SH|SZ|BJ|HK|US|SS)\.?\d{4,6}")
# What stands beside a name outweighs what the tagger takes it for.
_SURE_VERDICT: Final = 0.68
# 霁月 is a word, but so seldom that behind 霁月智能 it is the firm.
_RARE_STEM: Final = RARE + 5
# Log-odds from which a firm's name without its last word is taken for it too.
_SURE_FIRM: Final = 1.2


def _companies(
    text: str,
    page: Page,
    ground: Ground,
    likely: Mapping[tuple[int, int], float],
    tags: TaggedNames,
) -> tuple[list[OpenName], dict[str, str]]:
    """Chinese companies and their short forms at all places; and the entities of short forms."""
    found = []
    stems: dict[str, str] = {}
    accepted = open_companies.chinese_companies(
        text, page, ground.is_free, ground.known_company, likely, tags
    )
    # 泊川 is 泊川科技 where the document has both.
    wholes = {name[:stem]: name for name, (_, stem) in accepted.items() if stem}
    for name, (weight, stem) in accepted.items():
        identity = slug(wholes.get(name, name))
        score = round(min(0.85, 0.65 + 0.04 * weight), 3)
        forms = {name: score}
        short = name[:stem]
        head = ground.known_company(text.find(name), text.find(name) + stem)
        places = list(everywhere(text, name, page))
        # A name that only the tagger saw may stand inside words at all its places.
        if places and stem >= 2 and (head is None or len(head) < stem):
            whole = {int(page.lengths[a + PAD]) for a, _ in places}
            sure = weight > _SURE_FIRM or name[stem:] in strong_suffixes()
            level = max(int(page.commonness[a + PAD]) for a, _ in places)
            if sure and (min(whole) < stem or stem > 3 or level <= _RARE_STEM):
                forms[short] = 0.7
                stems[short] = identity
        for _, b in places:
            gloss = _GLOSS.match(text, b)
            if (
                gloss
                and gloss["latin"]
                and (gloss["short"] or not gloss["latin"].isupper() or len(gloss["latin"]) > 3)
            ):
                forms.setdefault(gloss["latin"], 0.75)
            if gloss and gloss["short"]:
                forms.setdefault(gloss["short"], 0.75)
                stems[gloss["short"]] = identity
        begun = [
            place
            for form in (name, short)
            if form in forms
            for place in everywhere(text, form, page)
        ]
        forms |= {text[a:b]: 0.75 for a, b in longer_names(text, begun, ground.known_company)}
        for form, certainty in forms.items():
            for a, b in sorted({*everywhere(text, form, page), *tags.places(form)}):
                # 管云樵 beside 云樵科技 is a person of that surname.
                surname = text[a - 1 : a] in surnames()
                if form != name and surname and tags.is_within_person(a, b):
                    continue
                display = wholes.get(name, name)
                found.append(
                    OpenName(a, b, "company", identity, display, certainty, "open-company")
                )
    return found, stems


def _models(
    text: str,
    page: Page,
    ground: Ground,
    stems: dict[str, str],
    firms: set[str],
    tags: TaggedNames,
) -> list[OpenName]:
    families = open_models.find_families(text, page, ground.is_free, stems)
    sized = [
        k.surface for k in ground.known if k.method == "grammar" and not _DATA.search(k.surface)
    ]
    for head in latin_models.latin_families(text, ground.is_free, sized):
        family = families.setdefault(head, model_places.Family(slug(head), head))
        family.forms.add(head)
        family.bare = head not in firms
    for surface, head in _tagged_families(tags):
        family = families.setdefault(head, model_places.Family(slug(head), head))
        family.forms.add(head)
        family.bare = family.bare or surface == head or not head.isascii()
    makers = firms | {k.surface for k in ground.known if k.type == "company"}
    makers |= {form for firm in firms for form in short_firms(firm)}
    for head in list(families):
        for short in latin_models.short_heads(head, makers):
            if short not in families and short not in firms:
                families[head].forms.add(short)
                families[head].bare = True
    for surface, _ in tags.names("company", han=True):
        if surface not in stems and open_companies.is_before_kind(text, surface):
            family = families.setdefault(surface, model_places.Family(slug(surface), surface))
            family.forms.add(surface)
            family.bare = True
    versions = list(_tagged_versions(text, page, tags))
    for a, b in introduced_in_latin(text, "model"):
        if ground.is_free(a, b):
            head, end = text[a:b], extend(text, b)
            # Its other places are for those that come after: the name may be any word.
            families.setdefault(head, model_places.Family(slug(head), head, {head}))
            identity, name = slug(text[a:end]), text[a:end]
            versions.append(OpenName(a, end, "model", identity, name, 0.85, "open-model"))
    if not families:
        return versions

    def is_company(form: str, start: int, end: int) -> bool:
        return form in stems and company_weight(text, start, end) >= 0

    found = list(model_places.occurrences(text, families, ground.is_free, is_company, page))
    if len(families) == 1:
        (family,) = families.values()
        if not family.name.isascii() and any(re.search(r"-v\d", n.entity_id) for n in found):
            found += model_places.bare_versions(text, family)
        found += model_places.bare_variants(text, family, found)
    places = {(n.start, n.end) for n in found}
    found += [n for n in versions if (n.start, n.end) not in places]
    return [n for n in found if not _is_numbered(text[n.start : n.end])]


def _is_numbered(surface: str) -> bool:
    """Whether a surface is a thing of another kind with a number: `Apache-2.0`, `Series 3`."""
    head = _TAIL.sub("", surface)
    return (
        head in latin_words("numbered")
        or _YEAR.search(surface) is not None
        or surface.endswith(("Bench", "-SA", "-NC"))
        or head.endswith(("Bench", "Arena", "QA"))
        or head.endswith(_PROGRAMS)
    )


# 新驱动 3.2: programs of other kinds with a version.
_PROGRAMS: Final = ("驱动", "固件", "内核", "补丁", "协议", "插件", "编译器", "操作系统")


# `Lumenvale 2031` is a bond.
_YEAR: Final = re.compile(r"[A-Za-z\u4e00-\u9fff] ?(?:19|20)\d\d$")
# 瀚图6月10日晚回应: the number is that of a month.
_DATES: Final = ("月", "日", "年")
_TAIL: Final = re.compile(r"[\s\-‑–_·]?(?:[A-Za-z]{0,3}\d.*)$")


def _tagged_families(tags: TaggedNames) -> Iterator[tuple[str, str]]:
    """Surfaces of models that the tagger sees, each with the family's name in it."""
    for han in (True, False):
        for surface, odds in tags.names("model", han=han):
            head = _TAIL.sub("", surface)
            floor = tags.floor("model", han=han)
            if len(head) > 1 and odds > floor + open_latin.plainness(head, "model"):
                yield surface, head


def _tagged_versions(text: str, page: Page, tags: TaggedNames) -> Iterator[OpenName]:
    """Models that the tagger sees with their version: its number tells `Clerk 3` from a clerk."""
    for han in (True, False):
        for surface, odds in tags.names("model", han=han):
            head = _TAIL.sub("", surface)
            if head and head != surface and not _is_numbered(surface):
                score = round(min(0.85, 0.65 + 0.04 * odds), 3)
                for a, b in everywhere(text, surface, page):
                    if not text.startswith(_DATES, b) and not is_measured(text, a, b):
                        yield OpenName(a, b, "model", slug(surface), surface, score, "open-model")


# Sets of data are sized in M and k, and dated releases of tools are no sizes.
_DATA: Final = re.compile(r"\d[Mk]\b|\d{4}-\d\d|^[a-z]|^[A-Z]+-")
