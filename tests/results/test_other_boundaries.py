"""Results of wards whose boundaries changed since: run on with a footnote, or shown as broken."""

import csv
import datetime as dt
import io
import json
import re

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from panel.models import Ward, WardSuccession
from results.exports.making import make_export
from results.panel_health import panel_health
from results.panel_health_page import as_table
from results.respondents import count_now, counted
from tests.panel.factories import make_council, make_membership, make_ward
from tests.polls.factories import a_scale, make_officer
from tests.results.factories import make_finished_poll, publish

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LONG_AGO = dt.date(2016, 5, 5)


@pytest.fixture(autouse=True)
def council():
    return make_council()


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def change():
    """Two wards answered a poll; then Ash got another code, and Birch became another area."""
    ash = make_ward(name="Ash", code="E05111111", valid_from=LONG_AGO)
    birch = make_ward(name="Birch", code="E05222222", valid_from=LONG_AGO)
    poll = publish(make_finished_poll({ash: (60, 20), birch: (30, 50)}, items=[a_scale(1)]))
    Ward.objects.update(valid_to=TODAY)
    new_ash = make_ward(name="Ash", code="E05333333", valid_from=TODAY)
    new_birch = make_ward(name="Birch", code="E05444444", valid_from=TODAY)
    for later, earlier, of_earlier, of_later in (
        (new_ash, ash, 1.0, 0.96),
        (new_birch, birch, 0.6, 1.0),
        (new_birch, ash, 0.002, 0.4),
    ):
        WardSuccession.objects.create(
            earlier=earlier,
            later=later,
            postcodes=10,
            share_of_earlier=of_earlier,
            share_of_later=of_later,
        )
    return poll, ash, birch, new_ash, new_birch


def profile(client, ward):
    response = client.get(ward.get_absolute_url())
    return response.context["profile"], text_of(response)


def test_a_ward_that_is_the_same_place_keeps_the_earlier_result_with_a_footnote(client, change):
    _poll, ash, _birch, new_ash, _new_birch = change
    found, page = profile(client, new_ash)
    before, _page = profile(client, ash)
    assert (found.opinion.people, found.opinion.rows) == (80, before.opinion.rows)
    assert "are of Ash (E05111111): 96 in 100 people, or more, are the same." in page
    assert "The trend is broken" not in page


def test_a_ward_of_another_area_shows_nothing_of_an_earlier_poll_and_says_why(client, change):
    _poll, _ash, _birch, _new_ash, new_birch = change
    found, page = profile(client, new_birch)
    assert (found.opinion.rows, found.opinion.people) == ((), "c")
    assert "before these boundaries held" in page
    assert "nothing of it is this ward’s" in page
    assert "too few people took part here" not in page
    assert "The trend is broken." in page


def test_earlier_and_later_wards_are_listed_with_both_shares(client, change):
    _poll, ash, birch, _new_ash, new_birch = change
    found, page = profile(client, new_birch)
    assert [(p.ward, p.of_it, p.of_this) for p in found.history.earlier] == [
        (birch, "60%", "100%"),
        (ash, "under 1%", "40%"),
    ]
    assert "Shares of postcodes, which stand in for people" in page
    found, page = profile(client, birch)
    assert [(p.ward, p.of_it, p.of_this) for p in found.history.later] == [
        (new_birch, "100%", "60%")
    ]
    assert "This ward has ended." in page


def test_a_ward_without_a_change_has_no_such_part(client):
    found, page = profile(client, make_ward(name="Cedar"))
    assert not found.history.is_told
    assert "Before and after these boundaries" not in page


def test_the_polls_own_page_says_which_wards_run_on(client, change):
    page = text_of(client.get(reverse("results:poll", args=[change[0].pk])))
    assert "Ward boundaries from 5 May 2016." in page
    assert (
        "Figures of 1 ward do not run on across that day, for it was another area: Birch." in page
    )
    assert "Figures of Ash from before" in page


def test_without_a_change_the_polls_page_says_nothing_of_it(client):
    poll = publish(make_finished_poll({make_ward(): (60, 20), make_ward(): (30, 50)}))
    assert "do not run on" not in text_of(client.get(reverse("results:poll", args=[poll.pk])))


def test_who_answered_names_its_boundaries_on_the_page_and_in_the_file(client, change):
    poll = change[0]
    assert count_now(poll)
    assert counted(poll).figures["ward_boundaries"] == "2016-05-05"
    page = text_of(client.get(reverse("results:respondents", args=[poll.pk])))
    assert "Ward boundaries from 5 May 2016 to" in page
    assert "for it was another area: Birch" in page
    text = client.get(reverse("results:respondents_file", args=[poll.pk])).content.decode(
        "utf-8-sig"
    )
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["ward_boundaries"] for row in rows if row["variable"] == "ward"} == {"2016-05-05"}
    assert {row["ward_boundaries"] for row in rows if row["variable"] == "age"} == {""}


@pytest.mark.parametrize("audience", ["public", "pseudonymous"])
def test_an_export_names_its_boundaries_in_manifest_codebook_and_readme(change, audience):
    made = make_export(
        poll=change[0], audience=audience, format="csv", purpose="A test", by=make_officer()
    )
    manifest = json.loads(made.files["manifest.json"])
    assert manifest["ward_boundaries"] == {"valid_from": "2016-05-05"}
    assert "Ward boundaries: those valid from 2016-05-05" in made.files["README.txt"].decode()
    codebook = made.files["codebook.csv"].decode("utf-8-sig")
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(codebook))}
    column = rows["area_code" if audience == "public" else "ward"]
    assert column["derived"].endswith("ward boundaries valid from 2016-05-05")


def test_a_frozen_report_names_its_boundaries(client, change):
    page = text_of(client.get(reverse("results:report", args=[change[0].pk])))
    assert change[0].frozen_reports.get().figures["ward_boundaries"] == "2016-05-05"
    assert "Wards are those of the boundaries valid from 5 May 2016." in page


# ---- how the panel is doing ----------------------------------------------------------------------


def test_the_panel_counts_who_left_the_same_place_and_compares_no_other(change):
    _poll, ash, birch, new_ash, new_birch = change
    joined = timezone.now() - dt.timedelta(days=500)
    for ward in (new_ash, new_birch):
        for _number in range(12):
            make_membership(ward=ward, joined_at=joined)
    for ward in (ash, birch):  # who left before the change is still in the ward of then
        gone = make_membership(ward=ward, joined_at=joined)
        type(gone).objects.filter(pk=gone.pk).update(
            status="left", postcode="", left_at=timezone.now() - dt.timedelta(days=30)
        )
    wards = [new_ash, new_birch]
    found = panel_health(on=TODAY, wards=wards, threshold=10)
    assert (found.by_ward[new_ash.pk].at_start, found.by_ward[new_ash.pk].gone) == (13, 1)
    table = as_table(found, wards, 10, None)
    rows = {row[1]: dict(zip(table.header, row, strict=True)) for row in table.rows}
    names = ("members", "members_before", "ended", "attrition_percent", "across_boundaries")
    assert [rows[new_ash.code][name] for name in names] == [12, 13, 1, 7.7, "nearly"]
    assert [rows[new_birch.code][name] for name in names] == [12, None, None, None, "broken"]
    assert rows["all"]["across_boundaries"] == ""


def test_the_page_of_the_panel_says_it(client, change):
    make_membership(ward=change[3])
    officer = make_officer()
    officer.user_permissions.add(Permission.objects.get(codename="export_results"))
    client.force_login(officer)
    page = text_of(client.get("/results/panel/health/"))
    assert "for it was another area: Birch" in page
