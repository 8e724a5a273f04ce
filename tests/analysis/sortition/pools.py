"""Pools to draw from: plain functions that tests share."""

import csv
from itertools import combinations

from hypothesis import strategies as st

from analysis.sortition.interchange import read_people, read_quotas
from analysis.sortition.quotas import Person, Quota, Selection, faults_of

SCOTTISH_FEATURES = ("Gender", "age_bracket", "geo_bucket", "edu_level")


def make_pool(**kinds):
    """`make_pool(woman=8, man=2)`: w1 to w8 and m1, m2, who have a gender only."""
    return tuple(
        Person(f"{gender[0]}{number}", {"gender": gender})
        for gender, count in kinds.items()
        for number in range(1, count + 1)
    )


def make_selection(people, seats, *, one_per_household=False, **limits):
    """`make_selection(pool, 4, woman=(2, 2), man=(2, 2))`: limits by gender."""
    quotas = tuple(Quota("gender", value, *pair) for value, pair in limits.items())
    return Selection(tuple(people), quotas, seats, one_per_household)


def toy():
    """Eight women and two men for two seats each."""
    return make_selection(make_pool(woman=8, man=2), 4, woman=(2, 2), man=(2, 2))


def one_woman_three_men():
    """What the same pool cannot give."""
    return make_selection(make_pool(woman=8, man=2), 4, woman=(1, 1), man=(3, 3))


def read_example(shared_data):
    """Two hundred people for 20 seats; one woman alone is a conservative."""
    folder = shared_data / "sortition" / "example_small_20"
    quotas = read_quotas((folder / "categories.csv").read_text())
    people = read_people(
        (folder / "respondents.csv").read_text(), ("gender", "leaning"), id_column=None
    )
    return Selection(people, quotas, 20)


def read_scotland(shared_data):
    """A hundred and fifty people for 22 seats, by gender, age, region and education."""
    folder = shared_data / "sortition" / "scotland_150_panel22"
    quotas = read_quotas((folder / "features.csv").read_text())
    people = read_people(
        (folder / "candidates.csv").read_text(), SCOTTISH_FEATURES, id_column="nationbuilder_id"
    )
    return Selection(people, quotas, 22)


def read_rows(shared_data, name):
    """Rows of a file of published figures."""
    text = (shared_data / "sortition" / name).read_text()
    return list(csv.DictReader(text.splitlines()))


def all_panels(selection):
    """Every panel that may be drawn, found by trying each set of people."""
    ids = sorted(person.id for person in selection.people)
    sets = combinations(ids, selection.seats)
    return [panel for panel in sets if not faults_of(selection, panel)]


@st.composite
def small_selections(draw):
    """Four to eight people, up to four seats, two features, and homes that some people share.

    Quotas lie near what some set of people would fill, so that many draws are possible, few easy.
    """
    count = draw(st.integers(4, 8))
    seats = draw(st.integers(1, 4))
    sizes = {"gender": draw(st.integers(1, 3)), "ward": draw(st.integers(1, 3))}
    people = tuple(
        Person(
            f"p{number}",
            {name: f"{name}{draw(st.integers(1, size))}" for name, size in sizes.items()},
            draw(st.sampled_from(["", "", "home1", "home2"])),
        )
        for number in range(count)
    )
    model = draw(st.permutations(people))[:seats]
    quotas = []
    for name, size in sizes.items():
        for number in range(1, size + 1):
            value = f"{name}{number}"
            filled = sum(person.values[name] == value for person in model)
            less, more = draw(st.integers(0, 1)), draw(st.integers(0, 1))
            quotas.append(Quota(name, value, max(filled - less, 0), filled + more))
    return Selection(people, tuple(quotas), seats, draw(st.booleans()))
