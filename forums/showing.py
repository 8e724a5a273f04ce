"""A post as a reader sees it, worked out once for all to whom it looks the same.

How a post looks follows from what was read of it, for this reader, at this moment: nothing else
goes in. So its HTML may be kept by exactly that. A post that is hidden, edited or renamed looks
different from the next look on, and what nobody may see any more is never asked for again.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.template.loader import get_template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from core.dates import day_in_london
from forums.names import Shown

# So many posts are kept in this process, about five long topics.
KEPT = 1024


@dataclass(frozen=True, slots=True)
class ShownPost:
    """All that the template of a post knows."""

    pk: int
    text: str
    author: Shown
    voice: str
    language: str
    said_at: datetime
    edited_at: datetime | None
    is_pinned: bool
    is_held: bool
    is_removed: bool
    rule: str  # the rule under which it was hidden, in words; empty while it is not
    is_mine: bool
    may_judge: bool
    may_answer: bool
    may_change: bool
    may_report: bool
    may_pin: bool
    aim: str  # what a facilitator wrote it for, in words


def shown_post(post: Any, *, may_answer: bool, may_judge: bool) -> ShownPost:
    """Describe a post of a thread, for the reader that the thread was laid out for."""
    return ShownPost(
        pk=post.pk,
        text=post.text,
        author=post.shown_author,
        voice=post.voice,
        language=post.language,
        said_at=post.said_at,
        edited_at=post.edited_at,
        is_pinned=post.is_pinned,
        is_held=post.is_held,
        is_removed=post.is_removed,
        rule=str(post.hidden_under) if post.hidden_at else "",
        is_mine=post.is_mine,
        may_judge=may_judge,
        may_answer=may_answer and post.is_public,
        may_change=post.may_edit,
        may_report=post.is_public and not post.is_mine,
        may_pin=may_judge and post.may_be_pinned,
        aim=str(post.get_aim_display()),
    )


def html_of(post: ShownPost, csrf_token: str) -> SafeString:
    """Return a post as HTML; one with a form, which only moderators get, is made anew."""
    if post.may_pin:
        return render_post(post, csrf_token)
    return kept_html(post, get_language() or "", day_in_london(timezone.now()))


@lru_cache(maxsize=KEPT)
def kept_html(post: ShownPost, language: str, today: date) -> SafeString:
    """Return a post as HTML, in the language that is active and as days are called today."""
    return render_post(post)


def render_post(post: ShownPost, csrf_token: str = "") -> SafeString:
    """Fill in the template of a post."""
    template = get_template("forums/parts/post.html")
    return SafeString(template.render({"post": post, "csrf_token": csrf_token}))
