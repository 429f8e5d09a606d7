"""Headlines that look like labels or section heads are titles, and no date lies in the future."""

from __future__ import annotations

import datetime

import pytest

from pipeline.ingest.page import Page, RawPage, ingest_page

PROSE = "电价在一年里涨了一成,账上的数字却还是去年的。管机房的人说,他只看得懂电表,看不懂估值。"
ENGLISH = (
    "The meter in the basement ran all night, and in the morning nobody wanted to read it aloud. "
    "Two of the racks had been dark since spring, and the bill had not noticed."
)
LATER = (
    "By June the landlord asked for a deposit, which the treasurer paid out of the sum that "
    "had been put aside for chairs. Nobody sat down for the rest of the meeting."
)


def page(text: str, reference: datetime.date | None = None) -> Page:
    return ingest_page(RawPage("a.txt", text.encode()), reference=reference)


@pytest.mark.parametrize(
    "title",
    [
        "Advertisement spending is collapsing",
        "Sponsored research is not the problem",
        "Now hiring: nobody, says the AI industry",
    ],
)
def test_a_headline_that_begins_as_a_label_is_a_title(title: str) -> None:
    assert page(f"{title}\n\n{ENGLISH}\n\n{LATER}").title == title


def test_a_decimal_is_no_number_of_a_section() -> None:
    title = "1.5亿美元押注机器人"
    assert page(f"{title}\n\n{PROSE}\n\n2.3亿元的收入从哪里来\n\n{PROSE}").title == title


def test_a_date_to_come_does_not_date_a_page() -> None:
    text = f"机房里的账\n林一舟 1月5日\n\n{PROSE}\n\n牌照有效期至2030年12月31日"
    found = page(text, datetime.date(2026, 6, 1)).published
    assert found == datetime.date(2026, 1, 5)
