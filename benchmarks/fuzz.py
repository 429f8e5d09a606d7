"""Feed decoding, repair, figures, pages, readers and all stages with what nobody writes.

    python benchmarks/fuzz.py decode repair figures --runs 100000
    python benchmarks/fuzz.py page --runs 20000 --seed 3 --keep-going
    python benchmarks/fuzz.py figures --again fuzz-figures-1f2e3d4c.txt
    python benchmarks/fuzz.py decode --runs 100000 --atheris

Each input is put together of pieces that matter to some rule, of lines of the sample and of noise,
then cut, doubled and garbled. With `--atheris` (extra `fuzz`) the branches that an input reaches
decide which inputs are varied further. What must hold is written in the `check_…` functions; an
input that breaks it is saved beside, with the error.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
ROUNDS: Final = 50
SLOW: Final = 5.0
"""Seconds of a processor that no input of these sizes may take."""

PIECES: Final[list[str]] = json.loads(
    (ROOT / "benchmarks/fuzz_pieces.json").read_text(encoding="utf-8")
)
"""Words, signs and markup that matter to some rule."""
MOST_CHARACTERS: Final = 20_000
CODECS: Final = (
    *("utf-8", "gb18030", "big5hkscs", "utf-16", "utf-16-le", "utf-32", "shift_jis", "euc_kr"),
    *("cp1252", "iso2022_jp", "hz", "utf-7"),
)
NAMES: Final = ("a.txt", "a.md", "a.html", "")


# -------------------------------------------------------------------------- what must hold


def check_decode(data: bytes) -> None:
    """Any bytes are decoded, or refused as an input; what is lost is listed where it is."""
    from pipeline.errors import InputError
    from pipeline.ingest.decode import decode

    try:
        decoded = decode(data)
    except InputError:
        return
    decoded.text.encode("utf-8")
    assert 0 <= decoded.confidence <= 1
    for item in decoded.lost:
        assert decoded.text[item.offset] == "\ufffd", "a lost byte is not where it is said to be"


def check_repair(data: bytes) -> None:
    """Edits are in order and inside; a repair of what it has repaired changes nothing.

    Where taking something away may bring two halves together, where what was misread may have been
    misread before, and where a narrow sign or a joined line changes what its neighbour is, it ends
    after a few rounds.
    """
    from pipeline.ingest.repair import REPAIRS, invisible_edits
    from pipeline.text import Text

    text = Text.of(data.decode("utf-8", "replace"))
    for repair in REPAIRS:
        edits = repair(text.string)
        end = 0
        for edit in edits:
            assert end <= edit.start <= edit.end <= len(text.string), "edits out of order"
            end = edit.end
        text = text.apply(edits)
        check_map(text)
        rounds = 1
        while again := repair(text.string):
            if all(edit.rule == "stray-closing-tag" for edit in again):
                break  # one of a row each time; the repair of markup takes the others
            assert repair is not invisible_edits and rounds < ROUNDS, (
                f"{repair.__name__} changes what it has changed: {again[:3]}"
            )
            text = text.apply(again)
            rounds += 1


def check_map(text: object) -> None:
    """Every character has a place in the source, in the order of the source."""
    from pipeline.text import Text

    assert isinstance(text, Text)
    assert len(text.map) == len(text.string), "the map has another length than the text"
    low, high = text.map.source_spans(range(len(text)), range(1, len(text) + 1))
    assert (low[1:] >= low[:-1]).all() and (high[1:] >= high[:-1]).all(), "places out of order"
    assert not len(low) or (low[0] >= 0 and high[-1] <= len(text.source)), "places outside"


def check_figures(data: bytes) -> None:
    """Figures are where they say, in order, apart, and of sound values."""
    from pipeline.figures import parse

    text = data.decode("utf-8", "replace")
    end = 0
    for figure in parse(text):
        assert end <= figure.start < figure.end <= len(text), "spans overlap or are empty"
        assert text[figure.start : figure.end] == figure.surface, "a surface is not in its place"
        assert figure.value == figure.value, "a value is no number"
        assert figure.value_max is None or figure.value_max > figure.value, "a range upside down"
        end = figure.end


def check_page(data: bytes) -> None:
    """A page becomes a document that leads back to it, by edits that give it when replayed."""
    from pipeline.errors import InputError
    from pipeline.ingest.page import RawPage, ingest_page

    name = NAMES[data[0] % len(NAMES)] if data else ""
    try:
        page = ingest_page(RawPage(name or "x", data[1:], name=name))
    except InputError:
        return
    check_map(page.text)
    assert page.text.source == page.decoded.text
    end = 0
    for edit in page.edits:
        low, high = edit.source_start, edit.source_end
        assert end <= low <= high <= len(page.text.source), "edits out of order"
        assert page.text.source[low:high] == edit.source_text, "an edit misquotes"
        end = high


def check_analysis(data: bytes) -> None:
    """The rows of every table fit the contract, and every span quotes its text."""
    from pipeline.analysis import analyze
    from pipeline.contract import table_of
    from pipeline.errors import InputError

    name = NAMES[data[0] % len(NAMES)] if data else ""
    try:
        found = analyze(data[1:], source=name or "x.txt")
    except InputError:
        return
    source = found.page.decoded.text
    for table, rows in found._rows.items():
        listed = table_of(table, rows).to_pylist()
        if table in ("sentences", "mentions", "figures"):
            for row in listed:
                surface = row["text" if table == "sentences" else "surface"]
                assert found.text[row["start"] : row["end"]] == surface, f"{table} misquotes"
                assert row["source_end"] <= len(source), f"{table}: a place beyond the source"


def check_containers(data: bytes) -> None:
    """A damaged file gives documents and reasons, and nothing else."""
    from pipeline.errors import InputError
    from pipeline.ingest.inputs import Input, expand, read_page

    name, _, content = data.partition(b"\0")
    given = name.decode("utf-8", "replace")
    for item in expand([Input(given, len(content), content, given)]):
        if isinstance(item, Input):
            try:
                read_page(item)
            except InputError:
                continue


def check_models(data: bytes) -> None:
    """A damaged or hostile model is loaded or refused by name, and runs nothing."""
    from benchmarks.fuzz_models import load
    from pipeline.errors import KnowledgeError

    told = ""
    try:
        load(data)
    except KnowledgeError as error:
        told = str(error)
    assert "\n" not in told, "more than one line"


CHECKS: Final[dict[str, Callable[[bytes], None]]] = {
    "decode": check_decode,
    "repair": check_repair,
    "figures": check_figures,
    "page": check_page,
    "analysis": check_analysis,
    "containers": check_containers,
    "models": check_models,
}


# ------------------------------------------------------------------------------------- inputs


def sample_lines() -> list[str]:
    """Lines of real pages, into which the pieces are mixed."""
    from pipeline.ingest.decode import decode

    lines: list[str] = []
    for path in sorted((ROOT / "corpus/sample").iterdir()):
        lines += decode(path.read_bytes()).text.splitlines()
    return [line for line in lines if line.strip()]


def input_for(target: str, chance: random.Random, lines: Sequence[str]) -> bytes:
    """An input for a target: text of some kind, or a damaged file."""
    if target == "containers":
        from benchmarks.fuzz_containers import damaged_file

        return damaged_file(chance)
    if target == "models":
        from benchmarks.fuzz_models import hostile_model

        return hostile_model(chance)
    return made_input(chance, lines)


def made_input(chance: random.Random, lines: Sequence[str]) -> bytes:
    """An input: pieces, lines and noise, cut and garbled, in some encoding."""
    parts: list[str] = []
    for _ in range(chance.choice((1, 3, 8, 20, 60))):
        kind = chance.random()
        if kind < 0.7:
            parts.append(chance.choice(PIECES))
        elif kind < 0.85:
            line = chance.choice(lines)
            begin = chance.randrange(len(line))
            parts.append(line[begin : begin + chance.randint(1, 40)])
        elif kind < 0.95 and parts:
            parts.append(chance.choice(parts)[:1000] * chance.choice((1, 2, 5, 30)))
        else:
            parts.append(chr(chance.choice((chance.randrange(0xD800), chance.randrange(0x110000)))))
    text = "".join(parts)[:MOST_CHARACTERS]
    codec = "utf-8" if chance.random() < 0.7 else chance.choice(CODECS)
    data = bytearray(bytes([chance.randrange(256)]) + text.encode(codec, "replace"))
    if chance.random() < 0.3:
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
    if chance.random() < 0.2:
        begin = chance.randrange(len(data))
        del data[begin : begin + chance.randint(1, 10)]
    return bytes(data)


# ------------------------------------------------------------------------------------ running


def judged(check: Callable[[bytes], None], data: bytes) -> str:
    """What is wrong with an input, as the place of the error and its message; empty if nothing."""
    started = time.process_time()
    try:
        check(data)
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        place = next((f for f in reversed(frames) if "/pipeline/" in f.filename), frames[-1])
        name = Path(place.filename).name
        return f"{name}:{place.name}:{place.lineno}: {type(error).__name__}: {str(error)[:200]}"
    if time.process_time() - started > SLOW:
        return f"more than {SLOW:g} seconds for {len(data)} bytes"
    return ""


def saved(target: str, data: bytes) -> Path:
    """Where an input that broke something is kept."""
    path = Path(f"fuzz-{target}-{hashlib.blake2b(data, digest_size=4).hexdigest()}.txt")
    path.write_bytes(data)
    return path


def run_target(target: str, runs: int, seed: int, keep_going: bool) -> int:
    """Try so many inputs; the number of different faults."""
    chance = random.Random(f"{target}-{seed}")
    lines = sample_lines()
    CHECKS[target]("。热身 3亿元".encode())
    faults: Counter[str] = Counter()
    started = time.monotonic()
    for number in range(runs):
        data = input_for(target, chance, lines)
        wrong = judged(CHECKS[target], data)
        if wrong:
            key = wrong.partition(": ")[0]
            faults[key] += 1
            if faults[key] == 1:
                print(f"{target}: input {number}: {wrong}; kept as {saved(target, data)}")
            if not keep_going:
                break
    seconds = time.monotonic() - started
    print(f"{target}: {number + 1:,} inputs in {seconds:.0f} s, {len(faults)} faults", flush=True)
    for key, count in faults.most_common():
        print(f"  {count:6} {key}")
    return len(faults)


def run_atheris(target: str, runs: int, seed: int) -> None:
    """The same, led by the branches that inputs reach; ends the process."""
    try:
        import atheris
    except ImportError:
        sys.exit("fuzzing by coverage needs the extra “fuzz”: python -m pip install -e '.[fuzz]'")
    with atheris.instrument_imports(include=["pipeline"]):
        import pipeline.analysis  # noqa: F401
    lines = sample_lines()
    chance = random.Random(seed)
    seeds = Path(tempfile.mkdtemp())
    for number in range(500):
        (seeds / f"{number:03d}").write_bytes(input_for(target, chance, lines))
    dictionary = seeds.with_suffix(".dict")
    escaped = ("".join(f"\\x{byte:02x}" for byte in piece.encode()) for piece in PIECES)
    dictionary.write_text("\n".join(f'"{entry}"' for entry in escaped))
    arguments = [f"-runs={runs}", f"-seed={seed}", f"-dict={dictionary}", "-max_len=2000"]
    atheris.Setup(["fuzz", *arguments, str(seeds)], CHECKS[target])
    atheris.Fuzz()


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("targets", nargs="+", choices=[*CHECKS], help="what to feed")
    parser.add_argument("--runs", type=int, default=100_000, help="inputs for each; 100,000")
    parser.add_argument("--seed", type=int, default=1, help="of the inputs; 1")
    parser.add_argument("--keep-going", action="store_true", help="count faults, do not stop")
    parser.add_argument("--again", type=Path, help="try this one input")
    parser.add_argument("--atheris", action="store_true", help="led by coverage")
    given = parser.parse_args()
    if given.again is not None:
        CHECKS[given.targets[0]](given.again.read_bytes())
        return
    if given.atheris:
        run_atheris(given.targets[0], given.runs, given.seed)
    found = sum(run_target(t, given.runs, given.seed, given.keep_going) for t in given.targets)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
