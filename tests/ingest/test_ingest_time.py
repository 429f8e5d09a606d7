"""Time grows with the length of a page and not faster, whatever stands in it."""

from __future__ import annotations

import contextlib
import gc
import time
from collections.abc import Callable

import pytest

from pipeline.errors import InputError
from pipeline.ingest.page import RawPage, ingest_page

_SMALL = 25_000
_TIMES = 4
_MOST = 9.0
"""By how much longer four times the length may take; what is quadratic takes sixteen times."""


def _chapters(count: int) -> str:
    return "".join(f"第{number}章\n" for number in range(count))


HOSTILE: dict[str, Callable[[int], str]] = {
    "brackets": lambda n: "模型发布了。" + "(" * n,
    "one-line": lambda n: "今天发布了新的模型,价格也下降了。" * (n // 16),
    "empty-lines": lambda n: "标题在这里\n" + "\n" * n + "正文在这里。",
    "blank-lines": lambda n: "标题在这里\n" + " \n\t\n" * (n // 4) + "正文在这里。",
    "short-lines": lambda n: "短行文字\n" * (n // 5),
    "dates": lambda n: "2026-05-01 " * (n // 11),
    "glosses": lambda n: "国(guó)" * (n // 6),
    "bare-glosses": lambda n: "国guó" * (n // 4),
    "zero-width": lambda n: "\u200b模" * (n // 2),
    "accents": lambda n: "·é" * (n // 2),
    "full-width": lambda n: "ＡＢ，" * (n // 3),
    "headings": lambda n: "# 题\n\n" * (n // 5),
    "headings-above-a-menu": lambda n: (
        "# Title\n\n"
        + "The crane waits for the ship, and the ship waits for the tide. " * 3
        + "\n\n"
        + "## 题\n\n" * (n // 6)
        + "[Home](https://a.example/) [News](https://a.example/news)\n"
    ),
    "list-of-contents": lambda n: "标题\n目录\n" + _chapters(n // 16) * 2,
    "cut-titles": lambda n: "…\n标题文字标题…\n" * (n // 10),
    "html-long-class": lambda n: f'<html><body><p class="{"a" * n}">模型发布了。</p></body></html>',
    "html-classes-in-bar": lambda n: (
        f"<html><body><div id=x {'class=' * (n // 6)}><b>甲</b><b>乙</b></div></body></html>"
    ),
    "html-bar-of-fields": lambda n: (
        f'<html><body><div class="{"a " * (n // 4)}">{"<b>字</b>" * (n // 16)}</div></body></html>'
    ),
}


def _seconds(text: str) -> float:
    """The processor time that a page takes, the shortest of two."""
    taken = []
    form = "html" if text.startswith("<html>") else "txt"
    # A pass of the garbage collector, which goes by what else lives, is no time of the page.
    gc.disable()
    try:
        for _ in range(2):
            began = time.process_time()
            with contextlib.suppress(InputError):
                ingest_page(RawPage(f"page.{form}", text.encode()))
            taken.append(time.process_time() - began)
    finally:
        gc.enable()
    return min(taken)


@pytest.mark.parametrize("kind", HOSTILE)
def test_four_times_the_page_takes_about_four_times_as_long(kind: str) -> None:
    _seconds(HOSTILE[kind](1_000))  # Reads the models.
    short = _seconds(HOSTILE[kind](_SMALL))
    assert _seconds(HOSTILE[kind](_TIMES * _SMALL)) < _MOST * max(short, 0.01)
