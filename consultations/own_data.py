"""What a person follows, and which messages went to them."""

from typing import Any

from django.utils.translation import gettext as _

from consultations.models import (
    ConsultationPage,
    Follow,
    Message,
    OutcomePage,
    message_subject,
)
from core.own_data import Fact, Section


def sections_of(user: Any) -> list[Section]:
    """Return what a person follows and was told."""
    return [follows_of(user), messages_to(user)]


def follows_of(user: Any) -> Section:
    follows = Follow.objects.filter(user=user).select_related("consultation").order_by("since")
    rows = [
        [
            Fact("consultation", _("Consultation"), follow.consultation.title),
            Fact("since", _("Since"), follow.since),
        ]
        for follow in follows
    ]
    return Section("follows", _("Consultations you follow"), rows)


def messages_to(user: Any) -> Section:
    """Look the messages up by the person's keys, for their rows know no person."""
    pages = [
        (Message.Kind.RESULTS, ConsultationPage.objects.all()),
        (Message.Kind.OUTCOME, OutcomePage.objects.all()),
    ]
    keys = {
        user.key_for(message_subject(kind, pk)): title
        for kind, found in pages
        for pk, title in found.values_list("pk", "title")
    }
    rows = [
        [
            Fact("kind", _("About"), message.get_kind_display()),
            Fact("page", _("Page"), keys[message.key]),
            Fact("sent_at", _("Sent"), message.sent_at),
        ]
        for message in Message.objects.filter(key__in=keys).order_by("claimed_at")
    ]
    return Section("messages", _("Messages we sent you about results and outcomes"), rows)
