"""Small change: 块 as money and not as a classifier, 毛 and 毫 as a price and not as a name."""

from __future__ import annotations

import re

from pipeline.figures.currency import tenth_of_coin
from pipeline.figures.money_words import money_words, sentence_before

_PIECES_BEFORE = 12
_SMALL_PIECES = 100
_FEW_PIECES = 10
_PRICED = re.compile(
    r"[，,。；;、！？!?…：:)）」』”\"\s]|$|上下|左右|的|是|[卖賣收就](?![掉出身入])|起(?![来來])|包[邮郵]|拿下|搞定|[变變降涨漲跌砍](?:到|至|为|為|成)|一[个個条條斤份只隻瓶张張碗杯次]"
)
_EACH = re.compile(
    r"(?:每|扣|卖|賣|亏|虧|赚|賺|花|付|收|要|给|給|省|涨|漲|跌|降|贵|貴|便宜|才|值|借|欠|罚|罰|奖|獎|赔|賠|补|補"
    r"|报销|報銷|薪|费|費|价|價|钱|錢)"
)
# 12 块地，平了 7 块: of what was counted by pieces a clause before
_COUNTED = re.compile(
    r"[0-9一二两兩三四五六七八九十百] ?[块塊]([^，。,;；！？!?\n元]{1,6})[，,、；;]"
)
# 豆腐要切成4到5块, 分成3到5块 and 5块就够了，拼图 are of pieces; so is 巧克力给他4块
_CUT_UP = re.compile(r"[切分割掰砍剁拆裂碎断斷锯鋸][^，。,;；0-9]{0,3}$|成$")
_PAID = re.compile(r"[亏虧赚賺花付省值罚罰赔賠薪费費价價钱錢卖賣]")
_PIECES_LATER = re.compile(r"(?:就?[够夠]了?|就行|就好)?[，,] ?")
_CLAUSE = re.compile("[，,：:]")
_BOARDS = re.compile(r"(?:GPU|TPU|显卡|顯卡|芯片|晶片|加速卡)[^0-9，。]{0,6}$")
_CENTS = "毛毫角"
_BESIDE = 40
_AMOUNT = re.compile(r"[0-9一二两兩三四五六七八九十百千万萬亿億](?:块|塊|元|毛|毫|蚊|分钱|分錢)")
_SOLD = re.compile(r"[卖賣收算]|一[个個条條次张張斤度字句页頁]")
_OF_COST = re.compile(
    r"(?:成本|单价|單價|均价|均價|价格|價格|输入|輸入|输出|輸出)[^，。,;；\n]{0,4}$"
)
_STATED = re.compile("[是要收才到成为為]$")
_ACTS = re.compile(r"[的说說写寫在和与與流是]")  # 三毛的《撒哈拉的故事》


def is_spent(text: str, begin: int) -> bool:
    """Whether the clause before `begin` earns, pays or prices: 每度再涨八角."""
    return (
        _EACH.search(_CLAUSE.split(sentence_before(text, begin)[-_PIECES_BEFORE:])[-1]) is not None
    )


def is_coins(text: str, begin: int, end: int) -> bool:
    """Whether a small amount at `text[begin:end]` counts: 再涨八角, 有七毛多, 成本七毛一.

    It does beside another amount too (以前要八十块,现在三毛); 三毛 the writer does not.
    """
    if text[end : end + 1] == "多" or is_spent(text, begin):
        return True
    if text[end - 1] not in _CENTS:
        return False
    if tenth_of_coin(text, end) or _SOLD.match(text, end):
        return True
    before = text[max(0, begin - _BESIDE) : begin]
    if _OF_COST.search(before):
        return True
    if text[end - 1] == "角" and not (_STATED.search(before) and _PRICED.match(text, end)):
        return False  # 三角债; but 前者3.1元，后者是两角。
    beside = _AMOUNT.search(before) or _AMOUNT.search(text, end, end + _BESIDE)
    return beside is not None and not _ACTS.match(text, end)


def is_coin(text: str, begin: int, end: int, value: float) -> bool:
    """Whether 块 after a number is money and not the classifier of chips, screens and stones."""
    words = money_words()
    if tenth_of_coin(text, end):
        return True
    if words.piece_after.match(text, end):
        return False
    clause = _CLAUSE.split(sentence_before(text, begin)[-_PIECES_BEFORE:])[-1]
    spent = _EACH.search(clause) is not None
    if value < _FEW_PIECES and not _PAID.search(clause):
        later = _PIECES_LATER.match(text, end)
        before = sentence_before(text, begin)
        if _CUT_UP.search(clause) or words.piece.search(before):
            return False
        if later and words.piece.match(text, later.end()):
            return False
    if not spent and _BOARDS.search(clause):
        return False  # 等效GPU已超过100万块
    if value < _SMALL_PIECES and not spent and words.piece.search(clause):
        return False
    if value < _SMALL_PIECES and not spent and _of_pieces(text, begin):
        return False
    if value < 10 and text[begin] not in "0123456789":  # 两块 is mostly two pieces
        return spent and _PRICED.match(text, end) is not None
    return spent or value >= _SMALL_PIECES or _PRICED.match(text, end) is not None


def _of_pieces(text: str, begin: int) -> bool:
    """Whether the sentence before `begin` counts things by pieces: 12 块地，平了 7 块."""
    pieces = money_words().piece
    return any(pieces.match(m[1]) for m in _COUNTED.finditer(sentence_before(text, begin)))
