"""Trying a draw first: what the forms of all draws ask for a test that anybody can repeat."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class AsTestForm(forms.Form):
    """A draw that may be a test, which stands last; a test alone has a seed."""

    is_test = forms.BooleanField(
        label=_("Only a test"),
        required=False,
        help_text=_("A test is marked as such and nobody is ever invited by it."),
    )
    seed = forms.CharField(
        label=_("Seed of the test"),
        max_length=40,
        required=False,
        help_text=_("The same seed gives the same test again. A real draw has none."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name not in AsTestForm.base_fields])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("seed") and not cleaned.get("is_test"):
            self.add_error("seed", _("A seed is for tests. Take it out, or make this a test."))
        return cleaned
