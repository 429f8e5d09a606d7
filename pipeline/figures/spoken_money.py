"""Amounts as they are said, without 元: 日租八百一天, 月费要两千六左右, 又充了3980.

Numbers in Chinese digits below ten thousand, and those that end in a digit of the next lower
place (一万五), are amounts where their sentence speaks of paying and nothing is counted behind
them; plain numbers right behind a word for paying out.
"""

from __future__ import annotations

import re
from typing import Final

from pipeline.figures.money_words import money_words, nearest_word, sentence_before

# 八百, 一千二, 两千六, 一万五; 五百一十二 is said of money too
_SPOKEN: Final = re.compile(
    "[一二两兩三四五六七八九](?:[百千](?:零?[一二三四五六七八九]?十?[一二三四五六七八九]?)"
    "|[万萬][一二三四五六七八九])"
)
_NEXT_PLACE: Final = re.compile("[百千万萬][一二三四五六七八九]$")
_EACH: Final = (
    "一(?:天|晚|周|週|月|年|次|[个個](?:月|人|小[时時]|[号號])|台|臺|[张張]|位|[节節]|套|[单單])"
)
_ENDS: Final = re.compile(
    rf"[ \u3000]?(?:[，。,;；、！？!?）)」』”…\n]|$|左右|上下|以[内內下上]|起(?![来來])|才|就|也"
    rf"|[买買]|{_EACH})|[ \u3000]+"
)
_PRICE_BEHIND: Final = re.compile(
    rf"[ \u3000]?[买買]|[ \u3000]?{_EACH}(?:[，。,;；、！？!?）)」』”\s]|$)"
)
_PAID: Final = re.compile(
    r"(?<![评評])[价價](?![值格][观觀])|[钱錢](?![江塘])|租(?![客户戶])|付(?![诸諸])|[薪赔賠扣]"
    r"|(?<![免浪])[费費](?![时時力曼城孝列米解])|[买買卖賣]"
    r"|工[资資]|人工(?!智)|[押订訂定]金|罚|罰|收入|成本|便宜|[0-9百千万萬] ?[元块塊蚊]"
)
# 要两千六, 一台收八千: what is asked or got
_ASKED: Final = re.compile(
    r"(?:要|付|赔|賠|扣|罚|罰|[给給]"
    r"|(?:一[台臺次个個晚人单單张張套份位节節]|每[^，。,0-9]{1,3})收)[了咗]? ?$"
)
_PAID_OUT: Final = re.compile(
    r"(?:[花充付缴繳捐垫墊](?:了|掉|咗|出|去)|[月年](?:[缴繳交付]|租)|要花|得花|[缴繳]) ?$"
)
_PLAIN: Final = re.compile(r"[1-9][0-9]{2,5}|[1-9][0-9]{0,2}(?:,[0-9]{3})+")
# 九千字, 跑了八千步 are counted; so is what a sentence counts before its number
_COUNTS: Final = re.compile(
    r"[字步次人张張条條篇页頁公里米][^，。,;；\n]{0,2}$|[下点點][载載击擊]|[阅閱][读讀]|手速|跑[了过過步]|[码碼]字"
)
# of marks, of a body, of an index, of where one lives or runs; 一百二 is no money there
_NOT_PAID: Final = re.compile(
    r"考(?![^，。,]{0,3}[费費班])|满分|滿分|分数|分數|成绩|成績|血[压壓糖脂](?![计計仪儀])|体重|體重|身高|心率|度数|度數|指[数數]|[沪滬深恒股]指|大[盘盤](?![鸡雞])"
    r"|[亩畝][产產]|粉[丝絲]|单词|單詞|排到|[学學]号|[学學]號|日更"
    r"|住在$|(?:[走跑背写寫读讀更]|路|街|[号號][楼樓])[了过過]? ?$"
)
_COUNTS_NEXT: Final = re.compile(
    r"[，,] ?(?:天天|[电電]量|[题題]|[视視][频頻]|粉[丝絲]|[跑走]到|一半不?合格)"
)


def counts_next(text: str, end: int) -> bool:
    """Whether the clause behind a number says what it counts: 刷了500，题库还没完."""
    return _COUNTS_NEXT.match(text, end) is not None


def is_spoken_amount(text: str, begin: int, end: int, numeral: str) -> bool:
    """Whether a number without a unit at `text[begin:end]` is money by the way it is said."""
    if not _ENDS.match(text, end):
        return False
    before = sentence_before(text, begin)
    if _PLAIN.fullmatch(numeral):
        return _PAID_OUT.search(before) is not None
    if not _SPOKEN.fullmatch(numeral) or _COUNTS.search(before) or _NOT_PAID.search(before):
        return False
    nearest = nearest_word(before)
    if nearest is not None and nearest["noun"] is None:
        return False
    if nearest is not None or _PAID.search(before) or money_words().verb.search(before):
        return True
    if _PRICE_BEHIND.match(text, end):
        return True
    return _NEXT_PLACE.search(numeral) is not None and _ASKED.search(before) is not None
