"""What must be there, and what may no longer change, before a consultation is published."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from consultations.proposal import changed_parts, text_of
from core.dates import day, day_in_london
from panel.models import CouncilSettings


def faults_of(page: Any, *, options: list, notes: list, earlier: Any | None) -> dict[str, str]:
    """Return what stands against publishing, by the field that it concerns.

    `earlier` is the page as the public sees it now, or None if it never was published. That a field
    is empty is not told here: the fields say so themselves.
    """
    faults = _faults_of_options(page, options) | _faults_of_dates(page)
    if not strip_tags(page.proposal).strip():  # an empty paragraph is not empty to the field
        faults["proposal"] = _("Say what is proposed.")
    if page.tier == page.Tier.COUNTY and not CouncilSettings.load().county_name:
        faults["tier"] = _("Name the county council first, under Settings, The council.")
    if earlier:
        known = {note.pk for note in earlier.change_notes.all()}
        is_noted = any(note.pk not in known for note in notes)
        if earlier.has_opened:
            faults |= _faults_of_new_dates(page, earlier, is_noted=is_noted)
        if not is_noted and earlier.could_be_answered:
            faults |= _faults_of_new_words(page, options, earlier)
    return faults


def is_incomplete(draft: Any) -> bool:
    """Say whether a draft lacks something, as it would be published without the editor's form.

    Any type of page below a consultation may have a method `missing_to_publish`.
    """
    draft.live = True
    try:
        draft.full_clean()
    except ValidationError:
        return True
    return bool(hasattr(draft, "missing_to_publish") and draft.missing_to_publish())


def _faults_of_options(page: Any, options: list) -> dict[str, str]:
    if not options:
        return {"no_change_reason": _("Add at least one option, further up this page.")}
    if page.no_change_reason.strip() or any(option.is_no_change for option in options):
        return {}
    return {
        "no_change_reason": _(
            "Mark the option that leaves things as they are, or say here why there is none."
        )
    }


def _faults_of_dates(page: Any) -> dict[str, str]:
    faults: dict[str, str] = {}
    if not (page.opens_at and page.closes_at):
        return faults
    if page.closes_at <= page.opens_at:
        return {"closes_at": _("Enter a closing date after the opening date.")}
    shortest = CouncilSettings.load().shortest_days
    if page.days_open < shortest and not page.short_notice_reason.strip():
        faults["short_notice_reason"] = _(
            "This is open for %(days)s days. Say why it is less than %(shortest)d days, or close "
            "later."
        ) % {"days": page.days_open, "shortest": shortest}
    if page.decision_by and page.decision_by <= page.closes_at.date():
        faults["decision_by"] = _("Enter a decision date after the closing date.")
    elif page.decision_by and page.results_due_on and page.results_due_on > page.decision_by:
        faults["results_due_on"] = _(
            "They decide on %(day)s. Promise results by then, so that those who decide have them."
        ) % {"day": day(page.decision_by)}
    if page.results_due_on and page.results_due_on <= day_in_london(page.closes_at):
        faults["results_due_on"] = _("Choose a day after it closes.")
    return faults


def _faults_of_new_dates(page: Any, earlier: Any, *, is_noted: bool) -> dict[str, str]:
    faults = {}
    if page.opens_at != earlier.opens_at and not _same_minute(page.opens_at, earlier.opens_at):
        faults["opens_at"] = _("This has opened already. Its opening date stays as it is.")
    if page.closes_at and _minute(page.closes_at) < _minute(earlier.closes_at):
        faults["closes_at"] = _("You can extend an open consultation, not close it earlier.")
    elif page.closes_at and _minute(page.closes_at) > _minute(earlier.closes_at) and not is_noted:
        faults["closes_at"] = _("Add a note of this change, for the public, under Changes.")
    return faults


def _faults_of_new_words(page: Any, options: list, earlier: Any) -> dict[str, str]:
    changed = changed_parts(text_of(earlier, earlier.options.all()), text_of(page, options))
    faults = {
        name: _("People are answering this. Add a public note of the change, under Changes.")
        for name in changed
        if name != "options"
    }
    if "options" in changed:
        faults["no_change_reason"] = _(
            "People are answering these options. Add a note of the change, for the public, under "
            "Changes."
        )
    return faults


def _minute(moment):
    return moment.replace(second=0, microsecond=0)


def _same_minute(one, other) -> bool:
    return bool(one and other) and _minute(one) == _minute(other)
