"""How somebody is shown: residents by the name they chose, staff and experts by their real one."""

from dataclasses import dataclass
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from forums.models import Contribution, SessionExpert, Voice
from panel.names import check_shown_name


@dataclass(frozen=True)
class Shown:
    """A name with the badge that only its role may carry."""

    name: str
    badge: str = ""
    role: str = ""


def as_expert(user) -> QuerySet:
    """Ask whether somebody is named as an expert anywhere: one row if so."""
    return SessionExpert.objects.filter(user=user.pk).order_by().values_list("pk")[:1]


def voice_of(user, named: QuerySet | None = None) -> str:
    """Say in which role this person speaks in public; `named` is `as_expert`, if asked before."""
    if user.is_staff:
        return Voice.COUNCIL
    if as_expert(user) if named is None else named:
        return Voice.EXPERT
    return Voice.RESIDENT


def shown_as(user, *, voice: str = Voice.RESIDENT, nameless: bool = False) -> str:
    """Return "Maya, Easton" or "A resident of Easton"; staff and experts by their real name."""
    if user is None:
        return _("Someone who has left")
    if voice != Voice.RESIDENT:
        return user.get_full_name() or user.job_title or _("The council")
    ward = shown_ward(user)
    # A name that was allowed once, or came by an import, may still play a role.
    if nameless or not user.display_name or not may_be_shown(user.display_name):
        return _("A resident of %(ward)s") % {"ward": ward} if ward else _("A resident")
    if ward:
        return _("%(name)s, %(ward)s") % {"name": user.display_name, "ward": ward}
    return user.display_name


@lru_cache(maxsize=2048)
def may_be_shown(name: str) -> bool:
    """Say whether a resident's name stands up to today's rules for names."""
    try:
        check_shown_name(name)
    except ValidationError:
        return False
    return True


def shown_ward(user) -> str:
    """Return the ward's name if this person agreed to show it."""
    membership = getattr(user, "membership", None)
    if not membership or not membership.shows_ward or not membership.counts_in_ward:
        return ""
    return membership.ward.name


def author_of(contribution) -> Shown:
    """Say who wrote something, in the role they had when they wrote it, or which group asks."""
    circle = getattr(contribution, "circle", None)
    if circle and contribution.kind == contribution.Kind.QUESTION:
        return Shown(_("Group %(number)d") % {"number": circle})
    user, voice = contribution.author, contribution.voice
    if contribution.kind == Contribution.Kind.STATEMENT:
        # Moderators too judge the words alone.
        return Shown(_("The council") if voice == Voice.COUNCIL else _("A resident"))
    name = shown_as(user, voice=voice, nameless=contribution.is_nameless)
    if voice == Voice.RESIDENT:
        return Shown(name)
    return Shown(name, str(Voice(voice).label), user.job_title if user else "")
