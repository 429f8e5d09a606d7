"""Names in Chinese text: firms by their form and role, people by title and whose they are."""

from __future__ import annotations

import pytest

from pipeline.extract.names import find_mentions
from pipeline.extract.registered_companies import registered_names, trade_start


def named(text: str, type_: str) -> list[str]:
    return [m.surface for m in find_mentions(text) if m.type == type_]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # The last words make a phrase of their own (教育科技, 视觉), the stem a name.
        ("厂商璟翼教育科技的总监来校说明。", "璟翼教育科技"),
        ("她找到一家小公司，叫砚斯视觉，只有五个年轻人。", "砚斯视觉"),
        # A numeral may begin a name.
        ("回购条款六月到期，要付给九圻资本三亿元，九圻资本是它的股东。", "九圻资本"),
        # A firm that begins as a known one.
        ("吉利租赁宣布，首付涨到四成。", "吉利租赁"),
        ("芯原谷微电子的科创板申请获受理。", "芯原谷微电子"),
        # What the firm is stands before its registered name.
        ("数码港初创言渡有限公司今日宣布完成新一轮融资。", "言渡有限公司"),
    ],
)
def test_a_firm_is_found_by_its_form_and_what_introduces_it(text: str, name: str) -> None:
    assert name in named(text, "company")


@pytest.mark.parametrize(
    "text",
    [
        "九成资本流向了机房，三成数据没有标注。",
        "全国的教育科技和机器视觉都在降价。",
        "许多有限责任公司都在裁员。",
        "特斯拉能源业务增长很快。",
    ],
)
def test_a_phrase_that_ends_as_firms_do_is_none(text: str) -> None:
    assert set(named(text, "company")) <= {"特斯拉"}


def test_a_name_longer_than_a_known_one_keeps_its_short_form() -> None:
    text = "芯原谷微电子的科创板申请获受理。\n记者联系了芯原谷，芯原谷没有回复。"
    assert named(text, "company") == ["芯原谷微电子", "芯原谷", "芯原谷"]


def test_a_registered_name_ends_with_its_legal_form_and_tells_its_trade() -> None:
    text = "由杭州泊川智能科技有限公司承建。"
    assert [text[a:b] for a, b in registered_names(text)] == ["杭州泊川智能科技有限公司"]
    assert trade_start("泊川智能科技有限公司") == len("泊川智能科技")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("华为的郑小磊在现场待了三周，换了两块板子。", "郑小磊"),
        ("做五金的金素兰打来电话，她说机器人天天问她吃饭没有。", "金素兰"),
        ("中介左磊的朋友圈从早到晚都是二手机器。", "左磊"),
        ("首席科学家蒋聿将在周末演示双臂装配。", "蒋聿"),
    ],
)
def test_title_trade_and_firm_make_a_person(text: str, name: str) -> None:
    assert named(text, "person") == [name]


def test_a_surname_alone_is_the_person_the_document_names_in_full() -> None:
    text = "执行长姜以萱说，她不急。\n外界质疑成本。姜说，明年会好。\n"
    text += "技术副总简捷宁表示同意，简副总透露了价格。"
    assert named(text, "person") == ["姜以萱", "姜", "简捷宁", "简"]


@pytest.mark.parametrize(
    "text",
    ["4096 张卡跑 61 天。", "算的是那笔账，不是别的。"],
)
def test_what_only_looks_like_a_surname_and_a_given_name_is_nobody(text: str) -> None:
    assert named(text, "person") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("免费的豆包 Seed 2.0 又升级了。", "豆包 Seed 2.0"),
        ("延迟比豆包语音2.0低一半。", "豆包语音2.0"),
        ("马斯克说 Grok 5 年底前可以养活自己。", "Grok 5"),
        ("棠溪科技昨日发布模型。工程师都在用棠溪Coder写代码。", "棠溪Coder"),
        ("公司推出的「枫笔 Pro」能批改作文。", "枫笔 Pro"),
    ],
)
def test_a_model_is_called_by_all_of_its_name(text: str, name: str) -> None:
    assert name in named(text, "model")


@pytest.mark.parametrize(
    "text",
    [
        "最烦的活叫“改单”，系统里一天要做三百次，改单要四十分钟。",
        "六月，新驱动 3.2 发布，训练快了一成。",
        "开发者都听完点点头。",
    ],
)
def test_work_programs_and_gestures_are_no_models(text: str) -> None:
    assert named(text, "model") == []


def test_the_version_of_a_word_is_none_of_a_model() -> None:
    assert named("Llama多模态版本上线后，订阅涨了。", "model") == ["Llama"]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("安德鲁·戴维斯表示，为时尚早。", [("安德鲁·戴维斯", "安德鲁-戴维斯")]),
        ("史蒂文·阿德勒森认为不行。", [("史蒂文·阿德勒森", "史蒂文-阿德勒森")]),
        ("苏珊·李维特说账单太长。", [("苏珊·李维特", "苏珊-李维特")]),
        ("巴吉米尔地区下了三天雨。", []),
        ("安德鲁·戴表示，为时尚早。", [("安德鲁·戴", "andrew-dai")]),
        ("彼得·李因病缺席，彼得·李加大投入。", [("彼得·李", "peter-lee")] * 2),
        ("苏珊·李和埃里克·张都在。", [("苏珊·李", "susan-li"), ("埃里克·张", "eric-jang")]),
    ],
)
def test_a_foreign_name_that_goes_on_is_not_the_listed_one(
    text: str, people: list[tuple[str, str]]
) -> None:
    found = [(m.surface, m.entity_id) for m in find_mentions(text) if m.type == "person"]
    assert found == people
