"""What all our types of page have in common."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.models import PageViewRestriction

from core.editing import PageForm
from core.kept import restricted_above
from core.kept_whole import same_for_visitors


class QuicklyChecked:
    """A page that asks who may see it only if it, or a page above it, is not for everybody."""

    path: str
    base_form_class = PageForm

    def get_view_restrictions(self) -> QuerySet:
        """Return what Wagtail's check of privacy must ask for before it shows this page."""
        places = restricted_above(self.path)
        if not places:
            return PageViewRestriction.objects.none()
        return PageViewRestriction.objects.filter(page__path__in=places)


class SameForVisitors:
    """A page that says the same to everybody who is signed out, and nothing that a resident wrote.

    It may be handed out whole for some seconds after it was made (`core/kept_whole.py`).
    """

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the page, and say that it may be kept."""
        return same_for_visitors(super().serve(request, *args, **kwargs))  # type: ignore[misc]
