"""Finished pages are handed to visitors who are signed out, and never what is for one of them."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib import messages
from django.db import connection
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction, get_page_models

from core.kept_whole import Shelf, holds_until, shelf
from core.pages import SameForVisitors
from forums.models import ExpertSessionPage, ForumPage
from home.models import HomePage, PlainPage
from panel.models import CouncilSettings
from polls.models import QuickPollPage
from polls.visitors import COOKIE, remember
from polls.without_account import COOKIE as RESPONDENT
from tests.consultations.factories import make_consultation, make_home, make_outcome
from tests.panel.factories import make_user
from tests.polls.factories import make_briefing, make_poll, make_questionnaire, make_quick_poll

pytestmark = pytest.mark.django_db
A_QUIET_MOMENT = datetime(2026, 11, 4, 10, 0, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    """The clock stands, so that no page is given up before its test has ended."""
    with time_machine.travel(A_QUIET_MOMENT, tick=False) as clock:
        yield clock


@pytest.fixture
def privacy():
    CouncilSettings.load()  # made by whoever comes first to a new site, which begins anew
    page = PlainPage(title="Privacy", slug="privacy", body="<p>Yours.</p>")
    return make_home().add_child(instance=page)


def queries_of(client, address, **headers) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address, **headers).status_code == 200
    return len(queries)


def words(client, address, **headers) -> str:
    return client.get(address, **headers).content.decode()


def test_a_page_that_a_visitor_saw_is_shown_to_the_next_without_a_query(privacy):
    consultation = make_consultation()
    consultation.save_revision().publish()
    poll = make_poll("before", parent=consultation)
    pages = [
        "/privacy/",
        "/consultations/",
        "/we-asked-you-said-we-did/",
        consultation.url,
        make_outcome().url,
        make_questionnaire(parent=consultation).url,
        poll.url,
    ]

    first = {address: words(Client(), address) for address in pages}
    with CaptureQueriesContext(connection) as queries:
        second = {address: words(Client(), address) for address in pages}

    assert second == first
    assert len(queries) == 0


def test_a_kept_page_carries_the_headers_of_one_made_anew(privacy):
    anew, kept = (Client().get("/privacy/") for _ in range(2))

    assert kept.headers.keys() == anew.headers.keys()
    assert {**kept.headers, "Vary": ""} == {**anew.headers, "Vary": ""}
    assert {*kept["Vary"].split(", ")} == {"Accept-Language", "Cookie"}
    assert "script-src 'self'" in kept["Content-Security-Policy"]


def test_only_the_heads_are_sent_to_who_asks_for_the_head(privacy):
    length = len(Client().get("/privacy/").content)

    head = Client().head("/privacy/")

    assert (head.status_code, head["Content-Length"], head.content) == (200, str(length), b"")


# ---- it is never older than what was published


def test_a_publication_shows_at_once(client, privacy):
    assert "Yours." in words(client, "/privacy/")

    privacy.body = "<p>Ours.</p>"
    privacy.save_revision().publish()

    assert "Ours." in words(client, "/privacy/")


def test_a_page_that_changed_while_it_was_made_is_not_kept(client, privacy, monkeypatch):
    def publish_meanwhile(self, request, *args):
        answer = HttpResponse(self.body)
        answer.is_same_for_visitors = True
        PlainPage.objects.get(pk=self.pk).save_revision().publish()
        return answer

    monkeypatch.setattr(PlainPage, "serve", publish_meanwhile)
    client.get("/privacy/")

    assert queries_of(client, "/privacy/") > 0


def test_a_page_says_that_it_closed_as_soon_as_it_has(client, clock):
    closes_at = datetime(2026, 11, 4, 17, 0, tzinfo=UTC)
    page = make_consultation(closes_at=closes_at)
    clock.move_to(closes_at - timedelta(seconds=1.5))
    while_open = words(client, page.url)
    kept = queries_of(client, page.url)
    clock.move_to(closes_at + timedelta(seconds=1))

    closed = words(client, page.url)

    assert kept == 0
    assert ("This closed" in while_open, "This closed" in closed) == (False, True)


@pytest.mark.parametrize(
    ("made_at", "given_up_at"),
    [
        ("10:00:00", "10:00:10"),
        ("10:00:48", "10:00:58"),
        ("10:00:50.5", "10:00:59"),  # the last second of a day, with which it closes
        ("10:00:59", "10:01:00"),
        ("23:59:59.9", "24:00:00"),
    ],
)
def test_no_page_is_kept_over_a_turn_of_the_clock(made_at, given_up_at):
    def at(clock):
        hours, minutes, seconds = map(float, clock.split(":"))
        return datetime(2026, 11, 4, tzinfo=UTC) + timedelta(
            hours=hours, minutes=minutes, seconds=seconds
        )

    assert holds_until(at(made_at)) == at(given_up_at)


def test_after_ten_seconds_a_page_is_made_anew(client, clock, privacy):
    client.get("/privacy/")
    clock.shift(9.9)
    before = queries_of(client, "/privacy/")
    clock.shift(0.1)

    assert (before, queries_of(client, "/privacy/") > 0) == (0, True)


# ---- it is for nobody but visitors of whom nothing is known


def test_a_signed_in_person_neither_gets_nor_leaves_a_kept_page(client, privacy):
    client.force_login(make_user())

    signed_in = words(client, "/privacy/")
    signed_out = words(Client(), "/privacy/")

    assert ("Sign out" in signed_in, "Sign out" in signed_out) == (True, False)
    assert "Sign out" in words(client, "/privacy/")


@pytest.mark.parametrize("cookie", [settings.SESSION_COOKIE_NAME, "messages", COOKIE])
def test_who_brings_a_cookie_of_their_own_is_served_anew(cookie, privacy):
    known = Client()
    known.cookies[cookie] = "something"
    known.get("/privacy/")

    assert queries_of(Client(), "/privacy/") > 0  # nothing was left
    assert queries_of(known, "/privacy/") > 0  # and nothing taken


def test_the_cookies_of_a_ballot_and_of_answers_are_those():
    response = HttpResponse()
    remember(response, "visitor-1", is_secure=True)

    assert [*response.cookies, RESPONDENT] == settings.PERSONAL_COOKIES


def test_a_post_is_never_answered_from_the_shelf(privacy):
    Client().get("/privacy/")

    with CaptureQueriesContext(connection) as queries:
        Client().post("/privacy/")

    assert len(queries) > 0


def test_a_page_with_a_form_is_made_for_each(privacy):
    make_quick_poll("Yes", "No")
    first, second = (Client().get("/") for _ in range(2))

    assert "csrfmiddlewaretoken" in first.content.decode()
    assert first.cookies["csrftoken"].value != second.cookies["csrftoken"].value


def with_token(request):
    return HttpResponse(get_token(request))


def with_nonce(request):
    return HttpResponse(str(request.csp_nonce))


def with_session(request):
    request.session["seen"] = True
    return HttpResponse("Seen.")


def with_cookie(request):
    response = HttpResponse("Mine.")
    response.set_cookie("mine", "1")
    return response


def with_message(request):
    messages.success(request, "Done.")
    return HttpResponse("Done.")


def with_its_own_rule(request):
    return HttpResponse("Secret.", headers={"Cache-Control": "no-store"})


def not_found(request):
    return HttpResponse("Nothing here.", status=404)


@pytest.mark.parametrize(
    "answer",
    [with_token, with_nonce, with_session, with_cookie, with_message, with_its_own_rule, not_found],
)
def test_what_belongs_to_one_reader_is_not_kept_even_if_a_page_says_so(
    privacy, monkeypatch, answer
):
    def serve(self, request, *args):
        response = answer(request)
        response.is_same_for_visitors = True
        return response

    monkeypatch.setattr(PlainPage, "serve", serve)
    Client().get("/privacy/")
    monkeypatch.undo()

    assert "Yours." in words(Client(), "/privacy/")


def test_a_question_in_the_address_is_answered_anew(privacy):
    assert queries_of(Client(), "/privacy/?a=1") > 0
    assert queries_of(Client(), "/privacy/?a=1") > 0
    assert queries_of(Client(), "/privacy/") > 0


def test_hosts_schemes_and_languages_do_not_mix(privacy, monkeypatch):
    monkeypatch.setattr("core.language.is_spoken", lambda _language: True)
    looks = [
        {},
        {"HTTP_HOST": "other.example"},
        {"HTTP_HOST": "other.example:8001"},
        {"wsgi.url_scheme": "https"},
        {"HTTP_ACCEPT_LANGUAGE": "cy"},
    ]

    assert [queries_of(Client(), "/privacy/", **look) > 0 for look in looks] == [True] * 5
    assert [queries_of(Client(), "/privacy/", **look) for look in looks] == [0] * 5
    assert 'lang="cy"' in words(Client(), "/privacy/", HTTP_ACCEPT_LANGUAGE="cy")
    assert 'lang="en-GB"' in words(Client(), "/privacy/")


# ---- what nobody may see is not shown


def test_a_page_that_is_closed_to_visitors_is_closed_at_once(privacy):
    assert "Yours." in words(Client(), "/privacy/")

    PageViewRestriction.objects.create(page=privacy, restriction_type="login")

    assert Client().get("/privacy/").status_code == 302
    assert Client().get("/privacy/").status_code == 302


def test_a_briefing_that_is_not_open_is_not_kept():
    briefing = make_briefing(make_poll("before"))

    assert [Client().get(briefing.url).status_code for _ in range(2)] == [403, 403]


def test_a_preview_is_neither_kept_nor_taken_from_the_shelf(privacy):
    Client().get("/privacy/")
    privacy.body = "<p>Draft.</p>"

    preview = privacy.make_preview_request().content.decode()

    assert "Draft." in preview
    assert "Draft." not in words(Client(), "/privacy/")


def test_a_preview_leaves_nothing_for_visitors(privacy):
    privacy.make_preview_request()

    assert queries_of(Client(), "/privacy/") > 0


def test_types_that_show_words_of_residents_are_not_kept():
    kept = {model for model in get_page_models() if issubclass(model, SameForVisitors)}

    assert kept.isdisjoint({ForumPage, ExpertSessionPage, HomePage, QuickPollPage})


# ---- and it takes no more room than it may


def test_one_page_too_many_pushes_out_the_oldest():
    shelf = Shelf(2)
    for name in ("one", "two", "three"):
        shelf.keep((name,), HttpResponse(name))

    found = [shelf.find((name,)) for name in ("one", "two", "three")]

    assert [page and page.content for page in found] == [None, b"two", b"three"]


def test_an_answer_from_the_shelf_is_nobody_elses():
    shelf.keep(("place",), HttpResponse("Words."))

    shelf.find(("place",))["X-Mine"] = "1"

    assert "X-Mine" not in shelf.find(("place",))
