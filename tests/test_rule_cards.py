"""What `mine explain --rule` tells of a rule."""

from __future__ import annotations

import ast
import fnmatch
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.ingest import (
    author_lines,
    caption_blocks,
    described_authors,
    split_labels,
    tail_lines,
)
from pipeline.ingest.page import Page, RawPage, ingest_page
from pipeline.ingest.page_furniture import (
    ABOVE_TITLE,
    ANSWERS,
    COUNTS,
    DAY_ON_TOP,
    NAME_ALONE,
    NAME_OVER_TIME,
)
from pipeline.ingest.user_rules import extended_book, read_user_rules
from pipeline.rule_cards import Change, UnknownRuleError, changes, rule_card, rule_names

OTHERS = (
    "ad-call",
    author_lines.ACCOUNT_ALONE,
    author_lines.NAMES_AUTHOR,
    caption_blocks.RULE,
    described_authors.RULE,
    split_labels.RULE,
    tail_lines.RULE,
    tail_lines.STARRED,
)
# What the line classifier looks at, named as rules are.
FEATURES = {"ad-groups", "ad-strong", "ad-weight", "byline-above", "byline-below"}


def test_a_rule_is_shown_with_its_example() -> None:
    assert any("上一篇" in line for line in rule_card("nav-neighbours"))
    assert any("责任编辑" in line for line in rule_card("inline-editor"))
    assert any("wp-caption-text" in line for line in rule_card("html-caption"))
    assert any("國(guó)" in line for line in rule_card("pinyin"))
    assert "classifier" in rule_card("learned-ad")[0]
    assert any("成本已经下降。</p>" in line for line in rule_card("stray-closing-tag"))
    with pytest.raises(UnknownRuleError, match=r"did you mean .*nav-tags"):
        rule_card("nav-tag")


@pytest.mark.parametrize("name", rule_names())
def test_every_rule_has_a_card(name: str) -> None:
    assert rule_card(name)[0].startswith(name)


def test_every_rule_that_the_code_names_can_be_looked_up() -> None:
    form = re.compile(r"(?:ad|byline|caption|inline|learned|nav|notice|refs)(?:-[a-z]+)+")
    named = {
        node.value
        for file in Path(caption_blocks.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if form.fullmatch(node.value)
    }
    assert {author_lines.NAMES_AUTHOR, split_labels.RULE} <= named
    assert named - set(rule_names()) <= FEATURES


@pytest.mark.parametrize(
    "name", [ABOVE_TITLE, COUNTS, NAME_ALONE, DAY_ON_TOP, ANSWERS, NAME_OVER_TIME, *OTHERS]
)
def test_a_judgement_by_place_has_a_card_and_can_be_switched_off(name: str, tmp_path: Path) -> None:
    assert len(rule_card(name)) == 1
    rules = tmp_path / "own.toml"
    rules.write_text(f'disable = ["{name}"]\n', encoding="utf-8")
    assert name in extended_book(read_user_rules(rules)).disabled


def test_a_sites_name_behind_the_title_stays_where_its_rule_is_off(tmp_path: Path) -> None:
    page = (
        "# Three cheap recorders for long minutes | Benchtop\n\nBenchtop › Reviews › Office\n\n"
        "We recorded the same meeting with three of them. All three heard the chair.\n\n"
        "Only one of them heard the person by the window, and it costs twice as much.\n"
    )
    raw = RawPage("page.md", page.encode())
    assert ingest_page(raw).title == "Three cheap recorders for long minutes"
    rules = tmp_path / "own.toml"
    rules.write_text('disable = ["nav-site-behind-title"]\n', encoding="utf-8")
    kept = ingest_page(raw, rules=read_user_rules(rules)).title
    assert kept == "Three cheap recorders for long minutes | Benchtop"


def _ingested(change: Change, page: str) -> Page:
    return ingest_page(RawPage(f"page.{change.markup}", page.encode()))


@pytest.mark.parametrize("change", changes(), ids=lambda change: change.name)
def test_a_repair_edits_its_page_and_leaves_its_counter_example(change: Change) -> None:
    def found(page: str) -> list[str]:
        edits = _ingested(change, page).edits
        return [e.kind for e in edits if fnmatch.fnmatchcase(e.rule, change.name)]

    assert change.kind in found(change.page)
    assert not found(change.counter)


def test_all_edits_of_pages_that_need_every_repair_have_cards() -> None:
    for change in changes():
        for edit in _ingested(change, change.page).edits:
            assert rule_card(edit.rule)[0].startswith(edit.rule)


def test_a_users_own_rule_has_a_card(tmp_path: Path) -> None:
    rules = tmp_path / "own.toml"
    rules.write_text(
        """
[[rule]]
name = "own-motto"
kind = "nav"
where = "any"
longest = 30
pattern = "深潮观察"
example = "深潮观察 让算力说人话"
counter = "算力的价格跌了"
""",
        encoding="utf-8",
    )
    command = ["explain", "--rule", "own-motto", "--boilerplate-rules", str(rules)]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    assert "own.toml" in result.stdout and "深潮观察 让算力说人话" in result.stdout
