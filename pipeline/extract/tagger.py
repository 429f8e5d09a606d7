"""A sequence tagger for names: a linear-chain conditional random field (Lafferty et al. 2001).

Labels are those of BIOES: where a company, model or person begins, goes on, ends, or is one unit.
The weights stand in `models/names/tagger.npz`; `pipeline.extract.train_tagger` learns them.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.errors import KnowledgeError
from pipeline.extract.mention import Mention
from pipeline.extract.span_features import PAD, Page, Places, character_table
from pipeline.extract.tag_features import SLOT_BITS, columns, slots
from pipeline.extract.tag_lists import known_labels
from pipeline.extract.tag_units import BREAK, Units
from pipeline.one_thread import one_thread
from pipeline.resources import models_path
from pipeline.weights import load_arrays

WEIGHTS: Final = "names/tagger.npz"
TYPES: Final = ("company", "model", "person")
LABELS: Final = ("O", *(f"{part}-{type_[0].upper()}" for type_ in TYPES for part in "BIES"))
_WIDTH: Final = 16
_LONGEST: Final = 120
_BLOCK: Final = 1024  # units whose slots are looked up together: as many as the cache holds
_STOPS: Final = character_table("。！？!?；;")
Numbers = npt.NDArray[np.float32]


class Tagged(NamedTuple):
    """A span that the tagger takes for a name: offsets in the text, type, and probability."""

    start: int
    end: int
    type: str
    probability: float


class Tagging(NamedTuple):
    """The spans in order and without overlaps, and whether a name may stand at each character.

    `active` is of shape (characters + 1,), set where a unit begins that may belong to a name.
    """

    names: list[Tagged]
    active: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Weights:
    """What each slot says for each label, and each label for the next.

    Attributes:
        state: in units of `scale`; shape (2 ** SLOT_BITS, 16), of which the first 13 are labels.
        scale: what one of these units is in log-odds.
        moves: from a label (row) to the next (column), in log-odds; shape (13, 13).
    """

    state: npt.NDArray[np.int8]
    scale: np.float32
    moves: Numbers


@functools.cache
def packaged_weights() -> Weights:
    """The packaged weights.

    Raises:
        KnowledgeError: their file is missing or holds none.
    """
    path = models_path(WEIGHTS)
    stored = load_arrays(path, ("slots", "values", "scale", "moves"))
    if stored["values"].dtype != np.int8 or not np.isfinite(stored["scale"]).all():
        raise KnowledgeError(f"{path}: not the weights of a tagger")
    try:
        return unpacked(stored["slots"], stored["values"], float(stored["scale"]), stored["moves"])
    except (IndexError, TypeError, ValueError) as error:
        raise KnowledgeError(f"{path}: not the weights of a tagger: {error}") from error


def unpacked(
    used: npt.NDArray[np.uint32], values: npt.NDArray[np.int8], scale: float, moves: Numbers
) -> Weights:
    """Weights as they are used from weights as they are kept."""
    state = np.zeros((1 << SLOT_BITS, _WIDTH), np.int8)
    state[used, : len(LABELS)] = values
    allowed = np.array([[_may_follow(a, b) for b in LABELS] for a in LABELS])
    return Weights(state, np.float32(scale), np.where(allowed, moves, -np.inf).astype(np.float32))


def _may_follow(before: str, label: str) -> bool:
    if before[0] in "BI":
        return label[0] in "IE" and label[2:] == before[2:]
    return label[0] in "OBS"


def breaks(units: Units) -> Places:
    """Where chains end: behind a sentence's last mark, at a line's end, at the end of all."""
    codes = np.minimum(units.page.raw[units.begin + PAD], 0xFFFF)
    ends = (units.shape == BREAK) | _STOPS[codes]
    places = np.flatnonzero(ends) + 1
    return np.append(places, len(units.begin)) if len(units.begin) else places


def emissions(text: str, units: Units, known: npt.NDArray[np.uint32], weights: Weights) -> Numbers:
    """What the features say for each label; shape (units, 16)."""
    values = columns(text, units, known)
    # Bytes are read twice as fast as floats; all templates together stay below 16 bits.
    total = np.empty((len(units.begin), _WIDTH), np.int16)
    for low in range(0, len(total), _BLOCK):
        found = slots(values[:, low : low + _BLOCK])
        said = weights.state.take(found, axis=0, mode="clip")
        said.sum(axis=0, dtype=np.int16, out=total[low : low + _BLOCK])
    return total * weights.scale


def tag(text: str, page: Page, known: Iterable[Mention], weights: Weights | None = None) -> Tagging:
    """The names that the tagger sees in `text`.

    Args:
        text: a document's text, in simplified script.
        page: the same, cut into words.
        known: what the gazetteer found.
        weights: instead of the package's own.
    """
    weights = weights or packaged_weights()
    units = Units.of(page)
    active = np.zeros(len(text) + 1, np.bool_)
    if not len(units.begin):
        return Tagging([], active)
    total = emissions(text, units, known_labels(units, known), weights)
    islands = _islands(total, breaks(units))
    if not islands:
        return Tagging([], active)
    with one_thread():
        places, marginals = _marginals(total, weights.moves, islands)
    active[units.begin[places[marginals[:, 0] < _CERTAIN]]] = True
    return Tagging(_spans(units, places, marginals), active)


def _islands(total: Numbers, ends: Places) -> list[tuple[int, int]]:
    """Runs of units that may be in a name, with one more on either side, within their chains.

    Everywhere else the features leave no doubt that there is none, so nothing is computed there.
    """
    margin = total[:, 1 : len(LABELS)].max(axis=1) - total[:, 0]
    active = margin > _QUIET
    wide = active.copy()
    wide[1:] |= active[:-1]
    wide[:-1] |= active[1:]
    chain = np.zeros(len(wide) + 1, np.int64)
    chain[ends] = 1
    chain = np.cumsum(chain)[:-1]
    edges = np.flatnonzero(np.diff(np.concatenate(([0], np.where(wide, chain + 1, 0), [0]))) != 0)
    starts, stops = edges[:-1], edges[1:]
    inside = wide[starts]
    return [
        (low, min(low + _LONGEST, b))
        for a, b in zip(starts[inside].tolist(), stops[inside].tolist(), strict=True)
        for low in range(a, b, _LONGEST)
    ]


def _marginals(
    total: Numbers, moves: Numbers, islands: list[tuple[int, int]]
) -> tuple[Places, Numbers]:
    """The units of all islands, and the probability of each label there.

    Islands of about one length are computed together, shape (islands, labels) at each step.
    """
    width = len(LABELS)
    matrix = np.exp(moves)
    bounds = np.array(islands)
    sizes_all = bounds[:, 1] - bounds[:, 0]
    offsets = np.cumsum(sizes_all) - sizes_all
    # The longest first, so that at each step those that go on are the first so many; and the units
    # by step, so that those of a step stand together.
    order = np.argsort(-sizes_all, kind="stable")
    sizes = sizes_all[order]
    longest = int(sizes[0])
    alive = np.searchsorted(-sizes, -np.arange(longest), side="left")
    steps = np.repeat(np.arange(longest), alive)
    begins = np.cumsum(alive) - alive  # of the steps
    island = order[np.arange(len(steps)) - begins[steps]]
    scores = total[bounds[island, 0] + steps, :width]
    chance = np.exp(scores - scores.max(axis=1, keepdims=True))
    out = np.empty_like(chance)
    opening = np.array([label[0] in "OBS" for label in LABELS], np.float32)
    closing = np.array([label[0] in "OES" for label in LABELS], np.float32)
    ones = np.ones((width, 1), np.float32)
    spans = [slice(a, a + n) for a, n in zip(begins.tolist(), alive.tolist(), strict=True)]
    state = chance[spans[0]] * opening
    state /= state @ ones
    out[spans[0]] = state
    for now in spans[1:]:
        state = state[: now.stop - now.start] @ matrix
        state *= chance[now]
        state /= state @ ones
        out[now] = state
    back = np.zeros((len(order), width), np.float32)
    matrix = np.ascontiguousarray(matrix.T)
    on = 0  # chains that go on behind the step
    for now in reversed(spans):
        if on:
            inner = (back[:on] * chance[now.stop : now.stop + on]) @ matrix
            inner /= inner @ ones
            back[:on] = inner
        back[on : now.stop - now.start] = closing
        on = now.stop - now.start
        both = out[now]
        both *= back[:on]
        both /= both @ ones
    # Back into the order of the text.
    units = np.empty_like(steps)
    marginals = np.empty_like(out)
    places = offsets[island] + steps
    units[places] = bounds[island, 0] + steps
    marginals[places] = out
    return units, marginals


def _spans(units: Units, places: Places, marginals: Numbers) -> list[Tagged]:
    """Names whose labels are together likelier than half, each type by itself."""
    found = []
    floor = _FLOOR
    begins, ends = units.begin[places], units.end[places]
    for number, type_ in enumerate(TYPES):
        b, i, e, s = (marginals[:, 1 + 4 * number + k] for k in range(4))
        for at in np.flatnonzero(s > floor).tolist():
            found.append(Tagged(int(begins[at]), int(ends[at]), type_, float(s[at])))
        for at in np.flatnonzero(b > floor).tolist():
            sure = float(b[at])
            last = at + 1
            while last < len(b) and i[last] > e[last] and i[last] > floor:
                sure = min(sure, float(i[last]))
                last += 1
            if last < len(b) and e[last] > floor:
                sure = min(sure, float(e[last]))
                found.append(Tagged(int(begins[at]), int(ends[last]), type_, sure))
    found.sort(key=lambda t: (-t.probability, t.start))
    kept: list[Tagged] = []
    taken: set[int] = set()
    for t in found:
        spots = range(t.start, t.end)
        if taken.isdisjoint(spots):
            taken.update(spots)
            kept.append(t)
    return sorted(kept)


_FLOOR: Final = 0.15
# Where no name is so likely, other evidence is not looked for either.
_CERTAIN: Final = 0.95
# Log-odds below which no neighbour makes a unit part of a name.
_QUIET: Final = -1.0
