"""A corpus of any size out of written sentences, no two documents of which are alike.

    python benchmarks/made_corpus.py FOLDER --megabytes 1000 [--form records|files] [--seed 1]

Sentences of the sample and of the gold documents to train on are drawn anew for each document, with
other digits in them, and set in paragraphs under a title and a byline, between the menu and the
notice of one of many sites: texts as long as they are found, whose sentences repeat and whose
lines do not. The same seed gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parent.parent
FILE_BYTES: Final = 32_000_000
SITES: Final = 200
_TAG: Final = re.compile(r"</?[a-z](?: [^<>]*)?>")
_REMOVED: Final = re.compile(r"<d [^<>]*>.*?</d>", re.DOTALL)
_SENTENCE: Final = re.compile(r"[^。！？!?.\n]+(?:[。！？!?]+[”」』]?|\.(?=\s)|\n)")
_DIGIT: Final = re.compile(r"(?<![A-Za-z.\-])[1-9](?=\d|[.%万亿億萬])")
_LEAST: Final = 12
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")


class Sentences(NamedTuple):
    """What documents are made of: sentences in simplified and traditional script and in English."""

    hans: list[str]
    hant: list[str]
    en: list[str]


def sentences() -> Sentences:
    """The sentences of the sample and of the gold documents to train on."""
    found = Sentences([], [], [])
    split = json.loads((ROOT / "corpus/gold/split.json").read_text(encoding="utf-8"))
    for name in split["train"]:
        text = (ROOT / f"corpus/gold/marked/{name}.xml.txt").read_text(encoding="utf-8")
        head, _, body = text.partition("\n\n")
        script = re.search(r"^script: (\w+)", head, re.MULTILINE)
        traditional = script is not None and script.group(1) == "hant"
        _sort(_TAG.sub("", _REMOVED.sub("", body)), traditional, found)
    for path in sorted((ROOT / "corpus/sample").glob("*.txt")):
        _sort(path.read_text(encoding="utf-8", errors="ignore"), "-tw" in path.name, found)
    return Sentences(*(list(dict.fromkeys(group)) for group in found))


def _sort(body: str, traditional: bool, into: Sentences) -> None:
    for match in _SENTENCE.finditer(body):
        sentence = match.group().strip()
        if len(sentence) < _LEAST or "<" in sentence:
            continue
        if not _CHINESE.search(sentence):
            into.en.append(sentence)
        elif traditional:
            into.hant.append(sentence)
        else:
            into.hans.append(sentence)


def documents(seed: int) -> Iterator[tuple[str, str]]:
    """Site and text of one document after another, without end."""
    known = sentences()
    chance = random.Random(seed)
    groups = (known.hans, known.hant, known.en)
    while True:
        (group,) = chance.choices(groups, (6, 3, 2))
        between = " " if group is known.en else ""
        site = f"站点{chance.randrange(SITES):03d}"
        paragraphs = [
            between.join(_varied(s, chance) for s in chance.choices(group, k=chance.randint(2, 6)))
            for _ in range(chance.choice((4, 6, 8, 12, 20)))
        ]
        title = _varied(chance.choice(group), chance)[:28].rstrip("。.!?，, ")
        day = f"2025-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
        yield (
            site,
            "\n\n".join(
                (
                    f"首页 > {site} > 人工智能",
                    title,
                    f"{site} {day}",
                    *paragraphs,
                    _FOOT.format(site),
                )
            ),
        )


_FOOT: Final = "版权所有 © 2025 {0} 未经授权不得转载"


def _varied(sentence: str, chance: random.Random) -> str:
    """The sentence with other leading digits, so that its figures are others."""
    return _DIGIT.sub(lambda _: str(chance.randint(1, 9)), sentence)


def write_corpus(folder: Path, size: int, *, form: str = "records", seed: int = 1) -> int:
    """Write documents of about `size` bytes together; the number of documents.

    Args:
        folder: made; the files are written into it.
        size: bytes of text.
        form: `records` for JSON Lines of 32 MB, `files` for a text file a document.
        seed: of the sentences drawn.
    """
    folder.mkdir(parents=True)
    written = 0
    lines: list[str] = []
    held = 0
    for number, (site, text) in enumerate(documents(seed)):
        own = len(text.encode())
        if form == "files":
            place = folder / f"{number // 1000:05d}"
            place.mkdir(exist_ok=True)
            (place / f"{number:07d}.txt").write_text(text, encoding="utf-8")
        else:
            lines.append(json.dumps({"text": text, "site": site}, ensure_ascii=False))
            held += own
        written += own
        if lines and (held >= FILE_BYTES or written >= size):
            path = folder / f"{len(list(folder.iterdir())):05d}.jsonl"
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
            lines, held = [], 0
        if written >= size:
            return number + 1
    raise AssertionError("documents() does not end")


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--megabytes", type=float, default=100.0)
    parser.add_argument("--form", choices=("records", "files"), default="records")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    count = write_corpus(given.folder, int(given.megabytes * 1e6), form=given.form, seed=given.seed)
    print(f"{count:,} documents")


if __name__ == "__main__":
    main()
