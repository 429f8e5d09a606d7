"""Figures against cases kept as data: in the wild, synthetic, negative, known failures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.figures import Figure, parse
from pipeline.ingest.script import converter

CASES = Path(__file__).parent / "cases"


def load(group: str) -> list[Any]:
    lines = (CASES / f"{group}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def expected(case: dict[str, Any]) -> list[dict[str, Any]]:
    absent = {"value_max": None, "qualifier": "exact", "per": None}
    return [absent | figure for figure in case["figures"]]


def found(case: dict[str, Any]) -> list[dict[str, Any]]:
    return [described(figure) for figure in parse(case["text"], region=case.get("region", "cn"))]


def described(figure: Figure) -> dict[str, Any]:
    return {
        "surface": figure.surface,
        "kind": figure.kind,
        "value": pytest.approx(figure.value, rel=1e-9),
        "value_max": figure.value_max and pytest.approx(figure.value_max, rel=1e-9),
        "unit": figure.unit,
        "qualifier": figure.qualifier,
        "per": figure.per,
    }


@pytest.mark.parametrize("group", ["in_the_wild", "synthetic", "negative"])
def test_cases_hold(group: str) -> None:
    wrong = [case["text"] for case in load(group) if found(case) != expected(case)]
    assert wrong == []


def test_known_failures_still_fail() -> None:
    mended = [case["text"] for case in load("known_failures") if found(case) == expected(case)]
    assert mended == [], "move these to another group"


def test_negative_cases_expect_nothing() -> None:
    assert all(case["figures"] == [] for case in load("negative"))


@pytest.mark.parametrize("group", ["in_the_wild", "synthetic", "negative", "known_failures"])
def test_no_case_is_written_twice(group: str) -> None:
    keys = [(case["text"], case.get("region", "cn")) for case in load(group)]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("group", ["in_the_wild", "synthetic", "negative"])
def test_both_scripts_say_the_same(group: str) -> None:
    traditional = converter("s2t")

    def said(text: str, region: str) -> list[tuple[object, ...]]:
        return [
            (f.kind, f.value, f.value_max, f.qualifier, f.per, f.kind == "money" and f.unit)
            for f in parse(text, region=region)
        ]

    apart = []
    for case in load(group):
        text, region = case["text"], case.get("region", "cn")
        if said(text, region) != said(traditional.convert(text), region):
            apart.append(text)
    assert apart == []
