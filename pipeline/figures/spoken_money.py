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
    r"(?<![评評])[价價](?![值格]观)|[钱錢薪租付赔賠扣]|(?<![免])[费費](?![时時力])|[买買卖賣]"
    r"|工[资資]|人工(?!智)|[押订訂定]金|罚|罰|收入|成本|便宜|[0-9百千万萬] ?[元块塊蚊]"
)
# 要两千六, 才八百, 收八千: what is asked or got
_ASKED: Final = re.compile(
    r"(?:要|收|付|赔|賠|扣|罚|罰|拿|领|領|[涨漲加减減][了咗]|[给給])[了咗]? ?$"
)
_PAID_OUT: Final = re.compile(
    r"(?:[花充刷付缴繳捐垫墊](?:了|掉|咗|出|去)|[月年](?:[缴繳交付]|租)|要花|得花|[缴繳]) ?$"
)
_PLAIN: Final = re.compile(r"[1-9][0-9]{2,5}|[1-9][0-9]{0,2}(?:,[0-9]{3})+")
# 九千字, 跑了八千步 are counted; so is what a sentence counts before its number
_COUNTS: Final = re.compile(
    r"[字步次人张張条條篇页頁公里米][^，。,;；\n]{0,2}$|[下点點][载載击擊]|[阅閱][读讀]|手速|跑[了过過步]|[码碼]字"
)


def is_spoken_amount(text: str, begin: int, end: int, numeral: str) -> bool:
    """Whether a number without a unit at `text[begin:end]` is money by the way it is said."""
    if not _ENDS.match(text, end):
        return False
    before = sentence_before(text, begin)
    if _PLAIN.fullmatch(numeral):
        return _PAID_OUT.search(before) is not None
    if not _SPOKEN.fullmatch(numeral) or _COUNTS.search(before):
        return False
    nearest = nearest_word(before)
    if nearest is not None and nearest["noun"] is None:
        return False
    if nearest is not None or _PAID.search(before) or money_words().verb.search(before):
        return True
    if _PRICE_BEHIND.match(text, end):
        return True
    return _NEXT_PLACE.search(numeral) is not None and _ASKED.search(before) is not None
