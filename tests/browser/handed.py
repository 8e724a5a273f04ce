"""Pages that this process answers itself, handed to a browser: with their policy, or without.

What is on them is in a transaction that is undone, so nothing has to be taken out of a site.
"""

from contextlib import contextmanager
from contextvars import copy_context

from tests.browser.conftest import PATIENCE

ORIGIN = "http://localhost"  # which browsers trust as they trust https
HOOKS = """
window.ran = [];
for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
  window[name] = () => window.ran.push(name);
}
addEventListener("securitypolicyviolation", (event) =>
  window.ran.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
"""


@contextmanager
def blank_page(chromium):
    """Open a page that reaches no server, and notes whatever runs."""
    context = chromium.new_context(base_url=ORIGIN, service_workers="block")
    context.set_default_timeout(PATIENCE)
    context.add_init_script(HOOKS)
    page = context.new_page()
    page.faults = []
    page.on("pageerror", lambda fault: page.faults.append(str(fault)))
    page.on("console", lambda said: said.type == "error" and page.faults.append(said.text))
    page.route_web_socket("**/*", lambda socket: None)
    yield page
    context.close()


def body_of(answer) -> bytes:
    return b"".join(answer) if answer.streaming else answer.content


def mains(client, addresses) -> list[str]:
    """Return what stands in the main part of each address."""
    found = []
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, f"{answer.status_code} {address}"
        html = answer.content.decode()
        found.append(html[html.index("<main") : html.rindex("</main>") + len("</main>")])
    return found


def open_parts(page, parts: list[str], content_type="text/html; charset=utf-8") -> list[str]:
    """Open parts of pages with no content policy to save them; list what ran or was asked for.

    Nothing in these parts loads anything of its own, so that whatever is asked for is a fault.
    """
    asked, head = [], "<!doctype html><meta charset=utf-8><body>"
    document = ("" if "plain" in content_type else head) + "".join(parts)

    def give(route):
        asked.append(route.request.url)
        if len(asked) == 1:
            route.fulfill(body=document, content_type=content_type)
        else:
            route.abort()

    page.route("**/*", give)
    page.goto("/attacked/")
    return page.evaluate("window.ran") + asked[1:]


def open_whole(page, client, address: str) -> list[str]:
    """Open an address as its reader would, with its policy, styles and scripts.

    Playwright calls back in a context of its own, which would get a database of its own.
    """
    here = copy_context()

    def give(route):
        if not route.request.url.startswith(ORIGIN + "/"):
            page.faults.append(f"third party: {route.request.url}")
            return route.abort()
        answer = here.run(client.get, route.request.url.removeprefix(ORIGIN))
        return route.fulfill(
            status=answer.status_code, headers=dict(answer.headers), body=body_of(answer)
        )

    page.route("**/*", give)
    answer = page.goto(address)
    assert answer.ok, f"{answer.status} {address}"
    return page.evaluate("window.ran") + page.faults
