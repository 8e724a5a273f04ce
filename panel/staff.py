"""Who works here, in one query, with their ways of proving it."""

from allauth.mfa.models import Authenticator
from django.db.models import Count, OuterRef, Q, QuerySet

from panel.models import User
from panel.second_step import in_staff_group


def staff_with_their_steps() -> QuerySet[User]:
    """Return everybody in a role with their groups, `apps`, `passkeys` and council account."""
    works_here = Q(is_staff=True) | Q(is_superuser=True) | in_staff_group(OuterRef("pk"))
    kinds = Authenticator.Type
    return (
        User.objects.filter(works_here, is_active=True)
        .annotate(
            apps=Count("authenticator", filter=Q(authenticator__type=kinds.TOTP)),
            passkeys=Count("authenticator", filter=Q(authenticator__type=kinds.WEBAUTHN)),
        )
        .select_related("council_identity")
        .prefetch_related("groups")
        .order_by("last_name", "first_name", "email")
    )
