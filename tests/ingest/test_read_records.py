"""Files of many records: each is read, or rejected under its own name, and its neighbours stand."""

from __future__ import annotations

import csv
import io
import json
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import feather

from pipeline.errors import InputError
from pipeline.ingest.inputs import Input, ReadSettings, expand, list_inputs
from pipeline.ingest.inputs.columns import column_names, fold
from pipeline.resources import models_path

ROWS = [
    {
        "title": f"标题{n}",
        "author": "周小满",
        "publish_time": f"2025-06-0{n}",
        "content": f"正文{n}。",
    }
    for n in range(1, 6)
]
TEXTS = [row["content"] for row in ROWS]


class Read:
    """What was read of a file: texts and rejects by the number of the record."""

    def __init__(self, path: Path, **options: object) -> None:
        self.path = path
        self.items: dict[str, Input] = {}
        self.rejects: dict[str, InputError] = {}
        read = ReadSettings(**options)  # type: ignore[arg-type]
        for item in expand(list_inputs([str(path)]).inputs, read):
            name = item.source.removeprefix(str(path)).removeprefix("#")
            if isinstance(item, InputError):
                assert name not in self.rejects
                self.rejects[name] = item
            else:
                self.items[name] = item

    @property
    def texts(self) -> list[str]:
        return [self.text(name) for name in self.items]

    def text(self, name: str) -> str:
        data = self.items[name].data
        assert data is not None
        return data.decode("utf-8")

    @property
    def codes(self) -> dict[str, str]:
        return {name: error.code for name, error in self.rejects.items()}


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def as_json_lines(rows: Sequence[object]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def as_csv(rows: Sequence[dict[str, str]], delimiter: str = ",") -> str:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, rows[0], delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def in_format(path: Path, rows: list[dict[str, str]]) -> Path:
    """The rows in the format of the file's name."""
    table = pa.Table.from_pylist(rows)
    if path.suffix == ".parquet":
        pq.write_table(table, path, row_group_size=2)
    elif path.suffix == ".feather":
        feather.write_feather(table, str(path))
    elif path.suffix == ".arrow":
        with pa.OSFile(str(path), "wb") as file, pa.ipc.new_stream(file, table.schema) as out:
            out.write_table(table, max_chunksize=2)
    elif path.suffix == ".json":
        path.write_text(json.dumps(rows, ensure_ascii=False, indent=2), encoding="utf-8")
    elif path.suffix in (".jsonl", ".ndjson"):
        path.write_text(as_json_lines(rows), encoding="utf-8")
    else:
        path.write_text(as_csv(rows, "\t" if path.suffix == ".tsv" else ","), encoding="utf-8")
    return path


FORMATS = ["jsonl", "ndjson", "json", "csv", "tsv", "parquet", "feather", "arrow"]


def test_rows_of_empty_fields_are_counted_as_pandas_counts_them(tmp_path: Path) -> None:
    path = written(tmp_path / "rows.csv", "title,text\nA,first\n\n,\nB,third\n")
    read = Read(path)
    assert read.texts == ["first", "third"]
    assert list(read.items) == ["1", "3"]


@pytest.mark.parametrize("suffix", FORMATS)
def test_records_are_numbered_from_one_and_keep_what_stands_beside_the_text(
    tmp_path: Path, suffix: str
) -> None:
    read = Read(in_format(tmp_path / f"rows.{suffix}", ROWS))
    assert read.rejects == {}
    assert list(read.items) == ["1", "2", "3", "4", "5"]
    assert read.texts == TEXTS
    stated = read.items["3"].stated
    assert stated == {"title": "标题3", "author": "周小满", "date": "2025-06-03"}


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_text_column_can_be_named(tmp_path: Path, suffix: str) -> None:
    rows = [{"id": str(n), "说法": f"第{n}句。"} for n in range(3)]
    path = in_format(tmp_path / f"rows.{suffix}", rows)
    assert Read(path, text_column="说法").texts == ["第0句。", "第1句。", "第2句。"]
    unnamed = Read(path)
    assert set(unnamed.codes.values()) == {"no-text-column"}
    message = str(next(iter(unnamed.rejects.values())))
    assert "id, 说法" in message
    assert "--text-column" in message
    wrong = Read(path, text_column="nothing")
    assert wrong.items == {}
    told = str(next(iter(wrong.rejects.values())))
    assert "“nothing” among id, 说法" in told
    assert ("by its number" in told) == (suffix in ("csv", "tsv"))


def test_texts_in_an_object_are_named_by_their_path(tmp_path: Path) -> None:
    rows = [{"id": 1, "article": {"body": "一句。", "lang": "zh"}}]
    path = written(tmp_path / "r.jsonl", as_json_lines(rows))
    (misspelt,) = Read(path, text_column="article.boddy").rejects.values()
    assert "among id, article.body, article.lang" in str(misspelt)
    (whole,) = Read(path).rejects.values()
    assert "holds an object" in str(whole)
    assert "article.body" in str(whole)
    assert Read(path, text_column="article.body").texts == ["一句。"]


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_empty_text_is_rejected_by_name(tmp_path: Path, suffix: str) -> None:
    rows = [{"text": "一。"}, {"text": " "}, {"text": "三。"}]
    read = Read(in_format(tmp_path / f"rows.{suffix}", rows))
    assert (read.texts, read.codes) in (
        (["一。", "三。"], {"2": "empty"}),
        # A row without a field is no row of a CSV file.
        (["一。", "三。"], {}),
    )


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_text_beyond_the_limit_is_rejected_by_name(tmp_path: Path, suffix: str) -> None:
    rows = [{"text": "一。", "n": "1"}, {"text": "大" * 1000, "n": "2"}, {"text": "三。", "n": "3"}]
    read = Read(in_format(tmp_path / f"rows.{suffix}", rows), max_bytes=2000)
    assert read.texts == ["一。", "三。"]
    assert read.codes == {"2": "too-large"}


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_without_records_is_named(tmp_path: Path, suffix: str) -> None:
    if suffix in ("parquet", "feather", "arrow"):
        path = tmp_path / f"rows.{suffix}"
        table = pa.table({"text": pa.array([], pa.string())})
        if suffix == "parquet":
            pq.write_table(table, path)
        elif suffix == "feather":
            feather.write_feather(table, str(path))
        else:
            with pa.OSFile(str(path), "wb") as file, pa.ipc.new_stream(file, table.schema) as out:
                out.write_table(table)
    else:
        path = written(tmp_path / f"rows.{suffix}", "")
    assert Read(path).codes == {"": "empty"}


@pytest.mark.parametrize("suffix", FORMATS)
def test_noise_under_a_known_name_is_rejected(tmp_path: Path, suffix: str) -> None:
    noise = bytes(range(256)) * 40
    read = Read(written(tmp_path / f"rows.{suffix}", noise))
    assert read.items == {}
    assert set(read.codes.values()) <= {"binary", "damaged", "no-text-column"}


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Full Text", "text"), ("fullText", "text"), ("article_content", "text"), ("內容", "text"),
        ("\ufefftext", "text"), ("TITLE", "title"), ("發布時間", "date"), ("pub-date", "date"),
        ("来源", "site"), ("Source URL", "url"), ("lang", "language"), ("撰文", "author"),
        ("screen_name", "author"), ("用户昵称", "author"), ("博文", "text"),
        ("created_utc", "date"),
    ],
)  # fmt: skip
def test_common_names_of_columns_are_known(header: str, field: str) -> None:
    assert fold(header) in column_names()[field]


def test_every_field_takes_its_example_and_not_its_counterexample() -> None:
    listed = tomllib.loads(models_path("inputs/columns.toml").read_text(encoding="utf-8"))
    known = column_names()
    assert listed.keys() == known.keys()
    for field, entry in listed.items():
        assert fold(entry["example"]) in known[field]
        assert fold(entry["counter"]) not in known[field]
        assert len(set(known[field])) == len(known[field])


def test_the_first_of_several_text_columns_that_holds_something_is_taken(tmp_path: Path) -> None:
    rows = [{"body": "次选。", "text": "首选。"}, {"body": "次选。", "text": ""}]
    for suffix in ("jsonl", "csv", "parquet"):
        assert Read(in_format(tmp_path / f"r.{suffix}", rows)).texts == ["首选。", "次选。"]


def test_a_named_column_is_looked_for_in_the_records_before_the_usual_ones_around_them(
    tmp_path: Path,
) -> None:
    feed = {"text": "a feed", "articles": [{"body": "一。"}, {"body": "二。"}]}
    path = written(tmp_path / "r.json", json.dumps(feed, ensure_ascii=False))
    assert Read(path, text_column="body").texts == ["一。", "二。"]


def test_a_column_of_markup_says_which(tmp_path: Path) -> None:
    rows = [{"html": "<p>正文。</p>"}, {"html": "没有标签。"}, {"markdown": "# 标题"}]
    read = Read(written(tmp_path / "r.jsonl", as_json_lines(rows)))
    assert [item.name for item in read.items.values()] == ["record.html", "", "record.md"]


def test_stated_values_are_one_line_of_text(tmp_path: Path) -> None:
    rows = [
        {"text": "一。", "authors": ["甲", "乙"], "date": 1717000000, "title": " 两\n行 "},
        {"text": "一。", "author": {"name": "丙"}, "date": 1717000000000, "title": None},
        {"text": "一。", "metadata": {"author": "丁", "url": "https://a.example/1"}, "lang": "zh"},
    ]
    read = Read(written(tmp_path / "r.jsonl", as_json_lines(rows)))
    assert [item.stated for item in read.items.values()] == [
        {"title": "两 行", "author": "甲, 乙", "date": "2024-05-29"},
        {"author": "丙", "date": "2024-05-29"},
        {"author": "丁", "url": "https://a.example/1", "language": "zh"},
    ]


# --------------------------------------------------------------------------------- JSON Lines


def test_a_bad_line_is_named_by_number_and_the_others_are_read(tmp_path: Path) -> None:
    lines = [
        '{"text": "一。"}', "", "{bad", '"一个字符串。"', "[1, 2]", "17", "null", '{"text": null}',
        '{"text": 5}', '{"text": {"a": 1}}', '{"text": ["段一。", "段二。"]}', '{"text": "末。"',
    ]  # fmt: skip
    read = Read(written(tmp_path / "r.jsonl", "\n".join(lines)))
    assert {name: read.text(name) for name in read.items} == {
        "1": "一。",
        "3": "一个字符串。",
        "10": "段一。\n\n段二。",
    }
    assert read.codes == {
        "2": "damaged",
        "4": "damaged",
        "5": "damaged",
        "6": "damaged",
        "7": "empty",
        "8": "no-text-column",
        "9": "no-text-column",
        "11": "damaged",
    }
    assert "line 3:" in str(read.rejects["2"])
    assert "line 12:" in str(read.rejects["11"])


def test_a_missing_value_as_programs_write_it_is_no_text(tmp_path: Path) -> None:
    rows = [{"text": t, "id": "1"} for t in ("一。", "nan", " None ", "NULL", "<NA>", "无")]
    for suffix in ("jsonl", "csv", "parquet"):
        read = Read(in_format(tmp_path / f"r.{suffix}", rows))
        assert read.texts == ["一。", "无"]
        assert read.codes == dict.fromkeys("2345", "empty")


def test_a_path_leads_to_the_text_of_records_in_an_object(tmp_path: Path) -> None:
    inside = {"article": {"body": "里面。"}, "links": [{"href": "a"}]}
    single = written(tmp_path / "a.json", json.dumps(inside))
    assert Read(single, text_column="article.body").texts == ["里面。"]
    several = written(tmp_path / "b.json", json.dumps({"content": [inside, inside]}))
    assert Read(several, text_column="article.body").texts == ["里面。", "里面。"]


def test_the_number_of_a_column_is_for_files_without_a_header(tmp_path: Path) -> None:
    bare = written(tmp_path / "a.csv", "1,第一行。\n2,第二行。\n")
    headed = written(tmp_path / "b.csv", "id,content\n1,第三行。\n")
    assert Read(bare, text_column="2").texts == ["第一行。", "第二行。"]
    assert Read(headed, text_column="2").texts == ["第三行。"]


def test_a_path_of_keys_leads_to_a_nested_text(tmp_path: Path) -> None:
    path = written(tmp_path / "r.jsonl", '{"data": {"body": "里面。"}}\n{"data": {}}\n')
    read = Read(path, text_column="data.body")
    assert (read.texts, read.codes) == (["里面。"], {"2": "no-text-column"})


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "big5hkscs", "utf-16"])
@pytest.mark.parametrize("suffix", ["jsonl", "csv", "json"])
def test_other_encodings_are_read(tmp_path: Path, suffix: str, encoding: str) -> None:
    text = "推理的價格在一年裡降了九成，投資人對這個結果很滿意，分析師卻說泡沫還沒有破。"
    if encoding == "gb18030":
        text = "推理的价格在一年里降了九成，投资人对这个结果很满意，分析师却说泡沫还没有破。"
    rows = [{"title": "價格" if "價" in text else "价格", "text": f"{n}{text}"} for n in range(20)]
    source = in_format(tmp_path / f"plain.{suffix}", rows).read_text(encoding="utf-8")
    read = Read(written(tmp_path / f"rows.{suffix}", source.encode(encoding)))
    assert read.rejects == {}
    assert read.texts == [row["text"] for row in rows]
    assert read.items["1"].encoding.startswith(encoding.split("-sig")[0])


def test_a_line_in_another_encoding_than_the_file_is_read(tmp_path: Path) -> None:
    good = as_json_lines([{"text": "第一行是这样写的，没有什么不同。"}]).encode()
    other = '{"text": "这一行却是用国标码写的，也要读出来才好。"}\n'.encode("gb18030")
    broken = '{"text": "这一行里有一个字'.encode() + b"\xff" + '坏了，其余的都还在。"}\n'.encode()
    read = Read(written(tmp_path / "r.jsonl", good * 50 + other + broken + good))
    assert read.rejects == {}
    assert read.text("51") == "这一行却是用国标码写的，也要读出来才好。"
    assert read.text("52").startswith("这一行里有一个字")
    assert read.items["52"].confidence < 1
    assert len(read.items) == 53


def test_nul_bytes_and_half_surrogates_do_no_harm(tmp_path: Path) -> None:
    read = Read(written(tmp_path / "r.jsonl", b'{"text": "a\x00b\\u0000c\\ud83d d"}\n'))
    assert read.texts == ["a\0b\0c\ufffd d"]
    table = Read(written(tmp_path / "r.csv", "text\n甲\0乙\n"))
    assert table.texts == ["甲\0乙"]


def test_hostile_json_is_rejected_in_good_time(tmp_path: Path) -> None:
    lines = [
        '{"text": ' + "[" * 200_000,
        '{"text": "好。", "n": ' + "9" * 200_000 + "}",
        '{"text": "' + "\\u0041" * 200_000 + '"}',
        "{" * 200_000,
        '{"text": "尾。"}',
    ]
    begun = time.process_time()
    read = Read(written(tmp_path / "r.jsonl", "\n".join(lines)))
    assert time.process_time() - begun < 5
    assert read.text("2") == "好。"
    assert read.text("5") == "尾。"
    assert read.codes == {"1": "damaged", "4": "damaged"}


def test_a_line_longer_than_any_document_is_passed_over(tmp_path: Path) -> None:
    lines = '{"text": "一。"}\n{"text": "' + "大" * 50_000 + '"}\n{"text": "三。"}\n'
    read = Read(written(tmp_path / "r.jsonl", lines), max_bytes=1000)
    assert (read.texts, read.codes) == (["一。", "三。"], {"2": "too-large"})


def test_a_file_whose_records_have_no_text_is_given_up(tmp_path: Path) -> None:
    read = Read(written(tmp_path / "r.jsonl", as_json_lines([{"id": n} for n in range(5000)])))
    assert read.codes == {"": "no-text-column"}
    assert "none of its first 100 records" in str(read.rejects[""])


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), max_size=30))
@settings(max_examples=60, deadline=None)
def test_any_text_comes_back_from_json_lines_and_csv(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    # A word that programs write where they have nothing is no text.
    nothing = {"", "null", "none", "nan", "nat", "<na>", "n/a", "undefined"}
    wanted = [t for t in texts if t.strip().lower() not in nothing]
    lines = Read(written(folder / "r.jsonl", as_json_lines([{"text": t} for t in texts])))
    assert lines.texts == wanted
    rows = [{"text": t, "id": str(n)} for n, t in enumerate(texts)]
    if rows:
        table = Read(written(folder / "r.csv", as_csv(rows)))
        assert table.texts == wanted


# --------------------------------------------------------------------------------------- JSON


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(ROWS),
        "\ufeff" + json.dumps(ROWS, indent=1, ensure_ascii=False),
        as_json_lines(ROWS),
        json.dumps({"count": 5, "articles": ROWS}, indent=2),
        json.dumps({"count": 5, "data": ROWS}),
    ],
)
def test_json_in_its_usual_shapes(tmp_path: Path, content: str) -> None:
    read = Read(written(tmp_path / "r.json", content))
    assert read.texts == TEXTS
    assert read.items["2"].stated["title"] == "标题2"


def test_one_record_alone_in_a_file(tmp_path: Path) -> None:
    for indent in (None, 2):
        read = Read(written(tmp_path / "r.json", json.dumps(ROWS[0], indent=indent)))
        assert read.texts == TEXTS[:1]


def test_a_list_longer_than_a_block_is_read_whole(tmp_path: Path) -> None:
    rows = [{"text": f"{n} " + "长" * (n % 7 * 9000)} for n in range(60)]
    for indent in (None, 1):
        read = Read(written(tmp_path / "r.json", json.dumps(rows, indent=indent)))
        assert read.texts == [row["text"] for row in rows]


def test_a_list_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    content = json.dumps(ROWS, ensure_ascii=False)
    for cut in (content[:-20], content[:-1], content.replace("标题3", '标"题3')):
        read = Read(written(tmp_path / "r.json", cut))
        assert read.texts == TEXTS[: len(read.texts)]
        assert len(read.texts) >= 2
        assert list(read.codes.values()) == ["damaged"]


# ---------------------------------------------------------------------------------------- CSV


def test_quoted_line_ends_and_quotes_belong_to_the_field(tmp_path: Path) -> None:
    text = '第一段,有逗号。\n\n第二段有"引号"。\r\n第三段。'
    for suffix, delimiter in (("csv", ","), ("tsv", "\t"), ("csv", ";")):
        rows = [{"title": "甲", "text": text}, {"title": "乙", "text": "下一行。"}]
        read = Read(written(tmp_path / f"r.{suffix}", as_csv(rows, delimiter)))
        assert read.texts == [text, "下一行。"]


def test_a_quote_that_is_never_closed_costs_its_own_row_only(tmp_path: Path) -> None:
    rows = ["id,text", "1,好。", '2,"没有关上', "3,也好。", "4,还好。"]
    read = Read(written(tmp_path / "r.csv", "\n".join(rows)))
    assert read.texts == ["好。", "也好。", "还好。"]
    assert read.codes == {"2": "damaged"}
    assert "line 3:" in str(read.rejects["2"])


def test_unclosed_quotes_without_end_take_no_time_without_end(tmp_path: Path) -> None:
    content = 'id,text\n1,"' + '""x\n' * 100_000
    begun = time.process_time()
    read = Read(written(tmp_path / "r.csv", content), max_bytes=50_000)
    assert time.process_time() - begun < 10
    assert read.codes["1"] == "damaged"


def test_rows_longer_than_the_header_are_rejected_and_shorter_ones_read(tmp_path: Path) -> None:
    rows = ["text,author", "一。,甲", "二，有逗号,却没有,引号", "三。", "四。,丁,,"]
    read = Read(written(tmp_path / "r.csv", "\n".join(rows)))
    assert read.texts == ["一。", "三。", "四。"]
    assert read.codes == {"2": "damaged"}
    assert "line 3: 3 fields where the header has 2" in str(read.rejects["2"])


def test_a_field_longer_than_the_library_allows_is_read(tmp_path: Path) -> None:
    text = "长" * 200_000
    assert Read(written(tmp_path / "r.csv", f"text\n{text}\n短。\n")).texts == [text, "短。"]


def test_a_file_without_a_header_says_what_it_took_for_one(tmp_path: Path) -> None:
    path = written(tmp_path / "r.csv", "1,第一行的正文。\n2,第二行的正文。\n")
    assert "1, 第一行的正文。" in str(Read(path).rejects[""])
    assert Read(path, text_column="2").texts == ["第一行的正文。", "第二行的正文。"]


def test_of_two_columns_of_a_name_the_first_that_holds_something_counts(tmp_path: Path) -> None:
    path = written(tmp_path / "r.csv", "text,text\n一。,二。\n,四。\n")
    assert Read(path).texts == ["一。", "四。"]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_all_line_ends_are_known(tmp_path: Path, end: str) -> None:
    path = written(tmp_path / "r.csv", end.join(["id,text", "1,一。", "2,二。", ""]))
    assert Read(path).texts == ["一。", "二。"]


# ---------------------------------------------------------------------------- Parquet and Arrow


@pytest.mark.parametrize(
    "kind",
    [
        pa.large_string(),
        pa.binary(),
        pa.large_binary(),
        pa.dictionary(pa.int32(), pa.string()),
        pa.string_view(),
    ],
    ids=str,
)
def test_a_text_column_of_any_type_is_read(tmp_path: Path, kind: pa.DataType) -> None:
    texts = ["甲的正文。", None, "乙的正文。"]
    values = [t.encode() if t and pa.types.is_binary(kind) else t for t in texts]
    if pa.types.is_dictionary(kind):
        column = pa.array(values).dictionary_encode()
    else:
        column = pa.array([v.encode() if isinstance(v, str) and "binary" in str(kind) else v
                           for v in values], kind)  # fmt: skip
    table = pa.table({"text": column})
    pq.write_table(table, tmp_path / "r.parquet")
    with (
        pa.OSFile(str(tmp_path / "r.arrow"), "wb") as file,
        pa.ipc.new_file(file, table.schema) as out,
    ):
        out.write_table(table)
    for suffix in ("parquet", "arrow"):
        read = Read(tmp_path / f"r.{suffix}")
        assert read.texts == ["甲的正文。", "乙的正文。"]
        assert read.codes == {"2": "empty"}


def test_bytes_that_are_no_utf8_are_decoded(tmp_path: Path) -> None:
    text = "推理的价格在一年里降了九成，投资人对这个结果很满意。"
    column = pa.array([text.encode("gb18030")], pa.binary())
    pq.write_table(pa.table({"text": column}), tmp_path / "r.parquet")
    read = Read(tmp_path / "r.parquet")
    assert read.texts == [text]
    assert read.items["1"].encoding == "gb18030"


def test_a_damaged_row_group_costs_its_own_rows_only(tmp_path: Path) -> None:
    rows = [{"text": f"第{n}行的正文。" + "。" * n} for n in range(40)]
    path = tmp_path / "r.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=10, compression="gzip",
                   use_dictionary=False)  # fmt: skip
    start = pq.ParquetFile(path).metadata.row_group(1).column(0).data_page_offset
    content = bytearray(path.read_bytes())
    content[start + 20 : start + 80] = b"\xff" * 60
    read = Read(written(path, bytes(content)))
    assert list(read.codes) == [""]
    assert "rows 11 to 20 are damaged" in str(read.rejects[""])
    assert list(read.items) == [str(n) for n in (*range(1, 11), *range(21, 41))]


@pytest.mark.parametrize("suffix", ["parquet", "feather", "arrow"])
def test_a_file_cut_off_is_named(tmp_path: Path, suffix: str) -> None:
    path = in_format(tmp_path / f"r.{suffix}", ROWS)
    read = Read(written(path, path.read_bytes()[:-40]))
    assert set(read.codes) <= {""}
    assert read.texts == TEXTS[: len(read.texts)]
