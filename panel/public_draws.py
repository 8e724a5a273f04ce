"""Draw a panel in public: publish 1,000 panels, then let three digits choose one of them."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from analysis.sortition.public import count_appearances, read_number, read_panels
from core.audit import record
from core.keys import participation_key
from core.refusals import Refused
from panel.keeping import keep_members
from panel.models import Draw, Membership, User
from panel.pool import people_of


def publish_list(*, draw: Draw, by: User | None = None) -> None:
    """Show the list and its hash to everybody; from then on the database refuses every change."""
    listed = Draw.objects.filter(pk=draw.pk, state=Draw.State.LISTED)
    with transaction.atomic():
        if not listed.update(state=Draw.State.PUBLISHED, published_at=timezone.now()):
            raise Refused(_("There is no list here that could be published."))
        record("panel.list_published", on=draw, by=by, sha256=draw.panels_sha256)


def draw_by_number(*, draw: Draw, number: str, by: User | None = None) -> Draw:
    """Note the number that was drawn in public, once for all, and seat the panel that it chose."""
    try:
        at = read_number(number.strip())
    except ValueError as why:
        raise Refused(_("The number is three digits, from 000 to 999.")) from why
    with transaction.atomic():
        found = Draw.objects.select_for_update().get(pk=draw.pk)
        if found.state != Draw.State.PUBLISHED:
            raise Refused(
                _("The number is drawn once, after the list was published, and never changed.")
            )
        panels = read_panels(found.panels_text)
        appearances = count_appearances(panels)
        codes = [person.id for person in people_of(found, "pool")]
        keep_members(
            found,
            _memberships_of(found, set(codes)),
            {code: appearances[code] / len(panels) for code in codes},
            panels[at],
        )
        Draw.objects.filter(pk=found.pk).update(
            state=Draw.State.DRAWN, number=f"{at:03}", drawn_at=timezone.now()
        )
        record(
            "panel.number_drawn",
            on=found,
            by=by,
            number=f"{at:03}",
            sha256=found.panels_sha256,
            seats=len(panels[at]),
        )
    return Draw.objects.get(pk=found.pk)


def _memberships_of(draw: Draw, codes: set[str]) -> dict[str, int]:
    """Find whose codes these are, by making everybody's again: nothing keeps them before a draw."""
    found = {
        code: pk
        for pk in Membership.objects.order_by("pk").values_list("pk", flat=True)
        if (code := participation_key(draw.reference, f"member-{pk}")) in codes
    }
    if len(found) < len(codes):
        raise Refused(
            _(
                "The codes of this list cannot be led back to members: the secret that they were "
                "made with has changed. Ask your administrator for the one of then."
            )
        )
    return found
