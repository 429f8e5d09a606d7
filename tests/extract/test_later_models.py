"""Models that come again with less than their name, and names that the text itself gives."""

from __future__ import annotations

import time

import pytest

from pipeline.extract.introductions import Introduction
from pipeline.extract.latin_introductions import introduced_in_latin, latin_introductions
from pipeline.extract.names import find_mentions


def models(text: str) -> list[str]:
    return [m.surface for m in find_mentions(text) if m.type == "model"]


def companies(text: str) -> list[str]:
    return [m.surface for m in find_mentions(text) if m.type == "company"]


@pytest.mark.parametrize("entry", latin_introductions(), ids=lambda i: i.example[:16])
def test_a_latin_name_that_the_text_gives_may_be_any_word(entry: Introduction) -> None:
    name = entry.example.partition("⟦")[2].partition("⟧")[0]
    text = entry.example.replace("⟦", "").replace("⟧", "")
    assert {text[a:b] for a, b in introduced_in_latin(text, entry.type)} == {name}
    assert name in [m.surface for m in find_mentions(text) if m.type == entry.type]
    assert not list(introduced_in_latin(entry.counter, entry.type))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Calder Labs released Foxglove 4, its third language model, last week. "
         "I do not think Foxglove is plotting.", ["Foxglove 4", "Foxglove"]),
        ("Calder Labs released Anchor 4, its third language model. An anchor lay outside. "
         "Anchor points were painted red.", ["Anchor 4"]),
        ("他们用自研的 Siskin-r2 模型跑测试。Siskin 只有 8B 参数。", ["Siskin-r2", "Siskin"]),
        ("Mistral Medium 4 来了，权重开放。难的题走 Medium 4，简单的走本地。",
         ["Mistral Medium 4", "Medium 4"]),
        ("我们的模型澜镜 V2 开源了权重。V2 没有这些毛病。", ["澜镜 V2", "V2"]),
        ("盲测一百段，它赢了 Gemini 3 Pro 57段，输31段。", ["Gemini 3 Pro"]),
        ("Claude 44题全对。", ["Claude"]),
        ("机器里装的是 DeepSeek-R1 蒸馏版。", ["DeepSeek-R1"]),
        ("来信说是用K2写的。完整叫Kimi K2 Thinking。", ["K2", "Kimi K2 Thinking"]),
        ("字节跟进，豆包 Seed 2.0 Lite 降到0.07元。", ["豆包 Seed 2.0 Lite"]),
    ],
)  # fmt: skip
def test_a_model_comes_again_by_family_version_or_pair(text: str, wanted: list[str]) -> None:
    assert models(text) == wanted


def test_less_than_a_name_is_the_same_entity() -> None:
    text = "Mistral Medium 4 来了，权重开放。难的题走 Medium 4。"
    assert len({m.entity_id for m in find_mentions(text) if m.type == "model"}) == 1


def test_what_a_firm_is_called_is_not_the_model_alone() -> None:
    text = "Siskin AI raised $9m. Its model Siskin 3 writes leases. Siskin employs nine people."
    assert "Siskin" not in models(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("LongCat 宣布将于月底下线 6 款旧模型。", ["LongCat"]),
        ("该模型在 OmniDocBench v1.5 上位居第一，也跑了 Terminal-Bench 2.0。", []),
        ("一档名为「Vantage 2031」的公司债卖完了。", []),
    ],
)
def test_counts_benchmarks_and_bonds_are_no_models(text: str, wanted: list[str]) -> None:
    assert models(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("In Hefei Qinghe Robotics showed a line of 80 robots.", ["Qinghe Robotics"]),
        ("A small bank, Van Houten & Zn., cancelled the credit line.", ["Van Houten & Zn."]),
        ("The hand belongs to Prensil S.A.S., of Lyon.", ["Prensil S.A.S."]),
        ("它的电跟 Harlow Fen 买，Harlow Fen 的机房在山里。", ["Harlow Fen", "Harlow Fen"]),
        ("The letter came from Qinyuan Cognition, a company of 40 people.", ["Qinyuan Cognition"]),
    ],
)
def test_firms_as_pages_bring_them_in(text: str, wanted: list[str]) -> None:
    assert companies(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The tutor was named Teacher of the Year.", []),
        ("The agent was named Director of Sales.", []),
        ("The assistant was called Back to the office.", []),
        ("The business model is called Software as a service.", []),
        ("The growth model was called Unsustainable by critics.", []),
        ("The trial model, which the company calls Freemium, is popular.", []),
        ("A model that Trump called Great is gone.", []),
        ("Priyanka Rao, the agent from Mumbai, sold houses.", []),
        ("Hargrove, the agent for Lionel Messi, said no.", []),
        ("Moreno, the tutor from Leeds, agreed.", []),
        ("很多大模型“幻觉”已成问题，行业模型“落地难”是事实。", []),
        ("它的大模型“幻觉”很多，推出的行业模型“过拟合”会失败。", []),
        ("训练模型“过拟合”会导致失败，管理模型“阿米巴”的权重。", []),
        ("MiniMax M2 发布后，M2 货币供应增速放缓，苹果 M2 芯片的 Mac 也能跑。", ["MiniMax M2"]),
        ("Hunyuan T1 发布。我在浦东 T1 航站楼等飞机。", ["Hunyuan T1"]),
        ("Kimi K2 发布。登山者在 K2 遇难。", ["Kimi K2"]),
        ("GPT 4.5 发布，公司评级从 4.1 升到 4.5，随后跌。", ["GPT 4.5"]),
        ("GPT 4.5 发布，我们从 4.1 升到 4.5，随后退回。", ["GPT 4.5", "4.5"]),
        ("Medium 4 inches of rain. Mistral Medium 4 shipped.", ["Mistral Medium 4"]),
        ("Apollo 4 is our model. Apollo was a god.", ["Apollo 4"]),
        ("Mistral Medium 4 shipped. We ran Medium 4. Mistral Medium 4 won.",
         ["Mistral Medium 4", "Medium 4", "Mistral Medium 4"]),
    ],
)  # fmt: skip
def test_words_that_only_look_like_models_are_none(text: str, wanted: list[str]) -> None:
    assert models(text) == wanted


def test_half_width_commas_between_chinese_words_introduce_too() -> None:
    assert "阿勤" in models("店里招了20名“数字员工”,统一叫阿勤。客户问沙发,阿勤答得周到。")


def test_time_grows_with_the_length_of_the_text_only() -> None:
    def once(text: str) -> float:
        begin = time.process_time()
        find_mentions(text)
        return time.process_time() - begin

    def seconds(text: str) -> float:  # the least of some, for other work takes time too
        return min(once(text) for _ in range(3))

    seconds("warm")
    for unit in (
        "the model, Aa, ",
        "Foxglove 4 V2 ",
        "Its model Ab Cd Ef, ",
        "这是Ab的模型,",
        "5.1 Instant ",
        "a1-a-",
    ):
        short, long = seconds(unit * 400), seconds(unit * 1600)
        assert long < 12 * max(short, 0.02), unit
