"""Noise is what scrapers deliver, the same for the same seed, and the way back is kept."""

from __future__ import annotations

import html
import itertools
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.evaluate.fold import fold
from pipeline.evaluate.marked import MarkedDocument, format_marked, parse_marked
from pipeline.evaluate.noise import ENCODINGS, KINDS, add_noise, carry

TEXT = "國產大模型 GPT-5 追上了“對手”\n\n輝達今年營收成長 30%,市值達到1.4兆美元。A & B < C\n第二段"

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


def test_wrapped_lines_are_short_and_words_whole() -> None:
    text = "模型的能力还在提高,价格却在下降。" * 9 + "\nlarge language models " * 20
    wrapped = add_noise(text, ["line-wrap"]).text.string
    assert max(map(len, wrapped.split("\n"))) <= 45
    assert set(re.findall("[a-z]+", wrapped)) == {"large", "language", "models"}
    assert "\n\n" in wrapped


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
