"""What those who run a deliberative poll send: which stage to move, why, and who runs what.

`on_page` is the name of a form in the template of the page on which all of them stand.
"""

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.forms import GovukForm, TextAreaField
from polls.closing import FAIR, MINUTES, in_the_middle
from polls.opening import only_by_exception


def a_reason(label, missing):
    """Return the field of a reason that is kept in the record with a name."""
    return TextAreaField(
        label=label,
        help_text=_("One or two sentences. They are kept in the record with your name."),
        max_length=300,
        error_messages={
            "required": missing,
            "max_length": _("Keep the reason to 300 characters"),
        },
    )


def a_stage(label):
    return forms.ChoiceField(
        label=label,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a stage"),
            "invalid_choice": _("Choose one of these stages"),
        },
    )


def one_of_staff(label, help_text, missing):
    people = get_user_model().objects.filter(is_staff=True, is_active=True)
    return forms.ModelChoiceField(
        label=label,
        help_text=help_text,
        queryset=people.order_by("last_name", "first_name", "pk"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": _("Choose one of the staff")},
    )


class StageForm(GovukForm):
    """Has a field `stage`, of the stages that there are to choose from at this moment.

    `moved` says what became of the stage that was chosen, if somebody else has moved it meanwhile.
    """

    def __init__(self, *args, stages, moved="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = list(stages)
        if moved:
            self.fields["stage"].error_messages["invalid_choice"] = moved

    @property
    def has_stages(self) -> bool:
        return bool(self.fields["stage"].choices)

    @property
    def problems(self) -> list[dict]:
        """Every error; those of a form that has nothing to choose any more lead nowhere."""
        found = super().problems
        return found if self.has_stages else [one | {"target": ""} for one in found]


class OpenForm(StageForm):
    """The reason to open a stage before its date; an exception is for officers alone."""

    on_page = "open_form"

    stage = a_stage(_("Stage to open now"))
    reason = a_reason(_("Why now"), _("Say why you open it now"))
    is_exception = forms.BooleanField(
        label=_("Open second answers all the same, as an exception"), required=False
    )

    def __init__(self, *args, stages, broken_rule="", makes_exceptions=True, **kwargs):
        super().__init__(*args, stages=stages, **kwargs)
        self.broken_rule, self.makes_exceptions = broken_rule, makes_exceptions
        if broken_rule and makes_exceptions:
            kept = _("That it was an exception is kept in the record, and the report says so.")
            self.fields["is_exception"].help_text = f"{broken_rule} {kept}"
            return
        del self.fields["is_exception"]
        if broken_rule:
            self.fields["stage"].help_text = f"{broken_rule} {only_by_exception()}"

    def clean(self):
        """Have who breaks the rule of the day to read say so, not only why."""
        cleaned = super().clean()
        if not self.broken_rule or cleaned.get("stage") != "after":
            return cleaned
        if not self.makes_exceptions:
            self.add_error("stage", f"{self.broken_rule} {only_by_exception()}")
        elif not cleaned["is_exception"]:
            words = _("Tick this if second answers are to open all the same, or wait until then")
            self.add_error("is_exception", words)
        return cleaned


class CloseForm(StageForm):
    """When a round of answers that is open is to close, and why before its date."""

    on_page = "close_form"

    stage = a_stage(_("Stage to close"))
    minutes = forms.TypedChoiceField(
        label=_("When it closes"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose when it closes"),
            "invalid_choice": _("Choose one of these times"),
        },
    )
    reason = a_reason(_("Why sooner"), _("Say why you close it sooner"))

    def __init__(self, *args, stages, answering, **kwargs):
        """Take the stages to choose from, and how many are answering in each at this moment."""
        super().__init__(*args, stages=stages, **kwargs)
        self.fields["minutes"].choices = [
            (n, ngettext("In %(n)d minute", "In %(n)d minutes", n) % {"n": n} if n else _("Now"))
            for n in MINUTES
        ]
        self.answering = answering
        if n := sum(answering.values()):
            self.fields["minutes"].help_text = in_the_middle(n)

    def clean(self):
        cleaned = super().clean()
        n = self.answering.get(cleaned.get("stage"), 0)
        if n and cleaned.get("minutes", FAIR) < FAIR:
            self.add_error("minutes", in_the_middle(n))
        return cleaned


class ReopenForm(StageForm):
    """An officer's reason to let a round of answers go on that was closed before its date."""

    on_page = "reopen_form"

    stage = a_stage(_("Stage to reopen until its date"))
    reason = a_reason(_("Why it goes on"), _("Say why it goes on"))


class HostForm(GovukForm):
    """Who of the staff moves the stages of this poll beside officers."""

    user = one_of_staff(
        _("Who hosts this poll"),
        _(
            "A host opens the next stage and closes answers early, in this poll alone. From then "
            "on they see nobody’s answers to it; who has taken a file with any cannot be named."
        ),
        _("Choose who hosts it"),
    )


class FacilitatorForm(GovukForm):
    """Who of the staff looks after which small group."""

    on_page = "facilitator_form"

    number = forms.TypedChoiceField(
        label=_("Group"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a group"),
            "invalid_choice": _("Choose one of these groups"),
        },
    )
    user = one_of_staff(
        _("Who facilitates it"),
        _(
            "From then on they can take no file with people’s answers to this poll; who has taken "
            "one cannot be named."
        ),
        _("Choose who facilitates it"),
    )

    def __init__(self, *args, poll, **kwargs):
        super().__init__(*args, **kwargs)
        draw = poll.draws.get("groups")
        numbers = draw.places.order_by("number").values_list("number", flat=True) if draw else ()
        self.fields["number"].choices = [
            (number, _("Group %(number)d") % {"number": number})
            for number in dict.fromkeys(numbers)
        ]
