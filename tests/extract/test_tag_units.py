"""Units of the tagger: one word's value alone is that which it has in a text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.tag_units import latin_hash, latin_hashes, lexicon


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x260), min_size=1, max_size=12))
def test_a_word_alone_has_the_value_it_has_among_others(word: str) -> None:
    assert latin_hash(word) == int(latin_hashes([word])[0])


@pytest.mark.parametrize("word", ["Brindlewick", "O'Brien", "GPT5", "模型", "模", "É", "İzmir"])
def test_words_of_any_script_have_one_value(word: str) -> None:
    value = latin_hash(word)
    assert value == int(latin_hashes([word])[0])
    known = lexicon().of_latin(np.array([value], np.uint32))
    assert lexicon().of_latin_value(value) == int(known[0])
