"""Bytes to characters: every encoding Chinese and English pages come in."""

from __future__ import annotations

import codecs
import contextlib
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.evaluate.gold import read_gold
from pipeline.ingest.codec import kept_bytes, read
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
GOLD = Path(__file__).resolve().parents[2] / "corpus/gold/marked"


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


@given(
    st.text(
        alphabet=st.characters(exclude_characters="\x00\x1b~\ufeff", exclude_categories=["Cs"]),
        max_size=30,
    )
)
@settings(max_examples=300)
def test_valid_utf8_comes_back_as_it_was(text: str) -> None:
    if text.strip(" \t\r\n"):
        assert decode(text.encode("utf-8")).text == text


JAPANESE = "この会社は昨年、モデルの価格を半分に下げた。利用者は三倍に増えたという。"
KOREAN = "이 회사는 작년에 모델 가격을 절반으로 내렸고 사용자는 세 배로 늘었다."
ENGLISH = "It’s “fine” — the café in São Paulo charged £3m, or €4m, for a naïve Müller model."


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (JAPANESE, "euc_jp"),
        (JAPANESE, "cp932"),
        (KOREAN, "euc_kr"),
        (ENGLISH, "cp1252"),
        ("Les modèles coûtent très cher, mais l'été a été décidé à côté.", "latin-1"),
        ("Die größten Modelle für Übersetzung kosten über 3 Millionen.", "latin-1"),
        (SIMPLIFIED, "hz"),
        (JAPANESE, "iso2022_jp"),
        (SIMPLIFIED, "utf-32-le"),
        (SIMPLIFIED, "utf-32-be"),
    ],
)
def test_neighbouring_encodings_are_known(text: str, codec: str) -> None:
    decoded = decode(text.encode(codec))
    assert decoded.text == text
    assert decoded.confidence > 0.9


def test_the_euro_signs_of_windows_are_read() -> None:
    assert "涨了€5" in decode((SIMPLIFIED + "涨了").encode("gbk") + b"\x805").text
    assert decode((TRADITIONAL + "漲了€5").encode("cp950")).text.endswith("漲了€5")


def test_marks_of_windows_in_big5_are_those_a_writer_types() -> None:
    text = TRADITIONAL + "約三～五成，馬克‧安德森"
    assert decode(text.encode("cp950")).text == text


@pytest.mark.parametrize("declared", ["big5", "utf-8", "iso-8859-1", "euc-kr", "nonsense", ""])
def test_a_wrong_declaration_is_overruled(declared: str) -> None:
    assert decode(SIMPLIFIED.encode("gb18030"), declared=declared).text == SIMPLIFIED
    page = f'<html><head><meta charset="{declared}"></head><p>{SIMPLIFIED}</p>'
    assert decode(page.encode("gb18030")).text == page


def test_a_declaration_breaks_a_tie() -> None:
    text = "[↗](https://www.example.com/briefings/2026)"
    assert decode(text.encode("gb18030"), declared="gb2312").text == text
    assert decode(text.encode("big5"), declared="big5").text == text


def test_text_with_stray_nulls_and_controls_is_text() -> None:
    for codec in ("utf-8", "gb18030"):
        text = "空\x00白\x07" + SIMPLIFIED
        assert decode(text.encode(codec)).text == text


def test_modified_utf8_is_read() -> None:
    data = b"a\xc0\x80b" + SIMPLIFIED.encode() + b"\xed\xa0\xbd\xed\xb3\x88"
    decoded = decode(data)
    assert decoded.text == "a\x00b" + SIMPLIFIED + "📈"
    assert decoded.lost == ()


@pytest.mark.parametrize(
    ("before", "island", "codec", "named"),
    [
        (SIMPLIFIED + "\n", "模型价格上涨了三成，用户不满。\n", "gbk", "gb18030"),
        (SIMPLIFIED + "他说", "模型价格上涨", "gbk", "gb18030"),
        (TRADITIONAL + "他說", "模型價格上漲", "big5", "big5hkscs"),
        (SIMPLIFIED + "\nThe caf", "é", "latin-1", "cp1252"),
        (SIMPLIFIED + "\nHe said ", "“no”", "cp1252", "cp1252"),
    ],
)
def test_a_part_in_another_encoding_is_read_in_it(
    before: str, island: str, codec: str, named: str
) -> None:
    data = before.encode() + island.encode(codec) + (" end.\n" + SIMPLIFIED).encode()
    decoded = decode(data)
    assert decoded.text == before + island + " end.\n" + SIMPLIFIED
    assert decoded.encoding == "utf-8"
    assert decoded.others == (named,)
    assert 0.5 < decoded.confidence < 1.0
    assert decoded.lost == ()


def test_lost_bytes_are_shown_listed_and_can_be_put_back() -> None:
    clean = SIMPLIFIED.encode()
    decoded = decode(clean[:30] + b"\xff\xfe" + clean[30:60] + b"\xf8" + clean[60:])
    assert [item.data for item in decoded.lost] == [b"\xff\xfe", b"\xf8"]
    assert all(decoded.text[item.offset] == "\ufffd" for item in decoded.lost)
    assert decoded.text.replace("\ufffd", "") == SIMPLIFIED
    assert decoded.confidence < 0.95


def test_a_replacement_character_in_the_page_is_not_counted_as_lost() -> None:
    assert decode((SIMPLIFIED + "\ufffd").encode()).lost == ()


@given(data=st.binary(min_size=1, max_size=60), place=st.integers(0, 200))
@settings(max_examples=200, deadline=None)
def test_no_byte_vanishes(data: bytes, place: int) -> None:
    """Each character of the text, or the bytes listed for it, is in the page."""
    page = SIMPLIFIED.encode()
    try:
        decoded = decode(page[:place] + data + page[place:])
    except InputError:
        return
    assert len(decoded.lost) <= decoded.text.count("\ufffd")
    assert all(decoded.text[item.offset] == "\ufffd" and item.data for item in decoded.lost)
    assert 0.0 <= decoded.confidence <= 1.0


@given(st.binary(min_size=64, max_size=2_000))
@settings(max_examples=60, deadline=None)
def test_long_random_bytes_are_decoded_or_refused(data: bytes) -> None:
    with contextlib.suppress(InputError):
        assert isinstance(decode(data).text, str)


def one_error_at_a_time(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return "".join(chr(0xDC00 + b) for b in error.object[error.start : error.end]), error.end


codecs.register_error("one-at-a-time", one_error_at_a_time)
ODD = st.sampled_from(
    [bytes([b]) for b in (0x00, 0x0A, 0x30, 0x41, 0x7F, *range(0x80, 0x100))]
    + [b"\x8f\xa1", b"\x81\x30", b"\x81\x30\x81", b"\xff9", b"\xe4\xb8", b"\x00\xd8", b"\xd8\x00"]
)


@pytest.mark.parametrize(
    "codec",
    [
        *("utf-8", "gb18030", "big5hkscs", "cp949", "cp932", "euc_jp"),
        *("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"),
    ],
)
@given(
    pieces=st.lists(
        st.tuples(st.binary(min_size=1, max_size=4) | ODD, st.integers(1, 5) | st.just(5_000)),
        max_size=8,
    )
)
@settings(max_examples=60, deadline=None)
def test_bytes_lost_together_are_those_lost_one_by_one(
    codec: str, pieces: list[tuple[bytes, int]]
) -> None:
    data = b"".join(piece * times for piece, times in pieces)
    # What Windows and Java write is read beyond Python's tables, and has tests of its own.
    beyond = {
        "gb18030": [b"\x80"],
        "big5hkscs": [b"\xa3\xe1", b"\xa1", b"\xa2", b"\xa3"],
        "utf-8": [b"\xc0\x80", b"\xed"],
    }
    for known in beyond.get(codec, []):
        data = data.replace(known, b"?" * len(known))
    text = read(data, codec)
    assert text == data.decode(codec, "one-at-a-time")
    lost = "".join(c for c in text if "\udc00" <= c <= "\udcff")
    assert len(kept_bytes(lost, "ascii")) == len(lost)


def windows(length: int, count: int) -> list[str]:
    documents = read_gold(GOLD, "dev").documents
    found = []
    for document in documents:
        step = max(1, (len(document.text) - length) // count)
        for start in range(0, len(document.text) - length, step):
            found.append(document.text[start : start + length])
    return found


@pytest.mark.parametrize("codec", ["gb18030", "gbk", "big5hkscs", "cp950", "utf-16-le", "cp1252"])
def test_windows_of_real_pages_are_read_right(codec: str) -> None:
    right = total = 0
    for window in windows(SHORTEST, 12):
        try:
            data = window.encode(codec)
        except UnicodeEncodeError:
            continue
        if data.decode(codec) == window and not window.isascii():
            total += 1
            right += decode(data).text == window
    assert total == 0 or right >= min(0.98 * total, total - 1)


@pytest.mark.parametrize(
    "data",
    [
        b"\xff" * 300_000,
        b"\xa1" * 300_001,
        ("价" * 100_000).encode("gbk") + b"\xff",
        (SIMPLIFIED * 500).encode() + b"\x80" * 50_000,
        b"\x81\x30" * 100_000,
        b"a" * 4_000_000 + b"\xff",
        SIMPLIFIED.encode() * 500 + b"\xff" * 6_000_000,
        SIMPLIFIED.encode() * 500 + b"\x80" * 6_000_000,
        SIMPLIFIED.encode("gbk") * 500 + b"\xff" * 6_000_000,
        TRADITIONAL.encode("big5") * 500 + b"\x87" * 6_000_000,
        SIMPLIFIED.encode() * 500 + b"\xff " * 300_000,
        SIMPLIFIED.encode() * 500 + b"\xff\n" * 300_000,
        SIMPLIFIED.encode() * 500 + "é".encode() * 100_000 + b" \xff",
        codecs.BOM_UTF16_LE + b"\xd8" * 6_000_000,
        codecs.BOM_UTF32_LE + b"\xff" * 6_000_000,
    ],
)
def test_hostile_bytes_take_no_long(data: bytes) -> None:
    began = time.process_time()
    with contextlib.suppress(InputError):
        decode(data)
    assert time.process_time() - began < 5
