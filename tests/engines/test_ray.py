"""A Ray cluster of several nodes, one of which dies, gives the tables of a local run."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.engines.ray_cluster import RayEngine
from pipeline.errors import MissingExtraError, WorkerError
from pipeline.runner import run

# In a process of its own: Ray leaves threads, sockets and warnings behind.
_ON_A_CLUSTER = """
import json, os, sys, threading, time
from pathlib import Path

import ray
from ray.cluster_utils import Cluster

from pipeline.engines.ray_cluster import RayEngine
from pipeline.runner import run

source, out, tried = sys.argv[1:]
store = {"object_store_memory": 80 * 1024 * 1024}
quickly = {"health_check_initial_delay_ms": 0, "health_check_period_ms": 500,
           "health_check_failure_threshold": 4}
head = {"num_cpus": 1, "include_dashboard": False, "_system_config": quickly, **store}
cluster = Cluster(initialize_head=True, head_node_args=head)
nodes = [cluster.add_node(num_cpus=1, **store) for _ in range(2)]
ray.init(address=cluster.address, log_to_driver=False, logging_level="error")
before = len(ray.nodes())


head_id, victim = cluster.head_node.node_id, Path(tried, "victim")


def noted(number):
    # The first task that runs on another node than the head stays there until that node dies.
    own = ray.get_runtime_context().get_node_id()
    Path(tried, f"{number}-{os.getpid()}").touch()
    if own != head_id and not victim.exists():
        victim.write_text(own)
        time.sleep(300)
    time.sleep(0.5)
    return number


def lose(node):
    cluster.remove_node(node, allow_graceful=False)
    nodes.remove(node)


def lose_victim():
    while not victim.exists() or not victim.read_text():
        time.sleep(0.1)
    lose(next(node for node in nodes if node.node_id == victim.read_text()))


killer = threading.Thread(target=lose_victim)
killer.start()
with RayEngine() as engine:
    found = list(engine.map(noted, range(12)))
killer.join()
nodes.append(cluster.add_node(num_cpus=1, **store))


class Killing:
    # Once documents come back, so that workers are at it on all nodes.
    lost = 0

    def start(self, stage, count):
        self.stage = stage

    def advance(self, count):
        if self.stage == "extract" and not self.lost:
            self.lost += 1
            lose(nodes[0])

    def finish(self):
        pass


told = Killing()
report = run([source], out, engine="ray", progress=told)
answer = {"before": before, "found": found, "documents": report.documents, "lost": told.lost,
          "rejected": len(report.rejected)}
Path(tried).with_suffix(".json").write_text(json.dumps(answer))
ray.shutdown()
cluster.shutdown()
"""


def tables_of(folder: Path) -> dict[str, bytes]:
    """The bytes of every part of every table."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.glob("*/part-*.parquet"))
    }


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Enough small documents for a dozen shards."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    for number in range(800):
        text = f"第{number}篇\n\n智谱的GLM-{number}今年收入{number + 3}亿元，市场看好。\n"
        (folder / f"{number:04d}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.slow
def test_a_cluster_that_loses_nodes_gives_the_tables_of_a_local_run(
    corpus: Path, tmp_path: Path
) -> None:
    pytest.importorskip("ray", reason="Ray is not installed: pip install '.[ray]'")
    run([str(corpus)], tmp_path / "local", workers=1)
    tried = tmp_path / "tried"
    tried.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", _ON_A_CLUSTER, str(corpus), str(tmp_path / "ray"), str(tried)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(tried.with_suffix(".json").read_text())
    assert told == {
        "before": 3, "found": list(range(12)), "documents": 800, "lost": 1, "rejected": 0,
    }  # fmt: skip
    assert len(list(tried.glob("*-*"))) > 12, "no task was lost with its node and tried again"
    assert tables_of(tmp_path / "ray") == tables_of(tmp_path / "local")


def test_an_address_at_which_nobody_listens_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("ray", reason="Ray is not installed: pip install '.[ray]'")
    monkeypatch.setenv("RAY_ADDRESS", "127.0.0.1:1")
    with (
        pytest.raises(WorkerError, match=r"RAY_ADDRESS=127\.0\.0\.1:1: no Ray") as caught,
        RayEngine(),
    ):
        pass
    assert "\n" not in str(caught.value)


def test_without_ray_the_command_that_installs_it_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingExtraError, match=r"pip install -e '\.\[ray\]'"):
        RayEngine()
