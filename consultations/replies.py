"""We asked, you said, we did: the list, with what we still owe first."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.finder import chips_of
from consultations.forms import RepliesForm
from consultations.models.consultation import ConsultationPage
from consultations.models.outcomes import OutcomePage
from consultations.standing import standing_sentence
from core import dates
from core.kept import kept

PER_PAGE = 20


def replies_context(asked, user) -> dict:
    """Return what the list's template reads, in a fixed number of queries."""
    consultations = ConsultationPage.objects.visible_to(user)
    outcomes = OutcomePage.objects.visible_to(user)
    decided = outcomes.dates("decided_on", "year", order="DESC")
    years = kept("replies.years", user, lambda: [moment.year for moment in decided])
    form = RepliesForm(asked, years=years)
    filters = form.asked()
    if ward := filters.get("ward"):
        consultations = consultations.touching_code(ward)
    if subject := filters.get("subject"):
        consultations = consultations.filter(subject__slug=subject)
    if audience := filters.get("audience"):
        consultations = consultations.for_audience(audience)
    overdue = consultations.overdue().in_order_of_closing()
    only_overdue = asked.get("overdue") == "1"
    outcomes = outcomes.answering(consultations)
    if year := filters.get("year"):
        outcomes, overdue = outcomes.filter(decided_on__year=year), overdue.none()
    if only_overdue:
        outcomes, filters = outcomes.none(), {**filters, "overdue": "1"}
    late = without_outcome(list(overdue))
    page_obj = Paginator(outcomes.order_by("-first_published_at", "-pk"), PER_PAGE).get_page(
        asked.get("page")
    )
    answered = list(page_obj.object_list)
    paths = [outcome.consultation_path for outcome in answered]
    _give_consultations(answered, ConsultationPage.objects.filter(path__in=paths))
    rows = [row_of_outcome(outcome) for outcome in answered]
    if page_obj.number == 1:
        rows = [row_of_overdue(page) for page in late] + rows
    count = page_obj.paginator.count + len(late)
    return {
        "replies_form": form,
        "rows": rows,
        "page_obj": page_obj,
        "query": urlencode(filters) + "&" if filters else "",
        "chips": _chips(form, filters),
        "overdue_count": len(late),
        "only_overdue": only_overdue,
        "found": ngettext("%(count)s answer", "%(count)s answers", count) % {"count": count},
    }


class LatestReplies:
    """The newest outcomes, and the answer that is owed longest, asked in two steps.

    `asked` are querysets, and so is `consultations` once those are read, so that a page may read
    them beside others in one query.
    """

    def __init__(self, user, count: int) -> None:
        consultations = ConsultationPage.objects.visible_to(user)
        outcomes = OutcomePage.objects.visible_to(user).answering(consultations)
        self._count = count
        self._late = consultations.overdue().in_order_of_closing()[:1]
        self._newest = outcomes.order_by("-first_published_at", "-pk")[:count]
        self.asked = [self._late, self._newest]

    @cached_property
    def consultations(self) -> QuerySet:
        """Ask for the consultations that the newest outcomes answer."""
        paths = [outcome.consultation_path for outcome in self._newest]
        return ConsultationPage.objects.filter(path__in=paths)

    def rows(self) -> list[dict]:
        """Return the rows; an overdue answer is never left out for a newer outcome."""
        late = without_outcome(list(self._late))
        newest = list(self._newest)[: self._count - len(late)]
        _give_consultations(newest, self.consultations)
        return [*map(row_of_outcome, newest), *map(row_of_overdue, late)]


def without_outcome(overdue: list[ConsultationPage]) -> list[ConsultationPage]:
    """Let pages know that they wait for their outcome, as they are listed because they do."""
    for page in overdue:
        page.outcome = None
    return overdue


def row_of_outcome(outcome: OutcomePage) -> dict:
    """Return one published outcome as a row of three columns."""
    asked = outcome.consultation
    return {
        "title": asked.title,
        "url": outcome.url,
        "tag": (
            "done",
            _("Outcome published %(day)s") % {"day": dates.short_day(outcome.published_at)},
        ),
        "asked": outcome.we_asked,
        "said": outcome.you_said,
        "did": outcome.we_did,
        "is_done": True,
        "foot": _people(outcome.took_part),
        "decided_on": outcome.decided_on,
        "decision_url": outcome.decision_url,
        "contact": asked,
    }


def row_of_overdue(page: ConsultationPage) -> dict:
    """Return one consultation whose answer is late as a row; late is shown as late."""
    return {
        "title": page.title,
        "url": page.url,
        "tag": page.tag,
        "asked": page.summary,
        "said": _("Results are published.") if page.results_published_at else _("No results yet."),
        "did": standing_sentence(page),
        "is_done": False,
        "foot": "",
        "contact": page,
    }


def _people(took_part: int | None) -> str:
    if not took_part:
        return ""
    return ngettext("%(n)s person took part", "%(n)s people took part", took_part) % {
        "n": f"{took_part:,}"
    }


def _give_consultations(outcomes: list[OutcomePage], consultations: QuerySet) -> None:
    by_path = {page.path: page for page in consultations}
    for outcome in outcomes:
        outcome.consultation = by_path[outcome.consultation_path]


def _chips(form, filters: dict) -> list[dict]:
    named = {name: value for name, value in filters.items() if name != "overdue"}
    overdue = {"overdue": "1"} if "overdue" in filters else {}
    chips = chips_of(form, named, **overdue)
    if overdue:
        chips.append({"label": _("Overdue"), "url": "?" + urlencode(named)})
    return chips
