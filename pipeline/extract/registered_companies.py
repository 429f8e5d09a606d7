"""Chinese firms as the register has them, by their legal form: 杭州泊川智能科技有限公司."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_REGISTERED: Final = re.compile(r"(?:股份|集团|控股)?有限(?:责任)?公司")
_DESCRIBED: Final = re.compile(
    r"(?:全名|全称|初创|新创|创企|子公司|母公司|供应商|开发商|服务商|制造商|运营商|厂商|独角兽|企业|公司"
    # 其中第一大客户孤山算力科技有限公司, 运营方熊猫宽量信息科技有限公司.
    r"|(?:运营|开发|出品|投资|收购|承建|建设|委托|受托|出租|承租|主办|承办|签约|资金)方|客户|股东|控制人|主体|卖家|买家"
    r"|房东|东家|中标人|关联方|担保人|债权人|债务人|其中|原名|更名|改名|法人|名称|单位)(?![）)])"
)
_LONGEST_REGISTERED: Final = 24
_SHORTEST_REGISTERED: Final = 2
_BEFORE_REGISTERED: Final = frozenset("的了是在由与和及把被让给对从向将着过为据家个至经")


def registered_names(text: str) -> Iterator[tuple[int, int]]:
    """Spans of names as the register has them: 北京中电博亚科技有限公司, 渡言有限公司."""
    # Few texts name one, and a plain search is over at once.
    for match in _REGISTERED.finditer(text) if "有限" in text else ():
        start = match.start()
        while start and match.start() - start < _LONGEST_REGISTERED:
            before = text[start - 1]
            if before in _BEFORE_REGISTERED or not (
                "\u4e00" <= before <= "\u9fff" or before in "（）()"
            ):
                break
            start -= 1
        # 数码港初创渡言有限公司: what the firm is comes before its name.
        for said in _DESCRIBED.finditer(text, start, match.start() - 1):
            start = said.end()
        if text[start] in "（(":
            # （台北讯）祐心医电股份有限公司: what stands in brackets before a name.
            closed = max(text.rfind(c, start, match.start()) for c in "）)")
            start = closed + 1 if closed > start else start
        if text[start] not in "（）()" and match.start() - start >= _SHORTEST_REGISTERED:
            yield start, match.end()


def trade_start(name: str) -> int:
    """The length of what stands before the legal form in a registered name.

    >>> trade_start("祐心医电股份有限公司")
    4
    """
    form = _REGISTERED.search(name)
    return form.start() if form else len(name)


__all__ = ["registered_names", "trade_start"]
