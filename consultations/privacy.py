"""Which published pages a person may see, by Wagtail's privacy settings, inside the query."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef
from django.db.models.functions import Length, Substr
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet

from core.kept import is_anything_restricted


def visible_pages(pages: PageQuerySet, user) -> PageQuerySet:
    """Keep the published pages that `user` may open.

    A page behind a shared password stays out of every list: the password opens one address for one
    session, which a person's account does not tell.
    """
    if not is_anything_restricted():
        return pages.live()
    closed = _restrictions_on(user or AnonymousUser()).filter(
        page__path=Substr(OuterRef("path"), 1, Length("page__path"))
    )
    return pages.live().exclude(Exists(closed))


def below_published(pages: PageQuerySet) -> PageQuerySet:
    """Leave out the pages that stand below an unpublished one, such as a poll in a draft."""
    unpublished_above = Page.objects.filter(
        live=False,
        depth__gt=1,
        depth__lt=OuterRef("depth"),
        numchild__gt=0,
        path=Substr(OuterRef("path"), 1, Length("path")),
    )
    return pages.exclude(Exists(unpublished_above))


def _restrictions_on(user):
    restrictions = PageViewRestriction.objects.all()
    if user.is_authenticated:
        restrictions = restrictions.exclude(restriction_type=PageViewRestriction.LOGIN)
        if user.is_superuser:
            return restrictions.exclude(restriction_type=PageViewRestriction.GROUPS)
        return restrictions.exclude(
            pk__in=PageViewRestriction.groups.through.objects.filter(
                group__in=user.groups.all(),
                pageviewrestriction__restriction_type=PageViewRestriction.GROUPS,
            ).values("pageviewrestriction")
        )
    return restrictions
