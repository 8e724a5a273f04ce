"""Deliberative polls on paper: sheets with a code, entered without a name, in pairs."""

import datetime as dt
import io
import re
from collections import Counter

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from pypdf import PdfReader
from wagtail.models import PageLogEntry

from core.refusals import Refused
from home.roles import ROLES, ensure_roles, permissions
from polls.coming_late import choose_late
from polls.keying import Typed, begin_batch, key_again, key_paper
from polls.models import DeliberativePollPage, Draft, PersonalSheet, Response, Wave
from polls.personal_sheets import find_sheet, print_sheets
from polls.responding import RECEIPT_LETTERS, submit_response, withdraw_response
from results.answers import read_answers
from results.exports.pseudonymous import people_table
from results.exports.public import public_table
from results.reports import report_of
from tests.panel.factories import make_user, make_ward
from tests.polls.factories import (
    DAY,
    a_scale,
    answers_to,
    change,
    make_member,
    make_officer,
    make_poll,
    make_questionnaire,
    move_to,
)

pytestmark = pytest.mark.django_db
CODE = re.compile(rf"(?:[{RECEIPT_LETTERS}]{{4}}-){{3}}[{RECEIPT_LETTERS}]{{4}}")


@pytest.fixture
def printer():
    return make_officer("polls.print_sheets")


@pytest.fixture
def officer():
    return make_officer("polls.key_answers")


def code_for(poll, wave, person, printer) -> str:
    [sheet] = print_sheets(page=poll, wave=wave, people={person: "Whoever rang"}, by=printer)
    return sheet.code


def a_batch(poll, by, wave, *, days_ago=0, **fields):
    received = timezone.localdate() - dt.timedelta(days=days_ago)
    about = {"mode": "paper", "format": "standard", "received_on": received}
    return begin_batch(page=poll, by=by, wave=wave, **about | fields)


def enter(batch, code, by, *, value=3, number=1):
    poll = batch.page
    sheet = find_sheet(page=poll, wave=batch.wave, code=code, by=by)
    answers = {str(pk): one for pk, one in answers_to(poll, value).items()}
    return key_paper(batch=batch, number=number, typed=Typed(answers), by=by, sheet=sheet)


def paper_of(poll, wave, person, printer, officer, *, value=3, number=1, **fields):
    code = code_for(poll, wave, person, printer)
    return enter(a_batch(poll, officer, wave, **fields), code, officer, value=value, number=number)


# ---- pairs -----------------------------------------------------------------------------------


def test_both_rounds_on_paper_are_one_persons(printer, officer):
    ward = make_ward(name="Easton")
    member = make_member(ward=ward, age_band="35-49")
    poll = make_poll("before")
    first = paper_of(poll, Wave.BEFORE, member, printer, officer, value=2).response
    poll = move_to(poll, "after")
    member.membership.age_band = "50-64"
    member.membership.save()
    second = paper_of(poll, Wave.AFTER, member, printer, officer, value=8, mode="phone").response
    assert first.key == second.key == member.key_for(poll.subject)
    both = Response.objects.order_by("pk").values_list("wave", "mode", "ward", "age_band")
    assert [*both] == [
        ("before", "paper", ward.pk, "35-49"),
        ("after", "phone", ward.pk, "35-49"),
    ]
    assert [set(one.answers.values_list("number", flat=True)) for one in (first, second)] == [
        {2},
        {8},
    ]
    poll.forget_standings()
    assert poll.refusal_for(member, Wave.AFTER).startswith("You gave your second answers")


def test_first_on_paper_and_second_online_are_a_pair_too(printer, officer):
    member = make_member()
    poll = make_poll("before")
    paper_of(poll, Wave.BEFORE, member, printer, officer)
    poll = move_to(poll, "after")
    submit_response(user=member, page=poll, wave=Wave.AFTER, answers=answers_to(poll, 9))
    modes = Response.objects.order_by("pk").values_list("wave", "mode", "has_account")
    assert [*modes] == [("before", "paper", True), ("after", "online", True)]
    assert len(set(Response.objects.values_list("key", flat=True))) == 1


def test_who_answered_online_is_refused_in_words_that_tell_no_answer(client, printer, officer):
    member = make_member(user=make_user(display_name="Quillon F"))
    poll = make_poll("before")
    code = code_for(poll, Wave.BEFORE, member, printer)
    submit_response(user=member, page=poll, wave=Wave.BEFORE, answers=answers_to(poll, 9))
    a_batch(poll, officer, Wave.BEFORE)
    client.force_login(officer)
    sent = {"number": "1", "code": code.lower().replace("-", " ")}
    sent |= {f"i{pk}": "1" for pk in answers_to(poll)}
    answer = client.post(f"/polls/{poll.pk}/entry/1/", sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "are in already for the person with this code" in html
    assert member.email not in html and "Quillon" not in html
    assert set(Response.objects.get().answers.values_list("number", flat=True)) == {9}


def test_what_was_begun_online_gives_way_and_cannot_be_sent_any_more(printer, officer):
    member = make_member()
    poll = make_poll("before")
    Draft.objects.create(page=poll, wave=Wave.BEFORE, key=member.key_for(poll.subject))
    paper_of(poll, Wave.BEFORE, member, printer, officer)
    assert not Draft.objects.exists()
    poll = DeliberativePollPage.objects.get(pk=poll.pk)
    with pytest.raises(Refused, match="You gave your first answers"):
        submit_response(user=member, page=poll, wave=Wave.BEFORE, answers=answers_to(poll, 9))


def test_the_database_decides_who_was_first(printer, officer):
    """Two sheets of one person, entered as if at once: each passed what looks before it writes."""
    member = make_member()
    poll = make_poll("before")
    codes = [code_for(poll, Wave.BEFORE, member, printer) for _sheet in range(2)]
    sheets = [find_sheet(page=poll, wave="before", code=code, by=officer) for code in codes]
    batch = a_batch(poll, officer, Wave.BEFORE, is_keyed_twice=True)
    papers = [
        key_paper(batch=batch, number=n, typed=Typed(), by=officer, sheet=sheet)
        for n, sheet in enumerate(sheets, 1)
    ]
    colleague = make_officer("polls.key_answers")
    done = [
        key_again(paper=paper, typed=Typed(), by=colleague, sheet=sheet)
        for paper, sheet in zip(papers, sheets, strict=True)
    ]
    assert [paper.response is not None for paper in done] == [True, False]
    assert all(paper.settled_at for paper in done)
    assert Response.objects.count() == 1


def test_a_code_is_entered_once(printer, officer):
    poll = make_poll("before")
    code = code_for(poll, Wave.BEFORE, make_member(), printer)
    batch = a_batch(poll, officer, Wave.BEFORE, is_keyed_twice=True)
    enter(batch, code, officer)
    with pytest.raises(Refused, match="entered already, as 1 of batch 1"):
        enter(batch, code, officer, number=2)
    with pytest.raises(Refused, match="There is no|no sheet with this code"):
        enter(batch, code[:-1] + ("2" if code[-1] != "2" else "3"), officer, number=2)


def test_a_second_reading_is_of_the_same_sheet(printer, officer):
    poll = make_poll("before")
    codes = [code_for(poll, Wave.BEFORE, make_member(), printer) for _person in range(2)]
    batch = a_batch(poll, officer, Wave.BEFORE, is_keyed_twice=True)
    papers = [enter(batch, code, officer, number=n) for n, code in enumerate(codes, 1)]
    colleague = make_officer("polls.key_answers")
    sheets = [find_sheet(page=poll, wave="before", code=code, by=colleague) for code in codes]
    with pytest.raises(Refused, match="Another code was entered first"):
        key_again(paper=papers[0], typed=Typed(), by=colleague, sheet=sheets[1])


# ---- rounds ----------------------------------------------------------------------------------


def test_a_sheet_is_of_one_round_and_second_answers_need_first_ones(printer, officer):
    member = make_member()
    poll = make_poll("before")
    first = code_for(poll, Wave.BEFORE, member, printer)
    with pytest.raises(Refused, match="cannot answer this round, or has answered it already"):
        code_for(poll, Wave.AFTER, member, printer)
    poll = move_to(poll, "after")
    with pytest.raises(Refused, match="This sheet is for “First answers”"):
        enter(a_batch(poll, officer, Wave.AFTER), first, officer)
    PersonalSheet.objects.update(wave=Wave.AFTER)
    with pytest.raises(Refused, match="“First answers” of the person with this code are not in"):
        enter(a_batch(poll, officer, Wave.AFTER), first, officer)
    assert not Response.objects.exists()


def test_a_batch_is_of_a_round_that_has_opened_and_paper_came_within_it(printer, officer):
    poll = make_poll("before")
    with pytest.raises(Refused, match="This round has not opened yet"):
        a_batch(poll, officer, Wave.AFTER)
    with pytest.raises(Refused, match="no such questions"):
        a_batch(poll, officer, Wave.ONLY)
    code = code_for(poll, Wave.BEFORE, make_member(), printer)
    with pytest.raises(Refused, match="came before “First answers” opened"):
        enter(a_batch(poll, officer, Wave.BEFORE, days_ago=3), code, officer)
    with pytest.raises(Refused, match="Enter the code"):
        key_paper(batch=a_batch(poll, officer, Wave.BEFORE), number=1, typed=Typed(), by=officer)


def test_late_first_answers_are_marked_and_left_out_until_an_officer_has_them_count(
    printer, officer
):
    poll = make_poll("before")
    code = code_for(poll, Wave.BEFORE, make_member(), printer)
    poll = move_to(poll, "after")
    response = enter(a_batch(poll, officer, Wave.BEFORE), code, officer).response
    assert (response.wave, response.is_late, response.is_counted) == ("before", True, False)
    choose_late(page=poll, counts=True, reason="The post was on strike.", by=officer)
    response.refresh_from_db()
    assert response.is_counted


def test_nothing_is_entered_once_the_results_are_out(printer, officer):
    poll = make_poll("before")
    code = code_for(poll, Wave.BEFORE, make_member(), printer)
    batch = a_batch(poll, officer, Wave.BEFORE)
    change(
        DeliberativePollPage.objects.filter(pk=poll.pk),
        before_closes_at=timezone.now() - 3 * DAY,
        after_opens_at=timezone.now() - 2 * DAY,
        after_closes_at=timezone.now() - DAY,
        report_at=timezone.localdate(),
    )
    batch.page = DeliberativePollPage.objects.get(pk=poll.pk)
    with pytest.raises(Refused, match="results are published"):
        enter(batch, code, officer)


# ---- who knows what --------------------------------------------------------------------------


def test_who_printed_a_sheet_does_not_enter_it(printer, officer):
    both = make_officer("polls.print_sheets", "polls.key_answers")
    poll = make_poll("before")
    code = code_for(poll, Wave.BEFORE, make_member(), both)
    with pytest.raises(Refused, match="You printed this sheet"):
        enter(a_batch(poll, both, Wave.BEFORE), code, both)
    assert enter(a_batch(poll, officer, Wave.BEFORE), code, officer).response


def test_the_database_knows_no_code_and_the_log_no_name(printer):
    member = make_member()
    poll = make_poll("before")
    code = code_for(poll, Wave.BEFORE, member, printer)
    kept = PersonalSheet.objects.values().get()
    assert code not in str(kept) and code.replace("-", "") not in str(kept)
    assert kept["key"] == member.key_for(poll.subject)
    entry = PageLogEntry.objects.get(action="polls.print_sheets")
    assert entry.data == {"reason": "", "wave": "before", "sheets": 1}


def test_whoever_has_the_code_takes_the_answers_back(printer, officer):
    member = make_member()
    poll = make_poll("before")
    code = code_for(poll, Wave.BEFORE, member, printer)
    other = code_for(poll, Wave.BEFORE, member, printer)
    enter(a_batch(poll, officer, Wave.BEFORE), code, officer)
    assert withdraw_response(page=poll, receipt=code).withdrawn_at
    with pytest.raises(Refused, match="taken their answers back"):
        enter(a_batch(poll, officer, Wave.BEFORE), other, officer)


@pytest.mark.parametrize("step", ["sheets", "entry"])
def test_each_may_do_their_own_part_only(client, printer, officer, step):
    poll = make_poll("before")
    may = printer if step == "sheets" else officer
    address = f"/polls/{poll.pk}/{step}/"
    assert client.get(address).status_code in (302, 403)
    for somebody in (printer, officer, make_member()):
        client.force_login(somebody)
        assert client.get(address).status_code == (200 if somebody == may else 403)


# ---- the file --------------------------------------------------------------------------------


def read_pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def test_an_officer_prints_a_sheet_for_each_name_on_a_list(client, printer):
    people = [make_member(user=make_user(display_name=name)) for name in ("Quill F", "Olwen B")]
    poll = make_poll("before", [a_scale(wording="Well?"), a_scale(2, wording="And so?")])
    client.force_login(printer)
    sent = {"wave": "before", "format": "standard"}
    printer.user_permissions.add(*permissions({"panel.view_membership"}).values())
    addresses = "\n".join(person.email.upper() for person in people)
    answer = client.post(f"/polls/{poll.pk}/sheets/", sent | {"people": addresses})
    assert answer["Content-Type"] == "application/pdf"
    pages = [page for page in read_pages(answer.content) if page.strip()]
    with_name = [page for page in pages if any(p.display_name in page for p in people)]
    with_questions = [page for page in pages if "Well?" in page]
    assert len(with_name) == len(with_questions) == 2
    assert not set(with_name) & set(with_questions)
    codes = [CODE.search(page).group() for page in with_questions]
    assert len(set(codes)) == 2 == PersonalSheet.objects.count()
    assert all(code in page for code, page in zip(codes, with_name, strict=True))
    assert not any("postcode" in page for page in pages)  # known with the code


def test_who_may_not_see_members_learns_no_name_from_a_sheet(client):
    ensure_roles()
    officer = make_user(is_staff=True)
    officer.groups.add(Group.objects.get(name="Officers"))
    person = make_member(user=make_user(display_name="Quill F", first_name="Ada"))
    poll = make_poll("before")
    client.force_login(officer)
    sent = {"wave": "before", "format": "standard", "people": person.email}
    pages = read_pages(client.post(f"/polls/{poll.pk}/sheets/", sent).content)
    assert [person.email in page for page in pages].count(True) == 1
    assert not any(name in page for page in pages for name in ("Quill", "Ada"))


def test_officers_print_and_analysts_do_not(client):
    ensure_roles()
    poll = make_poll("before")
    may = {"Administrators", "Officers"}
    for group in Group.objects.filter(name__in=ROLES):
        user = make_user(is_staff=True)
        user.groups.add(group)
        client.force_login(user)
        status = client.get(f"/polls/{poll.pk}/sheets/").status_code
        assert status == (200 if group.name in may else 403), group.name


def test_every_line_that_names_nobody_is_said_and_nothing_is_printed(client, printer):
    member, staff = make_member(), make_officer()
    poll = make_poll("before")
    client.force_login(printer)
    sent = {"wave": "before", "format": "standard"}
    lines = f"{member.email}\nnobody@example.org"
    answer = client.post(f"/polls/{poll.pk}/sheets/", sent | {"people": lines})
    assert answer.status_code == 422
    assert "nobody@example.org: nobody has this address" in answer.content.decode()
    answer = client.post(f"/polls/{poll.pk}/sheets/", sent | {"people": staff.email})
    assert "cannot answer this round, or has answered it already" in answer.content.decode()
    assert not PersonalSheet.objects.exists()


def test_a_questionnaire_that_is_answered_once_has_no_sheets(client, printer):
    page = make_questionnaire()
    client.force_login(printer)
    assert client.get(f"/polls/{page.pk}/sheets/").status_code == 404
    with pytest.raises(Refused, match="the same here"):
        print_sheets(page=page, wave=Wave.ONLY, people={make_member(): "Whoever rang"}, by=printer)


# ---- files and figures -----------------------------------------------------------------------


def test_files_say_of_each_round_how_it_came_and_figures_leave_late_ones_out(printer, officer):
    poll = make_poll("before")
    people = [make_member() for _person in range(11)]
    for person in people[1:]:
        submit_response(user=person, page=poll, wave=Wave.BEFORE, answers=answers_to(poll, 4))
    paper_of(poll, Wave.BEFORE, people[0], printer, officer)
    poll = move_to(poll, "after")
    for person in people[2:]:
        submit_response(user=person, page=poll, wave=Wave.AFTER, answers=answers_to(poll, 6))
    codes = [code_for(poll, Wave.AFTER, person, printer) for person in people[:2]]
    enter(a_batch(poll, officer, Wave.AFTER), codes[0], officer)
    change(
        DeliberativePollPage.objects.filter(pk=poll.pk),
        after_opens_at=timezone.now() - 3 * DAY,
        after_closes_at=timezone.now() - 2 * DAY,
    )
    poll = DeliberativePollPage.objects.get(pk=poll.pk)
    enter(a_batch(poll, officer, Wave.AFTER, days_ago=1), codes[1], officer, value=9)

    sheet = read_answers(poll)
    table = people_table(poll, sheet, [])
    at = {column.name: place for place, column in enumerate(table.columns)}
    rows = Counter(
        tuple(
            row[at[name]] for name in ("mode_before", "mode_after", "late_after", "counted_after")
        )
        for row in table.rows
    )
    assert rows == {
        ("paper", "paper", 0, 1): 1,
        ("online", "paper", 1, 0): 1,
        ("online", "online", 0, 1): 9,
    }
    report = report_of(poll)
    assert (report.flow.before, report.flow.after, report.flow.both) == (11, 10, 10)
    assert report.late_answers == "left out"
    assert dict(report.ways) == {
        "before": {"online": "c", "paper": "c"},
        "after": {"online": "c", "paper": "c"},
    }
    assert "How answers came, round before: online c, paper c." in public_table(report).notes
    choose_late(page=poll, counts=True, reason="The post was on strike.", by=officer)
    report = report_of(DeliberativePollPage.objects.get(pk=poll.pk))
    assert (report.flow.both, report.late_answers) == (11, "counted")
