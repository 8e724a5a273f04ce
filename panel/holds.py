"""Keep what a complaint, a request for information or a court may need, whatever its period."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from core.audit import record
from core.refusals import Refused
from core.retention import Held
from panel.models import Hold, Membership, User


def held_now() -> Held:
    """Return all that must stay today: what a hold names, and what its owner has paused."""
    found = list(Hold.objects.standing().values_list("person", "page__path", "rule"))
    paused = Membership.objects.exclude(restricted_at=None).values_list("user", flat=True)
    return Held(
        people=frozenset({person for person, _path, _rule in found if person} | set(paused)),
        paths=tuple(path for _person, path, _rule in found if path),
        rules=frozenset(rule for _person, _path, rule in found if rule),
    )


def is_held(user: User) -> bool:
    """Say whether a person's details must stay for now."""
    return Hold.objects.standing().filter(person=user).exists()


@transaction.atomic
def place_hold(
    *,
    kind: str,
    reason: str,
    by: User,
    person: User | None = None,
    page: Page | None = None,
    rule: str = "",
) -> Hold:
    """Stop every deletion of one person's, one consultation's or one kind of records."""
    if not reason.strip():
        raise Refused(_("Give the reason. It is logged with your name."))
    if [bool(person), bool(page), bool(rule)].count(True) != 1:
        raise Refused(_("Hold one person, one consultation or one kind of record."))
    hold = Hold.objects.create(
        kind=kind, reason=reason.strip(), by=by, person=person, page=page, rule=rule
    )
    record("panel.hold_placed", on=hold, by=by, reason=hold.reason)
    return hold


@transaction.atomic
def lift_hold(*, hold: Hold, reason: str, by: User) -> None:
    """End a hold; what is due goes at the next run."""
    if not reason.strip():
        raise Refused(_("Give the reason. It is logged with your name."))
    lifted = Hold.objects.standing().filter(pk=hold.pk)
    if not lifted.update(lifted_at=timezone.now(), lifted_by=by, lifted_because=reason.strip()):
        raise Refused(_("This hold is lifted already."))
    record("panel.hold_lifted", on=hold, by=by, reason=reason.strip())
