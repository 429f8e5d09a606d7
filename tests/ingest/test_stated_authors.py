"""Who is stated as the author: the name, without the task beside it."""

from __future__ import annotations

import time

import pytest

from pipeline.ingest.page import RawPage, ingest_page
from pipeline.ingest.stated_authors import (
    House,
    Task,
    houses,
    is_house,
    stated_author,
    tasks,
    without_task,
)


@pytest.mark.parametrize("task", tasks(), ids=lambda t: t.name)
def test_each_task_goes_from_its_example_and_not_from_its_counter(task: Task) -> None:
    assert without_task(task.example) == task.left
    assert without_task(task.counter) == task.counter


@pytest.mark.parametrize(
    ("stated", "author"),
    [
        ("記者林一舟", "林一舟"),
        ("记者 林一舟", "林一舟"),
        ("編輯 林一舟", "林一舟"),
        ("责任编辑：林一舟", "林一舟"),
        ("撰文／林一舟", "林一舟"),
        ("本報記者林一舟、周小滿", "林一舟、周小滿"),
        ("林一舟（記者）", "林一舟"),
        ("林一舟 记者", "林一舟"),
        ("By Nora Whitfield", "Nora Whitfield"),
        ("Reporter: Nora Whitfield", "Nora Whitfield"),
        ("Nora Whitfield, Senior Reporter", "Nora Whitfield"),
        ("Nora Whitfield (Staff Writer)", "Nora Whitfield"),
        ("By Staff Reporter Nora Whitfield", "Nora Whitfield"),
        ("编译局小王", "编译局小王"),
        ("记者站", "记者站"),
        ("Writer’s Room", "Writer’s Room"),
        ("远望报／ 記者林一舟／台北即時報導", "林一舟"),
        ("Staff Writer", None),
        ("記者", None),
    ],
)
def test_the_stated_author_is_a_name(stated: str, author: str | None) -> None:
    assert stated_author(stated, None) == author


@pytest.mark.parametrize("value", ["文图" * 40, "文" * 120, "记者编辑" * 30, "圖、" * 50])
def test_a_value_of_words_for_tasks_is_read_in_no_time(value: str) -> None:
    began = time.process_time()
    stated_author(value, None)
    assert time.process_time() - began < 1


@pytest.mark.parametrize("house", houses(), ids=lambda h: h.name)
def test_a_house_is_told_by_its_name(house: House) -> None:
    assert is_house(house.example)
    assert not house.find.fullmatch(house.counter)


@pytest.mark.parametrize("name", ["远望财经", "中央通讯社", "网易", "Harbour Compute, Inc."])
def test_a_house_gives_way_to_whom_a_byline_names(name: str) -> None:
    prose = "推理的价格在一年里跌了四成,电价却涨了一成,账本上的数字第一次倒了过来,没有人再笑。"
    head = f'<html><head><meta name="author" content="{name}"></head><body><h1>谁付电费</h1>'
    signed = f"{head}<p>记者 林一舟</p><p>{prose}</p><p>{prose}再说一遍。</p></body></html>"
    unsigned = signed.replace("<p>记者 林一舟</p>", "")
    assert ingest_page(RawPage("a.html", signed.encode())).author == "林一舟"
    assert ingest_page(RawPage("a.html", unsigned.encode())).author == name


def test_a_person_who_is_stated_gives_way_to_nobody() -> None:
    assert not is_house("林一舟")
    assert not is_house("Nora Whitfield")
    assert not is_house("老账房")
