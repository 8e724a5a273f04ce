"""A real site in its own process, with the demonstration council, and browsers that visit it."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect, sync_playwright

from tests.browser.places import PLACES
from tests.chromium import CHROMIUM
from tests.databases import environment_of_site, make_site

ROOT = Path(__file__).resolve().parent.parent.parent
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = (1280, 320)
LOOK_FOR_FAULTS = """async options => (await axe.run(document, options)).violations.flatMap(
    fault => fault.nodes.map(node => `${fault.id}: ${node.html.slice(0, 160)}`))"""
PATIENCE = 45_000  # milliseconds; the machine may be running other tests as well
expect.set_options(timeout=PATIENCE)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Site:
    """A running site: where it is, where its mail lands, and how to run its commands."""

    url: str
    var: Path
    env: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """Run a management command against the site's own database."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def messages(self) -> list:
        """Every e-mail that the site has sent, oldest first."""
        files = sorted((self.var / "mail").glob("*.log"), key=lambda path: path.stat().st_mtime)
        parts = [part for path in files for part in path.read_bytes().split(b"-" * 79 + b"\n")]
        return [message_from_bytes(p, policy=policy.default) for p in parts if p.strip()]

    def code_for(self, address: str) -> str:
        """Return the newest sign-in code that was sent to an address."""
        for _attempt in range(50):
            for message in reversed(self.messages()):
                if message["To"] == address:
                    body = message.get_body(("plain",)).get_content()
                    if found := re.search(r"^\s*([A-Z0-9]{4}-?[A-Z0-9]{2,4})\s*$", body, re.M):
                        return found[1]
            time.sleep(0.1)
        raise AssertionError(f"No code was sent to {address}")


@pytest.fixture(scope="session")
def site(tmp_path_factory, django_db_blocker):
    """The demonstration council, served by Daphne as `make demo` serves it.

    While tests are written, FOLKMOOT_BROWSER_SITE and FOLKMOOT_VAR may name one that runs already.
    """
    if url := os.environ.get("FOLKMOOT_BROWSER_SITE"):
        var = Path(os.environ["FOLKMOOT_VAR"])
        env = environment_of_site(var, os.environ.get("DATABASE_URL", "").rpartition("/")[2])
        yield Site(url, var, env | {"SITE_URL": url})
        return
    var = tmp_path_factory.mktemp(f"site_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}_")
    with django_db_blocker.unblock():  # it asks the server for a database of its own
        env, port = make_site(var), free_port()
    running = Site(f"http://127.0.0.1:{port}", var, env | {"SITE_URL": f"http://127.0.0.1:{port}"})
    with (
        (var / "server.log").open("w") as log,
        subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=ROOT,
            env=running.env,
            stdout=log,
            stderr=subprocess.STDOUT,
        ) as server,
    ):
        try:
            wait_until_healthy(running, server, var / "server.log")
            yield running
        finally:
            server.terminate()


def wait_until_healthy(site: Site, server, log: Path) -> None:
    for _attempt in range(300):
        try:
            urllib.request.urlopen(f"{site.url}/health/", timeout=2)
            return
        except OSError:
            assert server.poll() is None, log.read_text()
            time.sleep(0.2)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="session")
def places(site):
    """Return the numbers and addresses of what the demonstration council holds, by name."""
    return json.loads(site.manage("shell", "-v0", "-c", PLACES))


@pytest.fixture(scope="session")
def chromium():
    if CHROMIUM is None:
        message = "No Chromium was found: apt install chromium-headless-shell"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(f"not run: {message}")
    # Playwright's loop runs on this thread, and Django would refuse to let a test ask its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def cookies():
    """Who is signed in already, by address: people do not ask for a new code for every visit."""
    return {}


@pytest.fixture
def visit(site, chromium, cookies):
    """Open browsers, each with cookies of its own: `with visit(width=320) as page`."""

    @contextmanager
    def open_browser(*, width=1280, scripts=True, email=""):
        context = chromium.new_context(
            base_url=site.url,
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            locale="en-GB",
            timezone_id="Europe/London",
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda fault: page.faults.append(str(fault)))
        page.on("request", lambda request: note_foreign(page, request, site.url))
        page.on("console", lambda message: note_complaint(page, message))
        if email and email not in cookies:
            with_scripts = chromium.new_context(base_url=site.url)
            sign_in(with_scripts.new_page(), email)
            cookies[email] = with_scripts.cookies()
            with_scripts.close()
        if email:
            context.add_cookies(cookies[email])
        try:
            yield page
        except BaseException as failure:
            seen = site.var / f"seen-{len(list(site.var.glob('seen-*')))}.png"
            page.screenshot(path=seen)
            failure.add_note(f"This browser was at {page.url}, and saw {seen}")
            raise
        context.close()
        assert page.faults == []

    return open_browser


def note_foreign(page, request, url: str) -> None:
    """Keep every address outside the site as a fault: nothing calls a third party."""
    if not request.url.startswith((url, url.replace("http", "ws"), "data:", "blob:")):
        page.faults.append(f"third party: {request.url}")


def note_complaint(page, message) -> None:
    """Keep what the browser complains of as a fault, above all the content policy.

    That a page was refused (404, 422) is said on the console too, and meant.
    """
    if message.type == "error" and "Failed to load resource" not in message.text:
        page.faults.append(message.text)


def sign_in(page, email: str) -> None:
    """Sign in with a code, which the demonstration shows instead of sending it."""
    page.goto("/account/login/")
    page.get_by_role("textbox").fill(email)
    page.get_by_role("button", name="Send me a code").click()
    code = page.locator(".govuk-inset-text b").inner_text()
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/account/")


def find_faults(page) -> list[str]:
    """Return what axe-core finds against WCAG 2.2 A and AA, one line each.

    A page that was looked at before has axe-core already, and only what is wrong is sent back.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
    return page.evaluate(LOOK_FOR_FAULTS, options)


def scrolls_sideways(page) -> bool:
    return page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
