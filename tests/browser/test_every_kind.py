"""A long questionnaire of every kind of question, by keyboard alone, on the smallest screen."""

import pytest
from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.conftest import find_faults
from tests.browser.test_keyboard import tab_to

pytestmark = pytest.mark.browser
SCROLLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
BELOW = "from tests.browser.every_kind import make, remove; "


@pytest.fixture
def address(site, request):
    make = getattr(request, "param", "make")
    site.manage("shell", "-v0", "-c", BELOW + "remove()")
    made = site.manage(
        "shell", "-v0", "-c", BELOW.replace("make,", f"{make},") + f"print({make}())"
    )
    yield made.split()[-1]
    site.manage("shell", "-v0", "-c", BELOW + "remove()")


def choose(page, *names):
    """Tick boxes with the space bar."""
    for name in names:
        tab_to(page, "checkbox", name)
        page.keyboard.press("Space")


def pick(page, *places):
    """Choose by arrow in each select that Tab comes to."""
    for steps in places:
        while page.evaluate("document.activeElement.tagName") != "SELECT":
            page.keyboard.press("Tab")
        for _step in range(steps):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")


def rate(page, rows):
    """Choose in each group of radios that Tab comes to: from the first one, so many steps on."""
    for steps in rows:
        while page.evaluate("document.activeElement.type") != "radio":
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
        for _step in range(steps):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Tab")


def write(page, label, text):
    tab_to(page, "textbox", label)
    page.keyboard.type(text)


def other_words(page):
    choose(page, "Trees", "Something else")
    write(page, "If you chose “Something else”: what?", "A fox")


def a_day(page):
    for part, number in (("Day", "27"), ("Month", "3"), ("Year", "2026")):
        write(page, part, number)


# Each question in its order, how it is answered, and what the check says of it.
WAY = (
    ("How did you come?", lambda page: rate(page, [0]), "By bus"),
    ("How was the bus?", lambda page: rate(page, [7]), "7"),
    ("What did you see?", other_words, "Something else: A fox"),
    ("Which come first?", lambda page: pick(page, 2, 1), "1st: Benches"),
    ("How far do you agree?", lambda page: rate(page, [0, 1]), "Safe: Disagree"),
    ("What do you expect, and get?", lambda page: rate(page, [9, 4]), "expected 9, experienced 4"),
    ("Where do you shop?", lambda page: pick(page, 1), ""),
    ("Where is it worst?", lambda page: pick(page, 1), ""),
    ("How do you feel about the street?", lambda page: rate(page, [2]), "Glad"),
    ("How long did you wait?", lambda page: write(page, "Your answer", "12"), "12 minutes"),
    ("When was it?", a_day, "27 March 2026"),
    ("Which street was it?", lambda page: page.keyboard.type("Mina Road"), "Mina Road"),
    ("What should change?", lambda page: page.keyboard.type("More trees."), "More trees."),
    ("Have you a picture of it?", lambda page: None, "Not answered"),
    ("physical or mental health", lambda page: rate(page, [1]), "No"),
)
IN_ONE_BOX = ("Which street was it?", "What should change?")


@pytest.mark.parametrize("link", ["Answer the questions", "Large print"])
def test_every_kind_of_question_by_keyboard_on_the_smallest_screen(address, visit, link):
    with visit(email="sam@example.org", width=320) as page:
        page.goto(address)
        tab_to(page, "link", link)
        page.keyboard.press("Enter")
        for wording, answer, _said in WAY:
            expect(page.get_by_role("heading", level=1)).to_contain_text(wording)
            assert not page.evaluate(SCROLLS), wording
            if wording in IN_ONE_BOX:
                tab_to(page, "textbox", wording)
            answer(page)
            tab_to(page, "button", "Continue")
            page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Check your answers")
        assert not page.evaluate(SCROLLS)
        shown = page.get_by_role("main").inner_text()
        assert [said for _wording, _answer, said in WAY if said not in shown] == []
        tab_to(page, "button", "Send my answers")
        page.keyboard.press("Enter")
        acts.see(page, "receipt")


@pytest.mark.parametrize("address", ["make_shared"], indirect=True)
def test_questions_that_share_a_page_by_keyboard_on_the_smallest_screen(address, visit):
    """One summary leads to each fault, nothing is lost, and a change leads back to its question."""
    with visit(email="sam@example.org", width=320) as page:
        page.goto(address)
        tab_to(page, "link", "Answer the questions")
        page.keyboard.press("Enter")
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_contain_text("How did you come?")
        rate(page, [1])
        go_on(page)
        expect(heading).to_have_text("Your visit")
        acts.see(page, "page 2 of 3")
        assert find_faults(page) == [] and not page.evaluate(SCROLLS)
        tab_to(page, "textbox", "Your answer, in minutes")
        page.keyboard.type("soon")
        write(page, "Month", "3")
        write(page, "What should change?", "More trees.")
        go_on(page)
        expect(page.get_by_role("alert").get_by_role("link")).to_have_count(3)
        assert find_faults(page) == [] and not page.evaluate(SCROLLS)
        tab_to(page, "link", "How far do you agree?")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.type") == "radio"
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        rate(page, [1])
        expect(page.get_by_role("textbox", name="What should change?")).to_have_value("More trees.")
        page.get_by_role("textbox", name="Your answer, in minutes").focus()
        page.keyboard.press("Control+A")
        page.keyboard.type("12")
        a_day(page)
        go_on(page)
        expect(heading).to_contain_text("How was it in all?")
        rate(page, [8])
        go_on(page)
        expect(heading).to_contain_text("Check your answers")
        acts.see(page, "It felt safe: Agree")
        tab_to(page, "link", "Change How far do you agree?")
        page.keyboard.press("Enter")
        expect(heading).to_have_text("Your visit")
        assert page.evaluate("document.activeElement.closest('fieldset.mrow') !== null")
        go_on(page)
        expect(heading).to_contain_text("Check your answers")
        assert page.url.endswith("/check/")
        tab_to(page, "button", "Send my answers")
        page.keyboard.press("Enter")
        acts.see(page, "receipt")


def go_on(page):
    tab_to(page, "button", "Continue")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
