"""Gold for the tests: a small document written here, and the project's own, without its test set."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from pipeline.contract import SCHEMAS, table_of
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
<s v="0"><c k="nvidia">輝達</c>預計售出<f k="quantity" v="20000" w="30000" u="片">2萬到3萬片</f>。</s>
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


def tables_of(documents: list[MarkedDocument]) -> dict[str, pa.Table]:
    """What a perfect run would have written, by table."""
    rows = [to_tables(d) for d in documents]
    return {name: table_of(name, [row for own in rows for row in own[name]]) for name in TABLES}


def write_output(folder: Path, tables: dict[str, pa.Table]) -> Path:
    """An output folder with these tables."""
    for name in SCHEMAS:
        if name in tables:
            write_part(folder / name, 0, name, tables[name])
    return folder
