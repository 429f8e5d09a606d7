"""What counts as right: cases a reader can check by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from pipeline.contract import SCHEMAS
from pipeline.evaluate.bootstrap import figures_once
from pipeline.evaluate.fold import fold
from pipeline.evaluate.gold import genre_of
from pipeline.evaluate.marked import MarkedDocument, parse_marked
from pipeline.evaluate.measure import measure
from pipeline.evaluate.output import (
    OutputDocument,
    OutputFigure,
    OutputMention,
    output_documents,
    pair,
)
from pipeline.evaluate.to_tables import to_tables


def perfect(document: MarkedDocument) -> OutputDocument:
    rows = to_tables(document)
    tables = {
        name: [dict(zip(SCHEMAS[name].names, row, strict=True)) for row in own]
        for name, own in rows.items()
    }
    return output_documents(tables)[0]


def scored(gold: MarkedDocument, output: OutputDocument | None) -> dict[str, float]:
    return figures_once(measure([gold], [output]).documents)


def marked(body: str) -> MarkedDocument:
    return parse_marked(f"id: x\nstance: optimistic\n\n{body}", "x")


def output(text: str = "") -> OutputDocument:
    return OutputDocument("d", "x.txt", text)


CLAIMS = [f"claims.{what}.{of}" for what in ("subject", "metric") for of in ("p", "r", "f1")]


def test_a_perfect_output_scores_one_everywhere(project_gold: list[MarkedDocument]) -> None:
    measurement = measure(project_gold, [perfect(d) for d in project_gold])
    figures = figures_once(measurement.documents)
    assert figures.pop("stance.sentence.reversed") == 0
    assert math.isnan(figures.pop("text.removed.duplicate"))  # gold marks no such kind
    for name in CLAIMS:
        assert math.isnan(figures.pop(name))  # nothing is asked
    assert figures == dict.fromkeys(figures, 1.0)
    assert not measurement.misses
    assert not measurement.absent


def test_an_empty_output_scores_nothing(project_gold: list[MarkedDocument]) -> None:
    for empty in (None, output()):
        figures = figures_once(measure(project_gold, [empty for _ in project_gold]).documents)
        # Of the kinds the gold marks and the figures with a denominator, every one is nothing.
        asked = {name: value for name, value in figures.items() if not math.isnan(value)}
        assert asked == dict.fromkeys(asked, 0)
        unasked = {name for name in figures if name not in asked}
        assert unasked <= {
            "text.kept.p",
            "text.removed.duplicate",
            "figures.span.p",
            "figures.value.p",
            "text.metadata.title",  # of a document that is not there
            "text.metadata.author",
            "text.metadata.published",
            *CLAIMS,
            *(f"names.{t}.p" for t in ("company", "model", "person", "any_type", "listed")),
            "names.unlisted.p",
        }


def test_no_gold_at_all_is_no_crash() -> None:
    assert all(math.isnan(v) for v in figures_once([]).values())


def test_script_width_spaces_and_glosses_are_not_measured() -> None:
    assert fold("輝達(dá) 漲了 ３０％。") == fold("辉达涨了30%") == "辉达涨了30%"


def test_a_mention_is_right_as_often_as_it_is_there() -> None:
    gold = marked('<c k="a">智谱</c>和<c k="a">智譜</c>,<m k="b">豆包</m>')
    found = output("智谱和智谱,豆包")
    found.mentions = [
        OutputMention(0, 2, "智谱", "company", "zhipu"),
        OutputMention(6, 8, "豆包", "company", "doubao"),
        OutputMention(0, 1, "清华", "organization", "tsinghua"),
    ]
    figures = scored(gold, found)
    assert figures["names.company.p"] == figures["names.company.r"] == 0.5
    assert figures["names.model.r"] == 0
    # The span of 豆包 is right, its type is not.
    assert figures["names.any_type.p"] == 1
    assert figures["names.any_type.r"] == pytest.approx(2 / 3)


def test_names_that_the_knowledge_base_lacks_are_counted_apart() -> None:
    gold = marked('<c k="zhipu">智谱</c>和<c k="x">寰榫算力</c>、<m k="y">泊楸-V2</m>')
    found = output("智谱和寰榫算力、泊楸-V2")
    found.mentions = [
        OutputMention(0, 2, "智谱", "company", "zhipu"),
        OutputMention(8, 13, "泊楸-V2", "model", "泊楸-v2"),
        OutputMention(3, 5, "寰榫", "company", "寰榫"),
    ]
    figures = scored(gold, found)
    assert figures["names.listed.p"] == figures["names.listed.r"] == 1
    assert figures["names.unlisted.p"] == figures["names.unlisted.r"] == 0.5


def test_what_is_marked_as_ignored_is_not_punished() -> None:
    gold = marked('他说<i>苹果</i>涨价,<i>几十家</i>,<c k="h">华为</c>')
    found = output("他说苹果涨价,几十家,华为")
    found.mentions = [OutputMention(2, 4, "苹果", "company", "apple")]
    found.figures = [
        OutputFigure(7, 10, "几十家", "quantity", 10.0, None, "家", "exact"),
        OutputFigure(11, 13, "华为", "quantity", 1.0, None, "", "exact"),
    ]
    figures = scored(gold, found)
    assert math.isnan(figures["names.company.p"])
    assert math.isnan(figures["figures.value.f1"])


def test_linking_is_b_cubed() -> None:
    gold = marked(
        '<c k="a">智谱</c><c k="a">智谱华章</c><c k="b">月之暗面</c><c k="b">月之暗面</c>'
    )
    found = output("x")
    found.mentions = [
        OutputMention(0, 0, "智谱", "company", "one"),
        OutputMention(0, 0, "智谱华章", "company", "two"),
        OutputMention(0, 0, "月之暗面", "company", "two"),
        OutputMention(0, 0, "月之暗面", "company", "two"),
    ]
    figures = scored(gold, found)
    # Precision: 1, 1/3, 2/3, 2/3 over the four mentions; recall: 1/2, 1/2, 1, 1.
    assert figures["names.linking.p"] == pytest.approx((1 + 1 / 3 + 2 / 3 + 2 / 3) / 4)
    assert figures["names.linking.r"] == pytest.approx(3 / 4)


FIGURE = OutputFigure(0, 0, "20-100美元", "money", 20.0, 100.0, "USD", "exact")


@pytest.mark.parametrize(
    ("figure", "span", "value", "qualifier"),
    [
        (FIGURE, 1, 1, 0),
        (FIGURE._replace(qualifier="approx"), 1, 1, 1),
        (FIGURE._replace(unit="CNY"), 1, 0, math.nan),
        (FIGURE._replace(kind="quantity"), 1, 0, math.nan),
        (FIGURE._replace(value_max=None), 1, 0, math.nan),
        (FIGURE._replace(value=20.001), 1, 1, 0),
        (FIGURE._replace(surface="约20-100美元"), 0, 1, 0),
        (FIGURE._replace(surface="100美元", value=100.0, value_max=None), 0, 0, math.nan),
    ],
)
def test_figures(figure: OutputFigure, span: int, value: int, qualifier: float) -> None:
    gold = marked('约<f k="money" v="20" w="100" u="USD" q="approx">20-100美元</f>')
    found = output("约20-100美元")
    found.figures = [figure]
    figures = scored(gold, found)
    assert figures["figures.span.f1"] == span
    assert figures["figures.value.f1"] == value
    assert figures["figures.qualifier"] == pytest.approx(qualifier, nan_ok=True)


def test_percent_and_percentage_points_differ() -> None:
    gold = marked('<f k="percent" v="3" u="pp">3个百分点</f>')
    found = output()
    found.figures = [OutputFigure(0, 5, "3个百分点", "percent", 3.0, None, "%", "exact")]
    assert scored(gold, found)["figures.value.f1"] == 0


def test_the_unit_of_a_quantity_is_not_asked() -> None:
    gold = marked('<f k="quantity" v="3" u="颗">3颗</f>')
    found = output()
    found.figures = [OutputFigure(0, 2, "3颗", "quantity", 3.0, None, "个", "exact")]
    assert scored(gold, found)["figures.value.f1"] == 1


def test_sentences_are_matched_by_what_they_share() -> None:
    gold = marked(
        '<s v="+">第一句话说得非常乐观。</s><s v="-">第二句话让人非常担心。</s>'
        '<s v="0">第三句没有人判断过。</s><s v="+">好。</s>'
    )
    found = output()
    found.sentences = [("第一句话说得非常乐观。第二句", "+"), ("句话让人非常担心。", "+")]
    figures = scored(gold, found)
    assert figures["stance.sentence.accuracy"] == pytest.approx(1 / 3)
    assert figures["stance.sentence.reversed"] == pytest.approx(1 / 2)


def test_targets_are_found_through_the_entity_they_were_linked_to(small: MarkedDocument) -> None:
    found = perfect(small)
    found.mentions = [m._replace(entity_id="E" + m.entity_id) for m in found.mentions]
    assert scored(small, found)["stance.target"] == 0.5
    found.targets = [("Ecompany:nvidia", "+"), ("topic:ai-industry", "-")]
    assert scored(small, found)["stance.target"] == 1


def test_boilerplate_left_in_the_text_is_seen(small: MarkedDocument) -> None:
    found = replace(perfect(small), text=small.text)
    measurement = measure([small], [found])
    figures = figures_once(measurement.documents)
    assert figures["text.removed.all"] == figures["text.removed.ad"] == 0
    assert figures["text.kept.r"] == 1 > figures["text.kept.p"]
    kept = [m for m in measurement.misses if m.category == "boilerplate kept"]
    assert len(kept) == 2
    assert any("優惠券" in m.what for m in kept)


def test_a_body_lost_is_seen(small: MarkedDocument) -> None:
    whole = perfect(small)
    found = replace(whole, text=whole.text[: len(whole.text) // 2])
    figures = scored(small, found)
    assert figures["text.kept.p"] == 1 > figures["text.kept.r"]


def test_metadata(small: MarkedDocument) -> None:
    found = replace(perfect(small), title="辉达的一年", author="", published="2025-03-05")
    figures = scored(small, found)
    assert figures["text.metadata.title"] == 1
    assert figures["text.metadata.author"] == figures["text.metadata.published"] == 0


def test_gold_and_output_belong_together_by_file_name(small: MarkedDocument) -> None:
    other = replace(small, header={**small.header, "source_name": "007_ab.html"})
    record = replace(small, header={**small.header, "source": "feed.jsonl#2"})
    outputs = [
        OutputDocument("1", "/somewhere/small.md", ""),
        OutputDocument("2", "pages/007_ab.txt", ""),
        OutputDocument("3", "feed.jsonl#2", ""),
    ]
    found = pair([small, other, record, replace(small, id="else", header={})], outputs)
    assert [f.doc_id if f else None for f in found] == ["1", "2", "3", None]


@pytest.mark.parametrize(
    ("name", "genre"),
    [
        ("startup press release", "press release"),
        ("model release news", "news"),
        ("listed-company earnings", "markets"),
        ("bubble warning column", "opinion"),
        ("daily digest", "digest"),
        ("healthcare AI", "other"),
        ("", "unknown"),
    ],
)
def test_genres_are_few(name: str, genre: str) -> None:
    assert genre_of(name) == genre
