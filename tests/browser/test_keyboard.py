"""A resident without a mouse answers a question and asks the experts."""

import pytest
from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.acts import tab_to

pytestmark = pytest.mark.browser


def test_a_question_is_answered_by_keyboard(visit):
    with visit(email="sam@example.org") as page:
        page.goto("/account/")
        tab_to(page, "link", "Skip to main content")
        page.keyboard.press("Enter")
        tab_to(page, "link", "Answer the questions")
        page.keyboard.press("Enter")
        acts.expect_question(page, acts.PROPOSALS[0])
        tab_to(page, "radio", "0")
        page.keyboard.press("Space")
        for _step in range(7):
            page.keyboard.press("ArrowRight")
        expect(page.get_by_role("radio", name="7", exact=True)).to_be_checked()
        tab_to(page, "button", "Save and finish later")
        page.keyboard.press("Enter")
        page.wait_for_url("**/poll/")
        page.goto("/account/")
        acts.follow(page, "Carry on")
        acts.expect_question(page, acts.PROPOSALS[1])
        acts.follow(page, "Back")
        acts.expect_question(page, acts.PROPOSALS[0])
        expect(page.get_by_role("radio", name="7", exact=True)).to_be_checked()


def test_a_question_is_asked_by_keyboard(visit):
    with visit(email="maya@example.org") as page:
        page.goto(acts.SESSION)
        tab_to(page, "link", "Skip to main content")
        page.keyboard.press("Enter")
        tab_to(page, "textbox", "Your question to the experts")
        page.keyboard.type("Who empties the planters when the trial is over?")
        tab_to(page, "button", "Send")
        page.keyboard.press("Enter")
        acts.see(page, "Your question is in.")
        expect(page.get_by_label("Your question to the experts")).to_have_value("")
        expect(page.get_by_role("button", name="Send")).to_be_focused()
