"""A user's own boilerplate rules: more of them, and some of ours switched off.

The file has the form of `models/boilerplate/rules.toml`, whose head explains the fields; patterns
are written for simplified script and may name its fragments (`<mark>`, `<date>` …):

    disable = ["ad-label", "learned-*"]

    [[rule]]
    name = "ours-footer"
    kind = "nav"
    where = "any"
    longest = 80
    pattern = "远望周报 第\\d+期"
    example = "远望周报 第88期"
    counter = "远望周报创刊那年,没有人谈论模型。"
"""

from __future__ import annotations

import difflib
import fnmatch
import functools
import hashlib
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from pipeline.errors import KnowledgeError
from pipeline.ingest.inline import inline_rules
from pipeline.ingest.line_features import RULE_KINDS
from pipeline.ingest.line_rules import PLACES, Rule, parse_rule, rule_fragments
from pipeline.ingest.rule_book import RuleBook, rule_book
from pipeline.ingest.script import fold

JUDGEMENTS: Final = {
    "ad-phrases": "phrases of an advert (ad_cues.toml) whose weights add up",
    "ad-between": "a few short lines between two lines of an advert",
    "ad-lead-in": "a question or an announcement that leads in to an advert",
    "ad-after-label": "the line that a label such as — 招聘 — announces",
    "ad-block": "a short line that shares a few lines between blank ones with an advert",
    "ad-call": "a call to scan, join or buy that the line classifier takes for an advert",
    "byline-account-alone": "the name of the author or the site in a line of its own at the rim",
    "byline-answers": "who answers a question, and what they say of themselves, above the answer",
    "byline-block": "a short line that stands against a dated byline above the article",
    "byline-day-on-top": "the day of an issue in a line of its own on top of it",
    "byline-described-author": "a line outside the article that says who its author is",
    "byline-label-over-value": "a label of a byline alone in a line, and its value in the next",
    "byline-name-alone": "a person's name in a line of its own above the text",
    "byline-name-over-time": "the name of who posts, above a line that says when",
    "byline-names-author": "the author's name above the text, beside a label or an office",
    "byline-sign-off": "a name alone below the article, which a byline above has given",
    "caption-twice": "a short line that stands twice in a row inside the article",
    "caption-block": "the further lines of a block that begins with a caption",
    "nav-above-title": "a section, a topic or a duration above the title",
    "nav-counts": "a count in a line of its own, beside buttons and other counts",
    "nav-empty-item": "an item of a list without anything in it, or a row of dashes",
    "nav-heading-of-nothing": "a heading of the markup under which nothing of the article is left",
    "nav-in-tail": "a short line among links, notices and references below the article",
    "nav-site-behind-title": "the name of the site behind the title",
    "nav-title-again": "the title once more near the head, with or without a site's name",
    "nav-title-translated": "the English title beside the Chinese one of a Chinese text",
    "nav-site-in-share-box": "the name of a newsletter around its box for sharing",
    "refs-below-number": "a note below the article that stands under its number",
    "refs-starred": "a starred note below the last paragraph",
    "repeated-line": "a long line that stood on the page before",
    "template-line": "a line that several documents of one source hold, digits aside",
    "learned-byline": "the line classifier (lines.skops) takes the line for a byline",
    "learned-ad": "the line classifier (lines.skops) takes the line for an advert",
    "learned-notice": "the line classifier (lines.skops) takes the line for a notice",
    "learned-nav": "the line classifier (lines.skops) takes the line for navigation",
    "learned-caption": "the line classifier (lines.skops) takes the line for a caption",
    "learned-refs": "the line classifier (lines.skops) takes the line for a reference",
}
"""Judgements that are no pattern, by the name that the edits table has, and what they look at."""

_FIELDS: Final = {
    "name": str,
    "kind": str,
    "where": str,
    "longest": int,
    "pattern": str,
    "inside": str,
    "cues": list,
    "section": str,
    "example": str,
    "counter": str,
}
_NEEDED: Final = ("name", "kind", "where", "longest", "example", "counter")
_SECTIONS: Final = ("", "list", "refs", "times", "signature", "advert", "teasers", "paragraphs")
_LONGEST: Final = 2000


class UserRules(NamedTuple):
    """The file of a user's rules: where it lies and what it says."""

    path: str
    text: str

    @property
    def digest(self) -> str:
        """The hash of the file, for the manifest."""
        return hashlib.blake2b(self.text.encode(), digest_size=16).hexdigest()


def read_user_rules(path: str | os.PathLike[str]) -> UserRules:
    """Read and check a file of rules.

    Raises:
        KnowledgeError: there is no such file, it is not UTF-8, or a rule is not as it must be; the
            message names file, line and rule.
    """
    name = os.fspath(path)
    try:
        rules = UserRules(name, Path(name).read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise KnowledgeError(f"{name}: not UTF-8 text; save it as UTF-8") from error
    except OSError as error:
        reason = error.strerror or error
        raise KnowledgeError(f"{name}: cannot read the boilerplate rules: {reason}") from error
    extended_book(rules)
    return rules


@functools.lru_cache(maxsize=8)
def extended_book(rules: UserRules) -> RuleBook:
    """The rules of the package with those of the user before them.

    Raises:
        KnowledgeError: a rule is not as it must be; the message names file, line and rule.
    """
    try:
        content = tomllib.loads(rules.text)
    except tomllib.TOMLDecodeError as error:
        raise KnowledgeError(f"{rules.path}: not TOML: {error}") from error
    strange = sorted(content.keys() - {"disable", "fragments", "rule"})
    if strange:
        raise KnowledgeError(
            f"{rules.path}: unknown key {strange[0]!r}; there are disable, fragments and rule"
        )
    listed, fragments = content.get("rule", []), content.get("fragments", {})
    if not (isinstance(listed, list) and all(isinstance(e, dict) for e in listed)):
        raise KnowledgeError(f"{rules.path}: rules are written as [[rule]] tables")
    if not (isinstance(fragments, dict) and all(isinstance(f, str) for f in fragments.values())):
        raise KnowledgeError(f"{rules.path}: [fragments] are names with patterns")
    known = {rule.name for rule in rule_book().rules} | JUDGEMENTS.keys()
    known |= {rule.name for rule in inline_rules()}
    disabled = _disabled(rules, content.get("disable", []), known)
    own: list[Rule] = []
    for entry in listed:
        rule = _rule(rules, entry, {**rule_fragments(), **fragments})
        if rule.name in known - disabled or rule.name in {r.name for r in own}:
            raise _fault(rules, rule.name, "the name is taken; choose another")
        own.append(rule)
    book = rule_book().extended(own, disabled)
    for number, rule in enumerate(own):
        example, counter = fold(rule.example).strip(), fold(rule.counter).strip()
        found = [
            number in book.matching(x, c)
            for x, c in zip((example, counter), book.scan([example, counter]), strict=True)
        ]
        if not found[0]:
            why = "too long for it" if len(example) > rule.longest else "not matched"
            message = f"its example is {why} (in simplified script: {example!r})"
            raise _fault(rules, rule.name, message)
        if found[1]:
            raise _fault(rules, rule.name, f"its counter-example is matched: {counter!r}")
    return book


def _disabled(rules: UserRules, named: object, known: set[str]) -> frozenset[str]:
    if not (isinstance(named, list) and all(isinstance(n, str) for n in named)):
        raise KnowledgeError(f"{rules.path}: disable is a list of names of rules")
    found: set[str] = set()
    for name in named:
        matched = fnmatch.filter(known, name)
        if not matched:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else "; models/boilerplate/ has them"
            raise _fault(rules, name, "there is no such rule to disable" + hint)
        found.update(matched)
    return frozenset(found)


def _rule(rules: UserRules, entry: Mapping[str, Any], fragments: Mapping[str, str]) -> Rule:
    """A rule of the user's, checked."""
    name = str(entry.get("name", "?"))
    for field in _NEEDED:
        if field not in entry:
            raise _fault(rules, name, f"{field} is missing")
    for field, value in entry.items():
        wanted = _FIELDS.get(field)
        if wanted is None:
            raise _fault(rules, name, f"unknown field {field!r}; there are {', '.join(_FIELDS)}")
        if not isinstance(value, wanted) or isinstance(value, bool):
            raise _fault(rules, name, f"{field} must be {wanted.__name__}, not {value!r}")
    for field, allowed in (("kind", RULE_KINDS), ("where", PLACES), ("section", _SECTIONS)):
        if entry.get(field, allowed[0]) not in allowed:
            choice = ", ".join(a for a in allowed if a)
            raise _fault(rules, name, f"unknown {field} {entry[field]!r}; there are {choice}")
    if not 1 <= entry["longest"] <= _LONGEST:
        raise _fault(rules, name, f"longest must be 1 to {_LONGEST}, not {entry['longest']}")
    if ("pattern" in entry) == ("inside" in entry):
        raise _fault(rules, name, "needs one of pattern (from the line's start) and inside")
    try:
        rule = parse_rule(entry, fragments)
        rule.finder()  # A pattern may be read and still be none.
        return rule
    except re.error as error:
        raise _fault(rules, name, f"not a regular expression: {error}") from error


def _fault(rules: UserRules, name: str, what: str) -> KnowledgeError:
    """An error that names the file, the line where `name` stands, and the rule."""
    quoted = re.compile(rf"""["']{re.escape(name)}["']""")
    rows = rules.text.splitlines()
    line = next((n for n, row in enumerate(rows, start=1) if quoted.search(row)), 1)
    return KnowledgeError(f"{rules.path}:{line}: rule {name!r}: {what}")
