"""The samples in the CMS: their list, and a page of each."""

from fractions import Fraction

from django.conf import settings
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.widgets.button import HeaderButton

from panel.invitation_draws import COMPLETES, RATES, RESIDENTS, SIZE, faults_of_sample
from panel.invitation_frame import Strata
from panel.lists_of_places import ReadOnlyViewSet
from panel.models import AgeBand, Membership, Sample
from panel.sample_views import FILES, in_words


class SampleIndex(IndexView):
    """The samples so far, with the way to another."""

    def get_base_queryset(self):
        return super().get_base_queryset().without_text().select_related("page")

    @cached_property
    def header_buttons(self):
        if not self.request.user.has_perm("panel.add_sample"):
            return []
        url = reverse("panel_new_sample")
        return [HeaderButton(_("Draw members to invite"), url=url, icon_name="plus")]


class SampleInspect(InspectView):
    """One sample: how many of which group, by which chance, and how to check it."""

    template_name = "panel/admin/sample.html"
    page_title = gettext_lazy("Sample of members")
    header_more_buttons = ()

    def get_fields(self):
        return []

    def get_context_data(self, **kwargs):
        sample = self.object
        draws_again = "again" in self.request.GET
        return super().get_context_data(**kwargs) | {
            "sample": sample,
            "strata": strata_of(sample),
            "filters": filters_in_words(sample.asked["filters"]),
            "how_many": allotment_in_words(sample.asked),
            "divided": Strata(sample.asked["strata"]).label,
            "left_out": in_words(sample.excluded),
            "over_limit": in_words(sample.overridden),
            "may_withdraw": self.request.user.has_perm("panel.add_sample")
            and not sample.refusal_to_withdraw,
            "agrees": sample.text_agrees,
            "draws_again": draws_again,
            "faults": faults_of_sample(sample) if draws_again else [],
            "files": FILES,
            "acts": self.acts(sample),
        }

    def acts(self, sample) -> list[tuple[str, str]]:
        """Return what other apps offer to do with a sample, as words and addresses."""
        offers = hooks.get_hooks("acts_on_a_sample")
        return [act for offer in offers for act in offer(sample, self.request.user)]


def strata_of(sample):
    """Return the strata of a sample, with chance and weight as they are read."""
    found = []
    for name, stratum in sorted(sample.stored["draw"]["result"]["strata"].items()):
        chance = Fraction(stratum["probability"])
        found.append(
            {
                "name": name,
                "frame": stratum["frame"],
                "drawn": stratum["drawn"],
                "lacking": stratum["lacking"],
                "chance": f"{float(chance):.1%}",
                "weight": f"{float(1 / chance):.2f}",
            }
        )
    return found


def filters_in_words(filters) -> list[str]:
    """Say in a line each which members were asked for."""
    ages, sources = dict(AgeBand.choices), dict(Membership.Source.choices)
    lines = []
    if segment := filters.get("group"):  # samples from before there were segments have none
        rule = "; ".join(segment["in_words"])
        lines.append(
            _("In the segment “%(name)s”, as it was: %(rule)s")
            % {"name": segment["name"], "rule": rule}
        )
    if places := [*filters["groups"], *filters["wards"]]:
        lines.append(_("Who live in: %(places)s") % {"places": ", ".join(places)})
    if filters["age_bands"]:
        named = ", ".join(str(ages.get(band, band)) for band in filters["age_bands"])
        lines.append(_("Aged: %(bands)s") % {"bands": named})
    if filters["sources"]:
        named = ", ".join(str(sources.get(source, source)) for source in filters["sources"])
        lines.append(_("Who came by: %(sources)s") % {"sources": named})
    if filters["joined_before"]:
        lines.append(_("Who joined before %(day)s") % {"day": filters["joined_before"]})
    said = lines or [_("All members")]
    if languages := filters.get("languages"):
        words = dict(settings.LANGUAGES)
        named = ", ".join(str(words.get(code, code)) for code in languages)
        said.append(_("It is offered in: %(languages)s") % {"languages": named})
    return said


def allotment_in_words(asked) -> str:
    """Say how many were asked for, and by which figure."""
    in_100 = f"{float(Fraction(asked['rate'] or 0) * 100):g}"
    words = {
        SIZE: _("%(n)d members, in proportion to the groups"),
        RESIDENTS: _("%(n)d members, spread as people live here by the census"),
        COMPLETES: _("For %(n)d answers, if %(in_100)s in 100 answer"),
        RATES: _("%(in_100)s in 100 of each group"),
    }[asked["by"]] % {"n": asked["number"], "in_100": in_100}
    others = [
        f"{name} {float(Fraction(rate) * 100):g}" for name, rate in asked["other_rates"].items()
    ]
    return words + (_(" (but %(others)s)") % {"others": ", ".join(others)} if others else "")


class SampleViewSet(ReadOnlyViewSet):
    model = Sample
    index_view_class = SampleIndex
    inspect_view_class = SampleInspect
    icon = "group"
    menu_label = gettext_lazy("Samples to invite")
    add_to_admin_menu = False
    list_display = [
        "__str__",
        Column(
            "page", label=gettext_lazy("Invited to"), accessor=lambda sample: sample.page or "–"
        ),
        "size",
        "by_hand",
        Column("state", label=gettext_lazy("State"), accessor="get_state_display"),
        DateColumn("drawn_at"),
    ]
    list_filter = ["state", "is_test"]
    search_fields = ["title"]
