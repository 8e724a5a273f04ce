"""Sets of questions in the CMS: read by administrators, added once, put in force from a day."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from home.roles import ensure_roles
from panel import profiles
from panel.models import QuestionSet
from panel.question_set_forms import EditionForm, initial_of, read_option, write_option
from panel.question_sets import fault_of, sets_in_force
from tests.panel.factories import make_council, make_membership, make_user

pytestmark = pytest.mark.django_db
LIST = "/admin/questionset/"
TODAY = dt.date(2026, 11, 26)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC), tick=False) as travel:
        make_council()
        yield travel


def the(code, nation="E") -> QuestionSet:
    return QuestionSet.objects.filter(jurisdictions__contains=nation).get(code=code)


def sign_in(client, role="Administrators"):
    ensure_roles()
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return user


def asked(base, **fields) -> dict:
    """Return what the form of a new edition begins with, as it would be sent."""
    whole = initial_of(base) | {"edition": "EW-2031", "valid_from": "2031-03-21"}
    return whole | fields


def new(base) -> str:
    return f"/admin/questions-about-people/{base.pk}/new/"


# ---- reading -------------------------------------------------------------------------------------


def test_an_administrator_reads_every_edition_in_every_language(client):
    sign_in(client)
    shown = client.get(LIST).text
    for words in ("ethnicity EW-2021", "ethnicity S-2022", "Asked now", "of another nation"):
        assert words in shown
    page = client.get(f"{LIST}inspect/{the('ethnicity').pk}/").text
    for words in ("What is your ethnic group?", "white-british", "England, Wales", "Prefer not"):
        assert words in page
    assert "Beth yw eich grŵp ethnig?" in page
    assert the("ethnicity").source in page and "It is asked already" in page


@pytest.mark.parametrize("role", ["Officers", "Analysts", "Debate moderators", "Councillors"])
def test_nobody_else_sees_or_adds_them(client, role):
    sign_in(client, role)
    one = the("sex")
    for url in (LIST, f"{LIST}inspect/{one.pk}/", new(one), "/admin/questions-about-people/file/"):
        assert client.get(url).status_code == 302
    assert client.post(new(one), asked(one) | {"add": "1"}).status_code == 302
    assert not QuestionSet.objects.filter(edition="EW-2031").exists()


# ---- adding --------------------------------------------------------------------------------------


def test_a_form_that_is_left_as_it_is_gives_the_same_words_for_every_set():
    for base in QuestionSet.objects.all():
        form = EditionForm(asked(base), base=base)
        assert form.is_valid(), (str(base), form.errors)
        content = form.content
        assert fault_of(content) == ""
        assert {part: content.get(part) for part in base.content} == base.content


@given(
    st.fixed_dictionaries(
        {"code": st.from_regex(r"[a-z][a-z-]{0,8}", fullmatch=True), "en": st.just("Yes, “no”")},
        optional={"cy": st.just("Ie"), "group": st.just("g"), "words": st.just(True)},
    )
)
def test_what_is_written_as_a_line_is_read_as_it_was(option):
    assert read_option(write_option(option)) == option


def test_a_new_edition_is_looked_at_put_on_record_and_asked_from_its_day(client, now):
    admin = sign_in(client)
    base = the("sex")
    fields = asked(base, label_0_en="What is your sex, as registered?", edition="UK-2031")
    looked_at = client.post(new(base), fields)
    assert "What is asked from 21 March 2031" in looked_at.text
    assert "as registered?" in looked_at.text
    assert not QuestionSet.objects.filter(edition="UK-2031").exists()
    reply = client.post(new(base), fields | {"add": "1"})
    added = QuestionSet.objects.get(edition="UK-2031")
    assert reply.url == f"{LIST}inspect/{added.pk}/"
    assert "Asked from 21 March 2031" in client.get(reply.url).text
    assert ModelLogEntry.objects.get(action="panel.question_set_added").user == admin
    assert base in sets_in_force()
    now.move_to(dt.datetime(2031, 3, 21, 12, tzinfo=dt.UTC), tick=False)
    assert added in sets_in_force() and base not in sets_in_force()


def test_answers_count_by_the_edition_that_was_asked(now):
    membership = make_membership()
    base = the("sex")
    profiles.answer(membership=membership, question_set=base, answers={"sex": "female"}, words={})
    form = EditionForm(asked(base, options_0_en="", options_0="f | F\nm | M"), base=base)
    assert form.is_valid()
    key = profiles.profile_key(membership.user_id)
    assert profiles.told("sex", of=[key]) == {key: "female"}


WRONG = {
    "edition": ("UK-2021", "There is an edition"),
    "valid_from": ("2026-11-25", "not from a day that is over"),
    "source": ("here", "starts with https"),
    "options_0": ("female", "is not a code and words"),
    "label_0_en": ("", "required"),
    "jurisdictions": ([], "Say in which nations"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client, name):
    sign_in(client)
    base = the("sex")
    value, says = WRONG[name]
    fields = asked(base, why_en="Kept as typed") | {name: value}
    for act in ({}, {"add": "1"}):
        shown = client.post(new(base), fields | act)
        assert shown.status_code == 422
        assert says in shown.text and "Kept as typed" in shown.text
    assert QuestionSet.objects.filter(code="sex").count() == 1


def test_the_groups_of_one_nation_are_never_mapped_to_those_of_another(client):
    sign_in(client)
    base = the("ethnicity")
    fields = asked(base, jurisdictions=["E", "W", "S"])
    shown = client.post(new(base), fields | {"add": "1"}).text
    assert "Their groups are not the same" in shown
    assert not QuestionSet.objects.filter(edition="EW-2031").exists()
    own = fields | {"derived_name": "ethnic_group_britain", "add": "1"}
    client.post(new(base), own)
    assert QuestionSet.objects.get(edition="EW-2031").derived["name"] == "ethnic_group_britain"


def test_it_is_taken_back_until_its_day_and_stays_after_it(client, now):
    sign_in(client)
    base = the("sex")
    client.post(new(base), asked(base, edition="UK-2031") | {"add": "1"})
    client.post(new(base), asked(base, edition="UK-now", valid_from=str(TODAY)) | {"add": "1"})
    later, begun = (QuestionSet.objects.get(edition=name) for name in ("UK-2031", "UK-now"))
    for one in (later, begun, base):
        client.post(f"/admin/questions-about-people/{one.pk}/take-back/")
    assert set(QuestionSet.objects.filter(code="sex")) == {begun, base}
    assert ModelLogEntry.objects.filter(action="panel.question_set_taken_back").count() == 1


def test_an_edition_that_was_answered_stays(client):
    sign_in(client)
    base = the("sex")
    client.post(new(base), asked(base, edition="UK-now", valid_from=str(TODAY)) | {"add": "1"})
    begun = QuestionSet.objects.get(edition="UK-now")
    membership = make_membership()
    profiles.answer(membership=membership, question_set=begun, answers={"sex": "male"}, words={})
    page = client.get(f"{LIST}inspect/{begun.pk}/").text
    assert "People have answered it, so it stays as it is." in page
    client.post(f"/admin/questions-about-people/{begun.pk}/take-back/")
    assert QuestionSet.objects.filter(pk=begun.pk).exists()


def test_new_questions_come_from_a_file(client):
    sign_in(client)
    toml = """
code = "pets"
edition = "1"
jurisdictions = ["E"]
valid_from = 2027-01-01
source = "https://example.org/pets"
title = { en = "Pets" }
why = { en = "To see." }
[[questions]]
code = "pets"
label = { en = "Have you a pet?" }
options = [{ code = "yes", en = "Yes" }, { code = "no", en = "No" }]
"""
    url = "/admin/questions-about-people/file/"
    for text, says in (("not = [toml", "pets.toml"), (toml.replace("2027", "2020"), "is over")):
        file = SimpleUploadedFile("pets.toml", text.encode())
        reply = client.post(url, {"file": file})
        assert reply.status_code == 422 and says in reply.text
    client.post(url, {"file": SimpleUploadedFile("pets.toml", toml.encode())})
    assert QuestionSet.objects.get(code="pets").valid_from == dt.date(2027, 1, 1)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_however_many_there_are(
    client, number, django_assert_max_num_queries
):
    sign_in(client)
    base = the("sex")
    for at in range(number):
        client.post(new(base), asked(base, edition=f"UK-{at}") | {"add": "1"})
    client.get(LIST)
    with django_assert_max_num_queries(11):
        client.get(LIST)
