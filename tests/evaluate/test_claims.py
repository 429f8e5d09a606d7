"""Claims against annotations: alternatives, figures that are not asked, files that are none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.evaluate.marked import MarkedDocument, parse_marked
from pipeline.evaluate.match_claims import GoldClaim, match_claims, read_claims
from pipeline.evaluate.output import OutputDocument, OutputFigure

ENTITIES = {"c:nvidia": "nvidia"}


def gold() -> MarkedDocument:
    body = (
        '<s v="0"><c k="nvidia">英伟达</c>营收<f k="money" v="5e9" u="USD">50亿美元</f>'
        '，<f k="percent" v="30" u="%">30%</f></s>'
    )
    return parse_marked(f"id: x\n\n{body}", "x")


def output(entity: str | None, metric: str | None) -> OutputDocument:
    document = OutputDocument("d", "x.txt", "英伟达营收50亿美元，30%")
    document.figures = [
        OutputFigure(5, 11, "50亿美元", "money", 5e9, None, "USD", "exact", entity, metric)
    ]
    return document


@pytest.mark.parametrize(
    ("entity", "metric", "subject", "said"),
    [
        ("nvidia", "revenue", (1, 0, 0), (1, 0, 0)),
        ("amd", "profit", (0, 1, 1), (0, 1, 0)),  # of the metric nothing need be said
        (None, None, (0, 0, 1), (0, 0, 0)),
    ],
)
def test_right_surplus_and_missed(
    entity: str | None,
    metric: str | None,
    subject: tuple[int, int, int],
    said: tuple[int, int, int],
) -> None:
    claim = GoldClaim("50亿美元", 0, frozenset(["nvidia"]), frozenset(["revenue", None]))
    counts = match_claims(gold(), output(entity, metric), [claim], ENTITIES)
    assert (counts.subject.right, counts.subject.surplus, counts.subject.missed) == subject
    assert (counts.metric.right, counts.metric.surplus, counts.metric.missed) == said


def test_a_figure_that_the_output_lacks_is_missed() -> None:
    claim = GoldClaim("30%", 0, frozenset(["nvidia"]), None)
    for found in (None, output("nvidia", "revenue")):
        counts = match_claims(gold(), found, [claim], ENTITIES)
        assert (counts.subject.missed, counts.metric.missed) == (1, 0)


def test_a_claim_of_no_figure_is_an_error() -> None:
    claim = GoldClaim("50亿美元", 1, frozenset(["nvidia"]), None)
    with pytest.raises(InputError, match="no figure '50亿美元' #1"):
        match_claims(gold(), None, [claim], ENTITIES)


def test_claims_stand_in_the_folder_or_beside_it(tmp_path: Path) -> None:
    (tmp_path / "marked").mkdir()
    assert read_claims(tmp_path / "marked") == {}
    row = {"document": "x", "surface": "30%", "occurrence": 0, "subject": ["a", None]}
    (tmp_path / "claims.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert read_claims(tmp_path / "marked") == {
        "x": [GoldClaim("30%", 0, frozenset(["a", None]), None)]
    }
    (tmp_path / "claims.jsonl").write_text('{"document": "x"}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"claims\.jsonl:1"):
        read_claims(tmp_path / "marked")
