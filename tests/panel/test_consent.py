"""Who chose what is on record, and who took a choice back gets nothing more at once."""

import datetime as dt
import io
from urllib.parse import urlsplit

import pytest
from django.core import mail as outbox
from django.utils import timezone

from panel import consent, mail
from panel.importing import import_members
from panel.joining import (
    change_wishes,
    delete_accounts,
    join_panel,
    leave_panel,
    turn_away_young,
    unfinished_accounts,
)
from panel.models import Consent, User
from panel.places_on_panel import remove
from tests.consultations.factories import make_home
from tests.panel.factories import make_council, make_edition, make_membership, make_user, make_ward

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def council():
    return make_council()


def rows(user):
    found = Consent.objects.filter(user=user).order_by("pk")
    return list(found.values_list("purpose", "choice", "channel"))


def test_joining_notes_what_was_agreed_to_and_which_version():
    from home.models import PlainPage  # noqa: PLC0415 - pages of the whole site

    page = make_home().add_child(instance=PlainPage(title="Rules", slug="rules", body="<p>1</p>"))
    page.save_revision().publish()
    page.refresh_from_db()
    user = make_user()
    join_panel(
        user=user,
        postcode="BS5 6XX",
        ward=make_ward(),
        ward_source="postcode",
        age_band="35-49",
    )
    assert rows(user) == [("membership", "given", "website")]
    shown = Consent.objects.get().shown
    assert shown.words == (
        "I agree to the rules, and I have seen how my answers are kept\n"
        f"{page.url_path} #{page.live_revision_id}"
    )


def test_the_words_are_kept_once_for_all_who_saw_them():
    first, second = make_user(), make_user()
    for user in (first, second):
        consent.note(user=user, purpose="news", choice="given", shown="Write to me")
    assert Consent.objects.values("shown").distinct().count() == 1


def test_wishes_are_noted_when_they_change():
    membership = make_membership()

    def wish(wants_news):
        change_wishes(
            membership=membership, display_name="", shows_ward=True, wants_news=wants_news
        )

    for wants_news in (True, True, False, False, True):
        wish(wants_news)
    assert [choice for _purpose, choice, _channel in rows(membership.user)] == [
        "given",
        "withdrawn",
        "given",
    ]


def test_a_click_in_a_message_is_noted_as_such(client):
    membership = make_membership()
    address = urlsplit(mail.stop_address(membership.user)).path
    for _click in range(2):
        assert client.post(address).status_code == 200
    assert rows(membership.user) == [("news", "withdrawn", "mail")]


def test_an_import_notes_how_members_came_and_who_brought_them():
    ward, officer = make_ward(), make_user(is_staff=True)
    make_edition(BS56XX=("E06000023", ward.code, ""))
    file = io.BytesIO(b"e-mail,postcode,age band\nnew@example.org,BS5 6XX,35-49\n")
    import_members(file=file, file_name="list.csv", by=officer)
    row = Consent.objects.get()
    assert (row.user.email, row.by) == ("new@example.org", officer)
    assert (row.purpose, row.choice, row.channel) == ("membership", "given", "imported")


# ---- what is waiting to be sent -----------------------------------------------------------------


def taken_back(membership):
    mail.stop(membership.user)


def refused(membership):
    consent.note(user=membership.user, purpose="news", choice="refused", shown="Write to me")


def gone(membership):
    leave_panel(membership.user)


def removed(membership):
    remove(membership=membership, reason="Moved away", by=make_user(is_staff=True))


@pytest.mark.parametrize("act", [taken_back, refused, gone, removed])
def test_what_is_waiting_stops_at_once(act):
    membership, other = make_membership(), make_membership()
    assert consent.may_be_told(membership.user)
    act(membership)
    membership.user.refresh_from_db()
    assert not consent.may_be_told(membership.user)
    people = [membership.user_id, other.user_id]
    assert consent.who_may_be_told(people) == {other.user_id}


def test_who_takes_it_back_and_agrees_again_is_told_again():
    membership = make_membership()
    mail.stop(membership.user)
    mail.resume(membership.user)
    assert consent.may_be_told(membership.user)


def test_followers_without_a_membership_may_be_told():
    assert consent.may_be_told(make_user())
    assert not consent.may_be_told(make_user(is_active=False))


@pytest.mark.parametrize("people", [1, 3])
def test_asking_for_many_costs_one_query(people, django_assert_num_queries):
    members = [make_membership().user_id for _number in range(people)]
    with django_assert_num_queries(1):
        assert consent.who_may_be_told(members) == set(members)
    assert outbox.outbox == []


def test_an_unfinished_account_that_stopped_our_mail_is_forgotten_all_the_same():
    user = make_user(date_joined=timezone.now() - dt.timedelta(days=8))
    mail.stop(user)
    assert delete_accounts(unfinished_accounts(timezone.now())) == 1
    assert not Consent.objects.exists()


def test_who_says_they_are_too_young_is_forgotten_all_the_same():
    user = make_user()
    mail.stop(user)
    turn_away_young(user)
    assert not User.objects.exists() and not Consent.objects.exists()
