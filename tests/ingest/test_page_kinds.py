"""Kinds of lines that sites and shows add, each beside a line of the article that looks like it."""

from __future__ import annotations

import pytest

from pipeline.ingest.author_model import account
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
