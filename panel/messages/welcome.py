"""The letter that welcomes a new member: the first of the service messages."""

from django.utils.translation import gettext_lazy as _

from panel.messages.purposes import People, Purpose, Words, one_by_one, register
from panel.messages.queueing import tell
from panel.models import Mailing, User


def welcome(user: User) -> None:
    """Welcome a new member once this is certain; who joins again under one account knows us."""
    tell(user, purpose=WELCOME.code, title=str(_("Welcome letters")))


def nobody_else(mailing: Mailing) -> People:
    return iter(())


def words_of_welcome(mailing: Mailing, user: User) -> Words | None:
    membership = getattr(user, "membership", None)
    if membership is None or membership.status in membership.GONE:
        return None
    return Words("panel/mail/welcome", {"ward": membership.ward})


WELCOME = register(
    Purpose(
        code="welcome",
        kind=Mailing.Kind.SERVICE,
        label=_("Welcome"),
        people=nobody_else,
        words=one_by_one(words_of_welcome),
    )
)
