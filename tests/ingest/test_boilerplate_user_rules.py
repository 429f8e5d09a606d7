"""A user's own boilerplate rules: added, switched off, and checked before anything is read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import pipeline
from pipeline.errors import KnowledgeError
from pipeline.ingest.boilerplate import judge_lines
from pipeline.ingest.lines import lines_of
from pipeline.ingest.page import RawPage, ingest_page
from pipeline.ingest.user_rules import UserRules, extended_book, read_user_rules
from pipeline.runner import run

PROSE = (
    "算力的价格在一年里跌了四成,电价却涨了一成,"
    "账本上的数字第一次倒了过来,没有人再笑,也没有人再提当初在饭局上打的那个赌。"
)
RULE = """
[[rule]]
name = "ours-masthead"
kind = "nav"
where = "any"
longest = 60
pattern = '(?P<name>青禾|沐石)周报<sep>第\\d+期'
example = "青禾周报 | 第88期"
counter = "青禾周报创刊那年,没有人谈论模型。"
"""
PAGE = f"谁来付电费\n\n{PROSE}甲\n沐石周报 | 第12期\n{PROSE}乙\n责任编辑:林一舟\n"


def removed(rules: str, text: str = PAGE) -> dict[str, str]:
    page = ingest_page(RawPage("a.txt", text.encode()), rules=UserRules("r.toml", rules))
    return {
        line: edit.rule
        for edit in page.edits
        if edit.kind not in ("linebreak",)
        for line in edit.source_text.split("\n")
        if line
    }


def test_a_rule_of_the_users_takes_a_line_in_the_middle_of_an_article() -> None:
    assert removed("").get("沐石周报 | 第12期") != "ours-masthead"
    assert removed(RULE)["沐石周报 | 第12期"] == "ours-masthead"


def test_a_rule_may_look_anywhere_in_a_line_and_is_no_guess_to_be_doubted() -> None:
    rule = RULE.replace("pattern", "inside").replace("'(?P<name>青禾|沐石)周报<sep>", "'周报.{0,3}")
    text = PAGE.replace("沐石周报 | 第12期", "读到这里的人都知道沐石周报第12期已经改版了。")
    assert "ours-masthead" in removed(rule, text).values()


def test_of_two_lines_in_a_row_each_is_listed_under_its_own_rule() -> None:
    rule = replaced('kind = "nav"', 'kind = "ad"')
    label = "【广告】青禾账本新版上市"
    text = PAGE.replace("沐石周报 | 第12期", f"{label}\n\n沐石周报 | 第12期\n青禾周报 | 第13期")
    page = ingest_page(RawPage("a.txt", text.encode()), rules=UserRules("r.toml", rule))
    adverts = {e.source_text.strip(): e.rule for e in page.edits if e.kind == "ad"}
    assert adverts["沐石周报 | 第12期\n青禾周报 | 第13期"] == "ours-masthead"
    assert adverts[label] == "ad-label"


def test_what_is_disabled_takes_nothing() -> None:
    assert removed("")["责任编辑:林一舟"] == "byline-role"
    off = removed('disable = ["byline-*", "learned-*"]')
    assert "责任编辑:林一舟" not in off


@pytest.mark.parametrize(
    ("rule", "line"),
    [("repeated-line", PROSE), ("nav-title-again", "谁来付电费"), ("nav-empty-item", "———")],
)
def test_judgements_that_are_no_pattern_can_be_disabled(rule: str, line: str) -> None:
    text = f"谁来付电费\n{line}\n{PROSE}\n{PROSE}乙\n———\n{PROSE}丙\n"

    def rules(named: str) -> list[str]:
        book = extended_book(UserRules("r.toml", named))
        verdicts = judge_lines(lines_of(text), "谁来付电费", (), book)
        return [v.rule for v in verdicts if v is not None]

    assert rule in rules("")
    assert rule not in rules(f'disable = ["{rule}", "learned-*"]')


def test_parts_of_lines_can_be_left_alone() -> None:
    text = f"谁来付电费\n\n{PROSE}周四再谈。(责任编辑:老何)\n{PROSE}乙\n"
    assert "inline-editor" in removed("", text).values()
    assert "inline-editor" not in removed('disable = ["inline-editor"]', text).values()


def replaced(old: str, new: str) -> str:
    assert old in RULE
    return RULE.replace(old, new)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[rule", "not TOML"),
        ("rules = []", "unknown key 'rules'"),
        ("rule = 3", "written as"),
        ('disable = "ad-label"', "list of names"),
        ('disable = ["ad-labl"]', r"r\.toml:1: rule 'ad-labl'.*did you mean 'ad-label'"),
        (replaced('kind = "nav"', 'kind = "poem"'), r"r\.toml:3: .*unknown kind 'poem'"),
        (replaced('"any"', '"nowhere"'), "unknown where 'nowhere'"),
        (replaced("longest = 60", ""), "longest is missing"),
        (replaced("longest = 60", 'longest = "60"'), "longest must be int"),
        (replaced("longest = 60", "longest = 0"), "longest must be 1"),
        (replaced("longest", "lenght = 3\nlongest"), "unknown field 'lenght'"),
        (replaced("\\d+期", "\\d+期("), "not a regular expression"),
        (replaced("pattern", "cues = []\n# pattern"), "one of pattern"),
        (replaced("青禾周报 | 第88期", "晨报"), "example is not matched"),
        (replaced("longest = 60", "longest = 3"), "example is too long"),
        (replaced("青禾周报创刊那年", "青禾周报:第3期"), "counter-example is matched"),
        (replaced("ours-masthead", "ad-label"), "taken"),
        (RULE + RULE, "taken"),
    ],
)
def test_a_fault_names_file_line_and_rule(text: str, message: str) -> None:
    with pytest.raises(KnowledgeError, match=message) as caught:
        extended_book(UserRules("r.toml", text))
    assert "\n" not in str(caught.value) or "TOML" in str(caught.value)


def test_one_of_ours_may_be_replaced_under_its_name() -> None:
    text = 'disable = ["nav-tags"]\n' + replaced("ours-masthead", "nav-tags")
    assert removed(text)["沐石周报 | 第12期"] == "nav-tags"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"none\.toml"):
        read_user_rules(tmp_path / "none.toml")


def test_a_run_uses_the_file_and_the_manifest_names_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PAGE, encoding="utf-8")
    file = tmp_path / "ours.toml"
    file.write_text(RULE, encoding="utf-8")
    out = tmp_path / "out"
    run([tmp_path / "a.txt"], out, stages=("ingest",), workers=1, boilerplate_rules=file)
    assert "ours-masthead" in set(pipeline.load(out).edits.rule)
    manifest = pipeline.load(out).manifest
    digest = read_user_rules(file).digest
    assert digest in json.dumps(manifest["stages"]["ingest"]["settings"])
    file.write_text(RULE.replace("沐石", "青石"), encoding="utf-8")
    assert read_user_rules(file).digest != digest
