"""The one function through which staff actions are logged, and the one that takes names out."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

# Who keeps something of the entries' old titles forgets it; gets the entries' numbers.
WHEN_UNNAMED: list[Callable[[list[int]], None]] = []
# What the codes of a fact in an entry stand for, by the fact's name; for those above who search it.
CODES: dict[str, Mapping[str, Any]] = {}


def record(action: str, *, on: Any, by: Any = None, reason: str = "", **data: Any) -> None:
    """Add an entry to Wagtail's log: what was done, to which object, by whom, and why.

    `action` must be registered with Wagtail's `register_log_actions` hook by the app that uses it.
    An object that says who somebody is gives a `title_in_log` without it: the log outlives people.
    """
    title = getattr(on, "title_in_log", None)
    log(instance=on, action=action, user=by, title=title, data={"reason": reason, **data})


def unname(rows: Iterable[Model]) -> None:
    """Call these rows by their numbers wherever the log has called them by somebody's name.

    What was done, by whom, when and why stays on record.
    """
    entries = ModelLogEntry.objects.all()
    renamed: list[int] = []
    for row in rows:
        name = f"{row._meta.verbose_name} {row.pk}"
        kind = ContentType.objects.get_for_model(row)
        named = entries.filter(content_type=kind, object_id=str(row.pk)).exclude(label=name)
        if numbers := list(named.values_list("pk", flat=True)):
            entries.filter(pk__in=numbers).update(label=name)
            renamed += numbers
    for forget in WHEN_UNNAMED:
        forget(renamed)
