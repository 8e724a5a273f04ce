"""No page costs more than twelve queries, whoever looks, how much there is, first look or second.

A page that lists things costs the same with three of each as with one. The visitor of these tests
has voted, so that every page is made anew: what is kept whole is tried in `test_kept_whole`.
"""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from consultations.closing import withdraw
from core.kept import begin_edition
from home.models import PlainPage
from home.roles import ensure_roles
from polls.responding import submit_response
from polls.visitors import COOKIE
from tests.consultations.factories import make_consultation, make_home
from tests.home.factories import grow, make_council_site, take_half_of
from tests.panel.factories import make_user
from tests.polls.factories import (
    answers_to,
    make_member,
    make_officer,
    make_poll,
    move_to,
    some_items,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MOST = 12
MOST_TO_SEND = 14
ASKED: dict[tuple[str, int], list[str]] = {}  # for whoever has to find out why a page asked more


@pytest.fixture(autouse=True)
def nothing_is_forgotten_meanwhile(monkeypatch):
    """Keep what is published for longer than a slow machine needs to look at every page."""
    monkeypatch.setattr("core.kept.SECONDS", 3600)
    monkeypatch.setattr("panel.outlines.SECONDS", 3600)


@pytest.fixture(autouse=True)
def texts_are_on(settings):
    """Let the pages about texts be there."""
    settings.TEXTS = "notify"


def public_pages(council) -> dict[str, str]:
    """Return every page that a reader can go to, by what it is."""
    poll, session, topic = council.poll, council.session, council.forum.topics.earliest("pk")
    open_session, open_topic = council.open_session, council.open_forum.topics.earliest("pk")
    return {
        "front": "/",
        "front near": f"/?ward={council.ward.code}",
        "plain": "/privacy/",
        "what data is used for": "/data-protection/",
        "complaint about data": "/data-protection/complaint/",
        "finder": "/consultations/",
        "finder closed": "/consultations/?show=closed",
        "finder search": "/consultations/?q=streets&subject=transport",
        "feed": "/consultations/feed/",
        "list": "/consultations/list.json",
        "consultation": council.consultation.url,
        "decided": council.decided.url,
        "outcome": council.decided.outcome.url,
        "outcomes": "/we-asked-you-said-we-did/",
        "overdue": "/we-asked-you-said-we-did/?overdue=1",
        "poll": poll.url,
        "briefing": poll.get_children().get(slug="briefing").url,
        "questionnaire": council.questionnaire.url,
        "question": f"/polls/{council.questionnaire.pk}/answer/only/1/",
        "check": f"/polls/{council.questionnaire.pk}/answer/only/check/",
        "take back": f"/polls/{poll.pk}/take-back/",
        "one's own answers": f"/polls/{poll.pk}/answer/before/yours/",
        "done": f"/polls/{poll.pk}/answer/before/done/",
        "quick poll": "/quick-poll-2/",
        "quick poll closed": "/quick-poll-1/",
        "forum": council.forum.url,
        "topics feed": f"/forums/{council.forum.pk}/topics.atom",
        "start a topic": f"/forums/{council.forum.pk}/start/",
        "topic": topic.get_absolute_url(),
        "report": f"/contributions/{topic.posts.first().pk}/report/",
        "session": session.url,
        "events": f"/sessions/{session.pk}/events/?after=0",
        "screen": f"/sessions/{session.pk}/screen/",
        "transcript": f"/sessions/{session.pk}/transcript.csv",
        "open forum": council.open_forum.url,
        "open topic": open_topic.get_absolute_url(),
        "open topics feed": f"/forums/{council.open_forum.pk}/topics.atom",
        "open session": open_session.url,
        "all of an open session": f"{open_session.url}?all",
        "open events": f"/sessions/{open_session.pk}/events/?after=0&here=1",
        "open screen": f"/sessions/{open_session.pk}/screen/",
        "statements": council.statements.url,
        "own votes": f"/statements/{council.statements.pk}/yours/",
        "results": "/results/",
        "results of a poll": f"/results/{council.finished.pk}/",
        "no results yet": f"/results/{poll.pk}/",
        "for programs": "/api/",
        "results for programs": "/api/v1/results/",
        "wards": "/wards/",
        "ward": f"/wards/{council.ward.code}/",
        "my panel": "/account/",
        "details": "/account/details/",
        "age": "/account/age/",
        "e-mail address": "/account/email/",
        "messages": "/account/messages/",
        "mobile number": "/account/mobile/",
        "about you": "/account/about-you/",
        "about you: a question": "/account/about-you/ethnicity/",
        "interests": "/account/interests/",
        "leave": "/account/leave/",
        "sign in": "/account/login/",
        "join": "/join/",
    }


def staff_pages(council) -> dict[str, str]:
    session = council.session
    question = session.questions.filter(state="approved").first()
    return {
        "desk": f"/sessions/{session.pk}/desk/",
        "answer": f"/sessions/{session.pk}/desk/questions/{question.pk}/answer/",
        "moderation": "/moderation/",
        "my own post": f"/posts/{council.forum.topics.earliest('pk').posts.last().pk}/edit/",
        "appeals": "/moderation/appeals/",
        "answers to judge": "/moderation/answers/",
        "stages": f"/polls/{council.poll.pk}/stages/",
        "export": f"/results/{council.finished.pk}/export/",
        "answer with a member": f"/polls/{council.questionnaire.pk}/with/",
    }


def costs(client, pages, *, may_be_missing=False, after=None) -> dict[str, int]:
    """Return what each page asks of the database when it is seen for the second time.

    `after` is what happens between the two looks.
    """
    found = {}
    for name, address in pages.items():
        status = client.get(address).status_code
        assert status in (200, 302, 403) or (status == 404 and may_be_missing), address
        if after:
            after()
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        found[name] = len(queries)
        ASKED[name, len(queries)] = [query["sql"] for query in queries]
    return found


def told(one, three) -> str:
    """Return what was asked where a page asked more or less than before."""
    apart = [name for name in one if one[name] != three[name]]
    return "\n".join(str(ASKED[name, costs[name]]) for name in apart for costs in (one, three))


def member_half_way(council):
    member = make_member(ward=council.ward)
    take_half_of(council, member)
    return member


def officer(council):
    ensure_roles()
    person = make_officer()
    person.groups.add(Group.objects.get(name="Officers"), Group.objects.get(name="Administrators"))
    take_half_of(council, make_member(user=person, ward=council.ward))
    return type(person).objects.get(pk=person.pk)


READERS = {"visitor": None, "member": member_half_way, "officer": officer}


def another_page(council, reader):
    """Some page, none of those that are looked at, is for a group."""
    page = PlainPage(title="For staff", slug="for-staff", body="<p>Ours.</p>")
    restrict(make_home().add_child(instance=page), "groups")


def all_consultations(council, reader):
    """Everything about consultations is for a group that the reader is in."""
    group = restrict(council.consultation.get_parent(), "groups")
    if reader:
        reader.groups.add(group)


def restrict(page, kind):
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind)
    group = Group.objects.create(name="Some of us")
    restriction.groups.add(group)
    return group


# Officers, who see most, also look at a site on which none of these pages is restricted.
@pytest.mark.parametrize(
    ("reader", "restricted"),
    [("officer", another_page), *((reader, all_consultations) for reader in READERS)],
)
def test_no_page_asks_more_with_three_of_everything(client, reader, restricted):
    council = make_council_site()
    client.cookies[COOKIE] = "served anew"
    person = READERS[reader] and READERS[reader](council)
    restricted(council, person)
    if person:
        client.force_login(person)
    pages = public_pages(council) | (staff_pages(council) if reader == "officer" else {})
    is_closed = restricted is all_consultations and person is None
    with_one = costs(client, pages, may_be_missing=is_closed)
    grow(council)
    grow(council)
    with_three = costs(client, pages, may_be_missing=is_closed)

    assert {name: cost for name, cost in with_three.items() if cost > MOST} == {}
    assert with_three == with_one, told(with_one, with_three)


@pytest.mark.parametrize("reader", list(READERS))
def test_the_first_look_after_a_publication_costs_no_more(client, reader):
    """Who comes first reads what was published anew, several kinds of rows at once."""
    council = make_council_site()
    client.cookies[COOKIE] = "served anew"
    if READERS[reader]:
        client.force_login(READERS[reader](council))
    pages = public_pages(council) | (staff_pages(council) if reader == "officer" else {})
    with_one = costs(client, pages, after=begin_edition, may_be_missing=reader == "visitor")
    grow(council)
    with_two = costs(client, pages, after=begin_edition, may_be_missing=reader == "visitor")

    assert {name: cost for name, cost in with_two.items() if cost > MOST} == {}
    assert with_two == with_one, told(with_one, with_two)


def test_what_every_page_begins_with(client, django_assert_num_queries):
    make_council_site()
    client.get("/privacy/")

    client.cookies[COOKIE] = "served anew"
    with django_assert_num_queries(1):  # page
        client.get("/privacy/")
    for person in (make_member(), make_officer()):
        client.force_login(person)
        with django_assert_num_queries(3):  # and session, person with what they may do
            client.get("/privacy/")


@pytest.mark.parametrize("wave", ["before", "after"])
def test_sending_five_answers(client, wave):
    member, poll = make_member(), make_poll("before", some_items(5))
    if wave == "after":
        submit_response(user=member, page=poll, wave="before", answers=answers_to(poll))
        move_to(poll, "after")
    client.force_login(member)
    for number in range(1, 6):
        client.post(f"/polls/{poll.pk}/answer/{wave}/{number}/", {"answer": "5"})

    with CaptureQueriesContext(connection) as queries:
        answer = client.post(f"/polls/{poll.pk}/answer/{wave}/check/")

    assert answer["Location"] == f"/polls/{poll.pk}/answer/{wave}/done/"
    assert len(queries) <= MOST_TO_SEND


# ---- what is kept to save queries never shows what it should not


@pytest.fixture
def privacy():
    page = PlainPage(title="Privacy", slug="privacy", body="<p>Yours.</p>")
    return make_home().add_child(instance=page)


def test_a_restriction_holds_from_the_next_request_on(client, privacy):
    assert client.get("/privacy/").status_code == 200

    restriction = PageViewRestriction.objects.create(page=privacy, restriction_type="login")
    closed = client.get("/privacy/")
    client.force_login(make_user())
    signed_in = client.get("/privacy/")
    restriction.restriction_type = "groups"
    restriction.save()
    of_no_group = client.get("/privacy/")
    restriction.delete()

    assert (closed.status_code, closed["Location"]) == (302, "/account/login/?next=/privacy/")
    assert signed_in.status_code == 200
    assert of_no_group.status_code == 302
    assert client.get("/privacy/").status_code == 200


def test_a_restriction_above_holds_below(client, privacy):
    below = privacy.add_child(
        instance=PlainPage(title="Cookies", slug="cookies", body="<p>Two.</p>")
    )
    assert client.get(below.url).status_code == 200

    PageViewRestriction.objects.create(page=privacy, restriction_type="login")

    assert client.get(below.url).status_code == 302


def test_a_page_that_is_unpublished_or_deleted_is_gone(client, privacy):
    assert client.get("/privacy/").status_code == 200
    privacy.unpublish()
    unpublished = client.get("/privacy/")
    privacy.save_revision().publish()
    published = client.get("/privacy/")
    privacy.delete()

    assert (unpublished.status_code, published.status_code) == (404, 200)
    assert client.get("/privacy/").status_code == 404


def test_a_page_that_was_moved_is_found_at_its_new_address_alone(client, privacy):
    about = make_home().add_child(instance=PlainPage(title="About", slug="about", body="<p>U</p>"))
    assert client.get("/privacy/").status_code == 200

    privacy.move(about, "last-child")

    assert client.get("/privacy/")["Location"] == "/about/privacy/"
    assert client.get("/about/privacy/").status_code == 200


def test_unknown_addresses_stay_unknown_until_there_is_a_page(client, privacy):
    assert client.get("/privacy/cookies/").status_code == 404
    assert client.get("/no/such/page/").status_code == 404

    privacy.add_child(instance=PlainPage(title="Cookies", slug="cookies", body="<p>Two.</p>"))

    assert client.get("/privacy/cookies/").status_code == 200


def test_a_withdrawn_consultation_takes_nothing_more_at_once(client):
    member, consultation = make_member(), make_consultation()
    poll = make_poll("before", parent=consultation)
    client.force_login(member)
    assert client.get(f"/polls/{poll.pk}/answer/before/1/").status_code == 200

    withdraw(consultation, by=make_officer(), reason="The budget changed.")

    assert client.get(f"/polls/{poll.pk}/answer/before/1/").status_code == 403
    assert "The budget changed." in client.get(consultation.url).content.decode()


def test_nobody_meets_what_was_kept_for_another(client):
    one, other, consultation = make_member(), make_member(), make_consultation()
    poll = make_poll("before", parent=consultation)
    submit_response(user=one, page=poll, wave="before", answers=answers_to(poll))
    consultation.follows.create(user=one)

    seen = {}
    for person in (one, other, one):
        client.force_login(person)
        page = client.get(consultation.url)
        hub = client.get(poll.url)
        seen.setdefault(person, []).append(
            (page.context["is_following"], hub.context["stages"][0].state == "done")
        )

    assert seen == {one: [(True, True), (True, True)], other: [(False, False)]}
