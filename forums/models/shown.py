"""Pages whose views know forms and names, which models do not."""

from collections.abc import Callable
from typing import Any, ClassVar


class ShownByView:
    """A page that a view of this app shows, to readers and in the CMS's preview alike."""

    show: ClassVar[Callable[..., Any]]  # `wagtail_hooks` says which view

    def serve_preview(self, request, mode_name):
        """Show the page as readers will see it; one never saved can show no more than its frame."""
        if self.pk is None:
            return super().serve_preview(request, mode_name)
        return type(self).show(request, self)
