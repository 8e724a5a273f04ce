"""Consultations in lists: what each row needs, fetched for all of them at once."""

from collections import defaultdict
from hashlib import sha256

from django.db.models import Q, QuerySet
from wagtail.models import Page

from consultations.models.activities import ActivityPage
from consultations.models.consultation import ConsultationPage
from consultations.models.outcomes import OutcomePage
from consultations.privacy import below_published, visible_pages
from core.joined import as_their_types, types_below
from core.kept import kept
from panel.models import Ward


def with_parts(consultations: list[ConsultationPage], user) -> list[ConsultationPage]:
    """Give each consultation `outcome`, `area_name`, `minutes`, in a fixed number of queries."""
    if not consultations:
        return consultations
    outcomes = _outcomes_of([page for page in consultations if page.has_closed])
    areas = by_consultation(places_of(consultations))
    open_now = [page for page in consultations if page.is_open]
    named = sha256(repr([page.pk for page in open_now]).encode()).hexdigest()
    minutes = kept(f"minutes.{named}", user, lambda: _minutes_of(open_now, user))
    for page in consultations:
        page.outcome = outcomes.get(page.path)
        page.area_name = page.area(areas[page.pk])
        page.minutes = minutes.get(page.path)
    return consultations


def _outcomes_of(consultations: list[ConsultationPage]) -> dict[str, OutcomePage]:
    if not consultations:
        return {}
    outcomes = OutcomePage.objects.live().with_consultation_path()
    found = outcomes.filter(consultation_path__in=[page.path for page in consultations])
    return {outcome.consultation_path: outcome for outcome in found.order_by("first_published_at")}


def places_of(consultations: list[ConsultationPage]) -> QuerySet:
    """Ask which wards some consultations concern, a row for each pair, by name."""
    rows = ConsultationPage.wards.through.objects.filter(consultationpage__in=consultations)
    rows = rows.select_related("ward").defer("ward__geometry", "ward__outline")
    return rows.order_by("ward__name")


def by_consultation(places: QuerySet) -> dict[int, list[Ward]]:
    """Return the wards of each consultation by its number."""
    found = defaultdict(list)
    for row in places:
        found[row.consultationpage_id].append(row.ward)
    return found


def _minutes_of(consultations: list[ConsultationPage], user) -> dict[str, int]:
    """Return, by place in the tree, the minutes of the first activity that states them."""
    if not consultations:
        return {}
    below = Q()
    for page in consultations:
        below |= Page.objects.descendant_of_q(page)
    activities = Page.objects.filter(below).type(ActivityPage).order_by("path")
    found: dict[str, int] = {}
    shown = below_published(visible_pages(activities, user))
    for activity in as_their_types(shown, types_below(ConsultationPage)):
        consultation = next(page for page in consultations if activity.path.startswith(page.path))
        if activity.minutes and activity.is_open:
            found.setdefault(consultation.path, activity.minutes)
    return found
