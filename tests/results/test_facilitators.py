"""R3.14: who facilitates a group of a poll sees nobody's answers; who has seen them does not."""

from uuid import uuid4

import pytest
from django.urls import reverse

from core.refusals import Refused
from polls.grouping import deal_groups, name_facilitator
from polls.models import DeliberativePollPage, Wave
from polls.responding import submit_response
from results.exports.making import make_export
from results.models import Export
from results.publication import MAY_PREVIEW
from tests.panel.factories import make_council, make_ward
from tests.polls.factories import answers_to, make_member, make_officer, make_poll, move_to

pytestmark = pytest.mark.django_db


def afresh(poll):
    return DeliberativePollPage.objects.get(pk=poll.pk)


@pytest.fixture
def poll():
    make_council()
    ward, poll = make_ward(), make_poll("before", group_size=8)
    for _number in range(16):
        member = make_member(ward=ward)
        submit_response(user=member, page=poll, wave=Wave.BEFORE, answers=answers_to(poll, 5))
    deal_groups(poll=move_to(poll, "between"))
    return afresh(poll)


@pytest.fixture
def lead(poll):
    officer = make_officer(MAY_PREVIEW)
    name_facilitator(poll=poll, number=1, user=officer, by=None)
    return officer


def export(client, poll, audience="pseudonymous"):
    sent = {"audience": audience, "purpose": "Analysis"}
    return client.post(reverse("results:export", args=[poll.pk, "csv"]), sent)


def by_program(client, poll):
    address = reverse("api:data", args=[poll.pk, "csv"]) + "?class=pseudonymous"
    return client.get(address, headers={"X-Export-Purpose": "Analysis"})


def test_who_facilitates_takes_no_file_with_a_row_for_each_person(client, poll, lead):
    other = make_poll("before")
    client.force_login(lead)

    refused = export(client, poll)
    assert (refused.status_code, by_program(client, poll).status_code) == (422, 403)
    assert "sees nobody’s answers" in refused.text
    assert "sees nobody’s answers" in by_program(client, poll).json()["error"]
    assert (
        "sees nobody’s answers" in client.get(reverse("results:export_form", args=[poll.pk])).text
    )
    for address in ("files", "file"):
        args = [poll.pk] if address == "files" else [poll.pk, uuid4()]
        assert client.get(reverse(f"results:{address}", args=args)).status_code == 403
    assert not Export.objects.exists()

    assert export(client, other).status_code == 200  # of a poll in which they facilitate nobody
    closed = move_to(afresh(poll), "closed")
    assert export(client, closed, "public").status_code == 200
    assert export(client, closed).status_code == 422  # nor when all is over


def test_another_officer_takes_it(client, poll, lead):
    client.force_login(make_officer(MAY_PREVIEW))

    assert export(client, poll).status_code == 200
    assert by_program(client, poll).status_code == 200


@pytest.mark.parametrize(("audience", "is_refused"), [("pseudonymous", True), ("public", False)])
def test_who_took_individual_answers_is_not_named(poll, audience, is_refused):
    officer, colleague = make_officer(MAY_PREVIEW), make_officer()
    stage = "closed" if audience == "public" else "between"
    make_export(
        poll=move_to(poll, stage), audience=audience, format="csv", purpose="Analysis", by=officer
    )
    found = afresh(poll)
    if is_refused:
        with pytest.raises(Refused, match="took a file with people’s answers"):
            name_facilitator(poll=found, number=1, user=officer, by=None)
    else:
        name_facilitator(poll=found, number=1, user=officer, by=None)
    name_facilitator(poll=found, number=2, user=colleague, by=None)
