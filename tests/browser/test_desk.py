"""Staff at work: one writes, another publishes; two enter a paper, one answers with a member."""

import datetime as dt
import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.acts import enter_date, follow, press, see, tab_to
from tests.browser.building import DATES
from tests.browser.stops import faults_at

pytestmark = pytest.mark.browser

TITLE = "A longer season for the lido"
OFFICER, APPROVER = "officer@example.org", "approver@example.org"
ADMINISTRATOR, MEMBER = "admin@example.org", "sam@example.org"
TODAY = dt.date.today()  # noqa: DTZ011  (the site's clock is this machine's)
WRITTEN = {
    "summary": "Should the lido open from March to October?",
    "why": "Swimmers asked us to.",
    "audience": "Everybody who swims.",
    "can_change": "The months.",
    "settled": "The lido stays.",
    "opens_at": f"{TODAY - dt.timedelta(days=1)} 09:00",
    "closes_at": f"{TODAY + dt.timedelta(days=40)} 17:00",
    "decision_maker": "Public Health and Communities Committee",
    "decision_by": f"{TODAY + dt.timedelta(days=60)}",
    "offline_ways": "Phone 0117 496 0123.",
    "contact_name": "Nadia Karim",
    "contact_email": "officer@example.org",
    "contact_phone": "0117 496 0123",
    "privacy_url": "/privacy/",
}
TABS = ("What we ask", "When and who", "How to answer")
WHY_NOT = "What the longer season costs is missing."
COSTS = "It costs £40,000 a year more."


def test_what_an_officer_writes_a_second_person_reads_sends_back_and_publishes(site, visit):
    with visit(email=OFFICER) as officer, visit(email=APPROVER) as approver:
        write(officer)
        ask_for_approval(officer)
        send_back(approver)
        see_why_and_mend(officer)
        assert any(WHY_NOT in m.get_content() for m in site.messages() if m["To"] == OFFICER)
        tick_and_publish(approver)
    with visit() as visitor:
        visitor.goto("/consultations/")
        follow(visitor, TITLE)
        see(visitor, COSTS)


def ask(page):
    """Press the button that stands in the menu beside *Save draft*."""
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Ask for approval").click()


def write(officer):
    """Save a title, be told at once what is missing, and lose nothing."""
    officer.goto("/admin/")
    follow(officer, "Add a consultation")
    officer.locator("[name=title]").fill(TITLE)
    officer.locator("[name=summary]").fill(WRITTEN["summary"])
    officer.get_by_role("button", name="Save draft").click()
    ask(officer)
    see(officer, "What you changed is not saved yet.")
    see(officer, "Enter why we are asking")
    expect(officer.locator("[name=summary]")).to_have_value(WRITTEN["summary"])


def ask_for_approval(officer):
    officer.locator(".public-DraftEditor-content").first.click()
    officer.keyboard.type("The lido opens from March to October.")
    for number, title in enumerate(("A longer season", "No change")):
        officer.get_by_role("button", name="Add Option").click()
        officer.locator(f"[name=options-{number}-title]").fill(title)
        officer.locator(f"[name=options-{number}-text]").fill(f"{title}, and what it means.")
    officer.get_by_label("This option is to leave things as they are").last.check()
    for tab in TABS:
        officer.get_by_role("tab", name=tab).click()
        expect(officer.get_by_role("tab", name=tab)).to_have_attribute("aria-selected", "true")
        for name, words in WRITTEN.items():
            field = officer.locator(f"[name={name}]")
            if name in DATES and field.is_visible():
                enter_date(officer, field, words)
            elif field.is_visible():
                field.fill(words)
                field.blur()
    ask(officer)
    see(officer, "It is complete and saved.")


def read(approver):
    """Find the draft on the first screen, and read it as residents will."""
    approver.goto("/admin/")
    follow(approver, TITLE)
    follow(approver, "Read the draft as residents will see it")
    expect(approver.get_by_role("heading", level=1)).to_have_text(TITLE)
    approver.go_back()


def send_back(approver):
    read(approver)
    press(approver, "Approve and publish")
    see(approver, "Tick this, or leave it unpublished.")
    approver.get_by_label("What has to change").fill(WHY_NOT)
    press(approver, "Send it back")
    see(approver, "It is sent back")


def see_why_and_mend(officer):
    officer.goto("/admin/")
    see(officer, "Sent back to you")
    follow(officer, TITLE)
    see(officer, WHY_NOT)
    officer.locator("[name=why]").fill(COSTS)
    ask(officer)
    see(officer, "It is complete and saved.")


def tick_and_publish(approver):
    read(approver)
    for box in (
        approver.get_by_role("group", name="Tick what is true").get_by_role("checkbox").all()
    ):
        box.check()
    press(approver, "Approve and publish")
    see(approver, "Approved. It is published.")


# ---- entering what came on paper -----------------------------------------------------------------

PLANT = """
import json
from consultations.models import ConsultationPage
from home.demonstration.clock import day
from home.demonstration.consulting import publish
from home.demonstration.liveable import item
from polls.models import QuestionnairePage
page = QuestionnairePage(title="The swings", slug="the-swings", introduction="Two questions.",
    minutes=1, opens_at=day(-9), closes_at=day(30), items=[
        item(0, code="often", kind="single", wording="How offen do you go?",
             options=["Every week", "Less often"]),
        item(1, code="more", kind="single", wording="Should there be more?",
             options=["Yes", "No"])])
ConsultationPage.objects.get(slug="st-george-park").add_child(instance=page)
publish(page)
print(json.dumps({"pk": page.pk, "items": [one.pk for one in page.items.all()]}))
"""


@pytest.fixture
def swings(site):
    """A questionnaire of its own, taken away again: others count what is in the demonstration."""
    yield json.loads(site.manage("shell", "-v0", "-c", PLANT))
    site.manage(
        "shell",
        "-v0",
        "-c",
        "from polls.models import QuestionnairePage as Page, Response;"
        "page = Page.objects.get(slug='the-swings');"
        "page.batches.all().delete(); page.responses.all().delete(); page.drafts.all().delete();"
        "page.delete()",
    )


def test_two_people_enter_papers_of_two_editions_and_a_third_look_decides(swings, visit):
    pk, (often, more) = swings["pk"], swings["items"]
    with visit(email=OFFICER) as officer:
        correct_the_wording(officer, swings)
    # Without scripts: the boxes of a paper are a form like any other.
    with (
        visit(email=OFFICER, scripts=False) as first,
        visit(email=ADMINISTRATOR, scripts=False, width=320) as second,
    ):
        first.goto(f"/polls/{pk}/entry/")
        for size in ("standard", "large-print"):
            paper = first.request.get(f"/polls/{pk}/paper/{size}.pdf")
            assert paper.body().startswith(b"%PDF")
        first.get_by_label("Have each paper entered by two people").check()
        press(first, "Begin")
        enter(first, {often: "7", more: "1"}, edition="en-1")
        see(first, "“7” is no answer here.")
        expect(first.locator(f"[name=i{more}]")).to_have_value("1")
        enter(first, {often: "1", more: "1"}, edition="en-1")
        see(first, "It counts once somebody else has entered it too.")
        expect(first.locator("[name=edition]")).to_have_value("en-1")  # they lie together

        second.goto(f"/polls/{pk}/entry/")
        follow(second, "Enter a second time")
        enter(second, {often: "1", more: "2"}, edition="en-2")
        see(second, "2 differences to decide.")
        follow(second, "Decide differences")
        press(second, "Save, and have it count")
        expect(second.locator(".govuk-error-message")).to_have_count(2)
        second.get_by_role("radio", name="en-1").check()
        second.get_by_role("radio", name="No").check()
        press(second, "Save, and have it count")
        expect(second.get_by_text(re.compile(r"Receipt: \w{4}-\w{4}-\w{4}-\w{4}"))).to_be_visible()
        assert second.evaluate("document.documentElement.scrollWidth") <= 320


def correct_the_wording(officer, swings):
    """Put a word right, as a second version, so that there are papers of two."""
    officer.goto(f"/admin/questionnaires/{swings['pk']}/correct/")
    name = f"item-{swings['items'][0]}-wording"
    officer.locator(f"[name={name}]").fill("How often do you go?")
    press(officer, "Publish the correction")
    see(officer, "Say what was wrong")
    expect(officer.locator(f"[name={name}]")).to_have_value("How often do you go?")
    officer.locator("[name=note]").fill("“Often” was misspelt.")
    press(officer, "Publish the correction")


def enter(page, typed, *, edition):
    page.locator("[name=edition]").select_option(edition)
    for item, figure in typed.items():
        page.locator(f"[name=i{item}]").fill(figure)
    press(page, "Save, and enter the next")


# ---- answering with a member ---------------------------------------------------------------------


@pytest.fixture
def home_of_member(site) -> str:
    """The postcode that the member says on the telephone."""
    find = f"print(Membership.objects.get(user__email='{MEMBER}').postcode)"
    return site.manage("shell", "-v0", "-c", f"from panel.models import Membership; {find}").strip()


def test_an_officer_answers_with_a_member_who_then_changes_it(swings, home_of_member, site, visit):
    pk, (often, more) = swings["pk"], swings["items"]
    with visit(email=OFFICER) as officer:
        officer.goto(f"/polls/{pk}/entry/")
        follow(officer, "Answer with a member")
        assert faults_at(officer) == []
        say_who(officer, MEMBER, "BS1 1AA")
        see(officer, "No member has this address together with this postcode.")
        assert faults_at(officer) == []
        say_who(officer, MEMBER, home_of_member)
        see(officer, "What they say")
        assert MEMBER not in officer.content() and home_of_member not in officer.content()
        assert faults_at(officer) == []
        officer.locator(f"[name=i{often}]").fill("7")
        officer.locator(f"[name=i{more}]").fill("1")
        press(officer, "Save: these are their answers")
        see(officer, "“7” is no answer here.")
        assert faults_at(officer) == []
        officer.locator(f"[name=i{often}]").fill("less")
        press(officer, "Save: these are their answers")
        see(officer, "a letter to the member’s own address leads to them.")
        say_who(officer, MEMBER, home_of_member)
        see(officer, "Nothing can be taken from this member in this round")
    with visit(email=MEMBER, width=320) as member:
        member.goto(newest_link(site, f"/polls/{pk}/"))
        see(member, "By telephone")
        see(member, "Less often")
        assert faults_at(member) == []
        press(member, "Take them back, to change them")
        follow(member, "Change my answers")
        see(member, "Check your answers before you send them")


def test_by_keyboard_and_without_scripts_a_member_is_left_to_go_on(
    swings, home_of_member, site, visit
):
    pk = swings["pk"]
    with visit(email=OFFICER, scripts=False, width=320) as officer:
        officer.goto(f"/polls/{pk}/with/")
        tab_to(officer, "textbox", "Their e-mail address")
        officer.keyboard.type(MEMBER)
        tab_to(officer, "textbox", "Their postcode")
        officer.keyboard.type(home_of_member)
        officer.keyboard.press("Enter")
        officer.wait_for_url("**/with/only/*/")
        officer.keyboard.type("1")  # the first box has the cursor
        assert officer.evaluate("document.documentElement.scrollWidth") <= 320
        tab_to(officer, "button", "Stop, and leave the rest to them")
        officer.keyboard.press("Enter")
        see(officer, "Nothing counts until they send it.")
    with visit(email=MEMBER) as member:
        member.goto(newest_link(site, f"/polls/{pk}/"))
        see(member, "Should there be more?")
        follow(member, "Back")
        expect(member.get_by_role("radio", name="Every week")).to_be_checked()


def say_who(officer, address: str, postcode: str) -> None:
    officer.get_by_label("Their e-mail address").fill(address)
    officer.get_by_label("Their postcode").fill(postcode)
    press(officer, "Go to the questions")


def newest_link(site, beginning: str) -> str:
    """Return where on this site the newest letter to the member leads that leads there."""
    letters = (m.get_content() for m in reversed(site.messages()) if m["To"] == MEMBER)
    return next(filter(None, (re.search(rf"{beginning}\S+", one) for one in letters)))[0]
