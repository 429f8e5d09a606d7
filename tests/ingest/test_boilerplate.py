"""What ingest takes away from a page, and what it must leave alone."""

from __future__ import annotations

import itertools
import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError, KnowledgeError
from pipeline.evaluate.marked import parse_marked
from pipeline.ingest.boilerplate import judge_lines
from pipeline.ingest.folded_lines import folded_lines
from pipeline.ingest.inline import InlineRule, inline_cuts, inline_rules
from pipeline.ingest.line_classifier import KINDS, LineClassifier, line_classifier
from pipeline.ingest.line_features import CONTEXT, FORM, PHRASE_GROUPS, PLACE
from pipeline.ingest.line_grams import GramTable, collision_free, gram_keys, phrase_keys
from pipeline.ingest.line_labels import (
    gold_pages,
    labelled_pages,
    passages,
    read_lines,
    read_pages,
)
from pipeline.ingest.line_page import LinePage
from pipeline.ingest.line_pages import lines_as_pages
from pipeline.ingest.line_rules import PhraseGroup, Rule
from pipeline.ingest.line_signs import Sign, sign_keys, signs
from pipeline.ingest.line_training import train_lines
from pipeline.ingest.lines import lines_of
from pipeline.ingest.page import RawPage, ingest_page
from pipeline.ingest.rule_book import rule_book
from pipeline.ingest.script import fold

CASES = Path(__file__).parent / "cases"
CORPUS = Path(__file__).parents[2] / "corpus"
BOOK = rule_book()
PROSE = (
    "算力的价格在一年里跌了四成,电价却涨了一成,"
    "账本上的数字第一次倒了过来,没有人再笑,也没有人再提当初在饭局上打的那个赌。"
)
ENGLISH_PROSE = (
    "The price of compute fell by two fifths in a year while the price of power rose by a tenth. "
    "For the first time the numbers in the ledger stood on their heads, and nobody laughed."
)


def cases(name: str) -> list[dict[str, Any]]:
    rows = (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(row) for row in rows]


def removed(text: str, title: str | None = None) -> list[str]:
    lines = lines_of(fold(text))
    verdicts = judge_lines(lines, fold(title) if title else None)
    return [x.text for x, v in zip(lines, verdicts, strict=True) if v is not None]


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda r: r.name)
def test_a_rule_takes_its_example_and_not_its_counter_example(rule: Rule) -> None:
    number = BOOK.rules.index(rule)
    example, counter = BOOK.scan([rule.example, rule.counter])
    assert number in BOOK.matching(rule.example, example)
    assert number not in BOOK.matching(rule.counter, counter)


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda r: r.name)
def test_a_line_that_a_rule_takes_holds_one_of_its_cues(rule: Rule) -> None:
    if not rule.cues:
        return
    number = BOOK.rules.index(rule)
    texts = [
        fold(json.loads(row)["text"])
        for path in sorted((CORPUS / "labels/lines").glob("*.jsonl"))
        for row in path.read_text(encoding="utf-8").splitlines()
    ]
    for text, cues in zip(texts, BOOK.scan(texts), strict=True):
        assert number in cues.rules or not rule.matches(text), text


@pytest.mark.parametrize("group", BOOK.groups, ids=lambda g: g.name)
def test_a_group_of_phrases_finds_its_example_and_not_its_counter_example(
    group: PhraseGroup,
) -> None:
    number = BOOK.groups.index(group)
    example, counter = BOOK.scan([group.example, group.counter])
    assert number in example.groups
    assert number not in counter.groups


@pytest.mark.parametrize("rule", inline_rules(), ids=lambda r: r.name)
def test_a_rule_for_parts_of_lines_cuts_what_it_says(rule: InlineRule) -> None:
    (cut,) = inline_cuts(rule.example)
    assert rule.example[cut.start : cut.end] == rule.cut
    assert cut.kind == rule.kind
    assert inline_cuts(rule.counter) == []


@pytest.mark.parametrize("case", cases("removed"), ids=lambda c: c["title"])
def test_pages_as_sites_print_them_are_stripped(case: dict[str, Any]) -> None:
    lines = lines_of(fold("\n".join(text for text, _ in case["lines"])))
    verdicts = judge_lines(lines, fold(case["title"]))
    for line, verdict, (text, kind) in zip(lines, verdicts, case["lines"], strict=True):
        assert (verdict is not None) == bool(kind), f"{text} -> {verdict}"
        assert line.text or verdict is None


@pytest.mark.parametrize("case", cases("kept"), ids=lambda c: c["why"])
@pytest.mark.parametrize("place", ["first", "middle", "last", "alone"])
def test_paragraphs_that_talk_about_such_things_stay(case: dict[str, Any], place: str) -> None:
    around = [PROSE + str(n) for n in range(4)]
    at = {"first": 0, "middle": 2, "last": 4, "alone": 0}[place]
    if place == "alone":
        around = []
    around.insert(at, case["text"])
    assert fold(case["text"]) not in removed("\n".join(around))


def test_the_written_body_lines_stay_in_an_article() -> None:
    """Of the hard lines written as body text, in the middle of an article, next to none goes."""
    texts = [
        json.loads(row)["text"]
        for path in sorted((CORPUS / "labels/lines").glob("*.jsonl"))
        for row in path.read_text(encoding="utf-8").splitlines()
        if json.loads(row)["kind"] == "body"
    ]
    lost = [t for t in texts if removed(f"{PROSE}甲\n{PROSE}乙\n{t}\n{PROSE}丙\n{PROSE}丁")]
    assert len(lost) <= 0.01 * len(texts), lost


# What a headline, a closing sentence or a paragraph between others may look like.
HEADLINES = [
    "观点｜AI正在取代程序员",
    "OpenAI｜一位工程师的自白",
    "访谈｜阿里云前研究员创业记",
    "深度丨大模型时代的产品经理",
    "人物｜离开大厂的算法工程师",
    "OpenAI CEO Sam Altman on superintelligence | The Verge Weekly",
    "Why Intel's CEO left the board in a hurry | Tech Daily",
    "NVIDIA EARNINGS — what the market got wrong this quarter",
    "Issue 12 - the model nobody wanted",
    "The short column about bubbles",
]
CLOSINGS = [
    "The lab remains entirely independent of its investors, and that is its problem.",
    "The board paid for the flights, and nobody was surprised by what followed in the quarter.",
    "Some details have been omitted from the contract, and that is why the deal failed.",
    "Revenue growth, per annual report; customers, per interviews; risk everywhere.",
    "Most of the models: a cost; the annual report; a loss.",
    "People: 300 left; 12 stayed.",
    "本文没有广告公司的数据，因此不谈营销。",
]
BETWEEN = [
    "（他自己画的饼，自己吃）",
    "图1 说明成本在下降，据管理层说",
    "Chart 3 / revenue grew faster than cost in every quarter",
    "Build your own model.",
    "Now hiring is slow.",
    "From $20 a month until June, the price doubled.",
    "Double your compute and you double your losses.",
    "Learn more. Fail more.",
    "加入「算力联盟」的企业有三百家",
    "产品还在预售中",
]


@pytest.mark.parametrize("line", [*HEADLINES, *CLOSINGS, *BETWEEN])
def test_no_rule_takes_a_line_of_the_article(line: str) -> None:
    text = fold(line)
    (cues,) = BOOK.scan([text])
    assert not BOOK.matching(text, cues)


@pytest.mark.parametrize("line", BETWEEN)
def test_a_short_line_between_paragraphs_stays(line: str) -> None:
    prose = PROSE if "\u4e00" <= fold(line)[2] <= "\u9fff" else ENGLISH_PROSE
    assert removed(f"{prose}\n\n{line}\n\n{prose} 2") == []


@pytest.mark.parametrize("line", CLOSINGS)
def test_a_closing_sentence_stays(line: str) -> None:
    prose = ENGLISH_PROSE if line.isascii() else PROSE
    assert removed(f"{prose}\n\n{prose} 2\n\n{line}") == []


@pytest.mark.parametrize("line", HEADLINES)
def test_a_headline_stays(line: str) -> None:
    prose = ENGLISH_PROSE if line.isascii() else PROSE
    page = ingest_page(RawPage("a.txt", f"{line}\n\n{prose}\n\n{prose} 2\n".encode()))
    assert page.text.string.startswith(fold(line))
    assert page.author is None


@pytest.mark.parametrize("names", ["SoftBank and Microsoft", "Nora Whitfield and Ivo Kessler"])
def test_names_inside_an_english_sentence_broken_at_a_width_are_no_byline(names: str) -> None:
    text = (
        "OpenAI said on Monday that its revenue had\n"
        "doubled and that the company was planning to raise\n"
        f"more money from investors including\n{names}\nthis year."
    )
    assert ingest_page(RawPage("a.txt", f"{text}\n".encode())).text.string == text


def test_a_name_below_a_finished_sentence_is_still_a_byline() -> None:
    text = f"The year the ledger stood on its head\nBy Nora Whitfield\n\n{ENGLISH_PROSE}\n"
    assert "Nora" not in ingest_page(RawPage("a.txt", text.encode())).text.string


def test_an_advert_of_several_lines_goes_as_a_whole() -> None:
    advert = (
        "想要第一时间看懂这轮行情?\n现在订阅内参,加赠三节音频课:\n1、《算力账本》\n2、《谁在买单》\n"
        "扫码入群,仅限50个名额。"
    )
    assert removed(f"{PROSE}甲\n{advert}\n{PROSE}乙") == fold(advert).split("\n")


def test_a_list_of_links_ends_at_the_next_heading_of_the_markup() -> None:
    page = (
        "# 早报\n\n## 一\n"
        + PROSE
        + "\n\n相关链接:\n- https://a.example/1\n\n## 二\n"
        + PROSE
        + "续。\n"
    )
    text = ingest_page(RawPage("a.md", page.encode())).text.string
    assert "二" in text.split("\n")
    assert "https" not in text


def test_rows_of_a_table_are_no_menu() -> None:
    table = "| 公司 | 轮次 | 金额 |\n| 青禾云 | B | 3亿元 |\n| 沐石 | A | 1亿元 |"
    assert removed(f"{PROSE}\n{table}") == []


def test_the_title_stays_once_and_its_repetitions_go() -> None:
    text = f"谁来付电费\n谁来付电费\n谁来付电费 - 远望财经\n\n{PROSE}"
    assert removed(text, "谁来付电费") == ["谁来付电费", "谁来付电费 - 远望财经"]


def test_traditional_and_simplified_pages_lose_the_same_lines() -> None:
    (case,) = [c for c in cases("removed") if c["title"] == "誰來付電費"]
    lines = [text for text, _ in case["lines"]]
    traditional = removed("\n".join(lines), case["title"])
    simplified = removed(fold("\n".join(lines)), fold(case["title"]))
    assert traditional == simplified


def test_part_of_a_line_goes_and_the_edit_quotes_it() -> None:
    first, last = f"〔记者林一舟/台北报道〕{PROSE}", f"{PROSE}周四再谈。(责任编辑:老何)"
    text = f"谁来付电费\n\n{first}\n{last}\n"
    page = ingest_page(RawPage("a.txt", text.encode()))
    assert page.text.string.split("\n")[-2:] == [PROSE, PROSE + "周四再谈。"]
    assert page.author == "林一舟"
    cut = {e.rule: e.source_text for e in page.edits}
    assert cut["inline-reporter-start"] == "〔记者林一舟/台北报道〕"
    assert cut["inline-editor"] == "(责任编辑:老何)"


@pytest.mark.parametrize("text", ["好", "关注我们", "a", "谁来付电费"])
def test_a_scrap_of_text_is_not_taken_away(text: str) -> None:
    assert removed(text) == []


def test_a_date_alone_is_a_byline() -> None:
    lines = lines_of(f"谁来付电费\n2026-02-08\n\n{PROSE}")
    verdicts = judge_lines(lines, "谁来付电费")
    assert [v.kind if v else None for v in verdicts] == [None, "byline", None, None]


@given(st.lists(st.text(max_size=80), max_size=12))
def test_any_lines_are_judged_one_by_one(texts: list[str]) -> None:
    lines = lines_of("\n".join(texts))
    verdicts = judge_lines(lines, None)
    assert len(verdicts) == len(lines)
    assert all(v is None for x, v in zip(lines, verdicts, strict=True) if not x.text)
    assert verdicts == judge_lines(lines, None)


@given(st.text(max_size=120))
def test_a_cut_leaves_something_of_its_line(line: str) -> None:
    cuts = inline_cuts(line.strip())
    assert sum(c.end - c.start for c in cuts) < max(1, len(line.strip()))
    assert all(a.end <= b.start for a, b in itertools.pairwise(cuts))


LINES = st.lists(
    st.text(st.characters(exclude_characters="\n", codec="utf-8"), max_size=30), max_size=6
)


@given(LINES)
def test_the_n_grams_of_a_line_do_not_depend_on_its_neighbours(texts: list[str]) -> None:
    together = [set[int]() for _ in texts]
    for keys, line in gram_keys(folded_lines(texts)):
        for key, number in zip(keys.tolist(), line.tolist(), strict=True):
            together[number].add(key)
    for text, found in zip(texts, together, strict=True):
        alone = {k for keys, _ in gram_keys(folded_lines([text])) for k in keys.tolist()}
        assert found == alone


@given(LINES)
def test_a_table_finds_the_n_grams_it_knows_and_no_other(texts: list[str]) -> None:
    folded = folded_lines(texts)
    pairs = [
        (key, number)
        for keys, line in gram_keys(folded)
        for key, number in zip(keys.tolist(), line.tolist(), strict=True)
    ]
    every_second = sorted({key for key, _ in pairs})[::2]
    known = collision_free(np.array(every_second, dtype=np.uint64))
    index, line = GramTable(known).find(folded)
    got = sorted(zip(known[index].tolist(), line.tolist(), strict=True))
    assert got == sorted(p for p in pairs if p[0] in set(known.tolist()))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("扫码加入", "掃碼加入"),
        ("Sign up, NOW!", "sign up, now!!"),
        ("原价 2999 元", "原价 31 元"),
        ("（赞助）：", "(赞助):"),
        ("🎁 福利", "▇▇ 福利"),
        ("don’t miss", "don't miss"),
    ],
)
def test_forms_of_one_line_are_the_same_n_grams(one: str, other: str) -> None:
    found = [
        {k for keys, _ in gram_keys(folded_lines([fold(x)])) for k in keys.tolist()}
        for x in (one, other)
    ]
    assert found[0] == found[1]


@pytest.mark.parametrize("sign", signs(), ids=lambda s: s.name)
def test_a_sign_shows_in_its_example_and_not_in_its_counter_example(sign: Sign) -> None:
    number = signs().index(sign)
    for text, wanted in ((sign.example, True), (sign.counter, False)):
        keys = {k for keys, _ in gram_keys(folded_lines([text])) for k in keys.tolist()}
        assert any(number in sign_keys().get(k, ()) for k in keys) is wanted


def test_a_phrase_that_is_no_n_gram_is_refused() -> None:
    for phrase in ("", "五个汉字长", "one two three four", "加v"):
        with pytest.raises(ValueError, match="neither"):
            phrase_keys([phrase])


def test_the_groups_of_phrases_are_those_of_the_features() -> None:
    assert tuple(g.name for g in BOOK.groups) == PHRASE_GROUPS


def test_shares_are_a_distribution_over_the_kinds() -> None:
    page = LinePage(lines_of(f"点击关注我们\n{PROSE}\n他们在雨里站了一夜。\n{PROSE * 20}"))
    shares = line_classifier().shares(page)
    assert shares.shape == (4, len(KINDS))
    assert np.allclose(shares.sum(axis=1), 1)
    assert shares[3, 0] == 1
    assert line_classifier().shares(LinePage([])).shape == (0, len(KINDS))


def test_training_is_deterministic_and_survives_a_file(tmp_path: Path) -> None:
    lines = list(read_lines(CORPUS / "labels/lines/en.jsonl"))
    pages = list(lines_as_pages(lines, itertools.cycle([PROSE])))
    first, second = train_lines(pages), train_lines(pages)
    first.save(tmp_path / "a.skops")
    second.save(tmp_path / "b.skops")
    assert (tmp_path / "a.skops").read_bytes() == (tmp_path / "b.skops").read_bytes()
    loaded = LineClassifier.load(tmp_path / "a.skops")
    page = LinePage(lines_of(f"{PROSE}\nThe grid decides.\n{PROSE}\nSign up for our weekly email"))
    shares = loaded.shares(page)
    assert np.allclose(shares, first.shares(page), atol=0.02)
    assert shares[3, 0] < 0.5 < shares[1, 0]


def test_weights_that_are_missing_or_damaged_are_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="none"):
        LineClassifier.load(tmp_path / "none.skops")
    damaged = tmp_path / "damaged.skops"
    damaged.write_bytes(b"no archive")
    with pytest.raises(KnowledgeError, match="damaged"):
        LineClassifier.load(damaged)


def test_weights_for_other_features_are_refused() -> None:
    rows = 1 + len(FORM) + len(PLACE)
    first = np.zeros((rows, len(KINDS)), np.float32)
    second = np.zeros((rows + len(CONTEXT), len(KINDS)), np.float32)
    with pytest.raises(ValueError, match="do not fit"):
        LineClassifier(
            np.array([1, 2], np.uint64), np.zeros((1, len(KINDS)), np.float32), first, second
        )


def test_labels_are_checked(tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"text": "a", "kind": "poem", "where": "head"}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"bad\.jsonl:1"):
        list(read_lines(bad))
    page = tmp_path / "page.txt"
    for text, line in (("a 无题\n", 1), ("=== 题\n. 甲\nx 乙\n", 3), ("=== 题\na\n", 2)):
        page.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=rf"page\.txt:{line}"):
            list(read_pages(page, iter(())))
    folder = tmp_path / "passages"
    folder.mkdir()
    (folder / "p.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"p\.jsonl:1"):
        passages(folder)
    with pytest.raises(InputError, match="split"):
        labelled_pages(tmp_path)


def test_a_file_of_pages_is_read_as_its_head_says(tmp_path: Path) -> None:
    path = tmp_path / "zh.txt"
    path.write_text("=== 誰來付電費\nb 記者 林一舟\n\np\na 掃碼\n=== 二\n. 甲\n", encoding="utf-8")
    first, second = read_pages(path, iter([PROSE]))
    assert first.title == "谁来付电费"
    assert first.lines == ("记者 林一舟", "", PROSE, "扫码")
    assert first.kinds == ("byline", "body", "body", "ad")
    assert (second.lines, second.kinds) == (("甲",), ("body",))


def test_gold_pages_take_the_kind_of_their_mark() -> None:
    marked = (
        'id: x\nlang: zh\n\n<t>谁来付电费</t>\n<d k="byline">2026-01-01 来源:远望</d>\n<s v="0">'
        + PROSE
        + "</s>\n"
    )
    (page,) = gold_pages([parse_marked(marked)])
    kinds = dict(zip(page.lines, page.kinds, strict=True))
    assert kinds | {"": "body"} == {
        "谁来付电费": "body",
        "2026-01-01 来源:远望": "byline",
        PROSE: "body",
        "": "body",
    }


@pytest.mark.parametrize("path", sorted((CORPUS / "labels/lines/pages").glob("*.txt")), ids=str)
def test_the_written_pages_lose_next_to_nothing_of_their_body(path: Path) -> None:
    """The weights were learned from these pages: what is wrong here is wrong everywhere.

    One line of a page that tells of offers as news may go.
    """
    lost, body = [], 0
    english = path.name.startswith("en")
    prose = [f"{ENGLISH_PROSE if english else PROSE} {n}" for n in range(9)]
    for page in read_pages(path, itertools.cycle(prose)):
        lines = lines_of("\n".join(page.lines))
        verdicts = judge_lines(lines, page.title)
        for line, kind, verdict in zip(lines, page.kinds, verdicts, strict=True):
            body += len(line.text) * (kind == "body")
            if kind == "body" and verdict is not None:
                lost.append(line.text)
    assert sum(map(len, lost)) <= 0.04 * body, lost


def test_the_labels_are_many_and_two_in_five_are_body_text() -> None:
    rows = [
        json.loads(row)
        for path in sorted((CORPUS / "labels/lines").glob("*.jsonl"))
        for row in path.read_text(encoding="utf-8").splitlines()
    ]
    assert len(rows) >= 900
    assert len({row["text"] for row in rows}) == len(rows)
    assert sum(row["kind"] == "body" for row in rows) >= 0.4 * len(rows)
    assert {row["kind"] for row in rows} == set(KINDS)


def test_a_long_article_is_judged_quickly() -> None:
    """No pattern may take time that grows faster than the text: a long line costs as many short."""
    lines = lines_of("\n".join(f"{PROSE}{n}" for n in range(500)))
    long = lines_of(PROSE * 500)
    judge_lines(lines, None)
    start = time.process_time()
    judge_lines(lines, None)
    judge_lines(long, None)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "piece", ["(", "（", "[", "【", "▲", "1", "a ", "https://", "微信", "»", "- "]
)
def test_time_grows_with_the_length_of_hostile_lines(piece: str) -> None:
    line = piece * (200_000 // len(piece))
    for text in (line, f"{PROSE}\n{line}\n{PROSE}"):
        start = time.process_time()
        judge_lines(lines_of(text), None)
        for written in lines_of(text):
            inline_cuts(written.text)
        assert time.process_time() - start < 2
