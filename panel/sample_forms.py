"""What staff fill in to have members drawn to be invited."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, get_page_models

from panel.draw_as_test import AsTestForm
from panel.invitation_draws import COMPLETES, RATES, RESIDENTS, SIZE, Asked
from panel.invitation_frame import Filters, Strata
from panel.models import AgeBand, Membership, WardGroup
from panel.named_groups import named_groups
from panel.quotas import wards_to_draw_from
from panel.sample_targets import COUNTED

MOST = 1_000_000
PAGES_OFFERED = 100


def pages_to_invite_to() -> list[tuple[int, str]]:
    """Return the newest pages whose answers a sample can weigh, each with the page above it."""
    models = [model for model in get_page_models() if getattr(model, "takes_samples", False)]
    pages = list(Page.objects.type(*models).order_by("-first_published_at", "-pk")[:PAGES_OFFERED])
    above = [page.path[: -Page.steplen] for page in pages]
    titles = dict(Page.objects.filter(path__in=above).values_list("path", "title"))
    return [
        (page.pk, f"{titles.get(path, '')}: {page.title}")
        for page, path in zip(pages, above, strict=True)
    ]


class SampleForm(AsTestForm):
    """A sample to be drawn; `asked_for()` says what, in the words of `draw_sample`."""

    BY = (
        (SIZE, _("So many members, spread in proportion to the groups of the panel")),
        (RESIDENTS, _("So many members, spread as people live here by the census")),
        (COMPLETES, _("As many as should bring so many answers")),
        (RATES, _("A share of each group: the way to ask more of those who are heard least")),
    )

    title = forms.CharField(
        label=_("Title"), max_length=120, error_messages={"required": _("Give the sample a title")}
    )
    purpose = forms.CharField(
        label=_("What it is for"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    page = forms.TypedChoiceField(
        label=_("What they are invited to"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_(
            "Answers to this page carry the design weight. Without a page nobody’s answers do."
        ),
    )
    segment = forms.ChoiceField(
        label=_("Segment"),
        required=False,
        help_text=_(
            "Its rule of today goes on record with the draw. What you choose below narrows it."
        ),
    )
    wards = forms.MultipleChoiceField(
        label=_("Wards"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all of them."),
    )
    groups = forms.MultipleChoiceField(
        label=_("Groups of wards"), required=False, widget=forms.CheckboxSelectMultiple
    )
    age_bands = forms.MultipleChoiceField(
        label=_("Age bands"),
        required=False,
        choices=AgeBand.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    sources = forms.MultipleChoiceField(
        label=_("How they came to the panel"),
        required=False,
        choices=Membership.Source.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    joined_before = forms.DateField(
        label=_("Joined before"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("Give the day like 2026-01-31")},
    )
    languages = forms.MultipleChoiceField(
        label=_("It is offered in"),
        required=False,
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Members who chose another language for our messages are left out and counted; who "
            "chose none reads English. Choose nothing to leave nobody out for that."
        ),
    )
    strata = forms.ChoiceField(
        label=_("Groups to draw from"),
        choices=Strata,
        initial=Strata.NONE,
        widget=forms.RadioSelect,
        help_text=_("From each group members are drawn by themselves, so that none is missed."),
    )
    by = forms.ChoiceField(label=_("How many"), choices=BY, initial=SIZE, widget=forms.RadioSelect)
    number = forms.IntegerField(
        label=_("Members, or answers wanted"),
        required=False,
        min_value=1,
        max_value=MOST,
        error_messages={
            "invalid": _("Give the number in figures"),
            "min_value": _("Give at least 1"),
            "max_value": _("Give at most %(limit_value)s"),
        },
    )
    in_100 = forms.DecimalField(
        label=_("Of 100 members, how many answer, or are to be invited"),
        required=False,
        min_value=Decimal("0.01"),
        max_value=100,
        help_text=_("Needed for a target of answers, and for shares. Online panels: 25 to 45."),
        error_messages={
            "invalid": _("Give a number, like 30 or 12.5"),
            "min_value": _("Give a number over 0"),
            "max_value": _("Give 100 or less"),
        },
    )
    other_rates = forms.CharField(
        label=_("Groups with another figure"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One on each line: the group as it is named in the outlook, then of how many in 100. "
            "Like: Easton 40"
        ),
    )
    override = forms.CharField(
        label=_("Why the limits on invitations are set aside"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Leave it empty, and nobody is drawn who was invited lately or often. What you write "
            "is put on record with your name."
        ),
    )
    by_hand = forms.CharField(
        label=_("Members added by hand"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "One e-mail address on each line. They had no chance in the draw, so their answers "
            "weigh nothing: they are left out of results, unless the questionnaire counts them."
        ),
    )

    PARTS = (
        (_("What for"), ("title", "purpose", "page", "languages")),
        (
            _("Who may be drawn"),
            ("segment", "wards", "groups", "age_bands", "sources", "joined_before", "override"),
        ),
        (_("How many"), ("strata", "by", "number", "in_100", "other_rates", "by_hand")),
        (_("Trying it"), ("is_test", "seed")),
    )

    def __init__(self, *args, sees_members=False, **kwargs):
        super().__init__(*args, **kwargs)
        groups = [(name, name) for name in WardGroup.objects.values_list("name", flat=True)]
        self.offer("page", [("", _("No page")), *pages_to_invite_to()])
        self.offer("wards", [(ward.code, ward.name) for ward in wards_to_draw_from()])
        self.offer("groups", groups)
        if not groups:
            del self.fields["groups"]
        self.segments = named_groups()
        named = [(code, segment.name) for code, segment in self.segments.items()]
        self.offer("segment", [("", _("All members")), *named])
        if not named:
            del self.fields["segment"]
        if not sees_members:
            del self.fields["by_hand"]

    def offer(self, name: str, choices: list) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    @property
    def parts(self):
        """Return the fields under the headings that they stand under."""
        return [
            (heading, [self[name] for name in names if name in self.fields])
            for heading, names in self.PARTS
        ]

    # ---- what was filled in

    def clean_other_rates(self):
        return dict(map(read_rate, filter(None, map(str.strip, self.lines("other_rates")))))

    def clean_by_hand(self):
        addresses = [line.strip().lower() for line in self.lines("by_hand") if line.strip()]
        members = Membership.objects.filter(user__email__in=addresses).select_related("user")
        unknown = set(addresses) - {member.user.email for member in members}
        if unknown:
            raise forms.ValidationError(
                _("No member has the address %(address)s") % {"address": sorted(unknown)[0]}
            )
        return list(members)

    def lines(self, name):
        return self.cleaned_data[name].splitlines()

    def clean(self):
        cleaned = super().clean()
        by = cleaned.get("by")
        numbered = (SIZE, RESIDENTS, COMPLETES)
        if by in numbered and not cleaned.get("number") and "number" not in self.errors:
            self.add_error("number", _("Give the number of members, or of answers"))
        if by in (COMPLETES, RATES) and not cleaned.get("in_100") and "in_100" not in self.errors:
            self.add_error("in_100", _("Say of how many in 100"))
        if by == RESIDENTS and cleaned.get("strata") not in COUNTED:
            self.add_error("strata", _("Choose wards, age bands or both: so residents are counted"))
        if by in (SIZE, RESIDENTS) and cleaned.get("other_rates"):
            self.add_error(
                "other_rates", _("Groups have figures of their own for answers or shares")
            )
        return cleaned

    @property
    def asked(self) -> Asked:
        cleaned = self.cleaned_data
        return Asked(
            filters=Filters(
                wards=tuple(cleaned["wards"]),
                groups=tuple(cleaned.get("groups", ())),
                age_bands=tuple(cleaned["age_bands"]),
                sources=tuple(cleaned["sources"]),
                joined_before=cleaned["joined_before"],
                languages=tuple(cleaned["languages"]),
                group=self.segments.get(cleaned.get("segment", "")),
            ),
            strata=cleaned["strata"],
            by=cleaned["by"],
            number=cleaned["number"] or 0,
            rate=of_100(cleaned["in_100"]) if cleaned["in_100"] else "",
            other_rates=cleaned["other_rates"],
            override=cleaned["override"].strip(),
        )

    def asked_for(self) -> dict:
        cleaned = self.cleaned_data
        page = Page.objects.filter(pk=cleaned["page"]).first() if cleaned["page"] else None
        named = {name: cleaned[name] for name in ("title", "purpose", "is_test")}
        return named | {
            "asked": self.asked,
            "page": page,
            "by_hand": cleaned.get("by_hand", []),
            "seed": cleaned["seed"] or None,
        }


def read_rate(line: str) -> tuple[str, str]:
    """Read "Easton, 16-24 40" as a group and its rate; refuse what has no figure of 0 to 100."""
    name, _space, figure = line.rpartition(" ")
    try:
        in_100 = Decimal(figure.rstrip("%"))
    except InvalidOperation:
        in_100 = Decimal(-1)
    if not name.strip() or not 0 < in_100 <= 100:
        raise forms.ValidationError(
            _now("“%(line)s” is not a group and a number of up to 100") % {"line": line[:80]}
        )
    return name.strip(), of_100(in_100)


def of_100(number: Decimal) -> str:
    return str(Fraction(number) / 100)
