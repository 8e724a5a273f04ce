"""Nothing that a resident writes runs in anybody's browser, wherever it is shown."""

import json
import re
from xml.etree import ElementTree

import pytest

from core.html import TAGS
from tests.browser.conftest import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.once]

# The moderators' queue marks addresses and numbers in what people wrote.
ALLOWED = sorted(TAGS | {"mark"})
SHIPPED = ROOT / "tests" / "data" / "xss"
ATOM = "{http://www.w3.org/2005/Atom}"
HOOKS = """
window.ran = [];
for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
  window[name] = () => window.ran.push(name);
}
addEventListener("securitypolicyviolation", (event) =>
  window.ran.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
"""
FIND_FOREIGN = """(allowed) => {
  const faults = [];
  const note = (element) => faults.push(element.outerHTML.slice(0, 200));
  const never = "script:not([src^='/static/']), iframe, object, embed, img, base, meta, link, "
    + "style, video, audio, math, frame, applet, marquee, form[action^='javascript']";
  for (const main of document.querySelectorAll("main")) {
    main.querySelectorAll(never).forEach(note);
    for (const element of main.querySelectorAll("*")) {
      const names = element.getAttributeNames();
      if (names.some((name) => /^on|^style$|^srcdoc$|^xlink/i.test(name))) note(element);
    }
    for (const link of main.querySelectorAll("a[href]")) {
      if (!["http:", "https:", "mailto:"].includes(link.protocol)) note(link);
    }
    for (const element of main.querySelectorAll("[dir=auto] *")) {
      const isKnown = allowed.includes(element.localName);
      if (!isKnown || element.getAttributeNames().some((n) => !["href", "rel"].includes(n))) {
        note(element);
      }
    }
  }
  return faults;
}"""


@pytest.fixture(scope="module")
def payloads(shared_data):
    """The shipped lists, and html5sec's, which may not be shipped."""
    texts = (SHIPPED / "payloadbox_even.txt").read_text("utf-8").split("\n")
    for path, key in (
        (SHIPPED / "dompurify_even.json", "payload"),
        (SHIPPED / "html5lib_sanitizer_even.json", "input"),
        (shared_data / "xss" / "html5sec_even.json", "payload"),
    ):
        texts += [entry[key] for entry in json.loads(path.read_text("utf-8"))]
    texts = [text.replace("\0", "") for text in texts if text]
    assert len(texts) == 3295 + 112 + 36 + 74
    return texts


@pytest.fixture(scope="module")
def planted(site, payloads, tmp_path_factory):
    """All payloads in all fields, and where they are shown."""
    path = tmp_path_factory.mktemp("payloads") / "payloads.json"
    path.write_text(json.dumps(payloads))
    command = f"from tests.browser.planting import plant; print(plant({str(path)!r}))"
    yield json.loads(site.manage("shell", "-v0", "-c", command).splitlines()[-1])
    site.manage("shell", "-v0", "-c", "from tests.browser.planting import uproot; uproot()")


def mains(page, addresses) -> list[str]:
    """Return what stands in the main part of each address, as the server sends it."""
    found = []
    for address in addresses:
        answer = page.request.get(address)
        assert answer.ok, f"{answer.status} {address}"
        html = answer.text()
        found.append(html[html.index("<main") : html.rindex("</main>") + len("</main>")])
    return found


def open_without_policy(page, parts: list[str]) -> list[str]:
    """Open parts of pages in the browser with no content policy to save them; list what is amiss.

    Nothing in these parts loads anything of its own, so that whatever is asked for is a fault too.
    """
    asked = []
    page.add_init_script(HOOKS)
    page.route("**/attacked/", lambda route: route.fulfill(body=document, content_type="text/html"))
    document = f"<!doctype html><meta charset=utf-8><body>{''.join(parts)}"
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/attacked/")
    return page.evaluate("window.ran") + asked[1:] + page.evaluate(FIND_FOREIGN, ALLOWED)


def open_with_policy(page, address: str) -> list[str]:
    page.add_init_script(HOOKS)
    answer = page.goto(address)
    assert answer.ok
    return page.evaluate("window.ran") + page.evaluate(FIND_FOREIGN, ALLOWED)


def pages_of(address: str, number: int) -> list[str]:
    return [f"{address}?page={n}" for n in range(1, number + 1)]


def test_posts_and_names(planted, payloads, visit):
    with visit(email="maya@example.org") as page:
        parts = mains(page, planted["topics"])
        assert open_without_policy(page, parts) == []
        assert page.locator(".prose[dir=auto]").count() > len(payloads)
        assert page.locator("h1 *, h3 a *").count() == 0


def test_titles(planted, payloads, visit):
    with visit(email="maya@example.org") as page:
        parts = mains(page, pages_of(planted["forum"], planted["lists"]))
        assert open_without_policy(page, parts) == []
        assert page.locator(".topics h3 a").count() == len(payloads)
        assert page.locator(".topics h3 a *").count() == 0


def test_questions(planted, payloads, visit):
    with visit(email="maya@example.org") as page:
        parts = mains(page, [f"{planted['session']}?all", planted["check"]])
        assert open_without_policy(page, parts) == []
        for payload in payloads[:20]:
            assert page.get_by_text(payload.strip()[:30]).count() > 0, payload


def test_the_desk_and_the_queue(planted, visit):
    with visit(email="moderator@example.org") as page:
        queue = pages_of("/moderation/", planted["queue"])
        parts = mains(page, [planted["desk"], "/moderation/appeals/", *queue])
        assert open_without_policy(page, parts) == []
        assert page.locator(".modqueue > li").count() > 200


@pytest.mark.parametrize("who", ["maya@example.org", "moderator@example.org"])
def test_whole_pages_under_their_policy(planted, visit, who):
    addresses = [planted["topics"][0], planted["forum"], planted["session"]]
    if who.startswith("moderator"):
        addresses += [planted["desk"], "/moderation/", "/moderation/appeals/"]
    for address in addresses:
        with visit(email=who) as page:
            assert open_with_policy(page, address) == [], address


@pytest.mark.parametrize("listing", ["/admin/membership/", "/admin/users/"])
def test_the_cms_lists_names_as_words(planted, visit, listing):
    with visit(email="admin@example.org") as page:
        page.add_init_script(HOOKS)
        assert page.goto(f"{listing}?q=attacker-").ok
        rows = page.locator("table.listing tbody tr")
        assert rows.filter(has_text=re.compile("alert|prompt")).count() > 0
        assert page.evaluate("window.ran") == []
        assert rows.locator("script, img[src='x'], iframe, object, embed").count() == 0


def test_feeds_hold_words_and_clean_html(planted, visit):
    with visit(email="maya@example.org") as page:
        page.goto(planted["forum"])
        address = page.locator("link[type='application/atom+xml']").get_attribute("href")
        feed = ElementTree.fromstring(page.request.get(address).body())  # noqa: S314 - our own
        entries = feed.findall(f"{ATOM}entry")
        assert entries
        parts = [f"<main>{entry.findtext(f'{ATOM}summary')}</main>" for entry in entries]
        assert open_without_policy(page, parts) == []


def test_letters_are_words_alone(planted, site):
    kinds = {part.get_content_type() for message in site.messages() for part in message.walk()}
    assert kinds <= {"text/plain", "multipart/alternative", "multipart/mixed"}
