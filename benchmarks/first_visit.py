"""What a first visit costs a phone: all that Chromium loads for a page, as it crosses the wire."""

import shutil

from benchmarks.small_server import running
from benchmarks.table import Row

MOST_KILOBYTES = 150
CONSULTATION = "/consultations/liveable-neighbourhoods/"
PAGES = {
    "front page": "/",
    "consultations": "/consultations/",
    "consultation page": CONSULTATION,
    "deliberative poll": f"{CONSULTATION}poll/",
    "quick poll": "/gull-proof-sacks/",
    "decisions": "/we-asked-you-said-we-did/",
    "joining": "/join/",
}


def rows() -> list[Row]:
    """Open each page in a browser that has seen none of the site before."""
    from playwright.sync_api import sync_playwright

    executable = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if executable is None:
        raise SystemExit("No Chromium was found. The first visits need it: apt install chromium")
    with running() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu"]
        )
        return [
            Row(
                f"First visit on the wire: {name}",
                kilobytes_of(browser, server.url + path),
                None,
                "kB",
                at_most=MOST_KILOBYTES,
            )
            for name, path in PAGES.items()
        ]


def kilobytes_of(browser, url: str) -> float:
    """Return the size of all answers, headers and compression included."""
    sizes: list[int] = []
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    answer = page.goto(url, wait_until="networkidle")
    assert answer.status == 200, f"{url}: {answer.status}"
    context.close()
    return sum(sizes) / 1000
