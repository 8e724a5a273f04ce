"""Every page of the story that residents see: WCAG 2.2 A and AA, wide and narrow."""

import pytest

from tests.browser import acts
from tests.browser.stops import LIVEABLE, Stop, faults_at, look_at

pytestmark = [pytest.mark.browser, pytest.mark.once]

MAYA, SAM = "maya@example.org", "sam@example.org"

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
    Stop("/polls/{park}/answer/only/?format=easy-read", MAYA),
    Stop("/polls/{park}/answer/only/?format=large-print", MAYA),
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
]


@pytest.mark.parametrize("stop", STOPS, ids=str)
def test_everybody_can_use_the_page(stop, places, visit):
    look_at(stop, places, visit)


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
