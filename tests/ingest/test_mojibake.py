"""Mojibake and invisible characters: what was misread is read again, what was not stays."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.evaluate.gold import read_gold
from pipeline.evaluate.noise import add_noise
from pipeline.ingest.decode import decode
from pipeline.ingest.invisible import invisible_edits
from pipeline.ingest.mojibake import misread_edits, mojibake_edits
from pipeline.ingest.mojibake_lines import crossed_lines
from pipeline.ingest.page import RawPage, ingest_page
from pipeline.text import Text, splice

REPOSITORY = Path(__file__).resolve().parents[2]
GOLD = REPOSITORY / "corpus/gold/marked"
SHARED_TEXT = REPOSITORY.parent / "shared/data/text"
SIMPLIFIED = "这家公司把“旗舰”模型的价格降了一半，用户多了3倍；GPT-5的成本也在往下走——真的！"
TRADITIONAL = "這家公司把「旗艦」模型的價格降了一半，用戶多了3倍；GPT-5的成本也在往下走，真的！"
ENGLISH = "It’s “fine” — the café’s naïve owner in São Paulo paid Müller £3m… twice."


def repaired(text: str) -> str:
    return Text.of(text).apply(misread_edits(text)).string


def as_windows(data: bytes) -> str:
    """As browsers read Windows-1252: bytes without a character stand for themselves."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in data)


def utf8_as_latin1(text: str) -> str:
    return text.encode().decode("latin-1")


def utf8_as_windows(text: str) -> str:
    return as_windows(text.encode())


def utf8_as_windows_twice(text: str) -> str:
    return utf8_as_windows(utf8_as_windows(text))


def gbk_as_latin1(text: str) -> str:
    return text.encode("gb18030").decode("latin-1")


def big5_as_windows(text: str) -> str:
    return as_windows(text.encode("big5hkscs"))


def big5_as_gbk(text: str) -> str:
    return text.encode("big5hkscs").decode("gb18030")


LATIN_KINDS = [utf8_as_latin1, utf8_as_windows, utf8_as_windows_twice]
Kind = Callable[[str], str]


@pytest.mark.parametrize("kind", LATIN_KINDS)
@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL, ENGLISH])
def test_utf8_read_as_latin_comes_back(kind: Kind, text: str) -> None:
    assert repaired(kind(text)) == text


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (gbk_as_latin1, SIMPLIFIED),
        (gbk_as_latin1, TRADITIONAL),
        (big5_as_windows, TRADITIONAL),
        (big5_as_gbk, TRADITIONAL),
    ],
)
def test_chinese_encodings_read_as_others_come_back(kind: Kind, text: str) -> None:
    assert repaired(kind(text)) == text


@pytest.mark.parametrize(
    ("damaged", "clean"),
    [
        ("浣犲ソ，世界", "你好，世界"),
        ("鏈嶅姟鍣ㄧ殑鎴愭湰", "服务器的成本"),
        ("It鈥檚 a boom", "It’s a boom"),
        ("CafÃ© au lait", "Café au lait"),
        ("donâ€™t panic", "don’t panic"),
        ("a boom â€” or not", "a boom — or not"),
        ("25Â°C", "25°C"),
        ("the caf\x92s dog", "the caf’s dog"),
    ],
)
def test_short_remains_in_good_text_come_back(damaged: str, clean: str) -> None:
    assert repaired(damaged) == clean


@pytest.mark.parametrize(
    ("misread", "behind"),
    [("英伟达的市值突破五万亿美元", "前后都好。"), ("服务器的成本", "前后都好。")],
)
def test_a_good_character_behind_misread_ones_stays(misread: str, behind: str) -> None:
    damaged = misread.encode().decode("gbk", "replace")
    mended = repaired(f"句中{damaged}{behind}")
    assert mended.startswith(f"句中{misread[:3]}")
    assert mended.endswith(f"{misread[-3:]}{behind}")


def test_letters_of_two_bytes_come_back_with_the_misread_text_around_them() -> None:
    text = "埃隆·马斯克在José的餐厅里花了£300。"
    mended = repaired(text.encode().decode("gb18030", "replace"))
    assert all(part in mended for part in ("·", "José", "£300"))


@pytest.mark.parametrize("lost", ["\ufffd", "?"])
def test_what_utf8_lost_as_gbk_is_filled_in_or_marked(lost: str) -> None:
    text = "他们的服务器的成本在往下走。"
    damaged = text.encode().decode("gbk", "replace").replace("\ufffd", lost)
    mended = repaired(damaged)
    assert len(mended) == len(text)
    assert sum(a == b for a, b in zip(mended, text, strict=True)) >= len(text) - 2
    assert all(a in (b, "\ufffd") for a, b in zip(mended, text, strict=True))
    assert {e.rule for e in misread_edits(damaged)} == {"utf8-as-gbk-lossy"}


@pytest.mark.parametrize("kind", [*LATIN_KINDS, gbk_as_latin1])
def test_a_damaged_paragraph_is_mended_where_it_stands(kind: Kind) -> None:
    damaged = kind(SIMPLIFIED)
    page = f"{ENGLISH}\n{SIMPLIFIED}\n{damaged}\n{TRADITIONAL}\n"
    edits = misread_edits(page)
    start = page.index(damaged)
    assert all(start <= e.start and e.end <= start + len(damaged) for e in edits)
    assert {e.kind for e in edits} == {"mojibake"}
    assert repaired(page) == f"{ENGLISH}\n{SIMPLIFIED}\n{SIMPLIFIED}\n{TRADITIONAL}\n"


@pytest.mark.parametrize(
    "text",
    [
        "café naïve Müller São Paulo Ångström Schrödinger",
        "«LIBERTÉ», dit-il : l’équipe « à côté » a été équipée…",
        "Die größten Modelle für Übersetzung kosten viel – „ganz schön viel“.",
        "A inteligência artificial não é só promessa; AÇÃO, coração, MAÇÃ.",
        "Zażółć gęślą jaźń, modele są droższe niż wczoraj w Łodzi.",
        "Dvořák, Ťažký, İstanbul, Đặng Thái Sơn, Nguyễn Văn Ổn",
        "zhōngguó réngōng zhìnéng nǚ lǜ",
        "この会社は昨年、モデルの価格を半分に下げた。齋藤・髙橋・邊見",
        "이 회사는 작년에 모델 가격을 절반으로 내렸다.",
        "Модель стала дешевле. Τα μοντέλα είναι φθηνότερα.",
        "😀 👨\u200d👩\u200d👧 ❤\ufe0f\u200d🔥 ½ × ÷ ± ° µ ¶ § © ®",
        "ˈfəʊnətɪks ŋ θ ð ʃ ʒ ∑ ∫ √ ≤ ≥ α β γ Δ Ω → ⇒",
        "┌─┐│└┘ ╔═╗ ║ ㈱ ㊣ ㎡ ℃ Ⅳ ﹏ ︵",
        "浣熊、琥珀、涪陵、潞安、澧县、茅台、拢共、眉山、魑魅魍魉、饕餮、耄耋、踟蹰、龃龉",
        "赑屃、睚眦、狻猊、狴犴、螭吻、罍、卣、甗、簋、鬲、斝",
        "鄧紫棋、陳珮騏、龔鵬程、釐清、籲請、灩澦、齷齪、饜足、囍、犇、喆、翀、璟",
        "𠮷野家、𡃁、㗎、嘅咗喺啲冚唪唥 ㄅㄆㄇㄈ 注音符號",
        "50°C, £5, €3, ¥8, ±3%, 3×4, É», é…, —“好”",
        "他问：真的吗?!我说：当然?",
    ],
)
def test_rare_but_sound_text_stays(text: str) -> None:
    assert mojibake_edits(text) == []


def test_the_project_gold_stays() -> None:
    for split in ("train", "dev"):
        for document in read_gold(GOLD, split).documents:
            assert misread_edits(document.text) == []


@pytest.mark.skipif(not SHARED_TEXT.is_dir(), reason="the shared data are not here")
def test_real_articles_stay() -> None:
    for path in sorted(SHARED_TEXT.glob("*/*"))[::5]:
        assert mojibake_edits(decode(path.read_bytes()).text) == [], path.name


@pytest.mark.parametrize("kind", ["mojibake-latin1", "mojibake-cp1252"])
def test_whole_pages_of_the_gold_come_back(kind: str) -> None:
    documents = read_gold(GOLD, "dev").documents
    noisy = [add_noise(d.text, [kind], seed).text.string for seed, d in enumerate(documents)]
    right = [repaired(n) == d.text for n, d in zip(noisy, documents, strict=True)]
    assert sum(right) >= 0.95 * len(right)


@given(st.text(max_size=60))
@settings(max_examples=200)
def test_edits_are_in_order_and_change_something(text: str) -> None:
    edits = mojibake_edits(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(edits))
    assert all(text[e.start : e.end] != e.replacement for e in edits)


@pytest.mark.parametrize("kind", [*LATIN_KINDS, gbk_as_latin1, big5_as_gbk])
@given(start=st.integers(0, 20), end=st.integers(25, 44))
@settings(max_examples=25, deadline=None)
def test_a_repair_repeated_changes_nothing(kind: Kind, start: int, end: int) -> None:
    once = repaired(kind(TRADITIONAL[start:end]) + "\n" + SIMPLIFIED)
    assert misread_edits(once) == []


def test_a_page_of_mojibake_becomes_a_document_with_its_edits() -> None:
    body = "\n\n".join([SIMPLIFIED, "第二段说的是用户的变化，没有人觉得意外。", SIMPLIFIED[::-1]])
    page = ingest_page(RawPage("a.txt", utf8_as_windows(body).encode()))
    assert "第二段说的是用户的变化，没有人觉得意外。" in page.text.string
    repairs = [e for e in page.edits if e.kind == "mojibake"]
    assert repairs
    source = page.decoded.text
    assert all(source[e.source_start : e.source_end] == e.source_text for e in repairs)


@pytest.mark.parametrize(
    "text",
    [
        "涓" * 50_000,
        "Ã" * 50_000,
        "ä½" * 50_000,
        "\ufffd" * 50_000,
        "鈥?" * 20_000,
        "¡" * 50_001,
        "浣犲ソ" * 50_000,
    ],
)
def test_hostile_text_takes_no_long(text: str) -> None:
    began = time.process_time()
    mojibake_edits(text)
    assert time.process_time() - began < 10


def test_a_long_line_in_the_other_encoding_comes_back() -> None:
    clean = "推理成本在一年里下降到了原来的三分之一,收入没有跟上。" * 900
    damaged = clean.encode("gb18030").decode("big5", "replace")
    assert len(damaged) > 20_000
    found = mojibake_edits(damaged)
    assert {e.rule for e in found} == {"gbk-as-big5"}
    assert "推理成本在一年里" in splice(damaged, found)


def test_megabytes_of_noise_in_one_line_are_not_read_anew() -> None:
    chance = random.Random(7)
    noise = "".join(map(chr, chance.choices(range(0x4E00, 0x9FA5), k=300_000)))
    began = time.process_time()
    assert not crossed_lines(noise)
    assert time.process_time() - began < 5


# --- Invisible characters ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم",  # Persian spells with a non-joiner
        "क्\u200dष और क्\u200cष",  # Hindi with both joiners
        "👩🏽\u200d💻 🏳\ufe0f\u200d🌈 ☁\ufe0f 1\ufe0f\u20e3",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "葛\U000e0100城",  # an ideographic variation
    ],
)
def test_what_a_script_or_an_emoji_needs_stays(text: str) -> None:
    assert invisible_edits(text) == []


@pytest.mark.parametrize(
    ("damaged", "clean"),
    [
        ("模\u200c型\u200d降\u2060价", "模型降价"),
        ("co\xadop\u200berate", "cooperate"),
        ("从右\u202e向左\u2069写\u061c", "从右向左写"),
        ("标\ufeff题", "标题"),
        ("隐\U000e0041\U000e0042藏", "隐藏"),
        ("漢字\ufff9東京\ufffaとうきょう\ufffb駅", "漢字東京駅"),
        ("控\x81制\x9d", "控制"),
        ("图\U000f0001标\ue000", "图标"),
        ("一行\x85下一行", "一行\n下一行"),
        ("\ufff9孤\ufffb", "孤"),
    ],
)
def test_what_no_reader_sees_goes(damaged: str, clean: str) -> None:
    assert Text.of(damaged).apply(invisible_edits(damaged)).string == clean


@given(
    st.text(alphabet="中a\u200b\u200c\u200d\ufe0f😀\ufff9\ufffa\ufffb\ue000\x85\r\nम", max_size=20)
)
def test_invisible_edits_are_in_order(text: str) -> None:
    edits = invisible_edits(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(edits))
    Text.of(text).apply(edits)
