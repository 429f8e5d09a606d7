"""Kill runs again and again, let them go on, and compare with a run that nobody disturbed.

    python benchmarks/kills.py                      100 kills at random moments, two workers
    python benchmarks/kills.py --boundaries         at every change to a folder, one after the other
    python benchmarks/kills.py --kills 20 --workers 1 --seed 7

A kill is SIGKILL to the process that was started, or, each third time, to one of its workers, of
which the run must not even take notice. Runs start on an empty folder, or on the output of a
smaller corpus. After each kill the folder must show one whole state: none, the one before, or the
new one. The run after the last kill must end with the bytes of the undisturbed run.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
CHANGES: Final = ("rename", "replace", "unlink", "rmdir", "symlink", "link", "mkdir", "fsync")
KILLED: Final = 9
MOST_IN_A_ROW: Final = 3

Tables = dict[str, bytes]


def tables_of(folder: Path) -> Tables:
    """What any program finds in an output folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.glob("*/part-*.parquet"))
    }


def make_corpus(folder: Path, documents: int) -> None:
    """Documents of every kind: the sample, copies of it, short ones with one foot."""
    folder.mkdir()
    sample = sorted((ROOT / "corpus/sample").iterdir())
    foot = "关注我们的公众号，第一时间获得人工智能行业的深度报道与独家数据。"
    for number in range(documents):
        if number % 6 == 0:
            shutil.copy(sample[number // 6 % len(sample)], folder / f"{number:04d}.txt")
        else:
            body = f"智谱的GLM-{number}今年收入{number + 3}亿元，市场看好。"
            text = f"第{number}篇\n\n{body}\n\n{foot}\n"
            (folder / f"{number:04d}.txt").write_text(text, encoding="utf-8")


def check(folder: Path, allowed: Sequence[Tables]) -> None:
    """Stop if the folder shows anything but one of the states that it may show."""
    if tables_of(folder) not in allowed:
        raise SystemExit(f"{folder}: a state that is neither the one before nor the one after")


# ------------------------------------------------------------------------------- random moments


def start(place: Path, workers: int) -> subprocess.Popen[bytes]:
    """A run in a process of its own."""
    command = [sys.executable, "-m", "pipeline.cli", "run", "large", "--out", "out", "-q"]
    return subprocess.Popen(
        [*command, "--workers", str(workers)],
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def workers_of(process: int) -> list[int]:
    """The processes that a process has started, resource trackers left out."""
    found = []
    with contextlib.suppress(OSError):
        for child in Path(f"/proc/{process}/task/{process}/children").read_text().split():
            if b"popen_loky" in Path(f"/proc/{child}/cmdline").read_bytes():
                found.append(int(child))
    return found


def run_to_the_end(place: Path, workers: int) -> float:
    """Run, and the seconds it took."""
    started = time.monotonic()
    process = start(place, workers)
    _, said = process.communicate(timeout=600)
    if process.returncode:
        raise SystemExit(f"the run failed: {said.decode()}")
    return time.monotonic() - started


def at_random_moments(place: Path, kills: int, workers: int, chance: random.Random) -> None:
    """Kill runs at random moments until so many are killed."""
    seconds = run_to_the_end(place, workers)
    undisturbed = tables_of(place / "out")
    done = of_workers = late = trials = 0
    while done < kills:
        trials += 1
        shutil.rmtree(place / "out")
        before: Tables = {}
        if trials % 2:
            shutil.copytree(place / "smaller", place / "out", symlinks=True)
            before = tables_of(place / "out")
        for _ in range(chance.randint(1, min(MOST_IN_A_ROW, kills - done))):
            process = start(place, workers)
            time.sleep(chance.uniform(0.1, 1.1) * seconds)
            below = workers_of(process.pid)
            if below and done % 3 == 2:
                try:
                    os.kill(chance.choice(below), signal.SIGKILL)
                    of_workers += 1
                    done += 1
                except ProcessLookupError:
                    late += 1
                _, said = process.communicate(timeout=600)
                if process.returncode:
                    raise SystemExit(f"a run did not outlive its worker: {said.decode()}")
            else:
                process.kill()
                process.communicate()
                # A run that had ended by itself was not killed, and is not counted.
                if process.returncode == -signal.SIGKILL:
                    done += 1
                else:
                    late += 1
            check(place / "out", [before, undisturbed])
        run_to_the_end(place, workers)
        check(place / "out", [undisturbed])
        told = f"{done} kills ({of_workers} of workers; {late} came too late and are not counted)"
        print(f"{told} in {trials} runs, no difference", file=sys.stderr)


# ----------------------------------------------------------------------------- every boundary


def die_at(number: int) -> None:
    """Make this process end, as if killed, just before its n-th change to a folder."""
    left = number

    def dying(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0:
                os._exit(KILLED)
            return function(*arguments, **named)

        return call

    for name in CHANGES:
        setattr(os, name, dying(getattr(os, name)))


def in_a_child(function: Callable[[], object]) -> int:
    """The exit code of a process that is a copy of this one and calls `function`."""
    child = os.fork()
    if not child:
        code = 1
        try:
            function()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def at_every_boundary(place: Path, step: int) -> None:
    """Kill a run before its first change to a folder, its second, and so on to its end."""
    import pipeline
    from pipeline.store import output

    # What a dead run was at does not matter here, and a worker would have to load its models.
    setattr(output, "died_at_work", lambda folder: False)  # noqa: B010
    os.chdir(place)

    def run(out: str) -> None:
        pipeline.run(["large"], out=out, workers=1)

    run("out")
    undisturbed, before = tables_of(Path("out")), tables_of(Path("smaller"))
    number, kills = 1, 0
    while True:
        for previous in ({}, before):
            shutil.rmtree("out")
            if previous:
                shutil.copytree("smaller", "out", symlinks=True)
            Path("out").mkdir(exist_ok=True)

            def killed(number: int = number) -> None:
                die_at(number)
                run("out")

            code = in_a_child(killed)
            if code not in (0, KILLED):
                raise SystemExit(f"the run died of something else: {code}")
            kills += code == KILLED
            check(Path("out"), [previous, undisturbed])
            if in_a_child(lambda: run("out")):
                raise SystemExit(f"killed at change {number}, the next run failed")
            check(Path("out"), [undisturbed])
        if code == 0:
            break
        number += step
    print(f"{kills} kills up to change {number}, no difference", file=sys.stderr)


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=100, help="how many; 100")
    parser.add_argument("--workers", type=int, default=2, help="of each run; 2")
    parser.add_argument("--documents", type=int, default=150, help="in the corpus; 150")
    parser.add_argument("--seed", type=int, default=1, help="of the moments; 1")
    parser.add_argument("--boundaries", action="store_true", help="at every change to a folder")
    parser.add_argument("--step", type=int, default=1, help="of the boundaries every n-th; 1")
    given = parser.parse_args()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.path.insert(0, str(ROOT))
    import pipeline

    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        make_corpus(place / "large", given.documents)
        shutil.copytree(place / "large", place / "small")
        for path in sorted((place / "small").iterdir())[::7]:
            path.unlink()
        with contextlib.chdir(place):
            os.rename("large", "aside")
            os.rename("small", "large")
            pipeline.run(["large"], out="smaller", workers=1)
            os.rename("large", "small")
            os.rename("aside", "large")
        if given.boundaries:
            at_every_boundary(place, given.step)
        else:
            chance = random.Random(given.seed)
            at_random_moments(place, given.kills, given.workers, chance)


if __name__ == "__main__":
    main()
