"""Sentences and headings, in both scripts and in English."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pipeline
from pipeline.extract.sentences import split_sentences


def texts(text: str) -> list[str]:
    return [s.text for s in split_sentences(text)]


def headings(text: str) -> list[str]:
    return [s.text for s in split_sentences(text) if s.is_heading]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        # The number of a note belongs to the sentence before it.
        (
            "增长放缓。[1] 公司这样说。“跌了。”[2]后来又涨。",
            ["增长放缓。[1]", "公司这样说。", "“跌了。”[2]", "后来又涨。"],
        ),
        (
            'Sales fell in May.[1] It "rose."[2][3] Then came June.',
            ["Sales fell in May.[1]", 'It "rose."[2][3]', "Then came June."],
        ),
        ("He paid $3.5 [2] for it. Next.", ["He paid $3.5 [2] for it.", "Next."]),
        ('He said no![12]" Then left.', ['He said no![12]"', "Then left."]),
        # Simplified and traditional.
        (
            "模型降价了。用户多了三倍！这还只是开始吗？当然不是……",
            ["模型降价了。", "用户多了三倍！", "这还只是开始吗？", "当然不是……"],
        ),
        (
            "模型降價了。用戶多了三倍！這還只是開始嗎？",
            ["模型降價了。", "用戶多了三倍！", "這還只是開始嗎？"],
        ),
        ("真的？！没人相信。", ["真的？！", "没人相信。"]),
        ("省略……但是还没完。", ["省略……但是还没完。"]),
        ("毛利率是3.5%。第4.5版下周上线。", ["毛利率是3.5%。", "第4.5版下周上线。"]),
        ("半角标点也有人用!而且不少?是的。", ["半角标点也有人用!", "而且不少?", "是的。"]),
        ("分号不是句号；逗号也不是，对吧。", ["分号不是句号；逗号也不是，对吧。"]),
        ("没有句号的一行", ["没有句号的一行"]),
        # Quotation marks belong to the sentence they close.
        ("他说：“价格会降。”然后离开了会场。", ["他说：“价格会降。”", "然后离开了会场。"]),
        ("「真的嗎？」他問。沒有人回答。", ["「真的嗎？」", "他問。", "沒有人回答。"]),
        ("他写道：“算力够用了！”第二天就改了口。", ["他写道：“算力够用了！”", "第二天就改了口。"]),
        ("“还要多久？”的问题没有答案。", ["“还要多久？”的问题没有答案。"]),
        # English and its abbreviations.
        (
            "Dr. Lin of Acme Inc. raised $3.5 million. She said no. The U.S. market is next.",
            [
                "Dr. Lin of Acme Inc. raised $3.5 million.",
                "She said no.",
                "The U.S. market is next.",
            ],
        ),
        (
            "Version 4.5 is out. It costs 1.25 dollars.",
            ["Version 4.5 is out.", "It costs 1.25 dollars."],
        ),
        (
            "“It works,” he said. “It really works.” Nobody clapped.",
            ["“It works,” he said.", "“It really works.”", "Nobody clapped."],
        ),
        (
            "See ask.com for more, e.g. this. And that.",
            ["See ask.com for more, e.g. this.", "And that."],
        ),
        ("Is it cheap? Yes! Very.", ["Is it cheap?", "Yes!", "Very."]),
        (
            "J. Q. Harlow wrote it. Mr. Vane did not.",
            ["J. Q. Harlow wrote it.", "Mr. Vane did not."],
        ),
        # A name that is written small opens a sentence; behind an abbreviation it goes on.
        (
            "Colossus is expandable to 5 GW. xAI's rivals have less. eBay and d-Matrix too.",
            [
                "Colossus is expandable to 5 GW.",
                "xAI's rivals have less.",
                "eBay and d-Matrix too.",
            ],
        ),
        (
            "It missed 4% of them. gpt-oss-20b was worse.",
            ["It missed 4% of them.", "gpt-oss-20b was worse."],
        ),
        *(
            (text, [text])
            for text in (
                "Some labs, e.g. xAI, and shops, i.e. eBay, wait.",
                "It was Amazon vs. eBay, and OpenAI Inc. vs. xAI.",
                "Models of three firms, incl. xAI, incl. Claude, are sold to ca. 300 shops.",
                "It opens at 5 p.m. in July and at 9 a.m. after that.",
                "Varga, The Exam Twice. arXiv:2510.01234",
            )
        ),
        # A straight quote belongs to the sentence that it closes or opens.
        ('公司降价了。"我们没有选择。"他说。', ["公司降价了。", '"我们没有选择。"', "他说。"]),
        ('"真的吗?""真的!"没人再问。', ['"真的吗?"', '"真的!"', "没人再问。"]),
        ('他說:"降價了!"隨後離場。', ['他說:"降價了!"', "隨後離場。"]),
        # Both.
        (
            "他用GPT-4.5写稿。It took an hour. 然后睡了。",
            ["他用GPT-4.5写稿。", "It took an hour.", "然后睡了。"],
        ),
        (
            "Their motto: “wait and see.”老板不这么看。",
            ["Their motto: “wait and see.”", "老板不这么看。"],
        ),
        ("提示词是“be brief.”的那一版", ["提示词是“be brief.”的那一版"]),
        # What goes on behind a quotation goes on there only.
        ("租金又跌了。这个价没人接。等一等吧。", ["租金又跌了。", "这个价没人接。", "等一等吧。"]),
        ("“先等等。”这句话他说了一年。", ["“先等等。”这句话他说了一年。"]),
        # Lists: the mark is no part of the sentence.
        (
            "- 第一条\n- 第二条。还有一句。\n\n* third item",
            ["第一条", "第二条。", "还有一句。", "third item"],
        ),
        ("• 甲\n· 乙\n● 丙", ["甲", "乙", "丙"]),
        (
            "1. First point. More of it.\n2. Second.",
            ["1. First point.", "More of it.", "2. Second."],
        ),
        # Nothing to read.
        ("", []),
        ("\n \n\t\n", []),
        ("——\n***\n。", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert texts(text) == sentences


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("价格战的第三年\n\n去年春天，几家公司先后宣布降价，理由各不相同。\n", ["价格战的第三年"]),
        (
            "The meter is running\n\nEvery query costs somebody something, for now not the user.\n",
            ["The meter is running"],
        ),
        (
            "一句完整的话先在这里。\n\n二、电费从哪里来\n\n机房的电费由三部分组成，最大的一部分是散热。\n",
            ["二、电费从哪里来"],
        ),
        ("这一段只有一句话，而且以句号结束。\n\n下一段也是，长短差不多。\n", []),
        ("- 列表里的短条目\n- 另一条\n", []),
        ("只有一行", []),
    ],
)
def test_headings(text: str, found: list[str]) -> None:
    assert headings(text) == found


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("模型降价了。", "zh"),
        ("The model is cheaper now.", "en"),
        ("OpenAI 的模型又降价了，用户并不意外。", "zh"),
        ("The committee called it “算力”, and moved on to the next item of the agenda.", "mixed"),
    ],
)
def test_each_sentence_has_its_language(text: str, language: str) -> None:
    assert [s.language for s in split_sentences(text)] == [language]


ALPHABET = "公司降价了GPTaiIncMr.U 。！？!?…；，、：“”‘’「」（）()\n\t　-*•·35%$\u200b"


@given(st.text(ALPHABET, max_size=80))
@settings(max_examples=300)
def test_sentences_are_in_order_apart_and_cover_every_letter_and_digit(text: str) -> None:
    check_cover(text)


@given(st.text(st.characters(exclude_characters="①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"), max_size=80))
@settings(max_examples=200)
def test_that_holds_for_any_characters(text: str) -> None:
    check_cover(text)


def check_cover(text: str) -> None:
    at = 0
    for sentence in split_sentences(text):
        assert at <= sentence.start < sentence.end <= len(text)
        assert text[sentence.start : sentence.end] == sentence.text == sentence.text.strip()
        assert "\n" not in sentence.text
        assert not any(c.isalnum() for c in text[at : sentence.start])
        at = sentence.end
    assert not any(c.isalnum() for c in text[at:])


def test_the_samples_are_covered(sample_tables: pipeline.Tables) -> None:
    for document in sample_tables.documents["text"]:
        check_cover(document)


def test_initials_end_no_sentence() -> None:
    for text in ("基金D. E. Shaw买了。", "A note from D.E. Shaw and Co.", "D. E. Shaw bought it."):
        assert [s.text for s in split_sentences(text)] == [text]
