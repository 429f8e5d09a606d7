"""Where a candidate for a Chinese company is part of a phrase: counted, or running on behind it."""

from __future__ import annotations

import re
from typing import Final

from pipeline.extract.phrase_words import phrase_words

_NUMERALS: Final = frozenset("一二三四五六七八九十两半数多")
_MEASURES: Final = frozenset("家个款项种台批位名间座类")
# 三大银行, 多步推理: these count whatever the tagger makes of them.
_PLAIN_COUNTS: Final = re.compile(
    r"[一二三四五六七八九十两半多几数](?:[家个款项种台批位名间座类大份张条起例宗]|(?<=多)[步轮模任级维语智头层卡机方重元样年]"
    r"|(?<=[数几])[十百千万亿字据])"
)
# A numeral counts but where a character follows that is neither numeral, measure nor common word.
_COUNTS: Final = re.compile(
    r"[半两数多]|[一二三四五六七八九十](?:[一二三四五六七八九十百千万亿两半多几成次年月日天周季代级阶期轮批条款个家项种台位名间座类份张台套股"
    r"片块颗根支只队组场届号线流般样些点边面方下上起同直定切旦向律贯概体生大部者是有在的和则要可时分秒倍人口手步回头眼行堆车地城国省市县乡区校院所店厂师度档]|[^\u4e00-\u9fff])"
)
# Log-odds from which a numeral begins a name: 多能智服, 两凤数科.
_BEYOND_COUNTS: Final = 1.5
# 金珀证券科技分析师: the last word is the analyst's, not the firm's.
_OF_TRADE: Final = re.compile(r"(?:分析师|研究员|行业|板块|首席|组长)")
# 禾岳技术副总裁, 筑合技术长, 凯蓝资产负债表: the words begin a title or a term, and end no firm.
_DEPARTMENT: Final = re.compile(
    r"(?:技术|数据|资料|产品|法务|财务|资讯|信息|人力|人资|营运|运营|市场|营销|行销|设计|工程|研发|研究|投资|品牌"
    r"|内容|安全|算力|硬件|软件|软体|算法|客服|公关|供应链|战略|策略)"
    r"(?:长(?=[\u4e00-\u9fff]{2,3})(?![期三江城])|(?:高级|资深|执行)?副总|总监|负责人|主管|总经理|部门|专员|经理)"
    r"|资产负债|投资组合|数据中心|投资回报|管理层|管理费|系统性|设备商"
)


# 磬石AI助手: a product of 磬石, though a firm may be called 磬石AI.
_PRODUCT_BEHIND: Final = re.compile(
    r"(?:助手|助理|平台|系统|工具|应用|产品|引擎|服务|眼镜|手机|客服|模型|大模型|芯片|插件|搜索)"
)


# 文心科技宣布, 通义生物、: a firm called as a model is, not the model. What follows must be what
# follows firms, since 混元算力账单, 豆包科技频道 and 通义生物学 are the model's.
_FIRM_BEHIND: Final = re.compile(
    r"(?:科技|生物|资本|集团|股份|数科|半导体|微电子|算力)"
    r"(?:(?:股份)?有限公司|公司|宣布|完成|获得?[^\u4e00-\u9fff]|表示|的?(?:联合)?创始人|创办人|董事长|首席|CEO|[、，。（(]|和(?=[\u4e00-\u9fff]{2,6}(?:科技|生物|资本|公司|宣布|也)))"
)


def begins_firm(text: str, end: int) -> bool:
    """Whether the end of a firm's name stands behind a word: 文心|科技."""
    return _FIRM_BEHIND.match(text, end) is not None


def begins_as_phrase(text: str, start: int, end: int) -> bool:
    """Whether a span begins with words that no name begins with: 开源 …, 甲诉乙, 以乙为例."""
    if text[start] == "诉" or (text[start] == "以" and text.startswith("为", end)):
        return True
    if text[start] == "如" and text[max(0, start - 1) : start] in ("，", ",", "（", "、"):
        return True
    return any(text[start:e] in phrase_words() for e in range(start + 2, min(end, start + 4) + 1))


def takes_from_behind(text: str, start: int, end: int) -> bool:
    """Whether the end of a span begins a title, a term or a product of what goes on behind it."""
    if text.endswith("AI", start, end) and _PRODUCT_BEHIND.match(text, end):
        return True
    return any(
        found and found.end() > end
        for at in range(max(start + 2, end - 3), end)
        if (found := _DEPARTMENT.match(text, at))
    )


def is_counted(text: str, start: int, odds: float = -1.0) -> bool:
    """Whether the span is what a number counts: 三家机器人公司, 36 家本国银行; not 九圻资本.

    `odds` are the tagger's log-odds that it is a name all the same (多能智服).
    """
    if text[start] in _NUMERALS:
        counts = _COUNTS.match(text, start) is not None
        sure = odds >= _BEYOND_COUNTS and _PLAIN_COUNTS.match(text, start) is None
        return counts and not sure
    before = text[max(0, start - 2) : start].rstrip()[-1:]
    return text[start] in _MEASURES and (before.isdigit() or before in _NUMERALS)


def is_before_trade(text: str, end: int) -> bool:
    """Whether somebody's or something's trade stands behind a span: 科技|分析师, 科技|板块."""
    return _OF_TRADE.match(text, end) is not None


__all__ = ["begins_as_phrase", "begins_firm", "is_before_trade", "is_counted", "takes_from_behind"]
