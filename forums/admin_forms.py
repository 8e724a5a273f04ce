"""What the editor is told, in words, before a page can be published."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from consultations.models import ActivityPage
from core.editing import PageForm


def missing_hours(opens, closes) -> dict[str, str]:
    """Say what a session lacks before it can be published, by field."""
    faults = {}
    if not opens:
        faults["opens_at"] = _("Say when the session begins.")
    if not closes:
        faults["closes_at"] = _("Say when the session ends. The host can extend it.")
    return faults


class StatementsForm(PageForm):
    """The editor's form of a page of statements: what is published has an end."""

    def clean(self):
        cleaned = super().clean()
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if not closes and not self.is_deferred_validation and "closes_at" not in self.errors:
            self.add_error(
                "closes_at", _("Say when voting ends. Two years later votes lead to nobody.")
            )
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("It closes before it opens. Choose a later time."))
        return cleaned


def missing_views(container: Any, views: Collection[str], reason: str) -> dict[str, str]:
    """Say that a session inside another activity has not both views, unless a reason is given."""
    if container is None or reason.strip() or {"for", "against"} <= set(views):
        return {}
    return {
        "one_view_reason": _(
            "Name two experts of differing view: one for and one against what the session is "
            "about. Or say here why there are not two."
        )
    }


def faults_inside(container: Any, opens, closes, *, is_session: bool) -> dict[str, str]:
    """Say where hours do not fit into the activity that contains this, as its newest draft says."""
    if container is None:
        return {}
    faults: dict[str, str] = container.faults_inside(opens, closes, is_session=is_session)
    return faults


def container_of(form) -> Any:
    """Return the activity below which a page is edited, if it stands in one."""
    parent = form.parent_page and form.parent_page.specific
    if not isinstance(parent, ActivityPage):
        return None
    is_draft = not parent.live and parent.latest_revision_id
    return parent.get_latest_revision_as_object() if is_draft else parent


class TalkForm(PageForm):
    """The editor's form of a discussion: its hours fit into what it belongs to."""

    is_session = False

    def clean(self):
        cleaned = super().clean()
        if self.is_deferred_validation:
            return cleaned
        hours = cleaned.get("opens_at"), cleaned.get("closes_at")
        found = faults_inside(container_of(self), *hours, is_session=self.is_session)
        for name, fault in found.items():
            if name not in self.errors:
                self.add_error(name, fault)
        return cleaned


class SessionForm(TalkForm):
    """The editor's form of a session: a draft may be without its hours, what is published not."""

    is_session = True

    def clean(self):
        cleaned = super().clean()
        if self.is_deferred_validation:
            return cleaned
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        for name, fault in missing_hours(opens, closes).items():
            if name not in self.errors:
                self.add_error(name, fault)
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("It ends before it begins. Choose a later time."))
        return cleaned

    def is_valid(self):
        if not super().is_valid():
            return False
        if not self.is_deferred_validation:
            views = [
                row.cleaned_data.get("view", "")
                for row in self.formsets["experts"].forms
                if row.cleaned_data and not row.cleaned_data.get("DELETE")
            ]
            reason = self.cleaned_data.get("one_view_reason", "")
            for name, fault in missing_views(container_of(self), views, reason).items():
                self.add_error(name, fault)
        return not self.errors
