"""What is published, read once for many readers.

Most of what a page shows is the same for everybody who may see the same pages: which pages there
are, what an editor wrote, how they hang together. It is kept for half a minute by what a reader
may see, and forgotten at once when any page is saved, published, moved, deleted or restricted.
What is a person's own is never kept here.
"""

from collections.abc import Callable
from secrets import token_hex
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import QuerySet, prefetch_related_objects
from django.db.models.signals import post_delete, post_save
from django.utils.translation import get_language
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_unpublished, post_page_move

from core.at_once import read_at_once

T = TypeVar("T")
SECONDS = 30
EDITION = "kept.edition"
NEEDED = "kept.needed_everywhere"
NOTHING = object()
# For what is the same whoever reads it: how pages hang together, not who may see them.
ANYBODY = AnonymousUser()


def kept(name: str, user: Any, read: Callable[[], T], seconds: int | None = None) -> T:
    """Return what `read` finds, from the store where somebody who may see the same asked before.

    `name` says what it is, such as "activities.12". What is kept must be the same for all readers
    of one kind (see `kind_of_reader`), and must survive pickling.
    """
    edition = current_edition()
    key = f"kept.{edition}.{name}.{get_language()}.{kind_of_reader(user)}"
    found = cache.get(key, NOTHING)
    if found is NOTHING:
        found = read()
        cache.set(key, found, seconds or SECONDS)
    return found


def kind_of_reader(user: Any) -> str:
    """Name what decides which pages somebody may see: signed in, and groups if any page asks."""
    if not user.is_authenticated:
        return "visitor"
    if user.is_superuser:
        return "superuser"
    if not hasattr(user, "_kind_of_reader"):
        groups = groups_of(user) if asks_for_groups() else []
        user._kind_of_reader = f"person.{','.join(map(str, sorted(groups)))}"
    return user._kind_of_reader


def groups_of(user: Any) -> list[int]:
    """Return a person's groups, and leave them with the person for Wagtail's own check."""
    prefetch_related_objects([user], "groups")
    return [group.pk for group in user.groups.all()]


def asks_for_groups() -> bool:
    """Say whether any page is for some groups only."""
    return any(kind == PageViewRestriction.GROUPS for _place, kind in restricted_places())


def is_anything_restricted() -> bool:
    """Say whether any page at all is for some people only."""
    return bool(restricted_places())


def restricted_above(path: str) -> list[str]:
    """Return the places from the root down to this one that are for some people only."""
    places = restricted_places()
    return [place for place, _kind in places if path.startswith(place)]


def restricted_places() -> list[tuple[str, str]]:
    """Return the places in the tree that are for some people only, and for what kind of people.

    Who they are in particular is never kept: that is asked each time somebody comes.
    """
    return needed_everywhere("restricted")


def _restricted_places() -> QuerySet:
    rows = PageViewRestriction.objects.order_by("page__path", "restriction_type")
    return rows.values_list("page__path", "restriction_type")


# Small lists that every page needs, whatever it shows, the same for all readers. They are read in
# one query, with the first of them that is asked for.
NEEDED_EVERYWHERE: dict[str, Callable[[], QuerySet]] = {"restricted": _restricted_places}


def needed_everywhere(name: str) -> list:
    """Return one of the lists that every page needs."""
    edition = current_edition()
    found = cache.get(f"{NEEDED}.{edition}.{name}")
    if found is None:
        rows = {one: ask() for one, ask in NEEDED_EVERYWHERE.items()}
        read_at_once(*rows.values())
        lists = {one: list(read) for one, read in rows.items()}
        cache.set_many({f"{NEEDED}.{edition}.{one}": read for one, read in lists.items()}, SECONDS)
        found = lists[name]
    return found


def forget(**_signal: Any) -> None:
    """Let everybody read anew, now and once the change can be seen by others."""
    begin_edition()
    if connection.in_atomic_block:
        transaction.on_commit(begin_edition, robust=True)


def current_edition() -> str:
    """Name what is true now, as part of the name of whatever is kept."""
    return cache.get(EDITION) or begin_edition()


def begin_edition() -> str:
    """Leave behind all that is kept. No edition has the name of an earlier one."""
    edition = token_hex(8)
    cache.set(EDITION, edition, None)
    return edition


def forget_if_pages_changed(instance: Any, **_signal: Any) -> None:
    """Hear of every saved row, and forget when it is a page, says who may see one, or where."""
    if isinstance(instance, Page | PageViewRestriction | Site):
        forget()


def forget_when_pages_change() -> None:
    """Listen, from the start of the site on. Not a step of any flow: the store must not be older
    than what it was read from."""
    for signal in (post_save, post_delete):
        signal.connect(forget_if_pages_changed, dispatch_uid="core.kept")
    for signal in (page_published, page_unpublished, post_page_move):
        signal.connect(forget, dispatch_uid="core.kept")
