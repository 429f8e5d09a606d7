"""Why a sentence was judged as it was, and that a batch changes no judgement."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.classify.document import ReadDocument, judge_documents
from pipeline.classify.events import spelled_events
from pipeline.classify.features import read
from pipeline.classify.grams import grams, spelled
from pipeline.classify.model import LABELS, stance_model
from pipeline.classify.reasons import reasons
from pipeline.classify.targets import topic_places
from pipeline.explain import explain, rendered
from pipeline.extract.document import extract_document
from pipeline.runner import run

ARTICLE = """算力的两笔账

新模型的推理成本下降了九成，开发者都很满意。可是亏损仍在扩大，不少公司已经裁员。

The outlook is bright, although the power bill keeps rising. 大家都在观望。
"""
SENTENCES = st.lists(
    st.text(alphabet="模型成本下降风险领先但不,。3% abrise?\n", max_size=25), max_size=6
)


def document_of(text: str) -> ReadDocument:
    found = extract_document(text, "cn")
    return ReadDocument(text, None, found.sentences, {})


@settings(max_examples=40, deadline=None)
@given(SENTENCES)
def test_each_ngram_of_a_sentence_can_be_told(sentences: list[str]) -> None:
    reading = read(sentences)
    for number, sentence in enumerate(sentences):
        own = np.array([number])
        assert len(spelled(sentence)) == len(reading.units.select(own).buckets)
        assert len(spelled_events(sentence)) == len(reading.events.select(own).buckets)


def test_ngrams_are_told_in_the_order_of_their_buckets() -> None:
    told = spelled("成本 costs fell 30%")
    assert told[:6] == ["成", "本", "costs", "fell", "0", "%"]
    whole, alone = grams(["成本 costs fell 30%"]).buckets, grams(["costs fell"]).buckets
    assert whole[told.index("costs fell")] == alone[spelled("costs fell").index("costs fell")]


@pytest.mark.parametrize(
    ("text", "label", "word"),
    [
        ("投资人担心泡沫破裂，亏损还在扩大。", "cautionary", "亏损"),
        ("Customers are delighted and the outlook is bright.", "optimistic", "bright"),
    ],
)
def test_the_words_that_decided_are_named(text: str, label: str, word: str) -> None:
    document = document_of(text)
    rows = [j for j in judge_documents([document], stance_model())[0] if j.level == "sentence"]
    found = next(reasons(document, rows, stance_model(), most=60))
    assert rows[0].label == label
    # The evidence of a word may lie in one of its characters.
    assert any((word in r.what or r.what in word) and r.weight > 0 for r in found)
    assert found[-1].what == "context"


def test_a_document_is_judged_alike_alone_and_among_others() -> None:
    texts = [ARTICLE, "", "一句话。", ARTICLE * 3, "The bubble will burst. Losses grow."]
    documents = [document_of(text) for text in texts]
    together = judge_documents(documents, stance_model())
    assert together == [judge_documents([d], stance_model())[0] for d in documents]
    assert together[::-1] == judge_documents(documents[::-1], stance_model())
    assert {row.label for row in together[0] if row.level == "sentence"} <= set(LABELS)


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("中美两国都在加码。", {"topic:china-ai", "topic:us-ai"}),
        ("China leads in open models.", {"topic:china-ai"}),
        ("He drank from a chinaware cup, and told us so.", set()),
        ("The U.S. market grew, as did USA Today.", {"topic:us-ai"}),
        ("BUSINESS was slow.", set()),
    ],
)
def test_topics_are_named_by_whole_words(text: str, topics: set[str]) -> None:
    places = topic_places(document_of(text))
    assert {topic for named in places.values() for topic, _ in named} == topics


def test_explain_shows_each_sentence_with_its_stance_and_why(tmp_path: Path) -> None:
    (tmp_path / "bills.txt").write_text(ARTICLE, encoding="utf-8")
    run([tmp_path / "bills.txt"], tmp_path / "out", workers=1)
    lines = [rendered(line, colour=False) for line in explain(tmp_path / "out", "bills.txt")]
    told = [n for n, line in enumerate(lines) if line.startswith("[")]
    assert len(told) == 5
    assert "不少公司已经裁员" in lines[told[2]]
    assert "cautionary" in lines[told[2]]
    assert all(lines[n + 1].startswith("    because: ") for n in told)
    assert any(line.startswith("stance of the document: ") for line in lines)
    # A label of the table is the one that is shown.
    assert all(line.split("] ")[1].split()[0] in LABELS for line in (lines[n] for n in told))
