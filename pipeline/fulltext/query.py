"""What a search asks for: words and phrases, each in all the forms that may stand in a text.

    英偉達 泡沫           both, in either script; a name finds its entity under all its names
    "AI bubble"          these words in this order, and no other names or words for them
    算力 OR 電力          one of them
    泡沫 -郁金香          not this
    -泡沫                 all documents but those with it

A word that stands nowhere as it was written is read as the words it is made of: 英偉達泡沫 is
英偉達 泡沫. A known name is not taken apart, also where nothing names it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from pipeline.errors import UsageError
from pipeline.extract.segment import segmenter
from pipeline.fulltext.synonyms import synonyms
from pipeline.fulltext.tokens import folded, key, tokens
from pipeline.ingest.opencc_dictionaries import dictionary
from pipeline.ingest.script import converter

_PIECE: Final = re.compile(r'(-?)(?:["“”„]([^"“”„]*)["“”„]?|([^\s"“”„]+))')
_SCRIPTS: Final = ("tw2s", "hk2s")
# There and back: 记忆体 and 内存 are 記憶體 in other regions' words.
_REGIONS: Final = ("TWPhrases.txt", "TWPhrasesRev.txt")
_LONGEST_NAME: Final = 5
_LONGEST_RUN: Final = 12
_LONGEST_QUERY: Final = 1_000

Names = Callable[[str], Sequence[int]]
"""The numbers of the entities that a key (`tokens.key`) names."""


class Term(NamedTuple):
    """A word, a phrase or a name.

    Attributes:
        text: as it was typed.
        keys: its tokens, in each form they may have.
        entities: numbers of the entities it names.
        exact: it stood in quotation marks.
    """

    text: str
    keys: tuple[str, ...]
    entities: tuple[int, ...] = ()
    exact: bool = False


class Query(NamedTuple):
    """Of each of `wanted` a document has one term at least, and of `unwanted` none.

    One of the two may be empty.
    """

    wanted: tuple[tuple[Term, ...], ...]
    unwanted: tuple[Term, ...]


def parse(
    text: str,
    names: Names,
    stands: Callable[[Term], bool],
    known: Callable[[str], bool] = lambda word: False,
) -> Query:
    """The query that `text` is.

    Args:
        text: see above.
        names: the entities that a key names.
        stands: whether a term stands anywhere.
        known: whether a word is a name, be it named anywhere or not.

    Raises:
        UsageError: there is nothing to look for in it.
    """
    text = text.encode("utf-8", "replace").decode()  # half of a character stands nowhere
    if len(text) > _LONGEST_QUERY:
        raise UsageError(f"a query has at most {_LONGEST_QUERY} characters, not {len(text)}")
    wanted: list[list[Term]] = []
    unwanted: list[Term] = []
    plain: list[str] = []
    joined = False  # by OR, to the clause before

    def flush() -> None:
        nonlocal joined
        for term in _named(plain, names):
            for number, piece in enumerate(_pieces(term, names, stands, known)):
                if joined and wanted and not number:
                    wanted[-1].append(piece)
                else:
                    wanted.append([piece])
            joined = False
        plain.clear()

    for minus, quoted, word in _PIECE.findall(text):
        exact = not word
        if not minus and not exact and word != "OR":
            plain.append(word)
            continue
        flush()
        if word == "OR" and not minus:
            joined = True
            continue
        term = _term(quoted if exact else word, exact=exact)
        if term is None:
            continue
        if minus:
            found = () if exact else tuple(n for k in term.keys for n in names(k))
            unwanted.append(term._replace(entities=found))
        elif joined and wanted:
            wanted[-1].append(term)
        else:
            wanted.append([term])
        joined = False
    flush()
    if not wanted and not unwanted:
        raise UsageError(f"nothing to look for in {text!r}; write a word or a name")
    return Query(tuple(tuple(clause) for clause in wanted), tuple(unwanted))


def expression(query: Query) -> str:
    """What `query` wants, in FTS5's own language; it has something that it wants."""
    clauses = " AND ".join(f"({' OR '.join(map(matching, clause))})" for clause in query.wanted)
    if not query.unwanted:
        return clauses
    return f"({clauses}) NOT ({unwanted_expression(query)})"


def unwanted_expression(query: Query) -> str:
    """What `query` does not want, in FTS5's own language, which cannot ask for all but that."""
    return " OR ".join(map(matching, query.unwanted))


def matching(term: Term) -> str:
    """A term in FTS5's own language; tokens hold neither quotation marks nor operators."""
    phrases = [f'{{title text}} : "{k}"' for k in term.keys]
    return " OR ".join([*phrases, *(f'names : "e{number}"' for number in term.entities)])


def _named(words: Sequence[str], names: Names) -> list[Term]:
    """Terms of words that stand side by side: as many as make a name are one."""
    terms = []
    at = 0
    while at < len(words):
        for size in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
            term = _term(" ".join(words[at : at + size]), exact=False)
            found = tuple(dict.fromkeys(n for k in term.keys for n in names(k))) if term else ()
            if found or size == 1:
                break
        if term is not None:
            terms.append(term._replace(entities=found))
        at += size
    return terms


def _pieces(
    term: Term, names: Names, stands: Callable[[Term], bool], known: Callable[[str], bool]
) -> list[Term]:
    """`term`, or the words it is made of where it stands nowhere."""
    if term.entities or stands(term) or known(term.text):
        return [term]
    given = list(tokens(term.text))
    pieces: list[Term | None] = []
    at = rest = 0  # `rest` is where what makes no name begins
    while at < len(given):
        for end in range(min(len(given), at + _LONGEST_RUN), at, -1):
            found = tuple(names(" ".join(token.text for token in given[at:end])))
            if found:
                break
        if not found:
            at += 1
            continue
        if rest < at:
            pieces += _words(term.text[given[rest].start : given[at - 1].end])
        piece = _term(term.text[given[at].start : given[end - 1].end], exact=False)
        pieces.append(piece and piece._replace(entities=found))
        at = rest = end
    if rest < at:
        pieces += _words(term.text[given[rest].start :])
    whole = [piece for piece in pieces if piece is not None]
    return whole if len(whole) > 1 else [term]


def _words(text: str) -> list[Term | None]:
    """The words of `text`, as it is written; folding keeps every place."""
    found, at = [], 0
    for word in segmenter().words(folded(text)):
        found.append(_term(text[at : at + len(word)], exact=False))
        at += len(word)
    return found


def _term(text: str, *, exact: bool) -> Term | None:
    keys = tuple(dict.fromkeys(k for form in _forms(text, exact) if (k := key(form))))
    return Term(text, keys, exact=exact) if keys else None


@functools.lru_cache(maxsize=256)
def _forms(text: str, exact: bool) -> tuple[str, ...]:
    """`text` in simplified characters and, unless it is exact, in the words of each region."""
    if text.isascii():
        return (text,)
    plain = folded(text)
    forms = [plain, *(converter(name).convert(text) for name in _SCRIPTS)]
    if not exact:
        listed = synonyms()
        if not listed.has_apart(plain):
            forms.append(converter("tw2sp").convert(text))
        forms += (_in_other_words(plain, file) for file in _REGIONS)
        forms += listed.forms_of(plain)
    return tuple(dict.fromkeys(forms))


def _in_other_words(plain: str, file: str) -> str:
    """Folded text with the words of a region for those of another, the longest first.

    The chains that convert from simplified script take half a second to load; a query needs no more
    of them than these words.
    """
    words = _regional_words(file)
    longest = max(map(len, words))
    pieces, at = [], 0
    while at < len(plain):
        for end in range(min(len(plain), at + longest), at + 1, -1):
            if (other := words.get(plain[at:end])) is not None:
                break
        else:
            end, other = at + 1, plain[at]
        pieces.append(other)
        at = end
    return "".join(pieces)


@functools.cache
def _regional_words(file: str) -> dict[str, str]:
    listed = dictionary(file)
    keys, values = (folded("\n".join(words)).split("\n") for words in (listed, listed.values()))
    return {
        key: value
        for key, value in zip(keys, values, strict=True)
        if len(key) > 1 and not synonyms().are_apart(key, value)
    }
