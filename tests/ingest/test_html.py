"""HTML in detail: lines, references, tables, hidden parts; and any input at all."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.contract import REMOVED_KINDS, REPAIRED_KINDS
from pipeline.ingest.charset import declared_charset
from pipeline.ingest.html import html_metadata, read_html
from pipeline.ingest.html_metadata import without_site
from pipeline.ingest.html_regions import region_book, region_of
from pipeline.ingest.html_scan import OPEN, scan
from pipeline.text import Text

PROSE = "训练一次模型要花三千万元，电费占了两成，剩下的是人和芯片；这笔账算过的人都不说话。"


def text_of(html: str) -> str:
    return Text.of(html).apply(read_html(html)[1]).string


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>一</p><p>二<i>三</i>四</p>", "一\n\n二三四"),
        ("<p>一<p>二", "一\n\n二"),
        ("一<br>二<br><br>三", "一\n二\n\n三"),
        ("<ul><li>一<li>二</ul>", "一\n二"),
        ("<p>换\n行</p>", "换行"),
        ("<p>two\n words</p>", "two words"),
        ("<p>two <b> words</b></p>", "two words"),
        ("<p>中 文</p>", "中 文"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("字 <head><title>题</title><p>词", "字\n\n词"),
        ("<p>&nbsp;&nbsp;缩进</p>", "缩进"),
        ("<p>　　缩进</p>", "缩进"),
        ("<p>A&amp;B &lt;c&gt; &#20013;&#x6587; &copy;</p>", "A&B <c> 中文 ©"),
        ("<p>R&D 与 AT&T，a &lt b</p>", "R&D 与 AT&T，a < b"),
        ("<p>3 < 5，而 x<y 且 y>z</p>", "3 < 5，而 x<y 且 y>z"),
        ("<p>若 a <b 则成立</p>", "若 a <b 则成立"),
        ("<ruby>國<rp>(</rp><rt>guó</rt><rp>)</rp></ruby>家", "國家"),
        ("<p>前<!-- 注释 --><script>x</script>后</p>", "前后"),
        ("<p>词<wbr>语</p>", "词语"),
        ("<dl><dt>名</dt><dd>义</dd></dl>", "名\n义"),
        ("<p>一</p>\n\n\n<p></p>\n<p>二</p>", "一\n\n二"),
        ("<div>句子。\n　　另一段。</div>", "句子。\n\n另一段。"),
        ("<p><![CDATA[文字]]></p>", "文字"),
        ("文字\n没有标签", "文字\n没有标签"),
        ("<p>正文<span hidden>藏</span><span style='display:none'>匿</span></p>", "正文"),
        (
            "<table><tr><th>甲</th><th>乙</th></tr><tr><td><p>1</p></td><td>2</td></tr></table>",
            "| 甲 | 乙 |\n| 1 | 2 |",
        ),
    ],
)
def test_lines_and_words_are_those_a_reader_sees(html: str, text: str) -> None:
    assert text_of(html).strip() == text


@pytest.mark.parametrize(
    ("part", "kind", "rule"),
    [
        ("<nav><a href='/'>首页</a></nav>", "nav", "html-navigation"),
        ("<footer>版权所有</footer>", "nav", "html-footer"),
        ("<div class='relatedPosts'><a href='/1'>别的文章</a></div>", "nav", "html-related"),
        ("<figure><figcaption>图：机房</figcaption></figure>", "caption", "html-caption"),
        ("<img src='a.png' alt='机房'>", "caption", "html-alt"),
        ("<div style='display: none'>隐藏的字</div>", "markup", "html-hidden"),
        ("<div class='ad-slot'>买一送一</div>", "ad", "html-advert"),
        ("<script>var x = 1;</script>", "markup", "html-script"),
        ("<template><p>模板</p></template>", "markup", "html-template"),
    ],
)
def test_what_goes_is_listed_with_the_rule_that_takes_it(part: str, kind: str, rule: str) -> None:
    html = f"<article><p>{PROSE}</p>{part}<p>{PROSE}</p></article>"
    edits = read_html(html)[1]
    assert [(e.kind, e.rule) for e in edits if part in html[e.start : e.end]] == [(kind, rule)]
    assert text_of(html) == f"{PROSE}\n\n{PROSE}"


def test_what_the_extractor_leaves_out_is_listed_as_its_doing() -> None:
    links = "".join(f"<div><a href='/{n}'>第{n}条别的新闻</a></div>" for n in range(9))
    html = f"<div>{f'<p>{PROSE}{PROSE}</p>' * 4}</div><div>{links}</div>"
    rules = {e.rule for e in read_html(html)[1] if "别的新闻" in html[e.start : e.end]}
    assert rules <= {"html-extractor", "html-outside"}
    assert rules


@pytest.mark.parametrize("wrapper", ["form", "aside", "footer", "div class='sidebar'", "nav"])
def test_a_region_that_holds_the_whole_text_is_none(wrapper: str) -> None:
    tag = wrapper.split()[0]
    assert PROSE in text_of(f"<body><{wrapper}><p>{PROSE}</p><p>{PROSE}</p></{tag}></body>")


def test_every_region_takes_its_example_and_spares_its_counter_example() -> None:
    for rule, example, counter in region_book().examples:
        found = [region_of(t.name, t.attributes) for t in scan(example) if t.kind == OPEN]
        assert [r.rule if r else None for r in found] == [rule]
        spared = [region_of(t.name, t.attributes) for t in scan(counter) if t.kind == OPEN]
        assert spared == [None], rule


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            '<div class="meta-box"><span>陈栎</span><time>2026-04-22</time><span>1,873</span>'
            "<span>阅读8分钟</span></div>",
            "陈栎 2026-04-22 1,873 阅读8分钟",
        ),
        (
            '<div><span class="rich_meta">老槐</span><span class="rich_meta nickname">'
            "<a>树下的算盘</a></span></div>",
            "老槐 树下的算盘",
        ),
        # Runs of a sentence are no fields, whatever the element around them is called.
        ('<p class="info"><span>我们相信</span><span>账本。</span></p>', "我们相信账本。"),
        ('<p><span class="s1">陈栎</span><span class="s2">的账</span></p>', "陈栎的账"),
        ('<div class="meta">陈<b>栎</b>记</div>', "陈栎记"),
        ('<span class="author">Ann<b>a</b></span>', "Anna"),
    ],
)
def test_fields_that_a_style_sets_apart_do_not_run_together(html: str, text: str) -> None:
    assert text_of(f"<div><p>{PROSE}</p>{html}</div>").splitlines()[-1] == text


@pytest.mark.parametrize(
    ("head", "key", "value"),
    [
        ("<title>标题 - 某某网</title>", "title", "标题"),
        ("<title>标题_频道_某某网</title>", "title", "标题"),
        ("<title>A long headline about chips | The Ledger</title>", "title", None),
        ("<title>首页 › 观点 › 正文</title>", "title", ""),
        ('<meta property="og:title" content="标题&amp;副题">', "title", "标题&副题"),
        ("<h1>正文的标题</h1><title>某站</title>", "title", "正文的标题"),
        ("<h1>某某网</h1><title>文章名 - 某某网</title>", "title", "文章名"),
        ('<meta name="author" content="作者：陈栎">', "author", "陈栎"),
        ('<meta name="author" content="https://example.org/chen">', "author", ""),
        ('<meta name="author" content="admin">', "author", ""),
        ('<span itemprop="author">陈栎</span>', "author", "陈栎"),
        ('<a rel="author" href="/c">Ann Chen</a>', "author", "Ann Chen"),
        ('<span class="byline">By Ann Chen</span>', "author", "Ann Chen"),
        ('<meta itemprop="datePublished" content="2025-03-01">', "date", "2025-03-01"),
        ('<time datetime="2025-03-01T08:00">1 March</time>', "date", "2025-03-01T08:00"),
        ('<meta property="og:site_name" content="某某网">', "site", "某某网"),
        ('<link rel="canonical" href="https://www.a.example/b">', "url", "https://www.a.example/b"),
        ('<link rel="canonical" href="https://www.a.example/b">', "site", "a.example"),
        ('<script type="application/ld+json">{broken</script>', "date", ""),
        (
            '<script type="application/ld+json">{"@graph":[{"@type":"BlogPosting",'
            '"author":{"name":"陈栎"}}]}</script>',
            "author",
            "陈栎",
        ),
        (
            '<script type="application/ld+json">{"@graph":[{"@type":"WebPage","author":'
            '{"@id":"#p1"}},{"@type":"Person","@id":"#p1","name":"陈栎"}]}</script>',
            "author",
            "陈栎",
        ),
        (
            '<div itemprop="author" itemscope><meta itemprop="name" content="陈栎">'
            "<a>陈栎</a><p>做账的人，只谈账本</p></div>",
            "author",
            "陈栎",
        ),
        ("<title>Meters and moats - by Ann Chen</title>", "author", "Ann Chen"),
        ("<title>Meters | by Ann Chen | Long Ledger | Mar, 2026</title>", "author", "Ann Chen"),
        ("<title>Meters and moats - by Ann Chen</title>", "title", "Meters and moats"),
        ("<title>Side by side - a test of two cards</title>", "author", ""),
        ("<title>Chips in 2025 - by the numbers</title>", "author", ""),
        (
            "<title>Chips in 2025 - by the numbers</title>",
            "title",
            "Chips in 2025 - by the numbers",
        ),
        ("<title>Rules for chips – by state | Long Ledger</title>", "author", ""),
        ('<x-post author="tern_77" created-timestamp="2026-03-05T12:00">', "author", "tern_77"),
        (
            '<x-post author="t" created-timestamp="2026-03-05T12:00">',
            "date",
            "2026-03-05T12:00",
        ),
        (
            '<span class="age" title="2026-03-08T14:22:03 1772979723">6 hours ago</span>',
            "date",
            "2026-03-08T14:22",
        ),
        ('<script>var ct = "1772197380";</script>一二三四五', "hidden_date", "2026-02-27"),
        ('<script>x={"publishTime":1772197380000}</script>', "hidden_date", "2026-02-27"),
        ('<script>x={"createTime":1772197380000}</script>', "hidden_date", ""),
        ('<script>more=[{"publishTime":1672197380000}]</script>', "hidden_date", ""),
        (
            '<script>more=[{"publishTime":1672197380000}];x={"publishTime":"2026-02-27"}</script>',
            "hidden_date",
            "2026-02-27",
        ),
        (
            '<div class="Item-time" role="button">编辑于 2026-03-19 22:41</div>',
            "hidden_date",
            "编辑于 2026-03-19 22:41",
        ),
        ('<div class="Item-time">两年前的2026春天，没有人数过</div>', "hidden_date", ""),
    ],
)
def test_metadata_is_read_from_the_tags_of_a_page(head: str, key: str, value: str | None) -> None:
    wanted = "A long headline about chips" if value is None else value
    assert html_metadata(f"<html><head>{head}</head><body></body></html>").get(key, "") == wanted


@pytest.mark.parametrize(
    "title",
    ["GPT-5 发布", "The model that wasn't - yet, and what it cost us", "算力—电力—人力", "标题"],
)
def test_a_title_without_a_site_stays_whole(title: str) -> None:
    assert without_site(title) == title


@pytest.mark.parametrize(
    ("data", "codec"),
    [
        (b'<meta charset="gb2312">', "gb18030"),
        (b"<meta http-equiv=Content-Type content='text/html; charset=big5'>", "big5hkscs"),
        (b'<?xml version="1.0" encoding="UTF-8"?><html>', "utf-8"),
        (b"<!-- <meta charset=gbk> --><meta charset=utf-8>", "utf-8"),
        (b"<meta charset=no-such-thing>", None),
        (b"<p>charset=gbk</p>", None),
        ("正文".encode("gbk"), None),
    ],
)
def test_the_charset_that_a_page_declares(data: bytes, codec: str | None) -> None:
    assert declared_charset(data) == codec


SCRAPS = st.sampled_from(
    [
        *("<p>", "</p>", "<div class='related'>", "</div>", "<b>", "</i>", "<br>", "<td>", "<tr>"),
        *("<table>", "</table>", "<li>", "<ul>", "</ul>", "<a href='/x'>", "</a>", "<nav>", "<h1>"),
        *("<script>", "</script>", "<!--", "-->", "<", ">", "&amp;", "&lt", "&nbsp;", "&#x4e2d;"),
        *("<ruby>", "<rt>", "</ruby>", "<pre>", "</pre>", "<title>", "<form>", "</form>", "<img "),
        *('alt="图">', '"', "'", "=", "\n", " ", "　　", PROSE, "字", "word ", "<![CDATA[", "]]>"),
        *("<head>", "<body>", "</body>", "<aside>", "</aside>", "<dd>", "<select>", "\U00020000"),
    ]
)


@given(st.lists(SCRAPS, max_size=40).map("".join))
@settings(max_examples=300, deadline=None)
def test_tokens_cover_any_text_without_gap(html: str) -> None:
    tokens = list(scan(html))
    assert "".join(html[t.start : t.end] for t in tokens) == html
    assert all(a.end == b.start for a, b in itertools.pairwise(tokens))


@given(st.lists(SCRAPS, max_size=40).map("".join))
@settings(max_examples=200, deadline=None)
def test_what_is_kept_of_any_page_is_the_pages_own(html: str) -> None:
    edits = read_html(html)[1]
    assert all(a.end <= b.start for a, b in itertools.pairwise(edits))
    assert all(e.kind in REMOVED_KINDS + REPAIRED_KINDS and e.rule for e in edits)
    assert all(html[e.start : e.end] != e.replacement for e in edits)
    assert all(e.replacement.count("\n") <= 1 for e in edits)
    text = Text.of(html).apply(edits)
    replaced = {e.start for e in edits if e.replacement.strip(" |\n")}
    for place, character in enumerate(text.string):
        low, high = text.source_span(place, place + 1)
        if character.isalnum() and low not in replaced:
            assert html[low:high] == character


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 50_000 + PROSE,
        "<b>" * 30_000 + "</i>" * 30_000 + PROSE,
        "<table><tr><td>" * 10_000 + PROSE,
        '<a "' * 50_000,
        "<!--" * 50_000,
        "<script>" * 50_000,
        "<" * 200_000,
        "&" * 200_000,
        "<p>" + PROSE * 30_000,
        "<p>" + " " * 500_000 + "字",
        '<script type="application/ld+json">' + "[" * 100_000 + "</script>" + PROSE,
    ],
    ids=range(11),
)
def test_time_grows_with_the_size_of_the_page_alone(html: str) -> None:
    began = time.process_time()
    read_html(html)
    # Quadratic reading of these would take minutes.
    assert time.process_time() - began < 20


def test_tags_in_upper_case_count_as_well() -> None:
    links = "".join(f"<TR><TD><A HREF=/{n}>第{n}条别的新闻</A></TD></TR>" for n in range(9))
    html = f"<TABLE>{links}</TABLE>" + f"<P>{PROSE}{PROSE}" * 4
    assert "别的新闻" not in text_of(html)
    assert text_of(html).count(PROSE) == 8
