"""Every page of the story, in the role it is for: WCAG 2.2 A and AA, wide and narrow."""

import json
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.conftest import WIDTHS, find_faults, scrolls_sideways

pytestmark = [pytest.mark.browser, pytest.mark.once]

MAYA, SAM = "maya@example.org", "sam@example.org"
MODERATOR, EXPERT = "moderator@example.org", "expert@example.org"
OFFICER, ANALYST = "officer@example.org", "analyst@example.org"
COUNCILLOR = "councillor@example.org"
LIVEABLE = "/consultations/liveable-neighbourhoods/"
FINISHED = "/consultations/getting-around-bristol/"

# What the pages below are about, and a post and a question for the moderators' queue.
PLACES = """
import json
from forums.models import Post, Question, Report, Topic
from forums.moderation import report
from panel.models import Ward
from polls.models import QuestionnairePage
from wagtail.models import Page
def pk(**fields):
    return Page.objects.get(**fields).pk
forum = pk(url_path__endswith="liveable-neighbourhoods/poll/forum/")
session = pk(url_path__endswith="liveable-neighbourhoods/poll/experts/")
posts = Post.objects.filter(topic__forum=forum, hidden_at=None, is_opening=False)
post = posts.order_by("pk").first()
questions = Question.objects.filter(session=session).order_by("pk")
question = questions.filter(state="approved").first()
if not Report.objects.exists():
    for contribution in (post, question):
        report(contribution=contribution, category="harassment", text="It names my neighbour.")
print(json.dumps({
    "open": pk(url_path__endswith="/liveable-neighbourhoods/"),
    "poll": pk(url_path__endswith="liveable-neighbourhoods/poll/"),
    "finished": pk(url_path__endswith="getting-around-bristol/poll/"),
    "park": pk(url_path__endswith="st-george-park/questions/"),
    "pool": pk(url_path__endswith="easton-pool/questions/"),
    "forum": forum,
    "session": session,
    "live": questions.filter(state__in=["live", "answered"]).first().pk,
    "question": question.pk,
    "post": post.pk,
    "topic": Topic.objects.filter(forum=forum).order_by("pk").first().get_absolute_url(),
    "easton": Ward.objects.in_force().get(name="Easton").code,
}))
"""


@dataclass(frozen=True)
class Stop:
    """A page, who opens it, and the button that is pressed there at once, if any."""

    address: str
    who: str = ""
    press: str = ""
    status: int = 200

    def __str__(self):
        pressed = f" {self.press}" if self.press else ""
        return f"{self.who.partition('@')[0] or 'visitor'} {self.address}{pressed}"


STOPS = [
    Stop("/"),
    Stop("/consultations/"),
    Stop("/consultations/?q=nothing-is-called-this"),
    Stop(LIVEABLE),
    Stop("/consultations/cycle-hangars/"),
    Stop("/consultations/night-bus/"),
    Stop(f"{LIVEABLE}poll/"),
    Stop(f"{LIVEABLE}poll/briefing/", status=403),
    Stop("/consultations/st-george-park/questions/"),
    Stop("/we-asked-you-said-we-did/"),
    Stop("/consultations/easton-pool/outcome/"),
    Stop("/wards/"),
    Stop("/wards/", press="Find my ward", status=422),
    Stop("/wards/{easton}/", COUNCILLOR),
    Stop("/results/"),
    Stop("/results/{finished}/"),
    Stop("/results/{pool}/"),
    Stop("/results/{poll}/"),
    Stop("/how-it-works/"),
    Stop("/rules/"),
    Stop("/privacy/"),
    Stop("/accessibility/"),
    Stop("/gull-proof-sacks/"),
    Stop("/castle-park-lights/"),
    Stop("/draws/"),
    Stop("/join/"),
    Stop("/join/", press="Send me a code", status=422),
    Stop("/join/?code=BCDFG-HJKM-2345"),
    Stop("/account/login/"),
    Stop("/account/login/", press="Send me a code", status=422),
    Stop("/polls/{park}/take-back/", MAYA),
    Stop("/polls/{park}/answer/only/7/", MAYA, press="Continue", status=422),
    Stop("/polls/{park}/answer/only/8/", MAYA, press="Continue", status=422),
    Stop("/polls/{park}/answer/only/11/", MAYA),
    Stop("/no-such-page/", status=404),
    Stop("/moderation/", MAYA, status=403),
    Stop("/polls/{poll}/answer/before/1/", SAM),
    Stop("/polls/{poll}/answer/before/1/", SAM, press="Continue", status=422),
    Stop("/polls/{poll}/answer/before/6/", SAM),
    Stop("/polls/{poll}/answer/before/7/", SAM, press="Continue", status=422),
    Stop("/polls/{poll}/answer/before/8/", SAM),
    Stop("/polls/{poll}/answer/before/check/", SAM),
    Stop(f"{LIVEABLE}poll/", SAM),
    Stop("/account/", SAM),
    Stop("/account/", MAYA),
    Stop("/account/details/", MAYA),
    Stop("/account/messages/", MAYA),
    Stop("/account/age/", MAYA),
    Stop("/account/mobile/", MAYA),
    Stop("/account/mobile/", MAYA, press="Text me a code", status=422),
    Stop("/account/pause/", MAYA),
    Stop("/account/about-you/", MAYA),
    Stop("/account/about-you/ethnicity/", MAYA),
    Stop("/account/about-you/disability/", MAYA),
    Stop("/account/interests/", MAYA),
    Stop("/account/data/", MAYA),
    Stop("/account/data/told/", MAYA),
    Stop("/account/leave/", MAYA),
    Stop("/data-protection/"),
    Stop("/data-protection/complaint/"),
    Stop("/data-protection/complaint/", press="Send the complaint", status=422),
    Stop("/account/logout/", MAYA),
    Stop("/account/2fa/", MAYA),
    Stop("/account/2fa/", MODERATOR),
    Stop("/account/login/password/", press="Sign in", status=422),
    Stop(f"{LIVEABLE}poll/", MAYA),
    Stop(f"{LIVEABLE}poll/briefing/", MAYA),
    Stop("/polls/{poll}/answer/before/done/", MAYA),
    Stop(f"{LIVEABLE}poll/forum/", MAYA),
    Stop("/forums/{forum}/start/", MAYA),
    Stop("/forums/{forum}/start/", MAYA, press="Start this topic", status=422),
    Stop("{topic}", MAYA),
    Stop("{topic}", MAYA, press="Send my reply", status=422),
    Stop("/contributions/{post}/report/", MAYA),
    Stop(f"{LIVEABLE}poll/experts/", MAYA),
    Stop("/results/{finished}/", MAYA),
    Stop("/account/", EXPERT),
    Stop("/sessions/{session}/desk/", EXPERT),
    Stop("/sessions/{session}/desk/questions/{live}/answer/", EXPERT),
    Stop(f"{LIVEABLE}poll/experts/", MODERATOR),
    Stop("/sessions/{session}/desk/", MODERATOR),
    Stop("/sessions/{session}/screen/", MODERATOR),
    Stop("/moderation/", MODERATOR),
    Stop("/moderation/appeals/", MODERATOR),
    Stop("{topic}", MODERATOR),
    Stop("/polls/{poll}/stages/", OFFICER),
    Stop("/results/{finished}/export/", ANALYST),
    Stop("/results/{finished}/report/", ANALYST),
    Stop("/results/{pool}/respondents/", ANALYST),
    Stop("/results/panel/", ANALYST),
    Stop("/results/panel/health/", ANALYST),
    Stop("/results/panel/health/?on-day=31&on-month=2&on-year=2026", OFFICER, status=422),
    Stop("/results/panel/?target=lots", OFFICER, status=422),
    Stop("/results/{finished}/export/", ANALYST, press="Download CSV", status=422),
]


@pytest.fixture(scope="module")
def places(site):
    return json.loads(site.manage("shell", "-v0", "-c", PLACES))


@pytest.mark.parametrize("stop", STOPS, ids=str)
def test_everybody_can_use_the_page(stop, places, visit):
    with visit(email=stop.who) as page:
        answer = page.goto(stop.address.format(**places))
        if stop.press:
            with page.expect_navigation() as waiting:
                page.get_by_role("button", name=stop.press).click()
            answer = waiting.value
            expect(page).to_have_title("Error: " + page.title().removeprefix("Error: "))
        assert answer.status == stop.status
        assert faults_at(page) == []


def faults_at(page) -> list[str]:
    """Return what stands in somebody's way on this page, wide and narrow."""
    faults = [] if page.locator("h1").count() == 1 else ["not one heading of the first order"]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        faults += [f"{width} px: {fault}" for fault in find_faults(page)]
        if scrolls_sideways(page):
            faults.append(f"{width} px: scrolls sideways")
    return faults


def test_everybody_can_join(site, visit):
    found = {}

    def look(page):
        found[page.url] = [*found.get(page.url, []), *faults_at(page)]

    with visit() as page:
        acts.join(
            page,
            site,
            email="everybody@example.org",
            postcode="bs5 0aa",
            ward="Lawrence Hill",
            name="Ebo",
            look=look,
        )
    assert len(found) >= 4
    assert {address: faults for address, faults in found.items() if faults} == {}


# The list of headings beside a page's form is Wagtail's own, and cannot be scrolled by keys.
OF_WAGTAIL = "w-minimap__list"


@pytest.mark.parametrize(
    "address",
    [
        "/admin/",
        "/admin/pages/{poll}/",
        "/admin/pages/{poll}/edit/",
        "/admin/pages/{park}/edit/",
        "/admin/pages/add/polls/questionnairepage/{open}/",
    ],
)
def test_officers_can_use_the_cms(address, places, visit):
    with visit(email=OFFICER) as page:
        assert page.goto(address.format(**places)).ok
        assert page.url.endswith(address.format(**places))  # not sent elsewhere with a message
        faults = []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            faults += [fault for fault in find_faults(page) if OF_WAGTAIL not in fault]
        assert faults == []
