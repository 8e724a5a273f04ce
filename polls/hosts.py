"""Who runs a deliberative poll: what they may not have seen, and the hosts who move its stages.

A host moves the stages of one poll, for everybody in it. Who facilitates a group looks after that
group alone. Neither reads what anybody answered.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core.audit import record
from core.refusals import Refused
from polls.models import DeliberativePollPage, Paper, QuestionnairePage, StageHost

# Who above keeps a record of who read answers of a poll says why somebody may not run it.
WHO_READ_ANSWERS: list[Callable[[DeliberativePollPage, Any], str]] = []


def refusal_to_run(poll: DeliberativePollPage, user: Any) -> str:
    """Say why somebody may neither host a poll nor facilitate a group of it; empty if they may."""
    if not user.is_staff:
        return _("Only staff run a poll or facilitate a group of it.")
    if poll.responses.filter(key=user.key_for(poll.subject)).exists():
        return _("Who takes part cannot facilitate or host.")
    entered = Q(first_by=user.pk) | Q(second_by=user.pk) | Q(settled_by=user.pk)
    if Paper.objects.filter(entered, batch__page=poll.pk).exists():
        return _("Who entered people’s answers to this poll from paper cannot facilitate or host.")
    refusals = (refusal_of(poll, user) for refusal_of in WHO_READ_ANSWERS)
    return next(filter(None, refusals), "")


def refusal_to_read_answers(user: Any, poll: QuestionnairePage) -> str:
    """Say why nobody's answers are shown to whoever runs this poll or a group of it."""
    if not poll.is_run_by(user):
        return ""
    return _(
        "You host this poll or facilitate a small group of it. Who does so sees nobody’s answers, "
        "with a name or without. Ask a colleague who does neither."
    )


def hosts_of(poll: DeliberativePollPage) -> list[StageHost]:
    """Return who may move the stages of a poll beside officers, in the order they were named."""
    return list(poll.hosts.select_related("user", "by").order_by("named_at", "pk"))


@transaction.atomic
def name_host(*, poll: DeliberativePollPage, user: Any, by: Any) -> StageHost:
    """Let a member of staff open and close the stages of this poll."""
    if refusal := refusal_to_run(poll, user):
        raise Refused(refusal)
    host, is_new = poll.hosts.get_or_create(user=user, defaults={"by": by})
    if not is_new:
        raise Refused(_("%(person)s hosts this poll already.") % {"person": user})
    record("polls.name_host", on=poll, by=by, host=user.pk)
    return host


@transaction.atomic
def remove_host(*, poll: DeliberativePollPage, user: Any, by: Any) -> None:
    """Take the stages of this poll out of somebody's hands."""
    removed, _by_type = poll.hosts.filter(user=user).delete()
    if not removed:
        raise Refused(_("%(person)s does not host this poll any more.") % {"person": user})
    record("polls.remove_host", on=poll, by=by, host=user.pk)
