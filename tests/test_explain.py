"""What `mine explain` shows of a page."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.errors import MineError, UsageError
from pipeline.explain import (
    Change,
    Mark,
    explain,
    marked_lines,
    rendered,
)
from pipeline.named_document import UnknownDocumentError
from pipeline.runner import run

PROSE = (
    "算力的价格在一年里跌了四成,电价却涨了一成,"
    "账本上的数字第一次倒了过来,没有人再笑,也没有人再提当初在饭局上打的那个赌。"
)
PAGE = (
    f"谁来付电费\n记者 林一舟 2026-01-18\n\n{PROSE}甲\n"
    f"【推广】算力租赁八折,扫码领券\n{PROSE}乙(责任编辑:老何)\n版权所有,转载必究\n"
)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explain")
    (folder / "power.txt").write_text(PAGE, encoding="utf-8")
    (folder / "other.txt").write_text(f"另一篇\n\n{PROSE}\n{PROSE}丙\n", encoding="utf-8")
    run([folder], folder / "out", stages=("ingest",), workers=1)
    return folder / "out"


def plain(out: Path, document: str, *, everything: bool = False) -> list[str]:
    return [rendered(x, colour=False) for x in explain(out, document, everything=everything)]


def test_removed_lines_stand_in_their_place_with_kind_and_rule(out: Path) -> None:
    lines = plain(out, "power.txt")
    assert f"{PROSE}甲" in lines
    ad = next(n for n, line in enumerate(lines) if line.startswith("-[ad: "))
    assert lines[ad].endswith("【推广】算力租赁八折,扫码领券")
    assert lines[ad - 1] == f"{PROSE}甲"
    assert any(line.startswith("-[notice: ") for line in lines)
    assert any("{-(责任编辑:老何) [byline: inline-editor]-}" in line for line in lines)


def test_nothing_of_the_page_is_left_out(out: Path) -> None:
    shown = "".join(plain(out, "power.txt", everything=True))
    for piece in PAGE.replace("(", "\n").split("\n"):
        assert piece.strip(")") in shown


def test_a_document_is_found_by_id_by_the_start_of_one_and_by_its_source(out: Path) -> None:
    lines = plain(out, "power.txt")
    doc_id = lines[0].split()[0]
    assert plain(out, doc_id) == plain(out, doc_id[:8]) == lines


def test_an_unknown_document_is_answered_with_suggestions(out: Path) -> None:
    with pytest.raises(UnknownDocumentError, match=r"powr\.txt.*did you mean .*power\.txt"):
        plain(out, "powr.txt")
    with pytest.raises(UnknownDocumentError, match="2 documents"):
        plain(out, ".txt")
    with pytest.raises(UnknownDocumentError):
        plain(out, "")
    with pytest.raises(MineError, match="no tables"):
        plain(out.parent / "nowhere", "a")


def test_colour_is_used_where_asked_for_and_only_there() -> None:
    line = (Mark("kept "), Mark("gone", "removed"))
    assert rendered(line, colour=False) == "kept gone"
    assert rendered(line, colour=True) == "kept \x1b[31mgone\x1b[0m"


def test_a_page_cannot_move_the_cursor() -> None:
    assert "\x1b" not in rendered((Mark("\x1b[2J\rx"),), colour=False)


def test_the_command_prints_the_page_without_colour_to_a_pipe(out: Path) -> None:
    result = CliRunner().invoke(app, ["explain", "power.txt", "--out", str(out)])
    assert result.exit_code == 0
    assert "-[ad: " in result.stdout
    assert "\x1b" not in result.stdout
    result = CliRunner().invoke(app, ["explain", "--rule", "nav-tags"])
    assert "takes:" in result.stdout
    assert isinstance(CliRunner().invoke(app, ["explain"]).exception, UsageError)


@given(st.text(max_size=60), st.data())
def test_every_character_is_shown_kept_or_removed(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    kinds = st.sampled_from(["ad", "nav", "gloss", "markup"])
    changes = [
        Change(a, b, "", data.draw(kinds), "r")
        for a, b in zip(cuts[::2], cuts[1::2], strict=False)
        if b > a
    ]
    shown = "".join(rendered(x, colour=False) for x in marked_lines(text, changes))
    for letter in set(text):
        if letter.isalnum() and letter not in "adnvglosmrkup":
            assert shown.count(letter) >= text.count(letter)
