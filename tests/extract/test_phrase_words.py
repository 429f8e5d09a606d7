"""Words with which phrases begin are no names, with AI behind them or without."""

from __future__ import annotations

import pytest

from pipeline.extract.phrase_words import is_phrase


@pytest.mark.parametrize("surface", ["串流", "各大 AI", "艺人 IP", "开源AI", "沙盒"])
def test_a_plain_word_is_a_phrase(surface: str) -> None:
    assert is_phrase(surface)


@pytest.mark.parametrize("surface", ["霁月 AI", "纸鸢Agent", "梯安捷", "开源镜", "AI", ""])
def test_what_may_be_a_name_is_none(surface: str) -> None:
    assert not is_phrase(surface)
