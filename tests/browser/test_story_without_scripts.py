"""The resident's story where no script runs: forms and loading the page again do it all."""

import pytest
from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.acts import follow, press, see

pytestmark = pytest.mark.browser

QUESTION = "Will the library keep printing passes on Saturdays?"
ANSWER = "Yes, from nine until one."


def test_a_resident_is_heard_twice_without_scripts(site, visit):
    with visit(scripts=False) as amal:
        acts.join(
            amal,
            site,
            email="amal@example.org",
            postcode="BS50AA",
            ward="Lawrence Hill",
            name="Amal",
        )
        acts.vote(amal, "Yes, every street")
        change_the_vote(amal)
        first_answers(amal)
        acts.read_briefing(amal)
        acts.start_topic(amal, "Bins on Lawford Street", "They stand on the pavement all week.")
        see(amal, "Only you can see this. It is waiting for a moderator.")
        ask_and_read_the_answer(amal, visit)
        second_answers(amal, visit)
    with visit(email="maya@example.org", scripts=False) as maya:
        maya.goto("/account/")
        follow(maya, "See your own change beside everybody’s")
        expect(maya.locator(".youband").get_by_text("4 → 7", exact=True)).to_be_visible()


def change_the_vote(page):
    follow(page, "Change your vote")
    acts.choose(page, "No")


def first_answers(page):
    page.goto("/account/")
    follow(page, "Answer the questions")
    press(page, "Continue")
    expect(page).to_have_title("Error: " + page.title().removeprefix("Error: "))
    see(page, "There is a problem")
    acts.answer_proposals(page, (3, None, 8, 10, 0))
    acts.answer_facts(page)
    acts.check_and_send(page, changed_to="4")


def ask_and_read_the_answer(page, visit):
    page.goto(acts.SESSION)
    acts.ask_experts(page, QUESTION)
    with visit(email="moderator@example.org", scripts=False) as moderator:
        moderator.goto(acts.SESSION)
        follow(moderator, "Go to the desk")
        row = row_of_question(moderator, "Pending")
        row.get_by_role("button", name="Approve").click()
        row_of_question(moderator, "Approved").get_by_role("button", name="Put live").click()
        expect(row_of_question(moderator, "Live and answered")).to_be_visible()
    page.goto(acts.SESSION)
    expect(page.locator(".now").filter(has_text=QUESTION)).to_be_visible()
    with visit(email="expert@example.org", scripts=False) as expert:
        expert.goto(acts.SESSION)
        follow(expert, "Go to the desk")
        row_of_question(expert, "Live and answered").get_by_role("link").first.click()
        expert.get_by_label("Your answer").fill(ANSWER)
        press(expert, "Publish the answer")
    follow(page, "Refresh")
    newest = page.locator("[data-earlier] > li").first
    expect(newest).to_contain_text(QUESTION)
    expect(newest).to_contain_text(ANSWER)


def row_of_question(page, region):
    words = page.get_by_role("paragraph").filter(has_text=QUESTION)
    return page.get_by_role("region", name=region).get_by_role("listitem").filter(has=words)


def second_answers(page, visit):
    with visit(email="officer@example.org", scripts=False) as officer:
        acts.open_second_answers(officer, acts.POLL, "The last session was brought forward.")
    page.goto("/account/")
    follow(page, "Answer")
    acts.answer_proposals(page, (7, None, 8, 10, 0))
    acts.answer_facts(page)
    acts.check_and_send(page)
