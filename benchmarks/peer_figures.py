"""Figures against the Chinese suite of Recognizers-Text: same value and unit?

    python benchmarks/peer_figures.py [zh_dev.jsonl]

Prints the share of cases that agree, those that differ, and those left out with the reason: what
the project's guidelines do not count as a figure. The file is a line a case, `input` and `results`
(text, type, resolution), and is not part of the repository.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from pipeline.figures import Figure, parse
from pipeline.figures.numbers import half_width

DEFAULT: Final = Path("/work/shared/data/recognizers/zh_dev.jsonl")

_UNITS: Final = {
    "Chinese yuan": ("CNY", 1.0), "United States dollar": ("USD", 1.0), "Euro": ("EUR", 1.0),
    "Hong Kong dollar": ("HKD", 1.0), "New Taiwan dollar": ("TWD", 1.0),
    "British pound": ("GBP", 1.0),
    "Pound": ("GBP", 1.0), "Japanese yen": ("JPY", 1.0), "Swiss franc": ("CHF", 1.0),
    "Nigerian naira": ("NGN", 1.0), "South Korean won": ("KRW", 1.0), "Indian rupee": ("INR", 1.0),
    "Russian ruble": ("RUB", 1.0), "Thai baht": ("THB", 1.0), "Canadian dollar": ("CAD", 1.0),
    "Australian dollar": ("AUD", 1.0), "Singapore dollar": ("SGD", 1.0), "Dollar": ("USD", 1.0),
    "Year": ("岁", 1.0), "Month": ("month", 1.0), "Week": ("week", 1.0), "Day": ("day", 1.0),
    "Mu": ("亩", 1.0), "Kilogram": ("kg", 1.0), "Gram": ("g", 1.0), "Ton": ("t", 1.0),
    "Centimeter": ("cm", 1.0), "Meter": ("m", 1.0), "Kilometer": ("km", 1.0), "Jin": ("斤", 1.0),
    "Liang": ("两", 1.0), "Kilobit": ("kbit", 1.0), "Bit": ("bit", 1.0), "Megabyte": ("MB", 1.0),
    "Gigabyte": ("GB", 1.0), "Megahertz": ("MHz", 1.0), "Kilowatt": ("kW", 1.0),
    "Kilocalorie": ("kcal", 1.0), "Liter": ("L", 1.0), "Degree": ("度", 1.0), "F": ("℉", 1.0),
    "C": ("℃", 1.0),
}  # fmt: skip
_LARGE: Final = re.compile(r"[万萬亿億兆]|[0-9]{1,3}(?:,[0-9]{3})+|[0-9] ?[kKmMgGtT]$")
_VAGUE: Final = re.compile(
    r"[几幾数數][十百千万萬亿億兆]|[十百千万萬亿億][几幾数數]|[十廿][多余餘来來]"
)
_MIXED_FRACTION: Final = re.compile(r"又|分之|/")
_POWER: Final = re.compile(r"\^|[0-9][eE][+-]?[0-9]")
_TOLERANCE: Final = 1e-6


class Verdict(NamedTuple):
    """One result of one case: `left_out` holds a reason, or else `agrees` says how it went."""

    text: str
    input: str
    wanted: str
    found: str
    agrees: bool
    left_out: str


def verdicts(path: Path) -> Iterator[Verdict]:
    """What became of each result of each case in the file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        figures = parse(case["input"])
        for result in case["results"]:
            yield _judged(case["input"], result, figures)


def _judged(text: str, result: dict[str, Any], figures: list[Figure]) -> Verdict:
    resolution = result["resolution"] or {}
    value, unit = str(resolution.get("value")), resolution.get("unit")
    surface = result["text"]
    wanted = f"{value} {unit or ''}".strip()
    found = [f for f in figures if _overlaps(f.surface, surface)]
    shown = "; ".join(f"{f.surface} = {f.value:g} {f.unit}" for f in found)
    reason = _left_out(result["type"], surface, value, text)
    agrees = not reason and any(_same(f, value, unit) for f in found)
    return Verdict(surface, text, wanted, shown, agrees, reason)


def _overlaps(one: str, other: str) -> bool:
    a, b = (re.sub(r"\s", "", half_width(s)).replace("％", "%").lower() for s in (one, other))
    return a in b or b in a


def _left_out(kind: str, surface: str, value: str, text: str) -> str:
    if value in ("None", "null", ""):
        return "a unit without a number"
    if kind == "ordinal":
        return "ordinals"
    if _VAGUE.search(surface):
        return "vague numerals"
    if kind == "number":
        if _POWER.search(surface):
            return "powers and exponents without a unit"
        if _MIXED_FRACTION.search(surface):
            return "fractions that are no share" if "又" in surface else ""
        if not _LARGE.search(half_width(surface)):
            return "bare numbers and single digits"
    if kind == "dimension" and surface in ("一位", "二两", "三千两百两"):
        return "units that mean something else far more often"
    return ""


def _same(figure: Figure, value: str, unit: str | None) -> bool:
    plain = value.rstrip("%")
    try:
        number = float(plain)
    except ValueError:
        return False
    if not math.isclose(figure.value, number, rel_tol=_TOLERANCE, abs_tol=1e-12):
        share = figure.kind == "percent" and math.isclose(figure.value, 100 * number, rel_tol=1e-6)
        if not share or value.endswith("%"):
            return False
    if value.endswith("%"):
        return figure.kind == "percent"
    if not unit:
        return True
    wanted = _UNITS.get(unit, (unit, 1.0))[0]
    return figure.unit == wanted


def main(path: Path) -> None:
    """Print the share of cases that agree, what differs and what is left out."""
    if not path.is_file():
        sys.exit(f"{path}: no such file; name the development half of the suite")
    all_ = list(verdicts(path))
    asked = [v for v in all_ if not v.left_out]
    right = sum(v.agrees for v in asked)
    print(f"{right} of {len(asked)} agree, {right / len(asked):.1%}")
    for verdict in asked:
        if not verdict.agrees:
            print(f"  {verdict.text} in {verdict.input[:40]!r}: want {verdict.wanted},"
                  f" got {verdict.found or 'nothing'}")  # fmt: skip
    for reason, number in Counter(v.left_out for v in all_ if v.left_out).most_common():
        examples = [v.text for v in all_ if v.left_out == reason][:4]
        print(f"left out: {number} {reason} ({', '.join(examples)})")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT)
