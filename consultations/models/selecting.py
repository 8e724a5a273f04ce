"""Which consultations: open, closed, overdue, about a ward, for an audience, seen by somebody."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from wagtail.query import PageQuerySet

from consultations.models.outcomes import OutcomePage
from consultations.models.people import Follow
from consultations.privacy import below_published, visible_pages
from core import dates

WEEKS_TO_RESULTS = 12
WEEKS_TO_OUTCOME = 6


class ConsultationQuerySet(PageQuerySet):
    def visible_to(self, user):
        """Keep the published pages that this person may open, by Wagtail's own privacy settings."""
        return below_published(visible_pages(self, user))

    def opening_soon(self):
        return self.filter(withdrawn_at=None, opens_at__gt=timezone.now())

    def open_now(self):
        now = timezone.now()
        return self.filter(withdrawn_at=None, opens_at__lte=now, closes_at__gte=now)

    def closed(self):
        return self.filter(Q(closes_at__lt=timezone.now()) | Q(withdrawn_at__isnull=False))

    def in_order_of_closing(self):
        return self.order_by("closes_at", "pk")

    def overdue(self):
        """Keep what closed and still waits for results, or for the outcome, after the day named."""
        today = dates.day_in_london(timezone.now())
        long_closed = dates.opening_instant(today - timedelta(weeks=WEEKS_TO_RESULTS))
        long_decided = today - timedelta(weeks=WEEKS_TO_OUTCOME)
        by_default = Q(closes_at__lt=long_closed) | Q(decision_by__lt=today)
        results_late = Q(results_published_at=None) & (
            Q(results_due_on__lt=today) | Q(results_due_on=None) & by_default
        )
        outcome_late = Q(results_published_at__isnull=False) & (
            Q(outcome_due_on__lt=today) | Q(outcome_due_on=None, decision_by__lt=long_decided)
        )
        return (
            self.filter(results_late | outcome_late, closes_at__lt=timezone.now())
            .filter(withdrawn_at=None)
            .exclude(path__in=OutcomePage.objects.live().consultation_paths())
        )

    def owing_an_answer(self):
        """Keep what has closed and has no outcome yet, the longest closed first."""
        answered = OutcomePage.objects.live().consultation_paths()
        closed = self.live().filter(withdrawn_at=None, closes_at__lt=timezone.now())
        return closed.exclude(path__in=answered).order_by("closes_at", "pk")

    def marked_for(self, user):
        """Add `is_followed`: whether this person follows each."""
        followed = Follow.objects.filter(user=user.pk or 0, consultation=OuterRef("pk"))
        return self.annotate(is_followed=Exists(followed))

    def touching(self, ward):
        """Keep what concerns a ward: named for it, or for the whole area."""
        return self.touching_code(ward.code)

    def touching_code(self, code: str):
        """Keep what concerns the ward of this code, or the whole area."""
        return self._named_or_unnamed(self.model.wards, ward__code=code)

    def for_audience(self, slug: str):
        """Keep what is for this audience in particular, or for everybody."""
        return self._named_or_unnamed(self.model.audiences, audience__slug=slug)

    def _named_or_unnamed(self, relation, **named):
        """Keep what names this one of several, and what names none of them."""
        through = relation.through.objects
        return self.filter(
            Q(pk__in=through.filter(**named).values("consultationpage"))
            | ~Q(pk__in=through.values("consultationpage"))
        )
