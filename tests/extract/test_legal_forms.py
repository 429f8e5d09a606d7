"""A firm's legal form belongs to its name, and makes no other firm of it."""

from __future__ import annotations

import pytest

from pipeline.extract.names import find_mentions


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("Oracle Corp. agreed to the loan.", ["Oracle Corp."]),
        ("CoreWeave, Inc. and Blackstone Inc. met.", ["CoreWeave, Inc.", "Blackstone Inc."]),
        ("The loan came from JPMorgan Chase & Co. in May.", ["JPMorgan Chase & Co."]),
        ("DNB Bank ASA lent the money.", ["DNB Bank ASA"]),
        ("微软与Nvidia Corporation签约。", ["微软", "Nvidia Corporation"]),
        # no form: another word, or one of another name
        ("Microsoft as a whole grew.", ["Microsoft"]),
        ("Nvidia Limitedly agreed.", ["Nvidia"]),
        ("Meta Limited access to it.", ["Meta"]),
        ("NVIDIA AS IT IS TODAY", ["NVIDIA"]),
        ("Tesla, NV 89501", ["Tesla"]),
        ("微软\n株式会社", ["微软"]),
    ],
)
def test_the_legal_form_is_part_of_the_name(text: str, surfaces: list[str]) -> None:
    assert [m.surface for m in find_mentions(text) if m.type == "company"] == surfaces


@pytest.mark.parametrize("form", ["AS", "Oy", "GmbH", "Inc.", "plc"])
def test_a_firm_is_one_with_and_without_its_form(form: str) -> None:
    text = (
        f"Halden Compute {form}, a Norwegian startup, raised $30 million. "
        "Halden Compute will hire forty engineers, Halden said."
    )
    firms = {m.entity_id for m in find_mentions(text) if m.type == "company"}
    assert firms == {"halden-compute"}
