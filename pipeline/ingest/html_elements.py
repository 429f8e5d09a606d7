"""The elements of HTML, by what a reader needs to know of them.

Source: HTML Living Standard, sections 4 and 13.1, with the obsolete elements that old pages use.
"""

from __future__ import annotations

import re
from typing import Final

_names = re.compile(r"\S+").findall

KNOWN: Final = frozenset(
    _names(
        """a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink
        blockquote body br button canvas caption center cite code col colgroup data datalist dd del
        details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame
        frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label
        legend li link main map mark marquee math menu menuitem meta meter nav nobr noembed noframes
        noscript object ol optgroup option output p param picture plaintext pre progress q rb rp rt
        rtc ruby s samp script search section select slot small source span strike strong style sub
        summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul
        var video wbr xmp"""
    )
)
VOID: Final = frozenset(
    _names("area base basefont br col embed frame hr img input link meta param source track wbr")
)
"""Elements without content and end tag."""
RAW: Final = frozenset(_names("script style title textarea xmp iframe noembed noframes plaintext"))
"""Elements whose content is characters, never tags."""
NEW_LINE: Final = frozenset(_names("br tr li dt dd option thead tbody tfoot hgroup"))
NEW_PARAGRAPH: Final = frozenset(
    _names(
        """address article aside blockquote body caption center details dialog dir div dl fieldset
        figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html legend main menu nav ol
        p pre search section summary table title ul td th"""
    )
)
BREAKS: Final = dict.fromkeys(NEW_LINE, 1) | dict.fromkeys(NEW_PARAGRAPH, 2)
"""Block elements: 1 begins a new line, 2 a new paragraph."""
HEADINGS: Final = frozenset(_names("h1 h2 h3 h4 h5 h6"))
INLINE: Final = frozenset(
    _names(
        """a abbr b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q s samp
        small span strike strong sub sup time tt u var"""
    )
)
IN_HEAD: Final = frozenset(
    _names("title meta link script style base noscript template basefont bgsound")
)
WALLS: Final = frozenset(_names("td th table caption"))
"""An end tag inside one of these closes nothing outside it."""
TABLE_PARTS: Final = frozenset(_names("table tr td th thead tbody tfoot caption"))
NEVER_SHOWN: Final = frozenset(
    _names(
        """head script style template noscript svg math iframe object embed canvas audio video map
        applet frameset noframes noembed title datalist xmp"""
    )
)
"""Elements that hold no text of the page, or hold it for readers without a browser."""
READINGS: Final = frozenset(_names("rp rt rtc"))
STRUCTURE: Final = frozenset(
    _names(
        """p div article section main li td th blockquote h1 h2 h3 h4 h5 h6 pre dd figure table ul
        ol center header"""
    )
)
"""Elements that give a text its paragraphs."""
