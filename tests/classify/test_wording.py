"""What the wording of whole documents says of their stance."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from pipeline.classify import wording as words
from pipeline.classify.grams import grams
from pipeline.classify.outlook import DOCUMENT_LABELS
from pipeline.classify.wording import Wording, of_documents, of_targets
from pipeline.errors import KnowledgeError

TEXTS = {
    "optimistic": ["订单越来越多。", "客户很满意，大家都愿意续约。"],
    "cautionary": ["亏损越来越多。", "客户在流失，没有人愿意续约。"],
    "mixed": ["订单多了，亏损也多了。", "有人满意，有人流失。"],
}
COPIES = 5


@pytest.fixture(scope="module")
def wording() -> Wording:
    labels = [label for label in TEXTS for _ in range(COPIES)]
    sentences = [text for label in labels for text in TEXTS[label]]
    bounds = np.arange(0, len(sentences) + 1, 2)
    read = of_documents(grams(sentences), bounds)
    return Wording.fit(read, labels, DOCUMENT_LABELS, np.ones(len(labels)))


def test_documents_like_those_learned_from_are_told_apart(wording: Wording) -> None:
    for label, sentences in TEXTS.items():
        read = of_documents(grams(sentences), np.array([0, len(sentences)]))
        assert DOCUMENT_LABELS[int(wording.logits(read)[0].argmax())] == label


def test_a_document_gets_the_same_evidence_in_any_company(wording: Wording) -> None:
    together = [*TEXTS["mixed"], *TEXTS["optimistic"], "", *TEXTS["cautionary"]]
    bounds = np.array([0, 2, 4, 5, 7])
    found = wording.logits(of_documents(grams(together), bounds))
    for n, (low, high) in enumerate(itertools.pairwise(bounds.tolist())):
        own = together[low:high]
        alone = wording.logits(of_documents(grams(own), np.array([0, len(own)])))
        assert np.array_equal(found[n], alone[0])


def test_sentences_that_follow_the_last_document_do_not_count(wording: Wording) -> None:
    bounds = np.array([0, 2])
    plain = wording.logits(of_documents(grams(TEXTS["mixed"]), bounds))
    more = wording.logits(of_documents(grams([*TEXTS["mixed"], "亏损"]), bounds))
    assert np.array_equal(plain, more)


def test_targets_get_the_evidence_of_their_sentences(wording: Wording) -> None:
    read = grams([*TEXTS["mixed"], *TEXTS["optimistic"], "", "没有人知道。"])
    places, bounds = np.array([0, 1, 0, 3, 5, 4]), np.array([0, 2, 5, 6])
    apart = wording.logits(of_targets(read, places, bounds))
    assert np.array_equal(wording.logits_of_targets(read, places, bounds), apart)
    assert np.array_equal(apart[2], wording.logits(grams([""]))[0])


def test_many_texts_are_counted_as_few_are(
    wording: Wording, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = grams([*TEXTS["mixed"], "", *TEXTS["optimistic"]])
    few = wording.logits(read)
    monkeypatch.setattr(words, "_MOST_SHORT", 0)  # as if they did not fit in four bytes
    assert np.array_equal(wording.logits(read), few)


def test_nothing_learned_says_nothing() -> None:
    read = of_documents(grams(TEXTS["mixed"]), np.array([0, 2]))
    assert not Wording.none(3).logits(read).any()


def test_arrays_make_the_same_model_and_others_are_refused(wording: Wording) -> None:
    read = of_documents(grams(TEXTS["mixed"]), np.array([0, 2]))
    again = Wording.from_arrays(wording.arrays(), 3)
    assert np.array_equal(again.logits(read), wording.logits(read))
    damaged = {**wording.arrays(), "buckets": wording.block.buckets + 2**20}
    with pytest.raises(KnowledgeError, match="outside"):
        Wording.from_arrays(damaged, 3)
    endless = {**wording.arrays(), "intercept": np.array([0, np.nan, 0], np.float32)}
    with pytest.raises(KnowledgeError, match="not finite"):
        Wording.from_arrays(endless, 3)
    for change in ({"rarity": wording.block.rarity[1:]}, {"weights": None}, {"more": None}):
        with pytest.raises(KnowledgeError, match="mine train stance"):
            Wording.from_arrays({**wording.arrays(), **change}, 3)
