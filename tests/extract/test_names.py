"""Names in text: known and unknown ones, their types, their links, and what is no name."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.extract.mention import Mention
from pipeline.extract.names import find_mentions
from pipeline.extract.open_cues import cues, evidence
from pipeline.ingest.script import fold
from pipeline.knowledge.check import check
from pipeline.knowledge.entity import Entity, KnowledgeBase
from pipeline.knowledge.extension import knowledge_base

CASES = Path(__file__).parent / "cases"
SCORED = ("company", "model", "person")


def load(group: str) -> list[Any]:
    lines = (CASES / f"{group}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def mentions(text: str) -> list[Mention]:
    return [m for m in find_mentions(fold(text)) if m.type in SCORED]


@pytest.mark.parametrize("case", load("known") + load("open_class"), ids=lambda c: c["text"][:24])
def test_names_are_found_with_their_type(case: dict[str, Any]) -> None:
    assert [[m.surface, m.type] for m in mentions(case["text"])] == case["names"]


@pytest.mark.parametrize("case", load("negative"), ids=lambda c: c["text"][:24])
def test_ordinary_words_are_no_names(case: dict[str, Any]) -> None:
    assert [(m.surface, m.type) for m in mentions(case["text"])] == []


@pytest.mark.parametrize(
    "case", load("known") + load("open_class") + load("negative"), ids=lambda c: c["text"][:24]
)
def test_mentions_are_in_order_and_do_not_overlap(case: dict[str, Any]) -> None:
    text = fold(case["text"])
    found = find_mentions(text)
    assert all(text[m.start : m.end] == m.surface for m in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(0 < m.score <= 1 for m in found)
    assert find_mentions(text) == found


def test_forms_of_an_unknown_company_share_one_entity() -> None:
    text = "企业软件商泊川科技（Pochuan Technologies，下称泊川）宣布裁员。一年前，泊川还在招人。"
    companies = [m for m in mentions(text) if m.type == "company"]
    assert {m.surface for m in companies} == {"泊川科技", "Pochuan Technologies", "泊川"}
    assert len({m.entity_id for m in companies}) == 1


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("埃利亚斯·温特不同意。温特说，账算错了。", ["埃利亚斯·温特", "温特"]),
        ("My guest is Charmaine Seah, who founded it. Seah: we pay for errors.",
         ["Charmaine Seah", "Seah"]),
        ("A note by Bartholomew Kwan (关柏涛) of Evergild Capital. 关柏涛 said so.",
         ["Bartholomew Kwan", "关柏涛", "关柏涛"]),
        ("我妈，蒋美玉女士，退休前在粮站。它说，美玉阿姨，您可以放心。", ["蒋美玉", "美玉"]),
    ],
)  # fmt: skip
def test_all_forms_of_a_person_are_one(text: str, forms: list[str]) -> None:
    people = [m for m in mentions(text) if m.type == "person"]
    assert [m.surface for m in people] == forms
    assert len({m.entity_id for m in people}) == 1


def test_two_of_one_surname_stay_two() -> None:
    people = [m for m in mentions("柯国梁和柯明远都到了。老柯先走。") if m.type == "person"]
    assert len({m.entity_id for m in people if len(m.surface) == 3}) == 2


def test_a_bare_version_does_not_take_over_another_family() -> None:
    (name,) = [m for m in mentions("DeepSeek引发关注。青鸾发布扶摇 V2 Pro。") if m.type == "model"]
    assert (name.surface, name.entity_id) == ("扶摇 V2 Pro", "扶摇-v2-pro")


@pytest.mark.parametrize(
    "text",
    ["OpenAI（提供基础模型）与Claude Code（终端原生）", "权重以MIT许可证放出，谁都可以拿去改。"],
)
def test_what_brackets_and_licences_say_is_no_name(text: str) -> None:
    known = {"OpenAI", "Claude Code"}
    assert {m.surface for m in find_mentions(fold(text))} <= known


def test_a_person_is_followed_by_surname() -> None:
    text = "总经理令狐远在会后表示，订单很满。令狐说完就走了。"
    people = [m for m in mentions(text) if m.type == "person"]
    assert [m.surface for m in people] == ["令狐远", "令狐"]
    assert len({m.entity_id for m in people}) == 1


def test_versions_point_to_their_family() -> None:
    text = "旗舰泊川-Ultra-671B和端侧的泊川-Nano-1.8B都开放权重，这两款模型不大。"
    models = [m for m in mentions(text) if m.type == "model"]
    assert [m.surface for m in models] == ["泊川-Ultra-671B", "泊川-Nano-1.8B"]
    assert all(m.entity_id.startswith("泊川-") for m in models)


def test_a_list_tells_an_ambiguous_company() -> None:
    assert ("Plaid", "company") in {
        (m.surface, m.type) for m in mentions("She worked at Stripe and Plaid before.")
    }


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("Modular is cutting prices again, one reseller told me.", "Modular"),
        ("A utility bought Sierra last autumn.", "Sierra"),
        ("The bank acquired Moveworks and Glean.", "Glean"),
        ("Turing said it would cut 200 jobs.", "Turing"),
        ("Etched's chief executive is 24.", "Etched"),
        ("Shares of Figure fell on Monday.", "Figure"),
        ("她从理想跳槽到一家银行。", "理想"),
        ("美团投了千寻。", "千寻"),
        ("他在给联影做外包。", "联影"),
        ("ServiceNow acquired Lambda for $3 billion.", "Lambda"),
        ("Linear is valued at about $2 billion.", "Linear"),
    ],
)
def test_an_ambiguous_word_beside_what_only_firms_do_is_the_firm(text: str, surface: str) -> None:
    assert (surface, "company") in {(m.surface, m.type) for m in mentions(text)}


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("The code is modular, and the test is modular too.", "modular"),
        ("She bought a house in Sierra Leone.", "Sierra"),
        ("Turing said that machines might think one day.", "Turing"),
        ("Figure 3 shows the share of each.", "Figure"),
        ("她从理想谈到现实，又从现实谈到理想。", "理想"),
        ("他投身理想，从不后悔。", "理想"),
        ("We play games like Target shooting.", "Target"),
        ("The club has a stake in Figure skating.", "Figure"),
        ("They bought Lambda probes for the lab.", "Lambda"),
        ("Shares of Box tickets went unsold.", "Box"),
        ("Linear is valued at 7 on this scale.", "Linear"),
        ("Linear said it was raining.", "Linear"),
        ("He bought Harvey a beer.", "Harvey"),
        ("她入职理想的单位已经三年。", "理想"),
        ("有人从理想跳槽到生活。", "理想"),
        ("我投了创意，也投了时间。", "创意"),
        ("台积电同仁提出创意，主管很高兴。", "创意"),
        ("Berkshire said it would repair three schools.", "Berkshire"),
        ("He posted on the wall: Medium roast only.", "Medium"),
    ],
)
def test_an_ambiguous_word_in_its_plain_use_is_no_firm(text: str, surface: str) -> None:
    assert (surface, "company") not in {(m.surface, m.type) for m in mentions(text)}


@pytest.mark.parametrize("kind", ["company", "latin-company", "listed-company", "person"])
def test_every_cue_matches_its_example_and_not_its_counter(kind: str) -> None:
    for number, cue in enumerate(cues(kind)):
        assert evidence(kind, *marked(cue.example))[number] == cue.weight, cue.example
        assert evidence(kind, *marked(cue.counter))[number] == 0, cue.counter


def marked(sentence: str) -> tuple[str, int, int]:
    """The sentence without its marks, and the marked span."""
    start = sentence.index("⟦")
    end = sentence.index("⟧") - 1
    return sentence.replace("⟦", "").replace("⟧", ""), start, end


def test_the_knowledge_base_is_sound() -> None:
    assert check(knowledge_base()) == []


def test_faults_of_a_knowledge_base_are_found() -> None:
    entities = [
        Entity("a", "company", "阿尔法", ("阿尔法",), aliases=("阿尔法",), maker="nobody"),
        Entity("b", "company", "阿尔法", (), ("阿爾法",), aliases=("阿尔法",)),
        Entity("c", "model", "Circle", aliases=("Circle",), ambiguous=frozenset({"circle"})),
        Entity("d", "company", "Delta", ("t=DLT",), aliases=("Delta",)),
    ]  # fmt: skip
    found = check(KnowledgeBase({e.id: e for e in entities}))
    assert {(f.kind, f.entity_id) for f in found} == {
        ("duplicate", "b"),
        ("reference", "a"),
        ("script", "b"),
        ("rule", "c"),
        ("script", "d"),
        *(("source", name) for name in "abcd"),
    }
