"""When consultations were decided, for what is counted from then."""

import datetime as dt

from consultations.models import OutcomePage


def decided_until(day: dt.date) -> dict[str, dt.date]:
    """Return the places in the tree of what was decided by a day, each with its last decision."""
    outcomes = OutcomePage.objects.live().exclude(decided_on=None).with_consultation_path()
    decided: dict[str, dt.date] = {}
    for path, decided_on in outcomes.values_list("consultation_path", "decided_on"):
        decided[path] = max(decided_on, decided.get(path, decided_on))
    return {path: decided_on for path, decided_on in decided.items() if decided_on <= day}
