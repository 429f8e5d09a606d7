"""What a run on a cluster takes, by measured rates: hours, processor hours, and what holds it up.

    python benchmarks/cluster_simulation.py --gigabytes 100 1000 --nodes 1 10 100
    python benchmarks/cluster_simulation.py --gigabytes 1000 --nodes 100 --shard-mb 2 --price 0.04

Shards go through the stages as the Ray engine sends them: twice as many in flight as processors,
taken in in order, a stage after the other; the first process takes its time for each. The rates
are those of docs/benchmarks.md and may be set. Nodes are lost at random; what they had is done
again.
"""

from __future__ import annotations

import argparse
import heapq
import random
from collections import deque
from typing import Final, NamedTuple

STAGES: Final = ("ingest", "extract", "classify", "index")
MOST_SIMULATED: Final = 200_000
"""Shards; of a larger corpus so many are simulated, and the time is scaled up."""


class Rates(NamedTuple):
    """What the simulation goes by.

    Measured: `worker`, `compared`, and `driver` but for 2 ms a task assumed for Ray itself.
    Assumed: `written`, `warm` and `spread`.

    Attributes:
        worker: processor seconds a MB in each stage.
        driver: seconds of the first process a shard in each stage.
        compared: seconds of the first process for a thousand documents, between ingest and extract.
        written: MB/s at which the first process reads what it commits, to name the state.
        warm: seconds in which a worker loads its models, once a stage.
        spread: standard deviation of the logarithm of a shard's time.
    """

    worker: tuple[float, float, float, float] = (1.22, 3.23, 0.44, 0.47)
    driver: tuple[float, float, float, float] = (0.008, 0.003, 0.003, 0.009)
    compared: float = 0.29
    written: float = 400.0
    warm: float = 3.0
    spread: float = 0.35


class Told(NamedTuple):
    """What a simulated run took: hours in all, and of them hours in which the driver worked."""

    hours: float
    driver: float
    busy: float


def stage_seconds(
    shards: int,
    workers: int,
    cost: float,
    own: float,
    rates: Rates,
    chance: random.Random,
    losses: float,
) -> tuple[float, float]:
    """Seconds of one stage, and the share of the workers' time that is work.

    Args:
        shards: tasks.
        workers: processors.
        cost: seconds of a worker a task, on average.
        own: seconds of the driver a task.
        rates: warm-up and spread are taken from it.
        chance: of the spread and the losses.
        losses: nodes lost a second, in tasks a worker.
    """
    free = [rates.warm] * workers
    heapq.heapify(free)
    waiting: deque[float] = deque()
    driver = work = 0.0
    shift = -(rates.spread**2) / 2
    for _ in range(shards):
        if len(waiting) >= 2 * workers:
            driver = max(driver, waiting.popleft())
        driver += own
        took = cost * chance.lognormvariate(shift, rates.spread)
        if chance.random() < losses * took:
            took *= 1 + chance.random()  # lost on the way and done again
        begun = max(heapq.heappop(free), driver)
        heapq.heappush(free, begun + took)
        waiting.append(begun + took)
        work += took
    end = max([driver, *waiting])
    return end, work / (end * workers)


def simulate(
    gigabytes: float, nodes: int, processors: int, shard: float, document: float, rates: Rates,
    lost_an_hour: float,
) -> Told:  # fmt: skip
    """Simulate a run; `shard` is in MB, `document` in kB, losses in nodes an hour."""
    shards = max(1, round(gigabytes * 1000 / shard))
    simulated = min(shards, MOST_SIMULATED)
    scale = shards / simulated
    chance = random.Random(1)
    seconds = driver = busy = 0.0
    losses = lost_an_hour / 3600 / nodes
    for cost, own in zip(rates.worker, rates.driver, strict=True):
        took, share = stage_seconds(
            simulated, nodes * processors, cost * shard, own, rates, chance, losses
        )
        seconds += took * scale
        driver += own * shards
        busy += took * scale * share
    alone = (
        rates.compared * gigabytes * 1e6 / document / 1000 + 2 * gigabytes * 1000 / rates.written
    )
    hours = (seconds + alone) / 3600
    return Told(hours, (driver + alone) / 3600, busy / (seconds + alone))


def main() -> None:
    """Simulate what the command line says, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--gigabytes", type=float, nargs="+", default=[100.0, 1000.0])
    parser.add_argument("--nodes", type=int, nargs="+", default=[1, 10, 100])
    parser.add_argument("--processors", type=int, default=16, help="of a node")
    parser.add_argument("--shard-mb", type=float, default=0.22, help="2 for long documents")
    parser.add_argument("--document-kb", type=float, default=3.4)
    parser.add_argument("--price", type=float, default=0.04, help="of a processor for an hour")
    parser.add_argument("--lost", type=float, default=1.0, help="nodes lost an hour")
    parser.add_argument("--worker", type=float, nargs=4, help="seconds a MB by stage")
    given = parser.parse_args()
    rates = Rates() if given.worker is None else Rates(worker=tuple(given.worker))
    print("| GB | nodes | hours | hours of the first process | workers busy | price |")
    print("| --- " * 6 + "|")
    for gigabytes in given.gigabytes:
        for nodes in given.nodes:
            told = simulate(
                gigabytes, nodes, given.processors, given.shard_mb, given.document_kb, rates,
                given.lost,
            )  # fmt: skip
            price = told.hours * nodes * given.processors * given.price
            print(
                f"| {gigabytes:g} | {nodes} | {told.hours:.1f} | {told.driver:.1f} "
                f"| {told.busy:.0%} | {price:,.0f} |"
            )


if __name__ == "__main__":
    main()
