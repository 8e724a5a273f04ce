"""What results say of a questionnaire that anybody may answer, and of organisations apart."""

import csv
import datetime as dt
import io

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from home.roles import ensure_roles
from polls.models import Organisation, RespondentType, Response, Signal, Wave, WhoMayAnswer
from polls.own_data import sections_of
from polls.responding import submit_response
from results.exports.making import make_export
from results.reports import questionnaire_report_of
from results.respondents import figures_of
from tests.panel.factories import make_council, make_user
from tests.polls.factories import a_list, answers_to, make_member, make_questionnaire
from tests.polls.test_answering import text
from tests.results.factories import answer_all

pytestmark = pytest.mark.django_db
CLOSED = {
    "opens_at": timezone.now() - dt.timedelta(days=9),
    "closes_at": timezone.now() - dt.timedelta(days=2),
}


@pytest.fixture(autouse=True)
def council():
    return make_council()


def open_page(**fields):
    item = a_list("Support", "Oppose", code="view", has_dont_know=False)
    return make_questionnaire([item], who_may_answer=WhoMayAnswer.ANYBODY, **fields)


def answered(page, support: int, oppose: int, kind="resident") -> None:
    """Store answers of people or organisations, by no account."""
    before = set(Response.objects.values_list("pk", flat=True))
    view = page.items.get(code="view")
    yes, no = view.options.all()
    answer_all(
        page,
        [(None, "", {Wave.ONLY: {"view": yes}})] * support
        + [(None, "", {Wave.ONLY: {"view": no}})] * oppose,
    )
    new = Response.objects.filter(page=page).exclude(pk__in=before)
    new.update(respondent_type=kind, has_account=False)


@pytest.fixture
def page():
    """E1.4: 120 individuals of whom 72 support, and 8 organisations of which 2 do."""
    page = open_page(**CLOSED)
    answered(page, 72, 48)
    answered(page, 2, 6, RespondentType.VOLUNTARY)
    for number, response in enumerate(Response.objects.filter(respondent_type="voluntary")):
        Organisation.objects.create(
            response=response,
            name=f"Society {number}",
            represents="Its members, ask a@example.org",
            how_gathered="At a meeting",
        )
    return page


def as_role(client, role):
    ensure_roles()
    person = make_user(is_staff=True)
    if role:
        person.groups.add(Group.objects.get(name=role))
    client.force_login(person)
    return type(person).objects.get(pk=person.pk)


def rows_of(files) -> list[dict]:
    return list(csv.DictReader(io.StringIO(files["data.csv"].decode("utf-8-sig"))))


# ---- apart


def test_organisations_and_individuals_are_never_added_up(client, page):
    page.consultation.results_published_at = timezone.now()
    page.consultation.save()

    shown = text(client.get(reverse("results:poll", args=[page.pk])))

    assert "60% of individual respondents (72 of 120)" in shown
    assert "2 of 8 organisations" in shown
    assert "120 people responded. Self-selected: anybody could answer" in shown
    assert "8 organisations responded too." in shown
    assert "74" not in shown
    assert "128" not in shown


def test_files_keep_them_apart_and_name_the_variable(page):
    public = make_export(poll=page, audience="public", format="csv", purpose="Test").files
    counts = {(row["respondents"], row["answer"]): row["people"] for row in rows_of(public)}
    assert counts == {
        ("individuals", "Support"): "72",
        ("individuals", "Oppose"): "48",
        ("organisations", "Support"): "2",
        ("organisations", "Oppose"): "6",
    }
    assert "Self-selected: anybody could answer" in public["README.txt"].decode()

    files = make_export(poll=page, audience="pseudonymous", format="csv", purpose="Test").files
    types = [row["respondent_type"] for row in rows_of(files)]
    assert (types.count("resident"), types.count("voluntary")) == (120, 8)
    named = [row for row in rows_of(files) if row["organisation__name"]]
    assert len(named) == 8
    assert "example.org" not in files["data.csv"].decode()
    book = files["codebook.csv"].decode()
    assert "respondent_type" in book
    assert "voluntary = A voluntary or community organisation" in book


def test_who_answered_is_counted_of_individuals(page):
    figures = figures_of(page)
    assert figures["n"] == 120


def test_where_few_people_answered_organisations_are_still_counted(client):
    page = open_page(**CLOSED)
    answered(page, 2, 1)
    answered(page, 3, 1, RespondentType.BUSINESS)
    page.consultation.results_published_at = timezone.now()
    page.consultation.save()

    shown = text(client.get(reverse("results:poll", args=[page.pk])))

    assert "Support c 3 of 4 organisations" in shown
    assert "2 of 3" not in shown


# ---- sent twice


ROLES = {"Officers": 200, "Administrators": 200, "Analysts": 200, "Approvers": 403, "": 403}


@pytest.mark.parametrize(("role", "status"), ROLES.items())
def test_only_who_may_see_figures_sees_what_was_sent_twice(client, page, role, status):
    as_role(client, role)
    assert client.get(reverse("results:doubles", args=[page.pk])).status_code == status


def test_of_a_questionnaire_for_members_there_is_no_such_page(client):
    as_role(client, "Officers")
    page = make_questionnaire()
    assert client.get(reverse("results:doubles", args=[page.pk])).status_code == 404


@pytest.fixture
def sent_twice(page):
    """Three supporters who share a browser, and one more response of each side."""
    three = list(Response.objects.filter(answers__option__label="Support")[:3])
    for response in three:
        Signal.objects.create(response=response, network="N" * 26, browser="B" * 26)
    return three


def test_an_officer_sees_the_effect_leaves_out_with_a_reason_and_puts_back(
    client, page, sent_twice, django_assert_max_num_queries
):
    officer = as_role(client, "Officers")
    listed = client.get(reverse("results:doubles", args=[page.pk]))
    (browser, _burst, network) = listed.context["signs"]
    assert len(browser["groups"]) == len(network["groups"]) == 1
    group, _first = browser["groups"][0]
    way = reverse("results:doubles_group", args=[page.pk, group.name])

    shown = text(client.get(way))
    assert "Support 60.0% (72 of 120) 59.3% (70 of 118)" in shown
    refused = client.post(way, {"responses": group.ids})
    assert refused.status_code == 422
    assert "Say why they are left out" in text(refused)
    looked = text(client.post(way, {"responses": group.ids, "look": "1", "reason": "Same"}))
    assert "Support 60.0% (72 of 120) 59.0% (69 of 117)" in looked
    client.post(way, {"responses": group.ids[1:], "reason": "Sent three times in a minute"})

    report = questionnaire_report_of(page)
    assert (report.n, report.questions[0].answers[0].count) == (118, 70)
    assert page.participant_count() == 126
    assert Response.objects.filter(page=page).count() == 128  # kept
    entry = PageLogEntry.objects.get(action="polls.exclude_response")
    assert (entry.user, entry.data["reason"]) == (officer, "Sent three times in a minute")
    assert entry.data["responses"] == sorted(group.ids[1:])

    client.post(reverse("results:put_back", args=[page.pk]), {"response": group.ids[1]})
    assert questionnaire_report_of(page).n == 119
    assert PageLogEntry.objects.filter(action="polls.put_back_response").count() == 1


@pytest.mark.parametrize("role", ["Analysts", "Officers"])
def test_nothing_is_left_out_by_who_may_not_or_once_results_are_out(client, page, sent_twice, role):
    as_role(client, role)
    if role == "Officers":
        page.consultation.results_published_at = timezone.now()
        page.consultation.save()
    way = reverse("results:doubles_group", args=[page.pk, f"browser-{first_of(sent_twice)}"])

    answer = client.post(way, {"responses": [first_of(sent_twice)], "reason": "Twice"})

    assert answer.status_code == 422
    words = "The results are published" if role == "Officers" else "Only officers may"
    assert words in text(answer)
    assert not Response.objects.exclude(excluded_at=None).exists()


def first_of(responses) -> str:
    return min(responses, key=lambda one: (one.submitted_at, one.public_id)).public_id


def test_the_list_asks_as_much_with_many_as_with_few(client, page, django_assert_num_queries):
    as_role(client, "Officers")
    way = reverse("results:doubles", args=[page.pk])
    client.get(way)
    with django_assert_num_queries(11):
        client.get(way)
    for response in Response.objects.filter(page=page)[:30]:
        Signal.objects.create(response=response, network="N" * 26)
    with django_assert_num_queries(11):
        client.get(way)


def test_a_member_reads_that_theirs_was_left_out_and_why():
    other = open_page()
    member = make_member()
    about = {"about": {"type": "councillor", "was_asked": True}}
    yes = str(other.items.get().options.first().pk)
    submit_response(user=member, page=other, wave="only", answers=answers_to(other, yes) | about)
    Response.objects.filter(page=other).update(
        excluded_at=timezone.now(), excluded_because="Sent for a bet"
    )
    facts = {fact.code: fact.value for fact in sections_of(member)[0].rows[0]}
    assert (facts["respondent_type"], facts["excluded"]) == ("A councillor", "Sent for a bet")
    assert other.participant_count() == 0
