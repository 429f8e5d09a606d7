"""EUC-TW: a codec of our own, known by its text or by its name, and never taken for another."""

from __future__ import annotations

import codecs
import io
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError, KnowledgeError
from pipeline.evaluate.gold import read_gold
from pipeline.ingest.codec import kept_bytes, lost_runs, read, settle
from pipeline.ingest.decode import decode
from pipeline.ingest.euc_tw_table import PLANES, euc_tw_bytes, euc_tw_characters
from pipeline.ingest.script import converter

TRADITIONAL = (
    "這家公司去年把模型的價格降了一半，用戶因此多了三倍。我們在會上聽到的說法是，"
    "下半年還會再降一次，而伺服器的成本也在往下走。"
)
SIMPLIFIED = "这家公司去年把模型的价格降了一半，用户因此多了三倍。我们在会上听到的说法是，还会降。"
SHORTEST = 40
GOLD = Path(__file__).resolve().parents[2] / "corpus/gold/marked"
HOLDABLE = st.text(
    alphabet=st.sampled_from("".join(sorted(euc_tw_bytes())) + "ab 1\n"), max_size=30
)


def encoded(text: str) -> bytes:
    return text.encode("euc_tw")


def test_characters_stand_where_the_standard_puts_them() -> None:
    assert encoded("中文") == b"\xc4\xe3\xc5\xc6"
    assert b"\xa1\xa1\xc4\xa1".decode("euc_tw") == "\u3000一"
    assert b"\x8e\xa1\xc4\xa1".decode("euc_tw") == "一"
    assert b"\x8e\xa2\xa1\xa1".decode("euc_tw") == "乂"
    assert {unit[1] - 0xA0 if len(unit) == 4 else 1 for unit in euc_tw_characters()} == {*PLANES}


@given(HOLDABLE)
@settings(max_examples=200, deadline=None)
def test_what_it_can_hold_comes_back(text: str) -> None:
    assert encoded(text).decode("euc-tw") == text
    assert read(encoded(text), "euc_tw") == text


@given(st.binary(max_size=60) | st.lists(st.integers(0x8E, 0xFE), max_size=40).map(bytes))
@example(b"\x8e")
@example(b"\x8e\xa2\xc4")
@example(b"\x8e\xa8\xa1\xa1")
@example(b"\xc4\xe3\xc5")
@example(b"\xff" * 9_000)
@settings(max_examples=400, deadline=None)
def test_no_byte_vanishes(data: bytes) -> None:
    text = read(data, "euc_tw")
    lost = [text[start:end] for start, end in lost_runs(text)]
    pieces = data
    for run in lost:
        _, found, pieces = pieces.partition(kept_bytes(run, "ascii"))
        assert found
    shown, losses = settle(text)
    assert sum(len(item.data) for item in losses) == sum(map(len, lost))
    assert all(shown[item.offset] == "\ufffd" for item in losses)
    put_back = "".join(c for c in text if not "\udc00" <= c <= "\udcff")
    plane_1_in_four = data.count(b"\x8e\xa1")
    assert (
        0
        <= len(data) - sum(map(len, lost)) - len(encoded(put_back))
        <= 2 * (plane_1_in_four + data.count(b"\x8e\xa3\xa1\xb8"))
    )


def test_what_stands_behind_lost_bytes_stays_in_step() -> None:
    unassigned = b"\x8e\xa8\xa1\xa1"
    data = encoded("中文") + b"\xff" + encoded("中") + unassigned + encoded("文") + b"\xc4 a"
    text, lost = settle(read(data, "euc_tw"))
    assert text == "中文\ufffd中\ufffd文\ufffd a"
    assert [item.data for item in lost] == [b"\xff", unassigned, b"\xc4"]


@given(HOLDABLE, st.integers(1, 7))
@settings(max_examples=100, deadline=None)
def test_it_is_read_in_pieces_as_it_is_at_once(text: str, size: int) -> None:
    data = encoded(text) + b"\x8e\xa2\xc4"
    decoder = codecs.getincrementaldecoder("euc_tw")("replace")
    pieces = [decoder.decode(data[at : at + size]) for at in range(0, len(data), size)]
    assert "".join(pieces) + decoder.decode(b"", final=True) == data.decode("euc_tw", "replace")
    assert codecs.getreader("euc_tw")(io.BytesIO(encoded(text))).read() == text
    assert io.TextIOWrapper(io.BytesIO(encoded(text)), "euc_tw").read() == text


def test_errors_are_handled_as_in_other_codecs() -> None:
    with pytest.raises(UnicodeDecodeError):
        b"a\xff".decode("euc_tw")
    with pytest.raises(UnicodeEncodeError):
        encoded("📈")
    assert b"a\xff\x8eb".decode("euc_tw", "ignore") == "ab"
    assert "a📈b".encode("euc_tw", "replace") == b"a?b"


@pytest.mark.parametrize(
    "noise", [b"\xff", b"\x8e", b"\xa1", b"\xfe", b"\x8e\xa8\xa1\xa1", b"\xff "]
)
def test_noise_behind_it_takes_no_long(noise: bytes) -> None:
    began = time.process_time()
    decoded = decode(encoded(TRADITIONAL * 800) + noise * 200_000)
    assert decoded.encoding == "euc_tw"
    assert time.process_time() - began < 5


def test_text_of_forty_characters_is_known_as_euc_tw() -> None:
    for end in range(SHORTEST, len(TRADITIONAL) + 1):
        decoded = decode(encoded(TRADITIONAL[:end]))
        assert (decoded.text, decoded.encoding) == (TRADITIONAL[:end], "euc_tw")
        assert decoded.lost == ()


@pytest.mark.parametrize("name", ["euc-tw", "x-euc-tw", "EUC-TW"])
def test_a_declaration_helps_a_short_text(name: str) -> None:
    assert decode(encoded("伺服器降價"), declared=name).text == "伺服器降價"
    page = f'<html><head><meta charset="{name}"></head><p>伺服器降價</p>'
    assert decode(encoded(page)).text == page


@pytest.mark.parametrize("codec", ["gb18030", "big5hkscs", "utf-8"])
def test_a_wrong_declaration_is_overruled(codec: str) -> None:
    text = TRADITIONAL if codec == "big5hkscs" else SIMPLIFIED
    assert decode(text.encode(codec), declared="x-euc-tw").text == text


@pytest.mark.parametrize(
    "codec",
    ["gb18030", "gb2312", "big5", "big5hkscs", "cp950", "euc_jp", "euc_kr", "cp932", "cp1252"],
)
def test_no_text_in_another_encoding_is_taken_for_it(codec: str) -> None:
    for document in read_gold(GOLD, "dev").documents:
        for text in (document.text, converter("s2tw").convert(document.text)):
            for start in range(0, len(text) - 200, 1_000):
                for length in (5, SHORTEST, 200):
                    data = text[start : start + length].encode(codec, "ignore")
                    try:
                        assert decode(data).encoding != "euc_tw"
                    except InputError:
                        continue


def test_real_pages_in_it_are_read_right() -> None:
    right = total = 0
    for document in read_gold(GOLD, "dev").documents:
        text = converter("s2tw").convert(document.text)
        for start in range(0, len(text) - 200, 200):
            window = text[start : start + 200]
            try:
                data = encoded(window)
            except UnicodeEncodeError:
                continue
            if 3 * len(window) < 2 * len(data):
                total += 1
                right += decode(data).text == window
    assert total > 100
    assert right >= 0.99 * total


def test_a_damaged_table_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "broken").write_bytes(b"no table")
    monkeypatch.setattr("pipeline.ingest.euc_tw_table.models_path", lambda _: tmp_path / "broken")
    with pytest.raises(KnowledgeError, match="broken"):
        euc_tw_characters.__wrapped__()
