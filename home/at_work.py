"""What staff and experts come for: the places where they work."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.access import may_moderate
from forums.models import ExpertSessionPage
from polls.judging import JUDGE

# What was not answered live is answered in writing in the two weeks after.
SESSION_LASTS = timedelta(days=14)


def places_of_work(user) -> list[dict[str, Any]]:
    """List where this person has something to do, sessions first."""
    rows = [
        {
            "title": session.title,
            "url": reverse("forums:desk", args=[session.pk]),
            "sentence": _("The desk: questions, and the answers that experts write."),
            "tag": session.card_tag(),
        }
        for session in sessions_of(user)
    ]
    if may_moderate(user):
        rows.append(
            {
                "title": _("Moderation"),
                "url": reverse("forums:moderation"),
                "sentence": _("What is held or reported, the oldest due first, and appeals."),
            }
        )
    elif user.has_perm(JUDGE):
        rows.append(
            {
                "title": _("Moderation"),
                "url": reverse("polls:words"),
                "sentence": _("What people wrote in their answers, before it is published."),
            }
        )
    if user.has_perm("wagtailadmin.access_admin"):
        rows.append(
            {
                "title": _("Consultations, polls and outcomes"),
                "url": reverse("wagtailadmin_home"),
                "sentence": _("Write, preview and publish."),
            }
        )
    if user.has_perm("results.export_results"):
        rows.append(
            {
                "title": _("Results and files"),
                "url": reverse("results:index"),
                "sentence": _("Results before they are published, and files for analysts."),
            }
        )
        rows.append(
            {
                "title": _("Who the panel stands for"),
                "url": reverse("results:panel"),
                "sentence": _("Members beside the census, by age and ward, and whom to invite."),
            }
        )
        rows.append(
            {
                "title": _("How the panel is doing"),
                "url": reverse("results:panel_health"),
                "sentence": _("Who comes and goes, whose place ends, and who answers."),
            }
        )
    if user.has_perm("panel.search_audit"):
        rows.append(
            {
                "title": _("Audit"),
                "url": reverse("audit"),
                "sentence": _("What staff did, whom they looked at, and who has access."),
            }
        )
    return rows


def sessions_of(user) -> list[ExpertSessionPage]:
    """Return the sessions of now that this person runs or answers in."""
    found = ExpertSessionPage.objects.live().filter(closes_at__gt=timezone.now() - SESSION_LASTS)
    if not may_moderate(user):
        found = found.filter(Q(experts__user=user) | Q(host=user)).distinct()
    sessions = list(found.order_by("closes_at"))
    ExpertSessionPage.prepare_cards(sessions, user)
    return sessions
