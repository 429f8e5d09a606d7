"""Bytes to characters: every encoding Chinese and English pages come in."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.ingest.decode import decode

SIMPLIFIED = (
    "这家公司去年把模型的价格降了一半，用户因此多了三倍。我们在会上听到的说法是，"
    "下半年还会再降一次，而服务器的成本也在往下走。"
)
TRADITIONAL = (
    "這家公司去年把模型的價格降了一半，用戶因此多了三倍。我們在會上聽到的說法是，"
    "下半年還會再降一次，而伺服器的成本也在往下走。"
)
SHORTEST = 40


@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL, "Plain English, nothing else."])
def test_utf8_needs_no_guess(text: str) -> None:
    decoded = decode(text.encode("utf-8"))
    assert decoded.text == text
    assert (decoded.encoding, decoded.confidence) == ("utf-8", 1.0)


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL, "One line.\nAnother line.\n"])
def test_a_byte_order_mark_decides_and_is_no_part_of_the_text(codec: str, text: str) -> None:
    decoded = decode(text.encode(codec))
    assert decoded.text == text
    assert decoded.confidence == 1.0


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL, "A report in English, saved as UTF-16."])
def test_utf16_is_known_without_its_mark(codec: str, text: str) -> None:
    decoded = decode(text.encode(codec))
    assert decoded.text == text
    assert decoded.encoding == codec


@pytest.mark.parametrize(
    ("text", "codec", "named"),
    [
        (SIMPLIFIED, "gb18030", "gb18030"),
        (SIMPLIFIED, "gbk", "gb18030"),
        (TRADITIONAL, "gb18030", "gb18030"),
        (TRADITIONAL, "big5", "big5hkscs"),
        (TRADITIONAL, "big5hkscs", "big5hkscs"),
        (
            "佢哋嘅模型平咗一半，用戶多咗三倍，但係伺服器嘅成本仲未落到嚟，大家都喺度等。" * 2,
            "big5hkscs",
            "big5hkscs",
        ),
    ],
)
def test_the_chinese_encodings_are_told_apart_from_forty_characters_up(
    text: str, codec: str, named: str
) -> None:
    for end in range(SHORTEST, len(text) + 1):
        decoded = decode(text[:end].encode(codec))
        assert decoded.text == text[:end]
        assert decoded.encoding == named
    for start in range(len(text) - SHORTEST):
        window = text[start : start + SHORTEST]
        assert decode(window.encode(codec)).text == window


def test_a_guess_is_less_sure_than_a_mark() -> None:
    guessed = decode(SIMPLIFIED.encode("gb18030")).confidence
    assert 0.5 < guessed < 1.0


def test_a_four_byte_character_of_gb18030_survives() -> None:
    text = "算力账单又涨了📈，" + SIMPLIFIED
    assert decode(text.encode("gb18030")).text == text


def test_one_bad_byte_in_utf8_costs_one_character_not_the_document() -> None:
    data = (SIMPLIFIED * 5).encode("utf-8")
    damaged = data[:300] + b"\xff" + data[301:]
    decoded = decode(damaged)
    assert decoded.encoding == "utf-8"
    assert "\ufffd" in decoded.text
    assert decoded.confidence < 1.0
    assert decoded.text.endswith(SIMPLIFIED)


@pytest.mark.parametrize("data", [b"", b" \r\n\t ", b"\x00\x00\x00"])
def test_a_file_without_text_is_empty(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        decode(data, "page.txt")
    assert (caught.value.code, caught.value.source) == ("empty", "page.txt")


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00\x00\x00\x01\x00\x08\x06"
        + bytes(range(256)),
        b"\x7fELF\x02\x01\x01" + bytes(9) + bytes(range(256)) * 8,
        b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + bytes(range(255, -1, -1)) * 8,
    ],
)
def test_a_picture_or_programme_is_no_text(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        decode(data, "picture.png")
    assert caught.value.code == "binary"


@given(st.binary(max_size=400))
@example(b"\xff\xfe")
@example(b"\xff\xfe\x00")
@example(b"\xef\xbb\xbf")
@example(b"\x80")
@settings(max_examples=300)
def test_any_bytes_are_decoded_or_refused_as_an_input(data: bytes) -> None:
    try:
        decoded = decode(data, "random")
    except InputError:
        return
    assert 0.0 <= decoded.confidence <= 1.0
    assert isinstance(decoded.text, str)


@given(st.text(alphabet=st.characters(exclude_characters="\x00\ufeff", exclude_categories=["Cs"])))
@settings(max_examples=300)
def test_valid_utf8_comes_back_as_it_was(text: str) -> None:
    if text.strip(" \t\r\n"):
        assert decode(text.encode("utf-8")).text == text
