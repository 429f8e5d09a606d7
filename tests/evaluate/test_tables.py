"""Marked text to tables and back: a perfect output, and a run that a person can correct."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.contract import table_of
from pipeline.errors import OutputError
from pipeline.evaluate.bootstrap import figures_once
from pipeline.evaluate.from_tables import aside_of, canonical, from_tables, spell
from pipeline.evaluate.gold import read_gold
from pipeline.evaluate.mark import mark_output
from pipeline.evaluate.marked import MarkedDocument, format_marked, parse_marked
from pipeline.evaluate.measure import measure
from pipeline.evaluate.output import pair, read_output
from pipeline.evaluate.to_tables import TABLES, to_tables
from pipeline.runner import run

REPOSITORY = Path(__file__).resolve().parents[2]


def test_there_and_back(small: MarkedDocument) -> None:
    assert from_tables(to_tables(small), aside_of(small)) == canonical(small)


def test_there_and_back_over_the_project_gold(project_gold: list[MarkedDocument]) -> None:
    for document in project_gold:
        assert from_tables(to_tables(document), aside_of(document)) == canonical(document)


def test_tables_alone_keep_all_but_what_is_not_counted(small: MarkedDocument) -> None:
    back = from_tables(to_tables(small))
    assert back.spans == [s for s in canonical(small).spans if s.tag != "i"]
    assert set(small.header) - set(back.header) == {"genre", "noise"}


def test_rows_keep_the_contract(project_gold: list[MarkedDocument]) -> None:
    for document in project_gold:
        rows = to_tables(document)
        for name in TABLES:
            table_of(name, rows[name])


def test_spans_of_rows_hold_what_they_say(small: MarkedDocument) -> None:
    rows = to_tables(small)
    clean = str(rows["documents"][0][7])
    for row in [*rows["mentions"], *rows["figures"]]:
        start, end, source_start, source_end = (int(str(offset)) for offset in row[2:6])
        assert clean[start:end] == row[6] == small.text[source_start:source_end]


@pytest.mark.parametrize(
    ("number", "spelled"),
    [(200.0, "200"), (33.3333, "33.3333"), (1.4e12, "1.4e12"), (1e6, "1e6"), (0.0, "0")],
)
def test_numbers_are_spelled_as_a_person_would(number: float, spelled: str) -> None:
    assert spell(number) == spelled


def test_a_run_can_be_marked_corrected_and_measured(tmp_path: Path) -> None:
    sample = REPOSITORY / "corpus/sample"
    out, marked = tmp_path / "out", tmp_path / "marked"
    names = ("01-open-models-are-winning.txt", "05-cowos-supply-chain.txt", "06-our-ai-bill.md")
    run([sample / n for n in names], out, stages=("ingest", "extract", "classify"), workers=1)

    paths = mark_output(out, marked)
    assert [p.name.split(".")[0] for p in paths] == [n.split(".")[0] for n in names]
    gold = read_gold(marked).documents
    figures = figures_once(measure(gold, pair(gold, read_output(out))).documents)
    assert figures["text.kept.f1"] > 0.99
    for name in ("names.company.f1", "figures.value.f1", "stance.sentence.accuracy"):
        assert figures[name] == pytest.approx(1.0)

    # Somebody strikes out the first company: it is spurious from now on.
    struck = next(s for s in gold[0].spans if s.tag == "c")
    corrected = replace(gold[0], spans=[s for s in gold[0].spans if s != struck])
    paths[0].write_text(format_marked(corrected), encoding="utf-8")
    gold = read_gold(marked).documents
    measurement = measure(gold, pair(gold, read_output(out)))
    assert figures_once(measurement.documents)["names.company.p"] < 1
    assert any(m.category == "company spurious" for m in measurement.misses)

    # What has been corrected is never overwritten.
    with pytest.raises(OutputError, match="there already"):
        mark_output(out, marked)
    assert parse_marked(paths[0].read_text(encoding="utf-8")) == corrected


@pytest.mark.parametrize(
    "name",
    ["page.txt", "page.html", "page.md"],
)
def test_a_page_with_entities_and_tags_is_marked_character_for_character(
    tmp_path: Path, name: str
) -> None:
    page = (
        "<p>輝達 &lt;b&gt;市值&lt;/b&gt; 5 兆美元 &amp; AT&T 與 AT&amp;T,&amp;lt; 也好。</p>\r\n"
        "<p>OpenAI &quot;營收&quot; 120 億美元 &nbsp;&unknown; &lt &#13;&#10; a<b c>d 也好。</p>\r"
    )
    (tmp_path / name).write_bytes(page.encode())
    out = tmp_path / "out"
    run([tmp_path / name], out, stages=("ingest", "extract", "classify"), workers=1)
    (path,) = mark_output(out, tmp_path / "marked")
    written = path.read_text(encoding="utf-8")
    document = parse_marked(written)
    assert document.text == page
    assert format_marked(document) == written
    mentions = sorted((m.start, m.end) for m in document.spans if m.tag in "cmp")
    assert {page[a:b] for a, b in mentions} >= {"輝達", "OpenAI"}


def test_a_marked_page_of_html_that_is_left_as_it_is_is_all_right(tmp_path: Path) -> None:
    page = (
        "<html><head><title>做空者的账</title></head><body><article><h1>做空者的账</h1>"
        '<p class="meta">2026年3月4日 作者:方远</p>'
        "<p>做空者迈克尔&middot;伯里盯上的是<b>折旧</b>,英伟达的显卡三年就掉队。</p>"
        "<p>微软的资本开支超过3500亿美元&mdash;&mdash;风险正在上升。</p></article></body></html>"
    )
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    out = tmp_path / "out"
    run([tmp_path / "a.html"], out, stages=("ingest", "extract", "classify"), workers=1)
    mark_output(out, tmp_path / "marked")
    gold = read_gold(tmp_path / "marked").documents
    figures = figures_once(measure(gold, pair(gold, read_output(out))).documents)
    for name in ("text.kept.f1", "names.person.f1", "names.company.f1", "figures.value.f1"):
        assert figures[name] == pytest.approx(1.0), name


def test_copies_of_one_name_get_files_of_their_own(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "page.txt").write_text(f"英伟达发布了新的芯片 {folder}。", "utf-8")
    out = tmp_path / "out"
    run([tmp_path / "a", tmp_path / "b"], out, stages=("ingest", "extract", "classify"), workers=1)
    paths = mark_output(out, tmp_path / "marked")
    assert [p.name for p in paths] == ["page-2.xml.txt", "page.xml.txt"]
    gold = read_gold(tmp_path / "marked").documents
    found = pair(gold, read_output(out))
    assert [f.text.strip()[-2] for f in found if f] == ["b", "a"]


def test_sentences_that_boilerplate_interrupts_are_marked_in_pieces(small: MarkedDocument) -> None:
    rows = dict(to_tables(small))
    text = small.text
    start, end = text.index("輝達的黃"), len(text.rstrip())
    rows["sentences"] = [(*rows["sentences"][2][:4], start, end, "x", "zh", False)]
    doc_id = rows["sources"][0][0]
    rows["stance"] = [(doc_id, "sentence", rows["sentences"][0][1], None, "neutral", 0.0, 1.0, [])]
    back = from_tables(rows)
    sentences = [s.text for s in back.spans if s.tag == "s"]
    assert len(sentences) == 2
    assert parse_marked(format_marked(back), "small").spans == back.spans
