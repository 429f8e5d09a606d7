"""Inputs: which files are found, in which order, and what is said of those that are not read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError, UsageError
from pipeline.ingest.inputs import MAX_BYTES, Input, list_inputs, read_page, shards


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in (
        "b.txt",
        "a.txt",
        "with space.txt",
        "中文 名字.txt",
        "sub/deep/c.md",
        "sub/b.html",
        ".hidden.txt",
        ".git/config",
        "sub/.cache/x.txt",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name} 的内容", encoding="utf-8")
    return tmp_path


def names(*inputs: str, root: Path) -> list[str]:
    return [os.path.relpath(i.source, root) for i in list_inputs(list(inputs)).inputs]


def only_reject(name: str) -> InputError:
    listing = list_inputs([name])
    assert listing.inputs == []
    (error,) = listing.rejects
    return error


def test_a_folder_is_searched_to_the_bottom_sorted_and_without_hidden_files(tree: Path) -> None:
    found = names(str(tree), root=tree)
    assert found == sorted(
        ["a.txt", "b.txt", "with space.txt", "中文 名字.txt", "sub/b.html", "sub/deep/c.md"]
    )


def test_the_order_of_the_names_given_does_not_matter(tree: Path) -> None:
    given_names = [str(tree / n) for n in ("b.txt", "a.txt", "sub")]
    assert list_inputs(given_names) == list_inputs(given_names[::-1])


def test_a_file_named_twice_is_read_once(tree: Path) -> None:
    assert (
        names(str(tree / "a.txt"), str(tree / "a.txt"), str(tree / "*.txt"), root=tree).count(
            "a.txt"
        )
        == 1
    )


def test_a_hidden_file_is_read_where_it_is_named(tree: Path) -> None:
    assert names(str(tree / ".hidden.txt"), root=tree) == [".hidden.txt"]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*.txt", ["a.txt", "b.txt", "with space.txt", "中文 名字.txt"]),
        ("**/*.md", ["sub/deep/c.md"]),
        ("[ab].txt", ["a.txt", "b.txt"]),
        ("中文*", ["中文 名字.txt"]),
    ],
)
def test_globs(tree: Path, pattern: str, found: list[str]) -> None:
    assert names(str(tree / pattern), root=tree) == sorted(found)


def test_a_file_whose_name_looks_like_a_glob_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "[1] 第一篇.txt").write_text("正文", encoding="utf-8")
    assert names(str(tmp_path / "[1] 第一篇.txt"), root=tmp_path) == ["[1] 第一篇.txt"]


@pytest.mark.parametrize("name", ["with space.txt", "中文 名字.txt"])
def test_names_with_spaces_and_chinese_are_read(tree: Path, name: str) -> None:
    (found,) = list_inputs([str(tree / name)]).inputs
    assert read_page(found).data.decode("utf-8") == f"{name} 的内容"
    assert found.source == str(tree / name)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("nothing.txt", "missing"),
        ("*.docx", "missing"),
        ("x/y", "missing"),
        ("a\x00b", "unreadable"),
    ],
)
def test_what_is_not_there_is_named(tmp_path: Path, name: str, code: str) -> None:
    error = only_reject(str(tmp_path / name))
    assert error.code == code
    assert error.source
    assert str(error)


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    assert only_reject(str(tmp_path)).code == "empty-folder"


def test_a_folder_with_hidden_files_only_is_empty(tmp_path: Path) -> None:
    (tmp_path / ".x").write_text("x")
    assert only_reject(str(tmp_path)).code == "empty-folder"


def test_one_missing_file_does_not_hide_the_others(tree: Path) -> None:
    listing = list_inputs([str(tree / "a.txt"), str(tree / "gone.txt")])
    assert [i.source for i in listing.inputs] == [str(tree / "a.txt")]
    assert [e.source for e in listing.rejects] == [str(tree / "gone.txt")]


def test_a_link_in_a_circle_ends(tree: Path) -> None:
    (tree / "sub" / "round").symlink_to(tree, target_is_directory=True)
    (tree / "broken.txt").symlink_to(tree / "gone.txt")
    listing = list_inputs([str(tree)])
    assert len(listing.inputs) == 6
    assert [(Path(e.source).name, e.code) for e in listing.rejects] == [("broken.txt", "missing")]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert only_reject(str(tmp_path / "pipe.txt")).code == "unreadable"


def test_an_unreadable_file_is_rejected_with_the_reason(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*args: Any, **kwargs: Any) -> None:
        raise PermissionError(13, "Permission denied")

    (item,) = list_inputs([str(tree / "a.txt")]).inputs
    monkeypatch.setattr("builtins.open", denied)
    with pytest.raises(InputError) as caught:
        read_page(item)
    assert caught.value.code == "unreadable"
    assert "permission" in str(caught.value)


def test_a_file_that_vanishes_is_rejected(tree: Path) -> None:
    (item,) = list_inputs([str(tree / "a.txt")]).inputs
    (tree / "a.txt").unlink()
    with pytest.raises(InputError) as caught:
        read_page(item)
    assert caught.value.code == "unreadable"


def test_a_file_that_is_too_large_says_how_large(tree: Path) -> None:
    (item,) = list_inputs([str(tree / "a.txt")]).inputs
    with pytest.raises(InputError) as caught:
        read_page(item, max_bytes=5)
    assert caught.value.code == "too-large"
    assert str(item.size) in str(caught.value)
    assert read_page(item, max_bytes=item.size).data


def test_standard_input_is_one_page() -> None:
    (item,) = list_inputs(["-"], standard_input="从管道来的正文。".encode()).inputs
    assert item.source == "-"
    assert read_page(item).data.decode("utf-8") == "从管道来的正文。"


items = st.lists(
    st.tuples(st.text("abc/中", min_size=1, max_size=6), st.integers(0, 3 * 1024 * 1024)),
    unique_by=lambda item: item[0],
    max_size=400,
).map(lambda pairs: [Input(source, size) for source, size in sorted(pairs)])


@given(items)
@settings(max_examples=60)
def test_shards_hold_every_input_once_in_order(inputs: list[Input]) -> None:
    cut = list(shards(inputs))
    assert [item for shard in cut for item in shard] == inputs
    assert all(cut)


@given(items)
@settings(max_examples=30)
def test_shards_depend_on_names_and_sizes_alone(inputs: list[Input]) -> None:
    in_memory = [Input(item.source, item.size, b"x") for item in inputs]
    cut = [[(i.source, i.size) for i in shard] for shard in shards(inputs)]
    assert [[(i.source, i.size) for i in shard] for shard in shards(iter(in_memory))] == cut


def test_shards_are_bounded_in_bytes_and_pages() -> None:
    many = [Input(f"{n:05d}.txt", 3_000) for n in range(3_000)]
    for shard in shards(many):
        assert len(shard) <= 256
        assert sum(i.size for i in shard) <= 2 * 1024 * 1024
    large = [Input(f"{n}.txt", 1_500_000) for n in range(4)]
    assert [len(shard) for shard in shards(large)] == [1, 1, 1, 1]


def test_a_new_file_changes_only_the_shard_it_falls_into() -> None:
    before = [Input(f"{n:05d}.txt", 100) for n in range(0, 4_000, 2)]
    after = sorted([*before, Input("02001.txt", 100)], key=lambda i: i.source)
    old = {tuple(i.source for i in shard) for shard in shards(before)}
    new = {tuple(i.source for i in shard) for shard in shards(after)}
    assert len(new - old) <= 2


def test_the_limit_of_a_document_is_some_megabytes() -> None:
    assert MAX_BYTES >= 1024 * 1024


def test_a_file_named_two_ways_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("一句话。", encoding="utf-8")
    (tmp_path / "again.txt").symlink_to(tmp_path / "a.txt")
    names = [str(tmp_path / "a.txt"), f"{tmp_path}/./a.txt", str(tmp_path)]
    for order in (names, names[::-1]):
        assert [i.source for i in list_inputs(order).inputs] == [str(tmp_path / "a.txt")]


def test_an_empty_name_is_a_wrong_call() -> None:
    with pytest.raises(UsageError, match="empty name"):
        list_inputs(["a.txt", ""])


# ------------------------------------------------------------------------ outputs are no inputs


@pytest.fixture
def with_outputs(tree: Path) -> Path:
    """A folder of inputs in which a run left its output folder."""
    out = tree / "results"
    for name in ("sentences/part-00000.parquet", "rejects/part-00000.parquet", "report.html"):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(b"PAR1")
    (out / "manifest.json").write_text('{"schema_version": "1.0"}')
    return tree


def test_an_output_folder_in_an_input_folder_is_not_read(with_outputs: Path) -> None:
    assert not any("results" in name for name in names(str(with_outputs), root=with_outputs))


@pytest.mark.parametrize("pattern", ["**/*", "*", "res*"])
def test_a_glob_does_not_read_an_output_folder(with_outputs: Path, pattern: str) -> None:
    found = names(str(with_outputs / pattern), root=with_outputs)
    assert not any("results" in name for name in found)


def test_a_glob_that_matches_only_outputs_says_so(with_outputs: Path) -> None:
    assert "outputs of mine" in str(only_reject(str(with_outputs / "results*")))


def test_of_an_output_folder_named_itself_only_the_tables_are_passed_over(
    with_outputs: Path,
) -> None:
    found = ["results/report.html"]
    assert names(str(with_outputs / "results"), root=with_outputs) == found
    assert names(str(with_outputs / "results" / "**"), root=with_outputs) == found


@pytest.mark.parametrize("manifest", ["{", "[]", "3", '{"name": "an extension"}'])
def test_a_manifest_of_others_makes_no_output_folder(tree: Path, manifest: str) -> None:
    (tree / "sub" / "manifest.json").write_text(manifest)
    assert "sub/b.html" in names(str(tree), root=tree)
