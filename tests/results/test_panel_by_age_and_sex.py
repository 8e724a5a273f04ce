"""The panel by age and sex together: counted with the panel by sex, and beside the census.

The counts of residents are constructed: nothing that ships holds age by sex.
"""

import csv
import datetime as dt
import io
from fractions import Fraction

import pytest

from panel.models import AreaCount, CensusCount
from panel.population import BANDS
from results.letters import Rates, Source
from results.models import GroupCount
from results.told_standing import told_standing
from tests.panel.factories import BRISTOL, make_council, make_ward
from tests.results.test_panel_by_group import add, count, tell
from tests.results.test_told_standing import sign_in, text_of

pytestmark = pytest.mark.django_db
ADDRESS, FILE = "/results/panel/", "/results/panel/figures.csv"
NOW = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)
HALF = Rates(Fraction(1, 2), Source.GIVEN)
FEMALE, MALE = (100, 100, 100, 100, 200), (150, 100, 50, 50, 50)


@pytest.fixture(autouse=True)
def ward(time_machine):
    time_machine.move_to(NOW, tick=False)
    make_council()
    ward = make_ward(name="Easton", code="E05010896")
    for (_code, _label, _bands, age), f, m in zip(BANDS, FEMALE, MALE, strict=True):
        CensusCount.objects.create(ward=ward, variable="age_6", category=age, count=f + m)
        for sex, n in (("Female", f), ("Male", m)):
            AreaCount.objects.create(
                council_code=BRISTOL, variable="age_by_sex", category=f"{sex}, {age}", count=n
            )
    return ward


def join(ward, sex, **numbers):
    for band, n in numbers.items():
        members = add(n, ward, age_band=band)
        if sex:
            tell(members, "sex", sex=sex)


def stored(cells, *, told=1000, members=1100):
    """Store a month's count of age by sex, the cells in their order."""
    codes = [f"{sex} {band}" for sex in ("female", "male") for band, *_rest in BANDS]
    rows = {
        sex: {"members": "c", "at_random": 0, "median_months": None, "lost": None}
        for sex in ("female", "male", "")
    }
    return GroupCount.objects.create(
        subject="panel-2026-11",
        figures={
            "sex": rows,
            "age_by_sex": {code: {"members": n} for code, n in zip(codes, cells, strict=True)},
            "*": {
                "sex": {"members": members, "at_random": 0},
                "age_by_sex": {"told": told, "members": members},
            },
        },
    )


def both(found):
    return next((one for one in found if one.name == "age_by_sex"), None)


def test_numbers_are_to_the_nearest_five_and_small_ones_have_company(ward):
    young, old = "16-24", "65-74"
    join(ward, "female", **{young: 31, old: 33})
    join(ward, "male", **{young: 29, old: 3})
    join(ward, "", **{young: 14, old: 16})

    figures = count()
    cells = {code: row["members"] for code, row in figures["age_by_sex"].items()}

    # Three old men, as 52 old members less 33 women less 16 who did not tell, had one line company.
    assert cells["male 65+"] == "c"
    assert {cells["female 65+"], cells["male 16-24"]} == {"c"}
    assert cells["female 25-34"] == "c"  # nobody counts as few
    assert set(cells) == {f"{sex} {band}" for sex in ("female", "male") for band, *_rest in BANDS}
    shown = [n for n in cells.values() if n != "c"]
    assert all(n % 5 == 0 for n in shown)


def test_two_large_groups_are_shown_and_who_is_in_neither_is_not(ward):
    join(ward, "female", **{"16-24": 41, "25-34": 42})
    join(ward, "male", **{"16-24": 43, "25-34": 39})
    join(ward, "", **{"16-24": 22, "25-34": 22})

    figures = count()
    cells = {code: row["members"] for code, row in figures["age_by_sex"].items()}

    assert [cells[code] for code in ("female 16-24", "female 25-34")] == [40, 40]
    assert figures["*"]["age_by_sex"] == {"told": 165, "members": 210}


def test_cells_have_index_points_test_and_seats(ward):
    found = both(
        told_standing(stored([100] * 10), [ward], target=2200, rates=HALF, only_invited=False)
    )

    # Worked by hand: a tenth of members in each, of 1,000 residents of 16 and over.
    young_woman, young_man, old_woman = (found.cells[at] for at in (0, 5, 4))
    assert young_woman.label == "Female, 16 to 24"
    assert young_woman.standing.index == pytest.approx(100)
    assert young_man.standing.index == pytest.approx(100 * 0.10 / 0.15)
    assert old_woman.standing.difference == pytest.approx(0.10 - 0.20)
    # Half of |.1-.15| + |.1-.2| + 3 x |.1-.05|.
    assert found.comparison.dissimilarity == pytest.approx(0.15)
    # 50^2/150 + 100^2/200 + 3 x 50^2/50.
    assert found.comparison.test.statistic == pytest.approx(216.6667, abs=1e-3)
    assert found.comparison.test.df == 9
    # Of 2,200 seats 2,000 are of who tells: 400 for old women.
    assert (old_woman.shortfall.seats, old_woman.shortfall.short) == (400, 300)
    assert old_woman.shortfall.invitations == 600


def test_ages_of_one_sex_are_merged_where_few_are_expected(ward):
    found = both(
        told_standing(
            stored([10] * 9 + [0], told=90, members=95),
            [ward],
            target=None,
            rates=HALF,
            only_invited=False,
        )
    )
    # 50 of 1,000 residents are 4.5 of 90 members: three such ages of men are two groups.
    merged = found.comparison.test.merged
    assert all(len({code.split(" ")[0] for code in group}) == 1 for group in merged)
    assert {code for group in merged for code in group} <= {
        "male 35-49",
        "male 50-64",
        "male 65+",
        "male 25-34",
    }
    assert merged


def test_what_is_kept_back_is_one_group(ward):
    found = both(
        told_standing(
            stored(["c", "c", 100, 100, 100, "c", "c", 100, 100, 100], told=700),
            [ward],
            target=None,
            rates=HALF,
            only_invited=False,
        )
    )
    kept_back = next(one for one in found.comparison.cells if one.code == "*")
    assert (kept_back.n, kept_back.population) == (100, 450)
    assert [cell.standing for cell in found.cells if cell.n == "c"] == [None] * 4


def test_page_and_file_show_it_and_never_of_those_invited_alone(client, ward):
    stored(["c", "c", 100, 100, 100, "c", "c", 100, 100, 100], told=700)
    sign_in(client)

    page = text_of(client.get(ADDRESS))
    assert "Age by sex" in page
    assert "Female, 35 to 49" in page
    assert "Residents: Census 2021 (21 March 2021)." in page

    rows = list(csv.DictReader(io.StringIO(client.post(FILE).content.decode("utf-8-sig"))))
    cells = {row["group_code"]: row for row in rows if row["variable"] == "age_by_sex"}
    assert len(cells) == 10
    assert (cells["female 35-49"]["members"], cells["female 35-49"]["index"]) == ("100", "142.9")
    hidden = cells["male 16-24"]
    assert {hidden[name] for name in ("members", "index", "points", "short")} == {"c"}

    alone = text_of(client.get(ADDRESS, {"who": "invited", "target": "", "in_100": ""}))
    assert "Female, 35 to 49" not in alone


def test_without_counts_of_residents_members_are_shown_and_nothing_is_compared(client, ward):
    AreaCount.objects.all().delete()
    found = both(
        told_standing(stored([100] * 10), [ward], target=None, rates=HALF, only_invited=False)
    )
    assert (found.comparison, found.told) == (None, 1000)
    assert "No census counts of these groups" in found.why_not


def test_an_older_count_has_no_ages_by_sex(ward):
    older = stored([100] * 10)
    older.figures.pop("age_by_sex")
    assert both(told_standing(older, [ward], target=None, rates=HALF, only_invited=False)) is None
