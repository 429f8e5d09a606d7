"""Noise is what scrapers deliver, the same for the same seed, and the way back is kept."""

from __future__ import annotations

import html
import itertools
import re
import unicodedata
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.evaluate.fold import fold
from pipeline.evaluate.marked import MarkedDocument, format_marked, parse_marked
from pipeline.evaluate.noise import ENCODINGS, KINDS, add_noise, carry
from pipeline.evaluate.noise_wraps import PARTINGS, columns, wrap_page
from pipeline.text import Text

TEXT = "國產大模型 GPT-5 追上了“對手”\n\n輝達今年營收成長 30%,市值達到1.4兆美元。A & B < C\n第二段"

# The first gloss reads the tables of pypinyin, which takes longer than a property may.
add_noise(TEXT, ["gloss", "gloss-words", "zhuyin"])

texts = st.text(alphabet=st.sampled_from("國產大模型 GPT-5“”,。\n30%&<>é😀\u3000x"), max_size=60)
some_kinds = st.lists(st.sampled_from([k for k in KINDS if k not in ENCODINGS]), unique=True)
kinds = st.tuples(some_kinds, st.sampled_from([*ENCODINGS, None])).map(
    lambda chosen: [*chosen[0], *([chosen[1]] if chosen[1] else [])]
)


@given(texts, kinds, st.integers(0, 99))
def test_the_way_back_is_kept(text: str, chosen: list[str], seed: int) -> None:
    page = add_noise(text, chosen, seed)
    assert page.text.source == text
    assert page.data.decode(page.encoding) == page.text.string
    assert page == add_noise(text, reversed(chosen), seed)
    for start in range(0, len(text), 7):
        end = min(len(text), start + 5)
        low, high = page.text.text_span(start, end)
        back = page.text.source_span(low, high)
        assert back[0] <= start
        assert end <= back[1]


@given(texts, kinds)
def test_what_was_apart_stays_in_order(text: str, chosen: list[str]) -> None:
    page = add_noise(text, chosen)
    places = [page.text.text_span(place, place + 1) for place in range(len(text))]
    for one, other in itertools.pairwise(places):
        assert one[0] <= other[0]
        assert one[1] <= other[1]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_does_something_and_depends_on_the_seed_alone(kind: str) -> None:
    long = TEXT * 9
    assert add_noise(long, [kind]).data != long.encode()
    assert add_noise(long, [kind]) == add_noise(long, [kind], seed=0)
    if kind in ("gloss-some", "full-width", "zero-width", "entities", "html"):
        assert add_noise(long, [kind]) != add_noise(long, [kind], seed=1)


def test_another_kind_leaves_the_choices_of_the_first() -> None:
    alone, both = add_noise(TEXT, ["gloss-some"]), add_noise(TEXT, ["gloss-some", "title-repeat"])
    assert both.text.string.endswith(alone.text.string)


@given(texts)
def test_noise_can_be_taken_off(text: str) -> None:
    def noisy(kind: str) -> str:
        return add_noise(text, [kind], 3).text.string

    assert re.sub("[\u200b\u200c\u200e\u2060\ufeff\xad]", "", noisy("zero-width")) == text
    assert html.unescape(noisy("entities")).replace("\xa0", " ") == text
    assert re.sub(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]+\)", "", noisy("gloss")) == text
    assert noisy("mojibake-latin1").encode("latin-1").decode() == text
    assert unicodedata.normalize("NFKC", noisy("full-width")) == unicodedata.normalize("NFKC", text)
    assert noisy("line-wrap").split() == text.split() or fold(noisy("line-wrap")) == fold(text)
    assert fold(noisy("gloss-some")) == fold(text)


def test_mojibake_is_what_a_wrong_decoder_shows() -> None:
    assert add_noise("中“x”", ["mojibake-latin1"]).text.string == "ä¸\xadâ\x80\x9cxâ\x80\x9d"
    assert add_noise("中“x”", ["mojibake-cp1252"]).text.string == "ä¸\xadâ€œxâ€\x9d"
    assert add_noise("你好", ["mojibake-gbk"]).text.string == "浣犲ソ"
    assert add_noise("你好吗", ["mojibake-gbk"]).text.string.startswith("浣犲ソ")


def test_encodings() -> None:
    assert add_noise("國產", ["big5"]).data == "國產".encode("big5")
    assert add_noise("国产", ["big5"]).data.startswith(b"&#22269;")
    assert add_noise("國😀", ["gb18030"]).data.decode("gb18030") == "國😀"
    assert add_noise("國", ["utf-16"]).data[:2] in (b"\xff\xfe", b"\xfe\xff")


def test_a_page_holds_the_text_and_no_markup_of_its_own() -> None:
    page = add_noise(TEXT, ["html"])
    assert page.suffix == ".html"
    body = page.text.string.partition("<article>")[2].partition("</article>")[0]
    assert fold(html.unescape(re.sub(r"<[^>]*>", "", body))) == fold(TEXT)
    assert "A &amp; B &lt; C" in body


def test_wrapped_lines_are_short_and_nothing_is_lost() -> None:
    text = "模型的能力还在提高,GPT-5 的价格却在下降。" * 9 + "\n\n短行\n" + "第二段也很长。" * 20
    wrapped = [add_noise(text, ["line-wrap"], seed).text.string for seed in range(40)]
    for page in wrapped:
        assert max(map(columns, page.split("\n"))) <= 122
        assert re.sub(r"\s", "", page) == re.sub(r"\s", "", text)
    assert len({max(map(columns, page.split("\n"))) for page in wrapped}) > 10


def test_wrapped_english_keeps_its_words() -> None:
    text = "large language models are getting cheaper " * 20
    for seed in range(10):
        wrapped = add_noise(text, ["line-wrap"], seed).text.string
        assert max(map(len, wrapped.split("\n"))) <= 80
        assert wrapped.split() == text.split()


@pytest.mark.parametrize("parting", PARTINGS)
def test_paragraphs_of_a_wrapped_page_are_told_apart_as_asked(parting: str) -> None:
    text = "模型的能力还在提高,价格却在下降。" * 9 + "\n" + "第二段也很长。" * 20
    edits = wrap_page(text, Random(1), parting)
    page = Text.of(text).apply(edits).string
    assert ("\n\n" in page) == (parting in ("blank", "around"))
    assert page.startswith("\u3000\u3000") == (parting == "indent")


def test_glosses_have_many_shapes() -> None:
    text = "國產大模型追上了對手,輝達今年營收成長。" * 5
    shapes = {
        found[0] + found[-1]
        for seed in range(60)
        for found in re.findall(
            r"[（(\[【〔][^()（）\[\]【】〔〕]+[)）\]】〕]",
            add_noise(text, ["gloss-words"], seed).text.string,
        )
    }
    assert shapes >= {"()", "（）", "[]", "【】"}
    assert re.search("[ㄅ-ㄩ]", add_noise(text, ["zhuyin"]).text.string)
    plain = [add_noise(text, ["gloss-plain"], seed).text.string for seed in range(20)]
    assert any(re.search("[a-z]+[1-4]", page) for page in plain)
    assert any(re.search("[a-z]{2}", page) and not re.search("[1-4]", page) for page in plain)


def test_a_text_may_stand_twice_and_its_title_carry_a_site() -> None:
    twice = add_noise(TEXT, ["text-twice"]).text.string
    assert twice.count("輝達今年營收成長") == 2
    titled = add_noise(TEXT, ["title-site"]).text.string
    assert titled.endswith(TEXT)
    assert "國產大模型 GPT-5 追上了“對手”" in titled[: -len(TEXT)]


@pytest.mark.parametrize("chosen", [["snow"], ["big5", "utf-16"]])
def test_what_makes_no_sense_is_refused(chosen: list[str]) -> None:
    with pytest.raises(UsageError):
        add_noise(TEXT, chosen)


@given(kinds, st.integers(0, 9))
def test_gold_is_carried_over(chosen: list[str], seed: int) -> None:
    small = parse_marked(
        'id: x\n\n<t><c k="nvidia">輝達</c>的一年</t>\n<d k="ad">掃碼關注</d>'
        '<s v="+"><c k="nvidia">輝達</c><m k="b">黑鴨</m>漲'
        '<f k="percent" v="30" u="%">30%</f></s>'
        '<s v="-"><p k="x">黃仁勳</p>很擔心。</s>\n<c k="openai">OpenAI</c><i>幾家</i>',
        "x",
    )
    page = add_noise(small.text, chosen, seed)
    carried = carry(small, page)
    assert parse_marked(format_marked(carried), "x") == carried
    if not any(k.startswith("mojibake") for k in chosen):
        assert [s.tag for s in carried.spans] == [s.tag for s in small.spans]


def test_carried_names_are_the_names_with_their_noise(small: MarkedDocument) -> None:
    carried = carry(small, add_noise(small.text, ["gloss"]))
    company = next(s for s in carried.spans if s.tag == "c")
    assert company.text == "輝(huī)達(dá)"
    assert fold(company.text) == "辉达"
