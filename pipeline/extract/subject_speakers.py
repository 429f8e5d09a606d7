"""Who speaks where a figure stands, and whose firm the speaker's is.

In an interview a line begins with who speaks (顾临渊：…, 答：…); in a report a quotation has
somebody beside it who says it. What they tell of 我们 or `we` is told of their firm, which stands
beside their name somewhere in the document (澄陽精工董事長葉宗翰, `Sanne Verhulst of Lumicore`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final, NamedTuple

from pipeline.extract.mention import Mention
from pipeline.extract.sentences import Sentence
from pipeline.extract.subject_topics import MARKS
from pipeline.figures import Figure

_LABEL: Final = re.compile(r"([^：:，。,！？!?\n]{1,24})(?:[：:](?!//)|$)")
_ANSWERS: Final = frozenset(("答", "a", "受访者", "嘉宾", "guest"))
_ASKS: Final = re.compile(
    r"(?:问|q|记者|主持人|主持|编辑|本刊|本报|host|interviewer)[0-9]{0,2}$", re.I
)
_LEAST_LINES: Final = 3  # lines with a speaker that make a text an interview
_SHORT_LABEL: Final = 3
_LABEL_REACH: Final = 48  # code points of a line in which its speaker stands
_BESIDE: Final = 24  # code points between a person and the firm that is theirs
_APART: Final = frozenset("。；;！？!?\n：:")
_SPOKEN_BACK: Final = 260  # code points of the paragraph before a quotation
_SPOKEN_BEHIND: Final = 80
_OWN_BEFORE: Final = 120  # code points of the sentence that are read for 我们
_OWN_BEHIND: Final = 60
_OPENS: Final = '“「『"'
_CLOSES: Final = '”」』"'
_FIRST_PERSON: Final = re.compile(
    r"我们|咱|我司|我哋|本公司|自家|自己|\b(?:[Ww]e|[Oo]ur|us|ours)\b|我|\b(?:I|[Mm]y|me)\b"
)
_PLURAL: Final = re.compile(r"我们|咱|我司|我哋|本公司|\b(?:[Ww]e|[Oo]ur|us|ours)\b")


class Voice(NamedTuple):
    """Who tells a figure: a person, their firm, and how they speak of themselves.

    `quoted` is `line` in an interview, `quote` inside a quotation, else `-`. `person` and `firm`
    are entities. `self` is `we`, `I` or `-`: whom the figure's sentence speaks of.
    """

    person: str | None
    firm: str | None
    quoted: str
    self: str


class Speakers:
    """The speakers of one document."""

    def __init__(
        self, text: str, sentences: Sequence[Sentence], mentions: Sequence[Mention]
    ) -> None:
        self._text = text
        self._sentences = sentences
        self._people = [m for m in mentions if m.type == "person"]
        self._starts = [m.start for m in self._people]
        self._short: dict[str, str] = {}  # 纪：, where 纪朝歌 is named
        for m in self._people:
            for size in range(1, _SHORT_LABEL + 1):
                self._short.setdefault(m.surface[:size], m.entity_id)
        self._firm = _firms(text, mentions)
        self._lines = self._speaking()

    def of(self, figure: Figure, number: int) -> Voice:
        """Who tells `figure`, which stands in sentence `number`."""
        sentence = self._sentences[number]
        low = max(sentence.start, figure.start - _OWN_BEFORE)
        own = self._text[low : min(sentence.end, figure.end + _OWN_BEHIND)]
        told = _FIRST_PERSON.search(own)
        itself = "-" if told is None else "we" if _PLURAL.search(own) else "I"
        person = self._lines[number]
        if person is not None:
            return Voice(person, self._firm.get(person), "line", itself)
        person = self._quoted(figure)
        if person is not None:
            return Voice(person, self._firm.get(person), "quote", itself)
        return Voice(None, None, "-", itself)

    def _speaking(self) -> list[str | None]:
        """The person whose line each sentence is in, where the text is an interview."""
        labels: list[tuple[bool, str | None]] = []
        main = Counter(m.entity_id for m in self._people).most_common(1)
        interviewee = main[0][0] if main else None
        for number, sentence in enumerate(self._sentences):
            start = sentence.start
            if number and "\n" not in self._text[self._sentences[number - 1].end : start]:
                labels.append((False, None))
                continue
            labels.append(self._label(start, interviewee))
        if sum(begins for begins, _ in labels) < _LEAST_LINES:
            return [None] * len(labels)
        speakers: list[str | None] = []
        speaking: str | None = None
        for (begins, person), sentence in zip(labels, self._sentences, strict=True):
            if begins or sentence.is_heading:
                speaking = person
            speakers.append(speaking)
        return speakers

    def _label(self, start: int, interviewee: str | None) -> tuple[bool, str | None]:
        """Whether a line begins with a speaker, and who that is, where it is somebody named."""
        end = self._text.find("\n", start, start + _LABEL_REACH)
        stop = min(end if end >= 0 else len(self._text), start + _LABEL_REACH)
        line = self._text[start:stop]
        stripped = line.lstrip(MARKS)
        found = _LABEL.match(stripped)
        if found is None:
            return False, None
        label = found[1].strip(MARKS + " ")
        if _ASKS.match(label):
            return True, None
        if label.lower() in _ANSWERS:
            return True, interviewee
        begin = start + len(line) - len(stripped)
        at = bisect_left(self._starts, begin)
        if at < len(self._people) and self._people[at].end <= begin + found.end(1):
            return True, self._people[at].entity_id
        person = self._short.get(label)
        return person is not None, person

    def _quoted(self, figure: Figure) -> str | None:
        """The person who says the quotation in which `figure` stands."""
        text = self._text
        low = max(0, figure.start - _SPOKEN_BACK)
        low = max(low, text.rfind("\n", low, figure.start) + 1)
        opened = -1
        for at in range(low, figure.start):
            sign = text[at]
            if sign == '"':
                opened = at if opened < 0 else -1
            elif sign in _OPENS:
                opened = at
            elif sign in _CLOSES:
                opened = -1
        if opened < 0:
            return None
        before = bisect_right(self._starts, opened) - 1
        if before >= 0 and self._people[before].start >= low:
            return self._people[before].entity_id
        high = figure.end + _SPOKEN_BACK
        ends = [at for at in (text.find(sign, figure.end, high) for sign in _CLOSES) if at >= 0]
        if not ends:
            return None
        close = min(ends)
        behind = bisect_left(self._starts, close)
        near = behind < len(self._people) and self._starts[behind] <= close + _SPOKEN_BEHIND
        return self._people[behind].entity_id if near else None


def _firms(text: str, mentions: Sequence[Mention]) -> dict[str, str]:
    """Person → the firm that stands beside their name most often."""
    beside: dict[str, Counter[str]] = defaultdict(Counter)
    named = [m for m in mentions if m.type in ("person", "company")]
    for n, person in enumerate(named):
        if person.type != "person":
            continue
        for other in named[max(0, n - 2) : n + 3]:
            if other.type != "company":
                continue
            low, high = sorted((person, other), key=lambda m: m.start)
            if high.start - low.end > _BESIDE:
                continue
            if not _APART.intersection(text[low.end : high.start]):
                # A firm before its man comes closer than one behind: 智谱CEO张鹏.
                beside[person.entity_id][other.entity_id] += 2 if other.start < person.start else 1
    return {who: counted.most_common(1)[0][0] for who, counted in beside.items()}
