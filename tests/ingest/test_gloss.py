"""Readings behind characters go, whatever their shape; Latin names and English words stay."""

from __future__ import annotations

import time
import tomllib
import unicodedata
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluate.noise import add_noise
from pipeline.evaluate.noise_gloss import gloss_plain, gloss_words, zhuyin
from pipeline.ingest.gloss import gloss_edits
from pipeline.resources import models_path
from pipeline.text import Text

SHARED = Path("/work/shared/data/text")


def without_glosses(text: str) -> str:
    return Text.of(text).apply(gloss_edits(text)).string


def shapes() -> list[dict[str, Any]]:
    content = models_path("repair/gloss.toml").read_text(encoding="utf-8")
    listed: list[dict[str, Any]] = tomllib.loads(content)["shape"]
    return listed


@pytest.mark.parametrize("shape", shapes(), ids=lambda shape: str(shape["name"]))
def test_each_shape_goes_and_what_looks_like_it_stays(shape: dict[str, Any]) -> None:
    assert without_glosses(shape["example"]) == shape["clean"]
    assert {e.kind for e in gloss_edits(shape["example"])} == {"gloss"}
    assert without_glosses(shape["counter"]) == shape["counter"]


@pytest.mark.parametrize(
    ("glossed", "clean"),
    [
        ("輝(huī)達(dá)的(de)股(gǔ)價(jià)大漲", "輝達的股價大漲"),
        ("人(rén)工(gōng)(rén gōng)智能", "人工智能"),
        ("国(guó（guó）)家", "国家"),
        ("國(gu\nó)家與國\n(guó)家", "國家與國家"),
        ("國 (guó) 家 (jiā) 隊 (duì)", "國家隊"),
        ("这里(zhe4 li3)什么(shen2me)都有", "这里什么都有"),
        ("女(nü3)工与绿(lv4)电、旅(lu:3)行", "女工与绿电、旅行"),
        ("国【guó】家〔jiā〕", "国家"),
        ("国(ｇｕó)家（ｊｉā）", "国家"),
        ("国(ɡuó)家(jiɑ̄)", "国家"),
        ("中国(zhŏngguŏ)", "中国"),
        ("长(cháng)江与成长(zhǎng)", "长江与成长"),
        ("“重”(chóng)复", "“重”复"),
        ("北京(Běijīng)与西安(Xī’ān)", "北京与西安"),
        ("花(huār)开了", "花开了"),
        ("時代到了。(shí dài dào le)", "時代到了。"),
        ("華(ㄏㄨㄚˊ)為ㄨㄟˊ的(˙ㄉㄜ)", "華為的"),
        ("銀行(ㄧㄣˊ ㄏㄤˊ)", "銀行"),
        ("一(yi)家(jia)银(yin)行(hang)", "一家银行"),
    ],
)
def test_a_gloss_goes(glossed: str, clean: str) -> None:
    assert without_glosses(glossed) == clean


@pytest.mark.parametrize(
    "text",
    [
        "人工智能(AI)、大模型(LLM)与检索(rag)",
        "中国(China)、上海(SH)、小米(Mi)、阿里(Ali)",
        "马(Ma)、李(Li)、王(Wang)各执一词",
        "华为(Huawei)、百度(Baidu)、腾讯(Tencent)、通义(Tongyi)、可灵(Keling)",
        "豆包(doubao)与文心(wenxin)都有网站",
        "王小川(Wang Xiaochuan)创办了公司",
        "他(he)说的苹果(an apple)",
        "克莱尔(José)喝咖啡(café),勒内(René)不喝",
        "‘中’字读作(zhōng),不读作(zhòng)",
        "“行”的拼音(háng)常写错",
        "方案(a)与方案(b)",
        "这样真的好ㄉ,超ㄎㄧㄤ(ㄏㄏ)",
        "巴黎café的老板",
        "the model (guo) is small",
        "见注[a]、[an]与中[zhong](http://x.example)",
    ],
)
def test_names_words_and_talk_about_readings_stay(text: str) -> None:
    assert without_glosses(text) == text


def test_letters_of_a_known_name_are_a_gloss_where_the_page_glosses_so() -> None:
    habit = "我(wo)们(men)在(zai)公(gong)司(si)里(li)"
    assert without_glosses("豆包(doubao)上线") == "豆包(doubao)上线"
    assert without_glosses(habit + "用豆包(doubao)") == "我们在公司里用豆包"


def test_a_page_glossed_throughout_may_speak_of_reading() -> None:
    clean = "这个字读作什么,没有人知道。" + "开发者只关心同样的钱能买到多少算力。" * 9
    assert without_glosses(add_noise(clean, ["gloss"]).text.string) == clean


@pytest.mark.parametrize("noise", [gloss_words, gloss_plain, zhuyin])
@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_glossed_comes_back(noise: Any, seed: int) -> None:
    clean = (
        "國產大模型的價格還在下降,雲廠商卻說電費漲了。\n"
        "开发者只关心一件事:同样的钱能买到多少。她说,账单不会骗人;\n女工们早就知道。"
    )
    glossed = Text.of(clean).apply(noise(clean, Random(seed))).string
    assert without_glosses(glossed) == clean


@given(st.text(alphabet="国行(（)）guóˊㄍㄨ12 a‘’\n[]", max_size=40))
def test_edits_are_in_order_and_a_second_pass_finds_little(text: str) -> None:
    once = Text.of(text).apply(gloss_edits(text))
    assert len(once.string) <= len(text)
    decomposed = unicodedata.normalize("NFD", text)
    Text.of(decomposed).apply(gloss_edits(decomposed))


@pytest.mark.parametrize(
    "hostile",
    ["国(" * 100_000, "(" * 200_000, "国(a" * 60_000, "国(guó" * 50_000, "国" + "ā" * 300_000,
     "国(" + "a " * 150_000, "国ㄍ" * 100_000, "国\n\n(" * 50_000],
    ids=lambda text: repr(text[:6]),
)  # fmt: skip
def test_hostile_text_takes_no_longer_than_any(hostile: str) -> None:
    start = time.process_time()
    gloss_edits(hostile)
    assert time.process_time() - start < 3


@pytest.mark.skipif(not SHARED.is_dir(), reason="the developers' texts are not here")
def test_nothing_is_taken_from_clean_articles() -> None:
    for path in sorted(SHARED.glob("*/*.md")):
        assert gloss_edits(path.read_text(encoding="utf-8")) == [], path.name
