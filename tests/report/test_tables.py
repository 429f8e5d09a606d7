"""What the report counts: the same as pandas over the tables, in the words of the page."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline
from pipeline.report.claims import claims_of, disputes, number, shown
from pipeline.report.corpus import Corpus, Document, Sentence, read_corpus, records, sentence_texts
from pipeline.report.evidence import (
    LONGEST,
    kept_sentences,
    packed,
    sentence_columns,
    unpacked,
    utf16_offsets,
)
from pipeline.report.network import pairs
from pipeline.report.ranking import extremes, rank
from pipeline.report.removed import copies, rules
from pipeline.report.telling import telling
from pipeline.report.timeline import next_start, start_of, timeline, unit_for


@pytest.fixture(scope="module")
def corpus(sample_tables: pipeline.Tables) -> Corpus:
    return read_corpus(sample_tables)


# ------------------------------------------------------------------ sentences of the page's own


def test_sentences_stand_in_the_script_of_their_page(
    corpus: Corpus, sample_tables: pipeline.Tables
) -> None:
    sources = sample_tables.sources.set_index("doc_id").text
    hant = [d for d in corpus.documents if d.script == "hant"]
    assert hant
    for document in hant:
        text = "".join(s.text for s in corpus.sentences[document.first : document.last])
        assert sum(c in corpus.folding for c in text) > 100
        # Every character is one of the page's; repairs add spaces at most.
        assert set(text) <= set(sources[document.doc_id]) | {" "}


def test_every_name_is_marked_where_the_page_has_it(
    corpus: Corpus, sample_tables: pipeline.Tables
) -> None:
    mentions = sample_tables.mentions
    sources = sample_tables.sources.set_index("doc_id").text
    marked = Counter(
        (corpus.documents[s.document].doc_id, s.sentence_id, entity_id)
        for s in corpus.sentences
        for _, _, entity_id in s.names
    )
    assert marked == Counter(
        mentions[["doc_id", "sentence_id", "entity_id"]].itertuples(index=False, name=None)
    )
    columns = ("doc_id", "sentence_id", "entity_id", "source_start", "source_end")
    for doc_id, sentence_id, entity_id, start, end in records(mentions, columns):
        sentence = corpus.sentences[corpus.number_of[doc_id, sentence_id]]
        surfaces = {sentence.text[a:b] for a, b, e in sentence.names if e == entity_id}
        own = sources[doc_id][start:end]
        # A gloss inside the name, 輝(huī)達, is left out.
        assert any(s == own or (s[0] == own[0] and len(s) < len(own)) for s in surfaces)


def test_a_search_finds_either_script(corpus: Corpus) -> None:
    assert corpus.folding["億"] == "亿"
    assert all(len(a) == len(b) == 1 and a != b for a, b in corpus.folding.items())


def test_titles_stand_in_the_script_of_their_page(corpus: Corpus) -> None:
    titles = [d.title for d in corpus.documents if d.script == "hant" and d.title]
    assert any(any(c in corpus.folding for c in title) for title in titles)


def test_a_title_that_stands_in_a_column_is_shown_as_it_is(tmp_path: Path) -> None:
    rows = "title,text\n百度发布文心,百度今天发布文心5.0，业界普遍看好它的多模态能力。\n"
    (tmp_path / "posts.csv").write_text(rows, encoding="utf-8")
    pipeline.run([tmp_path / "posts.csv"], out=tmp_path / "out", workers=1)
    (document,) = read_corpus(pipeline.load(tmp_path / "out")).documents
    assert document.title == "百度发布文心"


# ------------------------------------------------------------------------------- counts


def test_entities_are_counted_as_pandas_counts_them(
    corpus: Corpus, sample_tables: pipeline.Tables
) -> None:
    sentences = sample_tables.stance[sample_tables.stance.level == "sentence"]
    named = sample_tables.mentions[["doc_id", "sentence_id", "entity_id"]].drop_duplicates()
    joined = named.merge(sentences[["doc_id", "sentence_id", "label"]])
    expected = joined.groupby(["entity_id", "label"], observed=False).size().unstack(fill_value=0)
    documents = named.groupby("entity_id").doc_id.nunique()
    ranked = rank(corpus)
    assert len(ranked) == len(expected)
    for row in ranked:
        counts = expected.loc[row.entity.entity_id]
        assert row.optimistic == counts["optimistic"]
        assert row.cautionary == counts["cautionary"]
        assert row.neutral == counts["neutral"]
        assert row.documents == documents[row.entity.entity_id]
    assert [r.sentences for r in ranked] == sorted((r.sentences for r in ranked), reverse=True)


def test_the_timeline_holds_every_sentence_of_a_dated_document_once(
    corpus: Corpus, sample_tables: pipeline.Tables
) -> None:
    ranked = rank(corpus)
    found = timeline(corpus, [r.entity.entity_id for r in ranked])
    dated = sample_tables.documents.dropna(subset=["published"]).doc_id
    sentences = sample_tables.sentences
    assert sum(map(sum, found.corpus)) == sentences.doc_id.isin(dated).sum()
    assert found.undated == len(sample_tables.documents) - len(dated)
    for row in ranked[:5]:
        total = sum(sum(c) for c in found.entities[row.entity.entity_id].values())
        assert 0 < total <= row.sentences
    for (_, last), (first, _) in zip(found.buckets, found.buckets[1:], strict=False):
        assert date.fromisoformat(first) == date.fromisoformat(last) + timedelta(days=1)


@given(st.dates(), st.sampled_from(["day", "week", "month", "year"]))
def test_a_day_lies_in_its_bucket(day: date, unit: str) -> None:
    if day.year < 2:  # the first week begins before the first day
        return
    start = start_of(day, unit)
    assert start <= day
    assert day < next_start(start, unit) or day.year == 9999
    assert start_of(start, unit) == start


def test_units_grow_with_the_span() -> None:
    assert [unit_for(n) for n in (1, 31, 32, 400, 401, 4_000)] == [
        "day", "day", "week", "week", "month", "year",
    ]  # fmt: skip


def _dated(dates: list[str]) -> Corpus:
    documents = [
        Document(str(n), f"{n}.txt", None, day, "zh", "hans", "mixed", 0.0, None, n, n + 1)
        for n, day in enumerate(dates)
    ]
    sentences = [
        Sentence(n, 0, "好。", False, "optimistic", 0.9, 0.9, (), (), ()) for n in range(len(dates))
    ]
    return Corpus(documents, sentences, {}, {}, {}, {}, {})


def test_one_wrong_date_does_not_press_the_others_into_a_corner() -> None:
    days = [f"2026-03-{1 + n % 28:02d}" for n in range(200)]
    found = timeline(_dated([*days, "1970-01-01", "9999-12-31"]), [])
    assert found.unit == "day"
    assert found.outside == 2
    assert sum(map(sum, found.corpus)) == 200
    # Too few to tell which one is wrong: all are shown.
    assert timeline(_dated(["0001-01-01", "9999-12-31"]), []).unit == "year"


def test_pairs_are_sentences_that_name_both_of_two_houses(
    corpus: Corpus, sample_tables: pipeline.Tables
) -> None:
    entities = sample_tables.entities.set_index("entity_id")
    house = entities.maker_id.where(entities.type == "model").fillna(entities.index.to_series())
    named = sample_tables.mentions.groupby(["doc_id", "sentence_id"]).entity_id.unique()
    together = Counter(p for found in named for p in combinations(sorted(found), 2))
    shown_ = pairs(corpus, rank(corpus), nodes=10_000, edges=10_000)
    assert {(p.one, p.other): p.sentences for p in shown_} == {
        p: n for p, n in together.items() if n > 1 and house[p[0]] != house[p[1]]
    }
    assert all(p.optimistic + p.neutral + p.cautionary == p.sentences for p in shown_)


def _told(*texts: str, stance: str = "optimistic") -> Corpus:
    """A corpus of one sentence a document, all judged alike, all about one entity."""
    documents, sentences = [], []
    for n, text in enumerate(texts):
        documents.append(
            Document(f"d{n}", f"{n}.txt", None, None, "zh", "hans", stance, 0.9, None, n, n + 1)
        )
        names = ((0, 2, f"e{n}"),)
        sentences.append(Sentence(n, 0, text, False, stance, 0.9, 0.9, (f"e{n}",), names, ()))
    return Corpus(documents, sentences, {}, {f"e{n}": [n] for n in range(len(texts))}, {}, {}, {})


def test_a_view_is_more_telling_than_an_announcement_or_a_torn_sentence() -> None:
    texts = (
        "甲乙官方宣布推出新一代模型,推理速度提升三倍,现已面向全部用户开放。",
        "它的前景完全取决于甲乙公司的模型能力,而这种能力正在越来越强。",
        "甲乙公司用一年时间证明,低价的模型才是这个行业真正的未来所在。",
        "甲乙公司的创始人说:「我们不是在追赶,而是在定义这个行业的未来。",
    )
    assert telling(_told(*texts), "optimistic") == [2, 1, 0]


def test_claims_and_disputes_are_those_of_the_table(
    corpus: Corpus, sample_tables: pipeline.Tables
) -> None:
    said = claims_of(corpus, sample_tables.claims)
    assert len(said) == len(sample_tables.claims)
    found = disputes(corpus, sample_tables.claims, sentence_texts(sample_tables))
    assert bool(found) == bool(sample_tables.claims.disputed.any())
    for dispute in found:
        values = [v.value for v in dispute.values]
        assert values == sorted(values)
        assert len(values) > 1


def test_figures_are_quoted_in_the_script_of_the_page(
    corpus: Corpus, sample_tables: pipeline.Tables
) -> None:
    for claim in claims_of(corpus, sample_tables.claims):
        assert claim.surface in corpus.sentences[claim.sentence].text


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.4e12, "1.4T"), (671e9, "671B"), (38.5, "38.5"), (1200, "1,200"), (20_000, "20K"),
     (0.05, "0.05"), (-3e9, "-3B"), (0, "0"), (1e300, "1e+288T")],
)  # fmt: skip
def test_numbers_read_as_people_write_them(value: float, text: str) -> None:
    assert number(value) == text


def test_a_value_is_shown_with_unit_range_rate_and_qualifier() -> None:
    row = {"value": 20.0, "value_max": 100.0, "kind": "money", "unit": "USD", "per": "month",
           "qualifier": "approx"}  # fmt: skip
    assert shown(row) == "≈ US$20–100 / month"
    assert shown({**row, "kind": "percent", "unit": "%", "value_max": None, "per": None}) == "≈ 20%"


def test_what_was_removed_adds_up(corpus: Corpus, sample_tables: pipeline.Tables) -> None:
    found = rules(corpus, sample_tables.edits)
    expected = sample_tables.edits.groupby(["kind", "rule"], observed=True).size()
    assert {(r.kind, r.rule): r.spans for r in found} == expected.to_dict()
    assert sum(r.characters for r in found) == sample_tables.edits.source_text.str.len().sum()
    assert [r.removes for r in found] == sorted((r.removes for r in found), reverse=True)


def test_copies_stand_with_their_original(corpus: Corpus, sample_tables: pipeline.Tables) -> None:
    expected = sample_tables.documents.dropna(subset=["duplicate_of"])
    assert sum(len(g.copies) for g in copies(corpus)) == len(expected) > 0
    for group in copies(corpus):
        original = corpus.documents[group.original].doc_id
        assert all(corpus.documents[n].duplicate_of == original for n in group.copies)


def test_telling_sentences_are_of_their_side_and_of_different_documents(corpus: Corpus) -> None:
    for side in ("optimistic", "cautionary"):
        found = [corpus.sentences[n] for n in telling(corpus, side)]
        assert found
        assert all(s.stance == side and s.entities and not s.heading for s in found)
        assert len({s.document for s in found}) == len(found)
        assert all(corpus.documents[s.document].duplicate_of is None for s in found)
    assert telling(_dated(["2026-01-01"]), "optimistic") == []


def test_best_and_worst_need_many_sentences(corpus: Corpus) -> None:
    assert extremes([], 10) is None
    assert extremes([r._replace(documents=4) for r in rank(corpus)], 14) is None


# ----------------------------------------------------------------------- what the page carries


def test_all_sentences_travel_where_they_fit(corpus: Corpus) -> None:
    ranked = [r.entity.entity_id for r in rank(corpus)]
    assert kept_sentences(corpus, [], ranked) == list(range(len(corpus.sentences)))


def test_a_tight_page_keeps_what_is_needed_and_something_of_each_entity(corpus: Corpus) -> None:
    ranked = [r.entity.entity_id for r in rank(corpus)]
    needed = [5, 17]
    kept = kept_sentences(corpus, needed, ranked, budget=6_000)
    assert set(needed) <= set(kept)
    assert kept == sorted(set(kept))
    assert sum(len(corpus.sentences[n].text) for n in kept) <= 6_000
    for entity in ranked[:20]:
        assert set(corpus.named_in[entity]) & set(kept)
    assert kept_sentences(corpus, needed, ranked, budget=0) == []


def test_columns_tell_every_sentence(corpus: Corpus) -> None:
    ranked = [r.entity.entity_id for r in rank(corpus)]
    position = {e: n for n, e in enumerate(ranked)}
    kept = [n for n in range(len(corpus.sentences)) if n % 3]
    columns = unpacked(packed(sentence_columns(corpus, kept, position)))
    number_ = -1
    for row, n in enumerate(kept):
        number_ += columns["number"][row]
        assert number_ == n
        sentence = corpus.sentences[n]
        assert columns["text"][row] == sentence.text
        units = sentence.text.encode("utf-16-le")
        marks = columns["names"][row]
        assert {ranked[e] for e in marks[2::3]} == set(sentence.entities)
        told = [
            units[2 * a : 2 * (a + b)].decode("utf-16-le")
            for a, b in zip(marks[::3], marks[1::3], strict=True)
        ]
        assert told == [sentence.text[a:b] for a, b, _ in sentence.names]


@given(st.text(alphabet="a輝😀\U0002f800é"))
def test_offsets_count_as_javascript_counts(text: str) -> None:
    at = utf16_offsets(text)
    assert [at(i) for i in range(len(text) + 1)] == [
        len(text[:i].encode("utf-16-le")) // 2 for i in range(len(text) + 1)
    ]


def test_an_endless_sentence_is_cut() -> None:
    corpus = _dated(["2026-01-01"])
    endless = "(" * 100_000
    name = (99_000, 99_010, "openai")
    corpus.sentences[0] = corpus.sentences[0]._replace(
        text=endless, names=(name,), entities=("openai",), figures=((99_020, 99_030),)
    )
    columns = sentence_columns(corpus, [0], {"openai": 0})
    assert len(columns["text"][0]) == LONGEST
    assert columns["names"] == [[0, 0, 0]]  # found, but not marked
    assert columns["figures"] == [[0, 0]]


def test_missing_values_become_none() -> None:
    frame = pd.DataFrame({"a": pd.array([1, None], dtype="Int32"), "b": ["x", None]})
    assert records(frame, ("a", "b")) == [(1, "x"), (None, None)]
