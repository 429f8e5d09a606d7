"""Names that nobody bears, for training: people, companies and models in many forms.

A tagger that has seen a thousand invented names in true surroundings learns the surroundings.
"""

from __future__ import annotations

import functools
import random
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.extract import company_model
from pipeline.extract.open_cues import latin_words
from pipeline.extract.person_model import name_parts, surnames
from pipeline.knowledge.base import packaged_base
from pipeline.knowledge.entity import KnowledgeBase
from pipeline.resources import models_path

_HAN: Final = re.compile(r"[\u4e00-\u9fff]+")
_VERSION_TAIL: Final = re.compile(
    r"[\s\-‑–_·]?(?:[A-Za-z]{0,3}\d.*|(?:Pro|Max|Mini|Lite|Air|Turbo|mini|Chat|Base|Instruct|Flash"
    r"|Plus|Coder|Thinking)\b.*)$"
)


@functools.cache
def _parts(kind: str) -> tuple[str, ...]:
    listed = tomllib.loads(models_path("names/name_parts.toml").read_text(encoding="utf-8"))
    return tuple(listed[kind])


@dataclass(frozen=True, slots=True)
class Invented:
    """A new name and its short form (a surname, a firm's name without its last word)."""

    full: str
    short: str


class Inventor:
    """Draws names with a fixed seed.

    Args:
        seed: of the random numbers.
        given: characters of Chinese given names, as often as they come.
    """

    def __init__(self, seed: int, given: Sequence[str] = (), base: KnowledgeBase | None = None):
        self.chance = random.Random(seed)
        listed = (base or packaged_base()).entities.values()
        self._surnames = sorted(surnames())
        self._common = _parts("surnames")
        self._given = list(given) or [
            c for e in listed if e.type == "person" for n in e.hans
            if _HAN.fullmatch(n) and n[0] in surnames() and len(n) == 3 for c in n[1:]
        ]  # fmt: skip
        stems = []
        by_size = sorted(company_model.suffixes(), key=lambda s: (-len(s), s))
        for entity in listed:
            if entity.type not in ("company", "model"):
                continue
            for name in entity.hans:
                if _HAN.fullmatch(name):
                    stem = next((name[: -len(s)] for s in by_size if name.endswith(s)), name)
                    if 2 <= len(stem) <= 4:
                        stems.append(stem)
        self._stems = stems
        self._pool = [c for s in stems for c in s]
        self._strong = sorted(company_model.strong_suffixes())
        self._suffixes = by_size
        self._sounds = [c for c in models_path("knowledge/transliteration.txt").read_text("utf-8")
                        if not c.isspace()]  # fmt: skip
        people = [n for e in listed if e.type == "person" for n in e.en if " " in n]
        self._first = sorted({*latin_words("given"), *(n.split(" ")[0] for n in people)})
        self._last = sorted({n.split(" ")[-1] for n in people})

    def _of(self, listed: Sequence[str]) -> str:
        return listed[int(self.chance.random() * len(listed))]

    def _odds(self, share: float) -> bool:
        return self.chance.random() < share

    def person_han(self) -> Invented:
        """A Chinese name of two to four characters."""
        surname = self._of(self._common if self._odds(0.6) else self._surnames)
        size = 2 if self._odds(0.75) else 1
        return Invented(surname + "".join(self._of(self._given) for _ in range(size)), surname)

    def person_sounds(self) -> Invented:
        """A name in transliteration: 埃里克·托波尔."""

        def part() -> str:
            return "".join(self._of(self._sounds) for _ in range(self.chance.choice((2, 3, 3, 4))))

        last = part()
        return Invented(f"{part()}·{last}", last)

    def nickname(self) -> str:
        """What people are called among friends: 阿豪, 小敏."""
        return self._of(("阿", "阿", "小", "老")) + self._of(
            self._given if self._odds(0.7) else self._common
        )

    def word(self) -> str:
        """A Latin word of one to three syllables that means nothing."""
        size = self.chance.choice((1, 2, 2, 2, 3))
        made = "".join(self._of(_parts("onsets")) + self._of(_parts("vowels")) for _ in range(size))
        return (made + self._of(_parts("codas"))).capitalize()

    def person_latin(self) -> Invented:
        """A name in Latin letters, of any country."""
        first = self._of(self._first) if self._odds(0.5) else self.word()
        last = self._of(self._last) if self._odds(0.3) else self.word()
        if self._odds(0.08):
            last = f"{last}-{self.word()}"
        if self._odds(0.05):
            last = self._of(("de ", "van ", "von ", "de la ", "bin ")) + last
        middle = f"{self._of('ABCDEFGHJKLMNPRSTW')}. " if self._odds(0.07) else ""
        return Invented(f"{first} {middle}{last}", last)

    def stem(self) -> str:
        """Two or three characters that may be a Chinese firm's or model's name."""
        drawn = self.chance.random()
        if drawn < 0.3:
            return self._of(self._stems)
        if drawn < 0.45:
            return self._of(_parts("plain"))
        return "".join(self._of(self._pool) for _ in range(self.chance.choice((2, 2, 2, 3))))

    def company_han(self) -> Invented:
        """A Chinese firm with or without a last word, now and then with its place."""
        stem = self.stem()
        drawn = self.chance.random()
        if drawn < 0.3:
            return Invented(stem, stem)
        if drawn < 0.37:
            return Invented(stem + self._of(("AI", " AI")), stem)
        tail = self._of(self._strong if self._odds(0.75) else self._suffixes)
        if self._odds(0.05):
            tail += self._of(("股份有限公司", "有限公司", "集团"))
        place = self._of(_parts("places")) if self._odds(0.04) else ""
        return Invented(place + stem + tail, stem)

    def latin_head(self) -> str:
        """The first word of a Latin name of a firm or tool."""
        drawn = self.chance.random()
        if drawn < 0.4:
            return self.word()
        if drawn < 0.55:
            return self._of(_parts("words"))
        if drawn < 0.7:
            return self._of(_parts("words")) + self._of(
                _parts("words") if self._odds(0.4) else tuple(w.lower() for w in _parts("words"))
            )
        if drawn < 0.9:
            return (self.word() if self._odds(0.5) else self._of(_parts("words"))) + self._of(
                _parts("ends")
            )
        return self.word() + self._of(("AI", ".ai", "GPT", "Mind", "Lens", "View"))

    def company_latin(self) -> Invented:
        """A firm in Latin letters."""
        head = self.latin_head()
        if self._odds(0.45):
            return Invented(head, head)
        if self._odds(0.1):
            return Invented(f"{head} & {self.word()}", head)
        if self._odds(0.15):
            head = f"{head} {self._of(_parts('words'))}"
        return Invented(f"{head} {self._of(_parts('firm_words'))}", head)

    def model_head(self, *, han: bool) -> str:
        """A model's family."""
        if han:
            return self.stem()
        head = self.latin_head()
        return head + self._of(("LM", "GPT", "Coder", "VL")) if self._odds(0.08) else head

    def version(self) -> str:
        """What follows a family: ` 2.0`, `-14B-Chat`, `-V3`."""
        joint = self._of(("-", "-", " ", " ", ""))
        draw = self.chance.randint
        number = self._of(
            (
                f"{draw(1, 9)}",
                f"{draw(1, 6)}.{draw(0, 9)}",
                f"V{draw(1, 5)}",
                self._of(("1.5", "3", "7", "8", "14", "32", "70", "72")) + "B",
            )
        )
        tail = self._of(("-", " ")) + self._of(_parts("variants")) if self._odds(0.3) else ""
        return joint + number + tail


def renaming(inventor: Inventor, tag: str, surfaces: Iterable[str]) -> dict[str, str]:
    """New surfaces for those of one entity, so that its forms still belong together.

    Args:
        inventor: draws the names.
        tag: `c`, `m` or `p`.
        surfaces: all forms under which a document names the entity.
    """
    listed = sorted(set(surfaces), key=lambda s: (-len(s), s))
    new: dict[str, str] = {}
    for latin in (False, True):
        part = [s for s in listed if bool(_HAN.search(s)) is not latin]
        if part:
            if tag == "p":
                new |= _people(inventor, part, latin=latin)
            elif tag == "c":
                new |= _companies(inventor, part, latin=latin)
            else:
                new |= _models(inventor, part, latin=latin)
    return new


def _people(inventor: Inventor, forms: list[str], *, latin: bool) -> dict[str, str]:
    full = forms[0]
    if latin:
        made = inventor.person_latin()
        first, _, last = made.full.partition(" ")
        words = full.split(" ")
        new = {full: made.full if len(words) > 1 else (last if inventor._odds(0.5) else first)}
        for form in forms[1:]:
            new[form] = (
                first if form == words[0] else made.short if form == words[-1] else made.full
            )
        return new
    if "·" in full:
        made = inventor.person_sounds()
        return {form: made.full if "·" in form else made.short for form in forms}
    if full[0] in "阿小" or not _HAN.fullmatch(full):
        name = inventor.nickname()
        return dict.fromkeys(forms, name)
    made = inventor.person_han()
    own, given = name_parts(full)
    new = {}
    for form in forms:
        if form == own:
            new[form] = made.short
        elif form == given:
            new[form] = made.full[len(made.short) :]
        elif form == full and len(form) > 1:
            new[form] = made.full
        elif form.startswith(own):
            new[form] = made.short + form[len(own) :]
        else:
            new[form] = inventor.nickname()
    return new


def _companies(inventor: Inventor, forms: list[str], *, latin: bool) -> dict[str, str]:
    made = inventor.company_latin() if latin else inventor.company_han()
    if len(forms) == 1:
        return {forms[0]: made.full}
    while made.full == made.short:
        made = inventor.company_latin() if latin else inventor.company_han()
    full = forms[0]
    return {
        form: made.full if form == full else made.short if full.startswith(form)
        else (inventor.company_latin() if latin else inventor.company_han()).full
        for form in forms
    }  # fmt: skip


def _models(inventor: Inventor, forms: list[str], *, latin: bool) -> dict[str, str]:
    heads = {form: _VERSION_TAIL.sub("", form) for form in forms}
    made: dict[str, str] = {}
    new = {}
    for form in forms:
        head = heads[form]
        if not head:
            new[form] = form
            continue
        made.setdefault(head, inventor.model_head(han=not latin))
        new[form] = made[head] + form[len(head) :]
    return new
