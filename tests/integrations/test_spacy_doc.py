"""A found text as a spaCy document."""

from __future__ import annotations

import pytest

import pipeline

TEXT = "輝達執行長黃仁勳說,H20 的訂單已達 1.4兆美元。OpenAI 的 GPT-5 落後了嗎?"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_names_and_figures_are_whole_tokens_and_the_text_is_kept() -> None:
    found = pipeline.analyze(TEXT)
    doc = found.to_spacy()
    assert doc.text == found.text
    assert {(e.text, e.label_, e.kb_id_) for e in doc.ents} >= {
        ("辉达", "COMPANY", "nvidia"),
        ("黄仁勋", "PERSON", "jensen-huang"),
        ("GPT-5", "MODEL", "gpt-5"),
    }
    assert [(s.text, s.label_) for s in doc.spans["figures"]] == [("1.4兆美元", "money")]
    assert len(list(doc.sents)) == 2
