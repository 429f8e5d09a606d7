"""Which format an input is in: by the endings of its name, else by its first bytes."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final, NamedTuple

MAX_LAYERS: Final = 4
"""Compressions one around another (`x.txt.gz.xz` has two)."""

LAYERS: Final = {".gz": "gzip", ".zst": "zstd", ".zstd": "zstd", ".bz2": "bzip2", ".xz": "xz"}
_SHORT: Final = {".tgz": ".gz", ".tbz": ".bz2", ".tbz2": ".bz2", ".txz": ".xz", ".tzst": ".zst"}

PAGE_KINDS: Final = frozenset({"text", "pdf", "docx"})
"""One document in one file; all others hold many."""

_KINDS: Final = {
    **dict.fromkeys((".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml"), "text"),
    ".pdf": "pdf",
    ".docx": "docx",
    **dict.fromkeys((".jsonl", ".ndjson", ".jsonlines"), "jsonl"),
    ".json": "json",
    ".csv": "csv",
    **dict.fromkeys((".tsv", ".tab"), "tsv"),
    **dict.fromkeys((".parquet", ".pq"), "parquet"),
    **dict.fromkeys((".feather", ".arrow", ".ipc"), "arrow"),
    **dict.fromkeys((".warc", ".wet"), "warc"),
    ".zip": "zip",
    ".tar": "tar",
}

_IMAGE: Final = "an image, which holds no text to read"
_SOUND: Final = "sound or video, which holds no text to read"
_WORD: Final = "an old word processor's file; save it as .docx, .txt or .html"
_SHEET: Final = "a spreadsheet; save it as .csv"
_SLIDES: Final = "slides; save them as .pdf or .txt"
_BOOK: Final = "an e-book; save it as .html or .txt"
_ARCHIVE: Final = "an archive of a kind that is not read; pack it as .zip or .tar.gz"
_PROGRAM: Final = "a program, not a text"
_STYLES: Final = "what a page looks like, not its text"
_SOURCE: Final = "a program's source, not an article; name it .txt to read it all the same"
_DATABASE: Final = "a database; export its texts as .csv, .jsonl or .parquet"
_PICKLE: Final = "a pickle, which runs code when read; save it as .parquet or .jsonl"
_REFUSED: Final = {
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp"), _IMAGE),
    **dict.fromkeys((".tif", ".tiff", ".ico", ".heic", ".avif", ".psd"), _IMAGE),
    **dict.fromkeys((".mp3", ".wav", ".m4a", ".ogg", ".flac"), _SOUND),
    **dict.fromkeys((".mp4", ".mov", ".avi", ".mkv", ".webm"), _SOUND),
    **dict.fromkeys((".doc", ".wps", ".rtf", ".odt", ".pages"), _WORD),
    **dict.fromkeys((".xls", ".xlsx", ".xlsm", ".ods", ".numbers"), _SHEET),
    **dict.fromkeys((".ppt", ".pptx", ".odp", ".key"), _SLIDES),
    **dict.fromkeys((".epub", ".mobi", ".azw3", ".djvu", ".caj"), _BOOK),
    **dict.fromkeys((".7z", ".rar", ".lz4", ".lzma", ".br", ".cab", ".iso"), _ARCHIVE),
    **dict.fromkeys((".css", ".scss", ".less", ".svg", ".map"), _STYLES),
    **dict.fromkeys((".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".vue"), _SOURCE),
    **dict.fromkeys((".py", ".pyi", ".sh", ".bat", ".ps1", ".rb", ".php", ".java"), _SOURCE),
    **dict.fromkeys((".c", ".h", ".cc", ".cpp", ".rs", ".go", ".swift", ".kt"), _SOURCE),
    **dict.fromkeys((".exe", ".dll", ".so", ".class", ".pyc", ".wasm"), _PROGRAM),
    **dict.fromkeys((".db", ".sqlite", ".sqlite3", ".mdb", ".orc", ".avro", ".h5"), _DATABASE),
    **dict.fromkeys((".pkl", ".pickle", ".npy", ".npz", ".pt"), _PICKLE),
    **dict.fromkeys((".woff", ".woff2", ".ttf", ".otf"), "a font, not a text"),
    ".ole": "an old Office file (.doc, .xls, .ppt); save it as .docx, .csv or .pdf",
}

# The ending that a file with these first bytes should have had.
_MAGIC: Final = (
    (0, b"%PDF-", ".pdf"),
    (0, b"\x1f\x8b\x08", ".gz"),
    (4, b"1AY&SY", ".bz2"),
    (0, b"\xfd7zXZ\x00", ".xz"),
    (0, b"\x28\xb5\x2f\xfd", ".zst"),
    (0, b"PAR1", ".parquet"),
    (0, b"ARROW1", ".arrow"),
    (0, b"FEA1", ".feather"),
    (0, b"WARC/1.", ".warc"),
    (257, b"ustar", ".tar"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".ole"),
    (0, b"{\\rtf", ".rtf"),
    (0, b"\x89PNG\r\n", ".png"),
    (0, b"\xff\xd8\xff", ".jpg"),
    (0, b"GIF8", ".gif"),
    (8, b"WEBPVP8", ".webp"),
    (0, b"II*\x00", ".tif"),
    (0, b"MM\x00*", ".tif"),
    (0, b"8BPS\x00", ".psd"),
    (0, b"\x00\x00\x01\x00", ".ico"),
    (4, b"ftypavif", ".avif"),
    (4, b"ftypheic", ".heic"),
    (4, b"ftypM4A", ".m4a"),
    (4, b"ftyp", ".mp4"),
    (0, b"\x1aE\xdf\xa3", ".webm"),
    (8, b"WAVEfmt", ".wav"),
    (0, b"fLaC\x00", ".flac"),
    (0, b"ID3\x03", ".mp3"),
    (0, b"ID3\x04", ".mp3"),
    (0, b"OggS\x00", ".ogg"),
    (0, b"7z\xbc\xaf\x27\x1c", ".7z"),
    (0, b"Rar!\x1a\x07", ".rar"),
    (0, b"SQLite format 3\x00", ".sqlite"),
    (0, b"\x7fELF", ".so"),
    (0, b"MZ\x90\x00", ".exe"),
    (0, b"\xcf\xfa\xed\xfe", ".so"),
    (0, b"\xca\xfe\xba\xbe", ".class"),
    (0, b"\x00asm\x01", ".wasm"),
    (0, b"wOFF", ".woff"),
    (0, b"wOF2", ".woff2"),
    (0, b"\x89HDF\r\n", ".h5"),
    (0, b"\x80\x04\x95", ".pkl"),
)
_IN_ZIP: Final = ((b"word/", ".docx"), (b"xl/", ".xlsx"), (b"ppt/", ".pptx"))


class Form(NamedTuple):
    """What a name says: the kind, the compressions from the outside in, the name without them.

    `kind` is one of `PAGE_KINDS`, a format of many records or files, `refused` (then `reason` says
    why), or empty where the name does not tell.
    """

    kind: str
    layers: tuple[str, ...]
    name: str
    reason: str = ""


def form_of(name: str) -> Form:
    """The form that the endings of a file's name promise; letter case does not matter."""
    layers: list[str] = []
    rest = name
    while True:
        suffix = PurePosixPath(rest).suffix.lower()
        if suffix in _SHORT:
            rest, suffix = f"{rest[: -len(suffix)]}.tar{_SHORT[suffix]}", _SHORT[suffix]
        if suffix not in LAYERS:
            break
        layers.append(LAYERS[suffix])
        rest = rest[: -len(suffix)]
        if len(layers) > MAX_LAYERS:
            reason = f"compressed more than {MAX_LAYERS} times over; decompress it first"
            return Form("refused", (), rest, reason)
    if suffix in _REFUSED:
        return Form("refused", tuple(layers), rest, _REFUSED[suffix])
    return Form(_KINDS.get(suffix, ""), tuple(layers), rest)


def suffix_of_bytes(head: bytes) -> str:
    """The ending that fits the first bytes of a file; empty where they may be a text.

    Args:
        head: the first bytes, some thousand if there are so many.
    """
    for at, magic, suffix in _MAGIC:
        if head.startswith(magic, at):
            return suffix
    if head.startswith(b"PK\x03\x04"):
        if b"mimetypeapplication/epub" in head[:100]:
            return ".epub"
        if b"[Content_Types].xml" in head:
            return next((suffix for part, suffix in _IN_ZIP if part in head), ".zip")
        return ".zip"
    return ""


__all__ = ["LAYERS", "MAX_LAYERS", "PAGE_KINDS", "Form", "form_of", "suffix_of_bytes"]
