"""Where names of Chinese text begin and end, their short forms, and what people are called."""

from __future__ import annotations

import pytest

from pipeline.extract.company_bounds import is_counted, takes_from_behind
from pipeline.extract.names import find_mentions
from pipeline.extract.nicknames import nicknames
from pipeline.extract.person_cues import person_cues
from pipeline.extract.speakers import speakers


def named(text: str, type_: str) -> list[str]:
    return [m.surface for m in find_mentions(text) if m.type == type_]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # The department and its title belong to no firm.
        ("砚岭科技上月发布新卡。砚岭技术副总裁蒲向北说，明年会涨价。", "砚岭"),
        ("冷板厂凌澜散热上周开法说会，凌澜散热资产负债表上的合约负债不多。", "凌澜散热"),
        # Words of Cantonese end a name.
        ("榕基银行嘅股价跌咗。榕基银行喺路演话明年会好。", "榕基银行"),
        # What the text calls a firm, in the words of a talk.
        ("他辞了职，自己做，公司叫脉冲明天，十九个人。", "脉冲明天"),
        ("夜里的询盘包给一家叫同枝到户的公司。", "同枝到户"),
        # The stem that the text goes on with.
        ("栎穹微电子的测试间在合肥。按栎穹提供的数据，均价跌了三成。", "栎穹"),
        # The trade in Latin letters belongs to the name where no product follows.
        ("砚石科技今日发布财报。砚石EDA（688×××）的三季报也出来了。", "砚石EDA"),
    ],
)
def test_a_firm_ends_where_its_name_does(text: str, name: str) -> None:
    found = named(text, "company")
    assert name in found
    assert not [f for f in found if f.startswith(name[:2]) and f.endswith(("技术", "资产", "喺"))]


def test_a_product_behind_a_firm_is_none_of_its_name() -> None:
    text = "砚石科技今日发布财报。砚石科技把砚石AI助手放进了客服。"
    assert "砚石AI" not in named(text, "company")


@pytest.mark.parametrize(
    ("text", "is_so"),
    [("筑谷医智技术长郭珊说", True), ("筑谷医智技术公司说", False), ("凌澜资产负债表", True)],
)
def test_the_end_of_a_span_may_begin_a_title(text: str, is_so: bool) -> None:
    assert takes_from_behind(text, 0, text.index("技术" if "技术" in text else "资产") + 2) is is_so


def test_a_numeral_counts_unless_the_tagger_is_sure_of_a_name() -> None:
    assert is_counted("多能智服在招人", 0)
    assert not is_counted("多能智服在招人", 0, odds=4.0)
    assert is_counted("多步推理在变快", 0, odds=4.0)
    assert is_counted("三大银行都在招人", 0, odds=4.0)
    assert not is_counted("九圻资本在招人", 0)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("硬件总监瞿珉算过，照这个斜率，明年会亏。", "瞿珉"),
        ("首席科学家申屠岚倒是回了电话。", "申屠岚"),
        ("创始人诸葛岫和团队都留任。", "诸葛岫"),
    ],
)
def test_the_verb_behind_a_person_is_none_of_the_name(text: str, name: str) -> None:
    assert named(text, "person") == [name]


def test_words_that_run_on_from_a_name_are_whole_patterns() -> None:
    assert all(pattern and not pattern.startswith("|") for pattern in person_cues()["runs_on"])


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("护士蔡姑娘说不出准确率。", ["蔡"]),
        ("上个月何太喺后楼梯跌倒。", ["何"]),
        ("对那位姓苏的技术负责人，这是解脱。", ["苏"]),
        ("满屋子的蓝工装，戴工牌的人很少。", []),
        ("共同创办人暨执行长没有来，译者公会则说再看看。", []),
        ("保洁阿姨说，去年是两个人抬的。", []),
        ("应老师要求，我交了作业。", []),
        ("公司每年付律师费三十万元。", []),
        ("祝老师节日快乐。", []),
        ("谢同学关心。", []),
        ("高总负债拖累了公司，公司被高总负债拖累。", []),
        ("谢老师说他不来了，高总负责接待。", ["谢", "高"]),
    ],
)
def test_a_title_makes_a_person_of_a_surname_only(text: str, people: list[str]) -> None:
    assert named(text, "person") == people


def test_people_are_found_by_what_they_are_called() -> None:
    text = "讲的是一个学徒，她叫小穗，现在在饮料店。那晚小穗没有说话。"
    assert [text[a:b] for a, b, _ in nicknames(text, [])] == ["小穗", "小穗"]
    text = "作者梁榛写了十四年。\n【主持】榛哥，你自己用吗？"
    assert [text[a:b] for a, b, full in nicknames(text, ["梁榛"]) if full] == ["榛哥"]


@pytest.mark.parametrize(
    "text", ["大哥说不用，小哥也说不用，大哥笑了。", "墨西哥说，墨西哥在想。", "她叫小区的人来。"]
)
def test_words_of_address_are_no_nicknames(text: str) -> None:
    assert not list(nicknames(text, []))


def test_short_labels_of_a_transcript_are_who_speaks() -> None:
    text = "大棠：电呢？\n申榆：三毛钱。\n大棠：冷吗？\n申榆：不冷。\n大棠：好。\n申榆：走。\n"
    assert {text[a:b] for a, b in speakers(text)} >= {"大棠"}
    text = "毕：什么时候？\nBrandt: Last year.\n毕：贵吗？\nBrandt: No.\n毕：好。\nBrandt: Yes.\n"
    assert "毕" in {text[a:b] for a, b in speakers(text)}


def test_the_answer_to_a_question_is_labelled_by_an_abbreviation() -> None:
    text = "问：多少钱？\n邓：三块。\n问：贵吗？\n邓：不贵。\n问：好吗？\n邓：好。\n"
    assert not list(speakers(text))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("上汽大众接的是豆包，聊天一流。", "上汽大众"),
        ("国联民生证券给的区间很宽。", "国联民生证券"),
        ("摩尔线程的应收翻了一番，海光多了四成半。", "海光"),
        ("看着宇树的狗走回箱子，美的的人在拍视频。", "美的"),
        ("台积电花了三十年证明这一点。", "台积电"),
    ],
)
def test_real_firms_are_known(text: str, name: str) -> None:
    assert name in named(text, "company")


@pytest.mark.parametrize(
    "text",
    [
        "他从小的理想就是当医生。",
        "大棚里的番茄熟了。",
        "电价增长电费也涨。",
        "那是很美的一天。",
        "他在一家叫得上名字的公司上班。",
    ],
)
def test_words_that_are_firms_elsewhere_are_words(text: str) -> None:
    assert named(text, "company") == []


@pytest.mark.parametrize(
    ("text", "firm"),
    [
        ("昨天文心科技宣布完成B轮融资。", "文心科技"),
        ("文心科技和通义生物宣布跟进。", "通义生物"),
    ],
)
def test_a_firm_called_as_a_model_is_no_model(text: str, firm: str) -> None:
    found = {(m.surface, m.type) for m in find_mentions(text)}
    assert (firm, "company") in found
    assert not any(type_ == "model" for _, type_ in found)


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("豆包科技感十足。", "豆包"),
        ("混元算力账单到了。", "混元"),
        ("混元算力利用率只有三成。", "混元"),
        ("豆包生物识别功能上线。", "豆包"),
        ("通义生物学知识很强。", "通义"),
        ("豆包科技博主都在说。", "豆包"),
        ("豆包咨询量大增。", "豆包"),
        ("混元算力需求大增。", "混元"),
        ("百度发布文心4.5。", "文心4.5"),
    ],
)
def test_a_model_before_a_common_word_stays_one(text: str, model: str) -> None:
    assert (model, "model") in {(m.surface, m.type) for m in find_mentions(text)}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("财务总监麻秀劝我把买量停掉，缩到十二个人。", "麻秀"),
        ("律师洪烨替37个作者算了笔账，官司打赢能拿六百元。", "洪烨"),
        ("公司副总经理潘蕊系表兄妹关系一事的知情人。", "潘蕊"),
    ],
)
def test_the_verb_behind_a_name_is_none_of_it_and_the_name_stays(text: str, name: str) -> None:
    assert [m.surface for m in find_mentions(text) if m.type == "person"] == [name]


@pytest.mark.parametrize("text", ["岳母读了这篇，说食谱可以公开。", "有读者来邮说，笔者有偏见。"])
def test_kin_and_letters_are_no_people(text: str) -> None:
    assert not [m for m in find_mentions(text) if m.type == "person"]
