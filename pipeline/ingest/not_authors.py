"""Who is named in a byline's place and wrote nothing here: posters of items, issuers, speakers.

A digest of links prints who posted each of them, with points and comments, as a thread prints who
opened it. A press release names the firm whose news it is, and nobody who wrote it. Who stands
before the colon of a title wrote the page, or is whom it quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from pipeline.ingest.author_candidates import Candidate, SeenLine
from pipeline.ingest.line_widths import columns

# `312 points by quillfeather 9 hours ago | 145 comments`, `r/LocalLLaMA · u/moss · 96 评论`.
_COUNTED: Final = re.compile(
    r"\d\s?(?:comments?\b|points?\b|upvotes?\b|(?:条|则|篇|个)?(?:评论|留言|回复|回应|赞)|(?:票|分)(?=$|\W))"
)
_POSTED: Final = re.compile(
    r"\b(?:by|u/|via|from|[Pp]osted|[Ss]ubmitted)\b|/?u/\w|发布者|发帖人?|楼主|作者|提交者|@\w"
)
_LEAST_POSTS: Final = 2
_LONGEST_TAG: Final = 20
_WIRED: Final = re.compile(
    r"/\s?[^/\n]{0,16}(?:[Nn]ewswire|NEWSWIRE|[Ww]ire|美通社|新闻稿|美商商业资讯|新闻通稿)"
    r"[^/\n]{0,16}/\s?(?:--?|[–—])"
    r"|\((?:BUSINESS WIRE|GLOBE NEWSWIRE|Marketwired|ACCESS Newswire)\)"
)
_RELEASED: Final = re.compile(
    r"(?:News provided by|PRESS RELEASE|Press [Rr]elease|NEWS RELEASE|FOR IMMEDIATE RELEASE"
    r"|For immediate release|新闻稿|即时发布|供即时发布|媒体新闻稿)"
    r"\W*(?:$|[|｜·:：])"
)
_OPENING: Final = 160
# `林一舟在会上表示`; a bracket may stand between.
_TOLD: Final = (
    r"(?:\s?[(（][^()（）]{2,40}[)）])?\s?[^。！？\n，,:：；]{0,14}?(?:表示|认为|指出|强调|透露|预测|坦言|直言"
    r"|宣布|警告|回应|提到|谈到|谈及|介绍|告诉|说道?|称|写道|看来|出席|接受)"
)


def posted_an_item(candidate: Candidate, lines: Sequence[SeenLine], *, person: bool) -> bool:
    """Whether a name is that of who posted one of the items that a digest lists.

    Who opens a thread stands in such a line too, but directly below its title. With text of the
    page's own between them, a heading above each of several, it tells of what others posted.

    Args:
        candidate: a name.
        lines: those that may name the author.
        person: whether the name has the form of a person's: as such nobody posts.
    """
    line = lines[candidate.line]
    if person or line.zone == "title":
        return False
    posts = [n for n, other in enumerate(lines) if _is_post(other.text)]
    if candidate.line not in posts:
        # Below a digest's title no heading is an author's name either.
        listed = len(posts) >= _LEAST_POSTS and _own_lines(posts[0], lines) > 0
        return listed and line.kind is None and line.zone == "head" and candidate.rank is None
    if line.zone == "head":
        several = len(posts) >= _LEAST_POSTS
        return _own_lines(candidate.line, lines) >= (1 if several else _LEAST_POSTS)
    return line.zone == "inside" or len(posts) >= _LEAST_POSTS


def _own_lines(number: int, lines: Sequence[SeenLine]) -> int:
    """How many lines of the page's own text stand between its title and the line `number`."""
    return sum(map(_is_own, lines[:number]))


def _is_own(line: SeenLine) -> bool:
    """Whether a line above the article stays and says more than a tag does."""
    stays = line.kind is None and line.zone == "head" and line.below_title
    return stays and columns(line.text) >= _LONGEST_TAG


def _is_post(text: str) -> bool:
    return _COUNTED.search(text) is not None and _POSTED.search(text) is not None


def is_release(texts: Iterable[str], article: str) -> bool:
    """Whether a page is a press release: it says so above its text, or a wire's dateline does.

    Args:
        texts: the short lines around its text, in simplified script.
        article: its text.
    """
    if _WIRED.search(article[:_OPENING]):
        return True
    return any(_RELEASED.match(text) or _WIRED.search(text) for text in texts)


def is_told_of(name: str, article: str) -> bool:
    """Whether an article tells what `name` said, and so is somebody else's."""
    return re.search(re.escape(name) + _TOLD, article) is not None


__all__ = ["is_release", "is_told_of", "posted_an_item"]
