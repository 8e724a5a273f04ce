"""The finder: tabs, search, filters, feeds."""

import json
import re
from xml.etree import ElementTree

import pytest

from consultations.models import Audience
from polls.visitors import COOKIE
from tests.consultations.factories import (
    from_now,
    make_closed_consultation,
    make_consultation,
    make_home,
    make_subject,
)
from tests.panel.factories import make_ward

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def titles(answer) -> list[str]:
    return [page.title for page in answer.context["page_obj"].object_list]


def test_tabs_keep_what_is_open_apart_from_what_opens_soon_and_what_closed(client):
    make_closed_consultation(title="Pool")
    make_consultation(title="Late", closes_at=from_now(days=30))
    make_consultation(title="Early", closes_at=from_now(days=3))
    make_consultation(title="Hangars", opens_at=from_now(days=9), closes_at=from_now(days=60))
    make_consultation(title="Gone", live=False)

    answer = client.get("/consultations/")
    assert titles(answer) == ["Early", "Late"]  # what closes soonest stands first
    assert [(tab["label"], tab["count"]) for tab in answer.context["tabs"]] == [
        ("Open", 2),
        ("Opening soon", 1),
        ("Closed", 1),
    ]
    assert titles(client.get("/consultations/?show=soon")) == ["Hangars"]
    assert titles(client.get("/consultations/?show=closed")) == ["Pool"]


def test_filters_narrow_the_list_and_stand_above_it_as_chips(client):
    easton, redland = make_ward(name="Easton"), make_ward(name="Redland")
    transport = make_subject("Transport")
    make_consultation(title="Streets of Easton", wards=[easton], subject=transport)
    make_consultation(title="Parks of Redland", wards=[redland])
    make_consultation(title="Everywhere", closes_at=from_now(days=30))

    answer = client.get(f"/consultations/?ward={easton.code}")
    assert titles(answer) == ["Streets of Easton", "Everywhere"]
    assert answer.context["chips"] == [{"label": "Easton", "url": "?show=open"}]
    assert titles(client.get("/consultations/?subject=transport")) == ["Streets of Easton"]
    assert titles(client.get("/consultations/?q=parks+redland")) == ["Parks of Redland"]

    answer = client.get(f"/consultations/?q=easton&ward={easton.code}")
    assert [chip["label"] for chip in answer.context["chips"]] == ["“easton”", "Easton"]
    assert '<p role="status" class="quiet">1 consultation</p>' in answer.content.decode()


def test_people_find_what_is_for_them_and_what_is_for_everybody(client):
    businesses = Audience.objects.create(name="Businesses", slug="businesses")
    Audience.objects.create(name="Young people", slug="young-people")
    for_businesses = make_consultation(title="Market hours")
    for_businesses.audiences.set([businesses])
    for_businesses.save()
    make_consultation(title="Everywhere", closes_at=from_now(days=30))

    answer = client.get("/consultations/?audience=businesses")
    assert titles(answer) == ["Market hours", "Everywhere"]
    assert answer.context["chips"] == [{"label": "Businesses", "url": "?show=open"}]
    assert titles(client.get("/consultations/?audience=young-people")) == ["Everywhere"]
    assert titles(client.get("/consultations/?audience=martians")) == ["Market hours", "Everywhere"]


def test_a_council_that_names_no_audiences_is_not_asked_for_whom(client):
    make_consultation()
    answer = client.get("/consultations/?audience=businesses")
    assert "audience" not in answer.context["finder_form"].fields
    assert answer.status_code == 200


def test_filters_are_folded_until_one_is_in_use_and_say_how_many_are(client):
    easton = make_ward(name="Easton")
    make_consultation(title="Streets of Easton", wards=[easton])

    def filters(query=""):
        page = client.get(f"/consultations/{query}").content.decode()
        found = re.search(
            r"<details class=\"govuk-details filters\"( open)?>.*?</details>", page, re.S
        )
        said = re.search(r"summary-text\">(.*?)</span>", found[0])[1]
        assert '<select name="ward"' in found[0]
        return bool(found[1]), said

    assert filters() == (False, "Search and filters")
    assert filters("?show=soon&ward=nowhere") == (False, "Search and filters")
    assert filters(f"?ward={easton.code}") == (True, "Search and filters, 1 in use")
    assert filters(f"?q=streets&ward={easton.code}") == (True, "Search and filters, 2 in use")


@pytest.mark.parametrize("query", ["ward=nowhere", "show=everything", "page=9999", "subject=%00x"])
def test_what_is_not_understood_is_left_out(client, query):
    make_consultation(title="Streets")
    assert titles(client.get(f"/consultations/?{query}")) == ["Streets"]


@pytest.mark.parametrize("name", ["q", "ward", "subject", "show", "page"])
def test_what_is_asked_comes_back_as_words_only(client, name):
    make_consultation()
    answer = client.get("/consultations/", {name: '"><script>alert(1)</script>'})
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content
    assert b'""><' not in answer.content


def test_empty_lists_say_what_will_be_here(client):
    make_home()
    assert "The first consultation comes here" in client.get("/consultations/").text
    make_consultation()
    assert "Nothing opens soon." in client.get("/consultations/?show=soon").text
    found = client.get("/consultations/?q=zebra").content.decode()
    assert "Nothing matches" in found
    assert "No consultations" in found


def test_twenty_stand_on_a_page(client):
    for number in range(21):
        make_consultation(title=f"Number {number}", closes_at=from_now(days=number + 1))
    answer = client.get("/consultations/?page=2&q=number")
    assert titles(answer) == ["Number 20"]
    assert "?show=open&amp;q=number&amp;page=1" in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_of_one_and_of_three_cost_the_same(client, rows, django_assert_num_queries):
    ward = make_ward()
    for _number in range(rows):
        make_consultation(wards=[ward], subject=make_subject())
    client.cookies[COOKIE] = "served anew"
    client.get("/consultations/")
    with django_assert_num_queries(4):
        client.get("/consultations/")


def test_the_feed_is_atom_with_full_addresses(client):
    page = make_consultation(title="Trees & streets")
    answer = client.get("/consultations/feed/")
    assert answer["Content-Type"].startswith("application/atom+xml")
    entries = ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")
    assert [
        (entry.find(f"{ATOM}title").text, entry.find(f"{ATOM}link").get("href"))
        for entry in entries
    ] == [("Trees & streets", f"http://testserver{page.url}")]


def test_the_json_list_says_where_each_stands(client):
    page = make_closed_consultation(title="Pool")
    make_consultation(title="Streets", wards=[make_ward(name="Easton")])
    listed = json.loads(client.get("/consultations/list.json").content)["consultations"]
    assert [(row["title"], row["status"], row["area"]) for row in listed] == [
        ("Streets", "open", "Easton"),
        ("Pool", "closed", "Whole area"),
    ]
    closed = json.loads(client.get("/consultations/list.json?show=closed").content)
    assert [row["url"] for row in closed["consultations"]] == [f"http://testserver{page.url}"]
