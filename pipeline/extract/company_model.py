"""Chinese company names by their last word, the characters before it and their surroundings.

Candidates are up to six characters in front of a word with which company names end (科技, 资本 …);
the weights stand in `models/names/companies.npz` and come from `pipeline.extract.train_names`.
"""

from __future__ import annotations

import functools
import tomllib
import zlib
from typing import Final

import ahocorasick_rs
import numpy as np
import numpy.typing as npt

from pipeline.extract.span_features import (
    PAD,
    RARE,
    SINGLE,
    Codes,
    Flags,
    Page,
    Places,
    character_table,
    context_rows,
    cut_pattern,
    hashed,
    read_weights,
    scores,
)
from pipeline.resources import models_path

WEIGHTS: Final = "names/companies.npz"
_LONGEST_STEM: Final = 4
_MOST_WORDS: Final = 4
# Words of two characters with a count below 64 (霁月, 大丰) are rare.
RARE_WORD: Final = RARE + 5
# What is more common than that is 如果 or 成为 and ends no name.
_COMMON_TAIL: Final = RARE + 12
NOT_IN_STEM: Final = frozenset(
    "的了是在和与及或被把让给对到从将由据而但也都就还又再只不没很太更最这那哪谁吗呢吧啊她他它们你我您叫做等"
    "偷塞靠卖囤搞守牢召打进著旧低买抢砸烧赚骗拼抓扔丢拿放找吃喝跑跳哭笑骂喊猜怕恨忘些里"
    "需级型次化式版至付笔身"
    "为按据凭替嘛啦呗哪咱俩您谓岂凡皆均亦仍较越愈挺蛮先"
    "会像并其且该刚说要当若则即因所能可已未去跟比嘴仅曾正每另第某各月年日"
    "昨喺嘅啲咗唔嗰佢哋嚟乜冇嘢咁噉畀搵"
)


@functools.cache
def _listed() -> dict[str, list[str]]:
    content: dict[str, list[str]] = tomllib.loads(
        models_path("names/company_suffixes.toml").read_text(encoding="utf-8")
    )
    return content


@functools.cache
def suffixes() -> tuple[str, ...]:
    """Words with which company names end."""
    return tuple(sorted({*_listed()["strong"], *_listed()["weak"]}))


@functools.cache
def _suffix_codes() -> Codes:
    """A number for each listed suffix that stays the same when the list grows; then 0 and 1."""
    codes = [zlib.crc32(suffix.encode()) for suffix in suffixes()]
    return np.array([*codes, 0, 1], np.uint32)


@functools.cache
def strong_suffixes() -> frozenset[str]:
    """Those that end names more often than other phrases."""
    return frozenset(_listed()["strong"])


@functools.cache
def _automaton() -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(
        suffixes(), matchkind=ahocorasick_rs.MatchKind.Standard, store_patterns=False
    )


@functools.cache
def _stem_characters() -> npt.NDArray[np.bool_]:
    table = ~character_table("".join(sorted(NOT_IN_STEM)))
    table[:0x4E00] = table[0xA000:] = False
    return table


def candidates(text: str, page: Page) -> tuple[Places, Places, Places, Codes]:
    """Where candidates begin, their last word begins, they end, and the number of that word.

    The number is that of a listed suffix; `len(suffixes())` where there is no last word (the last
    word then begins where the candidate ends), one more where it is a word that is not listed.
    """
    fits = _stem_characters()[np.minimum(page.raw, 0xFFFF)]
    listed = _suffixed(text, page, fits)
    free = _unsuffixed(page, fits)
    begin = np.concatenate((listed[0], free[0]))
    middle = np.concatenate((listed[1], free[1]))
    end = np.concatenate((listed[2], free[2]))
    number = np.concatenate((listed[3], free[3]))
    # The same span with a listed and an unlisted last word is one candidate, the former.
    _, first = np.unique(begin << 32 | end << 8 | (middle - begin), return_index=True)
    first.sort()
    return begin[first], middle[first], end[first], number[first]


def _suffixed(text: str, page: Page, fits: Flags) -> tuple[Places, Places, Places, Codes]:
    """Up to `_LONGEST_STEM` characters before each listed suffix."""
    found = _automaton().find_matches_as_indexes(text, overlapping=True)
    if not found:
        return _none()
    number, middle, end = np.array(found, np.int64).T
    middle = middle + PAD
    end = end + PAD
    # A name ends where a word ends: 智能 in 智能化 is none.
    whole = page.starts[end]
    number, middle, end = number[whole], middle[whole], end[whole]
    alive = np.ones(middle.shape, np.bool_)
    begins, middles, ends, numbers = [], [], [], []
    for size in range(1, _LONGEST_STEM + 1):
        begin = middle - size
        alive = alive & (begin >= PAD) & fits[np.maximum(begin, 0)]
        # The suffix may be part of a longer word only where the name is that word.
        take = alive & page.starts[np.maximum(begin, 0)]
        if size == 1:
            continue
        begins.append(begin[take])
        middles.append(middle[take])
        ends.append(end[take])
        numbers.append(number[take].astype(np.uint32))
    return (
        np.concatenate(begins),
        np.concatenate(middles),
        np.concatenate(ends),
        np.concatenate(numbers),
    )


def _none() -> tuple[Places, Places, Places, Codes]:
    empty = np.zeros(0, np.int64)
    return empty, empty, empty, np.zeros(0, np.uint32)


def _unsuffixed(page: Page, fits: Flags) -> tuple[Places, Places, Places, Codes]:
    """Runs of single characters and rare words, alone and with the word behind them."""
    common = page.commonness
    rare = (common > 0) & (common <= RARE_WORD) & fits
    rare[:-1] &= fits[1:] | (common[:-1] == SINGLE)
    begin = np.flatnonzero(rare)
    end = begin.copy()
    plain = np.uint32(len(suffixes()))
    spans = []
    stems = []
    for _ in range(_MOST_WORDS):
        end = end + page.lengths[end]
        size = end - begin
        kept = size <= _LONGEST_STEM
        begin, end, size = begin[kept], end[kept], size[kept]
        whole = size > 1
        spans.append((begin[whole], end[whole]))
        stems.append((begin[whole & (size < _LONGEST_STEM)], end[whole & (size < _LONGEST_STEM)]))
        goes_on = rare[end]
        begin, end = begin[goes_on], end[goes_on]
    begins = np.concatenate([b for b, _ in spans])
    ends = np.concatenate([e for _, e in spans])
    heads = np.concatenate([b for b, _ in stems])
    middles = np.concatenate([e for _, e in stems])
    tailed = (
        (common[middles] >= RARE)
        & (common[middles] <= _COMMON_TAIL)
        & fits[middles]
        & fits[middles + 1]
    )
    heads, middles = heads[tailed], middles[tailed]
    tails = middles + np.minimum(page.lengths[middles], 3)
    whole = page.starts[tails]
    heads, middles, tails = heads[whole], middles[whole], tails[whole]
    return (
        np.concatenate([begins, heads]),
        np.concatenate([ends, middles]),
        np.concatenate([ends, tails]),
        np.concatenate(
            [np.full(begins.shape, plain, np.uint32), np.full(heads.shape, plain + 1, np.uint32)]
        ),
    )


def slots(page: Page, begin: Places, middle: Places, end: Places, number: Codes) -> Places:
    """The features of each candidate, as slots of the weights; shape (templates, candidates)."""
    raw = page.raw
    stem = (middle - begin).astype(np.uint32)
    word = _suffix_codes()[number]
    kind = np.where(number < len(suffixes()), 0, number - np.uint32(len(suffixes()) - 1)).astype(
        np.uint32
    )
    pattern = cut_pattern(page, begin, middle)
    first, second = raw[begin], raw[begin + 1]
    last, before_last = raw[middle - 1], raw[middle - 2]
    common = page.commonness.astype(np.uint32)
    tail = np.where(kind == 1, np.uint32(0), page.words[middle])
    inner = begin + np.maximum(page.lengths[begin], 1)
    return hashed(
        100,
        [
            (word, stem),
            (pattern, kind),
            (pattern, word),
            (first, stem),
            (last, stem),
            (first, second),
            (before_last, last),
            (tail, stem),
            (tail, page.words[end]),
            (common[begin], stem, kind),
            (common[begin], common[inner], kind),
            (common[begin], common[middle], pattern),
            (kind, page.prior[begin]),
            (kind, page.words[end]),
            (raw[end], word),
            (raw[begin - 1], first),
            *context_rows(page, begin, end),
        ],
    )


@functools.cache
def _weights() -> tuple[npt.NDArray[np.float32], float]:
    return read_weights(WEIGHTS)


def score_companies(
    text: str, page: Page
) -> tuple[Places, Places, Places, npt.NDArray[np.float32]]:
    """Candidates for Chinese company names with their log-odds.

    Returns:
        begin, begin of the suffix, end (offsets in `text`) and score, each of shape (candidates,).
    """
    begin, middle, end, number = candidates(text, page)
    if not len(begin):
        return begin, middle, end, np.zeros(0, np.float32)
    weights, bias = _weights()
    total = scores(weights, slots(page, begin, middle, end, number)) + bias
    return begin - PAD, middle - PAD, end - PAD, total
