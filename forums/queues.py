"""What waits for the moderators of debates and sessions."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from core.queues import Queue
from forums import moderation
from forums.access import may_moderate


def queues_of(user) -> Iterator[Queue]:
    if may_moderate(user):
        waits = moderation.queue().count()
        yield Queue("queue", _("Debates and questions"), reverse("forums:moderation"), waits)
        appeals = moderation.open_appeals(user).count()
        yield Queue("appeals", _("Appeals"), reverse("forums:appeals"), appeals)
