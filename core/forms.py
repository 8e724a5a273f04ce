"""Forms in GOV.UK's patterns: their markup, our skin, and errors that people can act on.

A form says nothing about looks: a template needs only `{{ form }}`, or one field at a time,
`{{ form.postcode.as_field_group }}`. First in main stands
`{% include "components/forms/error_summary.html" with form=form only %}`.
"""

import datetime as dt

from django import forms
from django.core import validators
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

# A form that comes back with errors says so to machines as well: render it with this status.
REFUSED = 422
DONT_KNOW = "dk"


class GovukRenderer(TemplatesSetting):
    """Renders one form in our templates; set for the whole site it would restyle the CMS."""

    form_template_name = "components/forms/form.html"
    field_template_name = "components/forms/field.html"


# ---- ways to answer that Django has none of --------------------------------------------------


class ScaleWidget(forms.RadioSelect):
    """Eleven radios in one row, words at the ends and in the middle, "I do not know" apart."""

    kind = "scale"

    def __init__(self, *, low="", middle="", high="", attrs=None, choices=()):
        super().__init__(attrs=attrs, choices=choices)
        self.low, self.middle, self.high = low, middle, high


class Chips(forms.RadioSelect):
    """A few short options side by side, as in one row of a matrix."""

    kind = "chips"


class QuickAnswers(forms.RadioSelect):
    """Two to four answers as buttons: one tap sends the form."""

    kind = "answers"


DATE_PARTS = {"day": (_("Day"), 2), "month": (_("Month"), 2), "year": (_("Year"), 4)}


class DateParts(forms.MultiWidget):
    """Day, month and year in three boxes, named `<name>-day` and so on."""

    kind = "date"

    def __init__(self, attrs=None, autocomplete=""):
        self.autocomplete = autocomplete  # "bday" lets browsers fill in one's own birthday
        super().__init__(
            widgets=dict.fromkeys(DATE_PARTS, forms.TextInput),
            attrs=attrs,
        )
        self.widgets_names = [f"-{part}" for part in DATE_PARTS]

    def decompress(self, value):
        return [value.day, value.month, value.year] if value else [None, None, None]

    def parts_of(self, field) -> list[dict]:
        """Return the three boxes with ids, names and values, as the template draws them."""
        values = field.value()
        if not isinstance(values, list):
            values = self.decompress(values)
        return [
            {
                "id": f"{field.auto_id}-{part}",
                "name": f"{field.html_name}-{part}",
                "label": label,
                "width": width,
                "autocomplete": f"{self.autocomplete}-{part}" if self.autocomplete else "",
                "value": "" if value is None else value,
            }
            for (part, (label, width)), value in zip(DATE_PARTS.items(), values, strict=True)
        ]


class ScaleField(forms.ChoiceField):
    """An answer from 0 to 10, cleaned to a number, or `DONT_KNOW`."""

    default_error_messages = {
        "required": _("Choose a number from 0 to 10, or “I do not know”"),
        "invalid_choice": _("Choose a number from 0 to 10, or “I do not know”"),
    }

    def __init__(
        self,
        *,
        low="",
        middle="",
        high="",
        has_dont_know=True,
        **options,
    ):
        choices = [(str(number), str(number)) for number in range(11)]
        if has_dont_know:
            choices.append((DONT_KNOW, _("I do not know")))
        else:
            message = _("Choose a number from 0 to 10")
            options.setdefault("error_messages", {"required": message, "invalid_choice": message})
        super().__init__(
            choices=choices,
            widget=ScaleWidget(
                low=low or _("Strongly against"),
                middle=middle or _("In the middle"),
                high=high or _("Strongly for"),
            ),
            **options,
        )

    def clean(self, value):
        answer = super().clean(value)
        return int(answer) if answer.isdecimal() else answer


class TextAreaField(forms.CharField):
    """Several lines; a line break counts once, on the server as on the page."""

    widget = forms.Textarea(attrs={"rows": 5})

    def to_python(self, value):
        if isinstance(value, str):
            value = value.replace("\r\n", "\n")
        return super().to_python(value)


class CountedField(forms.CharField):
    """One line, with a count of the characters that are left."""

    is_counted = True
    widget = forms.TextInput(attrs={"autocomplete": "off"})


class DateField(forms.MultiValueField):
    """A date from its three parts, with a message that says which part is missing."""

    widget = DateParts
    default_error_messages = {
        "incomplete": _("Enter a day, a month and a year"),
        "invalid": _("Enter a real date"),
    }

    def __init__(self, **options):
        super().__init__(
            fields=[forms.CharField(required=False) for _part in range(3)],
            require_all_fields=False,
            **options,
        )

    def clean(self, value):
        parts = [str(part or "").strip() for part in (value or [])]
        if any(parts) and not all(parts):
            raise forms.ValidationError(self.error_messages["incomplete"], code="incomplete")
        return super().clean(value)

    def compress(self, data_list):
        if not any(data_list or []):
            return None
        try:
            day, month, year = (int(part) for part in data_list)
            return dt.date(year, month, day)
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


# ---- fields as GOV.UK lays them out ----------------------------------------------------------

KINDS = (  # the first that fits
    (forms.HiddenInput, "hidden"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Textarea, "textarea"),
    (forms.Select, "select"),
    (forms.FileInput, "file"),
)
WITH_MORE = {"upload"}  # kinds whose template draws more than the control
IN_FIELDSET = {
    "checkboxes",
    "coded",
    "radios",
    "date",
    "gap",
    "matrix",
    "number",
    "place",
    "ranking",
    "scale",
    "chips",
    "answers",
}
CONTROL_CLASS = {
    "input": "govuk-input",
    "textarea": "govuk-textarea",
    "select": "govuk-select",
    "file": "govuk-file-upload",
    "upload": "govuk-file-upload",
    "checkbox": "govuk-checkboxes__input",
}


class GovukBoundField(forms.BoundField):
    """A field with its value, its errors, and what GOV.UK's markup needs to know of both."""

    @property
    def kind(self) -> str:
        """Which template draws the field: `components/forms/<kind>.html`."""
        own = getattr(self.field.widget, "kind", None)
        return own or next((kind for w, kind in KINDS if isinstance(self.field.widget, w)), "input")

    @property
    def kind_template(self) -> str:
        return f"components/forms/{self.kind}.html"

    @property
    def needs_fieldset(self) -> bool:
        return self.kind in IN_FIELDSET

    @property
    def has_more(self) -> bool:
        return self.kind in WITH_MORE

    @property
    def is_heading(self) -> bool:
        """Whether this field's label is the page's heading."""
        return self.name == getattr(self.form, "heading", None)

    @property
    def is_counted(self) -> bool:
        counts = self.kind == "textarea" or getattr(self.field, "is_counted", False)
        return counts and bool(getattr(self.field, "max_length", None))

    @property
    def hint_id(self) -> str:
        return f"{self.auto_id}-hint" if self.help_text else ""

    @property
    def error_id(self) -> str:
        return f"{self.auto_id}-error" if self.errors else ""

    @property
    def control_id(self) -> str:
        """The id of the first control, where a link of the error summary leads."""
        return f"{self.auto_id}-day" if self.kind == "date" else self.auto_id

    @property
    def aria_describedby(self) -> str:
        count_id = f"{self.auto_id}-info" if self.is_counted else ""
        own = self.field.widget.attrs.get("aria-describedby", "")
        return " ".join(filter(None, (count_id, own, self.hint_id, self.error_id)))

    @property
    def options(self) -> list[dict]:
        """The choices with ids as GOV.UK numbers them: `name`, `name-2`, `name-3`."""
        options = []
        for group, members, _index in self.field.widget.optgroups(
            self.html_name, self.field.widget.format_value(self.value()), {}
        ):
            for member in members:
                number = len(options) + 1
                options.append(
                    {
                        "id": self.auto_id if number == 1 else f"{self.auto_id}-{number}",
                        "value": member["value"],
                        "label": member["label"],
                        "group": group or "",
                        "checked": member["selected"],
                        "is_dont_know": member["value"] == DONT_KNOW,
                    }
                )
        hints = getattr(self.form, "option_hints", {}).get(self.name, {})
        for option in options:
            option["hint"] = hints.get(option["value"], "")
        return options

    @property
    def parts(self) -> list[dict]:
        """The several controls of one answer, such as day, month and year of a date."""
        return self.field.widget.parts_of(self)

    @property
    def is_unknown(self) -> bool:
        """Whether "I do not know" is ticked, in a box of its own."""
        return self.field.widget.is_unknown(self)

    def build_widget_attrs(self, attrs, widget=None):
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs({**attrs, "aria-describedby": ""}, widget)
        attrs.pop("aria-invalid", None)
        attrs["aria-describedby"] = self.aria_describedby or None
        if base := CONTROL_CLASS.get(self.kind):
            names = [base, widget.attrs.get("class", ""), attrs.get("class", "")]
            if self.errors and self.kind != "checkbox":
                names.insert(1, f"{base}--error")
            if self.is_counted:
                names.append("govuk-js-character-count")
            attrs["class"] = " ".join(filter(None, names))
        return {name: value for name, value in attrs.items() if value is not None}


class GovukFormMixin:
    """Lays a Django form out in GOV.UK's patterns.

    `heading` names the field whose label is the page's h1, and `option_hints` gives hints for
    single options, `{field: {value: hint}}`.
    """

    default_renderer = GovukRenderer
    bound_field_class = GovukBoundField
    use_required_attribute = False
    heading: str | None = None
    option_hints: dict[str, dict[str, str]] = {}

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("auto_id", "%s")
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            self._say_errors_our_way(name, field)
            if isinstance(field.widget, forms.Textarea) or isinstance(field, CountedField):
                # The count lets people go over and cut back; the server has the last word.
                field.widget.attrs.pop("maxlength", None)

    def _say_errors_our_way(self, name, field):
        """Replace Django's general sentences, and only those, by ones that name the question."""
        label = field.label or name.replace("_", " ").capitalize()
        verb = _("Choose an answer: %(label)s")
        if isinstance(field, DateField):
            verb = _("Enter a date: %(label)s")
        elif isinstance(field, forms.BooleanField):
            verb = _("Tick the box: %(label)s")
        elif isinstance(field, forms.FileField):
            verb = _("Choose a file: %(label)s")
        elif type(field.widget) in (forms.TextInput, forms.Textarea, forms.NumberInput):
            verb = _("Enter an answer: %(label)s")
        ours = {
            "required": verb,
            "invalid_choice": _("Choose an answer from the list: %(label)s"),
        }
        for code, message in ours.items():
            if field.error_messages.get(code) in (
                forms.Field.default_error_messages.get(code),
                forms.ChoiceField.default_error_messages.get(code),
                forms.MultipleChoiceField.default_error_messages.get(code),
            ):
                field.error_messages[code] = message % {"label": label}
        if isinstance(field, forms.EmailField):
            message = _("Enter an e-mail address, like name@example.org")
            default = forms.Field.default_error_messages["required"]
            field.validators = [
                validators.EmailValidator(message)
                if isinstance(validator, validators.EmailValidator)
                else validator
                for validator in field.validators
            ]
            if str(field.error_messages["required"]) in (
                str(default),
                str(verb % {"label": label}),
            ):
                field.error_messages["required"] = message

    @property
    def problems(self) -> list[dict]:
        """Every error with the id of the control to mend, in the order of the page."""
        fields = [field for field in self if not field.is_hidden]
        first = fields[0].control_id if fields else ""
        general = [{"text": text, "target": first} for text in self.non_field_errors()]
        hidden = [
            {"text": text, "target": ""} for field in self.hidden_fields() for text in field.errors
        ]
        return (
            general
            + [
                {"text": text, "target": field.control_id}
                for field in fields
                for text in field.errors
            ]
            + hidden
        )


class GovukForm(GovukFormMixin, forms.Form):
    """A form in GOV.UK's patterns."""
