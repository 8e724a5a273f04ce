"""How many residents there are of each group that members tell about themselves, by the census."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Sum

from panel.models import AreaCount, CensusCount, CouncilSettings, Ward
from panel.population import CENSUS

# By variable and value: how the census's own category begins. What is not here is compared with
# nothing: the groups of one nation's census are not those of another's.
CENSUS_VARIABLE = {"ethnic_group": "ethnic_group_5", "disabled": "disability"}
CATEGORIES = {
    "sex": {"female": "Female", "male": "Male"},
    "ethnic_group": {
        "white": "White",
        "mixed": "Mixed",
        "asian": "Asian",
        "black": "Black",
        "other": "Other ethnic group",
    },
    "disabled": {"yes": "Disabled under", "no": "Not disabled"},
}
Residents = Mapping[str, int]


def residents_by(name: str, wards: Sequence[Ward]) -> Residents:
    """Add up the census's own categories by the beginning of their names; all or nothing."""
    categories = CATEGORIES.get(name, {})
    people: dict[str, int] = {}
    if name == "sex":
        council = CouncilSettings.load().council_code
        rows = AreaCount.objects.filter(council_code=council, variable="sex", source=CENSUS)
        people = dict(rows.values_list("category", "count"))
    elif name in CENSUS_VARIABLE:
        variable = CENSUS_VARIABLE[name]
        by_ward = CensusCount.objects.filter(ward__in=wards, variable=variable, source=CENSUS)
        if by_ward.values("ward").distinct().count() < len(wards):
            return {}
        people = dict(by_ward.order_by().values_list("category").annotate(n=Sum("count")))
    found = {
        code: sum(n for category, n in people.items() if category.startswith(beginning))
        for code, beginning in categories.items()
    }
    return found if found and all(found.values()) else {}
