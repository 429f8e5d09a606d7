"""Currency signs and codes in front of a number, small coins behind: `US$`, 人民币, 五元三毛."""

from __future__ import annotations

import re

from pipeline.figures.numbers import numeral_value

SIGNS = {
    "$": "USD", "＄": "USD", "€": "EUR", "£": "GBP", "￡": "GBP", "¥": "CNY", "￥": "CNY",
    "₩": "KRW", "₹": "INR", "₽": "RUB", "₦": "NGN", "₱": "PHP", "₫": "VND", "₪": "ILS",
    "฿": "THB", "₺": "TRY", "₴": "UAH", "₸": "KZT", "₵": "GHS",
}  # fmt: skip
_DOLLARS = {
    "US": "USD", "U.S.": "USD", "HK": "HKD", "NT": "TWD", "A": "AUD", "AU": "AUD", "C": "CAD",
    "CA": "CAD", "S": "SGD", "SG": "SGD", "NZ": "NZD", "R": "BRL", "MX": "MXN",
}  # fmt: skip
_CODES = {
    "RMB": "CNY", "Rmb": "CNY", "rmb": "CNY", "CNY": "CNY", "USD": "USD", "HKD": "HKD",
    "NTD": "TWD", "TWD": "TWD",
    "EUR": "EUR", "GBP": "GBP", "JPY": "JPY", "KRW": "KRW", "INR": "INR", "SGD": "SGD",
    "CHF": "CHF", "SFr": "CHF", "AUD": "AUD", "CAD": "CAD", "AED": "AED", "SAR": "SAR",
    "SEK": "SEK", "NOK": "NOK", "DKK": "DKK", "THB": "THB", "MYR": "MYR", "RM": "MYR", "Rs": "INR",
    "Rs.": "INR", "Rp": "IDR", "IDR": "IDR", "VND": "VND", "PHP": "PHP", "RUB": "RUB",
    "DKr": "DKK", "SKr": "SEK", "NKr": "NOK", "Sh": "KES", "KSh": "KES", "Ksh": "KES", "KES": "KES",
    "USh": "UGX", "UGX": "UGX", "TSh": "TZS", "TZS": "TZS", "NGN": "NGN", "GHS": "GHS",
    "GH₵": "GHS",
    "EGP": "EGP", "PKR": "PKR", "BDT": "BDT", "LKR": "LKR", "MXN": "MXN", "CLP": "CLP",
    "CZK": "CZK", "HUF": "HUF", "UAH": "UAH", "QAR": "QAR", "NZD": "NZD", "zł": "PLN", "Fr.": "CHF",
    "BRL": "BRL", "TRY": "TRY", "PLN": "PLN", "ILS": "ILS", "ZAR": "ZAR",
    "美元": "USD", "美金": "USD", "港元": "HKD", "欧元": "EUR", "歐元": "EUR", "日圆": "JPY",
    "日圓": "JPY", "日元": "JPY", "英镑": "GBP", "英鎊": "GBP", "新加坡元": "SGD", "新元": "SGD",
    "韩元": "KRW",
    "韓元": "KRW", "台币": "TWD", "台幣": "TWD", "臺幣": "TWD",
    "人民币": "CNY", "人民幣": "CNY", "新台币": "TWD", "新台幣": "TWD", "新臺幣": "TWD",
    "港币": "HKD", "港幣": "HKD", "澳门元": "MOP", "澳門元": "MOP",
    "澳门币": "MOP", "澳門幣": "MOP",
    "葡币": "MOP", "葡幣": "MOP", "令吉": "MYR", "马币": "MYR", "馬幣": "MYR",
}  # fmt: skip
_COINS = re.compile(
    r"(?=[又零0-9一二两兩三四五六七八九])(?:又|零)?(?:(?P<jiao>[0-9一二两兩三四五六七八九])[角毛])?"
    r"(?:(?P<fen>[0-9]{1,2}|[一二两兩三四五六七八九十]{1,3})(?:美分|分钱|分錢|仙(?![人女境])|分(?![钟鐘之析成别享布])))?"
    r"(?<=[角毛分钱錢仙])"
)
_YUAN_OR_YEN = re.compile(r"(?<![A-Za-z])(CNY?|RMB|JPY?)$")
_DOLLAR = re.compile(r"(?<![A-Za-z])(US|U\.S\.|HK|NT|AU?|CA?|SG?|NZ|MX|R)$")
_CODE = re.compile(
    r"(?<![A-Za-z0-9十百千万萬亿億元])("
    + "|".join(re.escape(code) for code in _CODES)
    + r")[ \u00a0]?$"
)


# R2.5bn and R45,000 are rand; R1 and R750 are names.
_RAND = re.compile(
    r"[0-9.]+ ?(?:bn|mn|m|million|billion|trillion)\b|[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])"
)
# 月费$98 in a text from Hong Kong is the money of the place, GPT每月$20 is not.
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_AMERICAN = re.compile(
    r"美|API|[Tt]oken|OpenAI|GPT|Claude|Anthropic|Google|Gemini|Copilot|Cursor|Meta|Microsoft|NVIDIA|Nvidia"
    r"|英伟达|英偉達|辉达|輝達|微软|微軟|谷歌|AWS|Azure|Amazon|亚马逊|亞馬遜|[Pp]ro\b|[Pp]lus\b|[Mm]ax\b"
)
_SENTENCE_END = re.compile(r"[。！？!?\n]")
_DOLLAR_PLACES = frozenset(("HKD", "SGD", "MOP"))  # the press of Taiwan means US dollars by a $


def _is_local_dollar(text: str, begin: int) -> bool:
    before = _SENTENCE_END.split(text[max(0, begin - 40) : begin])[-1]
    clause = re.split("[，,；;、]", before)[-1]
    after = _SENTENCE_END.split(text[begin + 1 : begin + 24])[0]
    if re.match(r"[0-9.,]+ ?(?:[kKmMbBtT]|bn|[a-z])", after):
        return False
    around = clause + after
    return bool(_CHINESE.search(around)) and not _AMERICAN.search(around)


def sign_currency(
    text: str, begin: int, sign: str, local: str = "CNY", dollar: str = "USD"
) -> tuple[str, int]:
    """ISO code and start of a figure whose currency sign stands at `begin`.

    `local` is the money of the place: a bare `$` in a Chinese clause of Hong Kong, Macau or
    Singapore is that, unless the clause speaks of something American. `dollar` is what it is
    elsewhere in the text.
    """
    if sign[0] in "$＄":
        prefix = _DOLLAR.search(text, max(0, begin - 5), begin)
        if prefix:
            return _DOLLARS[prefix[1]], prefix.start()
        if local in _DOLLAR_PLACES and _is_local_dollar(text, begin):
            return local, begin
        return dollar, begin
    if sign[0] in "¥￥":
        prefix = _YUAN_OR_YEN.search(text, max(0, begin - 4), begin)
        if prefix:
            return "JPY" if prefix[1][0] == "J" else "CNY", prefix.start()
    return SIGNS[sign[0]], begin


def code_currency(text: str, begin: int) -> tuple[str, int] | None:
    """ISO code and start of a figure that a currency's code or name precedes, else `None`."""
    prefix = _CODE.search(text, max(0, begin - 5), begin)
    if prefix is None and begin and text[begin - 1] == "R" and _RAND.match(text, begin):
        return ("ZAR", begin - 1) if not text[begin - 2 : begin - 1].isalnum() else None
    return (_CODES[prefix[1]], prefix.start()) if prefix else None


_PRICED = re.compile(
    "(?:" + "|".join(re.escape(code) for code in _CODES if code.isascii()) + r") ?[0-9][0-9.,]*"
)


def is_priced(name: str) -> bool:
    """Whether what was taken for a name is a currency's code and a number: `Rs 6.5`."""
    return _PRICED.fullmatch(name) is not None


def currency_named(name: str) -> str:
    """ISO code of a currency's name, code or sign.

    Raises:
        KeyError: it is none of those that stand before an amount.
    """
    if name.endswith("$"):
        return _DOLLARS[name.removesuffix("$")]
    return _CODES[name]


_TENTH = re.compile(
    r"([一二两兩三四五六七八九1-9])(?:[毛角](?:[钱錢])?)?(?![0-9.十百千万萬亿億点點个個成折倍号號月日年])"
)


def tenth_of_coin(text: str, end: int) -> tuple[float, int] | None:
    """The digit after 块 that counts tenths: 五 in 一块五 is 0.5, with its end."""
    tenth = _TENTH.match(text, end)
    return ((numeral_value(tenth[1]) or 0.0) / 10, tenth.end()) if tenth else None


def small_change(text: str, end: int) -> tuple[float, int] | None:
    """What follows a whole amount in smaller coins: 三毛 in 五元三毛 is 0.3, with its end."""
    coins = _COINS.match(text, end)
    if coins is None or coins.end() == end:
        return None
    jiao, fen = (numeral_value(coins[name]) if coins[name] else 0.0 for name in ("jiao", "fen"))
    return (jiao or 0.0) / 10 + (fen or 0.0) / 100, coins.end()
