"""What an officer builds in the CMS, and how a second person comes to publish it."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.acts import enter_date, follow, press, see

TITLE = "Benches along the Malago"
OPTIONS = ("Put six benches along the path", "Leave the path as it is")
QUESTIONS = "Benches: your choice"
WHAT = {
    "title": TITLE,
    "summary": "Six benches along the Malago path, or none.",
    "why": "People told us that there is nowhere to sit.",
    "audience": "Everybody who walks there.",
    "can_change": "How many benches, and where",
    "settled": "The path stays open",
}
HOW = {
    "offline_ways": "Write to us, or come to the library on East Street.",
    "contact_name": "Nadia Karim",
    "contact_email": "nadia@example.org",
    "contact_phone": "0117 496 0000",
    "privacy_url": "/privacy/",
}
DATES = ("opens_at", "closes_at", "decision_by")


def from_now(days: int) -> str:
    return (timezone.localtime() + timedelta(days=days)).strftime("%d/%m/%Y %H:%M")


def fill(page: Page, words: dict[str, str]) -> None:
    for name, text in words.items():
        field = page.locator(f"[name={name}]")
        if name in DATES:
            enter_date(page, field, text)
        else:
            field.fill(text)


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()


def write_a_consultation(officer: Page) -> None:
    """Write a consultation with two options, and keep it as a draft."""
    officer.goto("/consultations/")
    follow(officer, "Staff")
    follow(officer, "Consultations")
    follow(officer, "Add consultation")
    fill(officer, WHAT)
    officer.locator("[contenteditable=true]").first.fill("Six benches.")
    for number, option in enumerate(OPTIONS):
        officer.get_by_role("button", name="Add Option").click()
        fill(
            officer,
            {f"options-{number}-title": option, f"options-{number}-text": "Here is what it costs."},
        )
    officer.locator("[name=options-1-is_no_change]").check()
    tab(officer, "When and who")
    fill(
        officer,
        {
            "opens_at": from_now(-1),
            "closes_at": from_now(40),
            "decision_maker": "The parks committee",
            "decision_by": from_now(60)[:10],
        },
    )
    tab(officer, "How to answer")
    fill(officer, HOW)
    officer.get_by_role("button", name="Save draft").click()
    # The CMS may have kept the draft by itself meanwhile.
    said = officer.get_by_text(re.compile(f"Page '{TITLE}' (created|has been updated)"))
    expect(said.first).to_be_visible()
    expect(officer).to_have_url(re.compile("/edit/$"))


def look_at_the_draft(officer: Page) -> None:
    """See the draft as residents will."""
    edited = officer.url
    officer.goto(edited.replace("/edit/", "/view_draft/"))
    expect(officer.get_by_role("heading", level=1)).to_have_text(TITLE)
    see(officer, OPTIONS[0])
    officer.goto(edited)


def hand_over(officer: Page) -> None:
    officer.get_by_role("button", name="More actions").click()
    press(officer, "Ask for approval")


def approve(approver: Page) -> None:
    """Read what somebody else wrote, stand for four statements, and publish it."""
    approver.goto("/admin/")
    follow(approver, TITLE)
    expect(approver.get_by_role("main").get_by_role("checkbox")).to_have_count(4)
    for box in approver.get_by_role("main").get_by_role("checkbox").all():
        box.check()
    press(approver, "Approve and publish")
    see(approver, "Approved.")


def start_a_questionnaire(officer: Page) -> None:
    """Take a template of questions, let it open tomorrow, and publish it below the consultation."""
    officer.reload()
    officer.get_by_role("button", name="Actions", exact=True).click()
    follow(officer, "Start a questionnaire")
    officer.get_by_label("Title").fill(QUESTIONS)
    officer.get_by_role("radio", name=re.compile("^Consultation on a proposal")).check()
    press(officer, "Make the draft")
    fill(officer, {"opens_at": from_now(1), "closes_at": from_now(30)})
    officer.get_by_role("button", name="More actions").click()
    press(officer, "Publish")
    see(officer, f"Page '{QUESTIONS}' has been published")
