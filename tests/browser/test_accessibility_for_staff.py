"""Every page of the story that staff, experts and councillors see: WCAG 2.2 A and AA, wide and
narrow."""

import pytest

from tests.browser.conftest import WIDTHS, find_faults
from tests.browser.stops import LIVEABLE, Stop, look_at

pytestmark = [pytest.mark.browser, pytest.mark.once]

MODERATOR, EXPERT = "moderator@example.org", "expert@example.org"
OFFICER, ANALYST = "officer@example.org", "analyst@example.org"
COUNCILLOR, ADMINISTRATOR = "councillor@example.org", "admin@example.org"

STOPS = [
    Stop("/wards/{easton}/", COUNCILLOR),
    Stop("/account/2fa/", MODERATOR),
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
    Stop("/polls/{poll}/entry/", OFFICER),
    Stop("/polls/{poll}/with/", OFFICER, press="Go to the questions", status=422),
    Stop("/polls/{poll}/sheets/", ADMINISTRATOR),
    Stop("/polls/{poll}/sheets/", ADMINISTRATOR, press="Make the sheets (PDF)", status=422),
    Stop("/results/{finished}/export/", ANALYST),
    Stop("/results/{finished}/report/", ANALYST),
    Stop("/results/{pool}/respondents/", ANALYST),
    Stop("/results/panel/", ANALYST),
    Stop("/results/panel/health/", ANALYST),
    Stop("/results/panel/health/?on-day=31&on-month=2&on-year=2026", OFFICER, status=422),
    Stop("/results/panel/?target=lots", OFFICER, status=422),
    Stop("/results/{finished}/export/", ANALYST, press="Download CSV", status=422),
]


@pytest.mark.parametrize("stop", STOPS, ids=str)
def test_all_who_work_here_can_use_the_page(stop, places, visit):
    look_at(stop, places, visit)


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


def test_on_a_phone_without_scripts_nothing_covers_the_form_of_a_draw(visit):
    with visit(email=OFFICER, width=320, scripts=False) as page:
        assert page.goto("/admin/draw-a-panel/").ok
        for box in ("title", "size"):
            page.locator(f"[name={box}]").click(trial=True)  # fails if something lies over it
        page.get_by_role("button", name="Draw the panel").click(trial=True)


def test_without_scripts_the_cms_says_why_it_refused(places, visit):
    with visit(email=OFFICER, width=320, scripts=False) as page:
        page.goto("/admin/set-up-a-poll/{closed}/".format(**places))
        refusal = page.get_by_text("nothing more can be begun in it")
        refusal.click(trial=True)
        shown = refusal.evaluate("node => getComputedStyle(node.closest('ul')).opacity")
        assert shown == "1"
