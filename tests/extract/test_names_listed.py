"""Listed names beside what they belong to: makers and models, clouds, surnames and firms."""

from __future__ import annotations

import pytest

from pipeline.extract.names import find_mentions


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
