"""The components, on a page of their own: they work, fit a phone, and axe finds nothing."""

import http.server
import threading
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.core import style_guide

FAULTS = """async () => (await axe.run({resultTypes: ["violations"]})).violations.map(
    fault => [fault.id, fault.nodes[0].html])"""
pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db]
STATIC = Path(__file__).resolve().parents[2] / "core" / "static"


@pytest.fixture
def guide():
    """Serve the style guide under the site's own content policy."""
    pages = {"/": style_guide.render(), "/refused/": style_guide.render(refused=True)}
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'"
    )

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path in pages:
                content, kind = pages[self.path].encode(), "text/html; charset=utf-8"
            else:
                path = STATIC / self.path.removeprefix("/static/")
                content = path.read_bytes()
                kind = {
                    ".css": "text/css",
                    ".mjs": "text/javascript",
                    ".svg": "image/svg+xml",
                    ".woff2": "font/woff2",
                }[path.suffix]
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args):
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_every_component_in_a_browser(guide, chromium):
    for path in ("/", "/refused/"):
        page = chromium.new_page()
        complaints = []
        page.on("console", lambda message, said=complaints: said.append(message.text))
        page.on("pageerror", lambda error, said=complaints: said.append(str(error)))
        page.goto(guide + path)
        page.evaluate(AXE_SCRIPT)
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert "govuk-frontend-supported" in page.evaluate("document.body.className")
            assert page.evaluate(FAULTS) == []
        assert complaints == []
        page.close()


def test_steps_of_the_scale_are_large_enough_for_thumbs(guide, chromium):
    page = chromium.new_page(viewport={"width": 320, "height": 900})
    page.goto(guide)
    boxes = [label.bounding_box() for label in page.locator(".scale label").all()]
    assert len(boxes) == 11
    assert all(box["width"] >= 24 and box["height"] >= 44 for box in boxes)
    assert len({round(box["y"]) for box in boxes}) == 1


def test_a_link_of_the_summary_leads_to_the_field(guide, chromium):
    page = chromium.new_page()
    page.goto(guide + "/refused/")
    page.get_by_role("link", name="Enter a postcode, like M1 1AE").click()
    assert page.evaluate("document.activeElement.id") == "postcode"


def test_the_scale_is_answered_by_keyboard(guide, chromium):
    page = chromium.new_page()
    page.goto(guide)
    page.locator("#view").focus()
    for _press in range(3):
        page.keyboard.press("ArrowRight")
    assert page.locator("input[name=view]:checked").get_attribute("value") == "3"
    page.keyboard.press("ArrowLeft")
    assert page.locator("input[name=view]:checked").get_attribute("value") == "2"
