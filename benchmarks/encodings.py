"""How often decoding is right: windows of real text, written in every encoding that can hold them.

`python benchmarks/encodings.py [FOLDER…]` reads the gold (train and dev), the sample corpus and the
text files under the folders named; a window is right where its text comes back identical. Prints a
Markdown table, and with `--misses N` the first N windows that went wrong.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

from pipeline.errors import InputError
from pipeline.evaluate.gold import read_gold
from pipeline.ingest.decode import decode

ENCODINGS = (
    *("utf-8", "utf-16-le", "utf-16-be", "utf-32", "gb2312", "gbk", "gb18030", "hz"),
    *("big5", "cp950", "big5hkscs", "euc_kr", "euc_jp", "shift_jis", "cp1252", "latin-1", "euc_tw"),
)
LENGTHS = (40, 80, 200, 1000)


def texts(split: str, folders: list[str]) -> list[str]:
    """Gold of the split, then the sample corpus and the folders, as they decode."""
    found = [d.text for d in read_gold(Path("corpus/gold/marked"), split).documents]
    for folder in folders:
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file():
                found.append(decode(path.read_bytes()).text)
    return found


def representable(text: str, encoding: str) -> bytes | None:
    """`text` in `encoding` where that loses nothing and is no plain ASCII."""
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        return None
    if data.decode(encoding) != text or (text.isascii() and not encoding.startswith("utf")):
        return None
    return data


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*")
    parser.add_argument("--split", default="dev", choices=("train", "dev"))
    parser.add_argument("--windows", type=int, default=20, help="a text and length")
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    random = Random(options.seed)
    right: Counter[tuple[str, int]] = Counter()
    total: Counter[tuple[str, int]] = Counter()
    misses: list[str] = []
    spent = size = 0.0
    for text in texts(options.split, options.folders):
        for length in LENGTHS:
            for _ in range(options.windows):
                start = random.randrange(max(1, len(text) - length))
                window = text[start : start + length]
                if not window.strip() or len(window) < length:
                    continue
                for encoding in ENCODINGS:
                    data = representable(window, encoding)
                    if data is None:
                        continue
                    total[encoding, length] += 1
                    began = time.perf_counter()
                    try:
                        decoded = decode(data)
                        got, name = decoded.text, decoded.encoding
                    except InputError as error:
                        got, name = "", error.code
                    spent += time.perf_counter() - began
                    size += len(data)
                    if got == window:
                        right[encoding, length] += 1
                    else:
                        misses.append(f"{encoding} read as {name}: {window[:60]!r} -> {got[:40]!r}")
    print("| encoding | " + " | ".join(map(str, LENGTHS)) + " |")
    print("| --- |" + " --- |" * len(LENGTHS))
    for encoding in ENCODINGS:
        cells = [
            f"{100 * right[encoding, n] / total[encoding, n]:.2f} ({total[encoding, n]})"
            if total[encoding, n]
            else "–"
            for n in LENGTHS
        ]
        print(f"| {encoding} | " + " | ".join(cells) + " |")
    print(f"\n{sum(right.values())} of {sum(total.values())} right; {size / spent / 1e6:.1f} MB/s")
    random.shuffle(misses)
    sys.stdout.writelines(f"{miss}\n" for miss in misses[: options.misses])


if __name__ == "__main__":
    main()
