"""Search: either script finds both, names find their entity, nothing stale is ever read."""

from __future__ import annotations

import itertools
import json
import multiprocessing
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import pipeline
from pipeline.cli import app
from pipeline.errors import MissingTableError, UsageError
from pipeline.fulltext.index import fulltext_index
from pipeline.fulltext.query import parse
from pipeline.fulltext.search import find
from pipeline.fulltext.synonyms import Words, synonyms
from pipeline.fulltext.tokens import folded, tokens
from pipeline.ingest.script import converter
from pipeline.runner import run

TRADITIONAL = """輝達與泡沫

2026-03-01

輝達的市值達5兆美元，記憶體的價格也跟著上漲。分析師擔心，泡沫的風險正在上升，投資人可能血本無歸。
黃仁勳說，伺服器的需求仍在成長，前景一片大好。
"""
SIMPLIFIED = """英伟达与泡沫

2026-04-02

英伟达的订单排到了明年，内存的价格也跟着上涨。有人说泡沫已经破裂，这是一场灾难，损失惨重。
他们的软件生态无人能及。
"""
ENGLISH = """The chip trade

2026-05-03

Analysts expect strong growth and record profit from data centres, and few of them look back.

The shares of Nvidia are the envy of the market. Few worry about bubbles, and café owners buy too.
"""


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("search")
    for name, text in (("hant", TRADITIONAL), ("hans", SIMPLIFIED), ("en", ENGLISH)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    run([folder], folder / "out", workers=1)
    return folder / "out"


def sources(out: Path, query: str = "", **asked: Any) -> set[str]:
    return {Path(f.source).stem for f in find(out, query, **asked).documents}


@pytest.mark.parametrize(
    "query",
    ["泡沫", "泡沫 風險", "泡沫 风险", "記憶體", "记忆体", "内存", "價格", "价格", "“價格”"],
)
def test_a_query_in_either_script_finds_documents_in_both(out: Path, query: str) -> None:
    expected = {"hant"} if "险" in query or "險" in query else {"hans", "hant"}
    assert sources(out, query) == expected


@pytest.mark.parametrize("query", ["英偉達", "辉达", "輝達", "英伟达", "NVIDIA", "nvidia"])
def test_a_name_finds_its_entity_under_all_its_names(out: Path, query: str) -> None:
    assert sources(out, query) == {"hans", "hant", "en"}
    assert sources(out, entity=query) == {"hans", "hant", "en"}


def test_in_quotation_marks_a_name_is_as_it_is_written(out: Path) -> None:
    assert sources(out, '"輝達"') == {"hant"}
    assert sources(out, "“英伟达”") == {"hans"}


def test_words_are_all_there_or_one_or_none(out: Path) -> None:
    assert sources(out, "英偉達 泡沫") == {"hans", "hant"}
    assert sources(out, "訂單 OR 伺服器") == {"hans", "hant"}
    assert sources(out, "英偉達 -泡沫") == {"en"}
    assert sources(out, "英偉達泡沫") == {"hans", "hant"}
    assert sources(out, "Jensen Huang") == {"hant"}


@pytest.mark.parametrize("query", ["bubble", "Bubbles", "profits", "cafe", "CAFÉ", "ｂｕｂｂｌｅ"])
def test_english_words_are_found_by_their_stem(out: Path, query: str) -> None:
    assert sources(out, query) == {"en"}


def test_documents_are_narrowed_by_entity_stance_date_and_language(out: Path) -> None:
    assert sources(out, "nvidia", since="2026-04") == {"hans", "en"}
    assert sources(out, "nvidia", until="2026-04") == {"hans", "hant"}
    assert sources(out, "nvidia", since="2026-04-02", until="2026-04-02") == {"hans"}
    assert sources(out, "nvidia", since="2027") == set()
    assert sources(out, "nvidia", language="en") == {"en"}
    assert sources(out, entity="jensen-huang") == {"hant"}
    assert sources(out, entity=["nvidia", "jensen-huang"]) == {"hant"}


def test_stance_is_the_documents_or_that_towards_the_entity(
    out: Path, sample_output: Path, sample_tables: pipeline.Tables
) -> None:
    stance = sample_tables.stance
    documents = stance[stance["level"] == "document"]
    wanted = set(documents[documents["label"] == "cautionary"]["doc_id"])
    targets = stance[(stance["level"] == "target") & (stance["entity_id"] == "nvidia")]
    for label in ("cautionary", "optimistic"):
        towards = set(targets[targets["label"] == label]["doc_id"])
        found = find(sample_output, entity="nvidia", stance=label, limit=None).documents
        assert {f.doc_id for f in found} == towards
    found = find(sample_output, "AI", stance="cautionary", limit=None).documents
    assert found and {f.doc_id for f in found} <= wanted


def test_passages_lead_to_the_text_and_to_the_source(out: Path) -> None:
    tables = pipeline.load(out)
    texts = tables.documents.set_index("doc_id")["text"]
    pages = tables.sources.set_index("doc_id")["text"]
    simplified, original = (
        find(out, "英偉達 泡沫", script=script).documents for script in ("simplified", "original")
    )
    assert [f.doc_id for f in simplified] == [f.doc_id for f in original]
    for found, as_written in zip(simplified, original, strict=True):
        assert found.hits >= 2
        for passage, before in zip(found.passages, as_written.passages, strict=True):
            assert texts[found.doc_id][passage.start : passage.end] == passage.text
            page = pages[found.doc_id][passage.source_start : passage.source_end]
            assert page == before.text
            hits = [passage.text[a:b] for a, b in passage.hits]
            assert set(hits) <= {"英伟达", "辉达", "泡沫"}
            assert [before.text[a:b] for a, b in before.hits] == [
                "輝達" if h == "辉达" else h for h in hits
            ]
            names = {passage.text[n.start : n.end]: n.entity_id for n in passage.names}
            assert {names.get(h, "nvidia") for h in hits if h != "泡沫"} <= {"nvidia"}


def test_a_frame_has_a_row_for_each_sentence_shown(out: Path) -> None:
    frame = pipeline.search(out, "英偉達 泡沫")
    assert frame["doc_id"].nunique() == 2
    assert frame["rank"].is_monotonic_increasing
    assert str(frame["published"].dtype).startswith("datetime64")
    assert {"英伟达", "泡沫"} <= {word for row in frame["matched"] for word in row}
    assert any("nvidia" in row for row in frame["entities"])
    empty = pipeline.search(out, "葡萄")
    assert list(empty.columns) == list(frame.columns)
    assert (empty.dtypes == frame.dtypes).all()


def test_every_two_characters_of_a_text_find_it(
    sample_output: Path, sample_tables: pipeline.Tables
) -> None:
    documents = sample_tables.documents[["doc_id", "text"]].to_dict("records")
    to_traditional = converter("s2t")

    @settings(max_examples=40, deadline=None)
    @given(st.sampled_from(documents), st.data())
    def check(document: dict[str, str], data: st.DataObject) -> None:
        found = list(tokens(document["text"]))
        at = data.draw(st.integers(0, len(found) - 2))
        words = document["text"][found[at].start : found[at + 1].end]
        query = f'"{to_traditional.convert(words)}"'.replace("\n", " ")
        if '"' in words:
            return
        doc_ids = {f.doc_id for f in find(sample_output, query, limit=None).documents}
        assert document["doc_id"] in doc_ids

    check()


@given(st.text(max_size=50))
def test_folding_keeps_every_place(text: str) -> None:
    assert len(folded(text)) == len(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(tokens(text)))


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("英偉達泡沫aA1-+*:^(){}\"'“”. \0\nORANDNEAR\ud83d"), max_size=30))
def test_no_query_breaks_the_engine(out_of_sample: Path, query: str) -> None:
    with suppress(UsageError):
        find(out_of_sample, query)


@pytest.fixture(scope="module")
def out_of_sample(out: Path) -> Path:
    return out


@pytest.mark.parametrize(
    "query",
    ["(" * 900, '"' * 901, "a " * 450, "-a " * 300 + "泡沫", "泡 OR " * 200 + "沫", "泡" * 999],
)
def test_a_hostile_query_takes_no_time(out: Path, query: str) -> None:
    begun = time.process_time()
    with suppress(UsageError):
        find(out, query)
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    ("query", "asked", "told"),
    [
        ("", {}, "nothing to look for"),
        ("，。", {}, "nothing to look for"),
        ("泡沫", {"entity": "nvida"}, "did you mean nvidia"),
        ("泡沫", {"stance": "bearish"}, "it is optimistic"),
        ("泡沫", {"since": "June"}, "write it as 2025"),
        ("泡沫", {"since": "2025-13"}, "no such day"),
        ("泡" * 1_001, {}, "at most 1000"),
    ],
)
def test_a_wrong_call_is_told_in_one_line(
    out: Path, query: str, asked: dict[str, Any], told: str
) -> None:
    with pytest.raises(UsageError, match=told) as caught:
        find(out, query, **asked)
    assert "\n" not in str(caught.value)


# ------------------------------------------------------------------------- the index on disk


def states(out: Path) -> list[str]:
    return sorted(p.name for p in out.glob(".mine/states/*/fulltext-*.sqlite"))


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(TRADITIONAL, encoding="utf-8")
    run([tmp_path / "in"], tmp_path / "out", workers=1)
    return tmp_path / "out"


def test_the_index_is_made_once_and_goes_with_its_state(own: Path) -> None:
    assert not states(own)
    assert sources(own, "泡沫") == {"a"}
    (made,) = own.glob(".mine/states/*/fulltext-*.sqlite")
    before = made.stat().st_mtime_ns
    assert sources(own, "泡沫") == {"a"}
    assert made.stat().st_mtime_ns == before
    (own.parent / "in" / "b.txt").write_text(SIMPLIFIED, encoding="utf-8")
    run([own.parent / "in"], own, workers=1)
    assert not made.exists()
    assert sources(own, "泡沫") == {"a", "b"}
    run([own.parent / "in"], own, workers=1)  # the same again: the state and its index stay
    assert len(states(own)) == 1


def test_an_index_that_was_left_half_made_is_made_anew(own: Path) -> None:
    state = (own / ".mine" / "current").resolve()
    (state / "fulltext-1.tmp").write_bytes(b"SQLite format 3\0 and no more")
    assert sources(own, "泡沫") == {"a"}
    assert not (state / "fulltext-1.tmp").exists()


def test_a_copy_without_its_links_is_searched_too_and_nothing_is_left_there(
    own: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("documents", "sentences", "mentions", "stance"):
        shutil.copytree(own / name, copy / name)
    before = sorted(p.name for p in copy.rglob("*"))
    assert sources(copy, "英偉達 泡沫") == {"a"}
    assert sorted(p.name for p in copy.rglob("*")) == before


def test_a_folder_that_only_ingest_has_written_is_searched(own: Path, tmp_path: Path) -> None:
    run([own.parent / "in"], tmp_path / "pages", stages=("ingest",), workers=1)
    assert sources(tmp_path / "pages", "泡沫") == {"a"}
    with pytest.raises(MissingTableError, match="no tables there"):
        find(tmp_path / "nowhere", "泡沫")


def _search(out: Path) -> int:
    return find(out, "泡沫").total


def test_searches_at_once_share_one_index(own: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert pool.map(_search, [own] * 4) == [1] * 4
    assert len(states(own)) == 1


def test_the_same_tables_give_the_same_answers_from_memory_and_from_disk(own: Path) -> None:
    with fulltext_index(own) as (database, state):
        (kept,) = database.execute("select count(*) from target").fetchone()
        assert kept > 0
        assert (state / "fulltext-1.sqlite").exists()


# ----------------------------------------------------------------------------- synonyms


def finds(query: str, text: str) -> bool:
    """Whether one word that is no name finds a text."""
    asked = parse(query, lambda key: (), lambda term: True)
    words = f" {' '.join(token.text for token in tokens(text))} "
    return any(f" {k} " in words for clause in asked.wanted for term in clause for k in term.keys)


@pytest.mark.parametrize("words", synonyms().groups + synonyms().apart, ids=lambda w: w.words[0])
def test_each_group_finds_its_example_and_leaves_its_counter_example(words: Words) -> None:
    assert finds(*words.example)
    assert not finds(*words.counter)


@pytest.mark.parametrize(
    "group", [("智能手机", "智慧型手機", "智慧型手机"), ("視訊", "视频", "影片"), ("品質", "质量")]
)
def test_words_of_regions_find_each_other_both_ways(group: tuple[str, ...]) -> None:
    for one, other in itertools.permutations(group, 2):
        assert finds(one, f"今年的{other}很多")
        assert finds(f"新{one}", f"一些新{other}")
        assert not finds(f"“{one}”", f"{other}") or folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"), [("程序", "进程"), ("程序", "進程"), ("应用程序", "进程")]
)
def test_what_dictionaries_take_for_one_but_is_not_stays_apart(one: str, other: str) -> None:
    assert not finds(one, f"谈判的{other}") and not finds(other, f"安装{one}")
    assert finds("程序", "電腦程式") and finds("程式", "一个程序")


def test_a_word_of_many_groups_has_few_forms() -> None:
    assert len(synonyms().forms_of("视频质量智能手机" * 60)) <= 24


# ----------------------------------------------------------------------------- the command


def command(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["search", *arguments])


def test_the_command_marks_hits_and_counts(out: Path) -> None:
    result = command("英偉達 泡沫", "--out", str(out), "--limit", "1")
    assert result.exit_code == 0
    assert "«泡沫»" in result.stdout
    assert "\x1b" not in result.stdout
    assert "2 documents; 1 shown" in result.stderr
    shown = command("英偉達", "--out", str(out), "--script", "original").stdout
    assert "«輝達»" in shown


def test_an_english_name_of_several_words_is_marked_once(tmp_path: Path) -> None:
    text = "The labs of China\n\n2026-05-03\n\nZhipu AI has raised its prices, and Zhipu is proud."
    (tmp_path / "zhipu.txt").write_text(text, encoding="utf-8")
    run([tmp_path / "zhipu.txt"], tmp_path / "out", workers=1)
    for query in ("Zhipu", "Zhipu AI", "智谱"):
        shown = command(query, "--out", str(tmp_path / "out")).stdout
        assert "«Zhipu AI» has" in shown and "««" not in shown and "»»" not in shown
        assert "2 hits" in shown


def test_a_word_after_a_minus_is_taken_away_also_alone(out: Path) -> None:
    everything = {Path(s).stem for s in pipeline.load(out).documents["source"]}
    assert sources(out, "-泡沫") == everything - sources(out, "泡沫")
    assert sources(out, "-英偉達") == everything - sources(out, "英偉達")
    assert sources(out, "-zzzz") == everything
    named = {Path(found.source).stem for found in find(out, entity="nvidia").documents}
    without = find(out, "-泡沫", entity="nvidia")
    assert {Path(found.source).stem for found in without.documents} == named - sources(out, "泡沫")
    assert all(p.names for found in without.documents for p in found.passages)
    assert find(out, "-泡沫", limit=1).total == len(sources(out, "-泡沫"))
    assert find(out, "-泡沫", until="2000").unfiltered == len(sources(out, "-泡沫"))


@pytest.mark.parametrize(
    ("arguments", "query"),
    [
        (["-泡沫"], "-泡沫"),
        (["--", "-泡沫"], "-泡沫"),
        (["英偉達", "-泡沫"], "英偉達 -泡沫"),
        (["-nvidia"], "-nvidia"),
        (["-openai"], "-openai"),
        (['-"AI bubble"'], '-"AI bubble"'),
        (["英偉達", "泡沫"], "英偉達 泡沫"),
    ],
)
def test_the_command_takes_a_minus_for_what_it_is(
    out: Path, arguments: list[str], query: str
) -> None:
    result = command("--out", str(out), "--format", "jsonl", "-n5", *arguments)
    assert result.exit_code == 0
    found = [json.loads(line)["doc_id"] for line in result.stdout.splitlines()]
    assert found == [f.doc_id for f in find(out, query, limit=5).documents]


def test_the_command_writes_json_lines(out: Path) -> None:
    result = command("泡沫", "--out", str(out), "--format", "jsonl")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["rank"] for row in rows] == [1, 2]
    (start, end) = rows[0]["passages"][0]["hits"][-1]
    assert rows[0]["passages"][0]["text"][start:end] == "泡沫"


def test_the_command_says_which_word_is_nowhere(out: Path) -> None:
    result = command("泡沫 葡萄", "--out", str(out))
    assert result.exit_code == 0
    assert "泡沫: 2; 葡萄: 0" in result.stderr


def test_the_command_says_that_filters_left_nothing(out: Path) -> None:
    result = command("泡沫", "--until", "2020", "--out", str(out))
    assert result.exit_code == 0
    assert "2 without the filters" in result.stderr
    assert "泡沫: 0" not in result.stderr


def test_a_known_name_that_nothing_names_is_not_taken_apart(out: Path) -> None:
    for name in ("智譜", "英偉達 智譜"):
        assert "智譜: 0" in command(name, "--out", str(out)).stderr
    assert "葡: 0" not in command("鬱金香", "--out", str(out)).stderr


def test_words_are_told_as_they_were_typed(out: Path) -> None:
    told = command("泡沫風險鬱金香", "--out", str(out)).stderr
    assert "泡沫: 2" in told
    assert "風險: 1" in told


def test_a_filter_shows_a_sentence_that_answers_it(out: Path) -> None:
    for found in find(out, "泡沫", entity="nvidia", most_passages=2).documents:
        named = [name.entity_id for p in found.passages for name in p.names]
        assert "nvidia" in named
        assert any("泡沫" in passage.text for passage in found.passages)
    mentions = pd.read_parquet(out / "mentions", columns=["doc_id", "sentence_id", "entity_id"])
    stance = pd.read_parquet(
        out / "stance", columns=["doc_id", "sentence_id", "level", "label", "entity_id"]
    )
    praised = stance[stance.label == "optimistic"]
    sentences = praised[praised.level == "sentence"].drop(columns="entity_id").merge(mentions)
    targets = praised[praised.level == "target"][["doc_id", "entity_id"]]
    both = targets.merge(sentences[["doc_id", "entity_id"]].drop_duplicates())
    entity = both.entity_id.value_counts(sort=True).index[0]
    answering = set(both[both.entity_id == entity].doc_id)
    documents = find(out, entity=entity, stance="optimistic", most_passages=1).documents
    assert answering <= {found.doc_id for found in documents}
    for found in documents:
        # The stance towards a company may rest on sentences that do not name it.
        if found.doc_id in answering:
            assert [passage.stance for passage in found.passages] == ["optimistic"]
