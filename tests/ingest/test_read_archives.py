"""Compressed files and archives: what is in them is read, what is wrong with them is named."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import sys
import tarfile
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.ingest.inputs import Input, ReadSettings, archives, expand, list_inputs, streams
from pipeline.ingest.inputs.documents import read_page

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LINES = "".join(json.dumps({"text": f"第{n}条。"}, ensure_ascii=False) + "\n" for n in range(1, 4))
COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstd.compress,
}


def read(path: Path, **options: object) -> tuple[dict[str, str], dict[str, str]]:
    """Texts, and codes of rejects, each by the name behind the file's own."""
    texts: dict[str, str] = {}
    codes: dict[str, str] = {}
    settings = ReadSettings(**options)  # type: ignore[arg-type]
    for item in expand(list_inputs([str(path)]).inputs, settings):
        try:
            if isinstance(item, InputError):
                raise item
            page = read_page(item, max_bytes=settings.max_bytes)
            texts[item.source.removeprefix(str(path))] = page.data.decode("utf-8")
        except InputError as error:
            name = error.source.removeprefix(str(path))
            assert name not in codes
            codes[name] = error.code
    assert not texts.keys() & codes.keys()
    return texts, codes


def zipped(members: dict[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def tarred(members: dict[str, bytes | str], mode: str = "w") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            data = content.encode() if isinstance(content, str) else content
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


# -------------------------------------------------------------------------------- compression


@pytest.mark.parametrize("suffix", COMPRESS)
def test_a_compressed_page_or_table_is_read_as_if_it_were_not(tmp_path: Path, suffix: str) -> None:
    pack = COMPRESS[suffix]
    assert read(put(tmp_path / f"a.txt.{suffix}", pack("正文。".encode()))) == ({"": "正文。"}, {})
    texts, codes = read(put(tmp_path / f"a.jsonl.{suffix}", pack(LINES.encode())))
    assert (texts, codes) == ({"#1": "第1条。", "#2": "第2条。", "#3": "第3条。"}, {})
    # Several compressed files written one behind the other are one.
    assert read(put(tmp_path / f"b.jsonl.{suffix}", pack(LINES.encode()) * 2))[0].keys() == {
        f"#{n}" for n in range(1, 7)
    }


@pytest.mark.parametrize("suffix", COMPRESS)
def test_a_name_without_an_ending_is_read_by_the_first_bytes(tmp_path: Path, suffix: str) -> None:
    pack = COMPRESS[suffix]
    assert read(put(tmp_path / "page", pack("正文。".encode())))[0] == {"": "正文。"}
    assert read(put(tmp_path / "lines", pack(LINES.encode())))[0].keys() == {"#1", "#2", "#3"}
    assert read(put(tmp_path / "all", pack(tarred({"a.txt": "甲。"}))))[0] == {"#a.txt": "甲。"}


@pytest.mark.parametrize("suffix", COMPRESS)
def test_a_file_cut_off_keeps_the_records_before_the_cut(tmp_path: Path, suffix: str) -> None:
    lines = "".join(json.dumps({"text": f"{n} {n**30:x}"}) + "\n" for n in range(9_000))
    packed = COMPRESS[suffix](lines.encode())
    texts, codes = read(put(tmp_path / f"a.jsonl.{suffix}", packed[: len(packed) // 2 + 1000]))
    assert codes == {"": "damaged"}
    assert list(texts.values()) == [f"{n} {n**30:x}" for n in range(len(texts))]
    # bzip2 and xz unpack nothing of a block that is not whole.
    assert texts or suffix in ("bz2", "xz")
    assert read(put(tmp_path / f"b.txt.{suffix}", packed[:1000]))[1] == {"": "damaged"}


@pytest.mark.parametrize("suffix", COMPRESS)
@pytest.mark.parametrize("inner", ["txt", "jsonl", "csv", "parquet", "tar", "zip", "warc"])
def test_what_is_not_what_its_name_says_is_named(tmp_path: Path, suffix: str, inner: str) -> None:
    for data in (b"", b"not compressed at all", COMPRESS[suffix](b"")):
        texts, codes = read(put(tmp_path / f"a.{inner}.{suffix}", data))
        if inner == "txt" and not codes:
            # An empty page is rejected when it is decoded.
            assert texts == {"": ""}
        else:
            assert (texts, list(codes)) == ({}, [""])
            assert codes[""] in ("empty", "damaged")


def test_layers_within_layers_are_taken_away_up_to_a_limit(tmp_path: Path) -> None:
    data = lzma.compress(gzip.compress("正文。".encode()))
    assert read(put(tmp_path / "a.txt.gz.xz", data))[0] == {"": "正文。"}
    assert read(put(tmp_path / ("a" + ".gz" * 40), data))[1] == {"": "unsupported"}


def test_a_page_that_unpacks_to_more_than_a_document_is_rejected(tmp_path: Path) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    assert read(put(tmp_path / "a.txt.gz", bomb))[1] == {"": "too-large"}
    assert read(put(tmp_path / "a.gz", bomb))[1] == {"": "too-large"}


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "FREE_BYTES", 200_000)
    monkeypatch.setattr(streams, "FREE_TOTAL", 1_000_000)


@pytest.mark.usefixtures("small_limits")
def test_a_bomb_ends_its_file_and_no_other(tmp_path: Path) -> None:
    bomb = b'{"text": "' + b"\0" * 5_000_000
    put(tmp_path / "a.jsonl.gz", gzip.compress(LINES.encode() + bomb))
    put(tmp_path / "b.jsonl", LINES.encode())
    texts, codes = read(tmp_path, max_bytes=50_000)
    assert {name for name in texts if "b.jsonl" in name} == {f"/b.jsonl#{n}" for n in (1, 2, 3)}
    assert codes["/a.jsonl.gz"] == "too-large"


@pytest.mark.usefixtures("small_limits")
def test_a_bomb_in_an_archive_leaves_its_neighbours(tmp_path: Path) -> None:
    bomb = b'{"text": "' + b"\0" * 600_000
    data = zipped({"a.jsonl": LINES, "b.jsonl": bomb, "c.jsonl": LINES, "d.txt": b"\0" * 600_000})
    texts, codes = read(put(tmp_path / "all.zip", data), max_bytes=50_000)
    assert texts.keys() == {f"#{m}.jsonl#{n}" for m in "ac" for n in (1, 2, 3)}
    assert codes == {"#b.jsonl": "too-large", "#d.txt": "too-large"}


@pytest.mark.usefixtures("small_limits")
def test_bombs_within_bombs_end_the_whole_input(tmp_path: Path) -> None:
    inner = zipped({f"{n}.jsonl": b'{"text": "' + b"\0" * 150_000 for n in range(30)})
    outer = zipped({f"{n}.zip": inner for n in range(30)})
    texts, codes = read(put(tmp_path / "all.zip", outer), max_bytes=10_000)
    assert texts == {}
    assert codes[""] == "too-large"
    assert len(codes) < 60


# ----------------------------------------------------------------------------------- archives

MEMBERS: dict[str, bytes | str] = {
    "a.txt": "甲。",
    "sub/b.html": "<p>乙。</p>",
    "中文/名 字.md": "# 丙",
    "rows.jsonl": LINES,
    "rows.csv.gz": gzip.compress("text\n丁。\n".encode()),
    ".hidden/x.txt": "隐。",
    "__MACOSX/._a.txt": "果。",
    "picture.png": b"\x89PNG\r\n\x1a\n",
}
FOUND = {
    "#a.txt": "甲。",
    "#sub/b.html": "<p>乙。</p>",
    "#中文/名 字.md": "# 丙",
    **{f"#rows.jsonl#{n}": f"第{n}条。" for n in (1, 2, 3)},
    "#rows.csv.gz#1": "丁。",
}
ARCHIVES: dict[str, Callable[[dict[str, bytes | str]], bytes]] = {
    "zip": zipped,
    "tar": tarred,
    "tar.gz": lambda members: tarred(members, "w:gz"),
    "tgz": lambda members: tarred(members, "w:gz"),
    "tar.xz": lambda members: tarred(members, "w:xz"),
    "tar.zst": lambda members: zstd.compress(tarred(members)),
}


@pytest.mark.parametrize("suffix", ARCHIVES)
def test_members_of_an_archive_are_read_by_their_own_names(tmp_path: Path, suffix: str) -> None:
    data = ARCHIVES[suffix](MEMBERS)
    texts, codes = read(put(tmp_path / f"all.{suffix}", data))
    assert texts == FOUND
    assert codes == {"#picture.png": "unsupported"}


@pytest.mark.parametrize("suffix", ["zip", "tar.gz"])
def test_the_suffix_of_a_member_says_its_markup(tmp_path: Path, suffix: str) -> None:
    path = put(tmp_path / f"all.{suffix}", ARCHIVES[suffix](MEMBERS))
    items = [i for i in expand(list_inputs([str(path)]).inputs) if isinstance(i, Input)]
    assert {i.name for i in items} == {"a.txt", "sub/b.html", "中文/名 字.md", ""}


@pytest.mark.parametrize("suffix", ["zip", "tar"])
def test_paths_that_lead_out_are_rejected_by_name(tmp_path: Path, suffix: str) -> None:
    members: dict[str, bytes | str] = {
        "../out.txt": "x", "a/../../out.txt": "x", "/etc/out.txt": "x", "C:/out.txt": "x",
        "good..txt": "好。",
    }  # fmt: skip
    texts, codes = read(put(tmp_path / f"all.{suffix}", ARCHIVES[suffix](members)))
    assert texts == {"#good..txt": "好。"}
    assert set(codes.values()) == {"bad-name"}
    assert len(codes) == 4


def test_links_and_devices_in_a_tar_are_rejected_by_name(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    kinds = {"s": tarfile.SYMTYPE, "h": tarfile.LNKTYPE, "f": tarfile.FIFOTYPE}
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, kind in kinds.items():
            info = tarfile.TarInfo(f"{name}.txt")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    texts, codes = read(put(tmp_path / "all.tar", buffer.getvalue()))
    assert texts == {}
    assert codes == {f"#{name}.txt": "unsupported" for name in kinds}


def test_a_link_in_a_zip_is_rejected_by_name(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("s.txt")
        info.create_system, info.external_attr = 3, 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    assert read(put(tmp_path / "all.zip", buffer.getvalue()))[1] == {"#s.txt": "unsupported"}


def test_names_that_windows_wrote_in_chinese_are_read(tmp_path: Path) -> None:
    name = "评论文章/人工智能的泡沫.txt"
    raw = name.encode("gbk")
    data = zipped({"x" * len(raw): "正文。"}).replace(b"x" * len(raw), raw)
    assert read(put(tmp_path / "all.zip", data))[0] == {f"#{name}": "正文。"}


def test_two_members_of_one_name_are_told_apart(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr("a.txt", "甲。")
        archive.writestr("a.txt", "乙。")
    texts, _ = read(put(tmp_path / "all.zip", buffer.getvalue()))
    assert texts == {"#a.txt": "甲。", "#a.txt (2)": "乙。"}


def test_a_damaged_member_leaves_its_neighbours(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": "甲。", "b.txt": "乙" * 500 + "丙" * 500, "c.txt": "丁。"}))
    at = data.index(b"b.txt") + 5
    data[at + 3 : at + 9] = b"\xff" * 6
    texts, codes = read(put(tmp_path / "all.zip", bytes(data)))
    assert texts == {"#a.txt": "甲。", "#c.txt": "丁。"}
    assert codes == {"#b.txt": "damaged"}


def test_an_encrypted_member_is_named(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": "甲。"}))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        data[data.index(mark) + (6 if mark == b"PK\x03\x04" else 8)] |= 1
    assert read(put(tmp_path / "all.zip", bytes(data)))[1] == {"#a.txt": "unsupported"}


@pytest.mark.parametrize("suffix", ["zip", "tar", "tar.gz"])
def test_an_archive_cut_off_keeps_what_can_be_read(tmp_path: Path, suffix: str) -> None:
    members: dict[str, bytes | str] = {
        f"{n}.txt": f"{n} " + "".join(f"{n**k:x}" for k in range(200)) for n in range(2, 40)
    }
    data = ARCHIVES[suffix](members)
    texts, codes = read(put(tmp_path / f"all.{suffix}", data[: len(data) // 2]))
    assert all(texts[name] == members[name[1:]] for name in texts)
    assert "" in codes
    assert codes[""] in ("damaged", "unreadable")
    assert texts or suffix == "zip"


@pytest.mark.parametrize("suffix", ["zip", "tar", "tar.gz"])
def test_an_archive_without_files_is_named(tmp_path: Path, suffix: str) -> None:
    assert read(put(tmp_path / f"all.{suffix}", ARCHIVES[suffix]({})))[1] == {"": "empty"}


def test_an_archive_of_too_many_members_is_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MAX_MEMBERS", 3)
    members: dict[str, bytes | str] = {f"{n}.txt": "正文。" for n in range(9)}
    for suffix in ("zip", "tar"):
        texts, codes = read(put(tmp_path / f"all.{suffix}", ARCHIVES[suffix](members)))
        assert len(texts) == 3
        assert codes == {"": "too-large"}


def test_archives_in_archives_are_read_to_a_depth(tmp_path: Path) -> None:
    data = zipped({"a.txt": "甲。"})
    for depth in range(1, 6):
        name = "#in.zip" * (depth - 1)
        texts, codes = read(put(tmp_path / f"{depth}.zip", data))
        if depth <= archives.MAX_DEPTH:
            assert texts == {f"{name}#a.txt": "甲。"}
        else:
            assert codes == {"#in.zip" * archives.MAX_DEPTH: "unsupported"}
        data = zipped({"in.zip": data})
