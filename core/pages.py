"""What all our types of page have in common."""

from django.db.models import QuerySet
from wagtail.models import PageViewRestriction

from core.kept import restrictions


class QuicklyChecked:
    """A page whose restrictions are read once for all requests, until any restriction changes."""

    def get_view_restrictions(self) -> QuerySet:
        """Return what Wagtail's check of privacy asks for before it shows this page."""
        rows = restrictions().on(self)
        found = PageViewRestriction.objects.filter(pk__in=[row.pk for row in rows])
        # A queryset as Wagtail promises it, which has been to the database already.
        found._result_cache = rows
        return found
