"""Items of the CMS's menus that stand there for some alone."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem


class ForThoseWhoMay(MenuItem):
    """An item for those with one permission and, where named, without another."""

    def __init__(self, label: Any, url: str, *, may: str, unless: str = "", **options: Any) -> None:
        super().__init__(label, url, **options)
        self.may, self.unless = may, unless

    def is_shown(self, request: HttpRequest) -> bool:
        user = request.user
        return user.has_perm(self.may) and not (self.unless and user.has_perm(self.unless))
