"""Names that readers listed find their places in the labelled texts."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import InputError
from pipeline.extract.read_names import read_examples


def named(labels: Path, folder: str, record: dict[str, Any], listed: dict[str, Any]) -> list[str]:
    for place, row in ((labels / folder, record), (labels / "names" / folder, listed)):
        place.mkdir(parents=True, exist_ok=True)
        (place / "part-1.jsonl").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    (example,) = read_examples(labels)
    return [f"{n.tag}:{example.text[n.start : n.end]}@{n.start}" for n in example.names]


def test_a_text_without_labelled_sentences_has_names_by_line(tmp_path: Path) -> None:
    record = {
        "script": "none",
        "title": "Clover grows",
        "text": "Clover sells maps.\nA clover. Clover",
    }
    listed = {"id": "1", "c": {"Clover": "clover"}, "only": {"c:Clover": [-1, 0]}}
    assert named(tmp_path, "whole", record, listed) == ["c:Clover@0", "c:Clover@13"]


def test_names_of_traditional_text_stand_in_its_simplified_form(tmp_path: Path) -> None:
    record = {"script": "hant", "text": "臺積電漲了3%。\n魏哲家說，魏的話。", "claims": []}
    listed = {"id": "1", "c": {"臺積電": "tsmc"}, "p": {"魏哲家": "wei", "魏": "wei"}}
    found = named(tmp_path, "claims", record, listed)
    assert found == ["c:台积电@1", "p:魏哲家@10", "p:魏@15"]


def test_a_name_is_no_part_of_a_latin_word(tmp_path: Path) -> None:
    record = {"script": "none", "text": "Metadata of Meta."}
    assert named(tmp_path, "claims", record, {"id": "1", "c": {"Meta": "m"}}) == ["c:Meta@13"]


def test_a_name_that_the_text_lacks_is_an_error(tmp_path: Path) -> None:
    record = {"script": "none", "text": "Nobody."}
    with pytest.raises(InputError, match=r"part-1.jsonl: 1: 'Meta' does not stand in it"):
        named(tmp_path, "claims", record, {"id": "1", "c": {"Meta": "m"}})


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        (
            {"id": "1", "c": {"Meta": "m"}, "only": {"c:Meta": [3]}},
            "'Meta' stands in no sentence 3",
        ),
        ({"id": "1", "c": {"Meta": "m"}, "only": {"c:Mta": [0]}}, "'c:Mta' is not listed"),
        ({"id": "2", "c": {"Meta": "m"}}, "no text has the id '2'"),
    ],
)
def test_a_list_that_does_not_fit_its_text_is_an_error(
    tmp_path: Path, listed: dict[str, Any], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        named(tmp_path, "claims", {"script": "none", "text": "Of Meta."}, listed)


def test_ids_may_be_numbers_and_lines_may_be_empty(tmp_path: Path) -> None:
    record = {"script": "none", "text": "One.\u2028Meta.\n\nMeta and Meta."}
    listed = {"id": 1, "c": {"Meta": "m"}, "only": {"c:Meta": [2]}}
    assert named(tmp_path, "claims", record, listed) == ["c:Meta@13", "c:Meta@22"]
