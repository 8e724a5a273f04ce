"""What a question needs, by its kind, before it can be put to people."""

from typing import Any

from django.utils.translation import gettext as _

OPTIONS_NEEDED = 2
LISTS = ("single", "multiple")
ENDS = (("low_label", 0), ("middle_label", 5), ("high_label", 10))


def faults_in_question(item: dict[str, Any], options: list[dict[str, Any]]) -> list[tuple]:
    """Return what stands against a question, each with the field that it concerns."""
    faults = []
    if item["kind"] in LISTS:
        if len(options) < OPTIONS_NEEDED:
            faults.append(("kind", _("Add at least two answers to choose from.")))
    elif options:
        words = _("Only lists have answers to choose from. Remove them, or choose a list.")
        faults.append(("kind", words))
    if item["kind"] != "multiple" and any(option["is_exclusive"] for option in options):
        words = _("An answer is “chosen alone” only where several may be chosen.")
        faults.append(("kind", words))
    if sum(option["takes_words"] for option in options) > 1:
        faults.append(("kind", _("Only one answer of a question can ask for own words.")))
    if item["kind"] == "scale":
        for name, end in ENDS:
            if not item.get(name):
                faults.append((name, _("Say in words what %(number)d means.") % {"number": end}))
    return faults


def missing_questions(items: Any) -> dict[str, str]:
    """Say of stored questions, by field, whether they may not be published as they stand."""
    items = list(items)
    if items and all(map(is_complete, items)):
        return {}
    return {"items": _("Complete the questions.")}


def is_complete(item: Any) -> bool:
    values = {name: getattr(item, name) for name in ("kind", *(name for name, _end in ENDS))}
    options = [
        {"is_exclusive": option.is_exclusive, "takes_words": option.takes_words}
        for option in item.options.all()
    ]
    return bool(item.wording) and not faults_in_question(values, options)
