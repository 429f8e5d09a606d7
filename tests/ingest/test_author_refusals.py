"""What is never an author: headlines, entries of lists, sections, products."""

from __future__ import annotations

import pytest

from pipeline.ingest.author_candidates import Candidate, SeenLine
from pipeline.ingest.author_refusals import News, news_words
from pipeline.ingest.beside_names import Beside, beside_names, is_told_otherwise
from pipeline.ingest.byline_book import byline_book
from pipeline.ingest.page import RawPage, ingest_page
from pipeline.ingest.person_names import parted_names

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


def test_names_that_run_together_are_parted_however_many_they_are() -> None:
    known = byline_book().known
    assert parted_names("王小明林一舟李红", known) == ("王小明", "林一舟", "李红")
    assert parted_names("王小明" * 3_000, known) == ("王小明",) * 3_000
    assert parted_names("王小明的报道", known) == ()


def author(text: str) -> str:
    return ingest_page(RawPage("a.md", text.encode())).author or ""


def newsletter(*entries: str, section: str = "产品应用") -> str:
    listed = "\n".join(f"- {entry}  #{n}" for n, entry in enumerate(entries, 1))
    return f"# 晨间快讯 2026-04-11\n\n## 概览\n\n{section}\n{listed}\n\n## {section}\n\n{PROSE}"


@pytest.mark.parametrize("news", news_words(), ids=lambda news: news.name)
def test_words_of_news_find_their_example_and_leave_their_counter_example(news: News) -> None:
    assert news.find.search(news.example)
    assert not news.always or not news.find.search(news.counter)


@pytest.mark.parametrize("beside", beside_names(), ids=lambda beside: beside.name)
def test_words_against_a_name_refuse_it_and_leave_that_of_the_counter_example(
    beside: Beside,
) -> None:
    assert beside.refuses(beside.refused, beside.example, beside.example.index(beside.refused))
    assert not beside.refuses(beside.kept, beside.counter, beside.counter.index(beside.kept)) or (
        not beside.people
    )


def test_a_guest_is_no_author_in_any_line() -> None:
    lines = [
        SeenLine("林一舟(右二)在办公室。", "caption", "head", 0, True),
        SeenLine("受访:林一舟,远望科技创始人", "byline", "head", 1, True),
    ]
    guest = Candidate("林一舟", 0, 0, None, frozenset())
    assert is_told_otherwise(guest, lines, person=True)
    assert not is_told_otherwise(guest, lines[:1], person=True)


@pytest.mark.parametrize(
    "entry",
    [
        "Mistral推出Le Chat企业版工具",
        "Perplexity 宣布 Comet 浏览器免费",
        "Runway分享Gen-4视频制作经验",
        "通义 Qwen 系列模型升级支持多模态",
        "月之暗面 Kimi K2 Thinking",
        "可灵 Kling 与 Blender 打通",
        "Sam Altman",
        "DeepMind 团队",
    ],
)
def test_an_entry_of_a_newsletter_is_no_author(entry: str) -> None:
    other = ("Cohere 更新检索接口", "欧盟延后人工智能法案的条款")
    assert author(newsletter(entry, *other)) == ""
    assert author(newsletter(*other, entry)) == ""


@pytest.mark.parametrize("section", ["模型发布", "开发生态", "要闻", "行业动态", "前瞻与传闻"])
def test_the_name_of_a_section_is_no_author(section: str) -> None:
    assert author(newsletter("Cohere 更新检索接口", "欧盟延后法案", section=section)) == ""


@pytest.mark.parametrize("thing", ["豆包", "DeepSeek", "Anthropic", "通义千问", "Claude"])
def test_a_known_product_or_company_alone_is_no_author(thing: str) -> None:
    assert author(f"机房里的账\n\n{thing}\n2026-03-17\n\n{PROSE}") == ""


def test_links_at_the_end_of_a_page_name_no_author() -> None:
    links = (
        "- Nora Whitfield is leaving Microsoft as a new head takes over — Nora Whitfield 离开微软\n"
        "- [Sora is a headache for lawyers](https://example.org/a) — Sora 的版权问题\n"
        "- AMD Q3 FY2026 Earnings — Futurum：财报解读"
    )
    assert author(f"# 机房里的账\n\n{PROSE}\n\n## 参考资料\n\n{links}") == ""
    assert author(f"# The rack in the cellar\n\n{ENGLISH}\n\n## Links\n\n{links}") == ""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (f"# 机房里的账\n\n- 作者:凌小舟\n- 日期:2026-03-17\n\n{PROSE}", "凌小舟"),
        (f"# 机房里的账\n\n作者：新品发布室\n2026-03-17\n\n{PROSE}", "新品发布室"),
        (f"机房里的账\n\n凌小舟\n2026-03-17\n\n{PROSE}\n\n凌小舟", "凌小舟"),
        (f"The rack in the cellar\n\nBy Ada Launches\n7 March 2026\n\n{ENGLISH}", "Ada Launches"),
        (
            f"# Newsletter\n\nBy Nora Whitfield\n\n- OpenAI cuts prices\n\n{ENGLISH}",
            "Nora Whitfield",
        ),
        (f"机房里的账\n文｜Claude Dupont\n2026-03-17\n\n{PROSE}", "Claude Dupont"),
    ],
)
def test_who_is_named_in_a_byline_stays(text: str, wanted: str) -> None:
    assert author(text) == wanted


def listed(*posts: str) -> str:
    items = "\n\n".join(
        f"## {n}. A pager for caches in {n} hundred lines\n\n*{post}*\n\n{ENGLISH}"
        for n, post in enumerate(posts, 3)
    )
    return f"# Cheap Seats, Issue 14\n\n*Sunday, 8 March 2026*\n\nThree links on cost.\n\n{items}"


@pytest.mark.parametrize(
    "posts",
    [
        (
            "312 points by quillfeather 9 hours ago | 145 comments",
            "88 points by tkrm_ | 61 comments",
        ),
        (
            "r/Cards · Posted by u/moss_iron · 412 upvotes",
            "r/Cards · Posted by u/kettle_9 · 9 comments",
        ),
        ("312 points by quillfeather 9 hours ago | 145 comments",),
    ],
)
def test_who_posted_what_a_digest_lists_is_not_its_author(posts: tuple[str, ...]) -> None:
    assert author(listed(*posts)) == ""


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (
            "# Is anyone profitable?\n184 points by brackish_pond 6 hours ago | 97 comments",
            "brackish_pond",
        ),
        (
            "# Meters\n\nWhy resale never pays.\n\nBy Nora Whitfield · Mar 3, 2026 · 12 comments",
            "Nora Whitfield",
        ),
    ],
)
def test_who_opens_a_thread_is_its_author(head: str, name: str) -> None:
    assert author(f"{head}\n\n{ENGLISH}") == name


@pytest.mark.parametrize(
    "head",
    [
        "PRESS RELEASE\nQuillmere Compute Opens Second Campus\nNews provided by"
        "\nQuillmere Compute\nApr 14, 2026, 08:00 ET",
        "Quillmere Compute Opens Second Campus\nQuillmere Compute\n2026-04-14"
        "\nLEEDS, April 14, 2026 /PRNewswire/ --",
    ],
)
def test_the_issuer_of_a_press_release_is_not_its_author(head: str) -> None:
    assert author(f"{head}\n\n{ENGLISH}") == ""


def test_a_menu_with_news_releases_makes_no_press_release_of_a_page() -> None:
    head = "Home\n新闻发布\nResearch\n\n# Meters under the token\nNora Whitfield · March 4, 2026"
    assert author(f"{head}\n\n{ENGLISH}") == "Nora Whitfield"


def test_an_account_by_which_a_site_is_run_is_no_author() -> None:
    assert author(f"# Meters\n\nBy admin / March 4, 2026\n\n{ENGLISH}") == ""


def test_who_speaks_before_the_colon_of_a_title_wrote_the_page_only_where_nobody_tells_of_him() -> (
    None
):
    title = "林一舟:便宜不等于亏钱"
    dated = "2026-02-08 来源:远望财经"
    told = "远望智能创始人林一舟在会上表示,便宜不等于亏钱,电费才是。"
    assert author(f"{title}\n\n{dated}\n\n{told}\n\n{PROSE}") == ""
    assert author(f"{title}\n\n{dated}\n\n{PROSE}") == "林一舟"


def test_an_account_printed_twice_is_no_section() -> None:
    head = "推理还要便宜多少\n\n算力老农\n算力老农\n关注他\n\n12 人赞同了该文章"
    assert author(f"{head}\n\n{PROSE}\n\n发布于 2026-02-08 18:30・北京") == "算力老农"
