"""Wrapped lines are joined, names and figures come out whole; an author's own breaks stay."""

from __future__ import annotations

import re
import textwrap
import time
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluate.noise_wraps import wrap_page
from pipeline.ingest.page import RawPage, ingest_page
from pipeline.ingest.wraps import wrap_edits
from pipeline.text import Text

SHARED = Path("/work/shared/data/text")

CHINESE = """云端的电表转得更快了

过去三年,推理的单价掉了九成,云厂商的总账单却翻了一番。英伟达的黄仁勋说,这叫“杰文斯悖论”,便宜了就用得更多。财务总监们未必同意这个说法,他们只看到每月的发票越来越长。
智谱在十月把GLM-4.6的输入价降到每百万token两元,DeepSeek紧跟着又砍了一半。月之暗面没有跟,只说Kimi K2 Thinking值这个价。半个月之后,它的调用量反而涨了37%,让同行有些意外。

谁来付这笔电费
数据中心的电费占到运营成本的四成左右。内蒙古一家机房的负责人算过,一万张卡一年要用掉1.2亿度电,折合人民币4,800万元。地方政府愿意补贴,条件是把研发团队也搬过去,没有几家公司答应。
"""  # noqa: E501
ENGLISH = """The meter is running

Inference prices have fallen by nine tenths in three years, and yet the bills of cloud customers have doubled over the same period. Jensen Huang calls this the Jevons paradox, though the finance directors who sign the invoices have other names for it.

DeepSeek cut its price by half in October, and OpenAI answered within a week. Nobody expected the smaller labs to follow, because their margins were thin already; four of them did, and two have since been sold to larger rivals at a discount of some forty per cent.
"""  # noqa: E501


def unwrapped(text: str) -> str:
    return Text.of(text).apply(wrap_edits(text)).string


def test_a_page_wrapped_at_columns_reads_as_before() -> None:
    for seed in range(30):
        for parting in ("blank", "around"):
            edits = wrap_page(CHINESE, Random(seed), parting)
            if sum(edit.rule == "wrap" for edit in edits) < 7:
                continue  # Too little to tell a wrapped page by.
            page = Text.of(CHINESE).apply(edits).string
            found = unwrapped(page)
            for name in (
                "英伟达",
                "GLM-4.6",
                "DeepSeek",
                "月之暗面",
                "37%",
                "4,800万元",
                "1.2亿度",
            ):
                assert name in found.replace(" ", ""), (seed, parting, name)
            assert found.startswith("云端的电表转得更快了\n")
            assert re.search(r"\n谁来付这笔电费\n", found), (seed, parting)


@pytest.mark.parametrize("width", range(60, 81, 4))
def test_english_is_joined_with_spaces(width: int) -> None:
    page = "\n\n".join(textwrap.fill(p, width) for p in ENGLISH.strip().split("\n\n"))
    assert unwrapped(page) == ENGLISH.strip()
    assert {(e.kind, e.rule) for e in wrap_edits(page)} == {("linebreak", "wrap")}


def test_indented_paragraphs_stay_apart() -> None:
    page = Text.of(CHINESE).apply(wrap_page(CHINESE, Random(3), "indent")).string
    paragraphs = [line for line in unwrapped(page).split("\n") if line.startswith("　　")]
    assert len(paragraphs) == 3
    assert paragraphs[0].endswith("发票越来越长。")


def test_a_hyphen_goes_only_where_it_parted_a_word() -> None:
    page = """\
What a customer pays for is information, and the price of that has
fallen by nine tenths in three years, which is why the market in infor-
mation has doubled over the same period. The laboratories that open-
source their weights have other costs to bear, among them the state-of-
the-art clusters that nobody rents by the hour, and the price of GLM-
4.6 has been cut twice since October without a word to its customers.
"""
    found = unwrapped(page)
    assert "the market in information has" in found
    assert "that open-source their" in found
    assert "state-of-the-art clusters" in found
    assert "GLM-4.6 has" in found


def test_a_word_cut_at_the_column_is_whole_again() -> None:
    text = (
        CHINESE.replace("\n\n", "\n").split("\n")[1] * 2
        + "OpenAI与Anthropic都在降价,Gemini也是。" * 6
    )
    page = "\n".join(text[at : at + 23] for at in range(0, len(text), 23))
    assert unwrapped(page) == text


def test_lists_tables_headings_and_bylines_of_a_wrapped_page_stay_lines() -> None:
    prose = ENGLISH.strip().split("\n\n")
    lists = "- the first item of a list\n- another item, which is longer\n- a third"
    table = "| model | price |\n| GLM-4.6 | 2 |\n| Kimi K2 | 4 |"
    top = "By Ann Example\nPublished: 2026-01-05 10:30\nShare | Tweet | Print"
    page = "\n\n".join([prose[0], top, *(textwrap.fill(p, 64) for p in prose[1:]), lists, table])
    found = unwrapped(page)
    assert all(block in found for block in (top, lists, table, *prose[1:]))


def test_who_reports_is_no_part_of_the_wrapped_text_below() -> None:
    prose = (
        "港口去年訂了四十台無人吊車，是當地最大的一筆訂單，公司說二○二八年以前不會有司機失業，工會不信，"
        "投票決定週五停工，除非承諾寫進合約，而公司的律師說，合約裡從來沒有寫過這樣的一句話，以後也不會有，"
        "所以這件事還要再談一個冬天，談到明年春天船期排滿為止，屆時誰的手裡有吊車，誰就能決定先卸哪一條船。"
    )
    reporter = "港邊日報記者林一舟/綜合報導"
    cut = [prose[n : n + 30] for n in range(0, len(prose), 30)]
    assert unwrapped("\n\n".join([reporter, *cut])) == f"{reporter}\n\n{prose}"


AUTHORS = {
    "verse": "春眠不觉晓，\n处处闻啼鸟。\n夜来风雨声，\n花落知多少。\n" * 2,
    "long verse": (
        "风急天高猿啸哀，渚清沙白鸟飞回，\n无边落木萧萧下，不尽长江滚滚来，\n"
        "万里悲秋常作客，百年多病独登台，\n艰难苦恨繁霜鬓，潦倒新停浊酒杯。\n"
    )
    * 3,
    "lyrics": "算力在深夜里静静地燃烧\n模型在风中轻轻地歌唱着\n我们在云端慢慢地寻找着\n" * 4,
    "English verse": (
        "The woods are lovely, dark and deep,\nbut I have promises to keep,\n"
        "and miles to go before I sleep,\nand miles to go before I sleep.\n"
        "He gives his harness bells a shake\nto ask if there is some mistake.\n"
    ),
    "headlines": (
        "英伟达市值突破五万亿美元，黄仁勋再谈主权算力\n谷歌发布新一代模型，价格下调三成\n"
        "阿里云宣布开源二十款模型，覆盖端侧与云侧\n月之暗面完成新一轮融资，估值达四十三亿美元\n"
        "字节跳动豆包日活破亿，商业化提速\n"
    ),
    "English headlines": (
        "Nvidia shares slide as analysts warn of overcapacity in data centres\n"
        "OpenAI signs seven-year compute deal with Oracle worth $300bn\n"
        "Google trims prices of Gemini Flash by a third amid competition\n"
        "Anthropic raises $13bn at a valuation of $183bn, doubling since spring\n"
        "Meta delays its next Llama model as key researchers leave\n"
    ),
    "rows": "2025-11-03,英伟达,182.3,+3.5%\n2025-11-04,英伟达,179.1,-1.8%\n" * 4,
    "dialogue": "记者：你怎么看这一轮价格战\n王超：我觉得这对开发者是好事\n记者：那对公司来说呢\n"
    * 3,
    "posts": "楼主说得对\n我们公司也裁了\n从三十人裁到八个\n剩下的人全都在学怎么用智能体\n" * 3,
    "subtitles": "大家好欢迎来到本期节目\n今天我们聊一聊大模型\n首先要说的是算力问题\n" * 4,
    "address": "北京市海淀区中关村东路一号\n清华科技园科技大厦A座十层\n邮编一零零零八四\n" * 2,
    "code": (
        "def train(model, data):\n    for batch in data:\n        loss = model(batch)\n"
        "        loss.backward()\n        optimizer.step()\n    return model\n"
    )
    * 2,
    "items": "1、模型价格持续下降，开发者受益\n2、算力供给偏紧，云厂商涨价\n3、监管趋严，备案减少\n"
    * 2,
    "paragraphs": "价格战打到第三年。\n大家都累了。\n开发者却笑了，因为账单又少了一半。\n" * 3,
}


@pytest.mark.parametrize("text", AUTHORS.values(), ids=AUTHORS)
def test_breaks_of_an_author_stay(text: str) -> None:
    assert wrap_edits(text) == []


def test_the_document_of_a_wrapped_page_has_whole_names_and_its_title() -> None:
    page = Text.of(CHINESE).apply(wrap_page(CHINESE, Random(0), "blank")).string
    document = ingest_page(RawPage("mail.txt", page.encode()))
    assert document.title == "云端的电表转得更快了"
    assert "英伟达的黄仁勋说" in document.text.string
    joins = [edit for edit in document.edits if edit.rule == "wrap"]
    assert joins
    assert all(page[e.source_start : e.source_end] == e.source_text for e in joins)


@given(st.text(alphabet="中文字，。a b-1\n\n\u3000|•", max_size=200))
def test_only_white_space_and_hyphens_go(text: str) -> None:
    kept = re.sub(r"[\s-]", "", unwrapped(text))
    assert kept == re.sub(r"[\s-]", "", text)
    assert all("\n" in text[e.start : e.end] for e in wrap_edits(text))


@pytest.mark.parametrize(
    "hostile",
    ["a b c\n" * 100_000, ("中" * 20 + "\n") * 40_000, "\n" * 500_000, "中" * 1_000_000,
     "中\n\n" * 80_000, ("(" * 130 + "\n") * 8_000, (")" * 130 + "\n") * 8_000],
    ids=lambda text: repr(text[:6]),
)  # fmt: skip
def test_hostile_text_takes_no_longer_than_any(hostile: str) -> None:
    start = time.process_time()
    wrap_edits(hostile)
    assert time.process_time() - start < 3


@pytest.mark.skipif(not SHARED.is_dir(), reason="the developers' texts are not here")
def test_nothing_is_joined_in_clean_articles() -> None:
    for path in sorted(SHARED.glob("*/*.md")):
        assert wrap_edits(path.read_text(encoding="utf-8")) == [], path.name
