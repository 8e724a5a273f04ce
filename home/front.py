"""What the front page puts together: this week's question, what is open, and what came of it."""

from typing import Any

from django.http import HttpRequest

from panel.models import Membership, Ward
from polls.models import QuickPollPage
from polls.tallies import tally
from polls.voting import my_choice

OPEN_SHOWN = 3
OUTCOMES_SHOWN = 3


def front_page_parts(request: HttpRequest) -> dict[str, Any]:
    """Return the parts of the front page for whoever asks, in a fixed number of queries."""
    wards = list(Ward.objects.in_force().defer("geometry"))
    ward = ward_of(request, wards)
    listed = open_near(request.user, ward)
    previous = QuickPollPage.objects.previous()
    current = QuickPollPage.objects.current()
    return {
        "quick_poll": current,
        "my_choice": my_choice(request, current) if current else None,
        "previous_poll": previous,
        "previous_tally": tally(previous) if previous else None,
        "my_ward": ward,
        "listed": listed,
        "wards": wards,
        "map_areas": areas(wards, listed, ward),
        "outcomes": outcomes_and_overdue(request.user),
        "member_count": Membership.objects.active().count(),
    }


def ward_of(request: HttpRequest, wards: list[Ward]) -> Ward | None:
    """The ward that the visitor named, or else the member's own."""
    code = request.GET.get("ward", "")
    if code:
        return next((ward for ward in wards if ward.code == code), None)
    if not request.user.is_authenticated:
        return None
    own = Membership.objects.filter(user=request.user).values_list("ward_id", flat=True).first()
    return next((ward for ward in wards if ward.pk == own), None)
