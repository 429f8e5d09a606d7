"""A page that says it is a repost is the copy, not the original."""

from __future__ import annotations

from pathlib import Path

import pytest

import pipeline
from pipeline.ingest.reposts import RepostWords, is_repost, repost_words


@pytest.mark.parametrize("words", repost_words(), ids=lambda words: words.name)
def test_each_row_matches_its_example_and_not_its_counter_example(words: RepostWords) -> None:
    assert words.says_so(words.example)
    assert not is_repost(words.counter)


@pytest.mark.parametrize(
    "page",
    [
        "标题\n\n正文。\n\n本文转载自虎啸网，作者赵一。",
        "標題\n\n正文。\n\n（本文經授權轉載自《產業日報》）",
        "<p>正文。</p><p>轉自：經濟通</p>",
        "标题\n来源：晨江日报（转载）\n正文。",
        "正文。\n*Originally published at [Ledger Notes](https://l.example).*",
        "This article was originally published on Ledger Notes.",
        "Cross-posted from my own blog.",
    ],
)
def test_pages_that_say_so(page: str) -> None:
    assert is_repost(page)


@pytest.mark.parametrize(
    "page",
    [
        "未经授权不得转载,转载请注明出处。",
        "转载须知：转载自本刊的文章须署名。",
        "如需转载请联系后台；转载请在后台回复“转载”。",
        "本文首发于公众号“枕河”，转载请在后台回复“白名单”。",
        "他把算力转自己的账户，又转自动驾驶部门。",
        "The paper was originally published in 2023, and reposted widely.",
        "Originally published on June 21, 2026.",
        "The translation may be republished under CC BY-ND with attribution.",
    ],
)
def test_pages_that_say_nothing_of_the_kind(page: str) -> None:
    assert not is_repost(page)


BODY = (
    "云厂商的毛利率一降再降，第{n}家公司把账本摊开给我看，电费比去年多了{n}成，客户却少了{n}家。"
    "机房里的风扇整夜不停，工程师说他们已经{n}个月没有休过假，预算还在往下砍。"
    "投资人问什么时候能回本，老板答不上来，只说市场总会好的，订单排到明年{n}月。"
    "开源模型越来越便宜，谁还愿意为{n}倍的价格买单，这个问题没有人回答。"
)
REPOST_LINES = (
    "本文转载自虎啸网。",
    "（經授權轉載自《產業日報》）",
    "来源：晨江日报 转载",
    "Originally published at Ledger Notes.",
)


def test_of_two_copies_of_a_day_the_one_that_says_so_is_the_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    for n in range(12):
        text = BODY.format(n=n + 3) * 2
        head = "发布时间：2026-02-08\n\n" if n % 2 else ""
        line = REPOST_LINES[n % len(REPOST_LINES)]
        Path(f"in/{n}-original.txt").write_text(f"账本\n{head}\n{text}\n", encoding="utf-8")
        Path(f"in/{n}-repost.txt").write_text(f"账本\n{head}\n{text}\n\n{line}\n", encoding="utf-8")
    pipeline.run(["in"], out="out", stages=("ingest",), workers=1)
    documents = pipeline.load("out").documents
    original_of = documents.set_index("source")["duplicate_of"].to_dict()
    ids = documents.set_index("source")["doc_id"].to_dict()
    for n in range(12):
        assert original_of[f"in/{n}-repost.txt"] == ids[f"in/{n}-original.txt"]


def test_the_first_published_is_the_original_whatever_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = BODY.format(n=5) * 2
    Path("first.txt").write_text(
        f"账本\n发布时间：2026-02-01\n\n{text}\n\n本文转载自虎啸网。\n", encoding="utf-8"
    )
    Path("later.txt").write_text(f"账本\n发布时间：2026-02-08\n\n{text}\n", encoding="utf-8")
    pipeline.run(["first.txt", "later.txt"], out="out", stages=("ingest",), workers=1)
    documents = pipeline.load("out").documents
    original_of = documents.set_index("source")["duplicate_of"].to_dict()
    ids = documents.set_index("source")["doc_id"].to_dict()
    assert original_of["later.txt"] == ids["first.txt"]
