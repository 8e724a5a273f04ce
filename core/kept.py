"""What is published, read once for many readers.

Most of what a page shows is the same for everybody who may see the same pages: which pages there
are, what an editor wrote, how they hang together. It is kept for half a minute by what a reader
may see, and forgotten at once when any page is saved, published, moved, deleted or restricted.
What is a person's own is never kept here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import prefetch_related_objects
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.utils.translation import get_language
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_unpublished, post_page_move

T = TypeVar("T")
SECONDS = 30
EDITION = "kept.edition"
RESTRICTED = "kept.restricted"
NOTHING = object()
# For what is the same whoever reads it: how pages hang together, not who may see them.
ANYBODY = AnonymousUser()


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
        groups: list[int] = []
        if restrictions(edition).ask_for_groups:
            # Wagtail's own check asks for them once more: it finds them with the person.
            prefetch_related_objects([user], "groups")
            groups = sorted(group.pk for group in user.groups.all())
        user._kind_of_reader = f"person.{','.join(map(str, groups))}"
    return user._kind_of_reader


@dataclass(frozen=True)
class Restrictions:
    """All restrictions there are, with their groups, and the places in the tree where they hold."""

    rows: dict[int, PageViewRestriction]
    places: dict[str, list[int]]

    def on(self, page: Page) -> list[PageViewRestriction]:
        """Return what holds on a page: its own, and those of the pages that it stands in."""
        above = (page.path[:end] for end in range(page.steplen, len(page.path) + 1, page.steplen))
        return [self.rows[pk] for place in above for pk in self.places.get(place, ())]

    @property
    def ask_for_groups(self) -> bool:
        return any(row.restriction_type == row.GROUPS for row in self.rows.values())


def restrictions(edition: int | None = None) -> Restrictions:
    """Return the restrictions that hold now."""
    edition = cache.get(EDITION, 0) if edition is None else edition
    key = f"{RESTRICTED}.{edition}"
    found = cache.get(key)
    if found is None:
        found = read_restrictions()
        cache.set(key, found, SECONDS)
    return found


def read_restrictions() -> Restrictions:
    rows = PageViewRestriction.objects.select_related("page").prefetch_related("groups")
    places: dict[str, list[int]] = {}
    restricting: dict[int, list[int]] = {}  # by page
    for row in rows:
        # An alias carries the restrictions of its source alone.
        if row.page.alias_of_id is None:
            restricting.setdefault(row.page_id, []).append(row.pk)
            places.setdefault(row.page.path, []).append(row.pk)
    sources = restricting
    while sources:
        aliases = Page.objects.filter(alias_of__in=sources).values_list("pk", "path", "alias_of")
        found = {}
        for pk, path, source in aliases:
            found[pk] = sources[source]
            places.setdefault(path, []).extend(sources[source])
        sources = found
    return Restrictions({row.pk: row for row in rows}, places)


def forget(**_signal: Any) -> None:
    """Let everybody read anew, now and once the change can be seen by others."""
    begin_edition()
    if connection.in_atomic_block:
        transaction.on_commit(begin_edition, robust=True)


def begin_edition() -> None:
    """Leave behind all that is kept."""
    try:
        cache.incr(EDITION)
    except ValueError:
        cache.set(EDITION, 1, None)


def forget_if_pages_changed(instance: Any, **_signal: Any) -> None:
    """Hear of every saved row, and forget when it is a page or says who may see one, and where."""
    if isinstance(instance, Page | PageViewRestriction | Site):
        forget()


def forget_when_pages_change() -> None:
    """Listen, from the start of the site on. Not a step of any flow: the store must not be older
    than what it was read from."""
    for signal in (post_save, post_delete):
        signal.connect(forget_if_pages_changed, dispatch_uid="core.kept")
    groups = PageViewRestriction.groups.through
    m2m_changed.connect(forget, sender=groups, dispatch_uid="core.kept")
    for signal in (page_published, page_unpublished, post_page_move):
        signal.connect(forget, dispatch_uid="core.kept")
