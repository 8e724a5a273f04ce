"""Write down who signs in or fails to, and whose second step, password or role changes.

Never from where: no network address and no browser is kept (requirement R8.15).
"""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from wagtail.log_actions import get_active_log_context

from panel.models import SecurityEvent, User

Kind = SecurityEvent.Kind


def note_event(kind: str, person: User | None, *, about: str = "", by: User | None = None) -> None:
    """Add one event; `by` is who did it to another's account."""
    SecurityEvent.objects.create(kind=kind, person=person, about=about[:150], by=by)


# ---- what other packages tell of -----------------------------------------------------------------


def signed_in(sender: Any, request: Any, user: Any, **_more: Any) -> None:
    """Note a sign-in, with the ways in which this session was proved."""
    steps = request.session.get("account_authentication_methods", []) if request else []
    ways = dict.fromkeys(str(step.get("type") or step.get("method", "")) for step in steps)
    note_event(Kind.SIGNED_IN, user, about=", ".join(filter(None, ways)))


def step_failed(sender: Any, user: Any, **more: Any) -> None:
    note_event(Kind.FAILED, user, about=name_of(more.get("authenticator")))


def step_added(sender: Any, user: Any, authenticator: Any, **_more: Any) -> None:
    note_event(Kind.STEP_ADDED, user, about=name_of(authenticator))


def step_removed(sender: Any, user: Any, authenticator: Any, **_more: Any) -> None:
    note_event(Kind.STEP_REMOVED, user, about=name_of(authenticator))


def name_of(authenticator: Authenticator | None) -> str:
    return str(authenticator.get_type_display()) if authenticator else ""


def roles_changed(
    sender: Any, instance: Any, action: str, reverse: bool, pk_set: Any, **_more: Any
) -> None:
    """Note each role that was given or taken, whichever side of the pair was changed.

    Clearing says beforehand what is there; setting, as forms do it, only what is new and what goes.
    """
    kinds = {"post_add": Kind.ROLE_GIVEN, "post_remove": Kind.ROLE_TAKEN}
    kinds["pre_clear"] = Kind.ROLE_TAKEN
    if action not in kinds:
        return
    if reverse:
        people = instance.user_set.all() if pk_set is None else User.objects.filter(pk__in=pk_set)
        pairs = [(person, instance.name) for person in people]
    else:
        groups = instance.groups.all() if pk_set is None else Group.objects.filter(pk__in=pk_set)
        pairs = [(instance, group.name) for group in groups]
    by: Any = get_active_log_context().user
    by = by if by and by.pk else None
    SecurityEvent.objects.bulk_create(
        SecurityEvent(kind=kinds[action], person=person, about=name, by=by)
        for person, name in pairs
    )


def listen() -> None:
    """Hear of sign-ins, second steps and roles from the packages that decide on them."""
    from allauth.mfa import signals as mfa
    from django.contrib.auth.signals import user_logged_in
    from django.db.models.signals import m2m_changed

    user_logged_in.connect(signed_in, dispatch_uid="panel.security.signed_in")
    mfa.authentication_failed.connect(step_failed, dispatch_uid="panel.security.failed")
    mfa.authenticator_added.connect(step_added, dispatch_uid="panel.security.added")
    mfa.authenticator_removed.connect(step_removed, dispatch_uid="panel.security.removed")
    m2m_changed.connect(
        roles_changed, sender=User.groups.through, dispatch_uid="panel.security.roles"
    )
