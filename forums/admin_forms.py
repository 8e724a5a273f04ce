"""What the editor is told, in words, before a session can be published."""

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm


class SessionForm(WagtailAdminPageForm):
    """The editor's form of a session: a draft may be without its hours, what is published not."""

    def clean(self):
        cleaned = super().clean()
        if self.is_deferred_validation:
            return cleaned
        for name, fault in (
            ("opens_at", _("Say when the session begins.")),
            ("closes_at", _("Say when the session ends. The host can extend it.")),
        ):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, fault)
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("It ends before it begins. Choose a later time."))
        return cleaned
