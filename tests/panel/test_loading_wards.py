"""Boundaries drawn once, and a change of boundaries."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from panel.loading import BRISTOL as BRISTOL_FILES
from panel.loading import UnknownLayout
from panel.loading.taking_back import take_back
from panel.loading.wards import Projection, load_wards
from panel.models import LoadedFile, Ward
from tests.panel.factories import BRISTOL

DATA = Path(__file__).parent.parent / "data" / "wards"
WARDS_2025 = BRISTOL_FILES / "wards_2025.geojson"
MAY_2016, MAY_1999 = dt.date(2016, 5, 5), dt.date(1999, 5, 6)


def load_bristol():
    return load_wards(WARDS_2025, council_code=BRISTOL, valid_from=MAY_2016)


@pytest.mark.django_db
def test_bristol_has_its_34_wards_on_a_map_560_by_636():
    wards = load_bristol()
    numbers = [
        tuple(map(float, pair))
        for ward in wards
        for pair in re.findall(r"(-?[\d.]+) (-?[\d.]+)", ward.outline)
    ]
    xs, ys = zip(*numbers, strict=True)
    assert len(wards) == 34
    assert (min(xs), max(xs), min(ys), max(ys)) == (4.0, 556.0, 4.0, 631.3)
    assert {(w.code[:6], w.council_code, w.valid_to) for w in wards} == {("E05010", BRISTOL, None)}


@pytest.mark.django_db
def test_a_ward_has_its_outline_its_boundary_and_a_place_for_its_label():
    load_bristol()
    ashley = Ward.objects.get(name="Ashley")
    assert ashley.outline.startswith("M381.7 296.6L")
    assert ashley.outline.endswith("L381.7 296.6Z")
    assert ashley.geometry["type"] == "Polygon"
    assert all(0 < value < 636 for value in (ashley.centre_x, ashley.centre_y))


@pytest.mark.django_db
def test_loading_again_changes_nothing():
    load_bristol()
    before = list(Ward.objects.order_by("pk").values())
    load_bristol()
    assert list(Ward.objects.order_by("pk").values()) == before


def with_seats(tmp_path, column, *seats):
    """Write Bristol's wards with a column of councillors, the last number for all that follow."""
    collection = json.loads(WARDS_2025.read_text())
    for at, feature in enumerate(collection["features"]):
        feature["properties"][column] = seats[min(at, len(seats) - 1)]
    path = tmp_path / "wards.geojson"
    path.write_text(json.dumps(collection))
    return path


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["No_Cllrs", "councillors", "seats_total", "NumberOfMembers"])
def test_the_number_of_councillors_is_the_files_where_it_has_one(column, tmp_path):
    wards = load_wards(
        with_seats(tmp_path, column, 1, "3", 2.0), council_code=BRISTOL, valid_from=MAY_2016
    )
    assert [ward.seats for ward in wards[:4]] == [1, 3, 2, 2]
    assert wards[0].vacancies() == 1


@pytest.mark.django_db
def test_a_file_without_them_changes_no_number_of_councillors():
    wards = load_bristol()
    Ward.objects.filter(pk=wards[0].pk).update(seats=1)
    assert load_bristol()[0].seats == 1
    load_wards(WARDS_2025, council_code=BRISTOL, valid_from=MAY_2016, seats=3)
    assert set(Ward.objects.values_list("seats", flat=True)) == {3}
    take_back(LoadedFile.objects.first())
    assert sorted(Ward.objects.values_list("seats", flat=True))[:2] == [1, 2]
    Ward.objects.filter(pk=wards[1].pk).update(seats=3)
    take_back(LoadedFile.objects.standing().first())
    assert Ward.objects.get(pk=wards[1].pk).seats == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seats", "words"),
    [
        (4, "would have 4 councillors. A ward there has 1 to 3, so nothing was loaded"),
        (0, "would have 0 councillors"),
        ("two", "has 'two' in the column seats"),
        (2.5, "has '2.5' in the column seats"),
    ],
)
def test_numbers_of_councillors_that_cannot_be_load_nothing(seats, words, tmp_path):
    with pytest.raises(UnknownLayout, match=words):
        load_wards(
            with_seats(tmp_path, "seats", 2, seats), council_code=BRISTOL, valid_from=MAY_2016
        )
    assert not Ward.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("newest_first", [False, True])
def test_old_wards_end_when_new_ones_begin_in_whatever_order_they_are_loaded(newest_first):
    old = DATA / "bristol_wards_1999_2016.geojson"
    files = [(old, MAY_1999), (WARDS_2025, MAY_2016)]
    for path, day in reversed(files) if newest_first else files:
        load_wards(path, council_code=BRISTOL, valid_from=day)
    assert Ward.objects.count() == 69
    assert [
        Ward.objects.in_force(dt.date(*day)).count()
        for day in ((1999, 5, 5), (1999, 5, 6), (2016, 5, 4), (2016, 5, 5), (2026, 1, 1))
    ] == [0, 35, 35, 34, 34]


@pytest.mark.django_db
def test_another_councils_wards_are_left_alone_and_welsh_names_kept():
    load_bristol()
    wards = load_wards(
        DATA / "torfaen_wards_2025.geojson",
        council_code="W06000020",
        valid_from=dt.date(2022, 5, 5),
    )
    assert (len(wards), Ward.objects.in_force().count()) == (18, 52)
    assert Ward.objects.get(code="W05001362").name_welsh == "Blaenafon"
    assert Ward.objects.get(name="Ashley").name_welsh == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("not json", "is not a GeoJSON file of wards"),
        ('{"type": "FeatureCollection", "features": []}', "is not a GeoJSON file of wards"),
        ('{"features": [{"properties": {"NAME": "x"}, "geometry": null}]}', "NAME"),
        (
            '{"features": [{"properties": {"WD25CD": "a", "WD26CD": "b", "WD25NM": "c"}}]}',
            "found 2",
        ),
    ],
)
def test_a_file_of_something_else_is_refused(tmp_path, text, complaint):
    path = tmp_path / "other.geojson"
    path.write_text(text)
    with pytest.raises(UnknownLayout, match=complaint):
        load_wards(path, council_code=BRISTOL, valid_from=MAY_2016)
    assert Ward.objects.count() == 0


def changed(tmp_path, change):
    """Write Bristol's wards after a change to the list of them."""
    collection = json.loads(WARDS_2025.read_text())
    change(collection["features"])
    path = tmp_path / "changed.geojson"
    path.write_text(json.dumps(collection))
    return path


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda wards: wards[3].update(geometry=None), "has no boundary of Bishopston"),
        (lambda wards: wards[3]["properties"].pop("WD25NM"), "a feature without WD25NM: 1968"),
        (lambda wards: wards[3]["properties"].update(WD25CD=None), "a feature without WD25CD"),
        (lambda wards: wards[3].pop("properties"), "feature 4 has no properties"),
        (lambda wards: wards[3]["geometry"].pop("coordinates"), "has no boundary of Bishopston"),
        (lambda wards: wards[3]["geometry"].update(coordinates=[]), "has no boundary of Bishops"),
        (lambda wards: wards[3]["geometry"].update(coordinates=[[["x", 51]]]), "has no boundary"),
        (lambda wards: wards[3]["geometry"].update(type="Point"), "not a Point"),
        (
            lambda wards: wards[3]["geometry"].update(coordinates=[[[359_000, 175_000]] * 4]),
            "Bishopston .* in other units than degrees. Download the file in WGS84",
        ),
        (lambda wards: wards.append(wards[3]), "has E05010888 twice"),
    ],
)
def test_a_ward_that_lacks_something_keeps_all_of_the_file_out(change, words, tmp_path):
    with pytest.raises(UnknownLayout, match=words):
        load_wards(changed(tmp_path, change), council_code=BRISTOL, valid_from=MAY_2016)
    assert not Ward.objects.exists()


@pytest.mark.django_db
def test_a_file_cut_off_after_our_wards_loads_nothing(tmp_path):
    cut = tmp_path / "cut.geojson"
    cut.write_text(WARDS_2025.read_text().rstrip()[:-2])
    with pytest.raises(UnknownLayout, match="breaks off or is damaged after feature 34"):
        load_wards(cut, council_code=BRISTOL, valid_from=MAY_2016)
    assert not Ward.objects.exists()


@pytest.mark.django_db
def test_columns_in_small_letters_are_those_of_older_editions(tmp_path):
    def as_in_2016(wards):
        for ward in wards:
            ward["properties"] = {
                name.lower().replace("25", "16"): value
                for name, value in ward["properties"].items()
            }

    load_wards(changed(tmp_path, as_in_2016), council_code=BRISTOL, valid_from=MAY_2016)
    before = list(Ward.objects.order_by("pk").values())
    load_bristol()
    assert len(before) == 34
    assert list(Ward.objects.order_by("pk").values()) == before


@pytest.mark.django_db
def test_all_wards_of_a_country_are_not_taken_for_one_councils(tmp_path):
    def without_councils(wards):
        ashley = wards[0]["properties"]
        del ashley["LAD25CD"]
        wards[:] = [
            {**wards[0], "properties": {**ashley, "WD25CD": f"E05{number:06}"}}
            for number in range(201)
        ]

    with pytest.raises(UnknownLayout, match="no column of councils, like LAD25CD, and more wards"):
        load_wards(changed(tmp_path, without_councils), council_code=BRISTOL, valid_from=MAY_2016)
    assert not Ward.objects.exists()


@pytest.mark.django_db
def test_the_command_reports_and_refuses(capsys):
    call_command("load_wards", WARDS_2025, "--council", BRISTOL, "--from", "2016-05-05")
    assert capsys.readouterr().out == "34 wards of E06000023, valid from 2016-05-05.\n"
    with pytest.raises(CommandError, match="has no ward of E06000099"):
        call_command("load_wards", WARDS_2025, "--council", "E06000099", "--from", "2016-05-05")
    with pytest.raises(CommandError, match="A council code is like"):
        call_command("load_wards", WARDS_2025, "--council", "Bristol", "--from", "2016-05-05")


def test_a_degree_of_longitude_is_narrower_than_one_of_latitude():
    project = Projection.of([(0.0, 60.0), (2.0, 58.0), (0.0, 62.0)], width=100, margin=0)
    assert project(0.0, 62.0) == (0.0, 0.0)
    assert project(2.0, 58.0) == (100.0, 400.0)  # cos 60° is a half
