"""Lines that a source repeats over its pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.templates import RULE, Repeated, see, template_edits
from pipeline.runner import run
from pipeline.text import Text

OPENINGS = (
    "衡川智能把推理价格降到了原来的三分之一,同行一片沉默。",
    "县医院的影像科来了一位不请假的新同事,它读一张片子只要九秒。",
    "电价涨了一成,机房的账本第一次倒了过来,财务总监睡不着。",
    "工会要求公开模型的训练数据,出版社的律师已经在路上。",
    "机器人在面包房揉了一夜面,早上六点老板给它放了假。",
    "老师们不再问学生用没用模型,他们问的是用得好不好。",
)
MIDDLES = (
    "公司说这不是补贴,芯片换了一代,软件改了三轮,钱是省出来的。",
    "主任起初不信,两个月之后他把夜班的表格改了。",
    "投资人问什么时候能赚钱,会场里有人看表,有人看窗外。",
    "法官把书证翻了一遍,说下个月再开庭,旁听的人先散了。",
    "面包的味道没有变,变的是巷口那盏灯亮得更早。",
    "校长说考试还是要考,只是题目要换一换。",
)
SLOGAN = "灯亮着我们就在这里,灯灭了也还在这里。"
FOOTER = "深潮的第{}个早晨"


def pages(folder: Path, count: int, *, inside: str = SLOGAN) -> list[str]:
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(count):
        text = f"{OPENINGS[n]}\n{inside}\n{MIDDLES[n]}\n{FOOTER.format(n + 1)}\n"
        (folder / f"{n}.txt").write_text(text, encoding="utf-8")
    return [str(folder)]


def rows(out: Path, table: str) -> list[dict[str, Any]]:
    return cast(list[dict[str, Any]], pd.read_parquet(out / table).to_dict("records"))


def texts(out: Path) -> list[str]:
    frame = pd.read_parquet(out / "documents").sort_values("source")
    return [str(text) for text in frame["text"]]


def test_what_stands_on_all_pages_of_a_source_goes(tmp_path: Path) -> None:
    run(pages(tmp_path / "in", 6), tmp_path / "out", stages=("ingest",), workers=1)
    for n, text in enumerate(texts(tmp_path / "out")):
        assert text == f"{OPENINGS[n]}\n{MIDDLES[n]}"


def test_few_pages_are_no_evidence(tmp_path: Path) -> None:
    marker = "这一段话写在每一篇里,谁也说不清是栏目还是广告还是文章"
    run(pages(tmp_path / "in", 2, inside=marker), tmp_path / "out", stages=("ingest",), workers=1)
    assert all(marker in text for text in texts(tmp_path / "out"))


def test_headings_of_a_column_inside_the_article_stay(tmp_path: Path) -> None:
    run(
        pages(tmp_path / "in", 6, inside="今日论文"),
        tmp_path / "out",
        stages=("ingest",),
        workers=1,
    )
    assert all("今日论文" in text for text in texts(tmp_path / "out"))


def test_texts_that_share_most_of_their_lines_lose_none(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    shared = "\n".join(OPENINGS[1:] + MIDDLES[1:])
    for n in range(6):
        (folder / f"{n}.txt").write_text(f"{OPENINGS[0]}{n * 7}\n{shared}\n", encoding="utf-8")
    run([str(folder)], tmp_path / "out", stages=("ingest",), workers=1)
    assert all(OPENINGS[3] in text for text in texts(tmp_path / "out"))


def test_every_removal_is_listed_and_rebuilds_the_text(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(pages(tmp_path / "in", 6), out, stages=("ingest",), workers=1)
    sources = {r["doc_id"]: r["text"] for r in rows(out, "sources")}
    edits = rows(out, "edits")
    assert sum(edit["rule"] == RULE for edit in edits) >= 6
    for document in rows(out, "documents"):
        source = sources[document["doc_id"]]
        text, at = [], 0
        for edit in sorted(
            (e for e in edits if e["doc_id"] == document["doc_id"]),
            key=lambda e: e["source_start"],
        ):
            assert source[edit["source_start"] : edit["source_end"]] == edit["source_text"]
            text += [source[at : edit["source_start"]], edit["replacement"]]
            at = edit["source_end"]
        assert "".join([*text, source[at:]]) == document["text"]


def test_a_user_switches_it_off(tmp_path: Path) -> None:
    rules = tmp_path / "own.toml"
    rules.write_text(f'disable = ["{RULE}"]\n', encoding="utf-8")
    out = tmp_path / "out"
    run(pages(tmp_path / "in", 6), out, stages=("ingest",), workers=1, boilerplate_rules=rules)
    assert RULE not in set(pd.read_parquet(out / "edits")["rule"])


@pytest.mark.parametrize("workers", [1, 2])
def test_order_and_workers_do_not_matter(tmp_path: Path, workers: int) -> None:
    inputs = pages(tmp_path / "in", 6)
    run(inputs, tmp_path / "a", stages=("ingest",), workers=1)
    names = sorted(str(p) for p in (tmp_path / "in").iterdir())
    run(names[::-1], tmp_path / "b", stages=("ingest",), workers=workers)
    assert texts(tmp_path / "a") == texts(tmp_path / "b")


@given(st.lists(st.sampled_from([*OPENINGS, *MIDDLES, "", "今日论文", SLOGAN]), max_size=12))
def test_no_more_than_two_fifths_of_a_document_go(lines: list[str]) -> None:
    text = "\n".join(lines)
    with Repeated() as template:
        for page in (text, SLOGAN, f"{SLOGAN}\n{text}"):
            template.add(see("site/a", "a", page))
        template.count()
        edits = template_edits(Text.of(text), template.lines_in(see("site/a", "a", text)))
    gone = sum(e.end - e.start for e in edits)
    assert gone <= 0.4 * len(text) + len(edits)
