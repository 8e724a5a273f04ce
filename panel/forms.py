"""What people type to sign in, to join, and to change what the panel knows."""

import datetime as dt

from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.forms import GovukForm, GovukFormMixin
from core.rates import allow, forget
from panel.households import household_key
from panel.invitations import letters_tell_apart
from panel.models import CouncilSettings, Membership, User, Ward
from panel.models.people import months_after
from panel.names import check_shown_name, tidy_name
from panel.places_on_panel import LONGEST_PAUSE
from panel.postcodes import Elsewhere, Found, NotAPostcode, NotKnown, NoWard, Outcome, find_ward
from panel.texts.sending import are_on

SECOND_FACTOR_TRIES, SECOND_FACTOR_SPAN = 5, 300


class EmailForm(GovukForm):
    """Page one: an address to send a code to."""

    heading = "email"
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send a code there, to make sure that it is yours."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": _("Enter an e-mail address, like name@example.org")},
    )


class InvitationField(forms.CharField):
    """A code from a letter or an event, or ""; whether it can be used is for the view to say."""

    def __init__(self, **options):
        options.setdefault("label", _("Code of your invitation (optional)"))
        options.setdefault(
            "help_text", _("It stands in your letter. Capitals and dashes do not matter.")
        )
        super().__init__(
            required=False,
            max_length=60,
            widget=forms.TextInput(
                attrs={
                    "autocomplete": "off",
                    "autocapitalize": "characters",
                    "spellcheck": "false",
                    "class": "govuk-input--width-20",
                }
            ),
            error_messages={
                "max_length": _("This is longer than a code. Check it in your letter.")
            },
            **options,
        )


class JoinForm(EmailForm):
    """Page one of joining: an address, and the code of an invitation if there is one."""

    code = InvitationField()
    shares = forms.BooleanField(
        label=_(
            "Somebody else joined with this address. Tell us apart by my mobile number, or by a "
            "code in a letter"
        ),
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not (are_on() or letters_tell_apart()):
            del self.fields["shares"]


class SignInForm(EmailForm):
    """The same for somebody who has an account."""

    heading = None
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send a code there, so you need no password."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": _("Enter an e-mail address, like name@example.org")},
    )


class NewAddressForm(EmailForm):
    """The address that an account is to have from now on."""

    heading = None
    email = forms.EmailField(
        label=_("New e-mail address"),
        help_text=_("We send a code there, to make sure that it is yours."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": _("Enter an e-mail address, like name@example.org")},
    )


def code_field(words: str | Promise) -> forms.CharField:
    """Return the field for a code that was sent; `words` ask for it where it is missing."""
    return forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "govuk-input--width-10",
            }
        ),
        error_messages={"required": words, "max_length": words},
    )


class CodeForm(GovukForm):
    """The code from the e-mail; spaces and dashes do not matter, nor do capitals."""

    code = code_field(_("Enter the code from our e-mail"))


class PostcodeField(forms.CharField):
    """A postcode, cleaned to what `find_ward` found: always a `Found`."""

    widget = forms.TextInput(
        attrs={
            "autocomplete": "postal-code",
            "spellcheck": "false",
            "class": "govuk-input--width-10",
        }
    )

    def __init__(self, **options):
        options.setdefault("label", _("Postcode of your home"))
        options.setdefault("error_messages", {"required": NotAPostcode("").message})
        super().__init__(**options)


class AddressLineField(forms.CharField):
    """What tells a home from its neighbours, or ""; only a key is made of it."""

    def __init__(self):
        super().__init__(
            label=_("House number or name (optional)"),
            help_text=_(
                "To tell households apart, so that a draw takes one person from each. We keep a "
                "code made from it, and not the number or name."
            ),
            required=False,
            max_length=100,
            widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-20"}),
            error_messages={"max_length": _("Enter only the number or name of your home")},
        )


class WhereForm(GovukForm):
    """Page two: the postcode, and what tells the home from its neighbours."""

    postcode = PostcodeField(
        help_text=_("Like BS5 6XX. We use it to find your ward, and show it to nobody.")
    )
    address_line = AddressLineField()
    outcome: Outcome | None = None  # what the postcode led to, once the form is cleaned

    def clean_postcode(self):
        self.outcome = find_ward(self.cleaned_data["postcode"])
        if not isinstance(self.outcome, Found):
            raise forms.ValidationError(self.outcome.message)
        return self.outcome

    @property
    def is_elsewhere(self) -> bool:
        """Say whether the postcode is in another council's area."""
        return isinstance(self.outcome, Elsewhere)

    @property
    def wardless_postcode(self) -> str:
        """Return a postcode that gave no ward but may well be in one of ours, or ""."""
        return self.outcome.postcode if isinstance(self.outcome, NotKnown | NoWard) else ""

    def household_at(self, postcode: str) -> str:
        """Return the key of the home; the line itself goes no further than this form."""
        return household_key(self.cleaned_data.get("address_line", ""), postcode)


class WardField(forms.ModelChoiceField):
    """One of the council's wards of today."""

    def __init__(self, **options):
        options.setdefault("label", _("Your ward"))
        options.setdefault("empty_label", _("Choose a ward"))
        options.setdefault("to_field_name", "code")
        options.setdefault("error_messages", {"required": _("Choose your ward from the list")})
        super().__init__(queryset=Ward.objects.none(), **options)

    @staticmethod
    def ours():
        ours = CouncilSettings.load().council_code
        return Ward.objects.in_force().without_boundaries().filter(council_code=ours)


class WardForm(GovukForm):
    """The ward by a person's own word, where the postcode says another or none."""

    ward = WardField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ward"].queryset = WardField.ours()


class ShownNameField(forms.CharField):
    """A name fit to be shown to others, or ""."""

    def __init__(self, **options):
        options.setdefault("label", _("Name that others see (optional)"))
        options.setdefault(
            "help_text",
            _("A first name is enough. Without one we write “A resident of” and your ward."),
        )
        options.setdefault("widget", forms.TextInput(attrs={"autocomplete": "nickname"}))
        super().__init__(required=False, strip=False, **options)

    def to_python(self, value):
        return tidy_name(super().to_python(value))

    def clean(self, value):
        # Looked at as typed: tidying would hide a line break or a character nobody sees.
        typed = str(value or "").strip(" ")
        if typed:
            check_shown_name(typed)
        return super().clean(typed)


class PauseForm(GovukForm):
    """How long a member wants to be left in peace; cleaned to the day on which that ends."""

    until = forms.TypedChoiceField(
        label=_("Until when?"),
        widget=forms.RadioSelect,
        coerce=dt.date.fromisoformat,
        error_messages={"required": _("Choose how long you want to pause")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        days = [months_after(today, months) for months in (1, 3, 6, LONGEST_PAUSE)]
        self.fields["until"].choices = [
            (day.isoformat(), date_format(day, "j F Y")) for day in days
        ]


class DetailsForm(GovukForm):
    """What a member may change at any time."""

    postcode = PostcodeField()
    address_line = AddressLineField()
    forgets_home = forms.BooleanField(
        label=_("Forget the house number or name that I gave"), required=False
    )
    ward = WardField(
        help_text=_("It follows from your postcode. Change it only if that gives the wrong one.")
    )
    display_name = ShownNameField()
    shows_ward = forms.BooleanField(label=_("Show my ward beside my name"), required=False)
    wants_news = forms.BooleanField(
        label=_("Write to me when something that I took part in has results or an outcome"),
        required=False,
    )

    def __init__(self, *args, membership: Membership, **kwargs):
        self.membership = membership
        kwargs["initial"] = {
            "postcode": membership.postcode,
            "ward": membership.ward.code,
            "display_name": membership.user.display_name,
            "shows_ward": membership.shows_ward,
            "wants_news": membership.wants_news,
        }
        super().__init__(*args, **kwargs)
        self.fields["ward"].queryset = WardField.ours()
        if not membership.household:
            del self.fields["forgets_home"]

    def clean(self):
        """Let a new postcode find the ward, unless another ward was chosen by hand."""
        cleaned = super().clean()
        if "ward" not in cleaned or "postcode" not in cleaned:
            return cleaned
        chosen = cleaned["ward"]
        by_hand = chosen.pk != self.membership.ward_id
        outcome = find_ward(cleaned["postcode"])
        cleaned["ward_source"] = Membership.WardSource.POSTCODE
        if isinstance(outcome, Found):
            cleaned["postcode"] = outcome.postcode
            if by_hand and chosen.pk != outcome.ward.pk:
                cleaned["ward_source"] = Membership.WardSource.SELF_STATED
            elif outcome.postcode == self.membership.postcode and not by_hand:
                cleaned["ward_source"] = self.membership.ward_source
            else:
                cleaned["ward"] = outcome.ward
        elif isinstance(outcome, NotAPostcode | Elsewhere) or not by_hand:
            if getattr(outcome, "postcode", "") != self.membership.postcode:
                self.add_error("postcode", outcome.message)
            cleaned["ward_source"] = self.membership.ward_source
        else:
            cleaned["postcode"] = outcome.postcode
            cleaned["ward_source"] = Membership.WardSource.SELF_STATED
        return cleaned


# ---- the second factor, which the account library asks for -----------------------------------


class CountsTries:
    """Counts every try of a second factor, before it is looked at, also when many come at once."""

    user: User
    fields: dict[str, forms.Field]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = _("Code")
        code.error_messages["required"] = _("Enter the code from your app")
        code.widget = forms.TextInput(
            attrs={"autocomplete": "one-time-code", "class": "govuk-input--width-10"}
        )

    def clean_code(self):
        counted = f"second-factor|{self.user.pk}", SECOND_FACTOR_TRIES, SECOND_FACTOR_SPAN
        too_many = _("That was too many tries. Wait 5 minutes.")
        if not allow(*counted):
            raise forms.ValidationError(too_many)
        try:
            code = super().clean_code()  # type: ignore[misc]
        except forms.ValidationError as wrong:
            if wrong.code != "incorrect_code":
                raise forms.ValidationError(too_many) from wrong
            raise forms.ValidationError(
                _("That is not the code that your app shows now. Enter the newest one.")
            ) from wrong
        forget(*counted)
        return code


class SecondFactorForm(CountsTries, GovukFormMixin, AuthenticateForm):
    """The code of the app, or a spare code, after the one from the e-mail."""


class SecondFactorAgainForm(CountsTries, GovukFormMixin, ReauthenticateForm):
    """The same before the second factor is changed."""


class TurnAppOffForm(GovukFormMixin, DeactivateTOTPForm):
    """Asks for nothing, and says why where the app may not be turned off."""


class SetUpAppForm(CountsTries, GovukFormMixin, ActivateTOTPForm):
    """The first code that a newly set up app shows; it proves the app, so none is asked again."""

    def clean_code(self):
        code = super().clean_code()
        record_authentication(
            context.request, self.user, method="mfa", type="totp", reauthenticated=True
        )
        return code
