"""Keywords of a document: no word begins or ends inside a name."""

from __future__ import annotations

import pytest

import pipeline
from pipeline.index.keywords import keywords


def spans(text: str, *names: str) -> list[tuple[int, int]]:
    """Where the names stand in the text, the first of those that overlap."""
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(text):
        name = next((n for n in names if text.startswith(n, at)), "")
        if name:
            found.append((at, at + len(name)))
        at += len(name) or 1
    return found


@pytest.mark.parametrize(
    ("text", "name", "cut"),
    [
        ("由于英伟达涨价，由于英伟达缺货，算力不够。", "英伟达", "于英"),
        ("他叫小满蛋蛋，人人都叫小满蛋蛋，算力不够。", "小满蛋蛋", "叫小满"),
        ("猪倌黑帝云，猪倌黑帝云，养猪的黑帝云。", "黑帝云", "黑帝"),
    ],
)
def test_no_keyword_begins_or_ends_inside_a_name(text: str, name: str, cut: str) -> None:
    found = keywords(text, spans(text, name))
    assert name in found
    for word in found:
        places = [n for n in range(len(text)) if text.startswith(word, n)]
        assert any(
            not (start < at < end or start < at + len(word) < end)
            for at in places
            for start, end in spans(text, name)
        )
    assert cut not in found


def test_a_short_name_counts_in_the_longer_one() -> None:
    text = "矽屿科技降价。矽屿科技又降价。矽屿也降价。电费不降。"
    assert "矽屿" in keywords(text, spans(text, "矽屿科技", "矽屿"))
    assert "矽屿" not in keywords(text.replace("矽屿也", "他们也"), spans(text, "矽屿科技"))


def test_ten_are_shown_at_most() -> None:
    text = "变压器。电费。算力。机房。芯片。散热。电价。负荷。电网。显卡。合同。租金。水价。"
    assert len(keywords(text)) == 10
    assert keywords("") == []


def test_what_a_text_repeats_comes_first() -> None:
    text = "变压器涨价了。变压器要等两年，变压器厂排满了单。电费也涨。"
    assert keywords(text)[0] == "变压器"


def test_keywords_of_a_run_cut_no_name(sample_tables: pipeline.Tables) -> None:
    mentions = sample_tables.mentions
    for doc_id, words in zip(
        sample_tables.index["doc_id"], sample_tables.index["keywords"], strict=True
    ):
        text = sample_tables.documents.set_index("doc_id").loc[doc_id, "text"]
        own = mentions[mentions["doc_id"] == doc_id]
        inner = {n for a, b in zip(own["start"], own["end"], strict=True) for n in range(a + 1, b)}
        for word in words:
            places = [n for n in range(len(text)) if text.startswith(word, n)]
            assert any(n not in inner and n + len(word) not in inner for n in places), word
