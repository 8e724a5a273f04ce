"""Letters to authors: what was removed and under which rule, and what came of an appeal.

They go through the door for messages, as service messages: a mail server that is away delays them,
and none undoes a decision. Their words are made as they go out, from where things stand then.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from forums.models import Appeal, Contribution
from panel.messages.purposes import Purpose, Words, one_by_one, register
from panel.messages.queueing import tell
from panel.messages.welcome import nobody_else
from panel.models import Mailing, User


def tell_of_removal(contribution: Contribution) -> None:
    """Write to the author after commit; what is hidden once more is told once more."""
    if contribution.author is not None:
        title = _now("Something that was removed")
        tell(contribution.author, purpose=REMOVAL.code, title=title, about=contribution.pk)


def tell_of_appeal(appeal: Appeal) -> None:
    """Say how an appeal was decided, and by whom it was not."""
    if appeal.contribution.author is not None:
        title = _now("An appeal that was decided")
        tell(appeal.contribution.author, purpose=APPEAL.code, title=title, about=appeal.pk)


def words_of_removal(mailing: Mailing, user: User) -> Words | None:
    """Return what the author reads, unless the words were brought back meanwhile."""
    own = Contribution.objects.filter(pk=mailing.about, author=user, hidden_at__isnull=False)
    contribution = own.select_related("hidden_under").first()
    if contribution is None:
        return None
    return Words(
        "forums/mail/removed",
        {
            "rule": str(contribution.hidden_under),
            "text": contribution.text,
            "was_published": not contribution.is_held,
            "address": settings.SITE_URL + reverse("forums:appeal", args=[contribution.pk]),
        },
    )


def words_of_appeal(mailing: Mailing, user: User) -> Words | None:
    own = Appeal.objects.filter(pk=mailing.about, contribution__author=user)
    appeal = own.select_related("contribution").first()
    if appeal is None:
        return None
    return Words(
        "forums/mail/appeal",
        {
            "text": appeal.contribution.text,
            "was_upheld": appeal.was_upheld,
            "answer": appeal.answer,
        },
    )


REMOVAL, APPEAL = (
    register(
        Purpose(
            code=code,
            kind=Mailing.Kind.SERVICE,
            label=label,
            people=nobody_else,
            words=one_by_one(words),
            is_personal=True,
        )
    )
    for code, label, words in (
        ("removal", _("Something removed"), words_of_removal),
        ("appeal", _("Appeal decided"), words_of_appeal),
    )
)
