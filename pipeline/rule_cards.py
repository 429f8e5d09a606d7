"""What is known of a rule of ingest, by the name that the edits table has."""

from __future__ import annotations

import difflib
import fnmatch
import functools
import tomllib
from collections.abc import Sequence
from typing import Final, NamedTuple

from pipeline.errors import KnowledgeError, MineError
from pipeline.ingest.html_regions import region_book
from pipeline.ingest.inline import inline_rules
from pipeline.ingest.line_rules import Rule
from pipeline.ingest.mojibake_remains import remains_rules
from pipeline.ingest.rule_book import rule_book
from pipeline.ingest.user_rules import JUDGEMENTS, UserRules, extended_book
from pipeline.resources import models_path

_SUGGESTED: Final = 5
_LEAST_LIKE: Final = 0.6
_BOOK: Final = "models/boilerplate/rules.toml"


class UnknownRuleError(MineError):
    """No rule of that name; the message holds suggestions."""

    code = "unknown-rule"


class Change(NamedTuple):
    """What a repair does, of `models/repair/changes.toml`.

    Attributes:
        name: the rule in the edits table; may hold `*`.
        kind: the kind of its edits.
        says: what it does.
        markup: how its example is read: `html`, `md` or `txt`.
        page: a page in which it edits something.
        counter: a page that looks alike, in which it does not.
    """

    name: str
    kind: str
    says: str
    markup: str
    page: str
    counter: str


@functools.cache
def changes() -> tuple[Change, ...]:
    """The repairs, by name.

    Raises:
        KnowledgeError: the file of them is damaged.
    """
    path = models_path("repair/changes.toml")
    try:
        listed = tomllib.loads(path.read_text(encoding="utf-8"))["change"]
        return tuple(Change(**entry) for entry in listed)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise KnowledgeError(f"{path}: {error!r}") from error


def rule_card(name: str, own: UserRules | None = None) -> list[str]:
    """What is known of a rule: kind, where it lies, what it looks at, an example of either sort.

    Args:
        name: as the edits table has it.
        own: the user's rules, which are looked through first.

    Raises:
        UnknownRuleError: there is no such rule.
    """
    users = [r for r in extended_book(own).rules if r not in rule_book().rules] if own else []
    for rules, file in ((users, own.path if own else ""), (rule_book().rules, _BOOK)):
        for rule in rules:
            if rule.name == name:
                return _line_card(rule, file)
    for cut in inline_rules():
        if cut.name == name:
            return [
                f"{name}  ({cut.kind}; models/boilerplate/inline.toml)",
                f"at the {cut.at} of a line: {cut.pattern.pattern}",
                f"takes: {cut.cut.strip()}",
                f"of: {cut.example}",
                f"leaves: {cut.counter}",
            ]
    if name in JUDGEMENTS:
        return [f"{name}: {JUDGEMENTS[name]}"]
    for region, example, counter in region_book().examples:
        if region == name:
            return [
                f"{name}  (an element of HTML; models/html/regions.toml)",
                f"takes: {example}",
                f"leaves: {counter}",
            ]
    for remains in remains_rules():
        if remains["name"] == name:
            return [
                f"{name}  (mojibake; models/repair/mojibake.toml)",
                f"searched: {remains['pattern']}",
                f"writes: {_shown(remains['replacement']) or 'nothing'}",
                f"edits: {_shown(remains['example'])}",
                f"leaves: {_shown(remains['counter'])}",
            ]
    for change in changes():
        if fnmatch.fnmatchcase(name, change.name):
            return [
                f"{name}  ({change.kind}; models/repair/changes.toml)",
                f"what: {change.says}",
                f"edits: {_shown(change.page)}",
                f"leaves: {_shown(change.counter)}",
            ]
    known = rule_names(own)
    close = difflib.get_close_matches(name, known, n=_SUGGESTED, cutoff=_LEAST_LIKE)
    hint = (
        f"did you mean {', '.join(close)}?"
        if close
        else f"there are {len(known)}, such as {', '.join(known[:_SUGGESTED])}; "
        "`mine explain PAGE` names those that took something from a page"
    )
    raise UnknownRuleError(f"no rule {name!r}; {hint}")


def _line_card(rule: Rule, file: str) -> list[str]:
    return [
        f"{rule.name}  ({rule.kind}; {file})",
        f"where: {rule.where}, in lines of at most {rule.longest} characters",
        f"{'searched' if rule.inside else 'from the start'}: {rule.pattern}",
        f"takes: {rule.example}",
        f"leaves: {rule.counter}",
    ]


def _shown(page: str) -> str:
    """A page on one line, what cannot be seen written as an escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in page)


def rule_names(own: UserRules | None = None) -> list[str]:
    """The names of all rules and judgements, those of repairs as patterns."""
    rules: Sequence[Rule] = (extended_book(own) if own else rule_book()).rules
    return sorted(
        {r.name for r in rules}
        | {r.name for r in inline_rules()}
        | {name for name, _, _ in region_book().examples}
        | {c.name for c in changes()}
        | {r["name"] for r in remains_rules()}
        | JUDGEMENTS.keys()
    )


__all__ = ["Change", "UnknownRuleError", "changes", "rule_card", "rule_names"]
