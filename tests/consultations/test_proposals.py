"""A proposal that is changed while people answer: with a note, and what it said stays readable."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from consultations.models import ChangeNote, ConsultationPage, ProposalChange
from consultations.proposal import PROTECTED
from core.dates import day
from polls.models import Response
from polls.responding import save_answers, submit_response
from results.answers import read_answers
from results.exports.pseudonymous import people_table
from tests.consultations.factories import from_now, make_consultation
from tests.consultations.test_readiness import edit_url, form_data
from tests.consultations.test_visibility import restrict
from tests.panel.factories import make_council, make_user
from tests.polls.factories import a_scale, answers_to, make_member, make_questionnaire
from tests.polls.test_correcting import again

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = make_user(is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def test_what_an_open_proposal_said_before_stays_readable_with_its_note(client, officer):
    page = make_consultation()
    page = ConsultationPage.objects.get(pk=page.pk)
    asks = make_questionnaire([a_scale()], parent=page)
    submit_response(user=make_member(), page=asks, wave="only", answers=answers_to(asks, 3))
    make_council(second_person_publishes=False)
    form = client.get(edit_url(page)).content.decode()
    assert form.count("what it said before stays readable") == len(PROTECTED)

    # Without a note nothing is published, and nothing typed is lost.
    new = "<p>It chooses one of three options.</p>"
    refused = client.post(edit_url(page), form_data(page, proposal=new) | {"action-publish": "1"})
    assert "one of three options" in refused.content.decode()
    assert client.get(f"/consultations/{page.pk}/proposal/1/").status_code == 404
    data = form_data(page, proposal=new, notes=["A third option came."])
    answer = client.post(edit_url(page), data | {"action-publish": "1"})
    assert answer.status_code == 302, answer.context["form"].errors
    submit_response(user=make_member(), page=again(asks), wave="only", answers=answers_to(asks, 4))

    client.logout()
    change = ProposalChange.objects.get()
    assert (change.number, change.by, change.answered_before) == (2, officer, 1)
    assert change.parts == ["proposal"] and change.note == "A third option came."
    html = client.get(page.url).content.decode()
    assert "three options" in html and "one of two options" not in html
    said = " ".join(html.split())
    assert (
        f"{day(change.made_at, year=True)}: A third option came. 1 response had come before."
        in said
    )
    assert "1 has come since." in said
    before = client.get(f"/consultations/{page.pk}/proposal/1/")
    assert "one of two options" in before.content.decode()
    assert "Planters become kerbs." in before.content.decode()
    assert client.get(f"/consultations/{page.pk}/proposal/2/").status_code == 404
    versions = Response.objects.order_by("pk").values_list("proposal_version", flat=True)
    assert [*versions] == [1, 2]
    table = people_table(again(asks), read_answers(asks), {})
    assert sorted(row[table.header.index("proposal")] for row in table.rows) == [1, 2]
    assert any("Responses before it: 1, since: 1." in note for note in table.notes)

    # What does not change the text makes no version; what is private stays private.
    page = ConsultationPage.objects.get(pk=page.pk)
    page.get_latest_revision().publish(user=officer)
    page.save_revision().publish(user=officer)
    assert ConsultationPage.objects.get(pk=page.pk).proposal_version == 2
    assert ProposalChange.objects.count() == 1
    restrict(page, "login")
    assert client.get(f"/consultations/{page.pk}/proposal/1/").status_code == 404


def test_a_proposal_is_fixed_once_the_first_activity_has_opened(officer):
    page = make_consultation(opens_at=from_now(days=2), closes_at=from_now(days=40))
    make_questionnaire([a_scale()], parent=page)
    page.proposal = "<p>New.</p>"
    with pytest.raises(ValidationError) as refusal:
        page.save()
    assert set(refusal.value.message_dict) == {"proposal"}


def test_whoever_began_before_a_change_is_told_of_it_before_they_send(client):
    page = make_consultation()
    asks = make_questionnaire([a_scale()], parent=page)
    began, begins = make_member(), make_member()
    [item] = asks.items.all()
    save_answers(user=began, page=asks, wave="only", given=[(item, 3, "")])
    page = ConsultationPage.objects.get(pk=page.pk)
    page.proposal = "<p>It chooses one of three options.</p>"
    page.change_notes.add(ChangeNote(text="A third option came."))
    page.save_revision().publish()
    save_answers(user=begins, page=again(asks), wave="only", given=[(item, 4, "")])

    def told(user):
        client.force_login(user)
        return (
            "A third option came."
            in client.get(reverse("polls:check", args=[asks.pk, "only"])).content.decode()
        )

    assert [told(began), told(begins)] == [True, False]
