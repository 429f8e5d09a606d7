"""A user's own file adds to what is known, and a fault in it is told with its line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import pipeline
from pipeline.errors import KnowledgeError
from pipeline.extract.names import find_mentions
from pipeline.knowledge.extension import knowledge_base, knowledge_files

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def lines(*entries: dict[str, Any] | str, name: str = "own.jsonl") -> Path:
        path = tmp_path / name
        texts = [e if isinstance(e, str) else json.dumps(e, ensure_ascii=False) for e in entries]
        path.write_text("\n".join(texts) + "\n", encoding="utf-8")
        return path

    return lines


def ids(text: str, *files: Path) -> list[str]:
    with knowledge_files(files):
        return [m.entity_id for m in find_mentions(text)]


def test_a_new_company_is_found_in_both_scripts_and_points_to_its_model(write: Write) -> None:
    own = write(
        {"type": "company", "id": "linhe", "name": "麟禾科技", "hans": ["麟禾"], "source": "x"},
        {"type": "model", "id": "sui", "name": "穗语", "maker": "linhe", "source": "x"},
    )
    assert ids("麟禾发布了穗语。", own) == ["linhe", "sui"]
    analysis = pipeline.analyze("據說麟禾發佈了穗語,這讓業界感到驚訝。", knowledge=[own])
    assert analysis.mentions["entity_id"].tolist() == ["linhe", "sui"]
    with knowledge_files([own]):
        assert knowledge_base().maker_of("sui") == "linhe"


def test_more_aliases_for_a_known_entity_leave_its_own(write: Write) -> None:
    own = write({"id": "nvidia", "nick": ["皮衣厂"]})
    assert ids("皮衣厂和英伟达是一家。", own) == ["nvidia", "nvidia"]
    assert ids("皮衣厂和英伟达是一家。") == ["nvidia"]


def test_aliases_can_be_forgotten(write: Write) -> None:
    assert ids("英伟达涨了。", write({"id": "nvidia", "drop": ["輝達", "英伟达"]})) == []
    assert ids("谷歌的Gemini表现强劲。", write({"drop": ["Gemini"]})) == ["google"]


def test_a_word_can_be_no_name_though_it_looks_like_one(write: Write) -> None:
    assert ids("凌霄科技完成B轮融资。") == ["凌霄科技"]
    assert ids("凌霄科技完成B轮融资。", write({"drop": ["凌霄科技"]})) == []


def test_a_rule_decides_an_ambiguous_alias(write: Write) -> None:
    own = write(
        {"type": "company", "id": "heng", "name": "恒星", "ambiguous": ["恒星"], "source": "x"},
        {
            "alias": "恒星",
            "entity": "heng",
            "default": "reject",
            "near": ["融资"],
            "example": "恒星完成新一轮融资。",
            "counter": "太阳是一颗恒星。",
        },
    )
    assert ids("恒星完成新一轮融资。", own) == ["heng"]
    assert ids("太阳是一颗恒星。", own) == []


def test_an_edited_file_is_read_anew(write: Write) -> None:
    assert ids("皮衣厂涨了。", write({"id": "nvidia", "nick": ["皮衣厂"]})) == ["nvidia"]
    assert ids("皮衣厂涨了。", write({"id": "nvidia", "nick": ["显卡厂"]})) == []


def test_later_files_add_to_earlier_ones(write: Write) -> None:
    first = write({"type": "company", "id": "linhe", "name": "麟禾", "source": "x"}, name="1.jsonl")
    second = write({"id": "linhe", "en": ["Linhe Labs"]}, name="2.jsonl")
    assert ids("Linhe Labs是麟禾。", first, second) == ["linhe", "linhe"]


def test_workers_know_it_too_and_the_manifest_says_so(write: Write, tmp_path: Path) -> None:
    own = write({"id": "nvidia", "nick": ["皮衣厂"]})
    pages = tmp_path / "pages"
    pages.mkdir()
    for number in range(300):
        # More than a shard holds, so that both workers have something to do.
        text = f"皮衣厂在第{number}天又涨了百分之三。"
        (pages / f"{number}.txt").write_text(text, encoding="utf-8")
    pipeline.run([pages], out=tmp_path / "two", workers=2, knowledge=[own])
    tables = pipeline.load(tmp_path / "two")
    assert set(tables.mentions["entity_id"]) == {"nvidia"}
    assert set(tables.mentions["doc_id"]) == set(tables.documents["doc_id"])
    assert list(tables.manifest["stages"]["extract"]["settings"]["knowledge"]) == [str(own)]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('{"type": "company", "name": "x"}', ":1: id is missing"),
        ('{"id": "brand-new", "name": "x"}', ":1: 'brand-new' is new and needs a type"),
        ('{"id": "nvidia", "type": "person"}', ":1: 'nvidia' is a company"),
        ('{"id": "nvidia", "nick": "皮衣厂"}', ":1: nick must be a list"),
        (
            '{"id": "a", "type": "model", "name": "Ab", "maker": "nobody"}',
            "'nobody' does not exist",
        ),
        (
            '{"id": "jiyue", "type": "company", "name": "霁月智能", "hans": ["霁月智能", "霁月"]}',
            ":1: 'jiyue' is 极越汽车 already; choose another id, or leave `name` out to add to it",
        ),
        (
            '{"id": "q", "type": "company", "name": "是", "hans": ["是"]}',
            ":1: '是' is one character",
        ),
        ('{"id": "q", "type": "company", "name": "Qo", "en": ["Q"]}', ":1: 'Q' is one character"),
        ('{"id": "nvidia", "nick": ["皮"]}', ":1: '皮' is one character"),
        ("{not json", ":1: not JSON"),
        ("[1]", ":1: not an object"),
    ],
)
def test_a_fault_is_told_with_its_line_before_anything_is_read(
    write: Write, tmp_path: Path, line: str, what: str
) -> None:
    (tmp_path / "page.txt").write_text("英伟达涨了。", encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        pipeline.run([tmp_path / "page.txt"], out=tmp_path / "out", knowledge=[write(line)])
    assert what in str(caught.value)
    assert "own.jsonl" in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_a_known_entity_may_be_called_by_any_of_its_names(write: Write) -> None:
    own = write({"id": "nvidia", "name": "輝達", "nick": ["皮衣厂"]})
    assert ids("皮衣厂涨了。", own) == ["nvidia"]


def test_one_character_is_a_name_by_a_rule_wherever_that_stands(write: Write) -> None:
    rule = {
        "alias": "穗",
        "entity": "suihe",
        "default": "reject",
        "near": ["融资"],
        "example": "穗完成新一轮融资。",
        "counter": "稻穗黄了。",
    }
    company = {"type": "company", "id": "suihe", "name": "穗禾科技", "hans": ["穗"], "source": "x"}
    company["ambiguous"] = ["穗"]
    assert ids("稻穗黄了。", write(company, rule)) == []
    assert ids("稻穗黄了。", write(company, {"id": "suihe", "drop": ["穗"]})) == []


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("英伟达涨了。", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"none\.jsonl"):
        pipeline.run(
            [tmp_path / "page.txt"], out=tmp_path / "out", knowledge=[tmp_path / "none.jsonl"]
        )
