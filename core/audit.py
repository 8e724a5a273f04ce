"""The one function through which staff actions are logged."""

from typing import Any

from wagtail.log_actions import log


def record(action: str, *, on: Any, by: Any = None, reason: str = "", **data: Any) -> None:
    """Add an entry to Wagtail's log: what was done, to which object, by whom, and why.

    `action` must be registered with Wagtail's `register_log_actions` hook by the app that uses it.
    An object that says who somebody is gives a `title_in_log` without it: the log outlives people.
    """
    title = getattr(on, "title_in_log", None)
    log(instance=on, action=action, user=by, title=title, data={"reason": reason, **data})
