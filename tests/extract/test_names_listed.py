"""Listed names beside what they belong to: makers and models, clouds, surnames and firms."""

from __future__ import annotations

import pytest

from pipeline.extract.context import english_words
from pipeline.extract.names import find_mentions
from pipeline.knowledge.base import packaged_base


def found(text: str) -> list[tuple[str, str]]:
    return [(m.surface, m.entity_id) for m in find_mentions(text)]


def test_a_models_name_does_not_begin_inside_its_makers() -> None:
    assert found("科大讯飞星火X2今天发布。") == [("科大讯飞", "iflytek"), ("星火X2", "spark-x2")]
    assert found("孩子拿讯飞星火X2练英语。") == [("讯飞星火X2", "spark-x2")]


def test_an_ambiguous_firm_before_a_model_of_its_own_is_the_firm() -> None:
    assert found("云从从容大模型今天上线。")[0] == ("云从", "cloudwalk")
    assert found("他云从龙、风从虎地讲了一通。") == []


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("微软云端服务昨天又挂了。", "微软"),
        ("微软云的报价又涨了。", "微软云"),
        ("阿里云端午节送了一批代金券。", "阿里云"),
        ("腾讯云端侧方案今天上线。", "腾讯云"),
    ],
)
def test_what_stands_in_a_firms_cloud_is_the_firms(text: str, surface: str) -> None:
    assert [name for name, _ in found(text)] == [surface]


@pytest.mark.parametrize(
    ("text", "surface", "entity"),
    [
        ("Palantir's Karp wrote another letter.", "Karp", "alex-karp"),
        ("有人放空Palantir，卡普气得上电视。", "卡普", "alex-karp"),
        ("摩根大通的戴蒙说，有些钱会打水漂。", "戴蒙", "jamie-dimon"),
    ],
)
def test_a_surname_beside_its_firm_is_the_listed_person(
    text: str, surface: str, entity: str
) -> None:
    assert (surface, entity) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Palantir hired Jo Karp, a lawyer.",
        "Palantir's rival Karp Industries folded.",
        "Karp wrote another letter to the parish.",
    ],
)
def test_a_surname_in_another_name_or_far_from_the_firm_is_not(text: str) -> None:
    assert "alex-karp" not in [entity for _, entity in found(text)]


def test_small_letters_that_begin_a_phrase_are_no_variant() -> None:
    text = "The Gemini 2.5 flash floods meme is old, and gemini 2.5 flash is fine."
    assert [name for name, _ in found(text)] == ["Gemini 2.5", "gemini 2.5 flash"]


def test_a_handle_that_goes_on_is_no_firm_and_one_that_does_not_is() -> None:
    assert found("@Meta_physics：说得好。") == []
    assert found("@OpenAI 今天发了新模型。") == [("OpenAI", "openai")]


def test_the_carmaker_is_not_what_one_dreams_of() -> None:
    assert found("理想很丰满，我的理想是买一栋小楼。") == []
    assert found("理想汽车又降价了，理想的车主不高兴。") == [
        ("理想汽车", "li-auto"),
        ("理想", "li-auto"),
    ]


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("Nora Jensen, a nurse near the Nvidia campus, agreed.", "jensen-huang"),
        ("Microsoft promoted Satya Mehta in spring.", "satya-nadella"),
        ("Sundar Raman of Google resigned.", "sundar-pichai"),
        ("DeepMind let Demis Papadakis go.", "demis-hassabis"),
    ],
)
def test_a_given_name_in_anothers_full_name_is_not_the_listed_person(
    text: str, entity: str
) -> None:
    assert entity not in [found_id for _, found_id in found(text)]


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("Nvidia CEO Jensen disagreed.", "jensen-huang"),
        ("Today Jensen flew to meet Nvidia staff.", "jensen-huang"),
        ("When Satya speaks, Microsoft listens.", "satya-nadella"),
        ("Google's Sundar smiled.", "sundar-pichai"),
    ],
)
def test_a_given_name_alone_beside_the_firm_is_the_listed_person(text: str, entity: str) -> None:
    assert entity in [found_id for _, found_id in found(text)]


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("爱普生的投影仪降价。", "ap-memory"),
        ("药明巨诺换了总裁。", "wuxi-bio"),
        ("联亚药送审疫苗。", "landmark"),
        ("拓普龙做机箱。", "tuopu"),
        ("老人精力旺得很。", "ememory"),
        ("湖面微澜起伏。", "montage"),
        ("唐将高仙芝翻过雪山。", "gaussian"),
        ("苏轼称司马君实为先生。", "junshi"),
        ("我表弟的名字叫源杰。", "yuanjie"),
        ("互联网龙头都在裁员。", "netdragon"),
        ("后摩尔时代靠封装。", "houmo"),
        ("孩子用叠纸飞机比远近。", "papergames"),
        ("这件衣服便宜特多。", "istgroup"),
        ("她从云南瑞丽来。", "nari"),
        ("书包上印着库洛米。", "kuro-games"),
        ("工作室讨论建模思路。", "mosi"),
        ("她读游戏科学类书籍。", "game-science"),
        ("意法官员昨天会面。", "stmicro"),
        ("在此芯烧毁之前要断电。", "cix-technology"),
        ("柜台上银饰打折，A股上银行股领涨。", "hiwin"),
        ("Base Power of the amplifier is low.", "base-power"),
        ("A user Persona AI writes is rarely true.", "persona-ai"),
    ],
)
def test_a_short_form_in_a_word_or_another_name_is_no_firm(text: str, entity: str) -> None:
    assert entity not in [found_id for _, found_id in found(text)]


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("力积电和爱普都做记忆体。", "ap-memory"),
        ("澜起科技上市后，澜起一直盈利。", "montage"),
        ("达晨领投了这一轮。", "fortune-vc"),
        ("《黑神话：悟空》让游戏科学出名。", "game-science"),
        ("意法与英飞凌都缺货。", "stmicro"),
        ("上银和亚德客的交期都拉长。", "hiwin"),
        ("此芯的处理器装进了一体机。", "cix-technology"),
        ("网龙今年少招人。", "netdragon"),
    ],
)
def test_a_short_form_beside_what_speaks_for_the_firm_is_the_firm(text: str, entity: str) -> None:
    assert entity in [found_id for _, found_id in found(text)]


def test_a_firm_called_as_a_word_of_the_language_has_a_rule() -> None:
    without = {
        alias
        for entity in packaged_base().entities.values()
        if entity.type == "company"
        for alias in entity.aliases
        if alias.isascii() and alias.lower() in english_words()
        if alias.lower() not in entity.ambiguous
    }
    # In capitals or as one word nobody writes them otherwise.
    assert without == {"Anyscale", "LINE", "NEAR"}


@pytest.mark.parametrize(
    "text",
    [
        "Indeed, the shares fell again.",
        "Factory orders rose in June, and Consensus was lower.",
        "Magic is what the slides promised.",
        "Wind is still dear to store.",
        "It runs on one RTX 4090.",
        "Every month 2.3M files come in.",
    ],
)
def test_words_that_firms_are_called_by_are_words(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The rounds: d-Matrix ($275M), Clio ($500M), Firmus $325 million and Zilch.",
         ["d-Matrix", "Clio", "Firmus", "Zilch"]),
        ("Speech comes from ElevenLabs, Hume, Cartesia or Deepgram.",
         ["ElevenLabs", "Hume", "Cartesia", "Deepgram"]),
        ("We tried Seedream, Kling, Wan and Veo.", ["Seedream", "Kling", "Wan", "Veo"]),
    ],
)  # fmt: skip
def test_ambiguous_names_in_a_list_with_sure_ones_are_names(text: str, expected: list[str]) -> None:
    assert [surface for surface, _ in found(text)] == expected


def test_ambiguous_words_in_a_list_of_words_are_none() -> None:
    assert found("It takes patience, clay, water and magic.") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Honda Motor and MUFG Bank put money in.",
         [("Honda Motor", "honda"), ("MUFG", "mufg")]),
        ("In May CVS Health Ventures led the round.",
         [("CVS Health Ventures", "cvs-health-ventures")]),
        ("Then Shanghai Biren Technology listed.", [("Shanghai Biren Technology", "biren")]),
        ("Microsoft Technology Stocks Fall", [("Microsoft", "microsoft")]),
        ("The trip to Shanghai Biren paid.", [("Biren", "biren")]),
    ],
)  # fmt: skip
def test_a_firm_ends_where_its_name_does(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_a_registrys_name_in_small_letters_is_the_model_but_not_in_an_address() -> None:
    assert found("Calls to gpt-realtime cost more.") == [("gpt-realtime", "gpt-realtime")]
    assert found("See example.org/introducing-muse-spark-today for more.") == []


def test_a_firm_before_a_surname_is_somebody() -> None:
    assert "mingyang" not in [e for _, e in found("The authors are Hongyu Ren and Mingyang Zhao.")]
    assert found("Mingyang shares rose.")[0] == ("Mingyang", "mingyang")
