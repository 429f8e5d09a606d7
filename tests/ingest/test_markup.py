"""HTML and Markdown: the article stays, what only a browser needs goes."""

from __future__ import annotations

import pytest

from pipeline.ingest.markup import (
    front_matter,
    html_edits,
    html_metadata,
    is_html,
    is_markdown,
    markdown_edits,
)
from pipeline.ingest.page import Page, RawPage, ingest_page
from pipeline.text import Text

HTML = """<!DOCTYPE html>
<html lang="zh"><head>
<title>算力的账 - 某某网</title>
<meta name="author" content="陈栎">
<meta property="article:published_time" content="2025-11-03T09:20:00+08:00">
<style>p { color: red; }</style>
<script>var noise = "<p>脚本里的字</p>";</script>
</head><body>
<nav><ul><li><a href="/">首页导航</a></li></ul></nav>
<article><h1>算力的账 &amp; 电费</h1>
<p>训练一次模型要花<b>三千万</b>元，
电费占了两成。</p>
<figure><img src="x.png" alt="机房"><figcaption>图为一处机房</figcaption></figure>
<p>Costs fell by 40%&nbsp;in a
year, and 3 &lt; 5.</p>
<!-- 注释里的字 -->
<ul><li>第一点很短</li><li>第二点也短</li></ul>
</article>
<aside>侧栏推荐</aside>
<footer>页脚声明</footer>
</body></html>
"""

MARKDOWN = """---
title: "价格战的账单"
author: 周禾
date: 2025-06-01
tags: [ai, 价格]
---
# 价格战的账单

正文里有[一个链接](https://example.org/a_(b))，还有**要紧的话**和`一段代码`。

![机房外景](room.png)

## 第二节

> 引文一句。

- 第一条
- 第二条

---

<https://example.org/address>
"""


def page(text: str, name: str) -> Page:
    return ingest_page(RawPage(name, text.encode("utf-8")))


def test_of_an_html_page_the_article_stays() -> None:
    body = page(HTML, "page.html").text.string
    assert "训练一次模型要花三千万元，电费占了两成。" in body
    assert "Costs fell by 40% in a year, and 3 < 5." in body
    assert "算力的账 & 电费" in body
    assert body.index("第一点很短") < body.index("第二点也短")


@pytest.mark.parametrize(
    "noise",
    [
        "脚本里的字",
        "color",
        "首页导航",
        "图为一处机房",
        "注释里的字",
        "侧栏推荐",
        "页脚声明",
        "<",
        "&amp;",
    ],
)
def test_of_an_html_page_the_rest_goes(noise: str) -> None:
    assert noise not in page(HTML, "page.html").text.string.replace("3 < 5", "")


@pytest.mark.parametrize(
    ("removed", "kind"),
    [
        ("首页导航", "nav"),
        ("图为一处机房", "caption"),
        ("侧栏推荐", "nav"),
        ("页脚声明", "nav"),
        ("脚本里的字", "markup"),
    ],
)
def test_frames_and_captions_are_listed_under_their_kind(removed: str, kind: str) -> None:
    assert [e.kind for e in page(HTML, "page.html").edits if removed in e.source_text] == [kind]


def test_blocks_are_lines_and_inline_tags_are_not() -> None:
    text = Text.of("<p>一</p><p>二<i>三</i>四</p>")
    assert text.apply(html_edits(text.string)).string.split() == ["一", "二三四"]


def test_a_page_states_its_title_author_and_date() -> None:
    stated = html_metadata(HTML)
    assert stated["title"] == "算力的账 & 电费"
    assert stated["author"] == "陈栎"
    assert stated["date"].startswith("2025-11-03")
    document = page(HTML, "page.html")
    assert (document.author, str(document.published)) == ("陈栎", "2025-11-03")


@pytest.mark.parametrize("source", [HTML, HTML.replace("\n", "\r\n")])
def test_every_character_of_an_html_article_leads_back_to_the_page(source: str) -> None:
    document = page(source, "page.html")
    for word in ("训练一次模型要花", "三千万", "电费占了两成", "Costs fell by 40%", "第二点也短"):
        at = document.text.string.index(word)
        start, end = document.text.source_span(at, at + len(word))
        assert source[start:end] == word


def test_an_html_page_is_known_by_its_tags_without_its_name() -> None:
    assert is_html(HTML)
    assert is_html("<p>一段</p>", "x.HTM")
    assert not is_html("价格 < 5 元，而成本 > 3 元。")
    assert not is_html(MARKDOWN)


def test_front_matter_is_read_and_taken_away() -> None:
    fields, edits = front_matter(MARKDOWN)
    assert (fields["title"], fields["author"], fields["date"]) == (
        "价格战的账单",
        "周禾",
        "2025-06-01",
    )
    rest = Text.of(MARKDOWN).apply(edits).string
    assert rest.startswith("# 价格战的账单")


def test_a_rule_in_the_middle_is_no_front_matter() -> None:
    assert front_matter("正文一段。\n---\n另一段。\n---\n") == ({}, [])


def test_of_a_markdown_file_the_text_stays() -> None:
    body = page(MARKDOWN, "post.md").text.string
    assert "正文里有一个链接，还有要紧的话和一段代码。" in body
    assert "\n第二节\n" in body
    assert "引文一句。" in body
    assert "第二条" in body


@pytest.mark.parametrize(
    "mark", ["https://", "](", "**", "`", "#", "room.png", "机房外景", "tags:", "---"]
)
def test_of_a_markdown_file_the_marks_go(mark: str) -> None:
    assert mark not in page(MARKDOWN, "post.md").text.string


def test_markdown_text_leads_back_to_the_file() -> None:
    document = page(MARKDOWN, "post.md")
    for word in ("一个链接", "要紧的话", "第二节", "引文一句。"):
        at = document.text.string.index(word)
        start, end = document.text.source_span(at, at + len(word))
        assert MARKDOWN[start:end] == word


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("[说明](https://example.org)", "说明"),
        ('[说明](https://example.org "题")', "说明"),
        ("[https://example.org](https://example.org)", ""),
        ("[![徽章](a.png)](https://example.org)", ""),
        ("# 题目", "题目"),
        ("###### 小题", "小题"),
        ("**粗**与*斜*", "粗与斜"),
        ("3 * 4 * 5", "3 * 4 * 5"),
        ("一台机柜装8*H100，共2*3*4组", "一台机柜装8*H100，共2*3*4组"),
        ("snake_case_name", "snake_case_name"),
        ("第[1]条", "第[1]条"),
        ("#话题 不是标题", "#话题 不是标题"),
        ("价格|成本", "价格|成本"),
    ],
)
def test_markdown_marks_one_by_one(source: str, text: str) -> None:
    assert Text.of(source).apply(markdown_edits(source)).string == text


def test_markdown_is_known_by_its_name_or_by_many_marks() -> None:
    assert is_markdown("一行字", "post.md")
    assert is_markdown("# 一\n\n## 二\n\n**三**\n")
    assert not is_markdown("排名第 # 1 的公司\n")


def test_marks_in_a_plain_text_file_stay() -> None:
    text = "这家公司的口号是“永远 #1”，员工则说那是*笑话*。"
    assert page(text, "plain.txt").text.string == text
