"""What all our types of page have in common."""

from django.db.models import QuerySet
from wagtail.models import PageViewRestriction

from core.kept import is_anything_restricted


class QuicklyChecked:
    """A page that looks for restrictions on itself only where any page has one."""

    def get_view_restrictions(self) -> QuerySet:
        """Return what Wagtail's check of privacy must ask for before it shows this page."""
        if not is_anything_restricted():
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()  # type: ignore[misc]  # every user of this is a Page
