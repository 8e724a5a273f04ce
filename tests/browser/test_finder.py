"""The filters of the list of consultations, where no script runs."""

import pytest
from playwright.sync_api import expect

from tests.browser.acts import press, see

pytestmark = [pytest.mark.browser, pytest.mark.once]


def test_filters_are_folded_on_a_phone_and_stand_open_on_a_desk(visit):
    with visit(scripts=False, width=320) as phone:
        phone.goto("/consultations/")
        expect(phone.get_by_label("Ward")).to_be_hidden()
        phone.get_by_text("Search and filters").click()
        phone.get_by_label("Search").fill("park")
        press(phone, "Show")
        see(phone, "Search and filters, 1 in use")
        expect(phone.get_by_label("Search")).to_have_value("park")
    with visit(scripts=False) as desk:
        desk.goto("/consultations/")
        expect(desk.get_by_text("Search and filters")).to_be_hidden()
        desk.get_by_label("Search").focus()
        desk.keyboard.type("park")
        desk.keyboard.press("Enter")
        expect(desk.get_by_role("link", name="Take off: “park”")).to_be_visible()
