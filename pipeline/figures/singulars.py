"""The singular of English plurals that units are named by: batches, boxes, churches, movies."""

from __future__ import annotations

from typing import Final

# Behind these letters the plural takes -es: batches, dishes, boxes, bosses. `aches` with nothing
# before it but a consonant is the plural of -ache: caches, headaches.
_SIBILANT: Final = ("ches", "shes", "xes", "sses", "zzes")
_ACHES: Final = ("aches", "eaches", "oaches")
_IRREGULAR: Final = {
    "axes": "axe",
    "avalanches": "avalanche",
    "calories": "calorie",
    "cookies": "cookie",
    "crises": "crisis",
    "dies": "die",
    "movies": "movie",
    "niches": "niche",
    "pies": "pie",
    "rookies": "rookie",
    "selfies": "selfie",
    "smoothies": "smoothie",
    "ties": "tie",
    "zombies": "zombie",
}


def singular(word: str) -> str:
    """The singular of an English plural in lower case; a word without -s comes back as it is."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("ies"):
        return word[:-3] + "y"
    ache = word.endswith(_ACHES[0]) and not word.endswith(_ACHES[1:])
    if word.endswith(_SIBILANT) and not ache:
        return word[:-2]
    return word.removesuffix("s")


__all__ = ["singular"]
