"""Marked text: what a person writes is read as meant, or refused with the line that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.evaluate.marked import (
    MarkedDocument,
    Span,
    format_marked,
    parse_marked,
    read_marked,
)

HEAD = "id: x\nlang: zh\n\n"


def body(text: str) -> MarkedDocument:
    return parse_marked(HEAD + text, "x")


def test_spans_are_offsets_of_the_text_without_tags(small: MarkedDocument) -> None:
    for span in small.spans:
        assert small.text[span.start : span.end] == span.text
    assert "<" not in small.text
    assert small.targets == {"nvidia": "+", "ai-industry": "-"}


def test_characters_of_markup_in_the_text() -> None:
    document = body('若 a &lt; b &amp;&amp; c -> d,<c k="att">AT&T</c> &copy; R&amp;D')
    assert document.text == "若 a < b && c -> d,AT&T &copy; R&D"
    assert document.spans[0].text == "AT&T"


def test_a_literal_escape_survives() -> None:
    document = MarkedDocument("x", {"id": "x"}, "写作 &lt; 的 <b>\r\n", [], {})
    assert parse_marked(format_marked(document), "x") == document


@pytest.mark.parametrize(
    ("marked", "line", "complaint"),
    [
        ("好\n<c>輝達</c>", 5, 'needs k="…"'),
        ("好\n\n<b>輝達</b>", 6, "unknown tag <b>"),
        ("<s v=+>好</s>", 4, "is no tag"),
        ("一\n二\n3 < 4", 6, "written &lt;"),
        ('<s v="+">好\n', 4, "is not closed"),
        ("好</s>", 4, "closes nothing"),
        ('<d k="ad"><c k="x">某</c></d>', 4, "<c> inside <d>"),
        ('<d k="advert">某</d>', 4, "none of"),
        ('<s v="1">好</s>', 4, "none of"),
        ('<f k="money" v="1.4兆" u="USD">1.4兆美元</f>', 4, "not a number"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(marked: str, line: int, complaint: str) -> None:
    with pytest.raises(InputError) as caught:
        body(marked)
    assert str(caught.value).startswith(f"x:{line}: ")
    assert complaint in str(caught.value)


@pytest.mark.parametrize(
    "header",
    ["stance: bullish", "date: 3 March 2025", "targets: nvidia", "targets: :+", "no colon"],
)
def test_a_wrong_header_line_is_named(header: str) -> None:
    with pytest.raises(InputError, match=r"^x:2: "):
        parse_marked(f"id: x\n{header}\n\n好", "x")


def test_files_as_editors_leave_them(tmp_path: Path) -> None:
    text = 'id: x\r\n\r\n<s v="+">好。</s>\r\n'
    (tmp_path / "x.xml.txt").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert next(read_marked(tmp_path)).text == "好。\n"
    (tmp_path / "x.xml.txt").write_bytes(text.encode("gbk"))
    with pytest.raises(InputError, match="not UTF-8"):
        next(read_marked(tmp_path))


texts = st.text(alphabet="輝達好。 \n\r<>&\"';ltgamp#13", max_size=12)


@st.composite
def documents(draw: st.DrawFn) -> MarkedDocument:
    """Sentences, boilerplate and bare text one after another, with names inside sentences."""
    text = ""
    spans: list[Span] = []
    for _ in range(draw(st.integers(0, 5))):
        tag = draw(st.sampled_from(["s", "d", "t", ""]))
        start = len(text)
        inner: list[Span] = []
        for _ in range(draw(st.integers(0, 2))):
            text += draw(texts)
            name = draw(texts.filter(bool))
            if tag != "d":
                key = {"k": draw(texts.filter(bool))}
                inner.append(Span("c", len(text), len(text) + len(name), name, key))
            text += name
        text += draw(texts)
        attributes = {"s": {"v": "-"}, "d": {"k": "ad"}}.get(tag, {})
        if tag and len(text) > start:
            spans.append(Span(tag, start, len(text), text[start:], attributes))
        spans += inner
    return MarkedDocument("x", {"id": "x", "title": "輝達 & <好>"}, text, spans, {})


@given(documents())
def test_marked_text_reads_back_as_it_was(document: MarkedDocument) -> None:
    assert parse_marked(format_marked(document), "x") == document


def test_the_project_gold_reads_back_as_it_was(project_gold: list[MarkedDocument]) -> None:
    for document in project_gold:
        assert parse_marked(format_marked(document), document.id) == document


def test_a_record_is_what_a_marked_file_holds(small: MarkedDocument) -> None:
    record = small.record()
    assert record["id"] == "small"
    assert record["targets"] == {"nvidia": "+", "ai-industry": "-"}
    assert "source_name" not in record
