"""Who wrote a consultation does not publish it: a second person reads it and stands for it."""

import json

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.models import ModelLogEntry, PageLogEntry

from consultations.approving import STATEMENTS, waiting_for
from consultations.models import Approval, ConsultationPage
from tests.consultations.factories import a_consultation, from_now, make_consultation
from tests.consultations.test_desk import make_editor
from tests.consultations.test_publishing_many import publish as publish_many
from tests.consultations.test_readiness import add_url, edit_url, form_data
from tests.panel.factories import make_council

pytestmark = pytest.mark.django_db
ALL = dict.fromkeys(STATEMENTS, "on")
PUBLISH = {"action-publish": "1"}


@pytest.fixture(autouse=True)
def council():
    return make_council()


@pytest.fixture
def officer():
    return make_editor("add", "change", "publish")


@pytest.fixture
def approver():
    return make_editor("change", "publish")


@pytest.fixture
def draft(client, officer):
    """A complete draft that its author has handed over."""
    client.force_login(officer)
    client.post(add_url(), form_data(a_consultation()))
    page = ConsultationPage.objects.get()
    client.post(edit_url(page), form_data(page) | PUBLISH)
    page.refresh_from_db()
    return page


def read_and_approve(client, page, by, **ticked):
    client.force_login(by)
    address = reverse("consultations_approve", args=[page.pk])
    shown = client.get(address)
    read = shown.context["form"].initial["revision"] if shown.context else 0
    return client.post(address, {"revision": read, **ticked}, follow=True)


def test_an_author_who_publishes_hands_it_over(client, officer, draft):
    assert not draft.live
    asked = Approval.objects.get()
    assert (asked.page, asked.asked_by, asked.revision) == (draft, officer, draft.latest_revision)
    assert asked.approved_at is None
    log = PageLogEntry.objects.get(action="consultations.approval_asked")
    assert (log.user, log.data["revision"]) == (officer, draft.latest_revision_id)
    text = client.get(edit_url(draft)).content.decode()
    assert "Ask for approval" in text and "Publishing…" not in text


def test_a_second_person_publishes_it_with_all_four_statements(client, officer, approver, draft):
    assert [asked.page for asked in waiting_for(approver)] == [draft]
    assert waiting_for(officer) == []
    client.force_login(approver)
    assert draft.title in client.get("/admin/").content.decode()

    answer = read_and_approve(client, draft, approver, **ALL)

    assert "Approved." in answer.content.decode()
    draft.refresh_from_db()
    assert draft.live
    asked = Approval.objects.get()
    assert (asked.approved_by, asked.revision_id) == (approver, draft.live_revision_id)
    assert len(asked.statements) == 4 and "Nothing is decided yet" in asked.statements[0]
    log = PageLogEntry.objects.get(action="consultations.approved")
    assert (log.user, log.data["asked_by"]) == (approver, officer.pk)
    assert log.data["statements"] == ["formative", "reasons", "time", "considered"]
    assert waiting_for(approver) == []


@pytest.mark.parametrize("left_out", STATEMENTS)
def test_each_statement_is_needed(client, approver, draft, left_out):
    ticked = {code: "on" for code in STATEMENTS if code != left_out}
    answer = read_and_approve(client, draft, approver, **ticked)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "There is a problem" in text and f'href="#id_{left_out}"' in text
    assert text.count(" checked") == 3  # what was ticked is kept
    draft.refresh_from_db()
    assert not draft.live and Approval.objects.get().statements == []


def test_its_author_cannot_approve_it_and_nor_can_who_wrote_in_it(client, officer, approver, draft):
    assert "You wrote in this draft" in read_and_approve(client, draft, officer, **ALL).text
    client.force_login(approver)
    client.post(edit_url(draft), form_data(draft, why="Because") | PUBLISH)
    assert "You wrote in this draft" in read_and_approve(client, draft, approver, **ALL).text
    draft.refresh_from_db()
    assert not draft.live


def test_what_changed_since_it_was_read_is_read_again(client, officer, approver, draft):
    read = draft.latest_revision_id
    client.post(edit_url(draft), form_data(draft, why="The grant ends."))
    client.force_login(approver)
    address = reverse("consultations_approve", args=[draft.pk])
    assert "Nobody has asked for approval of this draft as it is now" in client.get(address).text
    answer = client.post(address, {"revision": read, **ALL}, follow=True)
    assert "The draft has changed since you opened this page" in answer.text
    client.force_login(officer)
    client.post(edit_url(draft), form_data(draft, why="The grant ends.") | PUBLISH)
    read_and_approve(client, draft, approver, **ALL)
    draft.refresh_from_db()
    assert (draft.live, draft.why) == (True, "The grant ends.")
    answer = client.post(address, {"revision": draft.live_revision_id, **ALL}, follow=True)
    assert "This version is approved already" in answer.text


def test_a_change_of_what_is_published_needs_a_second_person_too(client, officer, approver):
    page = make_consultation()
    client.force_login(officer)
    client.post(edit_url(page), form_data(page, why="") | PUBLISH)
    assert not Approval.objects.exists()  # what is missing is told before anybody is asked
    client.post(edit_url(page), form_data(page, contact_name="Sam Ode") | PUBLISH)
    assert ConsultationPage.objects.get().contact_name == "Nadia Karim"
    read_and_approve(client, page, approver, **ALL)
    assert ConsultationPage.objects.get().contact_name == "Sam Ode"
    # Who approved this may write the next one: only drafts since then count.
    client.force_login(approver)
    client.post(edit_url(page), form_data(page, contact_name="Ada Bell") | PUBLISH)
    read_and_approve(client, page, officer, **ALL)
    assert ConsultationPage.objects.get().contact_name == "Ada Bell"


@pytest.mark.parametrize("permissions", [(), ("change",)])
def test_who_may_not_publish_may_not_approve(client, draft, permissions):
    client.force_login(make_editor(*permissions))
    address = reverse("consultations_approve", args=[draft.pk])
    answer = client.post(address, {"revision": draft.latest_revision_id, **ALL})
    assert answer.status_code == 302 and answer.url == reverse("wagtailadmin_home")
    draft.refresh_from_db()
    assert not draft.live


def test_no_other_door_publishes_it(client, officer, draft):
    client.force_login(officer)
    client.post(add_url(), form_data(a_consultation(title="Second", slug="second")) | PUBLISH)
    second = ConsultationPage.objects.get(slug="second")
    assert not second.live and not second.approvals.exists()
    assert "needs a second person" in publish_many(client, draft)
    copied = {"new_title": "Copy", "new_slug": "copy", "publish_copies": "1", "alias": ""}
    copied["new_parent_page"] = draft.get_parent().pk
    client.post(reverse("wagtailadmin_pages:copy", args=[draft.pk]), copied)
    assert not ConsultationPage.objects.get(slug="copy").live
    with pytest.raises(PermissionDenied):
        draft.latest_revision.publish(user=officer)
    assert not ConsultationPage.objects.live().exists()


def test_a_council_of_one_may_turn_it_off_on_record(client, officer):
    make_council(second_person_publishes=False)
    client.force_login(officer)
    client.post(add_url(), form_data(a_consultation()) | PUBLISH)
    page = ConsultationPage.objects.get()
    assert page.live and not page.approvals.exists()
    assert PageLogEntry.objects.get(action="wagtail.publish").user == officer
    assert not ModelLogEntry.objects.filter(action="consultations.approved").exists()
    assert "Ask for approval" not in client.get(edit_url(page)).text


def test_the_database_lets_nobody_approve_what_they_asked_for(officer, draft):
    asked = Approval.objects.filter(revision=draft.latest_revision)
    for fields in (
        {"approved_by": officer, "approved_at": from_now(days=0), "statements": ["x"]},
        {"approved_at": from_now(days=0)},
        {"statements": ["x"]},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            asked.update(**fields)
    assert json.loads(json.dumps(asked.get().statements)) == []


def send_back(client, page, by, reason):
    client.force_login(by)
    data = {"revision": page.latest_revision_id, "reason": reason, "send-back": "1"}
    return client.post(reverse("consultations_approve", args=[page.pk]), data, follow=True)


def test_a_second_person_sends_it_back_with_a_reason(
    client, officer, approver, draft, django_capture_on_commit_callbacks
):
    nameless = send_back(client, draft, approver, " ")
    assert nameless.status_code == 422 and "Say what has to change" in nameless.content.decode()
    assert waiting_for(approver) == [Approval.objects.get()]
    why = "The costs of each option are missing."
    with django_capture_on_commit_callbacks(execute=True):
        assert "It is sent back" in send_back(client, draft, approver, why).content.decode()

    asked = Approval.objects.get()
    assert (asked.returned_by, asked.reason, asked.approved_at) == (approver, why, None)
    (letter,) = mail.outbox
    assert letter.to == [officer.email] and why in letter.body
    log = PageLogEntry.objects.get(action="consultations.sent_back")
    assert (log.user, log.data["reason"]) == (approver, why)
    assert waiting_for(approver) == []
    refused = read_and_approve(client, draft, approver, **ALL).content.decode()
    assert "sent this draft back" in refused
    draft.refresh_from_db()
    assert not draft.live

    client.force_login(officer)
    assert why in client.get("/admin/").content.decode()
    assert why in client.get(edit_url(draft)).content.decode()
    client.post(edit_url(draft), form_data(draft) | PUBLISH)
    draft.refresh_from_db()
    assert [asked.page for asked in waiting_for(approver)] == [draft]
    assert why not in client.get("/admin/").content.decode()
    assert "Approved." in read_and_approve(client, draft, approver, **ALL).content.decode()


def test_an_author_sends_nothing_back(client, officer, draft):
    assert "You wrote in this draft." in send_back(client, draft, officer, "No.").content.decode()
    assert Approval.objects.get().returned_at is None


def test_what_is_scheduled_says_so_before_and_after_it_is_approved(client, officer, approver):
    client.force_login(officer)
    client.post(add_url(), form_data(a_consultation()))
    page = ConsultationPage.objects.get()
    on_its_day = {"go_live_at": from_now(days=3).strftime("%Y-%m-%d 09:00")}
    client.post(edit_url(page), form_data(page) | PUBLISH | on_its_day)
    page.refresh_from_db()
    client.force_login(approver)
    shown = client.get(reverse("consultations_approve", args=[page.pk])).content.decode()
    assert "it waits and is published at 9am on" in shown
    answer = read_and_approve(client, page, approver, **ALL).content.decode()
    assert "Approved. It will be published at 9am on" in answer
    page.refresh_from_db()
    assert not page.live and page.approved_schedule
