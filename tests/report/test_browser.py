"""The page in a real browser: it renders, filters, sorts and links, and no word of it runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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


def test_each_number_leads_to_so_many_sentences(browser: Any, sample_file: Path) -> None:
    with opened(browser, sample_file) as page:
        wrong = page.evaluate(
            """() => [...document.querySelectorAll("a[data-count]")]
                .map((a) => [a.getAttribute("href"), Number(a.dataset.count)])
                .map(([h, n]) => [h, n, report.matching(new URLSearchParams(h.slice(6))).length])
                .filter(([, told, found]) => told !== found)"""
        )
        assert wrong == []
        links = page.evaluate("document.querySelectorAll('a[data-count]').length")
        assert links > 80


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
        assert page.is_visible("#drawer")
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
