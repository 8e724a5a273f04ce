"""What the editor is told, in words, before a page can be published."""

from django.utils.translation import gettext as _

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


class SessionForm(PageForm):
    """The editor's form of a session: a draft may be without its hours, what is published not."""

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
