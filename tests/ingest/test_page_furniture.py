"""Short lines that a platform prints around a text, and lines of their form that stay."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from pipeline.ingest.event_records import event_record
from pipeline.ingest.kept_lines import is_quoted
from pipeline.ingest.page import Page, RawPage, ingest_page
from pipeline.ingest.user_rules import read_user_rules

ZH = (
    "去年这个时候，租一张卡要排三个月的队；今年春天，机房的人开始给老客户打电话，问要不要再加两台，价格好说。",
    "折旧没有走完的机房，谁也不愿意第一个降价，可是电费每个月都要付，付到第九个月，第一家就松了口。",
)
EN = (
    "The port of Farside ordered forty autonomous cranes on Tuesday, the largest order of its kind "
    "in Europe, and said that no crane driver would lose a job before 2028.",
    "The union did not believe it. Its members voted by two to one to stop work on Friday unless "
    "the promise is put into the contract.",
)


def page(*lines: str, name: str = "page.txt") -> Page:
    return ingest_page(RawPage(name, "\n\n".join(lines).encode()))


def kept(*lines: str) -> list[str]:
    return [line for line in page(*lines).text.string.split("\n") if line]


def test_a_record_keeps_when_where_and_who_spoke_and_they_are_no_authors() -> None:
    fields = ("时间：2026年5月12日下午3时", "地点：市政务中心三楼", "发布人：林一舟 / 周小满")
    record = page(
        "市政府举行低空经济新闻发布会", "\n".join(fields), *ZH, "（图文内容据现场实录整理）"
    )
    assert record.author is None
    assert [line in record.text.string for line in fields] == [True] * 3
    assert "整理" not in record.text.string


def test_a_talk_with_time_and_place_is_no_record() -> None:
    assert not event_record(["和林一舟谈谈", "时间：2026年5月12日", "地点：苏州", "主持：周小满"])
    assert event_record(["某某新闻发布会", "时间：2026年5月12日", "地点：苏州", "主持人：周小满"])


def test_a_page_of_questions_and_answers_is_left_with_question_and_answer() -> None:
    question = "远洋云的算力租赁业务为什么亏了三年还在扩张？"
    furniture = ("华为", "大模型", "关注者", "2,317", "被浏览", "1,892,405", "关注问题", "写回答")
    answer = page(
        *furniture[:2],
        question,
        *furniture[2:],
        "半夜焊板子的老林",
        "做了十年封装，现在带孩子",
        *ZH,
        "发布于 2026-03-11 21:14",
        "编辑于 2026-03-12 08:02",
        "还没有人赞赏，快来当第一个赞赏的人吧！",
    )
    assert answer.text.string.split("\n\n") == [question, *ZH]
    assert (answer.author, answer.published) == ("半夜焊板子的老林", datetime.date(2026, 3, 11))


def test_a_section_or_a_duration_over_the_title_goes_and_an_editorials_label_stays() -> None:
    head = ("The rope makers are coming for the cranes", "By Nora Whitfield", "March 4, 2026")
    assert kept("AI", "4:12", *head, *EN) == [head[0], *EN]
    title = "机房的灯亮着，机柜空了一半"
    assert kept("突发", title, "远望日报 2026年3月9日 08:30", *ZH) == [title, *ZH]
    assert kept("社论", title, "远望日报 2026年3月9日 08:30", *ZH)[0] == "社论"


def test_counts_in_lines_of_their_own_go_and_numbers_of_parts_stay() -> None:
    head = ("The quiet cost of quick answers", "Nora Whitfield", "Mar 14, 2026", "∙ Paid")
    assert kept(*head, "47", "12", "6", "Share", *EN) == [head[0], *EN]
    assert kept(*head, "1", EN[0], "2", EN[1]) == [head[0], "1", EN[0], "2", EN[1]]


def test_a_name_alone_under_the_title_goes_and_a_speakers_stays() -> None:
    assert kept("码头人语：算力股的水位", "林一舟", *ZH) == ["码头人语：算力股的水位", *ZH]
    talk = kept(
        "码头上的对谈", "林一舟", ZH[0], "周小满", ZH[1], "林一舟", "那倒也是，没有人想到。"
    )
    assert talk.count("林一舟") == 2


@pytest.mark.parametrize("when", ["14 小时前  via Android", "3-18 14:22 来自 iPhone 17 Pro"])
def test_who_posts_goes_with_the_time_below(when: str) -> None:
    assert kept(f"nightboat\n{when}", *ZH) == [*ZH]


def test_the_day_on_top_of_a_digest_goes_and_dates_it() -> None:
    link = "[2026-05-13](https://example.com/issues/90)"
    for name, mark in (("page.md", "# "), ("page.txt", "")):
        digest = page(mark + link, *ZH, name=name)
        assert digest.published == datetime.date(2026, 5, 13)
        assert "2026" not in digest.text.string


def test_what_is_quoted_in_a_thread_stays() -> None:
    thread = kept(
        "Inference is cheaper than you think (tides.example.org)",
        "214 points by harborcat 5 hours ago | hide | 88 comments",
        "nightboat 4 hours ago | next [–]",
        "> inference is heavily subsidised",
        *EN,
    )
    assert thread[:2] == [
        "Inference is cheaper than you think",
        "> inference is heavily subsidised",
    ]
    assert not is_quoted("> Read more")
    assert not is_quoted(">> See pages 7 to 12")


def test_a_short_paragraph_below_a_list_of_links_stays() -> None:
    last = "港务单位表示，下周起每天检查凭证，并且保留一条人工作业的线。"
    links = "你可能还想看\n港区机器人明年上工\n码头工人的最后一个夏天"
    assert kept("港区机器人停摆三小时", *ZH, links, last)[-1] == last


def test_a_newsletters_title_stands_over_its_subtitle() -> None:
    letter = page(
        "The quiet cost of quick answers\nWhy my spreadsheet got longer",
        "Nora Whitfield\nMar 14, 2026",
        *EN,
    )
    assert letter.title == "The quiet cost of quick answers"


def test_a_row_of_stars_is_neither_misread_nor_a_title() -> None:
    question = "立法会七题：公共服务使用人工智能"
    assert page(question, "＊＊＊＊＊＊＊＊＊＊＊＊＊＊", *ZH).text.string.split("\n\n") == [
        question,
        *ZH,
    ]


def test_a_post_of_one_sentence_stays() -> None:
    said = "Our forklift does this too, but only near lunch."
    thread = kept(
        "A tugboat that says no",
        "341 points by ropewalker 1 day ago | flag | hide | 3 comments",
        f"tidewrack 1 day ago | next [–]\n{EN[0]}",
        "reply",
        f"kittiwake 23 hours ago | prev [–]\n{said}",
        "reply",
    )
    assert thread == ["A tugboat that says no", EN[0], said]


def test_the_fields_of_an_official_page_go_and_its_date_is_that_of_publication() -> None:
    title = "某某市人民政府关于印发应用场景清单的通知"
    fields = (
        "索 引 号：01234567/2026-00031\n发布机构：市政府办公室\n成文日期：2026-03-18\n有效性：有效"
    )
    notice = page(f"{fields}\n发布日期：2026-03-20", title, *ZH)
    assert (notice.title, notice.published) == (title, datetime.date(2026, 3, 20))
    assert notice.text.string.split("\n\n") == [title, *ZH]


def test_the_account_that_a_page_is_from_goes_alone_in_a_line_and_others_stay() -> None:
    title = "机房的灯亮着，机柜空了一半"
    head = (title, "算力夜话", "2026-03-09 08:30 北京", "+关注")
    assert kept("\n".join(head), *ZH, "算力夜话") == [title, *ZH]
    assert kept(title, "作者：算力夜话 2026-03-09", "算力夜话©", *ZH) == [title, *ZH]
    assert "电价" in kept(title, "作者：算力夜话 2026-03-09", "电价", *ZH)


def test_the_account_of_a_page_stays_where_its_rule_is_off(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('disable = ["byline-account-alone"]\n', encoding="utf-8")
    text = "\n\n".join(("机房的灯亮着", "作者：算力夜话 2026-03-09", "算力夜话©", *ZH))
    raw = RawPage("page.txt", text.encode())
    assert "©" not in ingest_page(raw).text.string
    assert "©" in ingest_page(raw, rules=read_user_rules(own)).text.string


def test_labels_over_their_values_go_with_them_and_a_question_stays() -> None:
    title = "机房的灯亮着，机柜空了一半"
    assert kept(title, "来源：", "远望晚报", "作者：", "林一舟", *ZH) == [title, *ZH]
    asked = "那么电费呢？"
    assert asked in kept(title, "作者：", asked, "2026-03-09 08:30", *ZH)
    dated = page(title, "来源：", "作者：", "林一舟 周小满", "时间：", "2026-03-09 08:30", *ZH)
    assert [line for line in dated.text.string.split("\n") if line] == [title, *ZH]
    assert dated.published == datetime.date(2026, 3, 9)


def test_a_label_over_what_is_no_value_of_its_stays_with_it() -> None:
    title = "机房的灯亮着，机柜空了一半"
    assert kept(title, "时间：", *ZH) == [title, "时间：", *ZH]
    assert kept(title, "来源：", "训练数据从哪里来", *ZH)[1:3] == ["来源：", "训练数据从哪里来"]
    ending = ["作者：", "写代码的人", "编辑：", "改代码的人"]
    edits = page(title, *ZH, "\n".join(ending)).edits
    assert "byline-label-over-value" not in {edit.rule for edit in edits}


def test_a_reporter_goes_from_a_line_only_where_he_is_set_off() -> None:
    seen = "在现场看到，工人们把机柜一台一台推进去，没有人说话，也没有人停下来算账。"
    told = f"科技记者 林一舟 {seen}"
    assert kept("机房的灯亮着，机柜空了一半", ZH[0], told)[-1] == told
    for credit in ("远望网记者 林一舟 新竹报道 ", "远望网记者 林一舟｜", "远望网记者 林一舟   "):
        assert kept("机房的灯亮着，机柜空了一半", ZH[0], credit + ZH[1])[-1] == ZH[1]


def test_a_list_of_contents_goes_as_far_as_its_entries_stand_again() -> None:
    title = "机房的灯亮着，机柜空了一半"
    text = ("一、空了的机柜", ZH[0], "二、亮着的灯", ZH[1])
    assert kept(title, "文章目录", text[0], text[2], *text) == [title, *text]


def test_a_line_twice_in_a_row_between_paragraphs_stays_once_and_a_refrain_twice() -> None:
    title = "机房的灯亮着，机柜空了一半"
    named = "两位工程师和他们的导师"
    assert kept(title, ZH[0], f"{named}\n{named}", ZH[1]) == [title, ZH[0], named, ZH[1]]
    verse = ["灯一直亮到天明", "它在等一个人", "它在等一个人"]
    assert kept(title, ZH[0], "\n".join(verse), ZH[1]) == [title, ZH[0], *verse, ZH[1]]
    said = "再等一等，价格会回来。"
    assert kept(title, ZH[0], f"{said}\n{said}", ZH[1]).count(said) == 2


@pytest.mark.parametrize("title", ["谁来保护原创", "欢迎来到算法博物馆网站", "别急着转发报道"])
def test_a_title_that_ends_like_a_sites_line_stays(title: str) -> None:
    given = page(title, "2026-03-09 08:30", *ZH)
    assert (given.title, given.author) == (title, None)


def test_a_desks_report_goes_and_a_heading_of_questions_stays() -> None:
    title = "机房的灯亮着，机柜空了一半"
    assert kept(title, "远望网科技组报道", *ZH) == [title, *ZH]
    assert kept(title, "常见问题", *ZH) == [title, "常见问题", *ZH]


def test_what_critics_argue_is_no_notice_and_a_disclaimer_is() -> None:
    title = "Who tests the tests"
    views = "the test does not represent the views of clinicians or patients, and that matters."
    for who in ("Critics argue", "Nurses claim that", "Some doctors warn that", "One study found"):
        assert f"{who} {views}" in kept(title, EN[0], f"{who} {views}", EN[1])
    notice = "Please note that this article does not represent the views of the Harbour Fund."
    assert notice not in kept(title, *EN, notice)


def test_what_sites_print_around_a_text_goes() -> None:
    title = "机房的灯亮着，机柜空了一半"
    thanks = "感谢远望之家网友 算力老农 的线索投递！"
    above = ("关于我们 客户服务", "欢迎访问远望网站！", "新闻热线 010-0000000", "手机查看")
    below = (
        "海量资讯、精准解读，尽在远望财经APP",
        "（原标题：机柜空了）",
        "视觉中国",
        "![](https://example.org/a.png)",
        "图片编辑：周小满",
        "总策划：林一舟",
    )
    dated = "远望日报 2026-03-09 08:30"
    assert kept(*above, title, dated, thanks, *ZH, *below) == [title, *ZH]
    assert kept(title, dated, *ZH, "远望新闻报料：010-0000000") == [title, *ZH]


def test_a_day_before_the_text_in_its_line_goes_and_dates_a_page_that_has_none() -> None:
    dated = page(f" date 2026-03-04 {ZH[0]}", ZH[1])
    assert dated.published == datetime.date(2026, 3, 4)
    assert dated.text.string.startswith("去年")
    titled = page("date 2026-03-04 谁先降价\n林一舟／算力观察员", *ZH)
    assert (titled.title, titled.author) == ("谁先降价", "林一舟")
    other = page("date 2026-01-01 远望网编译林一舟 2026-03-04 10:20", *ZH)
    assert other.published == datetime.date(2026, 3, 4)


def test_a_paragraph_with_a_day_in_figures_is_no_byline() -> None:
    paragraph = f"date 2026-03-04 说的是合同。{ZH[0]}"
    assert page("谁先降价", paragraph, ZH[1]).text.string.count("合同") == 1


def test_headlines_of_others_over_the_title_go_with_their_label() -> None:
    others = ("海边昨夜有感地震 全岛摇了十秒", "港口停工三天后复工")
    lines = page("快讯", *others, "谁先把租金降下来", "远望日报 2026-03-09 08:30", "".join(ZH))
    assert lines.title == "谁先把租金降下来"
    assert lines.text.string.split("\n\n") == ["谁先把租金降下来", "".join(ZH)]
    alone = page("我的频道", "谁先降价：一笔折旧的账", *ZH)
    assert alone.title == "谁先降价：一笔折旧的账"


def test_the_items_of_a_digest_stay_below_its_label() -> None:
    items = ("OpenAI发布GPT-6模型", "英伟达股价下跌百分之三", "智谱在港上市首日大涨")
    dated = ("来源：远望日报 2026-03-09",)
    for below in ((), ZH[:1], dated):
        assert [line for line in kept("快讯", *items, *below) if line in items] == [*items]


@pytest.mark.parametrize(
    "line",
    [
        "我是广告 请继续往下阅读",
        "请继续往下阅读...",
        "远望社／旧金山10日专电",
        "远望社纽约6日综合外电报导",
        "一台吊车停在岸边。（欧新社）",
        "打开 App",
    ],
)
def test_what_news_sites_set_between_title_and_text_goes(line: str) -> None:
    given = page("港口的第三个夜班", line, *ZH)
    assert line not in given.text.string
    assert (given.title, given.author) == ("港口的第三个夜班", None)


def test_the_editor_of_an_agency_goes_with_the_day_behind_him() -> None:
    links = "延伸阅读\n- 港口停工2025/02/13\n- 吊车涨价2025/02/13"
    given = page("港口的第三个夜班", ZH[0], f"{ZH[1]}(编辑:林一舟)1140203", links)
    assert given.text.string.endswith("松了口。")
    assert given.published == datetime.date(2025, 2, 3)
