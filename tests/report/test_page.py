"""The page as a file: nothing from outside, nothing of the documents runs, every link leads on."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

import pipeline
from pipeline.errors import MissingTableError
from pipeline.report.corpus import read_corpus
from pipeline.report.evidence import unpacked
from pipeline.report.page import render


class Page(HTMLParser):
    """Ids, links, scripts and elements of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[dict[str, str | None]] = []
        self.scripts: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._inside = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.elements.append((tag, found))
        self._inside = tag
        if "id" in found:
            self.ids.append(str(found["id"]))
        if tag == "a":
            self.links.append(found)
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts[-1] += data
        elif self._inside != "style":
            self.words.append(data)


@pytest.fixture(scope="module")
def page(sample_page: str) -> Page:
    return Page(sample_page)


@pytest.fixture(scope="module")
def hostile_page(hostile_output: Path) -> Page:
    return Page(render(pipeline.load(hostile_output)))


def test_every_link_in_the_page_leads_somewhere(page: Page, sample_tables: pipeline.Tables) -> None:
    corpus = read_corpus(sample_tables)
    kinds = set(sample_tables.edits.kind)
    rules = set(sample_tables.edits.rule)
    documents = {d.doc_id for d in corpus.documents}
    assert len(page.links) > 50
    for link in page.links:
        address = str(link["href"])
        assert address.startswith("#"), address
        kind, _, query = address[1:].partition("?")
        given = dict(parse_qsl(query, strict_parsing=bool(query)))
        if kind == "removed" and query:
            assert given["kind"] in kinds
            assert given.get("rule", "") in rules | {""}
        elif kind == "find":
            assert set(given) <= {
                "entity", "with", "stance", "from", "to", "has", "document", "sentences",
            }  # fmt: skip
            assert {given.get(k) for k in ("entity", "with")} <= set(corpus.named_in) | {None}
            assert given.get("document") in documents | {None}
            numbers = [int(n) for n in given.get("sentences", "").split(",") if n]
            assert all(0 <= n < len(corpus.sentences) for n in numbers)
        elif kind == "documents" and "?" in address:
            assert set(given) <= {"entity", "stance", "script", "date", "copies"}
        else:
            assert address[1:] in page.ids


def test_ids_are_unique(page: Page) -> None:
    assert len(page.ids) == len(set(page.ids))


def test_nothing_is_loaded_from_elsewhere(page: Page) -> None:
    for tag, attributes in page.elements:
        assert tag not in ("link", "iframe", "img", "object", "embed", "base")
        assert not {"src", "srcset", "background"} & set(attributes)
        assert not [name for name in attributes if name.startswith("on")]
    policy = _policy(page)
    assert policy["default-src"] == ["'none'"]
    assert "connect-src" not in policy
    assert policy["script-src"][0] == "'unsafe-eval'"  # Vega compiles its expressions
    assert "'unsafe-inline'" not in policy["script-src"]


def test_the_policy_names_each_script(page: Page) -> None:
    allowed = [source for source in _policy(page)["script-src"] if source.startswith("'sha256-")]
    running = page.scripts[1:]  # the first holds the data
    assert [
        f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'"
        for s in running
    ] == allowed


def _policy(page: Page) -> dict[str, list[str]]:
    metas = [a for tag, a in page.elements if tag == "meta"]
    content = next(a["content"] for a in metas if a.get("http-equiv") == "Content-Security-Policy")
    return {d.split()[0]: d.split()[1:] for d in str(content).split(";")}


def test_words_of_documents_never_become_elements(hostile_page: Page) -> None:
    assert len(hostile_page.scripts) == 3  # the data, the chart library, the page's own
    assert "img" not in [tag for tag, _ in hostile_page.elements]
    assert not [script for script in hostile_page.scripts if "window.hurt" in script]
    data = unpacked(hostile_page.scripts[0])
    assert any("輝達" in text for text in data["sentences"]["text"])
    assert all("<b>" in source for source in data["documents"]["source"])


def test_the_same_tables_give_the_same_page(
    sample_tables: pipeline.Tables, sample_output: Path, sample_page: str
) -> None:
    assert render(pipeline.load(sample_output)) == sample_page


def test_a_page_that_cannot_hold_all_sentences_says_so(
    sample_tables: pipeline.Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.report import page as module
    from pipeline.report.evidence import kept_sentences

    monkeypatch.setattr(
        module, "kept_sentences", lambda *given: kept_sentences(*given, budget=5_000)
    )
    text = render(sample_tables)
    kept = len(unpacked(Page(text).scripts[0])["sentences"]["text"])
    total = len(sample_tables.sentences)
    assert 0 < kept < total
    assert f"{kept} of {total} sentences" in re.sub(r"\s+", " ", "".join(Page(text).words))


def test_tables_of_an_unfinished_run_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("价格战打到第三年,账单少了一半。\n", encoding="utf-8")
    pipeline.run([str(tmp_path / "a.txt")], out=tmp_path / "out", stages=("ingest",), workers=1)
    with pytest.raises(MissingTableError, match="no such table"):
        render(pipeline.load(tmp_path / "out"))


@pytest.mark.parametrize(
    "text", ["价格战打到第三年,客户倒是高兴。\n", "好\n", "# Title\n\nA dull day.\n"]
)
def test_a_corpus_with_next_to_nothing_has_a_report(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    pipeline.run([str(tmp_path / "a.txt")], out=tmp_path / "out", workers=1)
    found = Page(render(pipeline.load(tmp_path / "out")))
    assert "What 1 document says" in re.sub(r"\s+", " ", "".join(found.words))
