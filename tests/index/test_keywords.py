"""Keywords of a document, without the parts of its names."""

from __future__ import annotations

from pipeline.index.keywords import keywords, whole_words


def test_parts_of_a_name_are_no_keywords() -> None:
    words = ["伟达", "算力", "英伟达", "电费"]
    assert whole_words(words, {"英伟达", "台积电"}) == ["算力", "英伟达", "电费"]


def test_as_many_are_shown_as_there_are_but_ten_at_most() -> None:
    words = [f"词{n}" for n in range(14)]
    assert whole_words(words, set()) == words[:10]
    assert whole_words([], {"英伟达"}) == []


def test_what_a_text_repeats_comes_first() -> None:
    text = "变压器涨价了。变压器要等两年，变压器厂排满了单。电费也涨。"
    assert keywords(text)[0] == "变压器"
