"""Kinds of lines that sites and shows add, each beside a line of the article that looks like it."""

from __future__ import annotations

import pytest

from pipeline.ingest.author_names import account
from pipeline.ingest.kept_lines import is_remark
from pipeline.ingest.page import Page, RawPage, ingest_page
from pipeline.ingest.titles import site_behind

PROSE = (
    "算力的价格在一年里跌了四成,电价却涨了一成,账本上的数字第一次倒了过来,没有人再笑。\n\n"
    "客户那边的变化更慢,华东一家制造企业把客服系统全部换掉,省下的钱只够再买两台机器。"
)
ENGLISH = (
    "The price of inference fell by two fifths within a year, and the price of power rose, so that "
    "for once the books were upside down and nobody in the room laughed about it any more.\n\n"
    "Customers moved more slowly: one maker replaced its whole support desk, and the savings "
    "bought two machines and cost it a third of the staff."
)


def page(text: str) -> Page:
    return ingest_page(RawPage("a.txt", text.encode()))


def test_the_times_of_a_show_go_with_their_heading() -> None:
    text = page(
        f"夜班账本\n\n时间轴\n02:15 谁在付电费\n17:40 机房搬去了哪里\n\n{PROSE}\n"
    ).text.string
    assert "谁在付电费" not in text and "算力的价格" in text


def test_the_address_below_the_name_of_who_wrote_a_letter_goes_with_it() -> None:
    text = page(f"Letters\n\n{ENGLISH}\nNORA WHITFIELD,\nFar Harbour,\nCo Clare.\n").text.string
    assert "WHITFIELD" not in text and "Far Harbour" not in text and "a third of the staff" in text


def test_a_line_that_describes_the_author_goes_and_one_about_another_stays() -> None:
    head = "The year of the meter\nBy Nora Whitfield\n\n"
    described = "Nora Whitfield has tested printers since the fax."
    about = "Ivo Kessler has tested printers since the fax."
    assert described not in page(f"{head}{ENGLISH}\n\n{described}\n").text.string
    assert about in page(f"{head}{ENGLISH}\n\n{about}\n\n{ENGLISH[::-1]}.\n").text.string


def test_what_stands_between_two_fences_under_a_label_is_the_advert() -> None:
    text = page(f"夜班账本\n\n{PROSE}\n——— 广告 ———\n远望云 企业上云首选\n—————\n{PROSE[::-1]}。\n")
    assert "远望云" not in text.text.string


def test_items_marked_with_a_circle_are_no_captions() -> None:
    items = "◎远望:快接头、分歧管,主要客户三家\n◎长堤:柜内软管、漏液感测,主要客户两家"
    assert items in page(f"液冷接头缺到年底\n\n{PROSE}\n{items}\n\n{PROSE[::-1]}。\n").text.string


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("u/quiet_gpu", "quiet_gpu"),
        ("余振邦牧师", "余振邦"),
        ("王老师", "王老师"),
        ("林一舟 敬上", "林一舟"),
        ("Nora Whitfield 林一舟", "Nora Whitfield"),
        ("Vivian 周", "Vivian 周"),
    ],
)
def test_an_author_is_called_by_the_name_alone(name: str, called: str) -> None:
    assert account(name) == called


def test_a_site_behind_the_title_is_cut_where_the_page_names_it_too() -> None:
    title = "Three recorders that write the minutes | Benchtop"
    assert title[: site_behind(title, [title, "Benchtop › Reviews › Office"])].endswith("minutes")
    assert site_behind(title, [title, "Reviews › Office"]) == len(title)


_PARAGRAPHS = (
    "港口的调度模型去年省下了四成的等泊时间，可是码头工人说，省下的时间都拿去填表了。",
    "调度员算过，一条船少等两小时，油钱省三万，而填表要两个人做一个下午，这笔账没有人算。",
)
_HARBOURS = ("Farside", "Gannet", "Tern", "Petrel", "Skua")


def _read(text: str, name: str = "page.md") -> Page:
    return ingest_page(RawPage(name, text.encode()))


@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize("mark", ["- ", "*   ", "", "1. "])
def test_a_saved_pages_menu_goes_however_long_it_is(mark: str, between: str) -> None:
    words = (
        "首页 要闻 国际 财经 科技 汽车 房产 教育 健康 体育 娱乐 旅游 军事 历史 读书 公益 视频 直播"
    )
    menu = between.join(
        f"{mark}[{word}](https://port.example.cn/{n}/)" for n, word in enumerate(words.split())
    )
    head = "# 调度模型省下的时间\n\n2026年04月02日 09:14\n作者：纪秋白"
    found = _read(f"{menu}\n\n{head}\n\n" + "\n\n".join(_PARAGRAPHS) + "\n")
    assert found.text.string.split("\n\n")[0].strip() == "调度模型省下的时间"
    assert (found.title, found.author) == ("调度模型省下的时间", "纪秋白")
    assert str(found.published) == "2026-04-02"
    assert {e.rule for e in found.edits if "财经" in e.source_text} == {"markdown-links"}


def test_links_with_pictures_above_a_lower_heading_are_a_menu_too() -> None:
    menu = "\n\n".join(
        f"[![Image {n}: {w}](https://i.example/{n}.svg)](https://t.example/{w}) "
        f"[{w}](https://t.example/{w})"
        for n, w in enumerate(("Harbours", "Tides", "Charts", "Lights", "Ferries", "Pilots"))
    )
    found = _read(f"{menu}\n\n## 调度模型省下的时间\n\n" + "\n\n".join(_PARAGRAPHS))
    assert "Tides" not in found.text.string
    assert found.title == "调度模型省下的时间"


@pytest.mark.parametrize(
    "kept",
    [
        # What links to places of the page is its contents.
        "- [省下的油钱](#oil)\n- [填表的人](#forms)\n- [没算的账](#sums)\n- [二](#b)\n- [一](#a)",
        # Headlines of a digest are longer than labels of a menu.
        "\n".join(
            f"- [第{n}条：一家港口把调度交给模型之后又收了回来，理由是填表](https://p.example/{n})"
            for n in range(6)
        ),
        "[纪秋白](https://p.example/author/ji)写过此事。",
    ],
)
def test_links_below_a_title_stay_unless_they_are_a_row_of_labels(kept: str) -> None:
    found = _read("# 调度模型省下的时间\n\n" + kept + "\n\n" + "\n\n".join(_PARAGRAPHS))
    assert not [e for e in found.edits if e.rule == "markdown-links"]


def test_a_list_of_links_without_an_article_stays() -> None:
    links = "\n".join(f"- [港口{n}](https://p.example/{n})" for n in range(9))
    assert "港口7" in _read(f"{links}\n\n# 名录\n").text.string


@pytest.mark.parametrize(
    "tail",
    [
        "### Most read\n1. [Why the crane waits](https://t.example/1)\n2. [A pilot's day](https://t.example/2)",
        "## 相关新闻\n- [无人集卡上路](https://p.example/1)\n- [引航员的一天](https://p.example/2)",
        "## 图片新闻\n[![](https://p.example/9.jpg)](https://p.example/9)\n[雾里的灯塔](https://p.example/9)",
    ],
)
def test_headings_of_lists_below_an_article_go_with_them(tail: str) -> None:
    found = _read("# 调度模型省下的时间\n\n" + "\n\n".join(_PARAGRAPHS) + "\n\n" + tail + "\n")
    assert found.text.string.rstrip().endswith(_PARAGRAPHS[-1])


def test_headings_with_something_of_the_article_below_stay() -> None:
    text = "# 调度模型省下的时间\n\n" + _PARAGRAPHS[0] + "\n\n## 还没有算的账\n\n" + _PARAGRAPHS[1]
    assert "还没有算的账" in _read(text + "\n\n## 之后\n\n等下一条船。\n").text.string


def test_what_a_reader_prints_above_a_page_goes() -> None:
    found = _read(
        "Title: 调度模型省下的时间\n\nURL Source: https://p.example/a\n\n"
        "Published Time: 2026-05-03T14:20:00+00:00\n\nMarkdown Content:\n"
        "调度模型省下的时间\n===============\n\n" + "\n\n".join(_PARAGRAPHS)
    )
    assert found.text.string.split() == ["调度模型省下的时间", *_PARAGRAPHS]
    assert (found.title, str(found.published)) == ("调度模型省下的时间", "2026-05-03")


_NOTES = (
    '1\nHarbour Authority, "Tide Supplement," January 2026.\n2\nInterview with a pilot, who asked '
    "not to be named."
)


def test_notes_below_their_numbers_go() -> None:
    text = page(f"The year of the crane\n\n{ENGLISH}\n\n{ENGLISH}\n\n{_NOTES}\nShare\n").text.string
    assert "Tide Supplement" not in text
    assert "Customers moved more slowly" in text


def test_parts_of_an_article_below_their_numbers_stay() -> None:
    parts = f"1\n{PROSE}\n2\n{PROSE.replace('一年', '半年')}"
    text = page(f"夜班账本上的数字\n\n{PROSE.replace('四成', '三成')}\n\n{parts}\n").text.string
    assert text.split("\n").count("1") == 1


@pytest.mark.parametrize(
    "note",
    [
        "1. ^ Of the forty contracts, the author has seen the text of six.",
        "^ Lin, Y. (2024). The forty contracts of the far harbour. Harbour Press.",
        "Of the forty contracts, the author has seen the text of six. ↩︎",
    ],
)
def test_notes_that_lead_back_go(note: str) -> None:
    assert "contracts" not in page(f"The year of the crane\n\n{ENGLISH}\n\n{note}\n").text.string


def test_advice_of_a_reader_is_no_advert() -> None:
    advice = "Surgeon here. Please get your insurer to sign off on this before somebody sues you."
    text = page(f"The year of the crane\n\n{ENGLISH}\n\ngreenfield_md\n• 3d ago\n{advice}\nReply\n")
    assert advice in text.text.string


def test_what_heads_a_list_that_stays_stays() -> None:
    items = (
        "• Tern Memory will skip a generation of chips to make room for stacks. (Harbour Ledger)\n"
        "• The finance chief of Gannet will step down in the autumn. (The Docket)"
    )
    text = page(f"The year of the crane\n\n{ENGLISH}\n\nIN OTHER NEWS\n{items}\n\n{ENGLISH}\n")
    assert "IN OTHER NEWS" in text.text.string


def test_a_list_that_tells_what_it_links_to_keeps_its_heading() -> None:
    items = "\n".join(
        f"- [The crane that waits, part {n}](https://t.example/{n}) — 港口日志:把调度交给模型之后又"
        "收回来的全部经过,从第一张填错的表到最后一条等错的船,附有当班人的口述和一张没有人看的表"
        for n in (1, 2)
    )
    text = "# 调度模型省下的时间\n\n" + "\n\n".join(_PARAGRAPHS) + f"\n\n## 延伸阅读\n\n{items}\n"
    assert "延伸阅读" in _read(text).text.string


@pytest.mark.parametrize(
    "listed",
    [
        "\n\n".join(f"## [{name}](https://{name.lower()}.example)" for name in _HARBOURS),
        "\n".join(f"- [{name}](https://code.example/x/{name})" for name in _HARBOURS),
        "\n".join(f"1. [{name}](https://news.example/2026/{name})" for name in _HARBOURS),
    ],
)
@pytest.mark.parametrize("title", ["# Five harbours to watch", "Five harbours to watch", ""])
def test_what_an_article_lists_below_its_title_is_no_menu(title: str, listed: str) -> None:
    found = _read(f"{title}\n\n{listed}\n\n" + "\n\n".join(_PARAGRAPHS))
    assert [name for name in _HARBOURS if name not in found.text.string] == []


def test_a_list_under_a_title_without_a_mark_stays_above_a_heading() -> None:
    listed = "\n".join(f"- [{name}](https://code.example/x/{name})" for name in _HARBOURS)
    text = f"Five harbours to watch\n\n{listed}\n\n## 为什么是它们\n\n" + "\n\n".join(_PARAGRAPHS)
    assert "Gannet" in _read(text).text.string


@pytest.mark.parametrize(
    "words",
    [
        "首页 要闻 财经 港口 关于我们 登录",
        "首頁 要聞 財經 港口 關於我們 登入",
        "Home News Tides About Login Charts",
    ],
)
def test_a_row_with_the_words_of_a_menu_below_a_title_goes(words: str) -> None:
    menu = "\n".join(f"- [{word}](https://p.example/{n})" for n, word in enumerate(words.split()))
    found = _read(f"# 调度模型省下的时间\n\n{menu}\n\n" + "\n\n".join(_PARAGRAPHS))
    assert found.text.string.split() == ["调度模型省下的时间", *_PARAGRAPHS]


@pytest.mark.parametrize(
    "first",
    [
        "Warning: This page is not safe, says the harbour about its rival",
        "URL Source: a memo on where the harbour found its tide tables",
    ],
)
def test_a_title_with_the_words_of_a_reader_stays(first: str) -> None:
    found = page(f"{first}\n\n{ENGLISH}\n\n{ENGLISH.replace('forty', 'sixty')}\n")
    assert found.title == first


@pytest.mark.parametrize(
    "line",
    [
        "Warning: This page maybe not yet fully loaded, consider explicitly specify a timeout.",
        "Warning: Target URL returned error 403: Forbidden",
        "URL Source: https://p.example/a",
        "Markdown Content:",
    ],
)
def test_a_readers_own_lines_go(line: str) -> None:
    assert line not in page(f"The year of the crane\n\n{line}\n\n{ENGLISH}\n").text.string


@pytest.mark.parametrize(
    "line", ["^ Power grows with scale.", "2^10 is 1024, not a thousand.", "↑ 12% on the year."]
)
def test_a_caret_or_an_arrow_alone_is_no_note(line: str) -> None:
    assert line in page(f"The year of the crane\n\n{ENGLISH}\n\n{line}\n").text.string


def test_a_caret_in_a_list_above_the_text_is_no_note() -> None:
    line = "1. ^ Caret is power in sums: 2^3. The sign is old."
    assert line in page(f"What a caret says\n\n{line}\n\n{ENGLISH}\n").text.string


@pytest.mark.parametrize(
    "remark",
    [
        "@quayside_kit: cancelled my subscription today, twenty dollars a month for what",
        "Comments: @quayside_kit: I will not subscribe to a crane that I cannot repair.",
        "@TERN_to_the_sky: Buy the dip, rents of cranes go up and nobody sees it. Not advice.",
    ],
)
def test_what_an_account_says_behind_its_handle_stays(remark: str) -> None:
    text = page(f"The year of the crane\n\n{ENGLISH}\n\n{remark}\n\n@tidewatch: Mark my words.\n")
    assert remark in text.text.string


def test_an_account_with_an_address_says_nothing() -> None:
    assert is_remark("@quayside_kit: they will raise the price of it again")
    assert is_remark("@老码头:这个价格涨到头了我也是不会付的。")
    assert not is_remark("@quayside: more of this at https://p.example every week for you")
    assert not is_remark("@quayside_kit: same here")
