"""The main job, end to end, in many browsers: say it, hear the arguments, say it again."""

import csv
import io
import re
import zipfile

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser import acts, building
from tests.browser.acts import follow, press, see

pytestmark = pytest.mark.browser

QUESTION = "Could the passes for carers be sent by post?"
ANSWER = "They are, from next month. Until then the library on Church Road prints them."
ELSEWHERE = "When does the swimming pool open again?"
REASON = "It is about something else than this session."
ENDED_SESSION = f"{acts.FINISHED_POLL}experts/"
TOPIC = "Benches on Avonvale Road"
EASTON = "/wards/E05010896/"


def test_a_resident_is_heard_twice_and_the_council_answers(site, visit):
    with visit() as nour:
        acts.join(
            nour,
            site,
            email="nour@example.org",
            postcode="bs5 0aa",
            ward="Lawrence Hill",
            name="Nour",
        )
        what_is_open_stands_on_my_panel(nour)
        what_the_last_quick_poll_decided(nour)
        acts.vote(nour, "Only where people ask")
        first_answers(nour)
        acts.read_briefing(nour)
        debate(nour, visit)
        ask_the_experts(nour, site, visit)
        with visit(email="officer@example.org") as officer:
            acts.open_second_answers(officer, acts.POLL, "The last session was brought forward.")
        second_answers(nour)
    own_change_beside_everybodys(visit)
    the_transcript_stays(visit)
    what_the_officer_builds(visit)
    files_for_analysts(visit)
    an_outcome_reaches_those_who_took_part(site, visit)
    the_ward_profile(visit)


def what_is_open_stands_on_my_panel(page):
    see(page, "Welcome. You are a member of the panel now.")
    see(page, "Say what you think, before you read anything: 8 questions")
    see(page, "Lawrence Hill.")


def what_the_last_quick_poll_decided(page):
    page.goto("/")
    last = page.get_by_role("region", name="Last time:")
    expect(last).to_contain_text("Should the lights in Castle Park stay on past 10pm?")
    expect(last).to_contain_text("The lights stay on until midnight from 1 December.")


def first_answers(page):
    page.goto("/consultations/")
    follow(page, "Liveable neighbourhoods in east Bristol")
    follow(page, "Answer the questions")
    page.wait_for_url(re.compile(acts.POLL + "|/answer/before/1/"))
    if "/answer/" not in page.url:
        press_next_step(page)
    a_wrong_answer_is_explained(page)
    acts.answer_proposals(page, (3, None, 8, 10, 0))
    acts.answer_facts(page)
    acts.check_and_send(page, changed_to="4")
    page.goto(page.url.replace("done", "1"))
    expect(page.get_by_role("radio")).to_have_count(0)  # what was sent is not shown again


def press_next_step(page):
    page.locator(".next").get_by_role("link").first.click()


def a_wrong_answer_is_explained(page):
    press(page, "Continue")
    expect(page).to_have_title(re.compile("^Error: "))
    summary = page.locator("[data-module=govuk-error-summary]")
    expect(summary.get_by_role("alert")).to_contain_text("There is a problem")
    expect(summary).to_be_focused()
    summary.get_by_role("link").click()
    expect(page.get_by_role("radio", name="0", exact=True)).to_be_focused()


def debate(nour, visit):
    acts.start_topic(nour, TOPIC, "There is *nowhere* to sit between the bank and the school.")
    see(nour, "Only you can see this. It is waiting for a moderator.")
    with visit(email="moderator@example.org") as moderator:
        acts.keep_in_queue(moderator, "between the bank and the school")
    acts.reply_to(nour, "Could the planters be trees?", "A bench under each tree, then.")
    with visit(email="maya@example.org") as maya:
        acts.reply_to(maya, TOPIC, "My father would walk to the shops again.")
        with visit(email="moderator@example.org") as moderator:
            acts.keep_in_queue(moderator, "My father would walk")
    nour.goto(acts.FORUM)
    follow(nour, TOPIC)
    expect(nour.get_by_role("article")).to_have_count(2)
    see(nour, "My father would walk to the shops again.")
    see(nour, "Maya, Easton")


# Who asked in another test on this site would have to wait for a minute.
ASKED_LONG_AGO = """
from datetime import timedelta
from django.db.models import F
from forums.models import Question
Question.objects.filter(author__email="maya@example.org").update(
    said_at=F("said_at") - timedelta(minutes=5))
"""


def ask_the_experts(nour, site, visit):
    """Four browsers are open at once, and none of them loads its page again."""
    with (
        visit(email="maya@example.org") as maya,
        visit(email="moderator@example.org") as moderator,
        visit(email="expert@example.org") as expert,
    ):
        pages = (nour, maya, moderator, expert)
        maya.goto(acts.SESSION)
        if maya.get_by_text("You can send the next question in").count():
            site.manage("shell", "-v0", "-c", ASKED_LONG_AGO)
        for page in pages:
            page.goto(acts.SESSION)
        for page in (moderator, expert):
            follow(page, "Go to the desk")
        for page in pages:
            page.evaluate("window.isTheSamePage = true")
        acts.ask_experts(nour, QUESTION)
        approve(moderator)
        support(maya)
        expect(shown_question(nour).locator("[data-support]")).to_have_text("1")
        expect(row_of_question(moderator, "Approved")).to_contain_text("1 support")
        acts.ask_experts(maya, ELSEWHERE)
        decline(moderator)
        claim(expert)
        for page in (nour, maya):
            see(page, "Being answered now by Helen Osei")
        answer(expert)
        for page in (nour, maya):
            press(page, "1 new answer, show it")
            newest_answer_stands_first_and_once(page)
            assert page.evaluate("window.isTheSamePage")
        maya.goto(acts.SESSION)
        own = maya.get_by_role("listitem").filter(has_text=ELSEWHERE)
        expect(own).to_contain_text(f"Declined: {REASON}")


def row_of_question(page, region, text=QUESTION):
    """Return the question's row; lists of questions to join it with name it in other rows too."""
    words = page.get_by_role("paragraph").filter(has_text=text)
    return page.get_by_role("region", name=region).get_by_role("listitem").filter(has=words)


def decline(moderator):
    row = row_of_question(moderator, "Pending", ELSEWHERE)
    row.get_by_text("Decline…").click()
    row.get_by_label("Reason. The asker sees it.").select_option(REASON)
    row.get_by_role("button", name="Decline").click()
    expect(row).to_have_count(0)


def approve(moderator):
    row = row_of_question(moderator, "Pending")
    expect(row).to_be_visible()
    assert moderator.evaluate("window.isTheSamePage")
    row.get_by_role("button", name="Approve").click()
    expect(row).to_have_count(0)


def shown_question(page):
    if page.get_by_role("button", name="new, show them").is_visible():
        press(page, "new, show them")
    return (
        page.get_by_role("region", name="Waiting").get_by_role("listitem").filter(has_text=QUESTION)
    )


def support(maya):
    expect(maya.get_by_role("button", name="1 new, show them")).to_be_visible()
    shown_question(maya).get_by_role("button", name="Support").click()
    expect(shown_question(maya).get_by_role("button", name="Support")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(shown_question(maya).locator("[data-support]")).to_have_text("1")


def claim(expert):
    """Let the expert take the question, as the host might hand it to her."""
    row = row_of_question(expert, "Approved")
    expect(row).to_be_visible()
    assert expert.evaluate("window.isTheSamePage")
    row.get_by_role("button", name="Answer this next").click()


def answer(expert):
    row = row_of_question(expert, "Live and answered")
    row.get_by_role("link", name="Write the answer").click()
    expect(expert.get_by_role("main")).not_to_contain_text("Nour")
    expert.get_by_label("Your answer").fill(ANSWER)
    press(expert, "Publish the answer")
    expert.wait_for_url("**/desk/")


def newest_answer_stands_first_and_once(page):
    answers = page.locator("[data-log] > li, [data-earlier] > li")
    expect(answers.filter(has_text=QUESTION)).to_have_count(1)
    expect(answers.first).to_contain_text(QUESTION)
    expect(answers.first).to_contain_text(ANSWER)
    expect(answers.first).to_contain_text("Dr Helen Osei")
    expect(answers.filter(has_text="Is nine months long enough")).to_have_count(1)
    expect(page.get_by_text(ANSWER)).to_have_count(1)


def second_answers(page):
    page.goto("/account/")
    press_next_step(page)
    acts.answer_proposals(page, (7, None, 8, 10, 0))
    acts.answer_facts(page)
    acts.check_and_send(page)
    page.goto(acts.POLL)
    see(page, "Nothing needs you today")


def own_change_beside_everybodys(visit):
    with visit(email="maya@example.org") as maya:
        maya.goto("/account/")
        follow(maya, "See your own change beside everybody’s")
        see(maya, "Only you can see this")
        own = maya.locator(".youband")
        expect(own.get_by_text("4 → 7", exact=True)).to_be_visible()
        expect(own.get_by_text("8 → 5", exact=True)).to_be_visible()
    with visit() as visitor:
        visitor.goto("/results/")
        follow(visitor, "Getting around Bristol")
        see(visitor, "Before and after")
        expect(visitor.locator(".youband")).to_have_count(0)


def the_transcript_stays(visit):
    """A session that ended months ago is where it was, with what was asked and answered."""
    with visit() as visitor:
        visitor.goto(ENDED_SESSION)
        expect(visitor.get_by_role("heading", name="Transcript")).to_be_visible()
        assert visitor.locator("[data-log] > li, [data-earlier] > li").count() > 1
        address = visitor.get_by_role("link", name="Download (CSV)").get_attribute("href")
        rows = list(csv.DictReader(io.StringIO(visitor.request.get(address).text())))
        assert len(rows) > 1


def what_the_officer_builds(visit):
    """A consultation and its questions: seen as a draft, published by another, open tomorrow."""
    with visit(email="officer@example.org") as officer:
        building.write_a_consultation(officer)
        building.look_at_the_draft(officer)
        building.hand_over(officer)
        with visit(email="approver@example.org") as approver:
            building.approve(approver)
        building.start_a_questionnaire(officer)
    with visit() as visitor:
        visitor.goto("/consultations/")
        follow(visitor, building.TITLE)
        see(visitor, building.QUESTIONS)
        expect(visitor.get_by_role("main")).to_contain_text(re.compile("Opens .* on "))


def files_for_analysts(visit):
    with visit(email="officer@example.org") as officer:
        officer.goto("/results/")
        follow(officer, "Getting around Bristol")
        follow(officer, "Files for analysts")
        officer.get_by_label("What is it for?").fill("The report to the transport committee.")
        rows = csv_rows(acts.download(officer, "Download CSV"))
        assert len(rows) > 6
        assert not any("@" in cell for row in rows for cell in row.values() if cell)
        workbook = excel(acts.download(officer, "Download Excel"))
        assert sum(sheet.max_row for sheet in workbook) > len(rows)
        officer.reload()
        see(officer, "The report to the transport committee.")


def csv_rows(path):
    with zipfile.ZipFile(path) as archive:
        name = next(name for name in sorted(archive.namelist()) if name.endswith(".csv"))
        return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))


def excel(path):
    with zipfile.ZipFile(path) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".xlsx"))
        return load_workbook(io.BytesIO(archive.read(name)))


OUTCOME = {
    "Title": "A night bus from the Harbourside",
    "We asked": "Would you use an hourly night bus?",
    "You said": "Most of those who answered would.",
    "We did": "It runs from the spring, to Southmead.",
    "Decided on": "15/01/2026",
    "Link to the decision": "https://www.example.org/minutes",
    "Written by": "Nadia Karim, officer",
}
TOOK_PART = """
from random import Random
from consultations.models import ConsultationPage
from home.demonstration.answering import write_responses
from home.demonstration.clock import day
from home.demonstration.consulting import publish
from home.demonstration.liveable import item
from panel.models import Membership
from polls.models import QuestionnairePage
page = QuestionnairePage(title="Your night bus", slug="questions", introduction="One question.",
    minutes=1, opens_at=day(-150), closes_at=day(-110),
    items=[item(0, code="use", kind="single", wording="Would you use it?", options=["Yes", "No"])])
ConsultationPage.objects.get(slug="night-bus").add_child(instance=page)
publish(page)
maya = Membership.objects.get(user__email="maya@example.org")
write_responses(page, "only", [(maya, {"use": ["1"]})], opened=day(-150), closed=day(-110),
    random=Random(1))
"""


def an_outcome_reaches_those_who_took_part(site, visit):
    site.manage("shell", "-v0", "-c", TOOK_PART)
    with visit(email="officer@example.org") as officer:
        officer.goto("/consultations/night-bus/")
        follow(officer, "Staff")
        follow(officer, "Consultations")
        follow(officer, "A night bus from the Harbourside")
        write_the_outcome(officer)
        officer.get_by_role("button", name="More actions").click()
        press(officer, "Publish")
        see(officer, "created and published")
    with visit() as visitor:
        visitor.goto("/we-asked-you-said-we-did/")
        see(visitor, "It runs from the spring, to Southmead.")
    told = [m for m in site.messages() if "night bus" in m["Subject"].lower()]
    assert [message["To"] for message in told] == ["maya@example.org"]
    assert "It runs from the spring" in told[0].get_body(("plain",)).get_content()
    assert told[0]["List-Unsubscribe"]


def write_the_outcome(officer):
    officer.goto(officer.url.replace("/edit/", "/"))
    follow(officer, "Add child page")
    officer.get_by_role("main").get_by_role("link", name=re.compile("^Outcome ")).click()
    for label, words in OUTCOME.items():
        field = officer.get_by_role("textbox", name=label).first
        if label == "Decided on":
            acts.enter_date(officer, field, words)
        else:
            field.fill(words)


def the_ward_profile(visit):
    with visit(email="councillor@example.org") as councillor:
        councillor.goto("/wards/")
        follow(councillor, "Easton")
        expect(councillor).to_have_url(re.compile(EASTON))
        for words in ("Rowan Achebe", "Who lives here", "Who has a voice", "What touches Easton"):
            see(councillor, words)
        expect(councillor.get_by_role("main")).not_to_contain_text("@example.org ")
