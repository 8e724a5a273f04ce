"""What staff and experts come for: the places where they work."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.access import may_moderate
from forums.models import ExpertSessionPage, ForumPage
from panel.models import DataBreach, DataComplaint, DataRequest
from polls.judging import JUDGE
from polls.models import DeliberativePollPage, Facilitator

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
    rows += hosted_by(user)
    rows += rooms_of(user)
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
    rows += about_data(user)
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
    sessions = list(found.select_related("room_row").order_by("closes_at"))
    for session in sessions:
        if room := getattr(session, "room_row", None):
            session.room = room  # read with it, so that nobody asks for it again
    ExpertSessionPage.prepare_cards(sessions, user)
    # What is live first, then what comes, then what has ended.
    return sorted(sessions, key=lambda one: (not one.is_open, one.has_closed))


def hosted_by(user) -> list[dict[str, Any]]:
    """List the polls under way whose stages this person was named to move."""
    if not user.is_staff:
        return []
    found = DeliberativePollPage.objects.live().filter(hosts__user=user).order_by("pk")
    return [
        {
            "title": _("Stages of “%(poll)s”") % {"poll": poll.title},
            "url": reverse("polls:stages", args=[poll.pk]),
            "sentence": _("You host this poll: open the next stage, or close answers early."),
            "tag": poll.card_tag(),
        }
        for poll in found.prefetch_related("overrides")
        if not poll.has_closed
    ]


def rooms_of(user) -> list[dict[str, Any]]:
    """List the rooms of small groups that are open and that this person facilitates."""
    if not user.is_staff:
        return []
    led = list(
        Facilitator.objects.filter(user=user)
        .select_related("assignment__poll")
        .order_by("assignment", "number")
    )
    forums = ForumPage.objects.live().open_now().filter(is_by_group=True) if led else []
    rows = []
    for forum in forums:
        above = forum.path[: -forum.steplen]
        for one in led:
            poll = one.assignment.poll
            if poll.path != above:
                continue
            words = {"number": one.number, "title": forum.title, "poll": poll.title}
            rows.append(
                {
                    "title": _("%(title)s: group %(number)d") % words,
                    "url": reverse("forums:circle", args=[forum.pk, one.number]),
                    "sentence": _(
                        "Who is here and who speaks, the agenda, and the questions: “%(poll)s”."
                    )
                    % words,
                    "tag": forum.card_tag(),
                }
            )
    return rows


def about_data(user) -> list[dict[str, Any]]:
    """List the registers of data protection that this person keeps, with what runs out first."""
    rows = []
    if user.has_perm("panel.view_databreach"):
        rows.append(
            {
                "title": _("Breaches of data"),
                "url": reverse("breaches"),
                "sentence": _("The register, and the 72 hours in which each is reported."),
                "tag": tag_of_breaches(),
            }
        )
    if user.has_perm("panel.view_datacomplaint"):
        n = DataComplaint.objects.open().count()
        rows.append(
            {
                "title": _("Complaints about data"),
                "url": reverse("complaints"),
                "sentence": _("What people complain of, and by when each is acknowledged."),
                "tag": n and ("reading", ngettext("%(n)d is open", "%(n)d are open", n) % {"n": n}),
            }
        )
    if user.has_perm("panel.view_datarequest"):
        n = DataRequest.objects.open().count()
        rows.append(
            {
                "title": _("Requests for one’s own data"),
                "url": reverse("data_requests"),
                "sentence": _("Who asked for what we hold on them, and by when it is due."),
                "tag": n and ("reading", ngettext("%(n)d is open", "%(n)d are open", n) % {"n": n}),
            }
        )
    return rows


def tag_of_breaches() -> tuple[str, str] | None:
    """Say how long there still is for the report that is due first."""
    waiting = DataBreach.objects.filter(closed_on=None, reported_at=None)
    first = waiting.exclude(risk=DataBreach.Risk.UNLIKELY).order_by("known_at").first()
    if first is None:
        return None
    if first.is_late:
        return ("late", _("A report is late"))
    left = ngettext("%(n)d hour left to report", "%(n)d hours left to report", first.hours_left)
    return ("late", left % {"n": first.hours_left})
