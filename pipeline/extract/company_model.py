"""Chinese company names by their last word, the characters before it and their surroundings.

Candidates are up to six characters in front of a word with which company names end (科技, 资本 …);
the weights stand in `models/names/companies.npz` and come from `pipeline.extract.train_names`.
"""

from __future__ import annotations

import functools
import tomllib
from typing import Final

import ahocorasick_rs
import numpy as np
import numpy.typing as npt

from pipeline.extract.span_features import (
    PAD,
    Codes,
    Page,
    Places,
    context_rows,
    cut_pattern,
    hashed,
    read_weights,
    scores,
)
from pipeline.resources import models_path

WEIGHTS: Final = "names/companies.npz"
_LONGEST_STEM: Final = 4
NOT_IN_STEM: Final = frozenset(
    "的了是在和与及或被把让给对到从向将由据而但也都就还又再只不没很太更最这那哪谁吗呢吧啊她他它们你我您叫做等"
    "偷塞靠卖囤搞守牢召打进著旧低买抢砸烧赚骗拼抓扔丢拿放找吃喝跑跳哭笑骂喊猜怕恨忘些里"
    "需级型次化式版瓦至管付笔身"
    "会像并其且该刚说要当若则即因所能可已未去跟比嘴仅曾正每另第某各月年日"
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
    table = np.zeros(0x10000, np.bool_)
    table[0x4E00:0xA000] = True
    for character in sorted(NOT_IN_STEM):
        table[ord(character)] = False
    return table


def candidates(text: str, page: Page) -> tuple[Places, Places, Places, Codes]:
    """Where candidates begin, their suffix begins, they end, and the number of the suffix."""
    found = _automaton().find_matches_as_indexes(text, overlapping=True)
    if not found:
        empty = np.zeros(0, np.int64)
        return empty, empty, empty, np.zeros(0, np.uint32)
    number, middle, end = np.array(found, np.int64).T
    middle = middle + PAD
    end = end + PAD
    # A name ends where a word ends: 智能 in 智能化 is none.
    whole = page.starts[end]
    number, middle, end = number[whole], middle[whole], end[whole]
    fits = _stem_characters()[np.minimum(page.raw, 0xFFFF)]
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


def slots(page: Page, begin: Places, middle: Places, end: Places, number: Codes) -> Places:
    """The features of each candidate, as slots of the weights; shape (templates, candidates)."""
    raw = page.raw
    stem = (middle - begin).astype(np.uint32)
    pattern = cut_pattern(page, begin, middle)
    first, second = raw[begin], raw[begin + 1]
    last, before_last = raw[middle - 1], raw[middle - 2]
    longest = page.lengths[begin]
    codes = page.codes
    return hashed(
        100,
        [
            (number, stem),
            (pattern,),
            (pattern, number),
            (first, stem),
            (last, stem),
            (first, second),
            (before_last, last),
            (before_last, last, number),
            (longest, stem, page.starts[middle].astype(np.uint32)),
            (raw[end], number),
            (raw[end], raw[end + 1], number),
            (raw[begin - 1], first),
            (codes[begin - 1], codes[begin - 2], stem),
            (codes[begin - 1], codes[end]),
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
