"""A first visit costs little: at most 150 kB on the wire for each main page, all of it ours."""

import gzip
import json

import brotli
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.once]

MOST = 150_000
PACKED = (".woff2", ".png", ".jpg", ".webp")
PAGES = [
    ("", "/"),
    ("", "/consultations/"),
    ("", "/consultations/liveable-neighbourhoods/"),
    ("", "/we-asked-you-said-we-did/"),
    ("", "/results/"),
    ("", "/results/{finished}/"),
    ("", "/wards/"),
    ("", "/wards/E05010896/"),
    ("", "/join/"),
    ("maya@example.org", "/account/"),
    ("maya@example.org", "/consultations/liveable-neighbourhoods/poll/experts/"),
    ("maya@example.org", "/consultations/liveable-neighbourhoods/poll/forum/"),
    ("sam@example.org", "/polls/{poll}/answer/before/1/"),
]
NUMBERS = """
import json
from wagtail.models import Page
print(json.dumps({
    "finished": Page.objects.get(url_path__endswith="getting-around-bristol/poll/").pk,
    "poll": Page.objects.get(url_path__endswith="liveable-neighbourhoods/poll/").pk,
}))
"""


@pytest.fixture(scope="module")
def numbers(site):
    return json.loads(site.manage("shell", "-v0", "-c", NUMBERS))


def weight(answer) -> int:
    """Return the bytes of a body as production sends it.

    Static files go out packed with Brotli, pages with gzip by the proxy, fonts and pictures as
    they are.
    """
    body = answer.body()
    if answer.url.endswith(PACKED):
        return len(body)
    if "/static/" in answer.url or "/theme/" in answer.url:
        return len(brotli.compress(body))
    return len(gzip.compress(body, 6))


@pytest.mark.parametrize(("who", "address"), PAGES, ids=str)
def test_a_first_visit_is_light(who, address, numbers, visit):
    with visit(email=who) as page:
        asked = []
        page.on("requestfinished", lambda request: asked.append(request))  # noqa: PLW0108 - no builtins
        page.goto(address.format(**numbers), wait_until="networkidle")
        answers = [request.response() for request in asked]
        weights = {answer.url: weight(answer) for answer in answers if answer and answer.ok}
        assert any(url.endswith(".css") for url in weights)
        assert sum(weights.values()) <= MOST, weights
