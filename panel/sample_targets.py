"""How many of each group a sample invites, to be as people live here and not as the panel is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

from django.utils.translation import gettext as _

from analysis.apportionment import apportion
from core.refusals import Refused
from panel.invitation_frame import Strata
from panel.models import AgeBand
from panel.population import BAND_OF, population_of
from panel.quotas import wards_to_draw_from

COUNTED = (Strata.AGE, Strata.WARD, Strata.WARD_AND_AGE)  # by which residents are counted
ANY = ""


def shares_as_people_live(number: int, strata: str, sizes: Mapping[str, int]) -> dict[str, str]:
    """Return the share of each stratum to invite, so that `number` are spread as residents are.

    The two oldest bands share what the census gives to 65 and over by their members. Who did not
    tell their age is in no group of the census, and is drawn like the frame. Refused where a group
    has fewer members than it would get.
    """
    if strata not in COUNTED:
        raise Refused(_("Residents are counted by ward and by age band. Choose one of these."))
    group_of = _groups(strata)
    wards = wards_to_draw_from()
    residents: Counter[tuple[str, str]] = Counter()
    for (ward, band), people in population_of(wards).people.items():
        residents[
            ward if strata != Strata.AGE else ANY, band if strata != Strata.WARD else ANY
        ] += people
    members: Counter[tuple[str, str]] = Counter()
    for name, size in sizes.items():
        if name in group_of:
            members[group_of[name]] += size
    everybody, frame = residents.total(), sum(sizes.values())
    weights = {
        name: Fraction(residents[group_of[name]] * size, members[group_of[name]])
        if name in group_of
        else Fraction(everybody * size, frame)
        for name, size in sizes.items()
    }
    seats = apportion(number, weights).seats
    for name, wanted in seats.items():
        if wanted > sizes[name]:
            raise Refused(
                _(
                    "“%(group)s” would get %(wanted)d invitations, as people live here, and has "
                    "%(there)d members who may be invited. Ask for fewer, or by larger groups."
                )
                % {"group": name, "wanted": wanted, "there": sizes[name]}
            )
    return {name: str(Fraction(wanted, sizes[name])) for name, wanted in seats.items()}


def _groups(strata: str) -> dict[str, tuple[str, str]]:
    """Return, by the name of a stratum, the ward and the census's age band that it is of."""
    bands = {str(band): BAND_OF[str(band)] for band in AgeBand.values}
    wards = {ward.name: ward.code for ward in wards_to_draw_from()}
    if strata == Strata.AGE:
        return {name: (ANY, band) for name, band in bands.items()}
    if strata == Strata.WARD:
        return {name: (code, ANY) for name, code in wards.items()}
    return {
        f"{ward}, {name}": (code, band)
        for ward, code in wards.items()
        for name, band in bands.items()
    }
