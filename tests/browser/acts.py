"""What people do on the site, as they would do it: by the words on buttons, links and fields."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

CONSULTATION = "/consultations/liveable-neighbourhoods/"
POLL = f"{CONSULTATION}poll/"
SESSION = f"{POLL}experts/"
FORUM = f"{POLL}forum/"
FINISHED_POLL = "/consultations/getting-around-bristol/poll/"
PROPOSALS = (
    "Keep the trial streets closed to through traffic for good",
    "Keep the two bus gates, with cameras",
    "Add a school street on Avonvale Road",
    "Replace the planters with trees and rain gardens",
    "Let all traffic through between 8pm and 6am",
)
WORDS = "Carers need passes, and so do those who visit them."
MOST_KEYS = 60
FOCUS_SHOWS = """
document.activeElement === document.body || document.activeElement.matches(":focus-visible")
"""


def see(page: Page, words: str) -> None:
    """Wait until words stand somewhere on the page."""
    expect(page.get_by_text(words).first).to_be_visible()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def enter_date(page: Page, field: Locator, text: str) -> None:
    """Type a date in the CMS, wait for the calendar that comes with it, and close that.

    It comes late, lies over the buttons, and moves the page as it goes.
    """
    calendar = page.locator(".xdsoft_datetimepicker:visible")
    field.click()
    expect(calendar.first).to_be_visible()
    field.fill(text)
    page.mouse.click(640, 3)
    expect(calendar).to_have_count(0)
    expect(field).to_have_value(text)


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name).first.click()


def tab_to(page, role: str, name: str) -> None:
    """Press Tab until the focus is where it was wanted, seeing on the way that it always shows."""
    wanted = page.get_by_role(role, name=name).first
    for _key in range(MOST_KEYS):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS_SHOWS)
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{name} was not reached in {MOST_KEYS} steps")


def join(
    page: Page,
    site,
    *,
    email: str,
    postcode: str,
    ward: str,
    name: str,
    look: Callable[[Page], None] = lambda page: None,
) -> None:
    """Join the panel in three pages, with the code from the e-mail; `look` at each page."""
    page.goto("/")
    follow(page, "Join the panel")
    page.get_by_label("e-mail address").fill(email)
    press(page, "Send me a code")
    look(page)
    page.get_by_label("Code").fill(site.code_for(email))
    press(page, "Continue")
    look(page)
    page.get_by_label("Postcode of your home").fill(postcode)
    press(page, "Find my ward")
    expect(page.get_by_role("heading", name=ward)).to_be_visible()
    look(page)
    press(page, "That is my ward, continue")
    look(page)
    for box, number in (("Day", "27"), ("Month", "3"), ("Year", "1984")):
        page.get_by_label(box, exact=True).fill(number)
    page.get_by_label("Name that others see").fill(name)
    page.get_by_label("I agree to the rules").check()
    press(page, "Join the panel")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    look(page)


def vote(page: Page, choice: str) -> None:
    """Vote in the quick poll on the front page."""
    page.goto("/")
    choose(page, choice)


def choose(page: Page, choice: str) -> None:
    """Press an answer, and again if the site says that this was too quick for a person."""
    press(page, choice)
    while page.get_by_text("That was very quick.").is_visible():
        press(page, choice)
    see(page, "Your vote is in.")
    see(page, f"You voted “{choice}”.")


def expect_question(page: Page, wording: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(wording)


def answer_proposals(page: Page, numbers: tuple) -> None:
    """Answer the five proposals from 0 to 10; None is "I do not know"."""
    for wording, number in zip(PROPOSALS, numbers, strict=True):
        expect_question(page, wording)
        label = "I do not know" if number is None else str(number)
        page.get_by_role("radio", name=label, exact=True).check()
        press(page, "Continue")


def answer_facts(page: Page) -> None:
    """Answer the last three questions: one answer, several answers, and words."""
    expect_question(page, "How do you mostly get about in east Bristol?")
    page.get_by_label("By bicycle").check()
    press(page, "Continue")
    expect_question(page, "Which of these matter most to you?")
    page.get_by_label("Children’s safety").check()
    page.get_by_label("Reaching people who need care").check()
    press(page, "Continue")
    expect_question(page, "Is there anything else that councillors need to know?")
    page.get_by_role("textbox").fill(WORDS)
    press(page, "Continue")


def check_and_send(page: Page, *, changed_to: str = "") -> None:
    """Read all answers, change the first if asked to, and send them."""
    expect(page.get_by_role("heading", level=1)).to_contain_text("Check your answers")
    for shown in ("By bicycle", "Children’s safety", "I do not know", WORDS):
        see(page, shown)
    if changed_to:
        page.get_by_role("link", name=re.compile(f"Change.*{PROPOSALS[0]}")).click()
        page.get_by_role("radio", name=changed_to, exact=True).check()
        press(page, "Continue")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Check your answers")
    press(page, "Send my answers")
    expect(page.get_by_role("heading", level=1)).to_contain_text("answers are in")
    expect(page.get_by_text(re.compile(r"^\w{4}-\w{4}-\w{4}-\w{4}$"))).to_be_visible()


def read_briefing(page: Page) -> None:
    """Read both sides and say so."""
    page.goto(POLL)
    follow(page, "Both sides: the briefing")
    expect(page.get_by_role("heading", name="Reasons for").first).to_be_visible()
    expect(page.get_by_role("heading", name="Reasons against").first).to_be_visible()
    press(page, "I have read this")
    see(page, "We have noted that you read the briefing.")


def start_topic(page: Page, title: str, text: str) -> None:
    page.goto(FORUM)
    follow(page, "Start a topic")
    page.get_by_label("What is your topic about?").fill(title)
    page.get_by_label("What do you want to say about it?").fill(text)
    press(page, "Start this topic")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def reply_to(page: Page, title: str, text: str) -> None:
    page.goto(FORUM)
    follow(page, title)
    page.get_by_label("Your post").fill(text)
    press(page, "Send my reply")
    see(page, text)


def keep_in_queue(page: Page, text: str) -> None:
    """Let a held contribution appear, as a moderator does in the queue."""
    page.goto("/moderation/")
    item = page.get_by_role("listitem").filter(has_text=text)
    item.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("listitem").filter(has_text=text)).to_have_count(0)


def ask_experts(page: Page, text: str) -> None:
    page.get_by_label("Your question to the experts").fill(text)
    press(page, "Send")
    see(page, "Your question is in.")


def open_second_answers(page: Page, poll_url: str, reason: str) -> None:
    """Open the second round before its date, as an officer may with a reason.

    The story without scripts may have done so, if it came first on the same site.
    """
    page.goto(poll_url)
    follow(page, "Stages and dates")
    see(page, "Second answers")
    due = page.get_by_label("Second answers, due")
    if not due.count():
        see(page, reason)
        return
    due.check()
    page.get_by_label("Why now").fill(reason)
    press(page, "Open this stage now")
    exception = page.get_by_label("as an exception")
    if exception.count():  # not all is said yet: that has to be said too, and nothing is lost
        see(page, "Tick this if second answers are to open all the same")
        exception.check()
        press(page, "Open this stage now")
    see(page, "open now.")
    see(page, reason)


def download(page: Page, button: str) -> Path:
    with page.expect_download() as waiting:
        press(page, button)
    return Path(waiting.value.path())
