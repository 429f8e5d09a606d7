"""Near duplicates: recall by kind of repost, false pairs among different texts, time and memory.

    python benchmarks/near_duplicates.py TEXTS… [--pieces 2000] [--copies 10000]

TEXTS are files or folders of articles. They are cut into pieces of article length, all different;
of some of them reposts are made, which go through the same ingest as any page. Besides there are
reports of one template with other numbers, and articles that share a paragraph.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import time
from collections.abc import Callable
from pathlib import Path

from opencc import OpenCC

from pipeline.errors import InputError
from pipeline.ingest.near_duplicates import Candidate, originals_of, signature_of
from pipeline.ingest.page import RawPage, ingest_page

_SENTENCES = re.compile(r"[^。！？!?\n]*[。！？!?\n]+")
_FRAME = (
    ("首页 > 科技 > 正文\n", "\n责任编辑：小满\n版权声明：未经授权不得转载。\n上一篇：算力的账\n"),
    ("【本站讯】", "\n扫码关注公众号，回复“报告”领取资料。\n相关阅读\n三家公司的账单\n"),
)
_FOREWORD = (
    "编者按：下面这篇文章最近流传很广，我们征得同意后转载，供读者参考，文中观点不代表本站立场。"
    "行业里对这件事看法不一，也欢迎来信讨论。\n\n"
)
_ADVERT = "\n\n本期福利：课程限时优惠，原价999元，今天只要99元，加客服微信即可报名，名额有限。\n\n"
_SWAPS = str.maketrans({"的": "之", "是": "系", "和": "与", "在": "于"})


def sentences(text: str) -> list[str]:
    """The sentences of a text, line breaks included."""
    return _SENTENCES.findall(text)


def reworded(text: str, rng: random.Random, every: int) -> str:
    """`text` with one word in about `every` characters exchanged."""
    letters = list(text)
    for place in range(0, len(letters), every):
        at = min(len(letters) - 1, place + rng.randrange(every))
        letters[at] = letters[at].translate(_SWAPS) if letters[at] in "的是和在" else "某"
    return "".join(letters)


def shortened(text: str, share: float, rng: random.Random) -> str:
    """`text` without some of its sentences."""
    parts = sentences(text)
    kept = sorted(rng.sample(range(len(parts)), max(1, round(share * len(parts)))))
    return "".join(parts[n] for n in kept)


def half(text: str) -> str:
    """The first half of `text`, and the way to the rest."""
    parts = sentences(text)
    return "".join(parts[: (len(parts) + 1) // 2]) + "\n点击阅读原文，查看全文\n"


def variants(rng: random.Random) -> dict[str, Callable[[str], str]]:
    """The kinds of reposts."""
    traditional, taiwanese = OpenCC("s2t").convert, OpenCC("s2twp").convert
    return {
        "same text, other marks": lambda t: t.replace("，", ",").replace("。", "。 "),
        "traditional": traditional,
        "Taiwan's words": taiwanese,
        "in a frame": lambda t: rng.choice(_FRAME)[0] + t + rng.choice(_FRAME)[1],
        "with a foreword": lambda t: _FOREWORD + t,
        "with adverts": lambda t: _ADVERT.join((t[: len(t) // 2], t[len(t) // 2 :])),
        "90 % of it": lambda t: shortened(t, 0.9, rng),
        "75 % of it": lambda t: shortened(t, 0.75, rng),
        "60 % of it": lambda t: shortened(t, 0.6, rng),
        "first half": half,
        "first half, traditional": lambda t: taiwanese(half(t)),
        "60 %, foreword, advert": lambda t: _FOREWORD + shortened(t, 0.6, rng) + _ADVERT,
        "a word in 40 exchanged": lambda t: reworded(t, rng, 40),
        "a word in 25 exchanged": lambda t: reworded(t, rng, 25),
    }


def template_reports(count: int, rng: random.Random) -> list[str]:
    """Market reports of one template: other numbers, companies and dates, the same words."""
    names = ["海川科技", "远山算力", "青禾芯片", "北岸智能", "长汀数据", "晴川光电", "木樨软件"]

    def number(low: float, high: float, digits: int = 2) -> str:
        return f"{rng.uniform(low, high):.{digits}f}"

    def report() -> str:
        return (
            f"收盘播报：沪指{rng.choice('涨跌')}{number(0, 3)}%，人工智能板块表现活跃\n\n"
            f"截至2026年{rng.randint(1, 12)}月{rng.randint(1, 28)}日收盘，"
            f"沪指报{number(3000, 4000)}点，深成指报{number(9000, 13000)}点，"
            f"创业板指报{number(1800, 3000)}点。两市全天成交{number(0.8, 2.4)}万亿元，"
            f"较上一交易日变化{number(100, 3000, 0)}亿元。盘面上，算力租赁、光模块、存储芯片等"
            f"方向表现活跃，{rng.choice(names)}收盘报{number(10, 200)}元，{rng.choice(names)}"
            f"换手率达到{number(2, 30)}%，{rng.choice(names)}成交额为{number(5, 90, 1)}亿元。"
            f"下跌方面，传媒、地产等板块走弱。北向资金全天净流入{number(1, 99)}亿元，"
            f"融资余额为{number(15000, 26000, 0)}亿元。个股方面，共有{number(800, 4500, 0)}只"
            f"股票上涨，{number(20, 120, 0)}只股票涨停。分析人士认为，市场短期仍以震荡为主，"
            "建议投资者控制仓位，关注业绩确定性较强的方向。"
        )

    return [report() for _ in range(count)]


def pieces_of(paths: list[Path], count: int) -> list[str]:
    """At most `count` pieces of 700 to 1,500 characters of the texts, no sentence used twice."""
    files = sorted(f for p in paths for f in (p.rglob("*") if p.is_dir() else [p]) if f.is_file())
    pieces: list[str] = []
    used: set[str] = set()
    for file in files:
        piece = ""
        for sentence in sentences(file.read_text(encoding="utf-8", errors="replace")):
            if sentence.strip() and sentence not in used:
                used.add(sentence)
                piece += sentence
            if len(piece) > 700 + len(pieces) % 800:
                pieces.append(piece)
                piece = ""
    return pieces[:count]


def find(texts: list[str]) -> tuple[dict[int, int], float, float]:
    """The originals found among `texts`, and the seconds for signatures and for the search."""
    started = time.process_time()
    signatures = [signature_of(text) for text in texts]
    signed = time.process_time() - started
    found = originals_of(
        [Candidate((n // 256, n), f"{n:08d}", None, s) for n, s in enumerate(signatures)],
        lambda key: texts[key[1]],
    )
    copies = {copy[1]: original[1] for copy, original in found.items()}
    return copies, signed, time.process_time() - started - signed


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--pieces", type=int, default=2_000)
    parser.add_argument("--reposts", type=int, default=100)
    parser.add_argument("--copies", type=int, default=10_000)
    parser.add_argument("--mixed", type=int, default=20_000)
    arguments = parser.parse_args()
    rng = random.Random(7)

    def read(text: str) -> str:
        try:
            return ingest_page(RawPage("a.txt", text.encode())).text.string
        except InputError:
            return ""

    pieces = [
        p for piece in pieces_of(arguments.texts, arguments.pieces) if len(p := read(piece)) > 300
    ]
    copies, signed, searched = find(pieces)
    print(f"{len(pieces)} different pieces: {len(copies)} false; {signed:.1f} + {searched:.1f} s")
    for name, make in variants(rng).items():
        chosen = rng.sample(range(len(pieces)), arguments.reposts)
        copies, _, _ = find(pieces + [read(make(pieces[n])) for n in chosen])
        right = sum(copies.get(len(pieces) + i) == n for i, n in enumerate(chosen))
        false = len(copies) - right
        print(f"{name:28} recall {right / len(chosen):.3f}, false {false}")
    reports = template_reports(arguments.pieces, rng)
    copies, signed, searched = find(reports)
    print(f"{len(reports)} reports of one template: {len(copies)} false; {searched:.1f} s")
    for count in (2, 4, 6):
        paragraph = "".join(sentences(pieces[0])[:count])
        shared = [f"{paragraph}\n{piece}" for piece in pieces[1:301]]
        part = len(paragraph) / (sum(map(len, shared)) / len(shared))
        print(f"300 articles of which {part:.0%} is shared: {len(find(shared)[0])} false")
    page = pieces[1]
    many = [f"{page}\n第{n}次访问，编号{rng.getrandbits(60):x}" for n in range(arguments.copies)]
    copies, signed, searched = find(many)
    print(f"{len(many)} copies of one page: {len(copies)} found; {signed:.1f} + {searched:.1f} s")
    pool = [s for piece in pieces for s in sentences(piece) if len(s) > 15]
    mixed = ["".join(rng.sample(pool, 20)) for _ in range(arguments.mixed)]
    copies, signed, searched = find(mixed)
    print(
        f"{len(mixed)} texts of 20 sentences each out of {len(pool)}: {len(copies)} false; "
        f"{signed:.1f} + {searched:.1f} s"
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main()
