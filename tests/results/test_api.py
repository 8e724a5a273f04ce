"""Results for programs: what the public files hold, to anybody; the rest as by the button."""

import csv
import io
import json
import re
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.urls import get_resolver
from django.utils import timezone
from wagtail.models import PageLogEntry, PageViewRestriction

from consultations.models import ConsultationPage
from results.api.openapi import described
from results.exports.making import make_export
from results.models import Export
from results.publication import MAY_PREVIEW
from tests.consultations.factories import make_consultation
from tests.panel.factories import make_user
from tests.polls.factories import a_list, make_officer, make_questionnaire
from tests.results.factories import answer_all

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


@pytest.fixture
def page():
    """A questionnaire that closed, in which four chose an answer: too few to be shown."""
    consultation = make_consultation(results_published_at=timezone.now())
    page = make_questionnaire(
        [a_list("Keep", "Remove", "Move", code="option")],
        opens_at="2026-01-01T12:00Z",
        closes_at="2026-01-02T12:00Z",
        title="Benches",
        parent=consultation,
    )
    keep, remove, move = page.items.get().options.all()
    said = [keep] * 40 + [remove] * 30 + [move] * 4
    answer_all(page, [(None, "", {"only": {"option": one}}) for one in said])
    return page


def address(page, ending=".json"):
    return f"/api/v1/results/{page.pk}{ending}"


def test_anybody_reads_what_the_public_file_holds(client, page):
    [row] = client.get("/api/v1/results/").json()["results"]
    answer = client.get(row["data"]["json"])
    table = answer.json()
    made = make_export(
        poll=page, audience="public", format="json", purpose="A test", by_words="a test"
    )

    same = json.loads(made.files["data.json"])
    assert {**table, "made_on": ""} == {**same, "made_on": ""}
    assert [(cells["answer"], cells["people"]) for cells in table["rows"]] == [
        ("Keep", 40), ("Remove", "c"), ("Move", "c"), ("unsure", 0),
    ]  # fmt: skip
    people = next(column for column in table["codebook"] if column["name"] == "people")
    assert people["missing"] == {"c": "kept back to protect people"}
    assert (answer["Access-Control-Allow-Origin"], row["kind"]) == ("*", "questionnaire")
    text = client.get(row["data"]["csv"]).content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text)))[1:] == [
        ["" if cell is None else str(cell) for cell in cells.values()] for cells in table["rows"]
    ]
    asked = {"query_params": {"class": "public"}, "headers": {"If-None-Match": answer["ETag"]}}
    assert client.get(row["data"]["json"], **asked).status_code == 304
    assert not Export.objects.exclude(pk=made.export.pk).exists()


@pytest.mark.parametrize(
    ("accept", "ending"),
    [("*/*", "json"), ("text/csv", "csv"), ("application/vnd.apache.parquet", "parquet")],
)
def test_who_names_no_kind_is_led_to_the_one_they_accept(client, page, accept, ending):
    answer = client.get(address(page, "/"), HTTP_ACCEPT=accept)
    assert (answer.status_code, answer["Location"]) == (302, address(page, f".{ending}"))
    assert client.get(address(page, "/"), HTTP_ACCEPT="image/png").status_code == 406


def test_nothing_before_it_is_out(client, page):
    """Neither in the list nor by its address: unopened, open, unpublished, for some people only."""

    def words():
        answer = client.get(address(page))
        assert client.get("/api/v1/results/").json() == {"results": [], "next": None}
        return answer.status_code, answer.json()["error"]

    officer = make_officer(MAY_PREVIEW)
    for closes_at in (None, timezone.now() + timezone.timedelta(days=1)):
        page.closes_at = closes_at
        page.save()
        status, error = words()
        assert status == 404
        assert error.startswith("No results yet")
    page.closes_at = "2026-01-02T12:00Z"
    page.save()
    ConsultationPage.objects.update(results_published_at=None)
    client.force_login(
        officer
    )  # who may see them on the page, and make files of them by the button
    assert words()[0] == 404
    ConsultationPage.objects.update(results_published_at=timezone.now())
    cache.clear()
    assert client.get(address(page)).status_code == 200
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert words() == (404, "There are no such results.")
    assert client.get("/api/v1/results/999999.json").status_code == 404
    assert client.get(address(page, ".docx")).status_code == 404


def test_a_row_a_person_is_for_those_who_may_and_on_record(client, page):
    asked = {"HTTP_X_EXPORT_PURPOSE": quote("Köln’s report")}
    wanted = address(page, ".csv?class=pseudonymous")
    nobody = client.get(wanted, **asked)
    client.force_login(make_user())
    member = client.get(wanted, **asked)
    client.force_login(make_officer(MAY_PREVIEW))
    without = client.get(wanted)
    named = client.get(address(page, ".csv?class=identifiable"), **asked)
    assert [one.status_code for one in (nobody, member, without, named)] == [403, 403, 400, 403]
    assert "no export with names" in named.json()["error"]
    assert not Export.objects.exists()

    answer = client.get(wanted, **asked)

    assert answer.content.startswith(b"\xef\xbb\xbfpid,ward,age_band")
    assert answer["Cache-Control"] == "private, no-store"
    assert "Access-Control-Allow-Origin" not in answer
    made = Export.objects.get()
    assert (made.purpose, made.audience, made.rows) == ("Köln’s report", "pseudonymous", 74)
    assert PageLogEntry.objects.filter(action="results.export").count() == 1


def test_who_asks_too_often_is_told_to_wait(client, page, settings):
    settings.API_A_MINUTE = 2
    asked = [client.get(f"/api/v1/results/?limit={limit}") for limit in (1, 2, 3)]
    assert [one.status_code for one in asked] == [200, 200, 429]
    assert asked[-1]["Retry-After"] == "60"


def test_the_list_goes_on_and_costs_the_same(client, page, django_assert_num_queries):
    def ask(query):
        return client.get(f"/api/v1/results/?{query}").json()

    ask("limit=2")
    with django_assert_num_queries(3):
        ask("limit=3")
    others = [
        make_questionnaire(
            [a_list("A", "B")], opens_at="2026-01-01T12:00Z", closes_at="2026-01-02T12:00Z",
            title=f"More {number}",
            parent=page.get_parent(),
        )
        for number in range(2)
    ]  # fmt: skip
    ask("limit=1")
    with django_assert_num_queries(3):
        first = ask("limit=2")
    second = client.get(first["next"]).json()
    assert [one["id"] for one in first["results"] + second["results"]] == sorted(
        one.pk for one in (page, *others)
    )
    assert second["next"] is None
    assert client.get("/api/v1/results/?limit=1000").status_code == 400


def test_the_description_names_every_address_and_all_it_refers_to(client):
    told = client.get("/api/openapi.json").json()
    assert told == described()
    addresses = {
        re.sub(r"<\w+:(\w+)>", r"{\1}", str(one.pattern)).replace("pk", "id")
        for outer in get_resolver().url_patterns
        if getattr(outer, "app_name", "") == "api"
        for one in outer.url_patterns
    }
    assert {f"/{one}" for one in addresses if one.startswith("v1")} == set(told["paths"])
    referred = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(told)))
    assert referred <= set(told["components"]["schemas"])
    assert client.get("/api/").status_code == 200
