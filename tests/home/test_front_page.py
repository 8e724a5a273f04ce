"""The front page: this week's question, what is open, and what came of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from polls.models import QuickPollPage
from tests.consultations.factories import (
    from_now,
    make_closed_consultation,
    make_consultation,
    make_home,
    make_outcome,
)
from tests.panel.factories import BRISTOL, make_council, make_edition, make_membership, make_ward
from tests.polls.factories import make_quick_poll

pytestmark = pytest.mark.django_db
SQUARE = "M0 0L10 0L10 10L0 10Z"


def test_an_empty_site_says_so(client):
    make_home()

    page = client.get("/").content.decode()

    assert "Nothing is asked just now" in page
    assert "Nothing is open just now" in page
    assert "No answers yet" in page


def test_the_question_of_the_week_is_the_first_heading(client):
    make_quick_poll("Yes", "No", question="Should the lights stay on?")

    page = client.get("/").content.decode()

    assert page.count("<h1") == 1
    assert "Should the lights stay on?" in page[page.index("<h1") : page.index("</h1>")]


def test_the_question_of_the_week_says_who_decides_where_that_is_known(client):
    poll = make_quick_poll("Yes", "No", decision_maker="The <Parks> Committee")

    for address in ("/", poll.url):
        page = client.get(address).content.decode()
        asked = page[page.index("<h1") : page.index('<form action="/polls')]
        assert "Who decides: <b>The &lt;Parks&gt; Committee</b>" in asked

    poll.decision = "<p>They stay on.</p>"
    poll.save()
    assert (
        "Who decided: <b>The &lt;Parks&gt; Committee</b>" in client.get(poll.url).content.decode()
    )

    poll.decision_maker = ""
    poll.save()
    for address in ("/", poll.url):
        assert "Who decide" not in client.get(address).content.decode()


def test_the_last_question_shows_its_result_and_the_decision(client):
    poll = make_quick_poll("Yes", "No", question="Should the lights stay on?")
    QuickPollPage.objects.filter(pk=poll.pk).update(
        closes_at=timezone.now() - timedelta(hours=1), decision="<p>They stay on.</p>"
    )

    page = client.get("/").content.decode()

    assert "They stay on." in page


def test_what_touches_the_readers_ward_comes_first(client):
    here, there = make_ward(outline=SQUARE), make_ward(outline=SQUARE)
    far = make_consultation(wards=[there], closes_at=from_now(days=2))
    near = make_consultation(wards=[here], closes_at=from_now(days=20))
    member = make_membership(ward=here).user

    signed_out = [item.page for item in client.get("/").context["listed"]]
    client.force_login(member)
    signed_in = [item.page for item in client.get("/").context["listed"]]

    assert signed_out == [far, near]
    assert signed_in == [near, far]


def test_a_draft_is_not_listed(client):
    shown = make_consultation()
    make_consultation(live=False)

    assert [item.page for item in client.get("/").context["listed"]] == [shown]


def test_an_overdue_answer_is_not_hidden_by_newer_outcomes(client):
    late = make_closed_consultation(results_due_on=from_now(days=-3).date())
    for _number in range(4):
        make_outcome()

    titles = [reply["title"] for reply in client.get("/").context["replies"]]

    assert late.title in titles
    assert len(titles) == 3


def test_a_postcode_becomes_a_ward_and_is_not_kept(client):
    make_home()
    make_council()
    ward = make_ward(outline=SQUARE)
    make_edition(BS56XX=(BRISTOL, ward.code, ""))

    answer = client.post("/near/", {"postcode": "bs5 6xx"})

    assert answer.headers["Location"] == f"/?ward={ward.code}#near"
    assert (
        f'You are in <a href="/wards/{ward.code}/">'
        in client.get(f"/?ward={ward.code}").content.decode()
    )


def test_a_wrong_postcode_is_answered_beside_the_field(client):
    make_home()
    make_council()

    answer = client.post("/near/", {"postcode": "nonsense"})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "<title>Error:" in page
    assert 'value="nonsense"' in page
    assert 'aria-describedby="postcode-error" aria-invalid="true" autofocus' in page
    assert "See all wards" not in page


def test_a_postcode_that_no_file_holds_leads_to_the_list_of_wards(client):
    make_home()
    make_council()
    make_edition(BS56XX=(BRISTOL, make_ward(outline=SQUARE).code, ""))

    page = client.post("/near/", {"postcode": "BS5 7XX"}).content.decode()

    assert "We do not know BS5 7XX." in page
    assert '<a href="/wards/#all">See all wards</a>' in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_however_much_is_open(client, rows, django_assert_num_queries):
    ward = make_ward(outline=SQUARE)
    for _number in range(rows):
        make_consultation(wards=[ward])
        make_outcome()
    make_quick_poll()
    client.get("/")

    # The page; the choices and the turnout of the quick poll.
    with django_assert_num_queries(2):
        client.get("/")
