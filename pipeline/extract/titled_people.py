"""People of whom a text gives only surname and title: 王总, 蔡姑娘, 那位姓苏的技术负责人."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Final

from pipeline.extract.person_cues import has_verb_after, person_cues
from pipeline.extract.person_model import surnames
from pipeline.extract.span_features import PAD, Page

# 高总负债: what totals are of.
_TOTALS: Final = "负债|资产|收入|支出|利润|营收|市值|股本|成本|需求|人口|面积"
# Titles that with a surname alone are a person, whoever it is: 王总, 张老师.
_SURE_TITLES: Final = re.compile(
    rf"(?:总(?!{_TOTALS}|[是体的部共之有额理量营会裁算监经统参计和数成投规能价值局动长线归得要公编])|博士(?![生后学])|老师(?!们)|先生(?!们)|女士(?!们)|教授(?!们)|院士|律师(?![费函团楼所])|老板(?!们)|师傅(?!们)|主任(?![医委])"
    r"|医生|医师|大夫|太太|小姐(?!姐)|阿姨|(?:局|处|校|院|部|科)长(?![期满达久远大春裙廊痘成时短])|市长(?!期)|署长|司长|县长|厂长|店长|所长|法官|议员|经理"
    r"|姑娘(?!们)|董(?![事秘监高会])|伯(?=[话说讲喺问同])|太(?=[喺话讲说问同系嘅])"
    r"|行长(?![期度远久大高])|书记|主编|牧师|神父|执事|师兄|师姐|学长(?![廊期])|学姐|检察官|护士|护理师|药师(?!傅)|技师|董座|执行长|理事长"
    r"|Sir(?![A-Za-z])|Miss(?![A-Za-z])"
    r"|会计师|工程师|警官|同学|工(?![程作厂业人具资艺信会商地龄时序学科行期夫友段种口匠牌装服位伤棚]))"
)
_TOTAL: Final = re.compile(f"总(?:{_TOTALS})")
_ENGINEER: Final = "工"


@functools.cache
def word_surnames() -> frozenset[str]:
    """Surnames that far more often are words or parts of words."""
    return frozenset(person_cues()["word_surnames"])


def is_titled(name: str, start: int) -> bool:
    """Whether a title that needs no more than a surname stands at `start` in `name`."""
    return _SURE_TITLES.match(name, start) is not None


def counts_total(text: str, start: int) -> bool:
    """Whether a total of money or things stands at `start`: 总负债 of 高总负债."""
    return _TOTAL.match(text, start) is not None


def titled_surnames(text: str, page: Page) -> Iterator[tuple[int, int, int]]:
    """Surnames that a title alone makes people (王总每次打电话来): their span, the title's end."""
    for match in _SURNAME_TOLD.finditer(text):
        if match["name"] in surnames():
            yield *match.span("name"), match.end("name")
    for match in _SURE_TITLES.finditer(text):
        end = match.start() - text.startswith((" Sir", " Miss"), match.start() - 1)
        for size in (2, 1):
            start = end - size
            surname = text[max(start, 0) : end]
            if start >= 0 and surname in surnames() and page.starts[start + PAD]:
                # 老 and 小 stand before surnames, and 全总 is a union.
                before = text[max(0, start - 2) : start]
                if not _NAME_BEFORE.search(before) and _may_be_called(surname, before, match, page):
                    yield start, end, match.end()
                break


def _may_be_called(surname: str, before: str, title: re.Match[str], page: Page) -> bool:
    """Whether a surname that may also be a word is one before this title: 高医生, not 任局长."""
    if title.group() == _ENGINEER and page.lengths[title.start() - 1 + PAD] > 1:
        return False  # 施工, 包工
    if surname in _NO_SURNAME:
        return False
    if surname in _ADDRESSING and title.group() not in _TITLES_OF_ONE:
        behind = title.end()
        if _ADDRESSED.match(title.string, behind):
            return False
        if surname not in _COMMON_ADDRESSING:
            return has_verb_after(title.string, behind)
    if surname == "班":
        return not title.group().startswith("主任")
    if surname == "任":
        return not title.group().endswith(("长", "主任", "经理", "议员"))
    if surname not in word_surnames() or (title.group() in _COURTESIES and surname in _CALLED):
        return True
    opens = not before or not "\u4e00" <= before[-1] <= "\u9fff" or before[-1] in "的和与对由"
    return opens and surname in _PLAIN_SURNAMES and title.group() not in ("老板", "经理")


# 阿婶, 小老板: no surnames before a title.
_NO_SURNAME: Final = frozenset("阿小老那古")

# 祝老师节日快乐, 谢同学关心, 付律师: verbs that are surnames too.
_ADDRESSING: Final = frozenset("应付祝谢贺劳")
_COMMON_ADDRESSING: Final = frozenset("谢贺")
_TITLES_OF_ONE: Final = frozenset(("总", "董", "工", "博士", "院士"))
_ADDRESSED: Final = re.compile(
    r"(?:们|的)?(?:关心|关照|关爱|支持|帮助|指导|指点|提醒|厚爱|抬爱|教诲|要求|邀请|之邀|节日|节快乐|生日|新年|身体|快乐|健康|工作顺利|新婚)"
)

# What is said to anybody: 沙女士, 车先生; surnames before which nothing else ends in these words.
_COURTESIES: Final = frozenset(("女士", "先生"))
_CALLED: Final = frozenset(
    "沙车费钱项高方时金计温安白石包易云习周常于成强平关满连能权单宁华东路古向"
)
# Surnames among the words that no title follows as words.
_PLAIN_SURNAMES: Final = frozenset("习云包古周尉易沙白皮石程花费钟钱项高鱼方时金乐计谈诸贡")
_NAME_BEFORE: Final = re.compile(r"[·第各双多两每]$|投(?=$)")
# 那位姓苏的技术负责人: somebody whose surname is all that is told.
_SURNAME_TOLD: Final = re.compile(r"位姓(?P<name>[\u4e00-\u9fff]{1,2})的(?!人家|家族|人都|后人)")


__all__ = ["counts_total", "is_titled", "titled_surnames", "word_surnames"]
