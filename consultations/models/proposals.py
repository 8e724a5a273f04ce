"""What a proposal said before it was changed while people could answer it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from consultations.cards import ASKING
from consultations.models.activities import ActivityPage, together
from consultations.proposal import changed_parts, text_of
from core.kept import forget


class ProposalChange(models.Model):
    """One change of a proposal: it makes a new version, and what it said before stays readable."""

    page = models.ForeignKey(
        "consultations.ConsultationPage", models.CASCADE, related_name="proposal_changes"
    )
    number = models.PositiveSmallIntegerField()  # of the version that it made; the first is 1
    made_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = models.TextField()
    was = models.JSONField()  # as `proposal.text_of` gives it
    parts = models.JSONField()  # the names of what changed
    answered_before = models.PositiveIntegerField()  # responses that had come by then

    class Meta:
        ordering = ["page", "number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="proposal_version_made_once"),
            models.CheckConstraint(condition=models.Q(number__gte=2), name="changes_a_version"),
        ]

    def __str__(self):
        return f"{self.page_id}: {self.number}"

    @property
    def replaced(self) -> int:
        """Return the number of the version that `was` holds."""
        return self.number - 1

    @property
    def parts_in_words(self) -> list[str]:
        """Name what was changed, as the editor names it."""
        fields = type(self.page)._meta
        return [
            str(_("options") if part == "options" else fields.get_field(part).verbose_name)
            for part in self.parts
        ]


@contextmanager
def keeping_what_is_replaced(page: Any) -> Iterator[None]:
    """Keep the text that storing `page` replaces, once people could answer it."""
    with transaction.atomic():
        public = type(page).objects.filter(pk=page.pk, live=True)
        earlier = public.select_for_update(of=("self",)).first()
        if earlier is None or not earlier.could_be_answered:
            yield
            return
        was = text_of(earlier, earlier.options.all())
        known = set(earlier.change_notes.values_list("pk", flat=True))
        yield
        now = public.first()
        if now is None:
            return  # it waits for its day
        version = earlier.proposal_version
        if parts := changed_parts(was, text_of(now, now.options.all())):
            version += 1
            ProposalChange.objects.create(
                page=now,
                number=version,
                by=now.live_revision and now.live_revision.user,
                note="\n".join(note.text for note in now.change_notes.exclude(pk__in=known)),
                was=was,
                parts=parts,
                answered_before=now.responses_so_far(),
            )
        # The row was written from what this process had read before it waited for the lock.
        public.update(proposal_version=version)
        forget()


class KeepsItsProposal(models.Model):
    """What a consultation knows of the versions of its proposal."""

    proposal_version = models.PositiveSmallIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """Store what the public reads; every way into publication ends here, past `publish`."""
        with keeping_what_is_replaced(self):
            super().save(*args, **kwargs)

    @property
    def could_be_answered(self) -> bool:
        """Say whether it has opened, or anything in it has: from then on its text is fixed."""
        if self.has_opened or not self.live:
            return self.has_opened
        inside = self.get_descendants().type(ActivityPage).live().specific()
        return any(page.has_opened for page in inside)

    def responses_so_far(self) -> int:
        """Count the responses to everything in here that asks, whoever may see it."""
        inside = self.get_descendants().type(ActivityPage).live().specific()
        asking = [page for page in inside if page.card_kind in ASKING]
        return sum(
            sum(count(pages).values()) for count, pages in together(asking, "participant_counts")
        )

    @cached_property
    def changes_made(self) -> list:
        """Return the changes of the proposal while it could be answered; most have none.

        Each knows how many responses had come before it and how many since.
        """
        changes = list(self.proposal_changes.all()) if self.proposal_version > 1 else []
        so_far = self.responses_so_far() if changes else 0
        for change in changes:
            change.answered_since = max(0, so_far - change.answered_before)
        return changes
