"""Lines that go or stay together with their neighbours: lists, notes, adverts, headings, tables."""

from __future__ import annotations

import time

import pytest

from pipeline.ingest.boilerplate import judge_lines, known_page
from pipeline.ingest.kept_lines import names_rows_below, numbered_headings
from pipeline.ingest.lines import lines_of
from pipeline.ingest.page import RawPage, ingest_page
from pipeline.ingest.rule_book import rule_book
from pipeline.ingest.script import fold

PROSE = (
    "算力的价格在一年里跌了四成,电价却涨了一成,"
    "账本上的数字第一次倒了过来,没有人再笑,也没有人再提当初在饭局上打的那个赌。"
)
ENGLISH_PROSE = (
    "The price of compute fell by two fifths in a year while the price of power rose by a tenth. "
    "For the first time the numbers in the ledger stood on their heads, and nobody laughed."
)


def left(text: str) -> list[str]:
    """The lines that stay of `text`, in simplified script."""
    lines = lines_of(fold(text))
    verdicts = judge_lines(lines, None)
    return [x.text for x, v in zip(lines, verdicts, strict=True) if v is None and x.text]


@pytest.mark.parametrize(
    "notes",
    [
        "注\n① 内部工单编号,从略\n② 卡时含调试,不含评测。",
        "脚注\na 抽样误差两个百分点。\nb 支出含实施,不含硬件。",
        "——注——\n(1) 港口统计简报,2026年第三季度。\n(2) 公司公告。",
        "【本期提到】\n- 《远望集》,林一舟\n- 某案起诉书(英文)",
        "文中数据来源:\n①我自己的账本\n②朋友的工资条",
        "〔註〕\n註 1:語料依同意書釋出。\n註 2:論文尚在審查中。",
        "本文提及書目\n《遠望集》,山丘文化,2026\n《近處》,2002",
    ],
)
def test_notes_below_an_article_go_with_their_heading(notes: str) -> None:
    text = f"{PROSE}\n\n{PROSE[:-1]},一年了。\n\n{notes}"
    assert left(text) == [PROSE, PROSE[:-1] + ",一年了。"]


@pytest.mark.parametrize(
    "notes",
    [
        "Stuff I mentioned\n→ the harbour paper (arXiv, 2025)\n→ our website, scroll down",
        "links:\nthe old map\nthe new map",
        "Data: Far Harbour event log, Oct 2025; port filings, under review.",
    ],
)
def test_english_references_go_whatever_they_are_called(notes: str) -> None:
    assert left(f"{ENGLISH_PROSE}\n\n{ENGLISH_PROSE} Again.\n\n{notes}") == [
        ENGLISH_PROSE,
        f"{ENGLISH_PROSE} Again.",
    ]


@pytest.mark.parametrize("heading", ["READ NEXT", "Read Next", "Keep reading", "More from Harbour"])
def test_the_titles_below_an_english_heading_of_links_go_with_it(heading: str) -> None:
    links = "Why the port slipped again\nThe art of the second source\nWho owns the wind?"
    assert left(f"{ENGLISH_PROSE}\n\n{heading}\n{links}") == [ENGLISH_PROSE]


def test_what_readers_say_below_such_a_heading_stays() -> None:
    said = "nightowl: the port was never the bottleneck, the crane was, and everyone knew."
    assert said in left(f"{ENGLISH_PROSE}\n\nTop comments\n{said}\n{ENGLISH_PROSE}")


def test_the_times_of_a_show_stay_where_they_tell_what_was_said() -> None:
    told = (
        "【时间轴】\n02:10 为什么从码头跳去做机械手\n"
        "09:45 新手只用九百小时的遥控资料,抓鸡蛋的破蛋率比去年少了九成,他们自己也不信\n"
        "17:30 人形机器人的影片怎么剪,三分钟里有十四个剪接点"
    )
    kept = left(f"{PROSE}\n\n{told}\n\n{PROSE[:-1]},完。")
    assert [x for x in kept if x[:2].isdigit()] == told.split("\n")[1:]


def test_the_times_of_a_show_go_where_they_are_labels() -> None:
    labels = "【时间轴】\n02:10 去年的热钱\n17:40 为什么不做通用\n41:00 三句话"
    assert left(f"{PROSE}\n\n{labels}\n\n{PROSE[:-1]},完。") == [PROSE, PROSE[:-1] + ",完。"]


def test_a_letter_keeps_its_last_words() -> None:
    kept = left(f"Dear Partners,\n\n{ENGLISH_PROSE}\n\nYours sincerely,")
    assert kept == ["Dear Partners,", ENGLISH_PROSE, "Yours sincerely,"]


@pytest.mark.parametrize("first", ["各位股东：", "亲爱的读者：", "编辑同志："])
def test_a_letter_keeps_its_first_words(first: str) -> None:
    assert left(f"{first}\n\n{PROSE}")[0] == first


def test_the_name_of_a_stock_heads_what_is_said_of_it() -> None:
    text = (
        f"{PROSE}\n\n$远望股份(SH600000)$\n{PROSE[:-1]},拿得住。\n\n$长堤科技(SZ300001)$\n{PROSE}完"
    )
    assert [x for x in left(text) if x[0] == "$"] == [
        "$远望股份(SH600000)$",
        "$长堤科技(SZ300001)$",
    ]


def test_the_risks_of_an_investment_are_the_articles_and_a_disclaimer_is_not() -> None:
    risks = "风险提示:海外资本开支低于预期;关税;单价跌幅超过一成。"
    notice = "风险提示:以上内容不构成投资建议,股市有风险。"
    kept = left(f"{PROSE}\n\n{risks}\n\n{PROSE[:-1]},完。\n\n{notice}")
    assert risks in kept
    assert notice not in kept


def test_the_name_of_a_table_stays_with_its_rows_and_goes_without() -> None:
    rows = "远望 85.0%  9.45元\n长堤 79.4%  12.80元"
    assert "表1 各家得分与花费总表" in left(
        f"{PROSE}\n\n表1 各家得分与花费总表\n{rows}\n\n{PROSE}完"
    )
    assert "表1 各家得分与花费总表" not in left(f"{PROSE}\n\n表1 各家得分与花费总表\n\n{PROSE}完")
    assert not names_rows_below(["表1 得分", "远望 85.0%"], [True, False], 0)


def test_counted_headings_have_text_between_them() -> None:
    assert numbered_headings(["01 翻译", PROSE, "02 续航", PROSE, "04 广告"]) == {0, 2}
    assert numbered_headings(["1 翻译", "2 续航", "3 隐私"]) == frozenset()


def test_a_chapter_about_adverts_is_no_advert() -> None:
    text = f"03 隐私\n{PROSE}\n\n04 广告\n{PROSE[:-1]},关不掉。\n\n05 要不要买\n{PROSE}"
    assert "04 广告" in left(text)


def test_what_stands_in_a_sponsors_box_goes_and_the_next_item_stays() -> None:
    box = (
        "— TOGETHER WITH QUIET HARBOUR —\n"
        "Mandarin for people who read charts. Quiet Harbour gets you from nothing to a contract."
    )
    text = f"{ENGLISH_PROSE}\n\n{box}\n\nThe port lost another director, its fifth this year.\n"
    assert left(f"{text}\n{ENGLISH_PROSE} End.") == [
        ENGLISH_PROSE,
        "The port lost another director, its fifth this year.",
        f"{ENGLISH_PROSE} End.",
    ]


def test_the_lines_of_an_advert_between_blank_lines_go_together() -> None:
    advert = "远望笔记·知识星球\n三千位从业者在这里交换报价\n年费 365 元 | 三天内可退 | 扫码加入"
    assert left(f"{PROSE}\n\n{advert}\n\n{PROSE[:-1]},完。") == [PROSE, PROSE[:-1] + ",完。"]


def test_a_paragraph_that_shares_its_block_with_an_advert_stays() -> None:
    advert = "【推广】《算力一本通》原价 299 元,今天立减 100 元,长按识别二维码报名,名额有限。"
    said = "我去讨说法,经理换人了,新来的小伙子说数据不够。"
    assert said in left(f"{PROSE}\n\n{said}\n{advert}\n\n{PROSE[:-1]},完。")


@pytest.mark.parametrize(
    "line",
    [
        "图一、改题前后的分数落差(作者绘制)",
        "图二 有效训练时间占比(按周)",
        "配图①:祖父1961年的账本",
        "GIF:用手柄在生成的街头开出租",
        "[GIF: humanoid robot, gravity]",
        "摄影:林一舟 | 她把手机贴在机房门上",
        "□ 漫画:对不上号 林一舟 作",
        "(林一舟画在白板上的时间线,远望授权使用)",
        "他在给村民讲解片子上的“小红圈”(手机拍摄)",
        "封面由 青禾绘图 生成",
        "图片来自网络",
        "No alternative text description for this image",
        "fig 1: the corner where nobody sits",
        "Screenshot by the author",
    ],
)
def test_a_caption_among_paragraphs_goes(line: str) -> None:
    around = ENGLISH_PROSE if line.isascii() else PROSE
    assert left(f"{around}\n\n{line}\n\n{around} End") == [around, f"{around} End"]


@pytest.mark.parametrize(
    "line",
    [
        "图片来自三百万张病历,模型从中学会了看片。",
        "图为什么会骗人,这一章讲得很清楚。",
        "封面由谁来画,编辑部吵了一个星期。",
        "参考什么都不如参考自己的账本。",
        "注释写得再多,也救不了一段坏代码。",
        "早鸟价这种东西,他从来不信。",
        "公开课讲了三年,学员越来越少,老师也越来越少。",
        "编者按:这家公司曾是西部最大的算力商,今年八月停止运营,创始人在兰州接受了采访。",
        "他说,连续包月三个字害了多少人,没有人算过。",
        "Supported by its neighbours, the port said what it thought and lost a third of them.",
        "Save the date, he told me, and then the hearing was cancelled.",
        "Notes and sources are what the model never gives you, she said.",
        "Keep reading the small print: the model does not.",
    ],
)
def test_a_sentence_that_speaks_of_such_things_stays(line: str) -> None:
    around = ENGLISH_PROSE if line.isascii() else PROSE
    assert line in left(f"{around}\n\n{line}\n\n{around} End")
    assert line in left(f"{around}\n\n{around} End\n\n{line}\n\n{around} Again")


@pytest.mark.parametrize(
    "advert",
    [
        "Tallow Pro: ledgers and term sheets for 400 small yards. Try it free for 30 days.",
        "*** Tired of fog? My paid group (40 pilots) gets the charts. $9/mo, link in bio ***",
        "→ The Pilot on WhatsApp: one wreck a day. Join 9k captains who pretend they are asleep.",
    ],
)
def test_an_advert_that_calls_goes_from_between_paragraphs(advert: str) -> None:
    text = f"{ENGLISH_PROSE}\n\n{advert}\n\n{ENGLISH_PROSE} End."
    assert left(text) == [ENGLISH_PROSE, f"{ENGLISH_PROSE} End."]


def test_a_letter_inside_a_word_is_no_advert_phrase() -> None:
    scanned = rule_book().scan(["Hold your applause.", "Our app and two courses."])
    names = [{rule_book().groups[g].name for g in cues.groups} for cues in scanned]
    assert "channel" not in names[0]
    assert "channel" in names[1]


def test_news_of_an_offer_is_no_advert() -> None:
    told = "使用者只要更新 App、登入帐号、输入邀请码，就能开始试用。"
    assert told in left(f"{PROSE}\n\n{told}\n\n{PROSE[:-1]},完。")


def test_no_rule_takes_a_paragraph_that_quotes_an_advert() -> None:
    said = (
        "Let me say what an advertisement is, since I wrote them for years. “Limited offer: use "
        "code SLEEP, 40% off your first month” is one, and nobody mistakes it for the news."
    )
    page = known_page(lines_of(f"{ENGLISH_PROSE}\n\n{said}\n\n{ENGLISH_PROSE} End."))
    assert page.verdicts == [None, None, None]


@pytest.mark.parametrize(
    "caption",
    [
        "[图片]\n三号机房的阀门,红圈处为漏点(自己画的)",
        "▼ 自己画的航线图,见谅\n(箭头粗细为吨位)",
        "[图片]\n图1 磨损随吨位变化,来自林一舟等人的论文",
    ],
)
def test_the_lines_of_a_caption_go_together(caption: str) -> None:
    assert left(f"{PROSE}\n\n{caption}\n\n{PROSE[:-1]},完。") == [PROSE, PROSE[:-1] + ",完。"]


def test_a_sentence_below_a_picture_stays() -> None:
    assert "先说结论:不值。" in left(f"{PROSE}\n\n[图片]\n先说结论:不值。\n\n{PROSE[:-1]},完。")


def test_starred_notes_below_an_article_go_and_a_starred_list_stays() -> None:
    note = "* The figure for the hull is from the yard's own card, in very small type."
    assert note not in left(f"{ENGLISH_PROSE}\n\n{ENGLISH_PROSE} End.\n\n{note}")
    listed = f"{ENGLISH_PROSE} What is left:\n\n* the hull, which nobody wants\n* the bell"
    assert "* the bell" in left(f"{ENGLISH_PROSE}\n\n{listed}")


def test_a_line_between_links_and_notices_goes() -> None:
    tail = "⟵ Issue 12: The ferry     Issue 14 ⟶\nThe yard and its pilots\n© 2026 Ferry Notes"
    text = f"{ENGLISH_PROSE}\n\n{ENGLISH_PROSE} End.\n\n{tail}"
    assert left(text) == [ENGLISH_PROSE, f"{ENGLISH_PROSE} End."]


def test_what_readers_say_between_links_stays() -> None:
    said = "nightowl: the crane was the bottleneck"
    text = f"{ENGLISH_PROSE}\n\n{ENGLISH_PROSE} End.\n\n2 comments\n{said}\n© 2026 Ferry Notes"
    assert said in left(text)


@pytest.mark.parametrize("heard", ["（众笑）", "(Laughter)", "[crosstalk]"])
def test_what_is_heard_in_a_conversation_stays(heard: str) -> None:
    around = ENGLISH_PROSE if heard.isascii() else PROSE
    assert heard in left(f"{around}\n\nA: 好。\n{heard}\nQ: 那么?\n\n{around} End")


def test_counted_headings_in_english_stay() -> None:
    texts = ["1 / A buyer for patience", ENGLISH_PROSE, "2 / Fog, again", ENGLISH_PROSE]
    assert numbered_headings(texts) == {0, 2}
    assert numbered_headings(["1. The hull", "2. The bell"]) == frozenset()


@pytest.mark.parametrize(
    "piece",
    [
        "注\n",
        "* a\n",
        "[图片]\n甲\n\n",
        "→ Join 9 pilots.\n\n",
        "© 2026 X\na\n",
        "02:10 a\n【时间轴】\n",
        "1 方法\n",
        "表1 a\n1%\n",
        "— TOGETHER WITH X —\nX\n",
        "扫码报名,原价9元\n甲\n",
    ],
)
def test_time_grows_with_the_number_of_hostile_lines(piece: str) -> None:
    def seconds(count: int) -> float:
        lines = lines_of(piece * count)
        began = time.process_time()
        judge_lines(lines, None)
        return time.process_time() - began

    # The best of three: other work on the machine only ever adds.
    assert min(seconds(4000) for _ in range(3)) < 12 * seconds(1000) + 0.5


SPACED_PAGE = """Skip to content
Rented chips slip through the new rules
Nora Tilbury
Published Wed, Mar 4 2026 4:03 PM EST
Share
{body}
Reporting by Nora Tilbury in Leeds; Editing by Mark Pell
Suggested Topics:
Chips"""


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n \n\n"])
def test_blank_lines_between_all_lines_tell_nothing(gap: str) -> None:
    """Text taken from elements has one between all lines: what goes does not hang on it."""
    body = [
        "The mill at the edge of the town has rented out its cellar since May, and what stands in "
        "it now draws more power than the looms ever did.",
        "Nobody there knows who the tenant is. The rent comes on the first of the month, and twice "
        "it came from a bank that had no branch in the country.",
        "Officials say that they will ask. They said so in June as well, and in October, when the "
        "second cellar was let to somebody nobody had met.",
    ]
    lines = SPACED_PAGE.format(body="\n".join(body)).split("\n")
    page = ingest_page(RawPage("a.txt", gap.join(lines).encode()))
    kept = [line for line in page.text.string.split("\n") if line.strip()]
    assert kept == ["Rented chips slip through the new rules", *body]
    assert page.author == "Nora Tilbury"
