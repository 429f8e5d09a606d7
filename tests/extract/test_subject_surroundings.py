"""What words and paragraphs say of a name as the subject of a figure."""

from __future__ import annotations

import time
import tracemalloc

import pytest

from pipeline.extract.claims import claims_of
from pipeline.extract.mention import Mention
from pipeline.extract.sentences import split_sentences
from pipeline.extract.subject_paragraphs import Paragraphs
from pipeline.extract.subject_quotes import quoted
from pipeline.extract.subject_words import SubjectWords
from pipeline.extract.subjects import Subjects
from pipeline.figures import Figure, parse


def named(text: str, *names: tuple[str, str]) -> list[Mention]:
    """Every place of each (surface, type), in order."""
    found = []
    for surface, kept in names:
        at = text.find(surface)
        while at >= 0:
            end = at + len(surface)
            found.append(Mention(at, end, surface, kept, surface.lower(), surface, 1.0, "test"))
            at = text.find(surface, end)
    return sorted(found)


def figure_of(text: str, surface: str) -> Figure:
    return next(f for f in parse(text) if f.surface == surface)


def words(text: str, mentions: list[Mention], surface: str, where: str = "clause") -> list[str]:
    around = SubjectWords(Subjects(text, split_sentences(text), mentions))
    return sorted(around.features(mentions[0], figure_of(text, surface), where))


def test_nothing_is_learned_of_the_name_itself() -> None:
    one, other = "霁月智能去年的营收是5亿元。", "OpenAI去年的营收是5亿元。"
    assert words(one, named(one, ("霁月智能", "company")), "5亿元") == words(
        other, named(other, ("OpenAI", "company")), "5亿元"
    )


def test_other_names_between_count_as_what_they_are() -> None:
    text = "Ostrava beat Norrick and Lune-2 with 40% of sales."
    mentions = named(text, ("Ostrava", "company"), ("Norrick", "company"), ("Lune-2", "model"))
    found = words(text, mentions, "40%")
    assert {"between, clause: <company>", "between, clause: <model>"} <= set(found)
    assert not any("norrick" in feature or "lune" in feature for feature in found)


def test_who_stands_behind_the_figure_is_told_from_who_stands_before() -> None:
    text = "Of 40% spoke the head of Ostrava."
    found = words(text, named(text, ("Ostrava", "company")), "40%", "behind")
    assert "between, behind: spoke" in found


def test_the_mark_of_a_list_and_the_sentence_before_are_seen() -> None:
    text = "先看两家。\n• 霁月智能：5亿元\n• 远山算力：3亿元"
    mentions = named(text, ("霁月智能", "company"), ("远山算力", "company"))
    found = words(text, mentions, "5亿元")
    assert "clause, name behind •" in found
    assert "clause, name behind 。 •" in found


def test_a_paragraph_ends_at_its_lines() -> None:
    text = "百度在此。\n霁月智能发布新品。它赚了5亿元，超过了远山算力。\n百度在此。"
    mentions = named(text, ("百度", "company"), ("霁月智能", "company"), ("远山算力", "company"))
    around = Paragraphs(Subjects(text, split_sentences(text), mentions))
    found = around.around(figure_of(text, "5亿元"), 2)
    assert dict(found.count) == {"霁月智能": 1, "远山算力": 1}
    assert found.first == "霁月智能"
    assert found.only == frozenset()
    assert found.openers == ("霁月智能", "百度")


def test_the_only_one_of_its_type_is_told() -> None:
    text = "霁月智能的陈禾说，公司赚了5亿元。"
    mentions = named(text, ("霁月智能", "company"), ("陈禾", "person"))
    around = Paragraphs(Subjects(text, split_sentences(text), mentions))
    found = around.around(figure_of(text, "5亿元"), 0)
    assert found.only == {"霁月智能", "陈禾"}
    said = found.features("陈禾", "person", "firm", alone=False)
    assert "only person of the paragraph" in said
    assert found.features("百度", "company", "firm", alone=False)[0].startswith("paragraph, 0")


def test_a_line_of_any_length_is_looked_through_in_passing() -> None:
    def seconds(times: int) -> float:
        text = "霁月智能赚5亿元，远山算力亏3亿元。" * times
        mentions = named(text, ("霁月智能", "company"), ("远山算力", "company"))
        rules = Subjects(text, split_sentences(text), mentions)
        figures = parse(text)
        begun = time.process_time()
        around, beside = Paragraphs(rules), SubjectWords(rules)
        for number, figure in enumerate(figures):
            around.around(figure, number // 2)
            beside.features(mentions[max(0, number - 2)], figure, "sentence")
        return time.process_time() - begun

    seconds(10)
    assert seconds(6000) < 7 * seconds(1500) + 0.1


def test_what_is_held_does_not_grow_with_the_text() -> None:
    text = "霁月智能赚5亿元，远山算力亏3亿元。" * 3000
    mentions = named(text, ("霁月智能", "company"), ("远山算力", "company"))
    figures = parse(text)
    beside = SubjectWords(Subjects(text, split_sentences(text), mentions))
    for number, figure in enumerate(figures[:100]):
        beside.features(mentions[number], figure, "clause")
    tracemalloc.start()
    for number, figure in enumerate(figures):
        beside.features(mentions[number], figure, "clause")
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 5_000_000


def test_what_is_compared_with_has_no_words_between() -> None:
    text = "霁月智能的成本是百度的5%。"
    found = words(text, named(text, ("百度", "company")), "5%", "compared")
    assert not any(feature.startswith(("between", "all between")) for feature in found)
    assert any(feature.startswith("compared, ") for feature in found)


def test_a_name_with_the_mark_of_a_sentence_in_it_is_one_word() -> None:
    text = "我们看好Yahoo! Japan，它赚了5亿元。"
    assert len(split_sentences(text)) == 2
    found = words(text, named(text, ("Yahoo! Japan", "company")), "5亿元", "back 1")
    assert not any("japan" in feature or "yahoo" in feature for feature in found)


def test_words_of_other_alphabets_are_whole_and_space_is_none() -> None:
    text = "Société Đông của 百度\u3000赚了5亿元。"
    found = words(text, named(text, ("百度", "company")), "5亿元")
    assert "all between, clause: 赚 了" in found
    assert "clause, name behind đông của" in found
    assert not any("\u3000" in feature for feature in found)


def test_half_a_character_stops_no_claim() -> None:
    text = "百度赚了5亿元，\ud800亏了3亿元。"
    made = claims_of(text, split_sentences(text), named(text, ("百度", "company")), parse(text))
    assert [claim.entity_id for claim in made] == ["百度", "百度"]


@pytest.mark.parametrize(
    ("said", "surfaces"),
    [
        ('"We added 30% in sales," said the chief executive of Ostrava.', ["30%"]),
        ('"Our margin was 30%," said the chief executive of Ostrava.', ["30%"]),
        ('"We see 6% growth," said the chief executive of Ostrava.', []),
        ('"In our industry 90% of tests fail," said the chief executive of Ostrava.', []),
        ('"We grew faster than Norrick, by 30%," said the chief executive of Ostrava.', []),
        ('"We added 30% in sales," said the head of research at Ostrava.', []),
        ("Ostrava首席执行官说：“我们的收入增长了30%。”", ["30%"]),
        ("Ostrava首席执行官说：“我们预计需求增长30%。”", []),
        ("Ostrava首席分析师说：“我们的样本增长了30%。”", []),
    ],
)
def test_we_is_the_firm_of_the_speaker_only_for_its_own_figures(
    said: str, surfaces: list[str]
) -> None:
    mentions = named(said, ("Ostrava", "company"), ("Norrick", "company"))
    figures = parse(said)
    found = quoted(said, split_sentences(said), mentions, figures)
    assert [f.surface for f in figures if found.get(f.start) == "ostrava"] == surfaces
