"""Letters to authors: what was removed and under which rule, and what came of an appeal."""

from functools import partial

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from forums.models import Appeal, Contribution
from panel import mail


def tell_of_removal(contribution: Contribution) -> None:
    """Write to the author after commit; a letter that cannot be sent never undoes a decision."""
    if contribution.author is None:
        return
    context = {
        "rule": str(contribution.hidden_under),
        "text": contribution.text,
        "was_published": not contribution.is_held,
        "address": settings.SITE_URL + reverse("forums:appeal", args=[contribution.pk]),
    }
    _after_commit(contribution.author, "forums/mail/removed", context)


def tell_of_appeal(appeal: Appeal) -> None:
    """Say how an appeal was decided, and by whom it was not."""
    if appeal.contribution.author is None:
        return
    context = {
        "text": appeal.contribution.text,
        "was_upheld": appeal.was_upheld,
        "answer": appeal.answer,
    }
    _after_commit(appeal.contribution.author, "forums/mail/appeal", context)


def _after_commit(user, template: str, context: dict) -> None:
    letter = partial(mail.send, user, template, context, kind="service")
    transaction.on_commit(letter, robust=True)
