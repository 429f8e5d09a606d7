"""What a figure says of whom: its entity and its metric."""

from __future__ import annotations

import datetime
import tomllib
from typing import Any

import pytest

import pipeline
from pipeline.extract.document import extract_document
from pipeline.extract.metric_words import _alternatives
from pipeline.resources import models_path


def claims(text: str) -> list[tuple[str, str | None, str | None]]:
    """(surface, entity, metric) of each figure of `text`."""
    return [
        (f.figure.surface, f.claim.entity_id, f.claim.metric)
        for f in extract_document(text, "cn").figures
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OpenAI的估值达到5000亿美元。", [("5000亿美元", "openai", "valuation")]),
        (
            "英伟达市值突破4万亿美元，AMD市值不足3000亿美元。",
            [("4万亿美元", "nvidia", "market_cap"), ("3000亿美元", "amd", "market_cap")],
        ),
        (
            "OpenAI去年亏损50亿美元。Anthropic的收入是10亿美元。",
            [("50亿美元", "openai", "loss"), ("10亿美元", "anthropic", "revenue")],
        ),
        (
            "Anthropic raised $13 billion at a valuation of $183 billion.",
            [("$13 billion", "anthropic", "funding"), ("$183 billion", "anthropic", "valuation")],
        ),
        # What a figure is compared with is not what it is about.
        (
            "DeepSeek的训练成本为557万美元，是GPT-4的5%。",
            [
                ("557万美元", "deepseek-model", "training_cost"),
                ("5%", "deepseek-model", "training_cost"),
            ],
        ),
        # Nothing is made up where the text does not say.
        ("全球有1亿人使用它。", [("1亿人", None, "users")]),
    ],
)
def test_own_sentences(text: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    assert claims(text) == expected


def test_a_claim_does_not_cross_the_sentence() -> None:
    ((_, entity, metric),) = claims("Anthropic上调了估值。\n\n一家小店每天接待300人。")
    assert (entity, metric) == (None, None)


def said(text: str) -> list[tuple[str | None, str | None]]:
    """(entity, period) of each figure of a text published in February 2026."""
    published = datetime.date(2026, 2, 10)
    found = extract_document(text, "cn", published=published).figures
    return [(f.claim.entity_id, f.claim.period) for f in found]


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        # Each clause of a list has its own subject.
        ("GPT-5得分83%,Gemini 3 Pro得分80%。", ["gpt-5", "gemini-3-pro"]),
        # What is worked with, who reports and who invests is not whom the figure is about.
        ("OpenAI与微软合作,年收入130亿美元。", ["openai"]),
        ("OpenAI增长很快,据高盛估算,年收入达130亿美元。", ["openai"]),
        ("智谱完成融资,由高瓴领投,金额10亿元。", ["zhipu"]),
        # The sentence goes on about what the one before spoke of.
        ("英伟达公布了财报。毛利率升至75%。", ["nvidia"]),
        ("英伟达公布了财报。全球有300万人失业。", [None]),
        # A model's size is the model's, its maker's income the maker's.
        ("DeepSeek的DeepSeek-V3有6710亿参数。", ["deepseek-v3"]),
        ("Accuracy was 97% for Claude Haiku 4.5.", ["claude-haiku-4.5"]),
    ],
)
def test_whom_a_figure_is_about(text: str, entities: list[str | None]) -> None:
    assert [entity for entity, _ in said(text)] == entities


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("2025年上半年营收12亿元,去年同期9亿元。", ["2025-H1", "2024-H1"]),
        ("三季度营收570亿美元。", ["2025-Q3"]),
        ("前三季度亏损6亿元。", ["2025-9M"]),
        ("去年九月是4180美元,上个月是412美元。", ["2025-09", "2026-01"]),
        ("预计2026—2028年净利润为11亿、17亿和23亿元。", ["2026", "2027", "2028"]),
        ("2026—2028年的净利润合计51亿元。", [None]),
        ("渗透率达74%,较2024年提升54个百分点。", [None, None]),
        ("Last quarter revenue was $3bn, up from $2bn.", ["2025-Q4", "2025-Q4"]),
        ("Revenue was $5 billion in the third quarter of 2025.", ["2025-Q3"]),
        ("2021年创立的公司去年融资5亿元。", ["2025"]),
        (
            "OpenAI's revenue was $20 billion in 2025, compared with $6 billion in 2024.",
            ["2025", "2024"],
        ),
        (
            "OpenAI ended 2025 with revenue of $20 billion, up from $6 billion a year earlier.",
            ["2025", "2024"],
        ),
        ("Anthropic, founded in 2021, raised $13 billion.", [None]),
        ("Revenue was $3 billion in 2025 and profit was $1 billion.", ["2025", "2025"]),
        # 同期 is the period last spoken of, 去年同期 the one before.
        ("英伟达2025年三季度营收40亿美元。AMD同期营收7亿美元。", ["2025-Q3", "2025-Q3"]),
        ("营收2025年上半年为28亿元，去年同期为6亿元。", ["2025-H1", "2024-H1"]),
        (
            "英伟达2025年三季度营收40亿美元。公司有3万名员工。AMD同期营收7亿美元。",
            ["2025-Q3", None, "2025-Q3"],
        ),
        ("AMD reported third-quarter revenue of $9 billion.", ["2025-Q3"]),
        # What it became is not of the period that it came from.
        ("毛利率由去年的31%升至43%。", ["2025", None]),
        ("三季度毛利率从31%升至43%。", ["2025-Q3", "2025-Q3"]),
        ("明年支出会比去年的1700亿元再增加。", ["2025"]),
        ("今年以来，我们叫停了30个项目。", ["2026"]),
        ("It took a charge of $800 million earlier this year.", ["2026"]),
        # When a firm was founded, and a benchmark's name, are no periods; what is so now has none.
        ("Anthropic was founded in San Francisco in 2021 and employs 2,300 people.", [None]),
        ("智谱成立于2019年，员工900人。", [None]),
        ("GPT-5 scored 94.6% on AIME 2025.", [None]),
        ("A card that rented for $8 an hour in 2023 rents for $2 today.", ["2023", None]),
    ],
)
def test_the_period_a_figure_speaks_of(text: str, periods: list[str | None]) -> None:
    assert [period for _, period in said(text)] == periods


def test_without_a_date_only_periods_that_name_their_year() -> None:
    found = extract_document("2025年收入3亿元。去年收入2亿元。", "cn").figures
    assert [f.claim.period for f in found] == ["2025", None]


@pytest.mark.parametrize(
    "role", ["oblique", "reporter", "source", "researcher", "own_report", "investor"]
)
def test_each_role_holds(role: str) -> None:
    row = tomllib.loads(models_path("claims/roles.toml").read_text(encoding="utf-8"))[role]
    first, second = ([e for _, e, _ in claims(row[name])][-1] for name in ("example", "counter"))
    named = [[m.mention.entity_id for m in extract_document(row[n], "cn").mentions]
             for n in ("example", "counter")]  # fmt: skip
    assert first == named[0][0]
    assert second == named[1][1]


def metrics() -> list[dict[str, Any]]:
    content = models_path("claims/metrics.toml").read_text(encoding="utf-8")
    listed: list[dict[str, Any]] = tomllib.loads(content)["metric"]
    return listed


@pytest.mark.parametrize("metric", metrics(), ids=lambda m: str(m["name"]))
def test_each_metric_takes_its_example_and_leaves_its_counter_example(
    metric: dict[str, Any],
) -> None:
    assert {m for _, _, m in claims(metric["example"])} == {metric["name"]}
    assert metric["name"] not in {m for _, _, m in claims(metric["counter"])}


@pytest.mark.parametrize("metric", metrics(), ids=lambda m: str(m["name"]))
def test_chinese_branches_begin_with_a_literal_so_that_the_engine_can_skip(
    metric: dict[str, Any],
) -> None:
    branches = _alternatives(metric["pattern"])
    assert [b for b in branches if "\\b" not in b and b[0] in "([.^"] == []


def test_in_the_samples_a_figure_is_about_something_named_before_it(
    sample_tables: pipeline.Tables,
) -> None:
    figures, mentions = sample_tables.figures, sample_tables.mentions
    assert figures["entity_id"].notna().sum() > 20
    assert figures["metric"].notna().sum() > 50
    assert set(figures["metric"].dropna()) <= {m["name"] for m in metrics()}
    named: dict[tuple[str, str], int] = {}
    for doc_id, number, entity in zip(
        mentions["doc_id"], mentions["sentence_id"], mentions["entity_id"], strict=True
    ):
        named.setdefault((doc_id, entity), number)
    about = figures[figures["entity_id"].notna()]
    keys = zip(about["doc_id"], about["entity_id"], about["sentence_id"], strict=True)
    assert [(d, e) for d, e, number in keys if named.get((d, e), number + 1) > number] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # What is compared with has its own figure.
        (
            "英伟达市盈率30倍，高于AMD的25倍。",
            [("30倍", "nvidia", "pe_ratio"), ("25倍", "amd", "pe_ratio")],
        ),
        # Behind what is measured a name is spoken of: shares of, run on, 由…生成.
        ("Shares of AMD fell 6%.", [("6%", "amd", "share_price")]),
        # A heading that is a name alone holds for the lines below it.
        (
            "各家的价钱差得很远。\n\n■ Claude\n．Pro：每月20美元\n\n■ Gemini\n．Pro：每月650元\n",
            [("20美元", "claude", "price"), ("650元", "gemini", "price")],
        ),
        # Of everybody a clause says nothing of the one named before.
        (
            "英伟达营收100亿美元。整个行业去年亏损3亿美元。",
            [("100亿美元", "nvidia", "revenue"), ("3亿美元", None, "loss")],
        ),
        # Behind the figure stands what it measures.
        ("They paid 35 times sales for it.", [("35 times", None, "pe_ratio")]),
    ],
)
def test_places_of_a_name(text: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    assert claims(text) == expected


def test_a_table_names_what_its_column_measures() -> None:
    table = "| 模型 | 正确率 | 价格 |\n|---|---|---|\n| Claude | 96.3% | 20美元 |\n"
    assert [metric for _, _, metric in claims(table)] == ["score", "price"]


def test_a_row_names_what_it_measures_where_the_columns_are_firms() -> None:
    table = (
        "（单位：亿元）\n| 项目 | 商汤 | 沐曦股份 |\n|---|---|---|\n"
        "| 营业收入 | 21.4 | 12.3 |\n| 同比 | 36% | 454% |\n"
    )
    assert [metric for _, _, metric in claims(table)] == ["revenue", "revenue", "growth", "growth"]


def test_empty_lines_between_rows_leave_the_table_whole() -> None:
    table = "| 模型 | 正确率 |\n\n| Claude | 96.3% |\n\n| Gemini | 91% |\n"
    assert [metric for _, _, metric in claims(table)] == ["score", "score"]


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        # What people get by the hour is pay, what a machine costs by the hour a price.
        ("标注由退休教师来做，每小时40元。", "pay"),
        ("这种显卡每小时40元。", "price"),
        # A part of what the sentence before told is of the same.
        ("公司去年收入9亿元。其中3亿元来自一家客户。", "revenue"),
        ("几家公司昨晚都动了，最狠的打到三折。", "price"),
        # A deal has its worth, a firm its valuation.
        ("Acme signed a contract worth $3.4 billion.", "contract"),
        ("Acme is worth $3.4 billion.", "valuation"),
        ("账上现金及短期投资约300亿元。", "cash"),
        ("他们连夜加了3000张卡。", "chips"),
        ("这是一家120人的民营公司。", "employees"),
    ],
)
def test_what_a_figure_measures(text: str, metric: str) -> None:
    assert claims(text)[-1][2] == metric


def test_what_is_owed_to_a_firm_is_no_debt_of_it() -> None:
    for metric in metrics():
        if "unless" in metric:
            assert metric["name"] not in {m for _, _, m in claims(metric["owed"])}
    assert claims("Trade receivables rose to $96 million.")[0][2] != "debt"
    assert claims("贷款19亿元，应收票据3亿元。")[0][2] == "debt"


def test_patients_and_pupils_are_nobodys_staff() -> None:
    assert claims("试验收了8,412名患者。")[0][2] is None
    assert claims("公司裁了8,412名员工。")[0][2] == "employees"


def test_a_row_of_bars_is_looked_through_in_passing() -> None:
    assert len(claims("| 3% " * 3000)) == 3000


COUNTED = tomllib.loads(models_path("claims/counted.toml").read_text(encoding="utf-8"))["counted"]


@pytest.mark.parametrize("entry", COUNTED, ids=lambda e: e["units"][0])
def test_what_is_counted_has_no_metric_of_other_things(entry: dict[str, Any]) -> None:
    def metrics(text: str) -> set[str | None]:
        figures = extract_document(text, "cn").figures
        return {
            f.claim.metric
            for f in figures
            if {f.figure.unit, f"{f.figure.unit}/{f.figure.per}"}.intersection(entry["units"])
        }

    assert metrics(entry["example"]) & set(entry["metrics"])
    assert metrics(entry["counter"]) <= {None, *entry["metrics"]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Adobe's net income was $1.8 billion, or $4.20 a share."
            " Adobe pays a dividend of 30 cents a share.",
            ["profit", "profit", "dividend"],
        ),
        (
            "Adobe earned 21 cents a share, against a consensus of 17 cents.",
            ["profit", "profit"],
        ),
        ("Nvidia, worth roughly $4.7 trillion, is first.", ["market_cap"]),
        ("Microsoft, at $3.8 trillion, is second.", ["market_cap"]),
        ("Anthropic is now worth $61 billion.", ["valuation"]),
        ("Oracle signed a contract with OpenAI, worth $300 billion.", ["contract"]),
        ("Anthropic raised $13 billion at a $183 billion valuation.", ["funding", "valuation"]),
        (
            "Mistral closed a $9 billion round at a $70 billion pre-money valuation.",
            ["funding", "valuation"],
        ),
        ("月之暗面以21亿美元的投后估值融资3亿美元。", ["valuation", "funding"]),
        ("月之暗面融资3亿美元，估值21亿美元。", ["funding", "valuation"]),
        ("xAI expects to lose about $6 billion this year.", ["loss"]),
        ("Mistral is generating about $70 million a month.", ["revenue"]),
        ("AMD raised its capital expenditures outlook to $3 billion.", ["investment"]),
        ("AMD spent $3 billion on capex.", ["investment"]),
        ("腾讯新批准200亿港元股票回购计划。", ["dividend"]),
        ("腾讯斥资11亿港元，完成回购。", ["dividend"]),
        ("AMD在其他市场实现约7亿美元销售额。", ["revenue"]),
        ("AMD全年营收规模有望突破300亿美元。", ["revenue"]),
        # How far off it may be measures nothing; a rate of growth, what grows.
        ("AMD预计营收54亿美元（上下浮动3%）。", ["revenue", None]),
        ("Revenue is expected to be $6.5 billion, plus or minus 3%.", ["revenue", None]),
        ("The market will reach $9 billion, growing at a CAGR of 34%.", ["market_size"] * 2),
        # Turnover of shares is no price.
        ("腾讯报656港元，全日成交额112亿港元。", ["share_price", None]),
    ],
)
def test_frames_that_leave_no_doubt_what_is_measured(text: str, expected: list[str]) -> None:
    assert [metric for _, _, metric in claims(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Meta plans to spend about $65 billion on capex, up from $39 billion last year.",
            [("meta", "investment")] * 2,
        ),
        (
            "OpenAI has five million paying users, up from three million in June.",
            [("openai", "users")] * 2,
        ),
        ("AMD营收92亿美元，高于市场预期的87亿美元。", [("amd", "revenue")] * 2),
        # Against another's, it is the other's.
        (
            "GPT-5 scores 79% on the exam, against 71% for Claude Opus 4.",
            [("gpt-5", "score"), ("claude-opus-4", "score")],
        ),
    ],
)
def test_what_a_figure_is_compared_with_measures_the_same(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert [(entity, metric) for _, entity, metric in claims(text)] == expected


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        # 其 behind what a firm says is the firm, whoever was spoken of before.
        (
            "AMD收入增长32%。作为对比，智谱近日披露，其收入增长51%，净亏损9亿元。",
            ["amd", "zhipu", "zhipu"],
        ),
        ("据智谱此前公布的财报，收入增长51%。", ["zhipu"]),
        # Who counts markets has none of what is counted.
        ("IDC predicts that spending on such tools will reach $143 billion.", [None]),
        ("台积电总裁魏哲家预估，今年资本支出达540亿美元。", ["tsmc"]),
    ],
)
def test_who_tells_of_what(text: str, entities: list[str | None]) -> None:
    assert [entity for _, entity, _ in claims(text)] == entities


def test_a_row_that_says_nothing_below_names_measures_what_its_words_say() -> None:
    table = (
        "| Spec | DeepSeek V3 | Llama 3.1 405B |\n| --- | --- | --- |\n"
        "| Hardware | 2,048 H800 GPUs | 16,384 H100 GPUs |\n| Training tokens | 14.8T | 15T |\n"
    )
    assert [m for _, _, m in claims(table)] == ["chips"] * 2 + ["training_data"] * 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AMD is to acquire Cohere for $7.75 billion.", ("cohere", "valuation")),
        (
            "AMD has agreed to buy Cohere, a model maker, for about $7 billion.",
            ("cohere", "valuation"),
        ),
        ("AMD以约20亿美元现金收购了智谱。", ("zhipu", "valuation")),
        # A sum of several is of none of them, what one of them has its own.
        ("OpenAI, Anthropic and Mistral have together raised $126 billion.", (None, "funding")),
        ("阿里、腾讯和百度合计投入3800亿元。", (None, "investment")),
        (
            "Meta, Microsoft and Google are on track to spend $400 billion on capex.",
            (None, "investment"),
        ),
        (
            "OpenAI, Anthropic and Mistral are rivals; OpenAI raised $40 billion.",
            ("openai", "funding"),
        ),
    ],
)
def test_deals_and_sums(text: str, expected: tuple[str | None, str]) -> None:
    (claim,) = [f.claim for f in extract_document(text, "cn").figures]
    assert (claim.entity_id, claim.metric) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Meta bought Nvidia chips for $2 billion.",
        "Meta斥资20亿美元收购英伟达芯片。",
        "微软以30亿美元收购AMD 3%的股份。",
        "软银以6亿元收购智谱员工所持股份。",
        "阿里斥资9亿元买下百度旧园区。",
        "我花25元买下Kimi的会员。",
        "Small investors buy AMD for $160.",
        "Microsoft purchases Nvidia at about $30 billion a year.",
        "Meta will buy Oracle for $90 billion of computing.",
    ],
)
def test_what_is_bought_from_a_firm_is_not_the_firm(text: str) -> None:
    claim = extract_document(text, "cn").figures[0].claim
    assert claim.metric != "valuation"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("智谱首席执行官表示：“我们的收入增长了40%。”", "zhipu"),
        ('"We signed 700 customers," said the chief executive of Snowflake.', "snowflake"),
        # What one expects or sees, and the industry that one is in, is not one's own.
        ("高盛首席分析师说：“我们预计市场将增长40%。”", None),
        ('"In our industry, 90% of tests fail," said the chief executive of Salesforce.', None),
    ],
)
def test_what_a_speaker_says_of_the_own_firm(text: str, expected: str | None) -> None:
    (claim,) = [f.claim for f in extract_document(text, "cn").figures]
    assert claim.entity_id == expected


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("The startup seeks $20m from Sequoia.", "fine"),
        ("She was awarded $50,000 by the science foundation.", "fine"),
        ("The flat was priced at $2 million and changed hands for $1.8 million.", "valuation"),
        ("公司把芯片卖给3家客户，共20亿元", "valuation"),
        ("4 TP workers at 85%", "share_price"),
        ("margin was on margin of 30%", "debt"),
        ("流量达到300万次", "calls"),
    ],
)
def test_words_of_a_metric_are_not_taken_in_another_meaning(text: str, metric: str) -> None:
    found = claims(text)
    assert found
    assert metric not in {m for _, _, m in found}
