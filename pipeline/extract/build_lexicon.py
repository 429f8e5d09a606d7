"""Builds `models/names/lexicon.npz`: what is known of Chinese and Latin words in general.

    python -m pipeline.extract.build_lexicon --out models/names

Facts on words come from jieba's dictionary (MIT: the part of speech of Chinese words), symspellpy's
list of English words by frequency (MIT) and Faker's lists of names (MIT), all read from the
installed packages (`pip install -e '.[train]'`); only hashes of the words are kept.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import math
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from pipeline.errors import MissingExtraError
from pipeline.extract.span_features import Page
from pipeline.extract.tag_units import LEXICON, latin_hashes

# Parts of speech of jieba's dictionary → class; what is not named is a noun's neighbour (n…).
_CLASSES: Final = {
    "v": 1, "vn": 2, "vd": 1, "a": 3, "ad": 4, "an": 3, "d": 4, "p": 5, "c": 6, "r": 7, "m": 8,
    "q": 9, "n": 10, "nr": 11, "nrt": 12, "nrfg": 11, "ns": 13, "nt": 14, "nz": 15, "t": 16,
    "f": 17, "s": 17, "u": 18, "uj": 18, "ul": 18, "y": 18, "i": 19, "l": 19, "b": 20, "z": 20,
    "j": 21, "k": 22, "h": 22, "g": 23,
}  # fmt: skip
_KINDS: Final = ("first_names", "first_romanized", "last_names", "last_romanized")
_LEAST: Final = 8
_MOST_LATIN: Final = 50_000


def _folder(package: str) -> Path:
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise MissingExtraError("building the lexicon", "train")
    return Path(found.origin).parent


def chinese_words() -> Iterator[tuple[str, int]]:
    """Chinese words of one to three characters with their class, the commonest last."""
    rows = []
    for line in (_folder("jieba") / "dict.txt").read_text(encoding="utf-8").splitlines():
        word, count, part = line.split(" ")
        if len(word) < 4 and int(count) >= _LEAST and "\u4e00" <= word[0] <= "\u9fff":
            rows.append((int(count), word, _CLASSES.get(part, _CLASSES.get(part[:1], 24))))
    for _, word, kind in sorted(rows):
        yield word, kind


def english_words() -> dict[str, int]:
    """English words with how common they are, 1 to 7."""
    path = _folder("symspellpy") / "frequency_dictionary_en_82_765.txt"
    listed = [line.split(" ") for line in path.read_text(encoding="utf-8-sig").splitlines()]
    listed.sort(key=lambda row: -int(row[1]))
    return {
        word: min(7, max(1, round(math.log10(int(count)) - 3.5)))
        for word, count in listed[:_MOST_LATIN]
        if word.isalpha()
    }


def personal_names() -> tuple[set[str], set[str]]:
    """Given names and surnames in Latin script, in lower case, of all of Faker's places."""
    base = importlib.import_module("faker.providers.person")
    given: set[str] = set()
    last: set[str] = set()
    for found in pkgutil.iter_modules(base.__path__):
        provider = importlib.import_module(f"{base.__name__}.{found.name}").Provider
        for attribute in dir(provider):
            kept = given if attribute.startswith("first") else last
            values = getattr(provider, attribute)
            if not attribute.startswith(_KINDS) or not isinstance(values, (tuple, list, dict)):
                continue
            kept.update(w.lower() for w in values if isinstance(w, str) and _is_latin(w))
    return given, last


def _is_latin(word: str) -> bool:
    return len(word) > 1 and word.isalpha() and all(ord(c) < 0x250 for c in word)


def build(path: Path) -> None:
    """Write the lexicon to `path`."""
    han: dict[int, int] = {}
    words = list(chinese_words())
    for word, part in words:
        page = Page.of(word)
        if int(page.lengths[4]) == len(word):
            han[int(page.words[4])] = part
    common = english_words()
    given, last = personal_names()
    latin: dict[int, int] = {}
    listed = sorted(common.keys() | given | last)
    for word, value in zip(listed, latin_hashes(listed).tolist(), strict=True):
        latin[value] = common.get(word, 0) | (word in given) << 3 | (word in last) << 4
    latin.pop(0, None)
    np.savez_compressed(
        path,
        han=np.array(sorted(han), np.uint32),
        han_class=np.array([han[k] for k in sorted(han)], np.uint8),
        latin=np.array(sorted(latin), np.uint32),
        latin_class=np.array([latin[k] for k in sorted(latin)], np.uint8),
    )


def main() -> None:
    """Build and write the lexicon."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the folder models/names")
    build(parser.parse_args().out / Path(LEXICON).name)


if __name__ == "__main__":
    main()
