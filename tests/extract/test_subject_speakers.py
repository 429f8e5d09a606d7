"""Whose figures are those that somebody tells."""

import pytest

from pipeline import figures
from pipeline.extract.document import extract_document
from pipeline.extract.names import find_mentions
from pipeline.extract.sentences import split_sentences
from pipeline.extract.subject_speakers import Speakers


def voices(text: str) -> list[tuple[str | None, str | None, str, str]]:
    mentions = find_mentions(text)
    named = {m.entity_id: m.surface for m in reversed(mentions)}
    sentences = split_sentences(text)
    speakers = Speakers(text, sentences, mentions)
    found = figures.parse(text, blocked=[(m.start, m.end) for m in mentions])
    voices = []
    for figure in found:
        number = next(n for n, s in enumerate(sentences) if s.start <= figure.start < s.end)
        voice = speakers.of(figure, number)
        voices.append(
            (named.get(voice.person or ""), named.get(voice.firm or ""), voice.quoted, voice.self)
        )
    return voices


INTERVIEW = """月之暗面创始人杨植麟接受采访。

问：去年收入多少？
答：我们做到2.4亿元。
问：还缺什么？
答：缺卡，市面上一张要20万元。"""


def test_an_answer_is_the_interviewees() -> None:
    assert voices(INTERVIEW) == [
        ("杨植麟", "月之暗面", "line", "we"),
        ("杨植麟", "月之暗面", "line", "-"),
    ]


def test_a_line_is_its_speakers() -> None:
    text = (
        "智谱CEO张鹏和月之暗面创始人杨植麟对谈。\n\n张鹏：我们涨了30%。\n"
        "杨植麟：我们涨了40%。\n张鹏：行业涨了10%。"
    )
    assert [v[:2] for v in voices(text)] == [
        ("张鹏", "智谱"), ("杨植麟", "月之暗面"), ("张鹏", "智谱"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("智谱CEO张鹏说：“我们今年涨了30%。”", ("张鹏", "智谱", "quote", "we")),
        ("“我们今年涨了30%，”智谱CEO张鹏说。", ("张鹏", "智谱", "quote", "we")),
        ("“我们今年涨了30%。”会场一片掌声。", (None, None, "-", "we")),
        ("智谱CEO张鹏到场，公司涨了30%。", (None, None, "-", "-")),
        ('"We grew 30%," said Sam Altman of OpenAI.', ("Sam Altman", "OpenAI", "quote", "we")),
    ],
)
def test_a_quotation_is_of_the_person_beside_it(text: str, voice: tuple[object, ...]) -> None:
    assert voices(text) == [voice]


def test_a_list_with_colons_is_no_interview() -> None:
    assert voices("价格：30元\n容量：128GB\n重量：12公斤")[0] == (None, None, "-", "-")


def test_a_long_line_is_read_in_linear_time() -> None:
    text = "“我们涨了30%，" * 4000
    found = extract_document(text, "cn")
    assert len(found.figures) == 4000
