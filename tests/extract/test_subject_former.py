"""前者 and 后者, `the former` and `the latter`."""

from __future__ import annotations

import pytest

from pipeline.extract.document import extract_document
from pipeline.extract.names import find_mentions
from pipeline.extract.sentences import split_sentences
from pipeline.extract.subject_former import former_and_latter
from pipeline.figures import parse


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        (
            "Meta和微软昨天都开了会。前者今年要花1300亿美元，而后者要花1500亿美元；"
            "后者还裁掉了9000人，占员工的4%。",
            ["meta", "microsoft", "microsoft", "microsoft"],
        ),
        (
            "百度和腾讯都在涨价，前者涨了20%，而后者只涨了3%。",
            ["baidu", "tencent"],
        ),
        (
            "Nvidia and AMD both reported last week. The former earned $57 billion, while the "
            "latter made $9 billion.",
            ["nvidia", "amd"],
        ),
        # Someone else ends it.
        (
            "百度和腾讯都公布了业绩。前者营收300亿元，阿里巴巴营收2400亿元。",
            ["baidu", "alibaba"],
        ),
    ],
)
def test_the_order_of_the_two_decides(text: str, entities: list[str]) -> None:
    found = extract_document(text, "cn").figures
    assert [f.claim.entity_id for f in found] == entities


@pytest.mark.parametrize(
    "text",
    [
        # Of three, and of one, there is no latter; and what is set against is no subject.
        "百度、腾讯和阿里巴巴都公布了业绩。后者营收300亿元。",
        "百度和腾讯都在涨价。两者都靠阿里巴巴，后者涨了20%。",
        "百度和腾讯都公布了收入，后者是前者的3倍。",
        # A former president, and the latter half, are of many.
        "Nvidia and AMD met last week. The former president of one sold shares for $5 million.",
        "Nvidia and AMD met last week, and the latter half of the year cost $5 million.",
        "百度的模型叫文心5.0，腾讯的叫混元2.0，百度的价格只有后者的10%。",
    ],
)
def test_elsewhere_it_decides_nothing(text: str) -> None:
    mentions, figures = find_mentions(text), parse(text)
    assert figures
    assert former_and_latter(text, split_sentences(text), mentions, figures) == {}
