"""Who was erased stays erased, also when a backup from before is restored."""

import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from home.daily import do_daily_work
from home.erasing_again import erase_again, look
from panel import mail, profiles
from panel.births import note_age
from panel.consent import newest
from panel.erasures import Kind, append_lines, digest_of_account, read_list, write_list
from panel.holds import lift_hold, place_hold
from panel.joining import delete_accounts, leave_panel
from panel.models import (
    Consent,
    CouncilIdentity,
    DateOfBirth,
    Erasure,
    Membership,
    MessageWishes,
    MobileNumber,
    ProfileAnswer,
    QuestionSet,
    StoppedAddress,
    User,
    Volunteer,
    VolunteerCall,
)
from panel.places_on_panel import remove
from panel.sign_on import part_from_identity
from panel.texts import choosing, proving
from panel.texts.stopping import has_stopped as has_stopped_texts
from panel.texts.stopping import stop as stop_texts
from panel.volunteering import offer_to_serve, take_yes_back
from polls.models import Ballot, Response, Wave
from polls.responding import submit_response, withdraw_own_response, withdraw_response
from polls.voting import cast_ballot
from tests.home.backups import restore, take_backup
from tests.home.traces import NEEDLES, traces
from tests.panel.factories import make_council, make_membership, make_user, make_ward
from tests.polls.factories import answers_to, make_member, make_questionnaire, make_quick_poll

pytestmark = pytest.mark.django_db
EMAIL = "quillon.farrow@example.org"


@pytest.fixture(autouse=True)
def council():
    return make_council()


@pytest.fixture(autouse=True)
def file(settings, tmp_path):
    settings.ERASURES_FILE = tmp_path / "beside" / "erasures.txt"
    return Path(settings.ERASURES_FILE)


@pytest.fixture
def member(django_capture_on_commit_callbacks):
    """Somebody who answered, voted and told about themselves."""
    user = make_user(email=EMAIL, display_name="Quillon F", first_name="Quillon")
    EmailAddress.objects.create(user=user, email=EMAIL, verified=True, primary=True)
    make_membership(user=user, postcode="BS9 1ZQ", ward=make_ward(name="Easton"))
    tell(user)
    page = make_questionnaire(title="Parks")
    submit_response(user=user, page=page, wave=Wave.ONLY, answers=answers_to(page, 7, 8, 9))
    quick = make_quick_poll("Yes", "No")
    cast_ballot(key=quick.key_of(f"user-{user.pk}"), choice=quick.choices.first())
    Client().force_login(user)
    return User.objects.get(pk=user.pk)


def tell(user, words="Quillonism"):
    profiles.answer(
        membership=user.membership,
        question_set=QuestionSet.objects.get(code="religion", edition="EW-2021"),
        answers={"religion": "other"},
        words={"religion": words},
    )


def run_command(**options) -> str:
    said = StringIO()
    call_command("reapply_erasures", stdout=said, **options)
    return said.getvalue()


# ---- the whole way -------------------------------------------------------------------------------


def test_who_left_is_gone_again_after_a_restore(client, member, file):
    stranger = make_membership(user=make_user(email="stays@example.org"))
    answers = set(Response.objects.values_list("public_id", "key", "ward"))
    backup = take_backup()
    client.force_login(member)
    assert client.post("/account/leave/").status_code == 302
    write_list()
    assert traces() == set()

    restore(backup)
    assert {place.split()[0] for place in traces()} >= {
        "panel_user",
        "panel_membership",
        "account_emailaddress",
        "panel_profilewords",
    }
    assert "People who left the panel: 1 since the backup\n" in run_command(report=True)
    assert User.objects.get(pk=member.pk).email == EMAIL
    said = run_command()

    assert "People who left the panel: 1 since the backup, of them here and erased again: 1" in said
    assert traces() == set()
    left = User.objects.get(pk=member.pk)
    assert (left.email, left.is_active) == (f"left-{left.pk}@invalid", False)
    assert left.membership.status == Membership.Status.LEFT
    assert not ProfileAnswer.objects.exists()
    assert not Consent.objects.filter(user=left).exists()
    assert not Session.objects.exists()
    # What counts stays as it was, and so do others.
    assert set(Response.objects.values_list("public_id", "key", "ward")) == answers
    assert Ballot.objects.count() == 1
    stranger.refresh_from_db()
    assert stranger.status == Membership.Status.ACTIVE

    assert "Nothing was to be done." in run_command()
    words = file.read_text().lower()
    assert not any(needle in words for needle in NEEDLES)


def test_a_second_run_signs_nobody_out(member):
    backup = take_backup()
    leave_panel(member)
    write_list()
    restore(backup)
    erase_again(read_from())
    Client().force_login(make_member())
    erase_again(read_from())
    assert Session.objects.count() == 1


def read_from() -> Path:
    return Path(settings.ERASURES_FILE)


# ---- each kind -----------------------------------------------------------------------------------


def erased_again(backup) -> dict[str, int]:
    """Restore a backup and erase again; return how much of each kind was there."""
    write_list()
    restore(backup)
    found = erase_again(read_from())
    assert found.is_clean
    assert not erase_again(read_from()).missing
    return {kind: number for kind, number in found.erased.items() if number}


def test_a_restored_hold_does_not_keep_who_was_erased_after_it_was_lifted(member):
    place_hold(kind="foi", reason="FOI 7", by=make_user(is_staff=True), person=member)
    backup = take_backup()
    leave_panel(member)
    assert traces()
    hold = member.holds.get()
    lift_hold(hold=hold, reason="Answered", by=hold.by)
    with time_machine.travel(timezone.now() + dt.timedelta(days=2)):
        call_command("apply_retention", commit=True, stdout=StringIO())
    assert traces() == set()
    assert erased_again(backup) == {Kind.LEFT: 1, Kind.ERASED: 1}
    assert traces() == set()


def test_an_account_that_was_deleted(member):
    unfinished = make_user(email="farrow@example.org")
    backup = take_backup()
    assert delete_accounts(User.objects.filter(pk=unfinished.pk)) == 1
    assert erased_again(backup) == {Kind.DELETED: 1}
    assert not User.objects.filter(pk=unfinished.pk).exists()
    assert User.objects.filter(pk=member.pk).exists()


def test_a_place_that_was_ended(member):
    backup = take_backup()
    remove(membership=member.membership, reason="Two accounts", by=make_user(is_staff=True))
    assert erased_again(backup) == {Kind.REMOVED: 1}
    place = Membership.objects.get(user=member)
    assert (place.status, place.postcode) == ("removed", "")
    assert "ended before" in place.removed_because
    assert not ProfileAnswer.objects.exists()


def test_answers_about_oneself_and_not_those_given_since(member):
    religion = QuestionSet.objects.get(code="religion", edition="EW-2021")
    profiles.take_back(user=member, question_set=religion)
    tell(member, words="Another thing")
    backup = take_backup()
    profiles.take_all_back(user=member)
    assert erased_again(backup) == {Kind.TOLD: 1}
    assert not ProfileAnswer.objects.exists()

    tell(member, words="Once more")
    assert not erase_again(read_from()).missing
    assert ProfileAnswer.objects.count() == 1


def test_answers_that_were_taken_back_also_once_the_round_has_closed(member):
    page = make_questionnaire(title="Benches")
    sent = submit_response(user=member, page=page, wave=Wave.ONLY, answers=answers_to(page, 1, 2))
    backup = take_backup()
    withdraw_response(page=page, receipt=sent.receipt)
    page.closes_at = page.first_published_at
    assert erased_again(backup) == {Kind.ANSWERS: 1}
    assert [one.page.title for one in Response.objects.all()] == ["Parks"]


@pytest.mark.parametrize("act", [choosing.remove, lambda user: proving.keep(user, "+447700900456")])
def test_a_mobile_number_that_was_removed_or_replaced(member, act):
    other = make_membership().user
    for user in (member, other):  # who share a phone
        proving.keep(user, "+447700900123")
        choosing.choose_channel(user, "text")
    backup = take_backup()
    proving.keep(member, "+447700900123")  # proved again: nothing goes
    act(member)
    assert erased_again(backup) == {Kind.NUMBER: 1}
    assert [row.user for row in MobileNumber.objects.all()] == [other]
    assert MessageWishes.objects.get(user=member).channel == "email"


def test_a_date_of_birth_that_was_taken_away(member):
    other, born = make_membership(), dt.date(1984, 3, 27)
    for one in (member.membership, other):
        note_age(membership=one, born=born)
    backup = take_backup()
    note_age(membership=member.membership, born=born)  # told again: nothing goes
    note_age(membership=member.membership, age_band="35-49")
    assert erased_again(backup) == {Kind.BIRTH: 1}
    assert [row.user_id for row in DateOfBirth.objects.all()] == [other.user_id]


@pytest.mark.parametrize("is_bound", [True, False])
def test_a_council_account_that_was_taken_away_also_if_the_backup_has_it_as_invited(is_bound):
    officer = make_user(is_staff=True)
    CouncilIdentity.objects.create(user=officer, invited_as="nadia@example.org")
    backup = take_backup()
    if is_bound:
        CouncilIdentity.objects.update(
            invited_as="", issuer="https://x", subject="1", bound_at=timezone.now()
        )
    part_from_identity(user=officer, by=make_user(is_superuser=True))
    assert erased_again(backup) == {Kind.PARTED: 1}
    assert not CouncilIdentity.objects.exists()


def test_answers_that_are_lent_no_more_and_an_offer_that_was_taken_back(member):
    day = timezone.localdate() + dt.timedelta(days=9)
    first, second, third = (
        VolunteerCall.objects.create(title=title, features=["sex"], reply_by=day)
        for title in ("Water", "Streets", "Parks")
    )
    mine = {"membership": member.membership}
    for call in (first, second, third):
        offer_to_serve(**mine, call=call, lends_answers=True)
    backup = take_backup()
    offer_to_serve(**mine, call=first, lends_answers=False)
    take_yes_back(**mine, call=second)
    offer_to_serve(**mine, call=third, lends_answers=True)  # said again: nothing goes
    VolunteerCall.objects.filter(pk=first.pk).update(reply_by=day - dt.timedelta(days=20))
    assert erased_again(backup) == {Kind.LENT: 1, Kind.YES: 1}
    offers = Volunteer.objects.values_list("call__title", "lends_answers")
    assert set(offers) == {("Water", False), ("Parks", True)}
    assert newest(member, Consent.Purpose.SERVING, f"{first.pk}: Water") == "withdrawn"


def test_an_address_that_stopped_our_mail_and_one_that_wants_it_again(member):
    other = make_membership(user=make_user(email="other@example.org")).user
    mail.stop(other)
    backup = take_backup()
    mail.stop(member)
    mail.resume(other)
    mail.resume(other)  # no news: not on the list twice
    assert erased_again(backup) == {Kind.STOPPED: 1, Kind.RESUMED: 1}
    assert mail.has_stopped(member)
    assert not mail.has_stopped(other)
    assert StoppedAddress.objects.count() == 1


def test_a_number_that_stopped_our_texts_stays_a_number(member):
    backup = take_backup()
    stop_texts("+447700900123")
    assert erased_again(backup) == {Kind.STOPPED_TEXTS: 1}
    assert StoppedAddress.objects.get().channel == "text"
    assert has_stopped_texts("+447700900123")


def test_a_newcomer_with_the_same_number_or_address_is_not_erased(member):
    """After a restore numbers begin again where the backup left off, and people come back."""
    later = make_user(email="later@example.org")
    digest = digest_of_account(later)
    number = later.pk
    leave_panel(make_membership(user=later).user)
    write_list()
    Membership.objects.filter(user=later).delete()
    Consent.objects.filter(user=later).delete()
    User.objects.filter(pk=number).delete()
    Erasure.objects.all().delete()
    newcomer = make_user(pk=number, email="later@example.org")
    User.objects.filter(pk=number).update(date_joined=newcomer.date_joined + dt.timedelta(hours=1))
    assert digest_of_account(User.objects.get(pk=number)) != digest
    found = erase_again(read_from())
    assert (found.missing[Kind.LEFT], found.erased[Kind.LEFT]) == (1, 0)
    assert User.objects.get(pk=number).is_active


# ---- the list ------------------------------------------------------------------------------------


def test_the_line_is_written_once_the_erasure_is_committed(
    member, file, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        leave_panel(member)
        assert not file.exists()
    assert [line.kind for line in read_list(file)] == [Kind.LEFT, Kind.ERASED]
    assert not Erasure.objects.filter(listed_at=None).exists()
    assert file.stat().st_mode & 0o077 == 0


def test_a_disk_that_takes_no_line_stops_no_erasure_and_is_tried_again(
    member, file, settings, django_capture_on_commit_callbacks, caplog
):
    file.parent.mkdir()
    settings.ERASURES_FILE = file.parent  # a folder
    with django_capture_on_commit_callbacks(execute=True):
        leave_panel(member)
    assert traces() == set()
    assert Erasure.objects.filter(listed_at=None).count() == 2
    settings.ERASURES_FILE = file
    assert do_daily_work()["erasures put on the list"] == 2
    assert len(list(read_list(file))) == 2
    assert do_daily_work()["erasures put on the list"] == 0


def test_a_line_that_was_cut_off_spoils_no_other_and_is_told(member, file):
    leave_panel(member)
    append_lines(file, ["2026-11-26T09:00:00+00:00 left 1234"])
    with file.open("a") as opened:
        opened.write("2026-11-26T09:00:0")
    write_list()
    write_list()
    read = list(read_list(file))
    assert read[:2] == [1, 2]
    assert len(read) == 4
    Erasure.objects.all().delete()
    assert look(file).unread == [1, 2]
    with pytest.raises(CommandError, match="Lines that cannot be read: 1, 2"):
        run_command()
    assert Erasure.objects.count() == 2


def test_a_line_that_stands_twice_counts_once(member, file):
    leave_panel(member)
    write_list()
    file.write_text(file.read_text() * 2)
    assert len(list(read_list(file))) == 2


def test_without_the_list_nothing_is_pretended(tmp_path):
    with pytest.raises(CommandError, match="There is no list of erasures"):
        run_command(list=str(tmp_path / "none.txt"))


def test_a_fault_in_one_line_leaves_the_others_to_be_done(member, monkeypatch):
    backup = take_backup()
    withdraw_own_response(user=member, page=Response.objects.get().page.specific, wave=Wave.ONLY)
    leave_panel(member)
    write_list()
    restore(backup)

    def fall_over(page, response):
        response.delete()
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("polls.erasing_again.take_out", fall_over)
    with pytest.raises(CommandError, match="Faults, told in the log: 1"):
        run_command()
    assert Response.objects.count() == 1
    assert traces() == set()
    monkeypatch.undo()
    run_command()
    assert not Response.objects.exists()
