"""Make `models/encoding/characters.tsv`: `python -m pipeline.ingest.train_characters`.

Han characters are counted in jieba's dictionary (MIT), whose word frequencies weigh each character
of a word, and in the train split of the gold and the sample corpus; both scripts come from both by
conversion. Everything else, and the order of classes, is counted in the corpus alone, with a prior
for what it lacks: accented letters, kana, Hangul.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from math import log2
from pathlib import Path
from typing import Final

import numpy as np

from pipeline.evaluate.gold import read_gold
from pipeline.ingest.character_model import (
    ACCENT,
    BREAK,
    CJK_MARK,
    CLASSES,
    CONTROL,
    COSTS_FILE,
    HAN,
    HANGUL,
    KANA,
    LETTER,
    LOST,
    SCRIPT,
    SPACE,
    SYMBOL,
    TYPE_MARK,
    WIDE,
    character_classes,
    code_points,
)
from pipeline.ingest.script import converter
from pipeline.resources import models_path

_HEAD: Final = """\
# Costs in bits of characters in their class, and of classes after classes (see
# pipeline/ingest/character_model.py). Made by `python -m pipeline.ingest.train_characters` from
# jieba's dictionary (MIT) and the project's own corpus (gold train, sample); do not edit.
# unseen CLASS BITS: any character of the class; all|hans|hant BITS CHARACTERS: these characters;
# pairs CLASS BITS…: each class of the order of CLASSES after this one.
"""
_DICTIONARY_WEIGHT: Final = 400_000
_CANTONESE: Final = (
    "嘅咗喺啲佢哋嚟冇咁唔嗰乜嘢噉啱睇俾畀攞揾搵諗咩呢啦喇囉嘞噃㗎吖嘥掂嗱咪邊晒曬埋嬲嘈啫𠺢"
)
_ACCENTS: Final = "éèàáâäãåçêëíîïñóôöõúûüùßøæœÉÀÄÖÜÅÇÑØąćęłńśźżıışğčřšžůě"
_HANGUL: Final = (
    "이다는의에을를가은고하지로도한기사서자시인어아대리나을해정그수전일스부라보국게으과상있면제"
    "니주것원들와만구장동여안조생적성신공경드화개회우모마세오주비도유트았었했습합까러된되영미위"
    "선무반내관연업발계문소방명후용중금통분실물학행체산민간진말거용양때년월요저음강직결래민"
)
_ARROWS: Final = "←↑→↓↗↘↔⇒√✓✔★☆●○◆■□▲△▼①②③④⑤⑥⑦⑧⑨⑩"
_KANA: Final = "のにはをたがでてとしれさいるなっうかくりすもらこだけまあそきよんーンスルトリアイク"
_PRIOR_PAIRS: Final = {
    (LETTER, ACCENT): 0.004,
    (ACCENT, LETTER): 0.8,
    (ACCENT, SPACE): 0.12,
    (SPACE, ACCENT): 0.004,
    (KANA, KANA): 0.6,
    (KANA, HAN): 0.2,
    (KANA, CJK_MARK): 0.1,
    (HAN, KANA): 0.0008,
    (CJK_MARK, KANA): 0.0008,
    (HANGUL, HANGUL): 0.65,
    (HANGUL, SPACE): 0.25,
    (SPACE, HANGUL): 0.0004,
    (WIDE, WIDE): 0.6,
    (SCRIPT, SCRIPT): 0.6,
}
_RARE: Final = 2**-14
_LEAST: Final = {
    ACCENT: 2**-11,
    TYPE_MARK: 2**-7,
    KANA: 2**-11,
    HANGUL: 2**-12,
    SYMBOL: 2**-11,
    WIDE: 2**-11,
    SCRIPT: 2**-13,
}
"""The least share of a class after any other: the corpus is too small to have seen all."""
_FIXED: Final = {CONTROL: 12.0, LOST: 10.0}
"""Bits beside those of the class: no text is made of these."""
_CODECS: Final = (("gb2312", 0.5), ("big5", 0.5), ("euc_jp", 0.15), ("gb18030", 0.02))
"""Which codec has a character, and the count it is given where it was never seen."""


def corpus_texts() -> list[str]:
    """The texts to count: gold train and the sample, as they are."""
    corpus = models_path().parent / "corpus"
    texts = [d.text for d in read_gold(corpus / "gold" / "marked", "train").documents]
    for path in sorted((corpus / "sample").iterdir()):
        data = path.read_bytes()
        for encoding in ("utf-8", "gb18030" if path.name.startswith("14") else "big5hkscs"):
            try:
                texts.append(data.decode(encoding))
                break
            except UnicodeDecodeError:
                continue
    return texts


def dictionary_counts() -> Counter[str]:
    """Characters by the frequency of jieba's words."""
    import jieba

    counts: Counter[str] = Counter()
    for line in Path(jieba.__file__).with_name("dict.txt").read_text("utf-8").splitlines():
        word, frequency = line.split(" ")[:2]
        for character in word:
            counts[character] += int(frequency)
    return counts


def _floor(character: str) -> float:
    for codec, count in _CODECS:
        try:
            character.encode(codec)
        except UnicodeEncodeError:
            continue
        return count
    return 0.02


def _han_costs(texts: Iterable[str], target: str) -> dict[str, float]:
    """Bits of each Han character in texts of one script; `target` is the converter to it."""
    convert = converter(target).convert
    counts: dict[str, float] = defaultdict(float)
    dictionary = dictionary_counts()
    total = sum(dictionary.values())
    forms = {c: convert(c) for c in dictionary}
    for character, count in dictionary.items():
        counts[forms[character]] += count * _DICTIONARY_WEIGHT / total
    for text in texts:
        for character, count in Counter(convert(text)).items():
            counts[character] += count
    if target != "t2s":
        for character in "裏裡為爲啟啓台臺峰峯床牀里麽麼着著羣群線綫":
            counts[character] += 20
        for character in _CANTONESE:
            counts[character] += 20
    classes = character_classes()
    han = [chr(c) for c in np.flatnonzero(classes[:0x10000] == HAN)] + list("\U00020000")
    weights = {c: counts[c] + _floor(c) for c in han}
    mass = sum(weights.values())
    return {c: -log2(w / mass) for c, w in weights.items()}


def _other_costs(texts: list[str]) -> tuple[dict[str, float], dict[int, float]]:
    """Bits of each other character seen, and of those unseen by class."""
    classes = character_classes()
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(text)
    for characters in (_ACCENTS, _HANGUL, _KANA, _ARROWS):
        counts.update(dict.fromkeys(characters, 8))
    sizes = np.bincount(classes, minlength=len(CLASSES))
    seen: dict[int, Counter[str]] = {k: Counter() for k in range(len(CLASSES))}
    for character, count in counts.items():
        seen[int(classes[code_points(character)][0])][character] += count
    costs: dict[str, float] = {}
    unseen: dict[int, float] = {}
    for name, found in seen.items():
        if name == HAN:
            continue
        share = {SYMBOL: 0.05, TYPE_MARK: 0.1}.get(name, 0.25)
        mass = sum(found.values()) + share * sizes[name]
        extra = _FIXED.get(name, 0.0)
        unseen[name] = -log2(share / mass) + extra
        if name in (SPACE, BREAK):
            unseen[name] = 0.5
            continue
        if name in _FIXED:
            unseen[name] = extra + 6.0
            continue
        for character, count in found.items():
            costs[character] = -log2((count + share) / mass)
    return costs, unseen


def _pair_costs(texts: list[str]) -> list[list[float]]:
    classes = character_classes()
    size = len(CLASSES)
    counts = np.zeros((size, size))
    for text in texts:
        walk = classes[code_points("\n" + text)]
        np.add.at(counts, (walk[:-1], walk[1:]), 1)
    overall = counts.sum(axis=0) / counts.sum() + _RARE
    shares = (counts + 20 * overall) / (counts.sum(axis=1, keepdims=True) + 20)
    for (before, after), share in _PRIOR_PAIRS.items():
        shares[before, after] = max(shares[before, after], share)
    least = [_LEAST.get(k, _RARE) for k in range(size)]
    shares = np.maximum(shares, np.array(least))
    shares /= shares.sum(axis=1, keepdims=True)
    rows: list[list[float]] = (-np.log2(shares)).tolist()
    return rows


def _grouped(costs: dict[str, float], kind: str) -> list[str]:
    groups: dict[float, list[str]] = {}
    for character, bits in costs.items():
        if not character.isspace():
            groups.setdefault(round(bits * 2) / 2, []).append(character)
    return [f"{kind}\t{bits:g}\t{''.join(sorted(groups[bits]))}" for bits in sorted(groups)]


def main() -> None:
    """Write the file of costs."""
    texts = corpus_texts()
    hans = _han_costs(texts, "t2s")
    hant = _han_costs(texts, "s2tw")
    both = texts + [converter("s2tw").convert(t) for t in texts]
    other, unseen = _other_costs(both)
    rarest = max(hans.values())
    lines = [f"unseen\t{CLASSES[k]}\t{v:.2f}" for k, v in sorted(unseen.items())]
    lines.append(f"unseen\t{CLASSES[HAN]}\t{rarest:.2f}")
    for number, row in enumerate(_pair_costs(both)):
        lines.append(f"pairs\t{CLASSES[number]}\t{' '.join(f'{v:.2f}' for v in row)}")
    lines += _grouped(other, "all")
    lines += _grouped({c: b for c, b in hans.items() if b < rarest - 0.1}, "hans")
    lines += _grouped({c: b for c, b in hant.items() if b < rarest - 0.1}, "hant")
    models_path(COSTS_FILE).write_text(_HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    sys.stderr.write(f"wrote {models_path(COSTS_FILE)}\n")


if __name__ == "__main__":
    main()
