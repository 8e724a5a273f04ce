"""What is published, read once for many readers.

Most of what a page shows is the same for everybody who may see the same pages: which pages there
are, what an editor wrote, how they hang together. It is kept for half a minute by what a reader
may see, and forgotten at once when any page is saved, published, moved, deleted or restricted.
What is a person's own is never kept here.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache import cache
from django.utils.translation import get_language
from wagtail.models import Page, PageViewRestriction

T = TypeVar("T")
SECONDS = 30
EDITION = "kept.edition"
RESTRICTED = "kept.restricted"
NOTHING = object()


def kept(name: str, user: Any, read: Callable[[], T], seconds: int = SECONDS) -> T:
    """Return what `read` finds, from the store where somebody who may see the same asked before.

    `name` says what it is, such as "activities.12". What is kept must be the same for all readers
    of one kind (see `kind_of_reader`), and must survive pickling.
    """
    edition = cache.get(EDITION, 0)
    key = f"kept.{edition}.{name}.{get_language()}.{kind_of_reader(user, edition)}"
    found = cache.get(key, NOTHING)
    if found is NOTHING:
        found = read()
        cache.set(key, found, seconds)
    return found


def kind_of_reader(user: Any, edition: int) -> str:
    """Name what decides which pages somebody may see: signed in, and groups if any page asks."""
    if not user.is_authenticated:
        return "visitor"
    if user.is_superuser:
        return "superuser"
    if not hasattr(user, "_kind_of_reader"):
        groups = user.groups.values_list("pk", flat=True) if asks_for_groups(edition) else ()
        user._kind_of_reader = f"person.{','.join(map(str, sorted(groups)))}"
    return user._kind_of_reader


def asks_for_groups(edition: int) -> bool:
    """Say whether any page is for some groups only."""
    key = f"{RESTRICTED}.{edition}"
    asks = cache.get(key)
    if asks is None:
        asks = PageViewRestriction.objects.filter(
            restriction_type=PageViewRestriction.GROUPS
        ).exists()
        cache.set(key, asks, SECONDS)
    return asks


def forget(**_signal: Any) -> None:
    """Let everybody read anew."""
    try:
        cache.incr(EDITION)
    except ValueError:
        cache.set(EDITION, 1, None)


def forget_if_pages_changed(instance: Any, **_signal: Any) -> None:
    """Hear of every saved row, and forget when it is a page or says who may see one."""
    if isinstance(instance, Page | PageViewRestriction):
        forget()
