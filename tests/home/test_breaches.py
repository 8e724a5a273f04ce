"""The register of breaches: 72 hours from knowing, reasons for delay, people told, and a file."""

import csv
import datetime as dt
import io

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry

from core.refusals import Refused
from home import breaches as doing
from home.retention import run
from home.roles import ROLES, ensure_roles
from panel.models import DataBreach
from tests.panel.factories import make_council, make_user

pytestmark = pytest.mark.django_db
LIST, NEW = "/admin/breaches/", "/admin/breaches/add/"
TOLD = {
    "title": "Letter list sent to a wrong address",
    "known_at": "2026-10-23T16:30",
    "happened": "A list left by e-mail on 22 October.",
    "people": "Members of two wards, about 120",
    "records": "Addresses and wards, about 120",
    "consequences": "Unwanted letters",
    "measures": "Asked for deletion",
    "risk": "risk",
    "risk_because": "Addresses of homes",
}
THOSE_WHO_MAY = ("Administrators", "Data protection officers")


@pytest.fixture(autouse=True)
def council():
    ensure_roles()
    return make_council()


@pytest.fixture
def officer(client):
    user = make_user(email="dpo@example.org", is_staff=True)
    user.groups.add(Group.objects.get(name="Data protection officers"))
    client.force_login(user)
    return user


def moment(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def at(text):
    return time_machine.travel(moment(text), tick=False)


def noted(by, **changes):
    known = moment("2026-10-23T15:30")  # 4.30pm in London
    return doing.note_breach(told=TOLD | {"known_at": known} | changes, by=by)


def test_the_hours_run_from_knowing_through_weekend_and_end_of_summer_time(client, officer):
    """Friday 23 October 4.30pm, and 72 hours: clocks go back on Sunday, so Monday 3.30pm."""
    with at("2026-10-24T12:00"):
        client.force_login(officer)
        assert client.post(NEW, TOLD).url == LIST
        breach = DataBreach.objects.get()
        assert breach.known_at == moment("2026-10-23T15:30")
        assert breach.report_by == moment("2026-10-26T15:30")
        page = client.get(LIST).text
        assert "3.30pm on 26 October 2026" in page and "51 hours left" in page
        assert "To be reported" in page
        own = client.get("/account/").text
        assert "51 hours left to report" in own and f'href="{LIST}"' in own
    with at("2026-10-26T15:30"):
        assert (breach.is_late, breach.hours_left) == (False, 0)
    with at("2026-10-26T15:31"):
        assert (breach.is_late, breach.state) == (True, "Report is late")


def test_a_breach_goes_from_note_to_end(client, officer):
    with at("2026-10-25T12:00"):
        client.force_login(officer)
        breach = noted(officer, risk="high")
        one = f"{LIST}{breach.pk}/"
        early = client.post(f"{one}close/", {"learnt": "Check twice"})
        assert "Report it to the Information Commissioner first." in early.text
        report = {"at": "2026-10-25T10:00", "number": "IC-123", "late": ""}
        assert client.post(f"{one}report/", report).url == one
        early = client.post(f"{one}close/", {"learnt": "Check twice"})
        assert "Tell the people concerned first." in early.text
        more = TOLD | {"people": "All of one ward, 60", "risk": "high"}
        assert client.post(f"{one}change/", more).url == one
        assert client.post(f"{one}told/", {"on": "2026-10-25", "how": "By letter"}).url == one
        assert client.post(f"{one}close/", {"learnt": "Check twice"}).url == one
        assert "Closed" in client.get(one).text
        refused = client.post(f"{one}change/", more | {"people": "x"})
        assert "Nothing of it changes any more" in refused.text
    acts = ModelLogEntry.objects.filter(action__startswith="home.breach_").order_by("pk")
    assert [entry.action.removeprefix("home.breach_") for entry in acts] == [
        *("noted", "reported", "changed", "people_told", "closed")
    ]
    assert acts[2].data["before"] == {"people": "Members of two wards, about 120"}


def test_a_late_report_says_why(client, officer):
    with at("2026-10-27T12:00"):
        client.force_login(officer)
        breach = noted(officer)
        report = {"at": "2026-10-27T11:00", "number": "IC-123", "late": ""}
        refused = client.post(f"{LIST}{breach.pk}/report/", report)
        assert "That is after 72 hours. Say why" in refused.text
        assert 'value="IC-123"' in refused.text
        assert client.post(f"{LIST}{breach.pk}/report/", report | {"late": "Bank holiday"}).url
        breach.refresh_from_db()
        assert (breach.is_late, breach.late_because) == (True, "Bank holiday")
    with pytest.raises(IntegrityError), transaction.atomic():
        DataBreach.objects.update(late_because="")
    with pytest.raises(IntegrityError), transaction.atomic():
        DataBreach.objects.update(reported_at=None, closed_on="2026-10-28")


@pytest.mark.parametrize(
    ("address", "told", "words"),
    [
        ("add", TOLD | {"known_at": "2026-10-28T12:00"}, "has not come yet"),
        ("add", TOLD | {"known_at": "soon"}, "Enter a real day and time"),
        ("add", TOLD | {"happened": ""}, "Enter what happened, and when"),
        ("add", TOLD | {"risk": ""}, "Choose risk to people"),
        ("report", {"at": "2026-10-23T16:00", "number": "x"}, "before anybody knew"),
        ("report", {"at": "2026-10-24T16:00", "number": ""}, "Enter the number"),
        ("told", {"on": "2026-10-22", "how": "x"}, "before anybody knew"),
        ("told", {"on": "2026-10-24", "how": ""}, "Say how they were told"),
    ],
)
def test_what_cannot_be_is_refused_in_words(client, officer, address, told, words):
    with at("2026-10-25T12:00"):
        client.force_login(officer)
        breach = noted(officer)
        before = list(DataBreach.objects.values())
        way = NEW if address == "add" else f"{LIST}{breach.pk}/{address}/"
        answer = client.post(way, told)
    assert (answer.status_code, words in answer.text) == (422, True)
    assert list(DataBreach.objects.values()) == before


def test_what_is_unlikely_to_harm_needs_no_report(officer):
    with at("2026-10-30T12:00"):
        breach = noted(officer, risk="unlikely")
        assert (breach.is_late, breach.state) == (False, "Noted")
        doing.close(breach=breach, learnt="Lock the drawer", by=officer)
        with pytest.raises(Refused, match="It is closed"):
            doing.report(
                breach=breach, at=moment("2026-10-30T11:00"), number="x", late="x", by=officer
            )
    with at("2032-10-29T12:00"):
        run()
        assert DataBreach.objects.exists()
    with at("2032-10-30T12:00"):
        run()
    assert not DataBreach.objects.exists()


def test_the_register_leaves_as_a_table_that_runs_nothing(client, officer):
    noted(officer, title="=1+1", risk="unlikely")
    noted(officer)
    rows = list(csv.DictReader(io.StringIO(client.get(f"{LIST}register.csv").text[1:])))
    assert [row["In a few words"] for row in rows] == [TOLD["title"], "'=1+1"]
    assert [bool(row["Report due by"]) for row in rows] == [True, False]
    assert rows[0]["Known since"] == "23 October 2026, 4.30pm"


@pytest.mark.parametrize("role", ROLES)
def test_who_may(client, role):
    breach = noted(make_user())
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    one = f"{LIST}{breach.pk}/"
    for address in (LIST, NEW, one, f"{one}change/", f"{one}report/", f"{LIST}register.csv"):
        assert (client.get(address).status_code == 200) == (role in THOSE_WHO_MAY), address
    client.post(NEW, TOLD)
    assert DataBreach.objects.count() == 1 + (role in THOSE_WHO_MAY)
