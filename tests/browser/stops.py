"""Pages to look at in a browser, and what would stand in somebody's way there."""

from dataclasses import dataclass

from playwright.sync_api import expect

from tests.browser.conftest import WIDTHS, find_faults, scrolls_sideways

LIVEABLE = "/consultations/liveable-neighbourhoods/"


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


def look_at(stop: Stop, places: dict[str, str], visit) -> None:
    """Go to a page, press what is to be pressed, and find nothing in anybody's way."""
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
