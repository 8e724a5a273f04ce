"""Follow a consultation: to be told when results come out, and when it is decided."""

from consultations.models import ConsultationPage, Follow


def follow(user, consultation: ConsultationPage) -> None:
    """Have this person told what comes of a consultation; a second wish changes nothing."""
    Follow.objects.get_or_create(user=user, consultation=consultation)


def unfollow(user, consultation: ConsultationPage) -> None:
    """Take the wish back."""
    Follow.objects.filter(user=user, consultation=consultation).delete()
