"""Markdown as people write it in Chinese and English, its front matter, and what only looks so."""

from __future__ import annotations

import glob
import itertools
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingest.markup import front_matter, is_html, is_markdown, markdown_edits
from pipeline.text import Text

SHARED = sorted(glob.glob("/work/shared/data/text/*/*.md"))


def text_of(source: str) -> str:
    return Text.of(source).apply(markdown_edits(source)).string


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("标题\n====\n\n小题\n----", "标题\n\n\n小题\n"),
        ("## 标题 ##", "标题"),
        ("见[报告][1]与[表]。\n\n[1]: https://a.example\n[表]: <b.png> '图'", "见报告与表。\n\n\n"),
        ("数字[^a]。\n\n[^a]: 来源见附录。", "数字。\n\n来源见附录。"),
        ("- 一\n  - 二\n    - 三\n1. 甲\n2) 乙", "- 一\n  - 二\n    - 三\n1. 甲\n2) 乙"),
        ("- [ ] 未办\n- [x] 已办", "- 未办\n- 已办"),
        ("> 引\n> > 深", "引\n深"),
        ("```py\na = b ** c  # **x**\n```", "\na = b ** c  # **x**\n"),
        ("`**字**`与`` `名` ``", "字与名"),
        (r"\*不是斜体\* 与 \# 号", "*不是斜体* 与 # 号"),
        ("官方**“千问”**宣布**3月初**开启", "官方“千问”宣布3月初开启"),
        ("**《纪要》**说**甲**和**乙**", "《纪要》说甲和乙"),
        ("~~旧价~~ 3~5亿，到6~7亿", "旧价 3~5亿，到6~7亿"),
        ("2*3*4 与 2**10 与 8*H100", "2*3*4 与 2**10 与 8*H100"),
        ("snake_case_name 与 _斜体_", "snake_case_name 与 斜体"),
        ("<b>粗</b>与<br>换行<!-- 注 -->", "粗与\n换行"),
        ('<p align="center">\n居中\n</p>', "\n居中\n"),
        ("| 甲 | **乙** |\n|---|:-:|\n| 1 | `2` |", "| 甲 | 乙 |\n\n| 1 | 2 |"),
        ("甲[↗](https://a.example)乙", "甲乙"),
        ("[![图](a.png)](https://a.example)", ""),
        ("![机房](a.png)", ""),
        ("<https://a.example> [https://a.example](https://a.example)", " "),
        ("[甲](https://a.example/x_(y))", "甲"),
        ("行尾  \n反斜\\\n下一行", "行尾  \n反斜\n下一行"),
        ("* * *", ""),
        ("没有标记的一段，价格|成本。", "没有标记的一段，价格|成本。"),
        ("文中 [方括号] 与 (圆括号)", "文中 [方括号] 与 (圆括号)"),
    ],
)
def test_marks_go_and_words_stay(source: str, text: str) -> None:
    assert text_of(source) == text


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("![机房](a.png)", "caption"),
        ("![](a.png)", "markup"),
        ("<https://a.example>", "nav"),
        ("[1]: https://a.example", "markup"),
        ('<img alt="机房" src="a.png">', "caption"),
    ],
)
def test_what_goes_is_listed_by_its_kind(source: str, kind: str) -> None:
    (edit,) = markdown_edits(source)
    assert (source[edit.start : edit.end], edit.kind) == (source, kind)


@pytest.mark.parametrize(
    ("source", "fields"),
    [
        ('---\ntitle: "题：目"\ntags: [a, b]\n---\n', {"title": "题：目", "tags": "a, b"}),
        ("---\ntitle: AI: the bill\n---\n", {"title": "AI: the bill"}),
        ("---\ntitle: >\n  长的\n  题目\n---\n", {"title": "长的 题目"}),
        ("---\nauthors:\n  - name: 周禾\n  - 林澜\n---\n", {"author": "周禾, 林澜"}),
        ("---\ndate: 2025-06-01 08:00:00\n---\n", {"date": "2025-06-01"}),
        ("---\n标题: 题目\n日期: 2025-06-01\n---\n", {"title": "题目", "date": "2025-06-01"}),
        ('+++\ntitle = "题目"\ndate = 2025-06-01\n+++\n', {"title": "题目", "date": "2025-06-01"}),
        ("---\ntitle: 'unclosed\n---\n", {"title": "unclosed"}),
        ("---\n第一段话。\n---\n第二段。", {}),
        ("---\ntitle: 没有结尾", {}),
        ("---\n- a\n- b\n---\n", {}),
    ],
)
def test_front_matter_is_read(source: str, fields: dict[str, str]) -> None:
    found, edits = front_matter(source + "正文")
    assert found == fields
    assert [e.rule for e in edits] == (["front-matter"] if fields else [])


@pytest.mark.parametrize(
    "text",
    [
        "一段<b>加粗</b>的说明，教人写 <p> 与 </p>。\n\n第二段照旧。",
        "先写 `<div>`，再写 `</div>`，中间是 `<p>`。\n下一行。",
        "文章提到 <br> 与 <br/> 两种写法。\n\n另一段。\n\n第三段。",
        "教程：\n\n<div>\n<p>hi</p>\n</div>\n\n" + "这段代码是一个页面的骨架，读者可以照着改。" * 4,
        "模型先输出 <think> 再回答，</think> 之后才是正文。",
        "价格 < 5 元，而成本 > 3 元。",
    ],
)
def test_an_article_about_tags_is_no_page(text: str) -> None:
    assert not is_html(text)
    assert not is_html(text, "notes.txt")


@pytest.mark.parametrize(
    "text",
    [
        "<p>第一段。</p><p>第二段。</p>",
        "第一段。<br>第二段。<br/>\n第三段。",
        "  <!-- saved -->\n<!DOCTYPE html>\n<title>题</title>文",
        '<div class="content"><p>一段<p>两段</div>',
        "<h2>小题</h2>\n<ul>\n<li>一</li>\n<li>二</li>\n</ul>",
    ],
)
def test_a_fragment_of_a_page_is_known_without_a_name(text: str) -> None:
    assert is_html(text)
    assert is_html(text, "record.txt")


def test_a_markdown_file_with_tags_in_it_stays_markdown() -> None:
    assert not is_html('<div align="center">\n\n<img src="a.png">\n\n</div>\n\n# 题\n', "README.md")


@pytest.mark.parametrize(
    "text",
    [
        "排名第 # 1 的公司，口号是“永远 #1”。\n\n# 不是标题，是话题",
        "# 注释一\n# 注释二\n# 注释三\nx = 1\n",
        "他说 2*3*4 与 **重点** 都不算。",
        "参考[1]与[2]，另见(https://a.example)。",
    ],
)
def test_a_plain_text_with_a_few_signs_is_no_markdown(text: str) -> None:
    assert not is_markdown(text, "a.txt")


@pytest.mark.parametrize(
    "text",
    [
        "# 一\n\n正文。\n\n## 二\n\n正文。\n\n## 三\n\n正文。",
        "见[甲](https://a.example)、[乙](https://b.example)与[丙](https://c.example)。",
        "# 题\n\n```\n代码\n```\n",
        "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n**要点**",
    ],
)
def test_markdown_is_known_without_a_name(text: str) -> None:
    assert is_markdown(text)


SCRAPS = st.sampled_from(
    [
        *("# ", "> ", "- ", "1. ", "    ", "```\n", "`", "**", "*", "_", "~~", "~", "[", "]", "("),
        *(
            ")",
            "](https://a.example)",
            "![",
            "|",
            "|---|",
            "---",
            "===",
            "\n",
            "\n\n",
            "<b>",
            "</b>",
        ),
        *(
            "<div>",
            "</div>",
            "[^1]",
            "[^1]: ",
            "[x]: /u",
            "\\",
            "&amp;",
            "字",
            "word",
            "模型。",
            "1",
        ),
        *("<!--", "-->", "<br>", "\U0001f600", " ", "\ud800"),
    ]
)


@given(st.lists(SCRAPS, max_size=30).map("".join))
@settings(max_examples=300, deadline=None)
def test_letters_of_any_markdown_are_kept_at_their_place_or_listed(source: str) -> None:
    edits = markdown_edits(source)
    assert all(0 <= e.start < e.end <= len(source) for e in edits)
    assert all(a.end <= b.start for a, b in itertools.pairwise(edits))
    text = Text.of(source).apply(edits)
    for place, character in enumerate(text.string):
        low, high = text.source_span(place, place + 1)
        if character.isalnum():
            assert source[low:high] == character


@pytest.mark.parametrize(
    "source",
    [
        *("[" * 100_000, "**a" * 50_000, "> " * 50_000, "![" * 50_000, "[a](" * 30_000),
        *("<figcaption>" * 20_000, "`a" * 50_000, "字" * 3_000_000, "|a" * 50_000 + "\n|-|-|"),
    ],
    ids=range(9),
)
def test_time_grows_with_the_size_of_the_file_alone(source: str) -> None:
    began = time.process_time()
    markdown_edits(source)
    is_markdown(source)
    front_matter("---\n" + source)
    assert time.process_time() - began < 10


@pytest.mark.skipif(not SHARED, reason="the shared texts are not on this machine")
def test_real_digests_are_left_without_marks() -> None:
    for name in SHARED[::8]:
        source = Path(name).read_text("utf-8")
        body = Text.of(source).apply(front_matter(source)[1]).string
        text = text_of(body)
        assert "**" not in text
        assert "](" not in text
        assert not any(line.startswith("#") for line in text.split("\n"))
        assert sum(map(str.isalnum, text)) > 0.4 * sum(map(str.isalnum, body))
