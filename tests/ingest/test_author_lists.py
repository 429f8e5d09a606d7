"""Authors in a list, in lines of their own, behind a label alone, and who is none above a title."""

from __future__ import annotations

import pytest

from pipeline.ingest.page import RawPage, ingest_page

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


def author(head: str, prose: str = ENGLISH, tail: str = "") -> str | None:
    text = "\n\n".join(part for part in (head, prose, tail) if part)
    return ingest_page(RawPage("a.txt", text.encode())).author


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        (
            "Why the rack hums at night\nApril 2, 2026\nNora Whitfield, VP Engineering\n"
            "Ivo Kessler, Member of Technical Staff",
            "Nora Whitfield, Ivo Kessler",
        ),
        (
            "Why the rack hums at night\nNora Whitfield¹, Ivo Kessler², "
            "Sunniva Rask¹\nSubmitted on 30 Aug 2025",
            "Nora Whitfield, Ivo Kessler, Sunniva Rask",
        ),
        (
            "Why the rack hums at night\nBy Nora Whitfield in Leeds, Ivo Kessler in Vienna "
            "and Sunniva Rask in Oslo\n3 March 2026",
            "Nora Whitfield, Ivo Kessler, Sunniva Rask",
        ),
        (
            "Why the rack hums at night\nBY NORA WHITFIELD AND IVO KESSLER\nMarch 3, 2026",
            "Nora Whitfield, Ivo Kessler",
        ),
        (
            "Why the rack hums at night\nby Nora Whitfield, rackhum_42\n3rd Mar 2026",
            "Nora Whitfield, rackhum_42",
        ),
    ],
)
def test_all_of_a_list_are_authors(head: str, wanted: str) -> None:
    assert author(head) == wanted


def test_an_account_of_her_own_behind_a_name_is_no_other_author() -> None:
    assert (
        author("Why the rack hums at night\nBy Nora Whitfield @norawhit\n3 March 2026")
        == "Nora Whitfield"
    )


def test_a_publication_below_a_name_is_no_author() -> None:
    assert author("Why the rack in the cellar hums\nKai Lindgren\nCellar Letters") == "Kai Lindgren"


def test_a_name_is_not_named_again_by_its_beginning() -> None:
    tail = "About the authors\nNora Whitfield teaches in Leeds. Ivo Aage Kessler leads its\nstaff."
    head = "Why the rack hums at night\nNora Whitfield and Ivo Aage Kessler\n3 March 2026"
    assert author(head, tail=tail) == "Nora Whitfield, Ivo Aage Kessler"


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        (
            "Why the rack hums at night\nBy The Cellar Desk\n3 March 2026",
            "The Cellar Desk",
        ),
        (
            "Why the rack hums at night\nWritten by Racks Platform Team\n3 March 2026",
            "Racks Platform Team",
        ),
    ],
)
def test_a_desk_behind_a_label_is_the_author(head: str, wanted: str) -> None:
    assert author(head) == wanted


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        ("机房里的账没有人算\n2026-03-17\n作者 | 罗盘组", "罗盘组"),
        ("机房里的账没有人算\n2026-03-17\n撰文：杳杳", "杳杳"),
        ("机房里的账没有人算\n本报记者凌小舟温哥华报道", "凌小舟"),
        ("机房里的账没有人算\n地窖来客\n2026-03-17 07:30 · 优质科技领域创作者 · 山东", "地窖来客"),
    ],
)
def test_a_label_and_a_dateline_tell_names_of_any_form(head: str, wanted: str) -> None:
    assert author(head, PROSE) == wanted


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        ("Cellar Dispatch\nWhy the rack hums at night\n3 March 2026", ""),
        ("机房里的账没有人算\n2026-03-17\n论文作者：凌小舟、裴不周", ""),
        ("机房里的账没有人算\n2026-03-17", "主持人：凌小舟"),
        ("机房里的账没有人算\n2026-03-17 来自iPhone", ""),
        ("Why the rack hums at night\nBy order of the Board\n3 March 2026", ""),
    ],
)
def test_a_site_a_guest_and_a_button_are_nobody(head: str, tail: str) -> None:
    assert author(head, PROSE if head.isascii() is False else ENGLISH, tail) is None


def test_the_name_above_an_account_is_the_authors() -> None:
    head = "Why the rack hums at night\nNora Whitfield 🪶\n@norawhitfield\n3 March 2026"
    assert author(head) == "Nora Whitfield"
