"""One document of an input as bytes: read, decompressed, and a PDF or DOCX turned into its text."""

from __future__ import annotations

import contextlib
import io
import logging
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any, Final

from pipeline.errors import InputError, MissingExtraError
from pipeline.ingest.inputs.formats import form_of, suffix_of_bytes
from pipeline.ingest.inputs.listing import Input, reason
from pipeline.ingest.inputs.place import MAX_BYTES
from pipeline.ingest.inputs.remote import is_url, name_of_url, open_url
from pipeline.ingest.inputs.streams import BLOCK, Allowance, guarded, unpacked
from pipeline.ingest.page import RawPage

# A page of text is far smaller than what a drawing or a table of glyphs unpacks to.
_MOST_IN_DOCX: Final = 256 * 1024**2
# Where the mark of a PDF may lie, by the practice of its readers.
_PDF_HEAD: Final = 1024
_RENAME: Final = "name it by what it holds, such as .html or .txt"
# What the readers of PDF and DOCX raise, besides errors of their own, for files that break rules.
_DAMAGE: Final = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RuntimeError,
    OSError,
    EOFError,
    zlib.error,
)


def name_of(item: Input) -> str:
    """The file name whose endings say what an input holds."""
    if item.name or item.data is not None:
        return item.name
    return name_of_url(item.source) if is_url(item.source) else item.source


@contextlib.contextmanager
def opened(item: Input) -> Iterator[IO[bytes]]:
    """The bytes of an input as they lie.

    Raises:
        InputError: `missing`, `unreadable` or `missing-driver`.
    """
    if item.data is not None:
        yield io.BytesIO(item.data)
        return
    if is_url(item.source):
        with open_url(item.source) as file:
            yield file
        return
    try:
        local = open(item.source, "rb")  # noqa: SIM115 - the error must be that of opening alone
    except OSError as error:
        raise InputError(item.source, "unreadable", reason(error)) from error
    with local:
        yield local


def read_page(item: Input, *, max_bytes: int = MAX_BYTES) -> RawPage:
    """Read one document.

    Args:
        item: a file that holds one document, by its path or URL, or a document in memory.
        max_bytes: size of the largest document, decompressed.

    Raises:
        InputError: `too-large`, `unreadable`, `damaged`, `binary`, `missing-extra` or
            `no-text`.
    """
    form = form_of(name_of(item))
    if item.size > max_bytes:
        raise _too_large(item.source, f"{item.size:,} bytes, more than", max_bytes)
    data = item.data
    if data is None or form.layers:
        with opened(item) as file:
            stream, guard = guarded(item.source, file)
            if form.layers:
                allowance = Allowance(item.size or None)
                stream = unpacked(item.source, stream, form.layers, allowance, lambda: guard.count)
            data = stream.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise _too_large(item.source, "more than", max_bytes)
    # A record was taken from a format that is known, and is text whatever it begins with.
    suffix = "" if item.encoding else suffix_of_bytes(data[:BLOCK])
    promised = form_of(f"x{suffix}")
    kind = promised.kind or suffix
    if not data and form.kind in ("pdf", "docx"):
        raise InputError(item.source, "empty", "the file is empty")
    if kind == "pdf" or form.kind == "pdf":
        data = _pdf_text(item.source, data)
    elif kind == "docx" or (form.kind == "docx" and kind == "zip"):
        data = _docx_text(item.source, data)
    elif form.kind == "docx":
        message = (
            "an old Word file, or one with a password; save it as .docx without one"
            if suffix == ".ole"
            else f"not a DOCX file; {_RENAME}"
        )
        raise InputError(item.source, "unreadable", message)
    elif kind == "refused":
        message = f"by its first bytes {promised.reason}"
        raise InputError(item.source, "binary", message)
    elif kind:
        message = f"no page: its first bytes are those of a {suffix} file; name it so"
        raise InputError(item.source, "binary", message)
    return RawPage(
        item.source,
        data,
        item.stated,
        form.name,
        item.encoding,
        item.confidence,
        item.declared,
    )


def _too_large(source: str, what: str, max_bytes: int) -> InputError:
    message = f"{what} the {max_bytes:,} bytes of one document; split it, or see --max-bytes"
    return InputError(source, "too-large", message)


def _pdf_text(source: str, data: bytes) -> bytes:
    """The text layer of a PDF, page after page."""
    if b"%PDF-" not in data[:_PDF_HEAD]:
        raise InputError(source, "unreadable", f"not a PDF file; {_RENAME}")
    try:
        with _quiet("pypdf"):
            import pypdf
    except ImportError as error:
        message = str(MissingExtraError("reading PDF", "pdf"))
        raise InputError(source, "missing-extra", message) from error
    try:
        with _quiet("pypdf"):
            pages = pypdf.PdfReader(io.BytesIO(data)).pages
            texts = [page.extract_text() for page in pages]
    except (pypdf.errors.PyPdfError, *_DAMAGE) as error:
        raise InputError(source, "unreadable", f"a damaged PDF: {_said(error)}") from error
    if not any(text.strip() for text in texts):
        message = "a PDF without a text layer, such as a scan; run character recognition on it"
        raise InputError(source, "no-text", message)
    return "\n\n".join(texts).encode("utf-8", "replace")


def _docx_text(source: str, data: bytes) -> bytes:
    """The paragraphs and tables of a DOCX in their order, a blank line between them."""
    try:
        import docx
        from docx.exceptions import PythonDocxError
    except ImportError as error:
        message = str(MissingExtraError("reading DOCX", "docx"))
        raise InputError(source, "missing-extra", message) from error
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            # The reader takes all parts into memory, and a member never yields more than it says.
            if sum(info.file_size for info in parts.infolist()) > _MOST_IN_DOCX:
                raise InputError(source, "too-large", "it unpacks to more than 256 MB")
        with _quiet("docx"):
            texts = list(_blocks(docx.Document(io.BytesIO(data))))
    except InputError:
        raise
    except (zipfile.BadZipFile, PythonDocxError, SyntaxError, *_DAMAGE) as error:
        # lxml's errors are syntax errors to Python.
        raise InputError(source, "unreadable", f"a damaged DOCX: {_said(error)}") from error
    if not texts:
        raise InputError(source, "no-text", "a DOCX without text")
    return "\n\n".join(texts).encode("utf-8", "replace")


def _blocks(container: Any) -> Iterator[str]:
    """The text of each paragraph and each row of a table; merged cells once."""
    for block in container.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                cells = list({id(cell._tc): cell for cell in row.cells}.values())
                text = "\t".join(" ".join(cell.text.split()) for cell in cells).strip()
                if text:
                    yield text
        elif block.text.strip():
            yield block.text


@contextlib.contextmanager
def _quiet(logger: str) -> Iterator[None]:
    """Without the warnings of a library: what it could not read is told by the reject."""
    handler = logging.NullHandler()
    log = logging.getLogger(logger)
    propagate = log.propagate
    log.addHandler(handler)
    log.propagate = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.propagate = propagate
        log.removeHandler(handler)


def _said(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


__all__ = ["name_of", "opened", "read_page"]
