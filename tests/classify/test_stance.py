"""Stance: what must hold whatever the weights are, and the way of weights and labels in and out."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import skops.io

import pipeline
from pipeline.classify.document import ReadDocument, judge_documents
from pipeline.classify.features import Reading, read
from pipeline.classify.labels import SIGNS, LabelledDocument, read_labels
from pipeline.classify.model import (
    LABELS,
    StanceModel,
    context_features,
    probabilities,
    stance_model,
)
from pipeline.classify.one_sided import with_one_sided
from pipeline.classify.sides import named_in
from pipeline.classify.targets import masked_sentences
from pipeline.classify.train import train
from pipeline.classify.wording import of_documents
from pipeline.errors import InputError, KnowledgeError, MineError
from pipeline.extract.document import extract_document
from pipeline.extract.names import Mention
from pipeline.ingest.script import Converter

GOOD = """国产模型的好日子来了

去年以来，国产大模型的价格下降了九成，用户增长了三倍，企业纷纷表示满意。开发者对新版本的评价很高，认为响应更快、更稳定。

投资人也看好这个方向，认为未来几年市场会持续扩大。新的应用不断涌现，效率提升明显，客户的信心越来越足。

可以预期，明年会是行业丰收的一年，技术突破将带来更多机会。
"""
BAD = """算力泡沫的账单

去年以来，行业的亏损不断扩大，融资越来越难，许多公司已经裁员。开发者抱怨模型频繁出错，安全漏洞也没有人修补。

投资人开始担心泡沫破裂，认为估值严重脱离现实。数据中心的电费暴涨，居民抗议不断，监管的风险也在上升。

可以预期，明年会有更多公司倒闭，这场危机还远没有结束。
"""
GOOD_ENGLISH = """A very good year for small models

Prices fell sharply, users tripled, and customers are delighted.\
 The new version is faster and safer than anything before it.

Investors are confident, and the outlook is bright.\
 The breakthrough opens remarkable opportunities for hospitals.
"""
BAD_ENGLISH = """The bill for the bubble

Losses keep growing, funding has dried up, and thousands were laid off.\
 The models fail often, and nobody repairs the security holes.

Investors fear a crash, and regulators warn of serious harm.\
 The crisis is getting worse, and more firms will go bankrupt.
"""
PLAIN_SLUMP = """AI 概念股全面下挫,費半跌4.1%

美股週三收黑,人工智慧相關類股領跌。費城半導體指數收在4,812點,下跌4.1%。\
伺服器廠迅泰科技重挫17%,創上市以來最大單日跌幅。該公司前一天承認最大客戶縮減了明年的訂單。

記憶體廠與散熱廠同步走低。恐慌指數升至31。資金轉往公債避險,十年期殖利率降到3.9%。\
交易員表示,市場開始懷疑雲端業者的資本支出能否回收。今年以來漲幅最大的十檔個股平均跌掉兩成。
"""


def read_document(text: str) -> ReadDocument:
    found = extract_document(text, "cn")
    mentions: dict[int, list[Mention]] = {}
    for number, mention in found.mentions:
        mentions.setdefault(number, []).append(mention)
    return ReadDocument(text, None, found.sentences, mentions)


def read_labelled(documents: list[LabelledDocument]) -> Reading:
    return read([text for d in documents for text in masked_sentences(d.document)])


def judgements(analysis: pipeline.Analysis) -> list[dict[str, object]]:
    rows = analysis.stance.drop(columns="doc_id").to_dict("records")
    return [{str(k): None if v is pd.NA or v != v else v for k, v in row.items()} for row in rows]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (GOOD, "optimistic"),
        (BAD, "cautionary"),
        (GOOD_ENGLISH, "optimistic"),
        (BAD_ENGLISH, "cautionary"),
        (PLAIN_SLUMP, "cautionary"),
    ],
)
def test_a_text_of_good_or_bad_news_only_is_judged_so(text: str, label: str) -> None:
    found = pipeline.analyze(text)
    assert found.stance_label == label
    sign = 1 if label == "optimistic" else -1
    document = found.stance[found.stance["level"] == "document"].iloc[0]
    assert sign * document["score"] > 0
    industry = found.stance[found.stance["entity_id"] == "topic:ai-industry"].iloc[0]
    assert industry["label"] == label


@pytest.mark.parametrize("text", [GOOD, BAD])
def test_the_script_does_not_change_the_judgement(text: str) -> None:
    simplified = pipeline.analyze(text)
    traditional = pipeline.analyze(Converter("s2t").convert(text))
    assert traditional.documents["script"].item() != "hans"
    assert judgements(traditional) == judgements(simplified)


def test_the_sample_articles_are_judged_alike_in_both_scripts(
    sample_tables: pipeline.Tables,
) -> None:
    documents = sample_tables.documents
    there, back = Converter("s2t"), Converter("t2s")
    compared = 0
    for text in documents[documents["language"] == "zh"]["text"]:
        traditional = there.convert(text)
        # A few words have two traditional forms, of which not every one leads back.
        if back.convert(traditional) == back.convert(text):
            first = pipeline.analyze(text, conversion="t2s")
            second = pipeline.analyze(traditional, conversion="t2s")
            assert judgements(first) == judgements(second)
            compared += 1
    assert compared >= 3


def test_the_order_and_company_of_documents_do_not_matter() -> None:
    documents = [read_document(t) for t in (GOOD, BAD, GOOD_ENGLISH, BAD_ENGLISH)]
    model = stance_model()
    together = judge_documents(documents, model)
    backwards = judge_documents(documents[::-1], model)[::-1]
    alone = [judge_documents([document], model)[0] for document in documents]
    assert together == backwards == alone


def test_evidence_of_a_document_stands_on_its_side() -> None:
    good = "也有一家公司今年盈利增长，客户十分满意。"
    worse = "数据中心停工，员工被欠薪。客户纷纷退订，诉讼越来越多。供应商不再赊账。"
    found = pipeline.analyze(BAD.replace("\n\n投资人", f"\n\n{good}\n\n{worse}\n\n投资人"))
    sentences = found.stance[found.stance["level"] == "sentence"].set_index("sentence_id")
    document = found.stance[found.stance["level"] == "document"].iloc[0]
    assert document["label"] == "cautionary"
    assert len(document["evidence"])
    assert all(sentences.loc[n, "score"] < 0 for n in document["evidence"])


def test_a_document_without_a_sentence_is_judged_without_a_failure() -> None:
    assert judge_documents([ReadDocument("", None, [], {})], stance_model()) == [[]]
    assert judge_documents([], stance_model()) == []


def test_swapping_one_company_for_another_does_not_change_a_sentence() -> None:
    one = pipeline.analyze("OpenAI今年的亏损继续扩大，投资人开始担心。")
    other = pipeline.analyze("Anthropic今年的亏损继续扩大，投资人开始担心。")
    assert one.mentions["type"].tolist() == other.mentions["type"].tolist() == ["company"]
    scores = [f.stance[f.stance["level"] == "sentence"]["score"].tolist() for f in (one, other)]
    assert scores[0] == scores[1]


# ------------------------------------------------------------------------------- weights


class Hostile:
    """A type that no model has."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (print, ("a file of weights ran code",))


@pytest.mark.parametrize("content", [b"", b"not a model", b"PK\x03\x04 broken archive"])
def test_damaged_weights_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "sentence.skops"
    path.write_bytes(content)
    with pytest.raises(KnowledgeError, match=r"sentence\.skops"):
        StanceModel.load(path)


def test_missing_weights_name_the_command_that_makes_them(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="mine train stance"):
        StanceModel.load(tmp_path / "none.skops")


def test_weights_cut_short_are_refused(tmp_path: Path, small_model: StanceModel) -> None:
    path = tmp_path / "sentence.skops"
    small_model.save(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(KnowledgeError, match=r"sentence\.skops"):
        StanceModel.load(path)


def test_weights_with_foreign_types_are_refused_and_run_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "sentence.skops"
    skops.io.dump(
        {"words": Hostile(), "characters": None, "scaler": None, "classifier": None}, path
    )
    with pytest.raises(KnowledgeError, match=r"sentence\.skops"):
        StanceModel.load(path)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "content", [{"words": 1}, [1, 2, 3], {"words": None, "other": None}, "text"]
)
def test_weights_of_another_shape_are_refused(tmp_path: Path, content: object) -> None:
    path = tmp_path / "sentence.skops"
    skops.io.dump(content, path)
    with pytest.raises(KnowledgeError, match=r"sentence\.skops"):
        StanceModel.load(path)


# ------------------------------------------------------------------------------- training


@pytest.fixture(scope="session")
def small_labels(repo: Path) -> list[Path]:
    return [repo / "corpus/labels/en/part-01.jsonl", repo / "corpus/labels/zh/part-01.jsonl"]


@pytest.fixture(scope="session")
def small_model(small_labels: list[Path]) -> StanceModel:
    model, _ = train(read_labels(small_labels)[:120])
    return model


def test_training_is_deterministic(small_labels: list[Path], small_model: StanceModel) -> None:
    sentences = read_labels(small_labels)
    again, quality = train(sentences[:120])
    reading = read_labelled(sentences[120:160])
    assert np.array_equal(again.logits(reading), small_model.logits(reading))
    assert again.temperature == small_model.temperature
    assert quality.sentences == 120
    assert 0 <= quality.macro_f1 <= 1
    assert 0 <= quality.calibration_error <= 1


def test_passages_teach_the_context_and_are_saved_with_it(repo: Path, tmp_path: Path) -> None:
    passages = read_labels([repo / "corpus/labels/passages/hans-1/part-01.jsonl"])
    assert all(len(passage.labels) > 2 for passage in passages)
    model, _ = train(passages)
    reading = read_labelled(passages[:1])
    bounds = np.array([0, len(reading.numbers)])
    wording = model.wording.logits(of_documents(reading.units, bounds))
    named = named_in([(len(reading.numbers), [])])
    features = context_features(model.logits(reading), reading.numbers, bounds, wording, named)
    judged = model.logits_in_context(features)
    assert judged.shape == (len(passages[0].labels), len(LABELS))
    model.save(tmp_path / "weights.skops")
    loaded = StanceModel.load(tmp_path / "weights.skops")
    assert np.array_equal(loaded.logits_in_context(features), judged)


def test_trees_that_point_outside_themselves_are_refused(repo: Path, tmp_path: Path) -> None:
    passages = read_labels([repo / "corpus/labels/passages/hans-1/part-01.jsonl"])
    model, _ = train(passages)
    assert model.context is not None
    model.context.left[0] = 10_000
    model.save(tmp_path / "weights.skops")
    with pytest.raises(KnowledgeError, match="outside"):
        StanceModel.load(tmp_path / "weights.skops")


def test_saved_weights_judge_as_before(
    tmp_path: Path, small_labels: list[Path], small_model: StanceModel
) -> None:
    small_model.save(tmp_path / "weights.skops")
    loaded = StanceModel.load(tmp_path / "weights.skops")
    reading = read_labelled(read_labels(small_labels)[:20])
    assert np.array_equal(loaded.logits(reading), small_model.logits(reading))
    shares = probabilities(loaded.logits(reading))
    assert shares.shape == (20, len(LABELS))
    assert np.allclose(shares.sum(axis=1), 1)


@pytest.mark.parametrize("count", [0, 1, 4])
def test_too_few_labels_are_refused(small_labels: list[Path], count: int) -> None:
    with pytest.raises(MineError):
        train(read_labels(small_labels)[:count])


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        '["a", "list"]',
        '{"text": "no label"}',
        '{"label": "+"}',
        '{"text": "x", "label": "very good"}',
        '{"text": "x", "label": ["+"]}',
        '{"text": "x", "label": "+", "weight": 0}',
        '{"text": "x", "label": "+", "weight": "4"}',
        '{"text": "x", "label": "+", "weight": 1e308}',
        '{"text": "x", "label": "+", "weight": 1' + "0" * 400 + "}",
        "42",
    ],
)
def test_a_bad_line_of_labels_names_file_and_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "labels.jsonl"
    good = json.dumps({"text": "用户满意。", "label": "+", "script": "hans"}, ensure_ascii=False)
    path.write_text(f"{good}\n\n{line}\n", encoding="utf-8")
    with pytest.raises(MineError, match=r"labels\.jsonl:3"):
        read_labels([path])


def test_labels_are_read_from_files_and_folders(tmp_path: Path) -> None:
    for name, text, label, script in (
        ("b.jsonl", "成本上升。", "-", "hans"),
        ("sub/a.jsonl", "It works.", "+", "none"),
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        line = {"text": text, "label": label, "script": script}
        path.write_text(json.dumps(line, ensure_ascii=False), encoding="utf-8")
    labelled = read_labels([tmp_path])
    assert {(d.document.text, d.labels[0], d.language) for d in labelled} == {
        ("成本上升。", "cautionary", "zh"),
        ("It works.", "optimistic", "en"),
    }


def test_labels_count_what_their_line_says(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    plain = {"text": "订单排到明年。", "label": "+", "script": "hans"}
    lines = [plain, plain | {"weight": 4}]
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    assert [d.weight for d in read_labels([path])] == [1.0, 4.0]


def test_an_article_may_come_without_labels_of_its_sentences(
    tmp_path: Path, small_labels: list[Path]
) -> None:
    path = tmp_path / "whole.jsonl"
    entry = {
        "script": "hant",
        "title": "帳本",
        "stance": "mixed",
        "targets": {"輝達": "+", "topic:us-ai": "0"},
        "text": "輝達的訂單排到明年。\n客戶卻在抱怨價格。沒有人知道誰會先走。",
    }
    path.write_text(json.dumps(entry, ensure_ascii=False), encoding="utf-8")
    (article,) = read_labels([path])
    assert article.stance == "mixed"
    assert article.targets == {"nvidia": "optimistic", "topic:us-ai": "neutral"}
    assert [s.text for s in article.document.sentences][1:] == [
        "客户却在抱怨价格。",
        "没有人知道谁会先走。",
    ]
    labelled = read_labels(small_labels)[:120]
    _, quality = train([*labelled, article])
    assert quality.sentences == sum(len(d.labels) for d in labelled)


def test_a_whole_article_without_a_sentence_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "whole.jsonl"
    path.write_text('{"script": "none", "stance": "mixed", "text": " "}', encoding="utf-8")
    with pytest.raises(MineError, match=r"whole\.jsonl:1"):
        read_labels([path])


def test_labels_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises((MineError, OSError), match=r"none\.jsonl"):
        read_labels([tmp_path / "none.jsonl"])


def test_whole_articles_of_one_sentence_are_not_put_together(tmp_path: Path) -> None:
    path = tmp_path / "whole.jsonl"
    rows = [
        {"script": "hans", "stance": "optimistic", "text": f"第{n}家公司的账单到期了。"}
        for n in range(20)
    ]
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text(text, encoding="utf-8")
    found = with_one_sided(read_labels([path]))
    assert [d.stance for d in found] == ["optimistic"] * 20


@pytest.mark.parametrize("text", [None, ["好。"], 3])
def test_an_article_whose_text_is_none_is_refused(tmp_path: Path, text: object) -> None:
    path = tmp_path / "whole.jsonl"
    path.write_text(json.dumps({"stance": "mixed", "text": text}), encoding="utf-8")
    with pytest.raises(MineError, match=r"whole\.jsonl:1"):
        read_labels([path])


def test_a_line_separator_inside_a_labelled_sentence_ends_no_line(tmp_path: Path) -> None:
    file = tmp_path / "own.jsonl"
    line = '{"text": "Prices fell.\u2028Rents fell too.", "label": "+", "script": "none"}\n'
    file.write_text(line, encoding="utf-8")
    assert len(read_labels([file])) == 1


@pytest.mark.parametrize(
    "sentence",
    ["营收跌了，亏损却扩大；谁来买单？", "模型(第三版)很好:又快,又便宜!", "他说「还早」，我不信。"],
)
def test_the_width_of_marks_changes_no_judgement(sentence: str) -> None:
    widths = str.maketrans("，；：！？（）「」", ",;:!?()“”")
    judged = []
    for text in (sentence, sentence.translate(widths)):
        stance = pipeline.analyze(text).stance
        judged.append(stance[stance.level == "sentence"][["label", "score"]].to_numpy().tolist())
    assert judged[0] == judged[1]


def test_many_labels_are_read_in_their_order_and_a_bad_line_among_them_is_named(
    tmp_path: Path,
) -> None:
    file = tmp_path / "own.jsonl"
    rest = "他们没有再说什么。" * 120
    rows = [{"text": f"第{n}天。{rest}", "label": "+-0"[n % 3]} for n in range(500)]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    file.write_text("\n".join(lines), encoding="utf-8")
    labelled = read_labels([file])
    assert [d.document.text for d in labelled] == [row["text"] for row in rows]
    assert [SIGNS[row["label"]] for row in rows] == [d.labels[0] for d in labelled]
    file.write_text("\n".join([*lines, "{}"]), encoding="utf-8")
    with pytest.raises(InputError, match=r"own\.jsonl:501"):
        read_labels([file])
