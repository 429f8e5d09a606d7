"""Every row of the data under models/figures holds for its example and not for its counter."""

from __future__ import annotations

import tomllib

import pytest

from pipeline.figures import local_region, parse
from pipeline.figures.changes import ChangeRow, load_changes
from pipeline.figures.durations import DurationRow, load_durations
from pipeline.figures.english_money import Place, load_places
from pipeline.figures.qualifiers import (
    GuardRow,
    WordRow,
    load_guards,
    load_qualifiers,
)
from pipeline.figures.rate_lists import ListRow, load_lists
from pipeline.figures.rates import PaidRow, load_paid, load_rates, load_spending
from pipeline.figures.region import RegionRow, load_regions
from pipeline.figures.reject import Rejection, load_rejections
from pipeline.figures.units import LOCAL_CURRENCY, REGION_CURRENCY, UnitRow, load_units
from pipeline.resources import models_path


@pytest.mark.parametrize("row", load_units()[1], ids=lambda row: f"{row.canonical} {row.example}")
def test_unit(row: UnitRow) -> None:
    unit = REGION_CURRENCY["cn"] if row.canonical == LOCAL_CURRENCY else row.canonical
    assert unit in [figure.unit for figure in parse(row.example)]
    assert unit not in [figure.unit for figure in parse(row.counter)]


@pytest.mark.parametrize("row", load_qualifiers(), ids=lambda row: row.example)
def test_qualifier(row: WordRow) -> None:
    assert row.identifier in [figure.qualifier for figure in parse(row.example)]
    assert row.identifier not in [figure.qualifier for figure in parse(row.counter)]


@pytest.mark.parametrize("row", [row for row, _ in load_rates()], ids=lambda row: row.example)
def test_rate(row: WordRow) -> None:
    assert row.identifier in [figure.per for figure in parse(row.example)]
    assert row.identifier not in [figure.per for figure in parse(row.counter)]


@pytest.mark.parametrize("row", load_paid(), ids=lambda row: row.example)
def test_paid_by_the_period(row: PaidRow) -> None:
    assert row.per in [figure.per for figure in parse(row.example)]
    assert row.per not in [figure.per for figure in parse(row.counter)]


def test_spent_over_a_period() -> None:
    row = load_spending()
    assert [figure.per for figure in parse(row.example)] == ["month"]
    assert [figure.per for figure in parse(row.counter)] == [None]


@pytest.mark.parametrize("row", load_durations(), ids=lambda row: row.identifier)
def test_duration(row: DurationRow) -> None:
    assert row.units & {figure.unit for figure in parse(row.example)}
    assert not row.units & {figure.unit for figure in parse(row.counter)}


@pytest.mark.parametrize("row", load_lists(), ids=lambda row: row.identifier)
def test_a_list_of_prices_shares_its_rate(row: ListRow) -> None:
    pers = {figure.per for figure in parse(row.example)}
    assert len(pers) == 1
    assert None not in pers
    assert None in [figure.per for figure in parse(row.counter)]


@pytest.mark.parametrize("row", load_rejections(), ids=lambda row: row.identifier)
def test_rejection(row: Rejection) -> None:
    kept, dropped = row.counter, row.example
    if row.how == "claim":  # the one table whose words turn a number into a figure
        kept, dropped = dropped, kept
    assert parse(dropped) == []
    assert parse(kept) != []


@pytest.mark.parametrize("row", load_guards(), ids=lambda row: row.example)
def test_guard(row: GuardRow) -> None:
    assert any(word in row.example and word in row.counter for word in row.words)
    assert row.qualifier in [figure.qualifier for figure in parse(row.example)]
    assert row.qualifier not in [figure.qualifier for figure in parse(row.counter)]


@pytest.mark.parametrize("row", load_regions(), ids=lambda row: row.name)
def test_region(row: RegionRow) -> None:
    assert local_region(row.example, "none") == row.regions[0]
    assert local_region(row.counter, "none") != row.regions[0]


@pytest.mark.parametrize("place", load_places(), ids=lambda place: place.currency)
def test_a_bare_dollar_is_of_the_place_whose_press_writes(place: Place) -> None:
    assert place.currency in [figure.unit for figure in parse(place.example)]
    assert [figure.unit for figure in parse(place.counter)] == ["USD"]


@pytest.mark.parametrize("row", load_changes(), ids=lambda row: row.example)
def test_change(row: ChangeRow) -> None:
    assert row.direction in [figure.change for figure in parse(row.example)]
    assert row.direction not in [figure.change for figure in parse(row.counter)]


def test_words_that_make_up_and_down_part_of_a_verb() -> None:
    data = tomllib.loads(models_path("figures/changes.toml").read_text(encoding="utf-8"))
    row = data["phrasal"]
    assert [figure.change for figure in parse(row["example"])] == [None]
    assert [figure.change for figure in parse(row["counter"])] == ["up"]


def test_what_may_stand_between_a_word_of_change_and_its_number() -> None:
    data = tomllib.loads(models_path("figures/changes.toml").read_text(encoding="utf-8"))
    for table in ("moved", "between"):
        row = data[table]
        assert None not in [figure.change for figure in parse(row["example"])]
        assert [figure.change for figure in parse(row["counter"])] == [None]


def test_rows_that_a_table_s_unit_holds_for() -> None:
    data = tomllib.loads(models_path("figures/tables.toml").read_text(encoding="utf-8"))
    row = data["money"]
    assert [figure.kind for figure in parse(row["example"])] == ["money"]
    assert "money" not in [figure.kind for figure in parse(row["counter"])]


def test_rows_that_a_table_s_unit_does_not_hold_for() -> None:
    data = tomllib.loads(models_path("figures/tables.toml").read_text(encoding="utf-8"))
    row = data["other"]
    assert [figure.kind for figure in parse(row["example"])] == ["money", "money"]
    assert "money" not in [figure.kind for figure in parse(row["counter"])]
