"""Two councils in one area: each member has a ward, and a division of the county by their postcode.

Codes and shares are invented; the layout is that of the ONS's files.
"""

import datetime as dt
import json
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from consultations.presentation import facts_of
from consultations.readiness import faults_of
from core.refusals import Refused
from home.daily import do_daily_work
from panel.divisions import division_at, place_members
from panel.joining import join_panel, leave_panel, move_home
from panel.loading.postcodes import load_postcodes
from panel.loading.taking_back import take_back
from panel.models import Division, LoadedFile, Membership, Postcode
from panel.models.places import is_division_code
from tests.consultations.factories import make_consultation
from tests.panel.factories import make_council, make_membership, make_user, make_ward

pytestmark = pytest.mark.django_db
OXFORD = "E07000178"
FROM = "2025-05-01"


@pytest.fixture(autouse=True)
def council():
    return make_council(council_code=OXFORD, council_name="Oxford City Council")


@pytest.fixture
def ward():
    return make_ward(code="E05013107", name="Headington", council_code=OXFORD)


def postcode_file(tmp_path, rows, name="onspd.csv"):
    """Write a file with the columns of the Directory of August 2026, rows of (postcode, ced)."""
    lines = ["pcds,doterm,lad26cd,wd26cd,ced25cd,parncp25cd"]
    lines += [f"{postcode},,{OXFORD},E05013107,{ced},E04000000" for postcode, ced in rows]
    path = tmp_path / name
    path.write_text("\n".join(lines))
    return path


def division_file(tmp_path, *pairs, name="divisions.geojson"):
    features = [
        {
            "type": "Feature",
            "properties": {"CED25CD": code, "CED25NM": f"{words} ED"},
            "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]},
        }
        for code, words in pairs
    ]
    path = tmp_path / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


EAST, WEST, FAR = "E58001234", "E58001235", "E58009999"


@pytest.fixture
def postcodes(tmp_path):
    rows = [("OX3 7AA", EAST), ("OX3 7AB", WEST), ("OX3 7AD", "E99999999")]
    return load_postcodes(postcode_file(tmp_path, rows), council_code=OXFORD)


def load(path, **more) -> str:
    said = StringIO()
    options = {"council": OXFORD, "valid_from": dt.date.fromisoformat(FROM)} | more
    call_command("load_wards", path, stdout=said, **options)
    return said.getvalue()


@pytest.fixture
def divisions(tmp_path, postcodes):
    load(
        division_file(tmp_path, (EAST, "Headington & Quarry"), (WEST, "Marston"), (FAR, "Banbury"))
    )
    return list(Division.objects.all())


# ---- loading -------------------------------------------------------------------------------------


@given(st.from_regex(r"\A[ENSW][0-9]{2}[0-9]{6}\Z"))
def test_a_divisions_code_is_e58_and_six_figures(code):
    from django.core.exceptions import ValidationError

    try:
        is_division_code(code)
    except ValidationError:
        assert not code.startswith("E58")
    else:
        assert code.startswith("E58")


def test_the_postcode_file_names_the_division_and_pseudo_codes_name_none(postcodes):
    found = dict(postcodes.postcodes.values_list("postcode", "division_code"))
    assert found == {"OX3 7AA": EAST, "OX3 7AB": WEST, "OX3 7AD": ""}
    assert postcodes.columns["division"] == "ced25cd"


def test_only_divisions_with_a_postcode_of_ours_are_loaded(divisions):
    assert [(one.code, one.name) for one in divisions] == [
        (EAST, "Headington & Quarry ED"),
        (WEST, "Marston ED"),
    ]
    loaded = LoadedFile.objects.get(kind="divisions")
    assert (loaded.kind, loaded.rows) == ("divisions", 2)


def test_without_a_postcode_file_that_names_them_it_says_what_to_load_first(tmp_path):
    path = division_file(tmp_path, (EAST, "Headington"))
    with pytest.raises(CommandError, match="Load the ONS Postcode Directory"):
        load(path)
    assert not Division.objects.exists()


def test_a_file_of_wards_is_still_a_file_of_wards(tmp_path, ward):
    path = tmp_path / "wards.geojson"
    text = division_file(tmp_path, ("E05013107", "Headington")).read_text()
    path.write_text(text.replace("CED25", "WD25"))
    assert "1 wards of E07000178" in load(path)


def test_new_divisions_end_the_old_ones_and_can_be_taken_back(tmp_path, divisions, ward):
    rows = [("OX3 7AA", FAR), ("OX3 7AB", FAR)]
    load_postcodes(postcode_file(tmp_path, rows, "new.csv"), council_code=OXFORD)
    load(division_file(tmp_path, (FAR, "New")), valid_from=dt.date(2029, 5, 3))
    before, after = dt.date(2029, 5, 2), dt.date(2029, 5, 3)
    assert {one.code for one in Division.objects.in_force(before)} == {EAST, WEST}
    assert {one.code for one in Division.objects.in_force(after)} == {FAR}
    # Loaded before its day: until then the file before answers.
    assert division_at("OX3 7AA").code == EAST
    member = make_membership(postcode="OX3 7AA", ward=ward)
    place_members()
    with time_machine.travel("2029-05-03 12:00Z", tick=False):
        assert do_daily_work()["members moved to another division"] == 1
        assert do_daily_work()["members moved to another division"] == 0
        member.refresh_from_db()
        assert member.division.code == FAR
        with pytest.raises(Refused, match="Members are in these divisions"):
            take_back(LoadedFile.objects.standing().first())
        Membership.objects.update(division=None)
        take_back(LoadedFile.objects.standing().first())
    assert {one.code: one.valid_to for one in Division.objects.all()} == {EAST: None, WEST: None}


# ---- members -------------------------------------------------------------------------------------


def test_who_joins_and_moves_has_both_and_who_leaves_has_none(divisions, ward):
    user = make_user()
    place = join_panel(
        user=user, postcode="OX3 7AA", ward=ward, ward_source="postcode", age_band="35-49"
    )
    assert (place.ward, place.division.code) == (ward, EAST)
    move_home(membership=place, postcode="OX3 7AB", ward=ward, ward_source="postcode")
    place.refresh_from_db()
    assert place.division.code == WEST
    client = Client()
    client.force_login(user)
    assert client.get("/account/data.json").json()["membership"][0]["division"] == "Marston ED"
    assert "Marston ED" in client.get("/account/").text
    leave_panel(user)
    place.refresh_from_db()
    assert place.division is None


def test_members_from_before_the_file_are_placed_with_it(tmp_path, ward, postcodes):
    places = [make_membership(postcode=f"OX3 7A{end}", ward=ward) for end in "ABD"]
    said = load(division_file(tmp_path, (EAST, "Headington"), (WEST, "Marston")))
    assert "2 members were placed in their division." in said
    found = [Membership.objects.get(pk=place.pk).division for place in places]
    assert [one and one.code for one in found] == [EAST, WEST, None]


def test_where_there_is_one_council_nothing_is_asked_or_shown(
    ward, client, django_assert_num_queries
):
    with django_assert_num_queries(1):
        assert place_members() == 0
    place = make_membership(ward=ward)
    client.force_login(place.user)
    assert "division" not in client.get("/account/").text
    assert client.get(ward.get_absolute_url()).status_code == 200
    assert not Postcode.objects.exists()


# ---- consultations -------------------------------------------------------------------------------


def fault_of(page):
    options = list(page.options.all())
    return faults_of(page, options=options, notes=[], earlier=None).get("tier", "")


def test_a_consultation_names_the_council_whose_matter_it_is():
    page = make_consultation()
    assert facts_of(page, [])[0]["label"] == "Who decides"
    page.tier = page.Tier.COUNTY
    assert "Name the county council first" in fault_of(page)
    make_council(council_code=OXFORD, county_name="Oxfordshire County Council")
    assert not fault_of(page)
    assert facts_of(page, [])[0]["value"] == "Oxfordshire County Council"
    page.tier = page.Tier.COUNCIL
    assert facts_of(page, [])[0] == {
        "label": "Whose matter",
        "value": "Bristol City Council",
        "note": "",
    }
