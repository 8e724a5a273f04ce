"""Files and frozen reports that hold answers of who was erased are marked; figures stay."""

import pytest

from home.own_data import as_file
from panel.joining import leave_panel
from polls.models import Wave
from polls.responding import submit_response, withdraw_own_response
from results.exports.making import make_export
from results.models import Export, FrozenReport
from results.report.freezing import freeze
from results.superseding import supersede_of
from tests.panel.factories import make_council, make_user
from tests.polls.factories import (
    answers_to,
    make_member,
    make_officer,
    make_poll,
    make_questionnaire,
    move_to,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def council():
    return make_council()


def answered(page, wave=Wave.ONLY):
    member = make_member()
    submit_response(user=member, page=page, wave=wave, answers=answers_to(page, 3))
    return member


def make(poll, audience="pseudonymous"):
    return make_export(
        poll=poll,
        audience=audience,
        format="csv",
        purpose="To weight",
        by=make_officer("results.export_results"),
    ).export


def is_superseded(row):
    return type(row).objects.get(pk=row.pk).superseded_at is not None


def test_leaving_supersedes_the_files_that_hold_the_answers_and_no_others():
    parks, roads = make_questionnaire(title="Parks"), make_questionnaire(title="Roads")
    before = Export.objects.create(
        poll=parks, audience="pseudonymous", format="csv", purpose="x", rows=0
    )
    member = answered(parks)
    other = answered(roads)
    with_them, without = make(parks), make(roads)
    leave_panel(other_person := make_member())
    assert not is_superseded(with_them), other_person
    leave_panel(member)
    assert [is_superseded(one) for one in (before, with_them, without)] == [False, True, False]
    leave_panel(other)
    assert is_superseded(without)


def test_taking_answers_back_supersedes_as_well():
    page = make_questionnaire()
    member = answered(page)
    made = make(page)
    withdraw_own_response(user=member, page=page, wave=Wave.ONLY)
    assert is_superseded(made)
    answered(page)
    assert not is_superseded(make(page))


def test_a_frozen_report_says_so_and_keeps_its_figures(client):
    poll = make_poll("before")
    members = [answered(poll, Wave.BEFORE) for _one in range(2)]
    poll = move_to(poll, "closed")
    officer = make_officer("results.export_results")
    report = freeze(poll=poll, by=officer)
    figures = report.figures
    leave_panel(members[0])
    stored = FrozenReport.objects.get()
    assert stored.superseded_at
    assert (stored.figures, stored.is_intact) == (figures, True)
    client.force_login(officer)
    page = client.get(f"/results/{poll.pk}/report/1/").text
    assert "The published figures stay as they were." in page


def test_officers_read_it_in_the_list_of_files(client):
    page = make_questionnaire()
    member = answered(page)
    make(page)
    leave_panel(member)
    client.force_login(make_officer("results.export_results"))
    assert "<strong>Superseded</strong>" in client.get(f"/results/{page.pk}/export/").text


def test_a_person_reads_which_files_their_answers_went_into():
    page = make_questionnaire(title="Parks")
    make(page)  # before they answered
    member = answered(page)
    make(page)
    (row,) = as_file(member)["exports"]
    assert (row["poll"], row["purpose"]) == ("Parks", "To weight")
    assert row["kind"] == "For analysts: a row a person, without names"
    assert as_file(make_user())["exports"] == []


@pytest.mark.parametrize("number", [1, 3])
def test_it_costs_the_same_however_many_files(django_assert_max_num_queries, number):
    page = make_questionnaire()
    member = answered(page)
    for _one in range(number):
        make(page)
    with django_assert_max_num_queries(5):
        supersede_of(member)
