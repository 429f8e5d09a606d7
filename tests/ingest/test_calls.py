"""Calls to action, by which an advert among paragraphs is told from a paragraph about adverts."""

from __future__ import annotations

import re
import time

import pytest

from pipeline.ingest.calls import Call, call_book, calls_to_action

BOOK = call_book()


@pytest.mark.parametrize("call", BOOK.calls, ids=lambda c: c.name)
def test_a_call_finds_its_example_and_not_its_counter_example(call: Call) -> None:
    assert calls_to_action(call.example)
    assert not calls_to_action(call.counter)
    sentences = re.split(r"(?<=[.。])\s*|:\s", call.example)
    assert any(re.fullmatch(call.pattern, s.strip(" .。")) for s in sentences)


@pytest.mark.parametrize(
    "line",
    [
        "The slogan on the quay said it all: Try it free for 30 days.",
        "Try it free? Nobody in the yard did.",
        "He wrote three words on the hull. Order yours now.",
        "“Book now,” the sign read. “Tickets from £12.”",
        "用户升级后即可获得限时半价,官方称下周开放报名。",
        "The lease costs more than the boat. Subscribe to the tide tables if you must.",
        "Don't buy anything before the autumn auction. Sign up for its catalogue instead.",
        "Get your own soundings. Ours come from one harbour and a bad winter.",
        "Weigh the anchor first. Add your fuel. Then decide.",
        "Build your own model.",
        "Now hiring is slow.",
        "From $20 a month until June, the price doubled.",
        "Double your compute and you double your losses.",
        "Learn more. Fail more.",
        "加入「算力联盟」的企业有三百家",
        "产品还在预售中",
        "招生中心关了门",
        "",
    ],
)
def test_who_tells_of_an_offer_calls_nobody(line: str) -> None:
    assert not calls_to_action(line)


@pytest.mark.parametrize(
    "piece", ["Join 9 ", "Details: ", "加入「", ". ", "— ", "Try a free ", "a, "]
)
def test_time_does_not_grow_with_hostile_lines(piece: str) -> None:
    began = time.process_time()
    for length in (499, 500, 200_000):
        calls_to_action((piece * length)[:length])
    assert time.process_time() - began < 0.5
