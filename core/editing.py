"""The editor's forms in the CMS: what is missing is said in plain words, beside its field."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

DJANGOS = forms.Field.default_error_messages["required"]


class NamesWhatIsMissing:
    """Makes a form of the CMS ask for what is missing by its name, in its rows as well."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in fields_in(self):
            # A field that has words of its own keeps them.
            if field.label and field.error_messages.get("required") == DJANGOS:
                field.error_messages["required"] = asking_for(field)


class PageForm(NamesWhatIsMissing, WagtailAdminPageForm):
    """The editor's form of any page of ours."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A script makes the address from the title, on a tab that few open. Who was quicker than
        # the script is not sent there: a new page gets its address when it is stored.
        if "slug" in self.fields and self.instance.pk is None:
            self.fields["slug"].required = False


def fields_in(form: Any) -> Iterator[forms.Field]:
    """Go through the fields of a form and of the rows inside it, at any depth."""
    yield from form.fields.values()
    for formset in getattr(form, "formsets", {}).values():
        for row in formset.forms:
            yield from fields_in(row)


def asking_for(field: forms.Field) -> str:
    """Return the sentence that asks for what belongs into a field, by the kind of field."""
    label = str(field.label)
    if isinstance(field, forms.DateField | forms.DateTimeField):
        return _("Enter a day for “%(label)s”") % {"label": lowered(label)}
    if isinstance(field, forms.TimeField):
        return _("Enter a time for “%(label)s”") % {"label": lowered(label)}
    if isinstance(field, forms.BooleanField):
        return _("Tick “%(label)s”") % {"label": label}
    if isinstance(field, forms.ChoiceField | forms.FileField):
        return _("Choose %(what)s") % {"what": lowered(label)}
    return _("Enter %(what)s") % {"what": lowered(label)}


def lowered(label: str) -> str:
    """Return a label as it stands inside a sentence: "who decides", but "URL"."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
