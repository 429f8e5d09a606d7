"""Copies of one text are told from different texts that look alike."""

from __future__ import annotations

import datetime
import random
import re
import time
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pipeline
from pipeline.ingest.near_duplicates import Candidate, originals_of, signature_of
from pipeline.ingest.script import converter
from pipeline.ingest.shingles import compare, shingles_of

SHARED = Path("/work/shared/data/text")
WORDS = [
    *("算力", "账本", "模型", "公司", "价格", "芯片", "电费", "客户", "机房", "预算", "合同"),
    *("市场", "订单", "开源", "数据", "产品", "团队", "监管", "工程师", "投资人", "下跌", "上涨"),
    *("争论", "担心", "相信", "宣布", "计算", "降低", "购买", "出售", "等待", "承认", "怀疑"),
    *("推迟", "扩大", "关闭", "证明", "解释", "需要", "发现"),
]
LINKS = [
    *("其实", "然而", "今年", "去年底", "在会上", "对他们来说"),
    *("按这个算法", "说到底", "没有人", "三个月后"),
]


def article(seed: int, sentences: int = 30) -> str:
    """An article that no other seed gives."""
    rng = random.Random(seed)
    return "".join(
        rng.choice(LINKS) + "".join(rng.sample(WORDS, 7)) + f"，约{rng.randint(2, 999)}次。"
        for _ in range(sentences)
    )


def sentences_of(text: str) -> list[str]:
    return re.findall(r"[^。]+。", text)


def copies(texts: Sequence[str], dates: Sequence[datetime.date | None] = ()) -> dict[int, int]:
    """Which of `texts` is a near duplicate of which; ids are in the order of the list."""
    given_dates = [*dates, *[None] * (len(texts) - len(dates))]
    found = originals_of(
        [
            Candidate((n % 3, n), f"{n:06d}", date, signature_of(text))
            for n, (text, date) in enumerate(zip(texts, given_dates, strict=True))
        ],
        lambda key: texts[key[1]],
    )
    return {copy[1]: original[1] for copy, original in found.items()}


ORIGINAL = article(0)
PARTS = sentences_of(ORIGINAL)
REPOSTS = {
    "marks": ORIGINAL.replace("，", ",").replace("。", "！\n"),
    "foreword": "编者按：这篇文章最近流传很广，我们转载过来供大家讨论，不代表本站的看法。"
    + ORIGINAL,
    "adverts": "课程限时优惠，今天只要九十九元，名额有限。".join((ORIGINAL[:400], ORIGINAL[400:])),
    "90 %": "".join(PARTS[:14] + PARTS[17:]),
    "60 %": "".join(p for n, p in enumerate(PARTS) if n % 5 < 3),
    "first half": "".join(PARTS[: len(PARTS) // 2]) + "查看全文请到原网站",
    "words": ORIGINAL.replace("数据", "资料").replace("芯片", "晶片").replace("团队", "小组"),
}


@pytest.mark.parametrize("kind", REPOSTS)
def test_a_repost_is_found_in_whatever_shape(kind: str) -> None:
    assert copies([article(1), ORIGINAL, article(2), REPOSTS[kind]]) == {3: 1}


def test_different_articles_with_the_same_words_are_no_copies() -> None:
    assert copies([article(n) for n in range(400)]) == {}


def test_reports_of_one_template_are_different_documents() -> None:
    def report(day: int) -> str:
        rng = random.Random(day)
        return (
            f"收盘播报：截至2026年2月{day}日收盘，沪指报{rng.uniform(3000, 4000):.2f}点，"
            f"深成指报{rng.uniform(9000, 13000):.2f}点，两市全天成交{rng.uniform(1, 2):.2f}万亿元。"
            "盘面上，算力租赁、光模块、存储芯片等方向表现活跃，"
            f"人工智能板块换手率为{rng.random() * 9:.2f}%，"
            f"北向资金净流入{rng.uniform(1, 99):.1f}亿元，共有{rng.randint(900, 4000)}只股票上涨。"
            "分析人士认为，市场短期仍以震荡为主，建议投资者控制仓位，关注业绩确定性较强的方向。"
        )

    reports = [report(day) for day in range(1, 29)]
    assert copies(reports) == {}
    assert copies([*reports, reports[4] + "（本文转自网络）"]) == {28: 4}


def test_articles_that_quote_one_press_release_are_different_documents() -> None:
    quote = article(99, 10)
    assert copies([article(n, 16) + quote for n in range(40)]) == {}


def test_a_digest_that_holds_an_article_is_no_copy_of_it() -> None:
    assert copies([ORIGINAL, "".join(article(n) for n in range(1, 9)) + ORIGINAL]) == {}


def test_short_texts_are_never_near_duplicates() -> None:
    assert copies(["", "算力", "算力。", "今天没有新闻。", "今天没有新闻"]) == {}
    assert signature_of("今天没有新闻。" * 3) == b""


def test_the_first_published_is_the_original_and_undated_ones_come_after() -> None:
    texts = [REPOSTS["90 %"], ORIGINAL, REPOSTS["words"]]
    day = datetime.date(2026, 2, 8)
    assert copies(texts, [None, day, None]) == {0: 1, 2: 1}
    assert copies(texts, [day, None, day - datetime.timedelta(1)]) == {0: 2, 1: 2}
    assert copies(texts) == {1: 0, 2: 0}


def test_a_copy_of_a_copy_has_the_same_original() -> None:
    first = ORIGINAL
    second = "".join(PARTS[:22])
    third = "".join(PARTS[:11]) + article(7, 2)
    alike = compare(shingles_of(first), shingles_of(third))
    assert alike.balance < 0.5
    assert copies([first, second, third]) == {1: 0, 2: 0}


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(rng: random.Random) -> None:
    texts = [ORIGINAL, *REPOSTS.values(), *(article(n) for n in range(1, 6))]
    entries = [
        Candidate((n % 4, n), f"{n:06d}", None, signature_of(t)) for n, t in enumerate(texts)
    ]
    expected = originals_of(entries, lambda key: texts[key[1]])
    shuffled = list(entries)
    rng.shuffle(shuffled)
    assert originals_of(shuffled, lambda key: texts[key[1]]) == expected
    assert len(expected) == len(REPOSTS)


@given(st.text(max_size=200))
def test_a_text_is_like_itself(text: str) -> None:
    shingles = shingles_of(text)
    likeness = compare(shingles, shingles)
    assert likeness.agreement == 1
    assert likeness.containment == (1 if shingles.tokens else 0)


def test_numbers_and_case_are_compared_whatever_their_form() -> None:
    one = shingles_of("DeepSeek 的 1,200 张卡，每秒 3.5 次。")
    other = shingles_of("deepseek的1200张卡,每秒3.5次")
    assert compare(one, other).resemblance == 1


def test_ten_thousand_copies_take_linear_time() -> None:
    texts = [f"{ORIGINAL}第{n}次访问" for n in range(2_000)]
    signatures = [signature_of(texts[0])] * 2_000
    reads = 0

    def read(key: tuple[int, int]) -> str:
        nonlocal reads
        reads += 1
        return texts[key[1]]

    started = time.process_time()
    found = originals_of(
        [Candidate((0, n), f"{n:06d}", None, s) for n, s in enumerate(signatures)], read
    )
    assert set(found.values()) == {(0, 0)}
    assert len(found) == 1_999
    assert reads <= 2 * 2_000
    assert time.process_time() - started < 30


HOSTILE = ("(" * 200_000, "算" * 200_000, "a" * 200_000, "1," * 100_000, "%aa" * 60_000)


@pytest.mark.parametrize("text", HOSTILE, ids=["(", "算", "a", "1,", "%aa"])
def test_hostile_texts_take_no_time(text: str) -> None:
    started = time.process_time()
    signature_of(text)
    compare(shingles_of(text), shingles_of(text + "算"))
    assert time.process_time() - started < 5


def documents(out: Path) -> pd.DataFrame:
    table = pd.read_parquet(out / "documents")
    return table.set_index(table["source"].map(lambda s: Path(s).name))


def test_a_traditional_shortened_repost_is_marked_and_may_be_skipped(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    body = "\n\n".join("".join(PARTS[n : n + 3]) for n in range(0, 30, 3))
    repost = converter("s2t").convert("\n\n".join(body.split("\n\n")[:8]))
    (folder / "a.txt").write_text(f"算力的账怎么算\n作者：林一舟\n2026-02-08\n\n{body}\n", "utf-8")
    (folder / "b.txt").write_text(f"轉：算力的賬怎麼算\n2026-02-09\n\n{repost}\n", "utf-8")
    (folder / "c.txt").write_text(f"另一篇文章\n2026-02-07\n\n{article(5)}\n", "utf-8")
    outs = [tmp_path / f"out{n}" for n in range(2)]
    for workers, out in enumerate(outs, start=1):
        pipeline.run([folder], out, stages=("ingest", "extract"), workers=workers)
    table = documents(outs[0])
    assert table["duplicate_of"].isna().to_dict() == {"a.txt": True, "b.txt": False, "c.txt": True}
    assert str(table.loc["b.txt", "duplicate_of"]) == str(table.loc["a.txt", "doc_id"])
    for part in sorted((outs[0] / "documents").glob("*.parquet")):
        assert part.read_bytes() == (outs[1] / "documents" / part.name).read_bytes()
    extracted = set(pd.read_parquet(outs[0] / "sentences")["doc_id"])
    assert extracted == set(table["doc_id"])
    pipeline.run([], outs[0], stages=("extract",), skip_copies=True)
    extracted = set(pd.read_parquet(outs[0] / "sentences")["doc_id"])
    assert extracted == set(table.loc[["a.txt", "c.txt"], "doc_id"])


@pytest.mark.skipif(not SHARED.is_dir(), reason="the data to develop with is not here")
def test_no_two_real_articles_are_copies() -> None:
    texts = [p.read_text("utf-8") for p in sorted(SHARED.rglob("*.md"))[:120]]
    assert copies(texts) == {}
