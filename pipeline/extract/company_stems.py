"""The stem of a firm's name: what stands before its last word (穹宇 of 穹宇微电子)."""

from __future__ import annotations

import functools
import re
from typing import Final

from pipeline.extract.company_model import RARE_WORD, strong_suffixes, suffixes
from pipeline.extract.open_cues import evidence
from pipeline.extract.span_features import PAD, RARE, SINGLE, Page

SHORTEST: Final = 2
"""Characters."""
# A stem of rare characters is a name more often; by how common its most common word is, less.
_RARE_STEM: Final = 1.5
_RARE_WORD_STEM: Final = 0.4
_COMMON_STEM: Final = -0.35
_COMMON_FROM: Final = RARE + 2
_TWO_WORDS: Final = -0.8
_LONG_WORD: Final = RARE + 12
_SUBSIDIARY_ENDS: Final = (
    "医疗", "云端", "健康", "金融", "资本", "创投", "证券", "银行", "保险",
    "智家", "生命", "汽车", "电子", "投资", "影业", "音乐", "物流", "能源", "租赁", "金租", "重工",
    "资管", "期货", "信托", "理财", "人寿", "产险", "财险", "电气", "置业", "消金", "微电子",
)  # fmt: skip


# 特斯拉能源业务, 腾讯音乐板块: parts of a firm and no firm of their own.
_PART_OF_FIRM: Final = re.compile(r"(?:业务|板块|部门|事业|芯片|产品|系统|市场|领域|行业|解决)")
# `腾讯投资` is a firm, in `辉达投资 OpenAI` it is a verb.
_INVESTS: Final = re.compile(r"\s?[A-Z0-9了过于的]|[一两数约近逾超]")


@functools.cache
def last_words() -> frozenset[str]:
    """What the last words of firms' names are: 科技, 微电子."""
    return frozenset(suffixes())


def likeliest_stem(text: str, name: str, stems: set[int]) -> int:
    """The length of the stem that the text uses alone (穹宇 of 穹宇微电子), else the longest."""
    for stem in sorted(stems):
        at = text.find(name[:stem]) if stem >= SHORTEST else -1
        while at >= 0:
            if not text.startswith(name[stem], at + stem):
                return stem
            at = text.find(name[:stem], at + stem)
    return max(stems)


def stem_weight(page: Page, start: int, end: int) -> float:
    """What the words of a stem say: single characters for a name, common words against one."""
    common = page.commonness[start + PAD : end + PAD]
    common = common[common > 0]
    most = min(int(common.max()), _LONG_WORD)
    if most <= RARE_WORD:
        return _RARE_STEM if most == SINGLE else _RARE_WORD_STEM
    two = len(common) > 1 and int(common.min()) > SINGLE
    return _COMMON_STEM * max(0, most - _COMMON_FROM) + two * _TWO_WORDS


def is_longer_than_known(text: str, head: str, middle: int, end: int) -> bool:
    """Whether a firm that begins with a known one is another: 平安租赁, 芯原谷微电子."""
    last = text[middle:end]
    if text.startswith(head + last, middle - len(head)):
        part = _PART_OF_FIRM.match(text, end) or (last == "投资" and _INVESTS.match(text, end))
        return last in _SUBSIDIARY_ENDS and not part
    # One character more makes another name; more of them may be a unit of the known firm.
    another = text.startswith(head, middle - len(head) - 1) and last in strong_suffixes()
    return another and not (last == "科创" and text.startswith("板", end))


def stem_evidence(text: str, stem: str, end: int) -> float:
    """The best that the words behind the stem alone say: 曜岭总经理 speaks for 曜岭散热."""
    best = 0.0
    at = text.find(stem, end)
    while at >= 0:
        best = max(best, sum(evidence("company", text, at, at + len(stem))))
        at = text.find(stem, at + 1)
    return best


def stem_of(name: str) -> int:
    """The length of what stands before a firm's last word; 0 where there is none."""
    for size in range(min(6, len(name) - 2), 0, -1):
        if name[-size:] in last_words():
            return len(name) - size
    return 0


def is_rare(page: Page, start: int, end: int) -> bool:
    """Whether the span is no phrase: most words have one character, or it is a rare one."""
    lengths = page.lengths[start + PAD : end + PAD]
    words = lengths[lengths > 0]
    if len(words) == 1:
        return bool(page.commonness[start + PAD] <= RARE_WORD)
    return bool((words == 1).sum() * 2 >= len(words))
