"""An officer answers with a member: their own key, no name stored, and a letter to them alone."""

import datetime as dt
import re

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.db import connection
from django.utils import timezone
from wagtail.models import PageLogEntry

from home.roles import ROLES, ensure_roles
from panel.models import LookedAt, Membership, User
from polls.models import (
    Batch,
    DeliberativePollPage,
    Draft,
    Item,
    Paper,
    PersonalSheet,
    QuestionnairePage,
    Response,
    Wave,
)
from polls.responding import submit_response
from polls.wagtail_hooks import lead_to_keying
from results.answers import read_answers
from results.exports.pseudonymous import people_table
from tests.panel.factories import make_user, make_ward
from tests.polls.factories import (
    DAY,
    a_list,
    a_scale,
    answers_to,
    change,
    make_member,
    make_officer,
    make_poll,
    make_questionnaire,
    move_to,
    some_items,
)

pytestmark = pytest.mark.django_db
MAY = "polls.assist_members"
RECEIPT = re.compile(r"([2-9A-Z]{4}-){3}[2-9A-Z]{4}")
HOME = "BS5 6XX"


@pytest.fixture
def officer(client):
    person = make_officer(MAY)
    client.force_login(person)
    return person


def say_who(client, page, member, **sent):
    about = {"mode": "phone", "address": member.email, "postcode": HOME}
    return client.post(f"/polls/{page.pk}/with/", about | sent)


def questions_for(client, page, member, **sent) -> str:
    """Say who it is; return the address of their questions."""
    way = say_who(client, page, member, **sent)
    assert way.status_code == 302, way.text
    return way["Location"]


def typed(page, value=7, **more) -> dict[str, str]:
    return {f"i{pk}": str(one) for pk, one in answers_to(page, value).items()} | more


def answer(client, page, member, value=7, **sent):
    return client.post(questions_for(client, page, member, **sent), typed(page, value), follow=True)


# ---- a call ----------------------------------------------------------------------------------


def test_a_member_answers_a_questionnaire_on_the_telephone(client, officer):
    ward = make_ward(name="Zetland")
    member = make_member(user=make_user(display_name="Quillon F"), ward=ward)
    page = make_questionnaire(some_items(2))
    address = questions_for(client, page, member, postcode="bs56xx")
    asked = client.get(address).text
    assert "Should street 1 stay closed" in asked
    assert "0: Strongly against · 5: In the middle · 10: Strongly for" in asked  # to be read aloud
    for shown in (member.email, "Quillon", HOME, "Zetland"):
        assert shown not in asked + address
    said = client.post(address, typed(page), follow=True).text
    response = Response.objects.get()
    assert response.key == member.key_for(page.subject)
    assert (response.mode, response.ward, response.has_account) == ("phone", ward, True)
    assert response.received_on == timezone.localdate() and response.is_counted
    assert {one.number for one in response.answers.all()} == {7}
    assert "a letter to the member’s own address leads to them" in said and RECEIPT.search(said)
    assert member.email not in said and "Quillon" not in said
    assert client.get(address)["Location"] == f"/polls/{page.pk}/with/"  # it forgot who it was


def test_the_letter_leads_to_ones_own_answers_to_change_them(client, officer):
    member = make_member()
    page = make_questionnaire(some_items(1))
    answer(client, page, member)
    [letter] = mail.outbox
    assert letter.to == [member.email] and "on the telephone" in letter.body
    assert not RECEIPT.search(letter.body) and "List-Unsubscribe" not in letter.extra_headers
    way = re.search(r"https?://[^/]+(/polls/\S+)", letter.body)[1]
    client.logout()
    assert client.get(way)["Location"] == f"/account/login/?next={way}"
    client.force_login(member)
    own = client.get(way).text
    assert "Should street 1" in own and ">7<" in own and "By telephone" in own
    client.post(f"/polls/{page.pk}/take-back/", {"wave": "only"})
    assert not Response.objects.exists()
    assert [*Draft.objects.get().answers.values()] == [7]
    client.post(f"/polls/{page.pk}/answer/only/1/?change", {"answer": "2"})
    client.post(f"/polls/{page.pk}/answer/only/check/")
    again = Response.objects.get()
    assert (again.mode, again.answers.get().number) == ("online", 2)
    client.force_login(make_member())
    assert client.get(way)["Location"] == page.url  # nobody else has answers there


def test_both_rounds_and_the_follow_up_are_one_persons(client, officer):
    member = make_member()
    poll = make_poll("before")
    answer(client, poll, member, 2)
    poll = move_to(poll, "after")
    answer(client, poll, member, 8, mode="event")
    poll = move_to(poll, "closed")
    follow_up = {"later_opens_at": DAY / -2, "later_closes_at": DAY}
    dates = {name: timezone.now() + span for name, span in follow_up.items()}
    change(DeliberativePollPage.objects.filter(pk=poll.pk), **dates)
    poll = DeliberativePollPage.objects.get(pk=poll.pk)
    answer(client, poll, member, 9)
    rows = Response.objects.order_by("pk").values_list("wave", "mode", "key", "answers__number")
    key = member.key_for(poll.subject)
    assert {*rows} == {
        ("before", "phone", key, 2),
        ("after", "event", key, 8),
        ("later", "phone", key, 9),
    }
    assert not PersonalSheet.objects.exists()


def test_first_by_telephone_and_second_online_are_a_pair(client, officer):
    ward, member = make_ward(), make_member(age_band="35-49")
    poll = make_poll("before")
    answer(client, poll, member, 2)
    poll = move_to(poll, "after")
    Membership.objects.update(ward=ward, age_band="50-64")
    submit_response(user=member, page=poll, wave=Wave.AFTER, answers=answers_to(poll, 9))
    first, second = Response.objects.order_by("pk")
    assert (first.key, first.ward_id, first.age_band) == (second.key, second.ward_id, "35-49")
    assert second.age_band == "35-49" and ward.pk != second.ward_id


def test_first_answers_are_kept_back_from_their_owner_too(client, officer):
    member = make_member()
    poll = make_poll("before", [a_scale(wording="Well then?")])
    answer(client, poll, member, 2)
    assert "kept back there until you have answered again" in mail.outbox[0].body
    client.force_login(member)
    way = f"/polls/{poll.pk}/answer/before/yours/"
    shown = client.get(way).text
    assert "kept back" in shown and "Well then?" not in shown and "deleted for good" in shown
    client.post(f"/polls/{poll.pk}/take-back/", {"wave": "before"})
    assert Response.objects.get().withdrawn_at and not Draft.objects.exists()
    assert client.get(way)["Location"] == poll.url
    client.force_login(officer)
    assert "Nothing can be taken from this member" in say_who(client, poll, member).text


def test_files_say_how_they_came_and_leave_no_way_to_the_call(client, officer):
    page = make_questionnaire(some_items(1))
    member = make_member()
    answer(client, page, member)
    answer(client, page, make_member(), mode="event")
    table = people_table(page, read_answers(page), {})
    at = [column.name for column in table.columns].index("mode")
    assert sorted(row[at] for row in table.rows) == ["event", "phone"]


def test_questions_are_asked_in_welsh_where_the_member_speaks_it(client, officer):
    item = a_scale(wording="Well?", wording_cy="Da?", low_label="", middle_label="", high_label="")
    page = make_questionnaire([item], speaks_welsh=True)
    address = questions_for(client, page, make_member())
    assert "Da?" not in client.get(address).text
    asked = client.get(f"{address}?edition=cy-1").text
    assert 'lang="cy">Da?' in asked and 'name="edition" value="cy-1"' in asked
    client.post(address, typed(page, edition="cy-1"))
    assert Response.objects.get().language == "cy"


def test_what_stands_on_paper_beside_a_question_is_read_aloud_with_it(client, officer):
    far = Item(kind="number", wording="How far?", highest=300, unit="miles", hint="There only.")
    most = a_list("Bus", "Bike", "Foot", kind="multiple", fewest=1, most=2, wording="Which?")
    page = make_questionnaire([far, most])
    asked = client.get(questions_for(client, page, make_member())).text
    assert "There only." in asked and "From 0 to 300 miles." in asked
    assert page.items.last().how_many(3).limits in asked


def test_the_menu_of_the_title_leads_there_who_may(officer):
    member_only, anybody = make_questionnaire(), make_questionnaire(who_may_answer="anybody")

    def ways(page, who):
        return [button.url for button in lead_to_keying(page, who, "pages:edit")]

    assert ways(member_only, officer) == [f"/polls/{member_only.pk}/with/"]
    assert ways(anybody, officer) == ways(member_only, make_officer()) == []


# ---- what is left to the member --------------------------------------------------------------


def test_a_caller_stops_and_goes_on_alone(client, officer):
    member = make_member()
    poll = make_poll("before", [a_scale(1), a_list("Keep", "Change", wording="And?")])
    scale, choice = poll.items.order_by("sort_order")
    Draft.objects.create(
        page=poll, wave="before", key=member.key_for(poll.subject), answers={str(choice.pk): "x"}
    )
    address = questions_for(client, poll, member)
    said = client.post(address, {f"i{scale.pk}": "7", "leave": "1"}, follow=True).text
    assert "Nothing counts until they send it" in said and not RECEIPT.search(said)
    assert not Response.objects.exists()
    draft = Draft.objects.get()
    assert draft.answers == {str(scale.pk): 7, str(choice.pk): "x"}  # their own stays
    [letter] = mail.outbox
    assert f"/polls/{poll.pk}/answer/before/" in letter.body and letter.to == [member.email]
    client.force_login(member)
    first = choice.options.first()
    client.post(f"/polls/{poll.pk}/answer/before/2/", {"answer": str(first.pk)})
    client.post(f"/polls/{poll.pk}/answer/before/check/")
    response = Response.objects.get()
    assert (response.mode, response.key) == ("assisted", member.key_for(poll.subject))


def test_nothing_is_left_to_whom_no_letter_reaches(client, officer, monkeypatch):
    member = make_member()
    page = make_questionnaire(some_items(1))
    monkeypatch.setattr("polls.assisting.mail.is_paused", lambda address: True)
    address = questions_for(client, page, member)
    answered = client.post(address, typed(page, leave="1"))
    assert answered.status_code == 422 and "come back" in answered.text
    assert 'value="7"' in answered.text and not Draft.objects.exists()
    said = client.post(address, typed(page), follow=True).text
    assert "No letter went out" in said and not mail.outbox
    receipt = RECEIPT.search(said)[0]
    client.logout()
    client.post(f"/polls/{page.pk}/take-back/", {"receipt": receipt})
    assert not Response.objects.exists()


# ---- who it is -------------------------------------------------------------------------------


def test_nobody_is_found_by_half_of_what_they_say(client, officer):
    member, staff = make_member(), make_officer()
    page = make_questionnaire()
    wrong = [
        say_who(client, page, member, postcode="BS1 1AA"),
        say_who(client, page, member, postcode="nonsense"),
        say_who(client, page, member, address="nobody@example.org"),
        say_who(client, page, staff),
    ]
    said = {re.search(r"No member has this address[^<]*", one.text)[0] for one in wrong}
    assert len(said) == 1 and {one.status_code for one in wrong} == {422}
    assert not PageLogEntry.objects.filter(action="polls.answer_with").exists()


def test_who_shares_an_address_is_told_apart_by_name(client, officer):
    for n, name in enumerate(("Ann", "Ben")):
        user = make_user(email="both@example.org", display_name=name, second_identity=str(n))
        make_member(user=user)
    page = make_questionnaire(some_items(1))
    ben = User.objects.get(display_name="Ben")
    assert "Several members share this address" in say_who(client, page, ben).text
    answer(client, page, ben, name="ben")
    assert Response.objects.get().key == ben.key_for(page.subject)


@pytest.mark.parametrize("status", ["removed", "left", "paused-data"])
def test_who_may_not_answer_online_may_not_on_the_telephone(client, officer, status):
    member = make_member()
    page = make_questionnaire()
    fields = {
        "removed": {"status": "removed", "left_at": timezone.now(), "removed_because": "Rude."},
        "left": {"status": "left", "left_at": timezone.now()},
        "paused-data": {
            "status": "paused",
            "paused_until": timezone.localdate() + 9 * DAY,
            "restricted_at": timezone.now(),
        },
    }[status]
    gone = {} if status == "paused-data" else {"postcode": ""}
    Membership.objects.update(**fields | gone)
    shown = say_who(client, page, member)
    assert shown.status_code == 422 and "Rude" not in shown.text
    wanted = "cannot answer here at present" if status == "paused-data" else "No member has this"
    assert wanted in shown.text


def test_who_has_answered_is_refused_in_words_that_tell_no_answer(client, officer):
    member = make_member(user=make_user(display_name="Quillon F"))
    poll = make_poll("before", [a_scale(wording="Well then?")])
    submit_response(user=member, page=poll, wave=Wave.BEFORE, answers=answers_to(poll, 9))
    shown = say_who(client, poll, member)
    assert shown.status_code == 422 and "Nothing can be taken from this member" in shown.text
    assert "Quillon" not in shown.text and "Well then?" not in shown.text
    assert member.email in shown.text  # what the officer typed is still there
    poll = move_to(poll, "after")
    missed = say_who(client, poll, make_member())
    assert "Nothing can be taken from this member" in missed.text  # in the same words


def test_an_officer_who_looks_for_many_has_to_wait(client, officer, monkeypatch):
    monkeypatch.setattr("polls.assisting.LOOKED_FOR", 1)
    page = make_questionnaire()
    say_who(client, page, make_member(), postcode="BS1 1AA")
    assert "Wait ten minutes" in say_who(client, page, make_member()).text


# ---- once, and nothing lost ------------------------------------------------------------------


def test_the_database_decides_between_the_telephone_and_the_web(client, officer, monkeypatch):
    member = make_member()
    poll = make_poll("before", some_items(1))
    address = questions_for(client, poll, member)
    submit_response(user=member, page=poll, wave=Wave.BEFORE, answers=answers_to(poll, 9))
    refused = client.post(address, typed(poll))
    assert refused.status_code == 422 and 'value="7"' in refused.text
    # And where it comes between the look and the writing.
    monkeypatch.setattr("polls.assisting.refusal_by_answers", lambda *about: "")
    refused = client.post(address, typed(poll))
    assert refused.status_code == 422 and "Nothing can be taken from this member" in refused.text
    assert Response.objects.get().answers.get().number == 9
    assert not Batch.objects.exists() and not mail.outbox


def test_a_round_that_closes_during_the_call_takes_what_was_said(client, officer):
    member = make_member()
    page = make_questionnaire(some_items(1))
    address = questions_for(client, page, member)
    closed = timezone.now() - dt.timedelta(minutes=1)
    change(QuestionnairePage.objects.filter(pk=page.pk), closes_at=closed)
    said = client.post(address, typed(page), follow=True).text
    assert "The answers are in" in said
    assert Response.objects.get().is_late == (timezone.localdate(closed) < timezone.localdate())
    # Nobody begins after the close, and nothing is left to somebody who could not send it.
    assert say_who(client, page, make_member()).status_code == 422
    assert "It is not open now" in client.get(f"/polls/{page.pk}/with/").text


def test_what_cannot_be_left_to_them_any_more_is_still_on_the_page(client, officer):
    page = make_questionnaire(some_items(1))
    address = questions_for(client, page, make_member())
    change(
        QuestionnairePage.objects.filter(pk=page.pk),
        closes_at=timezone.now() - dt.timedelta(minutes=1),
    )
    left = client.post(address, typed(page, leave="1"))
    assert left.status_code == 422 and 'value="7"' in left.text
    assert "They cannot go on by themselves" in left.text and not mail.outbox


def test_published_results_take_nothing_more(client, officer):
    page = make_questionnaire(some_items(1))
    address = questions_for(client, page, make_member())
    change(QuestionnairePage.objects.filter(pk=page.pk), closes_at=timezone.now() - DAY / 24)
    consultation = page.consultation
    change(
        type(consultation).objects.filter(pk=consultation.pk), results_published_at=timezone.now()
    )
    refused = client.post(address, typed(page))
    assert refused.status_code == 422 and "results are published" in refused.text
    assert 'value="7"' in refused.text and not Response.objects.exists()


def test_what_is_no_answer_is_said_beside_the_box(client, officer):
    page = make_questionnaire(some_items(2))
    first, second = page.items.order_by("sort_order")
    address = questions_for(client, page, make_member())
    wrong = client.post(address, {f"i{first.pk}": "eleven", f"i{second.pk}": "4"})
    assert wrong.status_code == 422 and "eleven" in wrong.text and 'value="4"' in wrong.text
    empty = client.post(address, {})
    assert empty.status_code == 422 and "Nothing is typed" in empty.text
    assert not Response.objects.exists()


def test_a_page_that_was_open_too_long_forgets_who_it_was(client, officer, monkeypatch):
    page = make_questionnaire(some_items(1))
    address = questions_for(client, page, make_member())
    monkeypatch.setattr("polls.assisting.LASTS", dt.timedelta(0))
    late = client.post(address, typed(page))
    assert late.status_code == 422 and 'value="7"' in late.text
    assert "has forgotten whose answers" in late.text and not Response.objects.exists()


def test_two_conversations_of_one_officer_do_not_mix(client, officer):
    page = make_questionnaire(some_items(1))
    ann, ben = make_member(), make_member()
    first = questions_for(client, page, ann)
    second = questions_for(client, page, ben)
    client.post(first, typed(page, 1))
    client.post(second, typed(page, 2))
    said = {one.key: one.answers.get().number for one in Response.objects.all()}
    assert said == {ann.key_for(page.subject): 1, ben.key_for(page.subject): 2}
    assert [paper.number for paper in Batch.objects.get().papers.order_by("number")] == [1, 2]


# ---- who knows what --------------------------------------------------------------------------


def test_no_table_has_member_and_answers_together(client, officer):
    member = make_member(user=make_user(display_name="Quillon F"))
    page = make_questionnaire(some_items(1))
    answer(client, page, member)
    paper = Paper.objects.get()
    assert (paper.first_by, paper.sheet, paper.first) == (officer, None, None)
    entries = PageLogEntry.objects.filter(page_id=page.pk, user=officer).order_by("pk")
    noted = {entry.action: entry.data for entry in entries}
    assert noted["polls.answer_with"] == {"reason": "", "wave": "only", "mode": "phone"}
    assert noted["polls.key_paper"] == {"reason": "", "batch": 1, "paper": 1}
    assert not LookedAt.objects.exists()  # nobody was shown
    written = {"polls_", "wagtailcore_pagelogentry", "django_tasks", "panel_message", "django_sess"}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if any(table.startswith(name) for name in written):
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
                rows = str(cursor.fetchall())
                assert member.email not in rows and "Quillon" not in rows, table


def test_the_cookie_says_nothing_and_is_of_one_officer_and_address(client, officer):
    page = make_questionnaire(some_items(1))
    member = make_member()
    address = questions_for(client, page, member)
    number = address.rstrip("/").rpartition("/")[2]
    kept = client.cookies[f"answering-{number}"]
    assert (kept["path"], kept["httponly"], kept["samesite"]) == (address, True, "Strict")
    assert member.email not in kept.value
    client.cookies[f"answering-{'0' * 16}"] = kept.value  # at another address
    other = address.replace(number, "0" * 16)
    assert client.get(other)["Location"] == f"/polls/{page.pk}/with/"
    assert client.get(address).status_code == 200
    client.force_login(make_officer(MAY))
    client.cookies[f"answering-{number}"] = kept.value
    assert client.get(address)["Location"] == f"/polls/{page.pk}/with/"


def test_nobody_is_looked_up_where_anybody_may_answer(client, officer):
    page = make_questionnaire(who_may_answer="anybody")
    member = make_member()
    assert (
        "Anybody may answer this without an account" in client.get(f"/polls/{page.pk}/with/").text
    )
    assert say_who(client, page, member).status_code == 422
    members_only = make_questionnaire()
    client.force_login(make_officer(MAY, "polls.key_answers"))
    assert f"/polls/{members_only.pk}/with/" in client.get(f"/polls/{members_only.pk}/entry/").text
    assert "Answer with a member" in client.get(f"/polls/{members_only.pk}/kiosks/").text


STAGES = {"not yet open": False, "before": True, "between": False, "after": True, "closed": False}


@pytest.mark.parametrize("role", [*ROLES, "member", "nobody"])
def test_who_may_answer_with_a_member_and_when(client, role):
    ensure_roles()
    if role != "nobody":
        person = make_member() if role == "member" else make_user(is_staff=True)
        if role in ROLES:
            person.groups.add(Group.objects.get(name=role))
        client.force_login(person)
    may = role in ("Officers", "Administrators")
    caller = make_member()
    for stage, is_open in STAGES.items():
        poll = make_poll(stage)
        if stage == "after":
            key = caller.key_for(poll.subject)
            Response.objects.create(
                page=poll, wave="before", key=key, public_id=f"{poll.pk}", receipt_hash=f"{poll.pk}"
            )
        begun = say_who(client, poll, caller)
        shown = client.get(f"/polls/{poll.pk}/with/")
        if not may:
            assert begun.status_code == shown.status_code == 403
            assert client.post(f"/polls/{poll.pk}/with/before/{'0' * 16}/").status_code == 403
            continue
        assert shown.status_code == 200
        assert ("<form" in shown.text) == is_open, stage
        assert begun.status_code == (302 if is_open else 422), stage
