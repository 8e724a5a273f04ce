"""The quick poll in a frame on another site of the council, and what the last one decided."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from tests.panel.factories import make_council
from tests.polls.factories import close, make_quick_poll
from tests.polls.test_voting import vote, votes

pytestmark = pytest.mark.django_db
FRAME = "/polls/embed/"
SITES = "https://www.bristol.gov.uk\nhttps://news.bristol.gov.uk:8443"


def name_sites(sites=SITES):
    council = make_council()
    council.frame_sites = sites
    council.full_clean()
    council.save()
    return council


def policy(response) -> str:
    return response.headers["Content-Security-Policy"]


def test_only_the_sites_that_the_council_names_may_show_it_and_only_this_page(client):
    name_sites()
    poll = make_quick_poll()
    shown = client.get(FRAME)
    ours = "frame-ancestors 'self' https://www.bristol.gov.uk https://news.bristol.gov.uk:8443"
    assert ours in policy(shown)
    assert "X-Frame-Options" not in shown.headers
    assert not shown.cookies
    other = client.get(poll.url)
    assert "frame-ancestors 'none'" in policy(other)
    assert other.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_without_named_sites_nobody_else_may_show_it(client):
    make_quick_poll()
    assert "frame-ancestors 'self';" in policy(client.get(FRAME)) + ";"


@pytest.mark.parametrize(
    "line",
    [
        "http://www.bristol.gov.uk",
        "https://*.gov.uk",
        "https://bristol.gov.uk/news",
        "https://bristol.gov.uk; script-src *",
        "https://someone@bristol.gov.uk",
        "www.bristol.gov.uk",
    ],
)
def test_what_is_no_site_never_comes_into_the_header(line):
    with pytest.raises(ValidationError, match="is no address of a site"):
        name_sites(f"https://www.bristol.gov.uk\n{line}")


def test_sites_are_kept_as_browsers_name_them():
    assert name_sites(" https://WWW.Bristol.gov.uk/ \n\n").frame_sites == (
        "https://www.bristol.gov.uk"
    )


def test_an_answer_tapped_elsewhere_is_cast_here_and_counts_once(client):
    last = close(make_quick_poll(question="Should the pool open earlier?"))
    type(last).objects.filter(pk=last.pk).update(
        decision="<p>It opens at six.</p>", decided_on=dt.date(2026, 11, 1)
    )
    poll = make_quick_poll()
    yes = poll.choices.first()
    shown = client.get(FRAME).content.decode()
    assert poll.question in shown
    assert "Should the pool open earlier?" in shown
    assert "It opens at six." in shown
    assert f'href="{poll.url}?answer={yes.pk}#vote"' in shown
    assert "<form" not in shown

    here = client.get(f"{poll.url}?answer={yes.pk}").content.decode()
    assert "You chose “Yes”. Tap it here to vote." in here
    assert votes(poll) == []  # an address alone casts nothing
    vote(client, poll, yes)
    vote(client, poll, yes)
    assert votes(poll) == ["Yes"]
    for unknown in ("x", "0", "99999999999999999999"):
        assert client.get(f"{poll.url}?answer={unknown}").status_code == 200


def test_what_the_last_one_decided_stands_beside_every_new_one(client):
    last = close(make_quick_poll(question="Should the pool open earlier?"))
    poll = make_quick_poll()
    page = client.get(poll.url).content.decode()
    assert "Should the pool open earlier?" in page
    assert "What comes of it will stand here." in page
    assert "Last time" not in client.get(last.url).content.decode()


def test_between_two_questions_the_frame_shows_the_last_or_says_that_there_is_none(client):
    assert "There is no question at the moment." in client.get(FRAME).content.decode()
    close(make_quick_poll(question="Should the pool open earlier?"))
    shown = client.get(FRAME).content.decode()
    assert "Should the pool open earlier?" in shown
    assert 'id="question"' in shown


def test_officers_read_what_to_paste(client, admin_user):
    poll = make_quick_poll()
    client.force_login(admin_user)
    edit = f"/admin/pages/{poll.pk}/edit/"
    assert "No other site may show questions yet." in client.get(edit).content.decode()
    name_sites()
    words = client.get(edit).content.decode()
    assert "&lt;iframe src=&quot;http" in words or '&lt;iframe src="http' in words
    assert "/polls/embed/" in words
