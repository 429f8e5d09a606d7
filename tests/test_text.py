"""What `pipeline.text` promises: the way from a text back to its source, and forward again."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.text import Edit, OffsetMap, Text

PRIVATE = 0xE000


@st.composite
def edit_lists(draw: st.DrawFn, length: int) -> list[Edit]:
    cuts = sorted(draw(st.lists(st.integers(0, length), max_size=8)))
    edits = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        edits.append(Edit(start, end, draw(st.text("xyz", max_size=3)), "markup", "test"))
    return edits


@st.composite
def edited_texts(draw: st.DrawFn) -> Text:
    """A text of unique characters after up to four rounds of random edits."""
    length = draw(st.integers(0, 30))
    text = Text.of("".join(chr(PRIVATE + i) for i in range(length)))
    for _ in range(draw(st.integers(0, 4))):
        text = text.apply(draw(edit_lists(len(text))))
    return text


@given(edited_texts())
@settings(max_examples=400)
def test_untouched_characters_stand_in_the_source_at_their_mapped_offset(text: Text) -> None:
    for at, character in enumerate(text.string):
        start, end = text.source_span(at, at + 1)
        if ord(character) >= PRIVATE:
            assert character in text.source[start:end]
            position = ord(character) - PRIVATE
            begin, stop = text.text_span(position, position + 1)
            assert character in text.string[begin:stop]


@given(st.integers(1, 30).flatmap(lambda n: st.tuples(st.just(n), edit_lists(n))))
def test_after_one_edit_list_untouched_characters_map_exactly(case: tuple[int, list[Edit]]) -> None:
    length, edits = case
    text = Text.of("".join(chr(PRIVATE + i) for i in range(length))).apply(edits)
    for at, character in enumerate(text.string):
        if ord(character) >= PRIVATE:
            position = ord(character) - PRIVATE
            assert text.source_span(at, at + 1) == (position, position + 1)
            assert text.text_span(position, position + 1) == (at, at + 1)


@given(edited_texts())
def test_spans_are_monotone_both_ways(text: Text) -> None:
    spans = [text.source_span(at, at + 1) for at in range(len(text))]
    assert all(a[0] <= b[0] and a[1] <= b[1] for a, b in itertools.pairwise(spans))
    back = [text.text_span(at, at + 1) for at in range(len(text.source))]
    assert all(a[0] <= b[0] and a[1] <= b[1] for a, b in itertools.pairwise(back))


@given(edited_texts(), st.data())
def test_the_round_trip_of_an_edit_list_is_exact(text: Text, data: st.DataObject) -> None:
    edits = data.draw(edit_lists(len(text)))
    assert text.apply(edits).apply(text.inverse(edits)).string == text.string


@given(edited_texts(), st.data())
def test_two_rounds_of_edits_map_like_their_composition(text: Text, data: st.DataObject) -> None:
    edits = data.draw(edit_lists(len(text)))
    direct = text.apply(edits)
    step = Text.of(text.string).apply(edits)
    for at, character in enumerate(direct.string):
        if ord(character) >= PRIVATE:
            middle = step.source_span(at, at + 1)
            start, end = text.source_span(*middle)
            low, high = direct.source_span(at, at + 1)
            assert low <= start and end <= high


@given(edited_texts(), st.data())
def test_slices_join_to_the_whole(text: Text, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(text)))
    assert Text.join([text[:cut], text[cut:]]) == text
    assert text[:] == text


@given(edited_texts(), st.data())
def test_a_slice_maps_like_the_whole(text: Text, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    part = text[start:end]
    assert part.string == text.string[start:end]
    for at in range(1, len(part) - 1):
        low, high = part.source_span(at, at + 1)
        whole = text.source_span(start + at, start + at + 1)
        assert whole[0] <= low and high <= whole[1]


def test_joining_leaves_gaps_out_and_maps_around_them() -> None:
    text = Text.of("標題\n廣告\n正文")
    joined = Text.join([text[0:2], text[6:8]], "\n")
    assert joined.string == "標題\n正文"
    assert joined.source_span(3, 5) == (6, 8)
    assert joined.text_span(3, 5) == (2, 3)


def test_glosses_leave_the_span_of_a_word_without_them() -> None:
    text = Text.of("中國(guó)將").apply([Edit(2, 7, "", "gloss", "pinyin")])
    assert text.string == "中國將"
    assert text.source_span(0, 2) == (0, 2)
    assert text.source_span(0, 3) == (0, 8)
    assert text.source_span(2, 3) == (7, 8)


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(0, 2), Edit(1, 3)],
        [Edit(2, 3), Edit(0, 1)],
        [Edit(3, 2)],
        [Edit(0, 9)],
        [Edit(-1, 1)],
    ],
)
def test_impossible_edits_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="edit"):
        Text.of("abcd").apply(edits)


def test_stored_breaks_build_the_same_map() -> None:
    text = Text.of("abcdef").apply([Edit(1, 3, "x"), Edit(5, 5, "yy")])
    again = OffsetMap.from_breaks(text.map.text_breaks.tolist(), text.map.source_breaks.tolist())
    assert again == text.map
    with pytest.raises(ValueError, match="fall"):
        OffsetMap.from_breaks([0, 2, 1], [0, 1, 2])
    with pytest.raises(ValueError, match="two or more"):
        OffsetMap.from_breaks([0], [0])


def test_joining_out_of_order_is_refused() -> None:
    text = Text.of("abcdef")
    with pytest.raises(ValueError, match="order"):
        Text.join([text[3:5], text[0:2]])
