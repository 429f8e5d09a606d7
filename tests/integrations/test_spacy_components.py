"""The extraction as components of a spaCy pipeline."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pipeline
from pipeline.errors import UsageError
from pipeline.integrations.spacy_package import Doc, DocBin, Span, spacy
from pipeline.integrations.spacy_tokens import cut_tokens, words_between

HANT = "輝達執行長黃仁勳說，H20 的訂單已達 1.4兆美元。OpenAI 的 GPT-5 落後了嗎？"
ENGLISH = "Nvidia/OpenAI raised $40bn; Sam Altman (OpenAI)said Claude Opus 4.5 costs 30% less."
NAMES = [
    ("輝達", "COMPANY", "nvidia"),
    ("黃仁勳", "PERSON", "jensen-huang"),
    ("OpenAI", "COMPANY", "openai"),
    ("GPT-5", "MODEL", "gpt-5"),
]
MINE = {"@tokenizers": "mine.Tokenizer.v1"}
CHINESE = {"@tokenizers": "spacy.zh.ChineseTokenizer"}
OF_ENGLISH = {"@tokenizers": "spacy.Tokenizer.v1"}


@pytest.fixture(autouse=True)
def private_jieba(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import jieba

    monkeypatch.setattr(jieba.dt, "tmp_dir", str(tmp_path))


def blank(lang: str, tokenizer: dict[str, Any] | None = None, *pipes: str, **config: Any) -> Any:
    nlp = spacy.blank(lang, config={"nlp": {"tokenizer": tokenizer}} if tokenizer else {})
    for pipe in pipes or ("mine_names", "mine_figures"):
        nlp.add_pipe(pipe, config=config)
    return nlp


def named(doc: Any) -> list[tuple[str, str, str]]:
    return [(e.text, e.label_, e.kb_id_) for e in doc.ents]


@pytest.mark.parametrize(
    "tokenizer",
    [None, {**CHINESE, "segmenter": "jieba"}, MINE, {**MINE, "base": OF_ENGLISH}],
    ids=["char", "jieba", "mine", "mine-over-spacy"],
)
def test_traditional_text_has_its_names_and_figures_whatever_the_tokens(
    tokenizer: dict[str, Any] | None,
) -> None:
    doc = blank("zh", tokenizer)(HANT)
    assert doc.text == HANT
    assert named(doc) == NAMES
    assert [s.text for s in doc.spans["mine_names"]] == [text for text, _, _ in NAMES]
    assert doc.ents[0]._.mine_name == "NVIDIA"
    assert doc.ents[0]._.mine_type == "company"
    assert 0 < doc.ents[0]._.mine_score <= 1
    (money,) = doc.spans["mine_figures"]
    assert (money.text, money.label_) == ("1.4兆美元", "money")
    assert money._.mine_value == 1.4e12
    assert money._.mine_unit == "USD"
    assert money._.mine_change is None
    assert money._.mine_subject == money.kb_id_ == "nvidia"
    assert money._.mine_type is None
    assert doc[-1:]._.mine is None


def test_english_tokens_that_go_over_the_edge_of_a_name_are_cut() -> None:
    doc = blank("en")(ENGLISH)
    assert doc.text == ENGLISH
    found = [(e.text, e.label_) for e in doc.ents]
    assert ("Sam Altman", "PERSON") in found
    assert ("Claude Opus 4.5", "MODEL") in found
    assert found.count(("OpenAI", "COMPANY")) == 2
    assert [f.text for f in doc.spans["mine_figures"]] == ["$40bn", "30%"]


@pytest.mark.parametrize("align", ["expand", "contract"])
def test_tokens_may_be_left_alone_and_the_exact_characters_are_kept(align: str) -> None:
    nlp = blank("en", None, align=align)
    plain = spacy.blank("en")(ENGLISH)
    doc = nlp(ENGLISH)
    assert [t.text for t in doc] == [t.text for t in plain]
    exact = [(n["text"], ENGLISH[n["start"] : n["end"]]) for n in doc._.mine_names]
    assert all(text == there for text, there in exact)
    assert len(exact) == len(blank("en")(ENGLISH).ents)
    for entity in doc.ents:
        assert entity._.mine_end <= entity.end_char or align == "contract"
        assert ENGLISH[entity._.mine_start : entity._.mine_end]


def test_an_unknown_alignment_is_refused() -> None:
    with pytest.raises(UsageError, match="split, expand, contract"):
        blank("en", None, align="snap")


def test_repairs_and_folding_inside_lead_back_to_the_given_characters() -> None:
    text = "黃(huáng)仁勳談ＧＰＴ－５：市值５兆美元。百\u200b度跟進。"
    doc = blank("zh")(text)
    assert doc.text == text
    assert {(e.text, e.kb_id_) for e in doc.ents} >= {
        ("黃(huáng)仁勳", "jensen-huang"),
        ("ＧＰＴ－５", "gpt-5"),
        ("百\u200b度", "baidu"),
    }
    assert [(f.text, f._.mine_value) for f in doc.spans["mine_figures"]] == [("５兆美元", 5e12)]


def test_other_entities_stay_where_no_name_is() -> None:
    text = "OpenAI opened in Zurich."
    for overwrite, label in ((True, "COMPANY"), (False, "LAB")):
        nlp = spacy.blank("en")
        ruler = nlp.add_pipe("entity_ruler")
        ruler.add_patterns(
            [{"label": "GPE", "pattern": "Zurich"}, {"label": "LAB", "pattern": "OpenAI opened"}]
        )
        nlp.add_pipe("mine_names", config={"overwrite_ents": overwrite})
        assert [e.label_ for e in nlp(text).ents] == [label, "GPE"]


def test_own_names_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "own.jsonl"
    entry = {"type": "company", "id": "linhe", "name": "麟禾科技", "hans": ["麟禾"], "source": "me"}
    file.write_text(json.dumps(entry), encoding="utf-8")
    assert named(blank("zh", None, knowledge=[str(file)])("麟禾發布新品。")) == [
        ("麟禾", "COMPANY", "linhe")
    ]


def test_a_pipeline_on_disk_does_the_same_again(tmp_path: Path) -> None:
    nlp = blank("zh", {**MINE, "base": {**CHINESE, "segmenter": "char"}}, align="expand")
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")
    assert again.config["components"]["mine_names"]["align"] == "expand"
    assert [t.text for t in again(HANT)] == [t.text for t in nlp(HANT)]
    assert named(again(HANT)) == named(nlp(HANT)) == NAMES
    assert spacy.blank("zh").from_bytes(spacy.blank("zh").to_bytes())
    assert again.from_bytes(nlp.to_bytes())


def test_values_survive_bytes_and_docbin() -> None:
    nlp = blank("zh", None, "mine_names", "mine_figures", "mine_stance")
    doc = nlp(HANT)
    back = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    docs = DocBin(store_user_data=True, docs=[doc])
    (stored,) = DocBin().from_bytes(docs.to_bytes()).get_docs(nlp.vocab)
    for other in (back, stored):
        assert [s._.mine_value for s in other.spans["mine_figures"]] == [1.4e12]
        assert [n["name"] for n in other._.mine_names] == [n["name"] for n in doc._.mine_names]
        assert other._.mine_stance["label"] == doc._.mine_stance["label"]


def test_stance_is_that_of_the_analysis() -> None:
    text = "OpenAI 的新模型大幅领先，前景光明。\n但泡沫的风险正在上升，投资者应当警惕。"
    doc = blank("zh", None, "mine_stance")(text)
    found = pipeline.analyze(text)
    assert doc._.mine_stance["label"] == found.stance_label
    labels = found.stance[found.stance.level == "sentence"].label.tolist()
    assert [s.label_ for s in doc.spans["mine_stance"]] == labels
    assert [s._.mine_stance["label"] for s in doc.spans["mine_stance"]] == labels
    assert "openai" in {t["entity_id"] for t in doc._.mine_targets}


def test_empty_and_odd_texts_pass() -> None:
    for tokenizer in (None, MINE):
        nlp = blank("zh", tokenizer, "mine_names", "mine_figures", "mine_stance")
        for text in ("", " ", "\n\n", "。", "  輝達  ", "\u200b"):
            assert nlp(text).text == text


def test_several_processes_find_what_one_does() -> None:
    """In a process of its own, with the components found by spaCy through their entry points."""
    code = f"""
import spacy
texts = [{HANT!r}, "Anthropic raised $4bn.", "", "百度增長30%。"] * 3
def found(n):
    given = [(text, number) for number, text in enumerate(texts)]
    docs = nlp.pipe(given, n_process=n, batch_size=2, as_tuples=True)
    return [
        (number, [(e.start_char, e.end_char, e.kb_id_, e._.mine_name) for e in doc.ents],
         [f._.mine for f in doc.spans["mine_figures"]])
        for doc, number in docs
    ]
if __name__ == "__main__":
    nlp = spacy.blank("zh", config={{"nlp": {{"tokenizer": {MINE!r}}}}})
    nlp.add_pipe("mine_names"); nlp.add_pipe("mine_figures")
    one = found(1)
    assert one == found(2) and len(one) == len(texts) and any(row[2] for row in one), one
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr


PIECES = (
    *(
        "輝達",
        "OpenAI",
        "GPT-5",
        "3%",
        "1.4兆美元",
        "黃仁勳",
        "說",
        " ",
        "\n",
        "，",
        "。",
        "x",
        "/",
    ),
    *("（huì）", "\u200b", "ＡＩ", "台積電", "著", "😀", "\t"),
)
WORDS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@settings(max_examples=60, deadline=None)
@given(text=WORDS, jieba=st.booleans())
def test_every_span_is_the_characters_of_its_record(text: str, jieba: bool) -> None:
    doc = PIPELINES[jieba](text)
    assert doc.text == text
    for key, kind in (("mine_names", doc._.mine_names), ("mine_figures", doc._.mine_figures)):
        places = {(r["start"], r["end"]) for r in kind}
        assert {(s.start_char, s.end_char) for s in doc.spans[key]} == places
        assert all(r["text"] == text[r["start"] : r["end"]] for r in kind)


@settings(max_examples=60, deadline=None)
@given(text=WORDS, data=st.data())
def test_any_tokens_are_cut_to_fit(text: str, data: st.DataObject) -> None:
    bounds = sorted({0, len(text), *data.draw(st.lists(st.integers(0, len(text))))})
    words = [text[a:b] for a, b in itertools.pairwise(bounds)]
    doc = Doc(PIPELINES[False].vocab, words=words, spaces=[False] * len(words))
    for _, component in PIPELINES[False].pipeline:
        doc = component(doc)
    assert doc.text == text
    for key in ("mine_names", "mine_figures"):
        records = doc._.get(key)
        assert [s.text for s in doc.spans[key]] == [r["text"] for r in records]


PIPELINES = {flag: blank("zh", MINE if flag else None) for flag in (False, True)}


@given(text=WORDS, data=st.data())
def test_words_are_the_text_and_go_over_no_edge(text: str, data: st.DataObject) -> None:
    edges = data.draw(st.lists(st.integers(0, len(text))))
    words, spaces = words_between(text, edges)
    assert "".join(w + " " * s for w, s in zip(words, spaces, strict=True)) == text
    at, inside = 0, set(edges)
    for word, space in zip(words, spaces, strict=True):
        assert not inside.intersection(range(at + 1, at + len(word)))
        at += len(word) + space


def test_a_cut_token_keeps_what_was_known() -> None:
    vocab = spacy.blank("en").vocab
    doc = Doc(
        vocab,
        words=["We", "like", "Nvidia/OpenAI", "chips"],
        spaces=[True, True, True, False],
        tags=["PRP", "VBP", "NNP", "NNS"],
        lemmas=["we", "like", "x", "chip"],
        heads=[1, 1, 3, 1],
        deps=["nsubj", "ROOT", "compound", "dobj"],
        ents=["O", "O", "O", "B-THING"],
    )
    doc.spans["own"] = [Span(doc, 3, 4, label="A", span_id="7"), Span(doc, 0, 3, label="B")]
    doc._context = "context"
    doc.cats = {"good": 1.0}
    new = cut_tokens(doc, [8, 14, 15])
    assert [t.text for t in new] == ["We", "like", "Nvidia", "/", "OpenAI", "chips"]
    assert new.text == doc.text
    assert [t.tag_ for t in new] == ["PRP", "VBP", "NNP", "NNP", "NNP", "NNS"]
    assert [t.lemma_ for t in new] == ["we", "like", "", "", "", "chip"]
    assert [t.head.i for t in new] == [1, 1, 5, 2, 2, 1]
    assert [(s.text, s.label_, s.id_) for s in new.spans["own"]] == [
        ("chips", "A", "7"),
        ("We like Nvidia/OpenAI", "B", ""),
    ]
    assert [(e.text, e.label_) for e in new.ents] == [("chips", "THING")]
    assert (new._context, new.cats) == ("context", {"good": 1.0})
    assert cut_tokens(doc, [0, 7, len(doc.text)]) is doc


def test_long_tokens_with_many_names_take_linear_time() -> None:
    nlp = spacy.blank("en")
    words = ["OpenAI/Nvidia/"] * 4000
    doc = cut_tokens(Doc(nlp.vocab, words=words), range(0, 15 * 4000, 3))
    assert len(doc) == 20_000
    assert len(blank("zh", MINE)("(" * 100_000)) > 0
