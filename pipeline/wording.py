"""Numbers in messages, in words that agree with them."""

from __future__ import annotations


def counted(count: int, word: str) -> str:
    """A number of things: `1 document`, `2 documents`."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def all_inputs(count: int) -> str:
    """All of some inputs, as the subject of what was done to them."""
    return "the only input was" if count == 1 else f"all {count} inputs were"


__all__ = ["all_inputs", "counted"]
