"""Model files, damaged or made to do harm: what `fuzz.py models` feeds to the loaders."""

from __future__ import annotations

import functools
import io
import json
import random
import re
import tempfile
import zipfile
from pathlib import Path

SUFFIXES = (".npz", ".skops", ".jsonl")
HOSTILE = (
    *("builtins.eval", "os.system", "subprocess.Popen", "sklearn.linear_model.LogisticRegression"),
    *("numpy.ndarray", "builtins.dict", "functools.partial", "operator.methodcaller", "", "…"),
    *("scipy.sparse.csr_matrix", "numpy.random._pickle.__generator_ctor", "builtins.type"),
)
ROWS = (
    '{"id": "a-lab", "type": "company", "name": "甲实验室", "hans": ["甲实验室"]}',
    '{"id": "a-one", "type": "model", "name": "甲一号", "maker": "a-lab", "en": ["A-1"]}',
)


@functools.cache
def whole_files() -> list[tuple[str, bytes]]:
    """A small sound file of each kind."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    from pipeline.weights import save_weights

    arrays = io.BytesIO()
    np.savez_compressed(arrays, weights=np.arange(64, dtype=np.float32), bias=np.float64(0.5))
    learner = LogisticRegression().fit([[0.0], [1.0]], [0, 1])
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "a.skops"
        content = {"weights": np.arange(8.0), "bias": 0.5, "names": ["a", "b"], "model": learner}
        save_weights(content, path)
        packed = path.read_bytes()
    return [
        (".npz", arrays.getvalue()),
        (".skops", packed),
        (".jsonl", ("\n".join(ROWS) + "\n").encode()),
    ]


def hostile_model(chance: random.Random) -> bytes:
    """The number of a suffix, and a damaged file of that kind."""
    kind = chance.randrange(len(SUFFIXES))
    _, data = whole_files()[kind]
    if SUFFIXES[kind] != ".jsonl" and chance.random() < 0.6:
        data = _repacked(data, chance)
    changed = bytearray(data)
    if chance.random() < 0.6:
        for _ in range(chance.randint(1, 8)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    if chance.random() < 0.2:
        del changed[chance.randrange(len(changed)) :]
    return bytes([kind]) + bytes(changed)


def _repacked(data: bytes, chance: random.Random) -> bytes:
    """The archive anew, with changes inside its members, so that their sums fit."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(written, "w") as made:
        for name in given.namelist():
            inside = bytearray(given.read(name))
            if name == "schema.json":
                inside = bytearray(_other_schema(bytes(inside), chance))
            elif chance.random() < 0.5 and inside:
                for _ in range(chance.randint(1, 4)):
                    inside[chance.randrange(min(len(inside), 128))] = chance.randrange(256)
            if chance.random() < 0.95:
                made.writestr(chance.choice((name, name, name, "../" + name)), bytes(inside))
    return written.getvalue()


def _other_schema(schema: bytes, chance: random.Random) -> bytes:
    """The description of a model with other types, values and depth."""
    text = schema.decode()
    for _ in range(chance.randint(1, 3)):
        values = list(re.finditer(r'"(?:__class__|__module__|__loader__|type)": "([^"]*)"', text))
        values += list(re.finditer(r": (-?\d+|null|true)", text))
        if not values:
            break
        start, end = chance.choice(values).span(1)
        other = chance.choice((*HOSTILE, "-1", "[]", "1e999", "[" * 3000, "null", "{}"))
        text = text[:start] + (json.dumps(other)[1:-1]) + text[end:]
    return text.encode()


def load(data: bytes) -> None:
    """Load a file as `mine` would; raises KnowledgeError where it is refused."""
    from pipeline.knowledge.extension import knowledge_base, knowledge_files
    from pipeline.weights import load_arrays, load_weights

    suffix = SUFFIXES[data[0] % len(SUFFIXES)] if data else ".npz"
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / f"model{suffix}"
        path.write_bytes(data[1:])
        if suffix == ".npz":
            load_arrays(path, ("weights", "bias"))
        elif suffix == ".skops":
            load_weights(path, ("weights", "bias", "names", "model"))
        else:
            with knowledge_files([str(path)]):
                knowledge_base()
