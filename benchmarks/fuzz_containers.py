"""Files of many documents, damaged: what `fuzz.py containers` feeds to the readers."""

from __future__ import annotations

import bz2
import functools
import gzip
import io
import json
import lzma
import random
import struct
import tarfile
import zipfile

ROWS = [
    {"text": f"第{n}条：英伟达的收入增长{n}%。", "title": f"标题{n}", "url": f"https://a.cn/{n}"}
    for n in range(12)
]


@functools.cache
def whole_files() -> list[tuple[str, bytes]]:
    """A sound file of each format, by a name that says which."""
    import pyarrow as pa
    import pyarrow.feather
    import pyarrow.parquet

    table = pa.Table.from_pylist(ROWS)
    parquet, feather, arrow = io.BytesIO(), io.BytesIO(), io.BytesIO()
    pa.parquet.write_table(table, parquet, row_group_size=4)
    pa.feather.write_feather(table, feather)
    with pa.ipc.new_stream(arrow, table.schema) as writer:
        writer.write_table(table)
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS).encode()
    commas = "text,title\n" + "\n".join(f'"{r["text"]}","{r["title"]}"' for r in ROWS)
    packed, taped = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {"a.txt": lines, "b/c.jsonl": lines, "d.csv": commas.encode()}.items():
            archive.writestr(name, data)
    with tarfile.open(fileobj=taped, mode="w") as tape:
        for name in ("a.txt", "b/c.jsonl"):
            info = tarfile.TarInfo(name)
            info.size = len(lines)
            tape.addfile(info, io.BytesIO(lines))
    page = b"<html><body><article><p>" + ROWS[0]["text"].encode() + b"</p></article></body></html>"
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.cn/\r\n"
        "WARC-Date: 2025-01-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    warc = head.encode() + answer + b"\r\n\r\n"
    plain = [
        ("x.parquet", parquet.getvalue()),
        ("x.feather", feather.getvalue()),
        ("x.arrow", arrow.getvalue()),
        ("x.jsonl", lines),
        ("x.json", json.dumps(ROWS, ensure_ascii=False).encode()),
        ("x.csv", commas.encode()),
        ("x.zip", packed.getvalue()),
        ("x.tar", taped.getvalue()),
        ("x.warc", warc * 2),
        ("x.html", page),
    ]
    compressed = [
        ("x.jsonl.gz", gzip.compress(lines, mtime=0)),
        ("x.tar.gz", gzip.compress(taped.getvalue(), mtime=0)),
        ("x.csv.bz2", bz2.compress(commas.encode())),
        ("x.txt.xz", lzma.compress(lines)),
        ("x.warc.gz", gzip.compress(warc, mtime=0)),
    ]
    return plain + compressed


def damaged_file(chance: random.Random) -> bytes:
    """A file with bytes changed, lost, doubled or exchanged; its name before it, ended by NUL."""
    name, whole = chance.choice(whole_files())
    data = bytearray(whole)
    for _ in range(chance.choice((0, 1, 1, 2, 5, 20))):
        if not data:
            break
        at = chance.randrange(len(data))
        kind = chance.randrange(6)
        if kind == 0:
            data[at] = chance.randrange(256)
        elif kind == 1:
            del data[at : at + chance.randint(1, 20)]
        elif kind == 2:
            data[at:at] = data[at : at + chance.randint(1, 20)]
        elif kind == 3:
            # A length or an offset that lies.
            number = chance.choice((0, 1, 0x7F, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, -1 & (2**64 - 1)))
            packed = struct.pack("<Q", number)[: chance.choice((1, 2, 4, 8))]
            data[at : at + len(packed)] = packed
        elif kind == 4:
            data = data[:at]
        else:
            data[at:at] = chance.randbytes(chance.randint(1, 8))
    if chance.random() < 0.1:
        name = chance.choice(whole_files())[0]
    return name.encode() + b"\0" + bytes(data)
