"""Fields of a byline that touch are read apart."""

from __future__ import annotations

import time

import pytest

from pipeline.ingest.touching_fields import TouchingField, parted, touching_fields


@pytest.mark.parametrize("field", touching_fields(), ids=lambda f: f.name)
def test_each_pair_of_fields_is_parted_in_its_example_and_not_in_its_counter(
    field: TouchingField,
) -> None:
    assert parted(field.example) == field.parted
    assert parted(field.counter) == field.counter


@pytest.mark.parametrize(
    "text",
    ["OpenAI and DeepMind on Friday", "iPhone 17", "Q3 results at LinkedIn", "Nora McDonald"],
)
def test_names_with_capitals_inside_stay(text: str) -> None:
    assert parted(text) == text


def test_a_long_line_takes_no_time() -> None:
    began = time.perf_counter()
    assert parted("aB" * 80) == "aB" * 80
    assert parted("aB" * 100_000) == "aB" * 100_000
    assert time.perf_counter() - began < 0.1
