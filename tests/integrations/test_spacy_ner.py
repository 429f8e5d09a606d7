"""A user's own spaCy pipeline as a further source of names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline
from pipeline.cli import app
from pipeline.errors import UsageError
from pipeline.extract.document import extract_document
from pipeline.extract.further import FurtherName, further_mentions
from pipeline.extract.names import find_mentions
from pipeline.integrations import spacy_ner
from pipeline.integrations.spacy_ner import _pieces, ner_settings, recogniser
from pipeline.integrations.spacy_package import spacy

# What `mine` does not take for names by itself; the pipeline below learns them.
SENTENCES = [
    ("长颈鹿的订单不多。", [("长颈鹿", "ORG")]),
    ("昨天长颈鹿又发货了。", [("长颈鹿", "ORG")]),
    ("大家都说长颈鹿好。", [("长颈鹿", "ORG")]),
    ("我们去过长颈鹿那边。", [("长颈鹿", "ORG")]),
    ("天气很好，没有事。", []),
    ("订单不多，大家都说好。", []),
]


def learned(folder: Path, label: str = "ORG") -> Path:
    """A tiny pipeline that learned one name from sentences of our own."""
    from spacy.training import Example
    from spacy.util import fix_random_seed

    fix_random_seed(1)
    nlp = spacy.blank("zh")
    nlp.add_pipe(
        "ner",
        config={
            "model": {
                "@architectures": "spacy.TransitionBasedParser.v2",
                "state_type": "ner",
                "extra_state_tokens": False,
                "hidden_width": 16,
                "maxout_pieces": 2,
                "use_upper": False,
                "tok2vec": {
                    "@architectures": "spacy.HashEmbedCNN.v2",
                    **{"pretrained_vectors": None, "width": 32, "depth": 2, "embed_size": 500},
                    **{"window_size": 1, "maxout_pieces": 2, "subword_features": False},
                },
            }
        },
    )
    examples = []
    for text, names in SENTENCES:
        places = [(text.index(n), text.index(n) + len(n), label) for n, _ in names]
        examples.append(Example.from_dict(nlp.make_doc(text), {"entities": places}))
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(40):
        nlp.update(examples, sgd=optimizer)
    nlp.meta["name"] = "deer"
    nlp.meta["version"] = "1.2.3"
    nlp.to_disk(folder)
    return folder


@pytest.fixture(scope="module")
def deer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return learned(tmp_path_factory.mktemp("ner") / "deer")


def ruled(folder: Path, patterns: list[dict[str, Any]], lang: str = "zh") -> Path:
    nlp = spacy.blank(lang)
    nlp.add_pipe("entity_ruler").add_patterns(patterns)
    nlp.to_disk(folder)
    return folder


PAGES = {
    "hans.txt": "行业观察。\n\n大家都说长颈鹿好，OpenAI 也在看。\n长颈鹿的订单不多。",
    "hant.txt": "行業觀察。\n\n大家都說長頸鹿好，輝達也在看。\n長頸鹿的訂單不多，市值1.4兆美元。",
    "en.txt": "OpenAI raised $40bn from investors on Monday.",
}


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, text in PAGES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_its_entities_become_mentions_where_there_are_none(
    deer: Path, pages: Path, tmp_path: Path
) -> None:
    alone, both = tmp_path / "alone", tmp_path / "both"
    pipeline.run([pages], out=alone, workers=1)
    pipeline.run([pages], out=both, workers=1, ner=deer)
    before, tables = pipeline.load(alone), pipeline.load(both)
    added = tables.mentions[tables.mentions.method == "spacy:zh_deer"]
    assert added.surface.tolist() == ["长颈鹿"] * 4
    assert set(added.type) == {"company"}
    assert added.entity_id.nunique() == 1
    # The rest is as it was, and every place leads back to the traditional page.
    rest = tables.mentions[tables.mentions.method != "spacy:zh_deer"].reset_index(drop=True)
    assert rest.equals(before.mentions)
    columns = ["start", "end", "value", "unit"]
    assert tables.figures[columns].equals(before.figures[columns])
    sources = tables.sources.set_index("doc_id").text
    places = added[["doc_id", "source_start", "source_end"]].itertuples(index=False)
    cut = [str(sources[doc_id])[start:end] for doc_id, start, end in places]
    assert sorted(cut) == sorted(["长颈鹿"] * 2 + ["長頸鹿"] * 2)
    said = tables.manifest["stages"]["extract"]["settings"]["ner"]
    assert (said["name"], said["version"]) == ("zh_deer", "1.2.3")
    assert said["labels"]["ORG"] == "company"
    assert len(said["digest"]) == 16
    assert before.manifest["stages"]["extract"]["settings"]["ner"] is None


def test_any_number_of_workers_gives_the_same_bytes(deer: Path, tmp_path: Path) -> None:
    records = [{"id": n, "text": f"大家都说长颈鹿好。第{n}天。"} for n in range(300)]
    file = tmp_path / "many.jsonl"
    file.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in records), "utf-8")
    for workers in (1, 2):
        out = tmp_path / str(workers)
        stages = ("ingest", "extract")
        pipeline.run([file], out=out, workers=workers, ner=deer, stages=stages)
    parts = sorted((tmp_path / "1" / "mentions").glob("*.parquet"))
    assert len(parts) > 1
    for part in parts:
        assert part.read_bytes() == (tmp_path / "2" / "mentions" / part.name).read_bytes()


def test_it_is_loaded_once_a_process(deer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loads: list[object] = []
    load = spacy.load

    def counted(source: object) -> object:
        loads.append(source)
        return load(source)

    monkeypatch.setattr(spacy, "load", counted)
    recogniser.cache_clear()
    assert recogniser(ner_settings(deer)) is recogniser(ner_settings(deer))
    assert len(loads) == 1


def test_labels_are_mapped_as_told(tmp_path: Path) -> None:
    patterns = [{"label": "FIRM", "pattern": "长颈鹿"}, {"label": "ORG", "pattern": "订单"}]
    folder = ruled(tmp_path / "rules", patterns)
    text = "长颈鹿的订单不多。"

    def found(labels: dict[str, str]) -> list[tuple[str, str]]:
        source = recogniser(ner_settings(folder, labels))
        extraction = extract_document(text, "cn", recogniser=source)
        return [(m.surface, m.type) for _, m in extraction.mentions]

    assert found({}) == [("订单", "company")]
    assert found({"firm": "company", "ORG": ""}) == [("长颈鹿", "company")]
    assert found({"FIRM": "person"}) == [("长颈鹿", "person"), ("订单", "company")]
    with pytest.raises(UsageError, match="there are company, model"):
        ner_settings(folder, {"FIRM": "firm"})
    with pytest.raises(UsageError, match=r"it finds FIRM, ORG.*--ner-label FIRM=company"):
        ner_settings(folder, {"ORG": ""})


def test_a_university_of_the_one_label_for_all_is_no_company(tmp_path: Path) -> None:
    words = ["River Valley University", "Bluedeer Robotics"]
    folder = ruled(tmp_path / "r", [{"label": "ORG", "pattern": w} for w in words], lang="en")
    text = "a talk at River Valley University and a visit to Bluedeer Robotics"
    found = recogniser(ner_settings(folder)).find(text)
    assert [n.type for n in found] == ["organization", "company"]


@pytest.mark.parametrize("entry", spacy_ner._listed()["organization"])
def test_each_pattern_of_institutions_has_its_example(entry: dict[str, str]) -> None:
    import re

    pattern = re.compile(entry["pattern"])
    assert pattern.search(entry["example"])
    assert not pattern.search(entry["counter"])


def test_what_is_no_such_pipeline_is_told_in_one_line(deer: Path, tmp_path: Path) -> None:
    for source, reason in (
        ("no-such-package", "neither an installed package nor a folder"),
        (str(tmp_path), "no config.cfg"),
        ("typer", "cannot load it"),
    ):
        with pytest.raises(UsageError, match=reason) as caught:
            ner_settings(source)
        assert "\n" not in str(caught.value)
        assert source in str(caught.value)
    spacy.blank("zh").to_disk(tmp_path / "blank")
    with pytest.raises(UsageError, match="no component of it finds entities"):
        ner_settings(tmp_path / "blank")
    (tmp_path / "blank" / "config.cfg").write_text("[nlp]\nlang = 3\n", "utf-8")
    with pytest.raises(UsageError, match="cannot load it") as caught:
        ner_settings(tmp_path / "blank", {"X": "model"})
    assert "\n" not in str(caught.value)


def test_a_fault_in_the_call_leaves_the_output_as_it_was(pages: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(UsageError):
        pipeline.run([pages], out=out, ner="no-such-package")
    assert not out.exists()
    with pytest.raises(UsageError, match="stage extract"):
        pipeline.run([pages], out=out, ner="x", stages=("ingest",))
    with pytest.raises(UsageError, match="name one with --ner"):
        pipeline.run([pages], out=out, ner_labels={"ORG": "company"})


def test_the_command_takes_it(deer: Path, pages: Path, tmp_path: Path) -> None:
    from typer.testing import CliRunner

    out = tmp_path / "out"
    call = ["run", str(pages), "--out", str(out), "--workers", "1", "--ner", str(deer)]
    done = CliRunner().invoke(app, [*call, "--ner-label", "ORG=organization"])
    assert done.exit_code == 0, done.output
    mentions = pipeline.load(out).mentions
    assert set(mentions[mentions.method == "spacy:zh_deer"].type) == {"organization"}
    assert CliRunner().invoke(app, [*call, "--ner-label", "ORG"]).exit_code == 2
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert manifest["stages"]["extract"]["settings"]["ner"]["name"] == "zh_deer"


def test_a_name_of_the_document_or_of_the_lists_keeps_its_entity() -> None:
    text = "苹果发布新机。某公司名叫苹果。"
    mentions = find_mentions(text)
    free = [
        FurtherName(m, m + 2, "company")
        for m in (0, text.rindex("苹果"))
        if not any(k.start == m for k in mentions)
    ]
    found = further_mentions(text, free, mentions, [], "spacy:x")
    assert {m.entity_id for m in found if m.surface == "苹果"} <= {"apple"}
    (unknown,) = further_mentions("说到长颈鹿。", [FurtherName(2, 5, "person")], [], [], "spacy:x")
    assert (unknown.entity_id, unknown.name, unknown.method) == ("长颈鹿", "长颈鹿", "spacy:x")


def test_parts_of_words_single_characters_and_white_space_are_no_names() -> None:
    text = "the openness of it\n米 3%"
    spans = [(4, 8), (19, 20), (16, 20), (3, 4), (21, 23), (-5, 0), (0, 99)]
    found = [FurtherName(a, b, "company") for a, b in spans]
    assert further_mentions(text, found, [], [(21, 23)], "m") == []


@given(
    text=st.text(alphabet="ab长颈鹿。 \n-1", max_size=40),
    spans=st.lists(st.tuples(st.integers(-2, 45), st.integers(-2, 45)), max_size=8),
)
def test_mentions_stay_in_order_and_apart(text: str, spans: list[tuple[int, int]]) -> None:
    taken = [(2, 4)] if len(text) > 4 else []
    found = further_mentions(text, [FurtherName(a, b, "model") for a, b in spans], [], taken, "m")
    bounds = [p for m in found for p in (m.start, m.end)]
    assert bounds == sorted(bounds)
    assert all(m.surface == text[m.start : m.end] and m.surface.strip() for m in found)
    assert all(m.end <= 2 or m.start >= 4 for m in found) or not taken


@given(st.text(alphabet="ab。，\n ", max_size=50), st.integers(0, 400))
def test_long_texts_are_read_in_pieces_that_are_the_text(unit: str, times: int) -> None:
    text = unit * times
    pieces = list(_pieces(text))
    assert "".join(text[a:b] for a, b in pieces) == text
    assert all(0 < b - a <= 4000 for a, b in pieces)


def test_a_long_line_is_no_obstacle(deer: Path) -> None:
    text = "大家都说长颈鹿好，" * 3000
    found = recogniser(ner_settings(deer)).find(text)
    assert len(found) > 2900
