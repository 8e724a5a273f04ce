"""Joining in three pages, changing one's details, and leaving."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user
from django.core import mail
from django.test import Client
from django.utils import timezone

from core.refusals import Refused
from panel.households import household_key
from panel.joining import delete_accounts, join_panel, unfinished_accounts
from panel.models import Consent, JoiningRefusal, Membership, MessageWishes, User
from tests.panel.factories import (
    BRISTOL,
    make_council,
    make_edition,
    make_membership,
    make_user,
    make_ward,
)

JOIN, CODE, WHERE, YOU = "/join/", "/join/code/", "/join/where/", "/join/you/"


@pytest.fixture(autouse=True)
def places(db):
    make_council()
    easton = make_ward(name="Easton", code="E05010896")
    make_ward(name="Lawrence Hill", code="E05010908")
    make_edition(
        BS56XX=(BRISTOL, easton.code, ""),
        BS50XX=(BRISTOL, "E05010908", ""),
        BS56XY=(BRISTOL, easton.code, "201803"),
        BS371AA=("E06000025", "E05012142", ""),
        BS10ZZ=(BRISTOL, "", ""),
    )
    return easton


@pytest.fixture
def newcomer(client):
    """Somebody who has proved an address and is not a member yet."""
    user = make_user(email="new@example.org")
    client.force_login(user)
    return user


def find(client, postcode):
    return client.post(WHERE, {"action": "find", "postcode": postcode})


def about(client, **fields):
    return client.post(YOU, {"age_band": "35-49", "display_name": "Maya", "agrees": "on"} | fields)


def test_the_whole_way_takes_three_pages(client, django_capture_on_commit_callbacks):
    assert "page 1 of 3" in client.get(JOIN).text
    assert client.post(JOIN, {"email": "maya@example.org"}).url == CODE
    code = re.search(r"^ {4}(\S{9})$", mail.outbox[0].body, re.M)[1]
    assert client.post(CODE, {"code": code}, follow=True).redirect_chain[-1][0] == WHERE
    assert "page 2 of 3" in client.get(WHERE).text
    assert find(client, "bs5 6xx").url == WHERE + "#ward-found"
    assert "BS5 6XX is in Easton" in client.get(WHERE).text
    assert client.post(WHERE, {"action": "confirm"}).url == YOU
    assert "page 3 of 3" in client.get(YOU).text
    with django_capture_on_commit_callbacks(execute=True):
        assert about(client).url == "/account/"
    member = Membership.objects.get()
    assert (
        member.user.email,
        member.user.display_name,
        member.postcode,
        member.ward.name,
        member.ward_source,
        member.age_band,
        member.status,
        member.source,
    ) == (
        "maya@example.org",
        "Maya",
        "BS5 6XX",
        "Easton",
        "postcode",
        "35-49",
        "active",
        "open",
    )
    assert mail.outbox[1].subject == "Welcome to Ask Bristol"
    assert mail.outbox[1].body.startswith(
        "Hello Maya,\n\nYou are now a member of the panel of Bristol City Council, for Easton. "
    )


@pytest.mark.usefixtures("newcomer")
@pytest.mark.parametrize(
    ("typed", "message", "may_choose"),
    [
        ("", "Enter a full postcode, like BS5 6XX", False),
        ("BS5", "Enter a full postcode, like BS5 6XX", False),
        ("<b>x", "Enter a full postcode, like BS5 6XX", False),
        ("BS99 9AA", "We do not know BS99 9AA. Check it.", True),
        ("BS1 0ZZ", "BS1 0ZZ has no ward:", True),
        ("BS37 1AA", "BS37 1AA is in South Gloucestershire.", False),
    ],
)
def test_a_postcode_without_a_ward_is_answered_in_words(client, typed, message, may_choose):
    answer = find(client, typed)
    assert answer.status_code == 422
    assert re.search(r"<title>Error: ", answer.text)
    assert "There is a problem" in answer.text
    assert re.search(rf'<a href="#postcode">{re.escape(message)}', answer.text)
    assert answer.text.count(message) == 2
    assert 'aria-describedby="postcode-hint postcode-error"' in answer.text
    assert ("Choose your ward instead" in answer.text) is may_choose
    if typed:
        assert f'value="{typed.replace("<", "&lt;").replace(">", "&gt;")}"' in answer.text


@pytest.mark.usefixtures("newcomer")
def test_a_new_homes_postcode_with_a_chosen_ward_is_noted_as_self_stated(client):
    find(client, "BS99 9AA")
    assert client.post(WHERE, {"action": "choose", "ward": "E05010908"}).url == YOU
    about(client)
    member = Membership.objects.get()
    assert (member.postcode, member.ward.name, member.ward_source) == (
        "BS99 9AA",
        "Lawrence Hill",
        "self-stated",
    )


@pytest.mark.usefixtures("newcomer")
def test_that_is_not_my_ward(client):
    find(client, "BS5 6XX")
    answer = client.post(WHERE, {"action": "choose", "ward": ""})
    assert (answer.status_code, "Choose your ward from the list" in answer.text) == (422, True)
    assert client.post(WHERE, {"action": "choose", "ward": "E05010908"}).url == YOU
    about(client)
    assert Membership.objects.get().ward_source == "self-stated"


@pytest.mark.usefixtures("newcomer")
def test_a_ward_cannot_be_chosen_for_a_postcode_elsewhere_or_of_another_time(client):
    find(client, "BS37 1AA")
    assert client.post(WHERE, {"action": "choose", "ward": "E05010908"}).status_code == 200
    find(client, "BS5 6XX")
    make_ward(name="Gone", code="E05001999", valid_from="1999-05-06", valid_to="2016-05-05")
    make_ward(name="Other council's", code="E05012142", council_code="E06000025")
    for code in ("E05001999", "E05012142", "nonsense", "1"):
        assert client.post(WHERE, {"action": "choose", "ward": code}).status_code == 422


@pytest.mark.usefixtures("newcomer")
def test_an_ended_postcode_is_accepted_after_a_warning(client):
    find(client, "BS5 6XY")
    assert "BS5 6XY ended in March 2018. Check that it is yours." in client.get(WHERE).text
    assert client.post(WHERE, {"action": "confirm"}).url == YOU


@pytest.mark.usefixtures("newcomer")
def test_what_was_understood_is_shown(client):
    find(client, "bs5 oxx")
    page = client.get(WHERE).text
    assert "We read what you typed as BS5 0XX." in page
    find(client, "bs5 0xx")
    assert "We read what you typed" not in client.get(WHERE).text


@pytest.mark.usefixtures("newcomer")
def test_going_back_keeps_what_was_typed(client):
    find(client, "BS5 6XX")
    assert 'href="/join/where/"' in client.get(YOU).text
    page = client.get(WHERE).text
    assert ('value="BS5 6XX"' in page, "BS5 6XX is in Easton" in page) == (True, True)


@pytest.mark.usefixtures("newcomer")
def test_page_three_waits_for_page_two(client):
    assert client.get(YOU).url == WHERE
    assert about(client).url == WHERE
    assert client.post(WHERE, {"action": "confirm"}).status_code == 200
    assert Membership.objects.count() == 0


@pytest.mark.usefixtures("newcomer")
def test_every_answer_missing_is_named_and_the_others_kept(client):
    find(client, "BS5 6XX")
    answer = client.post(YOU, {"display_name": "Maya"})
    assert answer.status_code == 422
    assert re.findall(r'<li><a href="#([\w-]+)">([^<]+)', answer.text) == [
        ("born-day", "Enter your date of birth, or choose an age band below"),
        ("agrees", "Agree to the rules of the panel to join"),
    ]
    assert 'value="Maya"' in answer.text
    assert Membership.objects.count() == 0


def test_under_sixteen_nothing_is_kept_but_a_count(client, newcomer):
    EmailAddress.objects.create(user=newcomer, email=newcomer.email, verified=True)
    find(client, "BS5 6XX")
    answer = client.post(YOU, {"age_band": "under", "display_name": "Milo"})
    assert answer.status_code == 200
    assert "You can join when you are 16" in answer.text
    assert "We have deleted your e-mail address and everything you typed." in answer.text
    assert (User.objects.count(), EmailAddress.objects.count(), Membership.objects.count()) == (
        0,
        0,
        0,
    )
    assert dict(client.session) == {}
    assert list(JoiningRefusal.objects.values_list("reason", "count")) == [("too-young", 1)]
    for _again in range(2):
        client.force_login(make_user())
        find(client, "BS5 6XX")
        client.post(YOU, {"age_band": "under"})
    assert JoiningRefusal.objects.get().count == 3


@pytest.mark.usefixtures("newcomer")
def test_the_lowest_age_is_the_councils(client):
    make_council(minimum_age=18)
    find(client, "BS5 6XX")
    page = client.get(YOU).text
    assert re.findall(r"Under 1\d|1\d to 24", page) == ["Under 18", "18 to 24"]


def test_extra_fields_promote_nobody(client, newcomer):
    find(client, "BS5 6XX")
    about(client, is_staff="on", is_superuser="on", status="left", source="invitation", ward="1")
    newcomer.refresh_from_db()
    member = newcomer.membership
    assert (newcomer.is_staff, newcomer.is_superuser, member.status, member.source) == (
        False,
        False,
        "active",
        "open",
    )


def test_strangers_begin_at_page_one_and_members_are_sent_home(client):
    assert [client.get(at).url for at in (WHERE, YOU)] == [JOIN, JOIN]
    client.force_login(make_membership().user)
    assert [client.get(at).url for at in (JOIN, WHERE, YOU)] == ["/account/"] * 3


def test_staff_do_not_join_under_their_role(client, places):
    officer = make_user(is_staff=True)
    client.force_login(officer)
    assert client.get(WHERE).status_code == 403
    with pytest.raises(Refused, match="join with another address"):
        join_panel(
            user=officer, postcode="BS5 6XX", ward=places, ward_source="postcode", age_band="35-49"
        )


def test_nobody_joins_twice_or_into_another_councils_ward(places):
    member = make_membership()
    arguments = {"postcode": "BS5 6XX", "ward_source": "postcode", "age_band": "35-49"}
    with pytest.raises(Refused, match="You are a member of the panel already"):
        join_panel(user=member.user, ward=places, **arguments)
    other = make_ward(council_code="E06000025")
    with pytest.raises(Refused, match="one of the council’s wards"):
        join_panel(user=make_user(), ward=other, **arguments)


@pytest.mark.usefixtures("newcomer")
@pytest.mark.parametrize(("address", "questions"), [(WHERE, 4), (YOU, 4)])
@pytest.mark.parametrize("wards", [0, 30])
def test_pages_ask_as_much_for_two_wards_as_for_many(
    client, django_assert_num_queries, address, questions, wards
):
    for _one in range(wards):
        make_ward()
    find(client, "BS5 6XX")
    client.get(address)  # the footer is kept from here on
    with django_assert_num_queries(questions):
        assert client.get(address).status_code == 200


# ---- the home, known by its key ----------------------------------------------------------------


@pytest.mark.usefixtures("newcomer")
@pytest.mark.parametrize(("postcode", "action"), [("BS5 6XX", "confirm"), ("BS99 9AA", "choose")])
def test_the_home_is_asked_for_and_only_its_key_is_kept(client, postcode, action):
    page = client.get(WHERE).text
    assert "House number or name (optional)" in page
    line = "Flat 7, 14 Quixotic Street"
    client.post(WHERE, {"action": "find", "postcode": postcode, "address_line": line})
    assert "Quixotic" not in str(dict(client.session))
    client.post(WHERE, {"action": action, "ward": "E05010908"})
    about(client)
    member = Membership.objects.get()
    assert member.household == household_key("14 flat 7", postcode)
    assert "Quixotic" not in str(Membership.objects.values().get())


@pytest.mark.usefixtures("newcomer")
def test_without_a_number_the_home_has_no_key(client):
    find(client, "BS5 6XX")
    about(client)
    assert Membership.objects.get().household == ""


# ---- changing and leaving ------------------------------------------------------------------------


@pytest.fixture
def member(client, places):
    membership = make_membership(user=make_user(display_name="Maya"), ward=places)
    client.force_login(membership.user)
    return membership


def change(client, **fields):
    data = {
        "postcode": "BS5 6XX",
        "ward": "E05010896",
        "display_name": "Maya",
        "shows_ward": "on",
        "wants_news": "on",
    }
    return client.post("/account/details/", {k: v for k, v in (data | fields).items() if v})


@pytest.mark.parametrize(
    ("fields", "postcode", "ward", "source"),
    [
        ({}, "BS5 6XX", "Easton", "postcode"),
        ({"postcode": "bs50xx"}, "BS5 0XX", "Lawrence Hill", "postcode"),
        ({"ward": "E05010908"}, "BS5 6XX", "Lawrence Hill", "self-stated"),
        ({"postcode": "BS5 0XX", "ward": "E05010908"}, "BS5 0XX", "Lawrence Hill", "postcode"),
        ({"postcode": "BS99 9AA", "ward": "E05010908"}, "BS99 9AA", "Lawrence Hill", "self-stated"),
    ],
)
def test_moving_home(client, member, fields, postcode, ward, source):
    assert change(client, **fields).url == "/account/"
    member = Membership.objects.get()
    assert (member.postcode, member.ward.name, member.ward_source) == (postcode, ward, source)


@pytest.mark.parametrize(
    "fields",
    [
        {"postcode": "BS37 1AA"},
        {"postcode": "BS37 1AA", "ward": "E05010908"},
        {"postcode": "BS99 9AA"},
        {"postcode": ""},
        {"ward": "E05012142"},
        {"display_name": "Bristol City Council"},
    ],
)
def test_a_wrong_change_changes_nothing(client, member, fields):
    assert change(client, **fields).status_code == 422
    again = Membership.objects.get()
    assert (again.postcode, again.ward, again.user.display_name) == (
        member.postcode,
        member.ward,
        "Maya",
    )


@pytest.mark.parametrize(
    ("fields", "household"),
    [
        ({}, household_key("14", "BS5 6XX")),
        ({"address_line": "15"}, household_key("15", "BS5 6XX")),
        ({"postcode": "BS5 0XX"}, ""),
        ({"postcode": "BS5 0XX", "address_line": "3"}, household_key("3", "BS5 0XX")),
        ({"forgets_home": "on"}, ""),
    ],
)
def test_the_home_stays_moves_and_is_forgotten_with_the_member(client, member, fields, household):
    Membership.objects.update(household=household_key("14", "BS5 6XX"))
    page = client.get("/account/details/").text
    assert "Forget the house number or name that I gave" in page
    assert household_key("14", "BS5 6XX") not in page
    assert change(client, **fields).url == "/account/"
    assert Membership.objects.get().household == household


def test_wishes_are_noted(client, member):
    change(client, display_name="", shows_ward="", wants_news="")
    member = Membership.objects.get()
    assert (member.user.display_name, member.shows_ward, member.wants_news) == ("", False, False)


def test_leaving_takes_the_person_out_and_leaves_the_answers_alone(client, member):
    user = member.user
    Membership.objects.update(household=household_key("14", "BS5 6XX"))
    EmailAddress.objects.create(user=user, email=user.email, verified=True)
    key = user.key_for("poll-12")
    assert client.get("/account/leave/").status_code == 200
    assert client.post("/account/leave/").url == "/account/left/"
    assert "You have left the panel" in client.get("/account/left/").text
    gone = User.objects.get()
    assert (gone.email, str(gone), gone.is_active, gone.has_usable_password()) == (
        f"left-{gone.pk}@invalid",
        f"left-{gone.pk}@invalid",
        False,
        False,
    )
    membership = Membership.objects.get()
    assert (membership.status, membership.postcode, membership.household) == ("left", "", "")
    assert membership.left_at is not None
    assert EmailAddress.objects.count() == 0
    assert "_auth_user_id" not in client.session
    # The same person comes back as a new one, whose answers have other keys.
    again = User.objects.create_user(user.email)
    assert again.key_for("poll-12") != key


def test_leaving_needs_a_press_of_the_button_and_a_membership(client, member):
    client.get("/account/leave/")
    assert Membership.objects.active().count() == 1
    stranger = Client()
    assert stranger.post("/account/leave/").url.startswith("/account/login/")
    stranger.force_login(make_user())
    assert stranger.post("/account/leave/").url == "/account/"
    assert Membership.objects.active().count() == 1


def test_unfinished_accounts_are_those_without_a_place_or_work(member):
    old = timezone.now() - timezone.timedelta(days=8)
    make_user(email="fresh@example.org")
    make_user(email="stale@example.org", date_joined=old)
    make_user(email="officer@example.org", date_joined=old, is_staff=True)
    User.objects.filter(pk=member.user_id).update(date_joined=old)
    week_ago = timezone.now() - timezone.timedelta(days=7)
    assert delete_accounts(unfinished_accounts(week_ago)) == 1
    assert not User.objects.filter(email="stale@example.org").exists()
    assert User.objects.count() == 3


def test_a_session_of_somebody_who_left_elsewhere_is_over(client, member):
    other = Client()
    other.force_login(member.user)
    client.post("/account/leave/")
    assert get_user(other).is_anonymous


# ---- how we write, and who told them -------------------------------------------------------------


@pytest.mark.usefixtures("newcomer")
def test_the_language_of_our_messages_is_asked_for_and_the_welcome_comes_in_it(client):
    find(client, "BS5 6XX")
    assert 'value="en-gb" checked' in client.get(YOU).text
    about(client, language="cy")
    assert MessageWishes.objects.get().language == "cy"
    assert client.get("/account/messages/").text.count('value="cy" checked') == 1


@pytest.mark.usefixtures("newcomer")
def test_a_language_that_is_none_of_ours_is_refused(client):
    find(client, "BS5 6XX")
    assert about(client, language="fr").status_code == 422
    assert not Membership.objects.exists()


def test_texts_begin_once_the_number_is_proved(client, newcomer, settings, tmp_path):
    settings.TEXTS, settings.TEXT_FILE_PATH = "outbox", tmp_path
    make_council(is_demonstration=True)
    find(client, "BS5 6XX")
    assert "By text, to a mobile number" in client.get(YOU).text
    assert about(client, channel="text").url == "/account/mobile/"
    assert not MessageWishes.objects.filter(channel="text").exists()
    client.post("/account/mobile/", {"number": "07700 900123"})
    shown = client.get("/account/mobile/code/").text
    code = re.search(r"Your code is: <b>([^<]+)</b>", shown)[1]
    answer = client.post("/account/mobile/code/", {"code": code}, follow=True)
    assert "Your number is proved, and we text you from now on." in answer.text
    assert MessageWishes.objects.get(user=newcomer).channel == "text"
    given = Consent.objects.filter(user=newcomer, purpose="texts", choice="given")
    assert given.count() == 1


def test_where_no_texts_are_sent_none_are_offered(client, newcomer):
    find(client, "BS5 6XX")
    assert "By text" not in client.get(YOU).text
    assert about(client, channel="text").url == "/account/"


@pytest.mark.parametrize(
    ("address", "typed", "source"),
    [
        ("/join/?told", {"was_told": "on"}, "referral"),
        ("/join/?told", {}, "open"),  # the box was emptied again
        ("/join/", {"was_told": "on"}, "referral"),
        ("/join/", {}, "open"),
    ],
)
def test_who_was_told_by_a_member_or_a_group_is_noted_so(client, address, typed, source):
    client.get(address)
    user = make_user()
    session = client.session
    client.force_login(user)
    for name, value in session.items():  # as signing in with a code keeps it
        if name == "was-told":
            kept = client.session
            kept[name] = value
            kept.save()
    find(client, "BS5 6XX")
    box = re.search(r'<input[^>]*name="was_told"[^>]*>', client.get(YOU).text)[0]
    assert ("checked" in box) == ("told" in address)
    about(client, **typed)
    assert Membership.objects.get().source == source
    assert "was-told" not in client.session
