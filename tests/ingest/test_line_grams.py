"""Characters as the grams of lines have them."""

from __future__ import annotations

import unicodedata

from pipeline.ingest.folded_lines import _SETTLED


def test_unicode_gives_no_other_form_to_characters_that_are_not_asked() -> None:
    for low, high in _SETTLED:
        for code in range(low, high + 1):
            character = chr(code)
            if not 0xD800 <= code < 0xE000:
                assert unicodedata.normalize("NFKC", character).lower() == character
            assert not character.isdigit()
            assert not character.isspace()
