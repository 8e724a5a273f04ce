"""A host moves the stages of a poll, by keyboard, and pages that stand open change at once."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.acts import follow, see
from tests.browser.conftest import find_faults
from tests.browser.stops import faults_at
from tests.browser.test_keyboard import tab_to

pytestmark = pytest.mark.browser

HOST, OFFICER = "facilitator@example.org", "officer@example.org"
ANSWERED, NOT_YET = "maya@example.org", "sam@example.org"
# A poll of its own, so that no other test finds the demonstration's moved.
PLANT = f"""
import json
from consultations.models import ConsultationPage
from panel.models import User
from polls.hosts import name_host
from polls.responding import submit_response
from tests.polls.factories import answers_to, make_poll
parent = ConsultationPage.objects.live().get(slug="liveable-neighbourhoods")
poll = make_poll("before", parent=parent, title="Benches by the harbour", slug="benches")
one = User.objects.get(email="{ANSWERED}")
submit_response(user=one, page=poll, wave="before", answers=answers_to(poll, 6))
name_host(poll=poll, user=User.objects.get(email="{HOST}"), by=User.objects.get(email="{OFFICER}"))
print(json.dumps({{"pk": poll.pk, "url": poll.url}}))
"""
UNTOUCHED = "window.untouched === true"


@pytest.fixture
def poll(site):
    return json.loads(site.manage("shell", "-v0", "-c", PLANT))


def stand_open(page, poll) -> None:
    """Open the poll's page, and mark it so that a reload would show."""
    page.goto(poll["url"])
    page.wait_for_load_state("networkidle")
    page.evaluate("window.untouched = true")


def decide(page, *, stage: str, button: str, when: str = "") -> None:
    """Fill in the form of a stage and send it, without a mouse."""
    tab_to(page, "radio", stage)
    page.keyboard.press("Space")
    if when:
        tab_to(page, "radio", when)
        page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.locator("textarea:focus")).to_have_count(1)
    page.keyboard.type("Everybody in the hall is ready.")
    tab_to(page, "button", button)
    page.keyboard.press("Enter")


def test_a_host_closes_and_opens_stages_by_keyboard_and_open_pages_follow(poll, visit):
    with visit(email=NOT_YET) as late, visit(email=ANSWERED) as member, visit(email=HOST) as host:
        stand_open(late, poll)
        stand_open(member, poll)
        see(late, "Say what you think, before you read anything")
        host.goto("/account/")
        follow(host, "Stages of “Benches by the harbour”")
        see(host, "You host this poll")
        assert faults_at(host) == []

        decide(host, stage="First answers, open until", when="Now", button="Close this stage")
        see(host, "closed before their date, as you decided")
        see(late, "This goes on with those who gave first answers")
        assert late.evaluate(UNTOUCHED)

        decide(host, stage="Second answers, due", button="Open this stage now")
        see(host, "Second answers: open now.")
        see(member, "Say what you think now: the same questions again")
        assert member.evaluate(UNTOUCHED)
        assert find_faults(member) == []
        see(host, "First answers: closed early by")
        assert faults_at(host) == []

    look_at_what_officers_decide(poll, visit)


def look_at_what_officers_decide(poll, visit) -> None:
    with visit(email=OFFICER, width=320) as officer:
        officer.goto(f"/polls/{poll['pk']}/stages/")
        assert faults_at(officer) == []
        follow(officer, "Who hosts this poll")
        see(officer, "named at")
        assert faults_at(officer) == []
        tab_to(officer, "button", "Name this host")
        officer.keyboard.press("Enter")
        see(officer, "Choose who hosts it")
        assert faults_at(officer) == []


def test_a_phone_says_beside_the_field_what_is_missing(places, visit):
    """On the poll that stands in the demonstration; nothing is sent that moves it."""
    with visit(email=OFFICER, width=320) as page:
        page.goto(f"/polls/{places['poll']}/stages/")
        page.get_by_role("button", name="Close this stage").click()
        see(page, "There is a problem")
        assert faults_at(page) == []
        page.get_by_role("link", name="Choose when it closes").click()
        expect(page.locator("input[name=minutes]").first).to_be_focused()
