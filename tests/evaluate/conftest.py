"""Gold for the tests: a small document written here, and the project's own train and dev."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.contract import table_of
from pipeline.evaluate.gold import read_gold
from pipeline.evaluate.marked import MarkedDocument, parse_marked
from pipeline.evaluate.to_tables import TABLES, to_tables
from pipeline.store.parts import write_part

REPOSITORY = Path(__file__).resolve().parents[2]

SMALL = """\
id: small
lang: zh
script: hant-tw
genre: opinion
title: 輝達的一年
author: 林某
date: 2025-03-04
stance: mixed
targets: nvidia:+ ai-industry:-
noise: none

<t>輝達的一年</t>
<d k="byline">作者:林某 2025-03-04 瀏覽 300 次</d>

一、算力
<s v="+"><c k="nvidia">輝達</c>的<p k="jensen-huang">黃仁勳</p>宣布營收成長約\
<f k="percent" v="30" u="%" q="approx">30%</f>。</s>\
<s v="-">但<c k="openai">OpenAI</c>的<m k="gpt-5">GPT-5</m>要燒掉\
<f k="money" v="1.4e12" u="USD">1.4兆美元</f>,只有<i>幾家</i>付得起。</s>
<d k="ad">掃碼關注我們的公眾號,每天送你 9.9 元優惠券!</d>
<s v="0"><c k="nvidia">輝達</c>預計售出\
<f k="quantity" v="20000" w="30000" u="片">2萬到3萬片</f>。</s>
"""


@pytest.fixture
def small() -> MarkedDocument:
    return parse_marked(SMALL, "small")


@pytest.fixture(scope="session")
def project_gold() -> list[MarkedDocument]:
    """The train and dev documents of the project's gold."""
    folder = REPOSITORY / "corpus/gold/marked"
    if not folder.is_dir() or not (folder.parent / "split.json").is_file():
        pytest.skip("the gold is not part of this copy of the project")
    return [d for split in ("train", "dev") for d in read_gold(folder, split).documents]


@pytest.fixture
def write_perfect() -> Callable[[Path, list[MarkedDocument]], Path]:
    """Writes the output folder of a perfect run, and returns it."""

    def write(folder: Path, documents: list[MarkedDocument]) -> Path:
        rows = [to_tables(d) for d in documents]
        for name in TABLES:
            table = table_of(name, [row for own in rows for row in own[name]])
            write_part(folder / name, 0, name, table)
        return folder

    return write
