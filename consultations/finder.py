"""Find a consultation: tabs, search, filters, pages of results."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consultations.forms import FinderForm
from consultations.models.consultation import ConsultationPage
from consultations.rows import with_parts

PER_PAGE = 20
TABS = {
    "open": gettext_lazy("Open"),
    "soon": gettext_lazy("Opening soon"),
    "closed": gettext_lazy("Closed"),
}
EMPTY = {
    "open": gettext_lazy("Nothing is open here now. See what opens soon, or what closed."),
    "soon": gettext_lazy("Nothing opens soon. New consultations stand here before they open."),
    "closed": gettext_lazy("Nothing has closed yet. What closes stays here, at the same address."),
}
NOTHING_YET = gettext_lazy(
    "The first consultation comes here, with what is asked, who decides and until when."
)


class Finding:
    """One look into the finder: what was asked for, by whom, and what was found."""

    def __init__(self, asked, user):
        self.form = FinderForm(asked)
        self.filters = self.form.asked()
        self.show = asked.get("show") if asked.get("show") in TABS else "open"
        self.user = user

    @cached_property
    def matching(self):
        """Return what matches in all tabs."""
        pages = ConsultationPage.objects.visible_to(self.user)
        if ward := self.filters.get("ward"):
            pages = pages.touching_code(ward)
        if subject := self.filters.get("subject"):
            pages = pages.filter(subject__slug=subject)
        if audience := self.filters.get("audience"):
            pages = pages.for_audience(audience)
        for word in self.filters.get("q", "").split()[:8]:
            pages = pages.filter(
                Q(title__icontains=word)
                | Q(summary__icontains=word)
                | Q(proposal__icontains=word)
                | Q(subject__name__icontains=word)
            )
        return pages

    @property
    def shown(self):
        """Return what stands in the chosen tab, what closes soonest first."""
        if self.show == "soon":
            return self.matching.opening_soon().order_by("opens_at", "pk")
        if self.show == "closed":
            return self.matching.closed().order_by("-closes_at", "-pk")
        return self.matching.open_now().in_order_of_closing()

    @cached_property
    def counts(self) -> dict[str, int]:
        """Count what stands in each tab, in one query."""
        now = timezone.now()
        kept = Q(withdrawn_at=None)
        return self.matching.order_by().aggregate(
            open=Count("pk", filter=kept & Q(opens_at__lte=now, closes_at__gte=now)),
            soon=Count("pk", filter=kept & Q(opens_at__gt=now)),
            closed=Count("pk", filter=Q(closes_at__lt=now) | ~kept),
        )

    @property
    def tabs(self) -> list[dict]:
        return [
            {
                "label": label,
                "count": self.counts[name],
                "url": "?" + urlencode({"show": name, **self.filters}),
                "is_current": name == self.show,
            }
            for name, label in TABS.items()
        ]

    @property
    def chips(self) -> list[dict]:
        """Return the active filters, each with the address of the list without it."""
        return chips_of(self.form, self.filters, show=self.show)

    def context(self, page_number) -> dict:
        """Return what the finder's template reads."""
        paginator = Paginator(self.shown, PER_PAGE)
        paginator.count = self.counts[self.show]
        page_obj = paginator.get_page(page_number)
        page_obj.object_list = with_parts(list(page_obj.object_list), self.user)
        return {
            "finder_form": self.form,
            "show": self.show,
            "tabs": self.tabs,
            "chips": self.chips,
            "page_obj": page_obj,
            "query": urlencode({"show": self.show, **self.filters}) + "&",
            "found": found_words(paginator.count),
            "empty": EMPTY[self.show] if any(self.counts.values()) else NOTHING_YET,
        }


def finder_context(asked, user) -> dict:
    """Return what the finder's template reads."""
    return Finding(asked, user).context(asked.get("page"))


def chips_of(form, filters: dict, **always) -> list[dict]:
    """Return the active filters, each with the address of the list without it."""
    return [
        {
            "label": form.label_of(name, value),
            "url": "?"
            + urlencode({**always, **{key: kept for key, kept in filters.items() if key != name}}),
        }
        for name, value in filters.items()
    ]


def found_words(count: int) -> str:
    """Return the count for the status line."""
    if not count:
        return _("No consultations")
    return ngettext("%(count)s consultation", "%(count)s consultations", count) % {"count": count}
