"""The grammar of figures, compiled from data into three regexes.

`candidate` starts at a digit, a currency sign or a Han numeral and holds a whole figure: sign,
numeral, loose mark, unit, and the second half of a range. A Han numeral must be followed by a unit
or carry a magnitude of its own, so that the numerals in 统一, 万科 or 一些 never reach Python.
`words` finds English figures written without digits.

`start` finds where to try: its first element is a plain character class, which lets the regex
engine skip to it at memory speed; `candidate` with its many branches would be tried at every
character.
"""

from __future__ import annotations

import re
from functools import cache

import ahocorasick_rs

from pipeline.figures.reject import phrase_words, shape_patterns
from pipeline.figures.units import load_units, trie_pattern, unit_pattern

ASCII_DIGIT = "0-9０-９"
HAN_DIGIT = "零〇○一二两兩三四五六七八九壹贰貳叁叄肆伍陆陸柒捌玖廿卅"
_GAP = "[ \u00a0]?"
_UNIT_GAP = "(?:-|[ \u00a0]{0,3})"
_MAGNITUDE = (
    "(?:[十佰仟拾万萬亿億]|(?<![0-9 ])百(?!分之)|(?<=[0-9 ])百(?![万萬]瓦|分之)"
    # 三百分之一, but 百分之四十二百分之四十五 is two figures.
    f"|(?<=[二两兩三四五六七八九])(?<![十百千{HAN_DIGIT}][{HAN_DIGIT}])百(?=分之)"
    "|千(?!瓦|米|克(?!拉)|卡|比特|字[节節]|赫|公里)"
    "|兆(?!瓦|字[节節]|赫|位元|比特|带宽|帶寬))"
)
_ARABIC = (
    # 8,16,128张 is a list: what follows another number's comma groups no thousands
    "(?:(?<![0-9][,，])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\\.[0-9]+)?"
    # ₹12,34,567 of India; without its sign such a row is a list: 8,16,128张.
    "|(?:(?<=₹)|(?<=₹ )|(?<=Rs)|(?<=Rs )|(?<=Rs\\.)|(?<=Rs\\. )|(?<=INR)|(?<=INR ))"
    "[0-9]{1,2}(?:,[0-9]{2}){1,4},[0-9]{3}(?![0-9])(?:\\.[0-9]+)?"
    "|[0-9]{1,2}(?:,[0-9]{2}){1,4},[0-9]{3}(?= ?(?:[Rr]upees?|卢比|盧比|INR))"
    "|[0-9]{1,3}(?:[\u202f\u2009'’][0-9]{3})+(?![0-9])"  # 12'500 of Zurich, 3 000 of Paris
    "|[0-9]{1,3}[¼½¾⅓⅔⅛⅜⅝⅞]"  # 11¼%
    f"|[{ASCII_DIGIT}]+(?:[，,][０-９]{{3}})*(?:[.．][{ASCII_DIGIT}]+)?)"
)
_POWER = "(?: ?[×xX*·] ?10\\^[0-9]+|\\^[0-9]+|[eE][+-]?[0-9]+(?![A-Za-z0-9]))"
# 十个亿, 8个多亿
_OF_LARGE = "[个個](?:[多来來](?=[亿億])|(?=[亿億]))"
_SUFFIX = "(?:mil|bn|Bn|BN|bln|mln|mn|MM|trn|tn|[kKmMbBtTwW])(?![A-Za-z0-9])"
_ENGLISH_MAGNITUDE = (
    "[ -](?:hundred|thousand|[mM]illion|[bB]illion|[tT]rillion|[lL]akh|[cC]rore"
    "|mln|bln|trln|mn|bn)s?(?:(?<=akh) [cC]rore)?(?![A-Za-z])"
)
_GROUPED = f"(?:[0-9]{{1,3}}(?:,[0-9]{{3}}|，000)+|[{ASCII_DIGIT}]{{1,3}}(?:[，,][０-９]{{3}})+)"
# 3万4000, 25万6千, 12亿3400万, 2千零30万, 1000多万, 3億5,000萬
_MIXED = (
    f"{_GAP}(?:[多余餘]|{_OF_LARGE})?{_MAGNITUDE}{{1,3}}"
    f"(?: ?[零〇]?(?:(?:{_GROUPED}(?:[.][0-9]+(?= ?{_MAGNITUDE}))?|[0-9]{{1,4}})"
    f"(?![0-9%]|[.][0-9]|,[0-9]{{3}}(?![0-9]))(?: ?{_MAGNITUDE}+)?"
    f"|[{HAN_DIGIT}]{_MAGNITUDE}+)){{0,16}}+"
    f"(?:[{HAN_DIGIT}](?=[{HAN_DIGIT}]*{_MAGNITUDE})[{HAN_DIGIT}十百千]*)?"
)
_DIGIT_NUMERAL = f"{_ARABIC}(?:{_MIXED}|{_POWER}|{_SUFFIX}|{_ENGLISH_MAGNITUDE})?"
_HAN_START = (
    "(?:[零一二两兩三四五六七八九十百千万萬亿億壹贰貳叁叄柒捌玖廿卅]"
    f"|[肆伍陆陸](?=[拾佰仟])|(?<![收捡撿])拾(?=[{HAN_DIGIT}万萬])|[佰仟兆](?=分))"
)
# 八百一天 is 八百 a day: 801 is 八百零一
_ONE_OF = "(?!(?<=[百千万萬])一(?:[天晚次年台臺张張位节節套周週]|[个個](?:月|人|小)))"
# 二十几万, 六百几亿; 十几万 is vague
_SOME = "(?:(?<=[二三四五六七八九]十)|(?<=[一二两兩三四五六七八九][百千]))[几幾](?=[万萬亿億])"
_HAN_BODY = (
    f"(?: ?(?:{_ONE_OF}[{HAN_DIGIT}]|{_MAGNITUDE}|[多余餘来來](?= ?[百千万萬亿億兆])"
    f"|{_SOME}|{_OF_LARGE}))*"
)
_HAN_POINT = f"(?: ?[点點·‧.．](?= ?[{HAN_DIGIT}0-9])(?: ?[{HAN_DIGIT}0-9])+(?: ?{_MAGNITUDE})*)?"
# 七、八成: neighbours in a list are the ends of a range
_NEIGHBOURS = (
    "(?:一、[二两兩]|[二两兩]、三|三、[四五]|四、五|五、六|六、七|七、八|八、九)"
    "(?=[成倍十百千万萬亿億])"
)
_HAN_NUMERAL = f"(?:{_NEIGHBOURS}[十百千万萬亿億]{{0,3}}|{_HAN_START}{_HAN_BODY}{_HAN_POINT})"
_NUMERAL = f"(?:{_DIGIT_NUMERAL}|{_HAN_NUMERAL})"
_INSIDE = (
    "(?:(?<![A-Za-z] )[多余餘](?!模|元化|语|語|维|維)|[+＋]"
    "|[来來](?=[个個人家名位年天万萬亿億款种種元块])|-odd"
    # 二十几家, 160几封; not 十几家, 几十家, 二十几亿
    "|(?:(?<=[二三四五六七八九]十)|(?<=[1-9]0)|(?<=[百千][一二三四五六七八九]))[几幾](?=[个個人家名位間间种種封通款部台臺张張条條岁歲次份篇座層层元块塊件项項辆輛斤场場架户戶只隻颗顆片枚本组組道门門页頁公平口]))"
)
_NOT_HALF_OF = "数數年天个個小月百夜生导導封径徑场場边邊路途"
_CURRENCY_SIGN = "[$＄€£￡¥￥₩₹₽₦₱₫₪฿₺₴₸₵]"
_SEPARATOR = " ?(?:[-–—－~～〜∼]|至|到|to(?= )|and(?= )) ?"


@cache
def candidate() -> re.Pattern[str]:
    """The regex of figures that start at a digit, a currency sign or a Han numeral.

    Groups: `skip` what is passed over; `all` 百分百; `parts`, `share` of a fraction; `double` 翻番;
    `half` 一半; `over_half` 过半; `fold` 对折; else `sign`, `low`, `more`, `unit`, `halfmore`
    (两年半), and for the upper end of a range `sign2`, `high`, `more2`, `unit2`.
    """
    unit = unit_pattern()
    goes_on = f"(?![{HAN_DIGIT}十百千万萬亿億兆])"  # 二百五 and not 二百五十
    phrases = {phrase: goes_on if phrase[-1] in HAN_DIGIT else "" for phrase in phrase_words()}
    # Behind a comma that follows a digit 000 is the rest of a number and none of its own.
    rest = f"(?<=[0-9０-９][,，])[0０][{ASCII_DIGIT}]{{2,}}{_MAGNITUDE}*"
    skip = "|".join([*shape_patterns(), rest, trie_pattern(phrases)])
    range_end = (
        f"(?:{_SEPARATOR}(?:(?:US|HK|NT|SG?|AU?|CA?|MX|NZ)(?=[$]))?(?P<sign2>{_CURRENCY_SIGN} ?)?"
        f"(?P<high>{_NUMERAL})"
        f"(?P<more2>{_GAP}{_INSIDE})?(?:{_UNIT_GAP}(?P<unit2>{unit}))?)?"
    )
    body = (
        f"(?P<skip>{skip})"
        f"|(?P<all>百分百)"
        f"|(?P<parts_hk>[二三四五六七八九十])分(?P<share_hk>[一二三四])(?![十百千万萬钟鐘秒点點线線{HAN_DIGIT}0-9])"
        f"|(?P<parts>{_NUMERAL}) ?分 {{0,2}}之 {{0,2}}(?P<share>[负負-]?(?:{_NUMERAL}))"
        f"(?:(?P<share_sep>{_SEPARATOR})(?:[百千万萬] ?分 ?之 ?)?(?P<share2>{_NUMERAL}))?"
        f"|(?P<double>翻了?[一两兩三四1-9]番|(?:(?<=翻了[近约約逾超])|(?<=翻[近约約逾超])"
        f"|(?<=翻了[将將]近)|(?<=翻了[不超][止到过過]))[一两兩三四1-9]番|翻番|翻了?一?倍(?![地])|(?<![0-9一二两兩三四五六七八九十百千万萬亿億成几幾半翻功])"
        f"(?<!信心)(?<![压壓动動魅实實]力)倍增(?=[，。,;；！!？?、）) \n]|$|至|到|了))"
        f"|(?P<half>(?<=[近約约逾])半(?![{_NOT_HALF_OF}])|一半(?!是[^，。\n]{{1,8}}[，,]?一半|个|個|会|會|脚|身)|半[数數])"
        f"|(?P<over_half>[过過]半[数數]?(?![个個年天小月百夜生导封径场]))"
        f"|(?P<fold>(?:(?<=打)|(?<=打了)|(?<=打个)|(?<=打個))[对對][折摺]|半[折摺](?![值格])|(?<![大小多])半[价價](?![值格位钱錢]))"
        f"|(?P<sign>{_CURRENCY_SIGN} ?)?(?P<low>{_NUMERAL})(?P<more>{_GAP}{_INSIDE})?"
        f"(?:{_UNIT_GAP}(?P<unit>{unit})(?P<halfmore>半(?![数數年天个個小]))?)?{range_end}"
    )
    return re.compile(body)


@cache
def start() -> re.Pattern[str]:
    """The regex of single characters at which `candidate` is worth trying."""
    han = HAN_DIGIT + "十百千万萬亿億兆拾佰仟翻半对對过過倍"
    followers = set(han) | set(" 、分半多余餘几幾+点點·‧.．番了倍折数數到至增价價")
    aliases = load_units()[0]
    followers |= {alias[0] for alias in aliases}
    followers |= {phrase[1] for phrase in phrase_words()}
    second = "".join(re.escape(sign) for sign in sorted(followers))
    direct = f"{ASCII_DIGIT}{_CURRENCY_SIGN[1:-1]}"
    strong = {alias[0] for alias, unit in aliases.items() if not unit.weak} - set("个個") | set(
        "点點"
    )
    weak = {alias for alias, unit in aliases.items() if unit.weak and len(alias) == 1}
    classifiers = "".join(sorted(sign for sign in weak - strong if not sign.isascii()))
    # 一个, 两款; not 一个百分点, 一块五, 只有两个人
    trivial = (
        f"(?<=[一两兩])[{classifiers}](?<![有剩][两兩].)"
        f"(?! ?[百基点點亿億多]|(?<=[块塊毛])[{HAN_DIGIT}])"
    )
    return re.compile(
        f"[{direct}h{han}](?:(?<=[{direct}])|(?<!h)(?=[{second}])(?!{trivial})|(?=ttps?://)|(?<=[近約约逾]半))"
    )


_HINTS = (
    *("hundred", "thousand", "illion", "fold", "third", "quarter", "fift", "sixth", "seventh"),
    *("eighth", "ninth", "tenth", "tieth", "half", "Half", "percent", "per cent", "oubl", "ripl"),
    *(
        "drupl",
        "intupl",
        "extupl",
        "rebl",
        "halv",
        "Halv",
        "wice",
        "times",
        "dollar",
        "cents",
        "factor of",
    ),
    *("ne in ", "ten ", "eleven", "twel", "teen", " and a "),
    *("Three ", "Four ", "Five ", "Six ", "Seven ", "Eight ", "Nine ", "Ten ", "Eleven", "Twel"),
    *("Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety"),
    *("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "three "),
    *("four ", "five ", "six ", "seven ", "eight ", "nine ", " out of "),
    *(f"{digit} in {other}" for digit in "123456789" for other in "123456789"),
)


@cache
def word_hints() -> ahocorasick_rs.AhoCorasick:
    """Finds parts of words without which a text holds no figure in English words."""
    return ahocorasick_rs.AhoCorasick(_HINTS)


_PART = (
    "(?:half|thirds?|quarters?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?|twelfths?"
    "|twentieths?|thirtieths?|fortieths?|fiftieths?|hundredths?|thousandths?)"
)
# would double, set to triple, doubled, double the figure, orders double; not double-digit or a
# double standard
_GROW = "(?:doubl|tripl|trebl|quadrupl|quintupl|sextupl)"
_GROWN = (
    rf"(?P<grown>(?i:{_GROW})(?:ed|ing)(?! down\b)"
    rf"|{_GROW}es(?! (?:down|up|as|players?|match|titles?|teams?|champions?|partners?)\b)"
    rf"|(?<=[a-z]s ){_GROW}e(?=[,.;:]|$|\n| (?:as|in|from|after|since|on|over|again|to|every|by)\b)"
    r"|(?:(?<=would )|(?<=will )|(?<=could )|(?<=may )|(?<=might )|(?<=should )|(?<=must )"
    rf"|(?<=can )|(?<=\bto )|(?<=more than )|(?<=than )|(?<=nearly )|(?<=almost )){_GROW}e"
    r"(?!-| (?:down|up|as|standard|check|role|digit))"
    r"|(?:[Dd]ouble|[Tt]riple|[Qq]uadruple)"
    r"(?= (?:or so|the|its|their|his|her|our|that|what|last|this|in)\b)"
    r"|[Tt]wice(?= (?:as|the|its|their|that|what|last|this|more|of)\b))\b"
)


@cache
def words() -> re.Pattern[str]:
    """The regex of English figures written in words; groups as in `candidate` where they apply."""
    ones = "zero|one|two|three|four|five|six|seven|eight|nine"
    teens = (
        "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
        "|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:" + ones + "))?"
    )
    number = f"(?:{teens}|{ones})"
    magnitude = "(?:hundred|thousand|million|billion|trillion)"
    phrase = (
        f"(?:an?|{number}|[0-9]+)[- ]{magnitude} and a (?:half|quarter)(?! {magnitude})"
        f"|(?:{number}|[0-9]+)[- ]and[- ]a[- ](?:half|quarter)(?:[- ]{magnitude})?"
        f"|(?:a|one|two|three)[- ](?:quarter|third)s? of an? {magnitude}|quarter of an? {magnitude}"
        f"|(?:half an?|an?(?! (?:hundred|thousand)-?fold)|{number}|[0-9]+)[- ]{magnitude}"
        f"(?:[- ](?:and )?(?:{number}|{magnitude}))*"
    )
    unit = unit_pattern()
    first = "an?(?: (?:full|good|mere|whole|clear))?"
    share = f"(?:{first}|one|two|three|four|five|six|seven|eight|nine)[- ]{_PART}"
    return re.compile(
        # Few words begin like a number, and most places end with this look at their letters.
        r"(?<![A-Za-z0-9_])(?=(?i:[0-9a]|ze|on|tw|th|fo|fi|si|se|ei|ni|te|el|ha|qu|hu|do|tr))(?<![0-9][.,])"
        rf"(?:(?P<low>(?i:{phrase}))(?:(?P<fold2>-?fold\b)|[ -](?P<unit>{unit}))?"
        rf"|(?P<from>(?i:{number}))(?: to |-to-| or | and |–)"
        rf"(?P<upto>(?i:{number})(?:[ -]{magnitude})?)"
        rf"(?:[ -](?P<unit2>{unit})|(?<=illion)(?![a-z]))"
        r"|(?P<manifold>(?:hundred|thousand)-?fold)\b"
        rf"|(?P<factor>a factor of (?:{number}|[0-9]+(?:\.[0-9]+)?))(?![A-Za-z0-9%])"
        r"|(?P<half_of>(?i:half an?) (?:per ?cent|(?P<of_point>(?:percentage )?point))\b)"
        r"|(?P<halved>[Hh]alv(?:ed|es|ing))\b"
        rf"|(?P<part>(?i:half|{share}))(?: to | and |[-–])(?P<part2>(?i:half|{share}))\b"
        rf"|(?P<share>(?i:{share}))\b"
        rf"|(?P<one>(?i:one|two|three|four|five|six|seven|eight|nine)|(?<![0-9.,])[1-9])"
        r"(?: in| out of)(?: every)?"
        rf" (?P<of>(?i:{number})|[0-9]+(?:,[0-9]{{3}})*)\b(?! ?[%$0-9])"
        rf"|(?P<many>(?i:{number})(?= in )|(?i:{number})(?= (?:[a-z]+s|people) in ))"
        r"(?: (?:[a-z]+s|people))? in"
        r" (?P<every>(?:ten|twenty|thirty|forty|fifty)(?! [a-z]+s\b)"
        r"|(?:a|one|two|three|five|ten) (?:hundred|thousand)"
        r"(?! (?:people|men|women|children|(?!goes|is|was|has|does|gets|fails)[a-z]+s)\b))"
        r"(?=[.,;:!?)—]|$|\n| (?:is|are|was|were|has|have|had|of|now|who|that|used?|uses|pays?"
        r"|said|says?|would|will|can|could|do|did|does|still|gave|got|goes|gets|and|or|but|in|at|on|for|by"
        r"|wrong|right|fails?|does)\b)"
        rf"|(?P<count>(?i:{number}))"
        rf"(?:(?P<fold>-?fold\b)|[ -](?P<unit3>{unit})"
        r"|(?= [a-z]|\b[,.;:)]|(?<=[a-z]) [A-Z][a-z]+ [a-z]+s\b))"
        rf"|(?P<half>[Hh]alf)(?= (?:of|off|the|its|their|his|her|our|my|your|all|as|what|that|were"
        r"|are|have|had|do|did|say|said|used?|would|will|could|went|came|got|again as|who|whom)\b)"
        rf"|(?:(?<=by )|(?<=over )|(?<=under )|(?<=about )|(?<=nearly )|(?<=almost )|(?<=roughly )"
        rf"|(?<=around )|(?<=than )|(?<=exceed )|(?<=exceeds )|(?<=exceeded )|(?<=least )"
        r"|(?<=only ))(?P<by_half>half)(?! (?:an?|past)\b)"
        rf"|{_GROWN})"
    )
