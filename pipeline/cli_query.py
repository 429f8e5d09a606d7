"""Arguments that are words of a user's own: a query may begin with a minus and be no option."""

from __future__ import annotations

import re
from typing import Any, Final

from typer.core import TyperCommand

_END: Final = "--"
_NEVER_AN_OPTION: Final = re.compile(r"--?[^\x00-\x7f]|--?[\s\"“'(]|-[^-]*\s")
_WORD: Final = re.compile(r"-[A-Za-z]+[^\W\d_][^/\\=]*")


class QueryCommand(TyperCommand):
    """A command whose argument may begin with a minus: `mine show -标题`, `mine sql "-- all"`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse, with a space before what only looks like an option: no word is other for it."""
        end = args.index(_END) if _END in args else len(args)
        marked = [f" {a}" if self.is_words(a) else a for a in args[:end]]
        return super().parse_args(ctx, marked + args[end:])

    def is_words(self, argument: str) -> bool:
        """Whether an argument that begins with a minus can be no option."""
        return _NEVER_AN_OPTION.match(argument) is not None


class SearchCommand(QueryCommand):
    """The same where a minus takes words away: `-openai` is no `-o penai`, `-n5` is an option."""

    def is_words(self, argument: str) -> bool:
        """Whether an argument that begins with a minus is a word that must not stand there."""
        return super().is_words(argument) or _WORD.fullmatch(argument) is not None
