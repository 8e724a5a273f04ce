"""What a person follows, and which messages went to them."""

from typing import Any

from django.utils.translation import gettext as _

from consultations.models import Follow, Subject
from core.own_data import Fact, Section
from panel.own_data import messages_of, wishes_of


def sections_of(user: Any) -> list[Section]:
    """Return what a person follows, is interested in, wants to be told, and was told."""
    return [follows_of(user), interests_of(user), wishes_of(user), messages_of(user)]


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


def interests_of(user: Any) -> Section:
    subjects = Subject.objects.filter(interests__user=user)
    rows = [
        [Fact("subject", _("Subject"), name)] for name in subjects.values_list("name", flat=True)
    ]
    return Section("interests", _("Subjects that interest you"), rows)
