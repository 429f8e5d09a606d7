"""Boilerplate, line by line: what a page adds to an article, by kind and by rule.

Rules stand in `models/boilerplate/`: patterns for single lines, headings that open a section, and
cues that add up to an advert. What repeats inside the page is found without rules. All patterns are
written for simplified script without markup.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pipeline.errors import KnowledgeError
from pipeline.ingest.lines import Line, letters
from pipeline.resources import models_path

HEAD_LINES: Final = 10
TAIL_LINES: Final = 20
_LONGEST_REFERENCE: Final = 160
_LONGEST_TEASER: Final = 60
_LEAST_REPEATED: Final = 20
_AD_GAP: Final = 4
_LONGEST_AD: Final = 500

_ITEM: Final = re.compile(r"(?:[-*•·▪◦]|\d{1,3}\s*[.、)\]）．]|\[\d{1,3}\]|[①-⑳]|[(（]\d{1,3}[)）])\s*")
_REFERENCE_SIGN: Final = re.compile(r"https?://|《|19\d\d|20\d\d|[Vv]ol\.|[Nn]o\.|[Pp]p\.|et al|arXiv")
_CLOSED: Final = re.compile(r"[。！？!?；;.…][”’\"'」』)）]*$")
_EMPTY: Final = re.compile(r"[-*•·>|\s#\d.↗→]{1,6}$")
_LEAD_IN: Final = re.compile(r"(?:普通人|你|您|我们|大家|how|what if|want|looking for)", re.I)


@dataclass(frozen=True, slots=True)
class Rule:
    """A line rule; see the head of `models/boilerplate/rules.toml` for the fields."""

    name: str
    kind: str
    where: str
    longest: int
    pattern: re.Pattern[str]
    section: bool
    example: str
    counter: str

    def matches(self, line: str) -> bool:
        """Whether the rule takes `line`, wherever it stands."""
        return len(line) <= self.longest and self.pattern.search(line) is not None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a line goes."""

    kind: str
    rule: str


@functools.cache
def line_rules() -> tuple[Rule, ...]:
    """The rules of `models/boilerplate/rules.toml`, in their order.

    Raises:
        KnowledgeError: a field is missing or a pattern is not a regular expression.
    """
    path = models_path("boilerplate/rules.toml")
    rules = []
    for entry in _toml(path)["rule"]:
        try:
            rules.append(
                Rule(
                    entry["name"],
                    entry["kind"],
                    entry["where"],
                    entry["longest"],
                    re.compile(entry["pattern"]),
                    entry.get("section", False),
                    entry["example"],
                    entry["counter"],
                )
            )
        except (KeyError, re.error) as error:
            raise KnowledgeError(f"{path}: rule {entry.get('name')!r}: {error!r}") from error
    return tuple(rules)


@dataclass(frozen=True, slots=True)
class AdCues:
    """Weighted cues; a line is an advert where they reach `enough` and it speaks to the reader."""

    enough: int
    reader: re.Pattern[str]
    cues: tuple[tuple[int, re.Pattern[str]], ...]

    def weight(self, line: str) -> int:
        """The sum of the cues found in `line`."""
        return sum(weight for weight, pattern in self.cues if pattern.search(line))

    def is_ad(self, line: str) -> bool:
        """Whether `line` alone is an advert; a longer line needs more cues."""
        if len(line) > _LONGEST_AD:
            return False
        enough = self.enough + (len(line) > 250) * 2
        return self.weight(line) >= enough and self.reader.search(line) is not None


@functools.cache
def ad_cues() -> AdCues:
    """The cues of `models/boilerplate/ad_cues.toml`."""
    listed = _toml(models_path("boilerplate/ad_cues.toml"))
    return AdCues(
        listed["enough"],
        re.compile(listed["reader"]),
        tuple((cue["weight"], re.compile(cue["pattern"])) for cue in listed["cue"]),
    )


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise KnowledgeError(f"{path}: {error}") from error


def judge_lines(lines: Sequence[Line], title: str | None) -> list[Verdict | None]:
    """For each line the verdict that removes it, or None where it stays.

    Args:
        lines: the lines of one document, in simplified script.
        title: its title; the first line that holds it stays, its repetitions go.
    """
    verdicts: list[Verdict | None] = [None] * len(lines)
    count = sum(line.rank >= 0 for line in lines)
    _judge_repeats(lines, title, verdicts)
    for number, line in enumerate(lines):
        if line.rank < 0 or verdicts[number]:
            continue
        if _EMPTY.match(line.text) and not line.text.isdigit():
            verdicts[number] = Verdict("nav", "nav-empty-item")
            continue
        rule = _rule_for(line, count)
        if rule is None:
            continue
        if title and letters(line.text) == letters(title):
            continue
        verdicts[number] = Verdict(rule.kind, rule.name)
        if rule.section:
            _judge_section(lines, number, rule, verdicts, count)
    _judge_ads(lines, verdicts)
    return verdicts


def _rule_for(line: Line, count: int) -> Rule | None:
    for rule in line_rules():
        in_head, in_tail = line.rank < HEAD_LINES, line.rank >= count - TAIL_LINES
        if (rule.where == "head" and not in_head) or (rule.where == "tail" and not in_tail):
            continue
        if rule.where == "rim" and not (in_head or in_tail):
            continue
        if rule.matches(line.text):
            return rule
    return None


def _judge_repeats(lines: Sequence[Line], title: str | None, verdicts: list[Verdict | None]) -> None:
    """Repetitions of the title near the head, and of long lines anywhere."""
    wanted = letters(title or "")
    seen: set[str] = set()
    title_seen = False
    for number, line in enumerate(lines):
        if line.rank < 0:
            continue
        if wanted and line.rank < HEAD_LINES and letters(line.text) == wanted:
            if title_seen:
                verdicts[number] = Verdict("nav", "nav-title-again")
            title_seen = True
            continue
        if len(line.text) >= _LEAST_REPEATED:
            if line.text in seen:
                verdicts[number] = Verdict("duplicate", "repeated-line")
            seen.add(line.text)


def _judge_section(
    lines: Sequence[Line], opened: int, rule: Rule, verdicts: list[Verdict | None], count: int
) -> None:
    """Take the lines after a section's heading for as long as they continue its list."""
    for number in range(opened + 1, len(lines)):
        line = lines[number]
        if line.rank < 0:
            continue
        if verdicts[number]:
            return
        other = _rule_for(line, count)
        if other is not None and other.kind != rule.kind and other.kind not in ("byline", "caption"):
            return
        if not (_continues_references if rule.kind == "refs" else _continues_teasers)(line.text):
            return
        verdicts[number] = Verdict(rule.kind, rule.name)


def _continues_references(line: str) -> bool:
    if len(line) > _LONGEST_REFERENCE and not line.startswith("http"):
        return bool(_ITEM.match(line)) and bool(_REFERENCE_SIGN.search(line))
    return bool(_ITEM.match(line) or _REFERENCE_SIGN.search(line) or _EMPTY.match(line))


def _continues_teasers(line: str) -> bool:
    return len(line) <= _LONGEST_TEASER and not line.endswith(("。", ".", "；"))


def _judge_ads(lines: Sequence[Line], verdicts: list[Verdict | None]) -> None:
    """Lines whose cues make an advert, what stands between two of them, and what leads in."""
    cues = ad_cues()
    ads = []
    for number, line in enumerate(lines):
        if line.rank >= 0 and verdicts[number] is None and cues.is_ad(line.text):
            verdicts[number] = Verdict("ad", "ad-cues")
        if verdicts[number] is not None and verdicts[number].kind == "ad":  # type: ignore[union-attr]
            ads.append(number)
    for first, second in zip(ads, ads[1:], strict=False):
        between = [n for n in range(first + 1, second) if lines[n].rank >= 0]
        if len(between) <= _AD_GAP and all(
            verdicts[n] is None
            and (_ITEM.match(lines[n].text) or len(lines[n].text) <= 60 or cues.weight(lines[n].text))
            for n in between
        ):
            for n in between:
                verdicts[n] = Verdict("ad", "ad-between")
    for number in ads:
        before = next((n for n in range(number - 1, -1, -1) if lines[n].rank >= 0), None)
        if before is None or verdicts[before] is not None or before == 0:
            continue
        text = lines[before].text
        if text.endswith(("?", "？", ":", "：", "——")) and _LEAD_IN.search(text):
            verdicts[before] = Verdict("ad", "ad-lead-in")
