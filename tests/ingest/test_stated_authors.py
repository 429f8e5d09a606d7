"""Who is stated as the author: the name, without the task beside it."""

from __future__ import annotations

import time

import pytest

from pipeline.ingest.stated_authors import Task, stated_author, tasks, without_task


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
