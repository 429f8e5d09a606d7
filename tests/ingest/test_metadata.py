"""Title, author, date and site as a reader would note them."""

from __future__ import annotations

import datetime
import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.boilerplate import judge_page
from pipeline.ingest.byline_book import byline_book
from pipeline.ingest.byline_segments import parse_named_segment, read_signature, segments_of
from pipeline.ingest.bylines import credits_of, labelled, parse_author
from pipeline.ingest.credited_names import names_in
from pipeline.ingest.lines import letters, lines_of
from pipeline.ingest.metadata import Piece, Surroundings, find_metadata
from pipeline.ingest.page import Page, RawPage, ingest_page
from pipeline.ingest.script import converter
from pipeline.ingest.sites import host_of, url_date

CASES = Path(__file__).parent / "cases"
PROSE = (
    "算力的价格在一年里跌了四成,电价却涨了一成,"
    "账本上的数字第一次倒了过来,没有人再笑,也没有人再提当初在饭局上打的那个赌。"
)
# Articles that name people, dates and media which are not their own.
BODIES = {
    "zh": [
        "过去一年，行业里最常听到的一句话是“再等等”。2025年3月1日，一家头部公司宣布把推理价格下调四成，"
        "同行在十天之内全部跟进，没有一家敢慢半步。",
        "“我们算过账，便宜不等于亏钱。”创始人陆远帆在会上这样说。他身后的大屏幕写着8.6亿元的年度预算，"
        "台下有记者问，这笔钱什么时候能挣回来，他笑了笑没有回答。",
        "真正的变化发生在客户那边。2026年1月，华东一家制造企业把客服系统全部换掉，负责人卫东说，"
        "省下的钱只够再买两台机器，但人手确实少了三成。",
        "所以我的看法是，眼下的热闹里有真东西，也有大量的泡沫。把两者分开的办法只有一个：看谁的账本敢给人看。",
    ],
    "hant": [
        "過去一年，業界最常聽到的一句話是「再等等」。2025年3月1日，一家龍頭公司宣布把推論價格調降四成，"
        "同業在十天之內全部跟進，沒有一家敢慢半步。",
        "「我們算過帳，便宜不等於賠錢。」創辦人陸遠帆在會上這樣說。他身後的大螢幕寫著8.6億元的年度預算，"
        "台下有記者問，這筆錢什麼時候賺得回來，他笑了笑沒有回答。",
        "真正的改變發生在客戶那邊。2026年1月，中部一家製造商把客服系統全部換掉，負責人衛東說，"
        "省下的錢只夠再買兩台機器，但人手確實少了三成。",
        "所以我的看法是，眼下的熱鬧裡有真東西，也有大量的泡沫。把兩者分開的辦法只有一個：看誰的帳本敢給人看。",
    ],
    "en": [
        "For most of last year the phrase you heard at every dinner in this industry was \"let's "
        'wait and see". On March 1, 2025 one of the big labs cut the price of inference by 40%, '
        "and within ten days every rival had followed.",
        '"We ran the numbers, and cheap is not the same as unprofitable," said Lucan Farley, the '
        "founder, in front of a slide that showed an annual budget of $86m. A reporter asked when "
        "the money would come back. He smiled and moved on.",
        "The real change came from customers. In January 2026 a manufacturer in Ohio replaced its "
        "whole support desk; its operations chief, Dana Whitlock, says the savings bought two "
        "machines and cost a third of the staff.",
        "So my view is that there is something real in the noise and a good deal of froth around "
        "it. There is only one way of telling them apart: ask to see the books.",
    ],
}


def cases(name: str) -> list[dict[str, Any]]:
    rows = (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(row) for row in rows]


def page(text: str, name: str = "a.txt", **stated: str) -> Page:
    return ingest_page(RawPage(name, text.encode(), stated))


def page_of(case: dict[str, Any], gap: str) -> Page:
    """The page of a case: head, article and tail, the paragraphs `gap` apart."""
    text = gap.join([case["head"], *BODIES[case["body"]], case["tail"]])
    reference = case.get("reference")
    return ingest_page(
        RawPage("a.txt", text.encode()),
        reference=datetime.date.fromisoformat(reference) if reference else None,
    )


def folded(text: str | None) -> str:
    return letters(converter("t2s").convert(text or ""))


@pytest.mark.parametrize("case", cases("metadata"), ids=lambda c: (c["head"] or c["tail"])[:40])
def test_a_page_says_who_wrote_it_and_when(case: dict[str, Any]) -> None:
    found = page_of(case, "\n\n" if len(case["head"]) % 2 else "\n")
    got = {
        "title": folded(found.title),
        "author": folded(found.author),
        "published": found.published.isoformat() if found.published else None,
        "site": folded(found.site),
    }
    for key in ("title", "author", "published", "site"):
        if key in case and key not in case.get("unread", ()):
            wanted = case[key] if key == "published" else folded(case[key])
            assert got[key] == wanted, key


@pytest.mark.parametrize("case", cases("authors"), ids=lambda c: c["line"])
def test_authors_in_all_the_forms_of_a_byline(case: dict[str, Any]) -> None:
    assert parse_author(case["line"]) == case["author"]


@pytest.mark.parametrize("role", byline_book().roles, ids=lambda r: r.name)
def test_a_role_is_read_from_its_example_and_not_from_its_counter(role: Any) -> None:
    assert parse_author(role.example) == (role.author or None)
    assert role.name in [field.role for field in labelled(role.example)]
    assert role.name not in [field.role for field in labelled(role.counter)]


@pytest.mark.parametrize("pattern", byline_book().patterns, ids=lambda p: p.name)
def test_a_pattern_finds_the_author_of_its_example_and_none_in_its_counter(pattern: Any) -> None:
    assert pattern.author in [credit.name for credit in credits_of(pattern.example)]
    assert credits_of(pattern.counter) == []


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("巩汽水 | 车轮研究所 | 2026/04/28 11:06:35", "巩汽水"),
        ("冯一苇  2025-10-20  健康中国行 · 专栏", "冯一苇"),
        ("[ 庹青川 ] 2025年11月24日", "庹青川"),
        ("欧阳伯权 | 港股顺流逆流 | 更新:00:05 2026-02-12", "欧阳伯权"),
        ("COMMENTARY | DEC 15, 2025 | NORA WHITFIELD-PRICE", "NORA WHITFIELD-PRICE"),
        ("【丹麦】尼尔斯·霍尔姆", "尼尔斯·霍尔姆"),
        ("林一舟·深圳 2026-02-08", "林一舟"),
        ("Nora Whitfield and Jonas Meier", "Nora Whitfield, Jonas Meier"),
        ("财经 2026-02-12 北京", None),
        ("Earnings desk | Feb 26, 2026", None),
    ],
)
def test_a_name_between_separators_is_the_author(line: str, name: str | None) -> None:
    assert parse_named_segment(line) == name


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("田野、闻小满 编辑", "田野、闻小满"),
        ("罗一鸣 涂思远", "罗一鸣、涂思远"),
        ("林一舟(半导体观察者,曾任职于封测厂)", "林一舟"),
        ("拾光小组(阿木、阿土)", "拾光小组(阿木、阿土)"),
        ("硬核派 裴舟", "裴舟"),
        ("林一舟 某研究院研究员", "林一舟"),
        ("让·勒菲弗尔(Jean Lefèvre)", "让·勒菲弗尔"),
        ("Marcus Thornbury", "Marcus Thornbury"),
        ("2026-02-08", None),
        ("来源", None),
        ("", None),
    ],
)
def test_names_behind_a_label(value: str, names: str | None) -> None:
    assert names_in(value) == names


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("——易北河,2026年2月8日", "易北河"),
        ("— Silas Greaves", "Silas Greaves"),
        ("林一舟 2026年2月8日于深圳", "林一舟"),
        ("董事长  郭家齐  敬上", "郭家齐"),
        ("往期回顾", None),
        ("小结", None),
        ("这一年过去了。", None),
    ],
)
def test_a_signature_below_the_text(line: str, name: str | None) -> None:
    assert read_signature(line) == name


@pytest.mark.parametrize(
    ("stated", "author"),
    [
        ("Daniel Kwon, Senior Columnist", "Daniel Kwon"),
        ("Kim Lee, Editor", "Kim Lee"),
        ("记者 张三", "张三"),
        ("Nora Whitfield, Jonas Meier", "Nora Whitfield, Jonas Meier"),
        ("Will Page, Mark Rose", "Will Page, Mark Rose"),
    ],
)
def test_a_stated_author_goes_without_the_task(stated: str, author: str) -> None:
    assert author_of(author=stated) == author


def author_of(*bylines: str, **stated: str) -> str | None:
    pieces = [*(Piece(line, "byline") for line in bylines), Piece(PROSE, None)]
    return find_metadata(pieces, None, Surroundings(stated)).author


def date_of(*bylines: str, others: str = "", **given: Any) -> datetime.date | None:
    pieces = [*(Piece(line, "byline") for line in bylines), Piece(PROSE, None)]
    pieces += [Piece(others, "notice")] if others else []
    return find_metadata(pieces, None, Surroundings({}, **given)).published


def test_a_role_counts_for_more_than_a_name_and_writing_for_more_than_editing() -> None:
    assert author_of("欧阳伯权 2026-01-01", "作者:林一舟 编辑:老何") == "林一舟"
    assert author_of("编辑:老何 2026-01-01") is None
    assert author_of("作者:林一舟", author="Nora Whitfield") == "Nora Whitfield"


def test_an_account_or_the_site_is_no_author() -> None:
    for stated in ("admin", "https://a.example/u/7", "editor@a.example", "佚名"):
        assert author_of("作者:林一舟", author=stated) == "林一舟"
    assert author_of("作者:林一舟", author="远望财经", site="远望财经") == "林一舟"


def test_a_byline_without_a_year_takes_it_from_the_page_or_from_when_it_was_read() -> None:
    assert date_of("02-08 18:03", others="© 2026 远望财经") == datetime.date(2026, 2, 8)
    assert date_of("02-08 18:03") is None
    read = datetime.date(2026, 11, 21)
    assert date_of("02-08 18:03", reference=read) == datetime.date(2026, 2, 8)
    assert date_of("12-08 18:03", reference=read) == datetime.date(2025, 12, 8)


@pytest.mark.parametrize(
    ("footer", "above", "read", "date"),
    [
        ("© 2015 远望", "", None, None),
        ("© 2015 远望", "2025年的账", None, None),
        ("© 2024 Farside", "2026年的账", None, None),
        ("© 2015 远望", "2014年的账", None, "2015-02-08"),
        ("© 2025 远望", "2026年的账", None, "2025-02-08"),
        ("© 2026 远望", "到2030年", None, "2026-02-08"),
        ("© 2015 远望", "2025年的账", "2026-11-21", "2026-02-08"),
    ],
)
def test_the_year_of_an_old_copyright_dates_no_page(
    footer: str, above: str, read: str | None, date: str | None
) -> None:
    day = datetime.date.fromisoformat(read) if read else None
    pieces = [Piece("2月8日 18:03", "byline"), Piece(PROSE + above, None), Piece(footer, "notice")]
    found = find_metadata(pieces, None, Surroundings({}, reference=day)).published
    assert (found.isoformat() if found else None) == date


@pytest.mark.parametrize(
    ("line", "others", "date"),
    [
        ("4月28日星期二", "", "2026-04-28"),
        ("Feb 28 · 周六早上送达", "", "2026-02-28"),
        ("Mon, Mar 30", "", "2026-03-30"),
        # The year of a notice may be that of the year before or after.
        ("12月29日（一）", "© 2026 远望财经", "2025-12-29"),
        # No deadline is a page's date.
        ("报名截止6月30日", "© 2026 远望财经", None),
    ],
)
def test_a_weekday_tells_the_year(line: str, others: str, date: str | None) -> None:
    found = date_of(line, others=others) if others else date_of(line)
    assert (found.isoformat() if found else None) == date


def test_what_was_read_earlier_goes_by_the_last_such_weekday() -> None:
    read = datetime.date(2021, 11, 21)
    assert date_of("4月28日星期二", reference=read) == datetime.date(2020, 4, 28)


def test_a_date_behind_the_last_sentence_of_a_paragraph_is_the_page_s() -> None:
    greeting = (
        f"谁来付电费\n早上好,这里是第 88 期,发给 9,312 位订阅者,谢谢各位。2026.09.13\n\n{PROSE}\n"
    )
    assert page(greeting).published == datetime.date(2026, 9, 13)
    story = f"谁来付电费\n\n{PROSE}他们说,账是从去年算起的。合同签到2026年9月13日为止\n"
    assert page(story).published is None


def test_what_is_cited_does_not_date_the_page() -> None:
    cited = f"谁来付电费\n\n{PROSE}\n\n参考资料:\n[1] 远望官网价目表,2026年5月5日访问\n"
    assert page(cited).published is None


def test_the_date_of_publication_goes_before_that_of_an_update_or_an_event() -> None:
    assert date_of("更新:2026-02-10", "发布:2026-02-08") == datetime.date(2026, 2, 8)
    assert date_of("活动时间:2026-03-01", "2026-02-08") == datetime.date(2026, 2, 8)
    assert date_of("更新:2026-02-10") == datetime.date(2026, 2, 10)
    assert date_of("报名截止:2026-03-01") is None


def test_numbers_are_read_day_first_where_the_page_is_from_such_a_place() -> None:
    assert date_of("04/03/2026", day_first=True) == datetime.date(2026, 3, 4)
    assert date_of("04/03/2026") == datetime.date(2026, 4, 3)


def test_a_relative_date_needs_to_know_when_the_page_was_read() -> None:
    assert date_of("昨天 14:20") is None
    assert date_of("昨天 14:20", reference=datetime.date(2026, 2, 9)) == datetime.date(2026, 2, 8)
    text = f"谁来付电费\n林一舟 3小时前\n\n{PROSE}\n"
    assert page(text).published is None
    fetched = page(text, fetched="2026-02-09T01:30:00Z")
    assert fetched.published == datetime.date(2026, 2, 8)


def test_the_address_of_a_page_tells_site_and_date() -> None:
    assert host_of("https://www.a-b.example/x") == "a-b.example"
    assert host_of("notes/x.txt") is None
    assert host_of("http://[broken") is None
    assert url_date("https://a.example/2026/02/08/slug") == datetime.date(2026, 2, 8)
    assert url_date("https://a.example/a/20260208/t123.html") == datetime.date(2026, 2, 8)
    assert url_date("https://a.example/2026/02/31/slug") is None
    found = page(f"谁来付电费\n\n{PROSE}\n", url="https://news.a.example/2026/02/08/1.html")
    assert (found.site, found.published) == ("news.a.example", datetime.date(2026, 2, 8))


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"谁来付电费\n2026-01-01 来源:远望财经\n\n{PROSE}", "谁来付电费"),
        (f"首页 › 观点 › 正文\n谁来付电费\n谁来付电费\n\n{PROSE}", "谁来付电费"),
        (
            f"财经 | 公司 | 科创板 | 港股\n谁来付电费?账本上的三个问题\n记者 林一舟\n{PROSE}",
            "谁来付电费?账本上的三个问题",
        ),
        (f"【远望冷语】谁来付电费\n文:林一舟\n{PROSE}", "【远望冷语】谁来付电费"),
        (f"【远望冷语】\n谁来付这一笔电费\n文:林一舟\n{PROSE}", "谁来付这一笔电费"),
        (f"融资周报|机器人吸走一半的钱\n2026-01-01\n{PROSE}", "融资周报|机器人吸走一半的钱"),
        (f"标题:谁来付电费\n作者:林一舟\n{PROSE}", "谁来付电费"),
        (f"林一舟\n2026-01-01 上海\n{PROSE}", None),
        (f"{PROSE}\n{PROSE}续", None),
        (f"作者:林一舟\n{PROSE}", None),
    ],
)
def test_the_title_is_the_line_that_is_one(text: str, title: str | None) -> None:
    assert judge_page(lines_of(text), None).title == title


def test_a_stated_title_loses_the_name_of_its_site() -> None:
    lines = lines_of(f"谁来付这一笔电费\n\n{PROSE}")
    assert judge_page(lines, "谁来付这一笔电费_远望财经").title == "谁来付这一笔电费"
    assert judge_page(lines, "谁来付这一笔电费 - 远望财经").title == "谁来付这一笔电费"
    assert judge_page(lines, "另一个题目").title == "另一个题目"


def test_a_page_gives_title_author_and_date_and_keeps_the_title() -> None:
    found = page(f"誰來付電費\n記者王小明/台北報導\n2026/2/8 18:03\n\n{PROSE}\n{PROSE}續\n")
    assert (found.title, found.author) == ("谁来付电费", "王小明")
    assert found.published == datetime.date(2026, 2, 8)
    assert found.text.string.startswith("谁来付电费\n")


def test_front_matter_comes_before_the_text() -> None:
    found = page(f"---\ntitle: 电费\nauthor: 林一舟\ndate: 2026-02-08\n---\n\n{PROSE}\n", "a.md")
    assert (found.title, found.author) == ("电费", "林一舟")
    assert found.published == datetime.date(2026, 2, 8)


def test_the_first_heading_of_markdown_is_the_title() -> None:
    found = page(
        f"[首页](/) · [归档](/a) · [RSS](/f)\n\n# 早报 2026-02-08\n\n## 一\n\n{PROSE}\n", "a.md"
    )
    assert found.title == "早报 2026-02-08"
    assert found.published == datetime.date(2026, 2, 8)


@given(st.text(max_size=80))
def test_any_line_is_read_without_an_error(line: str) -> None:
    credits_of(line)
    segments_of(line)
    read_signature(line)
    found = parse_named_segment(line)
    assert found is None or found


@pytest.mark.parametrize("unit", ["(", "作者:", "A ", "林一舟 ", "、", "20", "—", "记者 "])
def test_a_very_long_line_is_read_in_no_time(unit: str) -> None:
    started = time.process_time()
    line = unit * 50_000
    credits_of(line)
    parse_named_segment(line)
    read_signature(line)
    assert time.process_time() - started < 2
