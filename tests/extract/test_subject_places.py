"""Tables of names, lists of names and figures in turn, and speakers of what firms have."""

from __future__ import annotations

import pytest

from pipeline.extract.document import extract_document


def subjects(text: str) -> list[str | None]:
    return [f.claim.entity_id for f in extract_document(text, "cn").figures]


MODELS = ["gpt-5", "claude-opus-4.5", "gemini-3-pro"]


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        (
            "| | GPT-5 | Claude Opus 4.5 | Gemini 3 Pro |\n\n"
            "| 输入价格 | 1.25美元 | 5美元 | 2美元 |\n| 输出价格 | 10美元 | 25美元 | 12美元 |\n",
            MODELS * 2,
        ),
        # The corner is a word that is a firm elsewhere.
        (
            "| Benchmark | GPT-5 | Claude Opus 4.5 | Gemini 3 Pro |\n"
            "| Maths | 76.3% | 77.2% | 76.2% |\n| Law | 88.1% | 83.4% | 91.9% |\n",
            MODELS * 2,
        ),
        # Parted by tabs.
        (
            "指标\t英伟达\tAMD\n营收\t570亿美元\t92亿美元\n净利润\t319亿美元\t12亿美元\n",
            ["nvidia", "amd"] * 2,
        ),
        # Rows that begin with a name stay whose they are.
        (
            "| 公司 | 营收 | 毛利率 |\n| 英伟达 | 570亿美元 | 73% |\n| AMD | 92亿美元 | 52% |\n",
            ["nvidia", "nvidia", "amd", "amd"],
        ),
    ],
)
def test_columns_of_names(text: str, entities: list[str]) -> None:
    assert subjects(text) == entities


def test_a_column_of_customers_takes_nothing_from_its_row() -> None:
    """Names of a head that is half metrics are no columns of subjects."""
    text = (
        "| 公司 | 营收 | OpenAI | 微软 | 毛利率 | 员工 |\n"
        "| 英伟达 | 570亿美元 | 12% | 15% | 73% | 36000人 |\n"
    )
    assert set(subjects(text)) == {"nvidia"}


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        (
            "国内大模型日活：豆包1.02亿、DeepSeek 7600万、元宝2900万、Kimi 900万。",
            ["doubao", "deepseek-model", "yuanbao", "kimi"],
        ),
        (
            "Dell'Oro put AWS at 29%, CoreWeave at 4% and Oracle at 3% of the market.",
            ["aws", "coreweave", "oracle"],
        ),
        ("市占率方面，SK海力士为54%，三星为28%，而美光为18%。", ["sk-hynix", "samsung", "micron"]),
        (
            "第三季资本支出：微软（349亿美元）、Meta（194亿美元）和甲骨文（85亿美元）。",
            ["microsoft", "meta", "oracle"],
        ),
    ],
)
def test_names_and_figures_in_turn(text: str, entities: list[str]) -> None:
    assert subjects(text) == entities


@pytest.mark.parametrize(
    "text",
    [
        "Sam Altman told staff that revenue would pass $20 billion this year.",
        "黄仁勋说，今年营收会增长62%，毛利率维持在75%。",
    ],
)
def test_a_speaker_has_no_revenue(text: str) -> None:
    assert not {"sam-altman", "jensen-huang"} & set(subjects(text))


def test_a_speaker_has_an_age() -> None:
    assert subjects("Sam Altman is 40 years old.") == ["sam-altman"]


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        (
            'Adobe had a good week.\n\n"We added 950 customers," said Ana Ruiz, Snowflake\'s chief'
            ' executive. "Our margin was 61%."',
            ["snowflake", "snowflake"],
        ),
        (
            "Adobe今天大涨。\n\n商汤科技董事长徐立表示：“我们今年裁了300人，毛利率到了44%。”",
            ["sensetime", "sensetime"],
        ),
        # Whom the speaker names, the figure is of.
        ("商汤科技董事长徐立表示：“我们看到，英伟达的毛利率到了75%。”", ["nvidia"]),
    ],
)
def test_what_a_speaker_says_of_us_is_of_the_speaker_s_firm(
    text: str, entities: list[str | None]
) -> None:
    assert subjects(text) == entities


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("智谱港交所上市首日股价上涨13%，市值超过570亿港元。", ["zhipu", "zhipu"]),
        ("壁仞科技登陆港交所，募资55亿港元。", ["biren"]),
        ("In its Nasdaq debut, WeRide rose 28%.", ["weride"]),
        # What is told of the exchange itself stays its own.
        ("港交所去年营收增长18%，净利润增长22%。", ["hkex", "hkex"]),
        ("Nasdaq reported revenue of $1.3 billion.", ["nasdaq"]),
    ],
)
def test_the_place_of_a_listing_is_not_who_is_listed(text: str, entities: list[str]) -> None:
    assert subjects(text) == entities
