"""Where the firms and people in Latin script that no list has stand in a document."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.extract.context import english_words
from pipeline.extract.ground import Ground, everywhere
from pipeline.extract.latin_companies import partnerships, short_firms
from pipeline.extract.legal_forms import LEGAL_FORM, goes_on_behind_point, trade_name
from pipeline.extract.open_cues import OpenName, slug
from pipeline.extract.open_latin import Verdict
from pipeline.extract.span_features import Page


def latin_places(
    text: str,
    page: Page,
    ground: Ground,
    verdicts: Mapping[str, Verdict],
) -> list[OpenName]:
    """Firms and people in Latin script at all their places, firms also in their short forms.

    Args:
        text: the document's text.
        page: the same, cut into words.
        ground: what names cover already.
        verdicts: the type of each surface that the document's evidence makes a name.
    """
    found = []
    shortened = {
        form
        for surface, verdict in verdicts.items()
        if verdict.type == "company" and surface.count(" ") > 1
        for form in short_firms(surface)
    }
    told: set[str] = set()
    for start, end, short in partnerships(text):
        identity = slug(text[start:end])
        places = [(start, end)] if short in told else [(start, end), *everywhere(text, short, page)]
        told.add(short)
        found += [
            OpenName(a, b, "company", identity, text[start:end], 0.75, "open-company")
            for a, b in places
            if ground.is_free(a, b)
        ]
    for surface, verdict in verdicts.items():
        forms = [surface]
        trade = surface
        if verdict.type == "company":
            trade = trade_name(surface)
            forms += [
                form
                for form in (*([trade] if trade != surface else ()), *short_firms(trade))
                if len(form) > 3 and (" " in form or form.lower() not in english_words())
            ]
        elif surface in shortened:
            continue
        identity = slug(trade)
        for form in forms:
            for a, b in everywhere(text, form, page):
                if form != surface and text.startswith(surface, a):
                    continue
                end = b
                if verdict.type == "company" and (tail := LEGAL_FORM.match(text, b)):
                    end = tail.end()
                elif goes_on_behind_point(form, text, b):
                    end = b + 1
                if ground.is_free(a, end):
                    method = f"open-{verdict.type}"
                    found.append(
                        OpenName(a, end, verdict.type, identity, surface, verdict.score, method)
                    )
    return found


__all__ = ["latin_places"]
