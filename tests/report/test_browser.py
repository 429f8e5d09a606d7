"""The page in a real browser: it renders, filters, sorts and links, and no word of it runs."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

import pipeline
from pipeline.report.write import write_report

PHONE = {"viewport": {"width": 380, "height": 800}, "is_mobile": True, "has_touch": True}
CHARTS = ("entities", "timeline", "heatmap", "network")


@contextmanager
def opened(browser: Any, file: Path, route: str = "", **settings: Any) -> Iterator[Any]:
    """The page of `file`, ready; no console message, error or request may have come of it."""
    context = browser.new_context(**settings)
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda m: trouble.append(f"{m.type}: {m.text}"))
    page.on("pageerror", lambda e: trouble.append(str(e)))
    page.on("request", lambda r: trouble.extend([r.url] * (not r.url.startswith("file:"))))
    page.goto(file.as_uri() + route)
    page.wait_for_selector("html[data-ready=yes]", timeout=30_000)
    yield page
    page.wait_for_timeout(100)
    context.close()
    assert trouble == []


def asked(page: Any) -> str:
    """The query of the command that the open drawer shows, as a shell hands it over."""
    command = page.text_content("#drawer-command pre code")
    done = subprocess.run(
        ["sh", "-c", f"printf '%s\\0' {command}"], capture_output=True, check=True, text=True
    )
    *program, query, _ = done.stdout.split("\0")
    assert program == ["mine", "sql", "--rows", "0"]
    return str(query)


def shown(page: Any) -> int:
    """The number of sentences that the open drawer says it found."""
    return int(page.inner_text("#drawer-count").split()[0].replace(",", ""))


def test_all_charts_are_drawn(browser: Any, sample_file: Path) -> None:
    with opened(browser, sample_file) as page:
        for name in CHARTS:
            page.wait_for_selector(f"#chart-{name} svg")
            box = page.query_selector(f"#chart-{name} svg").bounding_box()
            assert box["width"] > 500, name
            assert box["height"] > 100, name
        bars = page.query_selector_all("#chart-entities svg [aria-roledescription=bar]")
        assert len(bars) == 2 * 18


GROWN = """() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
    for (let more; (more = document.querySelector("main .more button")); ) more.click();
}"""


def wrong_counts(page: Any) -> list[Any]:
    """The links of a page whose number is not that of what they lead to, and how many tell one."""
    page.evaluate(GROWN)
    found: list[Any] = page.evaluate(
        """() => [...document.querySelectorAll("a[data-count]")]
            .map((a) => [a.getAttribute("href").split("?"), Number(a.dataset.count)])
            .map(([[kind, query], n]) => [kind, new URLSearchParams(query), n])
            .map(([kind, given, n]) => [kind, String(given), n,
                kind === "#find" ? report.matching(given) : report.documentsMatching(given)])
            .map(([kind, query, n, found]) => [kind, query, n, found.length])
            .filter(([, , told, found]) => told !== found)"""
    )
    return found


def test_each_number_leads_to_so_many_sentences_or_documents(
    browser: Any, sample_file: Path
) -> None:
    with opened(browser, sample_file) as page:
        assert wrong_counts(page) == []
        assert page.evaluate("document.querySelectorAll('a[data-count]').length") > 1_000


def test_a_disagreement_leads_to_the_sentences_of_each_value(browser: Any, tmp_path: Path) -> None:
    for name, text in (
        ("a", "OpenAI在2025年的营收为120亿美元。分析师认为前景大好。"),
        ("b", "OpenAI在2025年的營收為180億美元。投資人很樂觀。"),
        ("c", "据报道,OpenAI在2025年的营收为120亿美元。"),
    ):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    pipeline.run([tmp_path], out=tmp_path / "out", workers=1)
    with opened(browser, write_report(tmp_path / "out")) as page:
        assert wrong_counts(page) == []
        values = page.query_selector_all(".disputes li b a")
        assert [v.inner_text() for v in values] == ["US$12B", "US$18B"]
        for value, said, documents in zip(values, ("120", "180"), (2, 1), strict=True):
            value.evaluate("(a) => a.click()")
            page.wait_for_selector("#drawer:not([hidden])")
            texts = [i.inner_text() for i in page.query_selector_all("#drawer-list .item p")]
            assert len(texts) == documents
            assert all(said in text for text in texts)
            page.keyboard.press("Escape")
            page.wait_for_selector("#drawer", state="hidden")
        brief = page.inner_text("#brief")
        assert "Documents disagree on one figure, OpenAI, revenue 2025: from US$12B" in brief


def test_only_sentences_have_the_filters_over_sentences(browser: Any, sample_file: Path) -> None:
    for route, filtered in (("#find?", True), ("#documents?", False), ("#removed?kind=ad", False)):
        with opened(browser, sample_file, route) as page:
            assert page.is_visible("#filters") is filtered


# A number that is no count: what the page of a document says, scales, the growth of a table.
WITHOUT_LINK = "a, svg, blockquote, code, option, .said, .scale, .legend, .more, .eyebrow, #about"


def test_no_number_stands_without_a_link(browser: Any, sample_file: Path) -> None:
    with opened(browser, sample_file) as page:
        page.evaluate(GROWN)
        alone = page.evaluate(
            """(allowed) => {
                const found = [];
                const roots = document.querySelectorAll("header, main");
                for (const root of roots) {
                    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
                    while (walk.nextNode()) {
                        const { data, parentElement } = walk.currentNode;
                        if (/[0-9]/.test(data) && !parentElement.closest(allowed)) found.push(data);
                    }
                }
                return found;
            }""",
            WITHOUT_LINK,
        )
        # Nothing is behind none; a day beside a title is the document's.
        plain = re.compile(r"0|\s*· \d{4}-\d\d-\d\d\s*")
        assert [text for text in alone if not plain.fullmatch(text)] == []


@pytest.mark.parametrize(
    "route",
    [
        "#find?",
        "#find?entity=nvidia",
        "#find?entity=nvidia&with=openai",
        "#find?entity=nvidia&stance=neutral",
        "#find?stance=cautionary&from=2025-11-01&to=2025-11-30",
        "#find?has=figure",
        "#find?has=name",
        "#find?text=億美元",
        "#find?sentences=3,40,41",
        "#documents?",
        "#documents?entity=nvidia",
        "#documents?stance=mixed",
        "#documents?script=hant",
        "#documents?date=none",
        "#documents?copies=yes",
    ],
)
def test_the_command_beside_a_list_gives_the_same_rows(
    browser: Any, sample_file: Path, sample_output: Path, route: str
) -> None:
    with opened(browser, sample_file, route) as page:
        assert len(pipeline.sql(sample_output, asked(page))) == shown(page)


@pytest.mark.parametrize("kind", ["ad", "gloss", "markup"])
def test_removed_passages_say_how_many_there_are_and_how_to_see_all(
    browser: Any, sample_file: Path, sample_tables: pipeline.Tables, kind: str
) -> None:
    edits = sample_tables.edits[sample_tables.edits.kind == kind]
    with opened(browser, sample_file, f"#removed?kind={kind}") as page:
        assert shown(page) == len(edits) > 0
        assert len(pipeline.sql(sample_tables, asked(page))) == len(edits)
        named = "lists all" in page.inner_text("#drawer-count")
        assert page.is_visible("#drawer-command pre") == named


def test_a_name_with_quotation_marks_makes_a_sound_command(
    browser: Any, sample_file: Path, sample_output: Path
) -> None:
    word = "a'b\"c$HOME`d"
    with opened(browser, sample_file, f"#find?text={quote(word)}") as page:
        assert shown(page) == 0
        query = asked(page)
    assert "a''b\"c$home`d" in query
    assert len(pipeline.sql(sample_output, query)) == 0


def test_a_list_of_documents_leads_on_to_each(browser: Any, sample_file: Path) -> None:
    with opened(browser, sample_file) as page:
        page.click("#table-entities tbody tr:first-child td:nth-child(3) a")
        page.wait_for_selector("#drawer-list .item")
        items = page.query_selector_all("#drawer-list .item")
        assert len(items) == shown(page) > 1
        naming = [int(i.query_selector(".origin a").inner_text().split()[0]) for i in items]
        named = int(page.inner_text("#table-entities tbody tr:first-child td:nth-child(4)"))
        assert sum(naming) == named
        items[0].query_selector(".origin a").click()
        page.wait_for_selector("#drawer-list.reading")
        assert shown(page) == naming[0]
        page.go_back()
        page.wait_for_selector("#drawer-list:not(.reading)")
        assert shown(page) == len(items)


def test_a_page_without_all_sentences_tells_the_true_counts(
    browser: Any, sample_tables: pipeline.Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.report import page as module
    from pipeline.report.evidence import kept_sentences

    monkeypatch.setattr(
        module, "kept_sentences", lambda *given: kept_sentences(*given, budget=5_000)
    )
    file = tmp_path / "tight.html"
    file.write_text(module.render(sample_tables), encoding="utf-8")
    with opened(browser, file) as page:
        page.evaluate(GROWN)
        links = page.evaluate(
            """() => [...document.querySelectorAll("a[data-count]")]
                .map((a) => [a.getAttribute("href"), a.dataset.count])"""
        )
        by_kind: dict[str, list[tuple[str, str]]] = {}
        for route, count in links:
            by_kind.setdefault(re.sub(r"=[^&]*", "", route), []).append((route, count))
        assert len(by_kind) > 8
        for route, count in (link for same in by_kind.values() for link in same[:4]):
            page.evaluate(
                "(r) => { location.hash = r; dispatchEvent(new Event('hashchange')); }", route
            )
            told = page.inner_text("#drawer-count")
            assert count in re.findall(r"\d+", told.replace(",", "")), (route, told)


def test_each_link_to_sentences_finds_some(browser: Any, sample_file: Path) -> None:
    with opened(browser, sample_file) as page:
        empty = page.evaluate(
            """() => [...document.querySelectorAll('a[href^="#find?"]')]
                .map((a) => a.getAttribute("href"))
                .filter((h) => !report.matching(new URLSearchParams(h.slice(6))).length)"""
        )
        assert empty == []


def test_an_entity_opens_its_sentences_with_the_name_marked(
    browser: Any, sample_file: Path
) -> None:
    with opened(browser, sample_file) as page:
        page.click("#table-entities tbody tr:first-child td:first-child a")
        page.wait_for_selector("#drawer", state="visible")
        page.wait_for_selector("#drawer-list .item")
        name = page.inner_text("#drawer-title")
        items = page.query_selector_all("#drawer-list .item")
        assert items
        assert len(items) == shown(page)
        for item in items:
            assert item.query_selector(".name.here")
            assert item.query_selector(".origin .label")
            assert item.query_selector(".origin a")
        assert name in page.input_value("#filters [name=entity]")
        items[0].query_selector(".origin a").click()  # and on to the document it is from
        page.wait_for_selector("#drawer-list.reading .item.here")
        page.keyboard.press("Escape")
        assert not page.is_visible("#drawer")


def test_the_drawer_is_filtered_by_words_entity_stance_and_date(
    browser: Any, sample_file: Path, sample_tables: pipeline.Tables
) -> None:
    sentences = sample_tables.stance[sample_tables.stance.level == "sentence"]
    dates = sample_tables.documents.set_index("doc_id").published
    late = dates[dates >= "2025-11-01"].index
    with opened(browser, sample_file, "#find?") as page:
        assert shown(page) == len(sentences)
        page.select_option("#filters [name=stance]", "cautionary")
        cautionary = sentences[sentences.label == "cautionary"]
        assert shown(page) == len(cautionary)
        page.fill("#filters [name=from]", "2025-11-01")
        assert shown(page) == cautionary.doc_id.isin(late).sum()
        page.fill("#filters [name=from]", "")
        page.select_option("#filters [name=stance]", "")
        page.fill("#filters [name=entity]", "英伟达")
        mentions = sample_tables.mentions
        nvidia = mentions[mentions.entity_id == "nvidia"]
        assert shown(page) == len(nvidia[["doc_id", "sentence_id"]].drop_duplicates())
        assert "entity=nvidia" in page.url


@pytest.mark.parametrize(("one", "other"), [("亿美元", "億美元"), ("台积电", "台積電")])
def test_words_in_one_script_find_the_other(
    browser: Any, sample_file: Path, one: str, other: str
) -> None:
    with opened(browser, sample_file, "#find?") as page:
        page.fill("#filters [name=text]", one)
        count = shown(page)
        texts = page.inner_text("#drawer-list")
        page.fill("#filters [name=text]", other)
        assert shown(page) == count > 0
        assert other in texts
        assert page.query_selector("#drawer-list mark")


def test_tables_sort_filter_and_grow(browser: Any, sample_file: Path) -> None:
    def column(page: Any, table: str, n: int) -> list[str]:
        cells = page.query_selector_all(f"#table-{table} tbody td:nth-child({n})")
        return [c.inner_text() for c in cells]

    with opened(browser, sample_file) as page:
        counts = [int(c) for c in column(page, "entities", 4)]
        assert counts == sorted(counts, reverse=True)
        assert len(counts) == 20
        page.click("#table-entities .more button")
        assert len(column(page, "entities", 4)) == 60
        page.click("#table-entities th:nth-child(8) button")
        nets = [float(c.replace("−", "-")) for c in column(page, "entities", 8)]
        assert nets == sorted(nets, reverse=True)
        page.click("#table-entities th:nth-child(8) button")
        assert page.get_attribute("#table-entities th:nth-child(8)", "aria-sort") == "ascending"
        page.click("#entity-tools [data-type=person]")
        assert set(column(page, "entities", 2)) == {"person"}
        page.click("#entity-tools [data-type='']")
        page.fill("#entity-search", "輝達")  # whatever the script
        assert any("NVIDIA" in name for name in column(page, "entities", 1))
        page.fill("#claim-search", "tsmc")
        assert all("TSMC" in name for name in column(page, "claims", 1))
        page.click("#document-tools [data-stance=cautionary]")
        assert set(column(page, "documents", 4)) == {"cautionary"}


def test_a_click_on_a_chart_leads_to_sentences(browser: Any, sample_file: Path) -> None:
    with opened(browser, sample_file) as page:
        for name, mark in (
            ("entities", "bar"),
            ("heatmap", "rect mark"),
            ("network", "symbol mark"),
        ):
            page.wait_for_selector(f"#chart-{name} svg")
            marks = f"#chart-{name} svg [aria-roledescription^='{mark}']"
            if mark.endswith("mark"):
                marks = f"#chart-{name} svg .mark-{mark.split()[0]}.role-mark path"
            page.locator(marks).first.scroll_into_view_if_needed()
            page.wait_for_timeout(50)
            page.locator(marks).first.click()
            page.wait_for_selector("#drawer:not([hidden])")
            assert shown(page) > 0, name
            page.keyboard.press("Escape")


def test_a_line_a_bar_and_a_point_lead_to_what_their_tooltips_count(
    browser: Any, sample_file: Path
) -> None:
    with opened(browser, sample_file) as page:
        pairs = page.evaluate("report.data.pairs.map((p) => p[2])")
        for name, marks, counts in (
            ("network", ".mark-rule.role-mark line", pairs),
            ("timeline", ".mark-rect.role-mark path", None),
            ("timeline", ".mark-symbol.role-mark path", None),
        ):
            page.wait_for_selector(f"#chart-{name} svg")
            mark = page.locator(f"#chart-{name} svg {marks}").first
            mark.scroll_into_view_if_needed()
            # Elsewhere another mark may lie above it: the event goes to this one.
            mark.dispatch_event("click")
            page.wait_for_selector("#drawer:not([hidden])")
            assert shown(page) in counts if counts else shown(page) > 0, name
            assert ("stance=" in page.url) == (".mark-rect" in marks)
            page.keyboard.press("Escape")
        first = page.evaluate("report.data.timeline.corpus.find((c) => c[0] + c[2])")
        page.evaluate(GROWN)
        rows = page.query_selector_all("#table-timeline tbody tr")
        told = [int(c.inner_text()) for c in rows[-1].query_selector_all("td.number")[:4]]
        assert told == [sum(first), *first]


def test_dark_and_light(browser: Any, sample_file: Path) -> None:
    def background(page: Any) -> int:
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(int(n) for n in colour[4:-1].split(","))

    with opened(browser, sample_file, color_scheme="dark") as page:
        assert background(page) < 150
        page.click("#theme")
        assert background(page) > 600
    with opened(browser, sample_file, color_scheme="light") as page:
        assert background(page) > 600


@pytest.mark.parametrize("route", ["", "#find?entity=nvidia", "#find?"])
def test_a_phone_never_scrolls_sideways(browser: Any, sample_file: Path, route: str) -> None:
    with opened(browser, sample_file, route, **PHONE) as page:
        for name in CHARTS:
            page.wait_for_selector(f"#chart-{name} svg", state="attached")
        assert page.evaluate("document.documentElement.scrollWidth") <= 380
        assert page.evaluate("document.querySelector('.sheet').scrollWidth") <= 380
        wide = page.evaluate(
            """() => [...document.querySelectorAll(".scroll")]
                .filter((s) => s.offsetParent && s.scrollWidth > s.clientWidth + 1)
                .map((s) => s.parentElement.id || s.innerText.slice(0, 40))"""
        )
        assert wide == []


def test_words_of_documents_never_run(browser: Any, hostile_output: Path) -> None:
    file = write_report(hostile_output)
    with opened(browser, file) as page:
        for route in page.evaluate(
            '[...document.querySelectorAll(\'a[href^="#find"], a[href^="#removed"]\')]'
            ".map((a) => a.getAttribute('href'))"
        ):
            page.evaluate("(route) => { location.hash = route; }", route)
        page.evaluate("location.hash = '#find?'")
        page.wait_for_selector("#drawer-list .item")
        assert "<script>" in page.inner_text("#drawer-list") or "hurt" in page.content()
        assert page.evaluate("typeof window.hurt") == "undefined"
        assert page.query_selector("#drawer-list img, #drawer-list b, #drawer-list script") is None


def test_a_link_from_outside_to_nothing_says_nothing_was_found(
    browser: Any, sample_file: Path
) -> None:
    with opened(browser, sample_file, "#find?entity=no-such-entity") as page:
        assert shown(page) == 0
