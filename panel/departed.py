"""Who was imported and left: remembered by a keyed hash, so that no later list brings them back."""

from core.keys import keyed_hash
from panel import consent
from panel.models import Consent, DepartedAddress, Membership, User


def departed_digest(email: str) -> str:
    return keyed_hash("departed", email.strip().lower())


def remember_departed(membership: Membership) -> None:
    """Remember a keyed hash of the address of somebody whom a list brought, and who gives it up."""
    own = Consent.objects.filter(user=membership.user, channel=consent.Channel.IMPORTED)
    if own.exists():  # whatever the list said of how they had come to it
        DepartedAddress.objects.get_or_create(digest=departed_digest(membership.user.email))


def forget_departed(user: User) -> None:
    """Forget it when they come back themselves."""
    DepartedAddress.objects.filter(digest=departed_digest(user.email)).delete()
