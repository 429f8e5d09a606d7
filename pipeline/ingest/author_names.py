"""How an author is called: accounts, titles, both scripts, nicknames; several as one string."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipeline.ingest.author_candidates import Candidate, SeenLine
from pipeline.ingest.byline_book import byline_book
from pipeline.ingest.column_heads import is_foreign_spelling
from pipeline.ingest.name_pieces import WITH_TITLE, is_both
from pipeline.ingest.person_names import (
    is_han_person,
    is_pen_name,
)

_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_USER: Final = re.compile(r"(?:/?u/|[@＠])(?=\w)")
_WORD: Final = re.compile(r"[^\W\d_]+")
_SIGNED: Final = re.compile(
    r"(?<=[\u3400-\u9fff]{2})\s*(?:敬上|谨上|敬启|谨启|谨识|谨志|顿首|手书)\Z"
)
# `wren 🪶 @wrenbuilds`
_BEHIND_NAME: Final = re.compile(r"(?<=\w)\s+(?:[^\w\s.&'’“\"(（/-]+\s*)?@[\w.]+\Z")
# `Dr Nora Whitfield`, the mark of a verified account, and whose page it is: `evalnerd 的博客`.
_HONORIFIC: Final = re.compile(r"(?:(?:Dr|Prof|Professor|Rev)\.? )+(?=[A-ZÀ-Þ][\w.’'-]* \S)")
_PAGE_OF: Final = re.compile(
    r"[’']s (?:notebook|blog|weblog|newsletter|journal|log|page|homepage|site|diary|notes)\Z"
    r"|(?:\s*的\s*|\s)(?:博客|个人主页|主页|专栏|微博|空间|频道)\Z"
)
_VERIFIED: Final = re.compile(r"\s[VvⓋ✓✔☑✅](?:\ufe0f)?\Z")
# `老端聊投资`: the account of who is called `老端`, where others or he himself call him so.
_TALKS: Final = re.compile(
    r"(?P<nick>[老小阿大][\u3400-\u9fff]{1,2}?)(?=[聊谈说侃讲看])[\u3400-\u9fff]{2,6}"
)
# `Nora Whitfield, CFA`: what somebody is entitled to is no part of the name.
_ENTITLED: Final = re.compile(
    r"(?:[,，]?\s(?:CFA|CPA|FRM|CAIA|PhD|Ph\.D\.|MD|M\.D\.|JD|MBA|RN|MP|KC|QC|OBE|MBE|Esq\.))+\Z"
)
_DOTTED: Final = re.compile("[·•・‧．]")
_NICKNAME: Final = re.compile(r"[老小阿大][\u3400-\u9fff]")
_LONGEST_PEN_NAME: Final = 8
_LATIN_FIRST: Final = re.compile(
    r"([A-ZÀ-Þ][\w.’'-]*(?: [A-ZÀ-Þ][\w.’'-]*){1,3}) [\u3400-\u9fff]{2,4}"
)


def as_called(name: str, found: Sequence[Candidate], text: str) -> str:
    """An account by its bearer's nickname where the page calls him so elsewhere, else whole."""
    talks = [_TALKS.fullmatch(account(c.name)) for c in found if c.name.startswith(name[:2])]
    whole = next((m for m in talks if m and name in (m[0], m["nick"], f"{m[0]} V")), None)
    if whole is None:
        return name
    called = text.replace(whole[0], "\0")
    return whole["nick"] if whole["nick"] in called else whole[0]


def in_full(name: str, found: Sequence[Candidate], lines: Sequence[SeenLine]) -> str:
    """The pen name (`老蒋不姓蒋`) of whom the page elsewhere calls by the first half of it."""
    if name.isascii() and (foreign := _spelled_before(name, found, lines)):
        return foreign
    if not _NICKNAME.fullmatch(name):
        return name
    known = byline_book().known
    longer = [
        c.name
        for c in found
        if c.name.startswith(name)
        and len(name) < len(c.name) <= _LONGEST_PEN_NAME
        and lines[c.line].kind == "byline"
        and "的" not in c.name
        and not _TALKS.fullmatch(c.name)
        and is_pen_name(c.name, known)
    ]
    return longer[0] if longer else name


def _spelled_before(name: str, found: Sequence[Candidate], lines: Sequence[SeenLine]) -> str | None:
    """The name in Chinese letters whose own spelling `name` is: `诺拉．惠特 Nora Whit`."""
    for c in found:
        if _DOTTED.search(c.name) is None or not is_foreign_spelling(c.name) or c.start < 0:
            continue
        behind = lines[c.line].text[c.start + len(c.name) :].lstrip(" (（")
        if behind.startswith(name):
            return c.name
    return None


def account(name: str) -> str:
    """`name` as its bearer is called: without `u/`, `@`, a title, `敬上`; of two scripts the Latin.

    A whole name in capitals (`NORA WHITFIELD`) is written as names are.
    """
    if _USER.match(name):
        return _USER.sub("", name)
    name = _SIGNED.sub("", _BEHIND_NAME.sub("", _VERIFIED.sub("", name)))
    name = _ENTITLED.sub("", name) or name
    name = _HONORIFIC.sub("", name, count=1) if _HONORIFIC.match(name) else name
    name = _PAGE_OF.sub("", name) or name
    if " " in name and name.isupper() and not _HAN.search(name):
        name = _WORD.sub(lambda word: word[0].capitalize(), name)
    both = _LATIN_FIRST.fullmatch(name)
    titled = WITH_TITLE.fullmatch(name)
    if titled and is_han_person(titled[1], byline_book().known):
        return titled[1]
    return both[1] if both else name


def in_both_scripts(candidate: Candidate, found: Sequence[Candidate]) -> str:
    """The name with what it is in the other script, where that stands against it."""
    own = candidate.name.lstrip("@")
    longer = [
        c.name for c in found if c.line == candidate.line and own in c.name and is_both(c.name)
    ]
    return min(longer, key=len, default=candidate.name)


def joined(names: Sequence[str]) -> str:
    """Several authors as one string: by `、` where a name is Chinese, else by a comma."""
    names = list(map(account, names))
    return ("、" if any(_HAN.search(name) for name in names) else ", ").join(names)


__all__ = ["account", "as_called", "in_both_scripts", "in_full", "joined"]
