"""The day on which answers are cut off from people: named before, kept to, and never too early."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from consultations.models import ConsultationPage
from core.dates import closing_instant
from core.keys import UNLINKED
from core.refusals import Refused
from home.retention import report, run
from panel.holds import place_hold
from panel.models import RetentionPeriod
from panel.models.people import months_after
from polls.models import Answer, AssignedPlace, Assignment, BriefingRead, Draft, Response, Wave
from polls.reading import mark_as_read
from polls.responding import submit_response, withdraw_own_response, withdraw_response
from tests.consultations.factories import make_consultation
from tests.panel.factories import make_council, make_user
from tests.polls.factories import (
    answers_to,
    change,
    make_briefing,
    make_member,
    make_poll,
    make_questionnaire,
    make_quick_poll,
)

pytestmark = pytest.mark.django_db
OPENS = dt.datetime(2026, 2, 1, 9, tzinfo=dt.UTC)
CLOSES = closing_instant(dt.date(2026, 2, 28))
DAY = dt.date(2027, 2, 28)


@pytest.fixture(autouse=True)
def council():
    return make_council()


def at(when):
    return time_machine.travel(when, tick=False)


@pytest.fixture
def page():
    with at("2026-02-10 12:00Z"):
        return make_questionnaire(
            parent=make_consultation(), opens_at=OPENS, closes_at=CLOSES, title="Parks"
        )


@pytest.fixture
def sent(page):
    """A response, with its receipt and who gave it."""
    with at("2026-02-10 12:00Z"):
        member = make_member()
        answers = answers_to(page, 7, 8, 9)
        response = submit_response(user=member, page=page, wave=Wave.ONLY, answers=answers)
    response.member = member
    return response


def again(page):
    return type(page).objects.get(pk=page.pk)


def saved(page, **fields):
    page = again(page)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save()
    return page


# ---- the day -------------------------------------------------------------------------------------


def test_it_is_a_year_after_closing_unless_the_council_says_otherwise(page):
    assert page.anonymised_on == DAY
    make_council(months_to_anonymise=6)
    with at("2026-02-10 12:00Z"):
        closes_at = closing_instant(dt.date(2026, 8, 31))
        other = make_questionnaire(opens_at=OPENS, closes_at=closes_at)
    assert other.anonymised_on == dt.date(2027, 2, 28)


def test_of_a_deliberative_poll_it_is_counted_from_the_second_round():
    poll = make_poll("before")
    assert poll.anonymised_on == months_after(timezone.localdate(poll.after_closes_at), 12)


def test_without_an_end_of_its_own_a_page_goes_by_the_consultation():
    consultation = make_consultation()
    page = make_questionnaire(parent=consultation, closes_at=None)
    assert page.anonymised_on == months_after(timezone.localdate(consultation.closes_at), 12)
    assert not page.is_anonymised
    with at(dt.datetime.combine(page.anonymised_on, dt.time(12), dt.UTC)):
        assert again(page).is_anonymised
        later = timezone.now() + dt.timedelta(days=1)
        change(ConsultationPage.objects.filter(pk=consultation.pk), closes_at=later)
        assert not again(page).is_anonymised


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (dt.date(2026, 2, 28), "after the last answers come in"),
        (dt.date(2028, 2, 29), "within 24 months of closing"),
    ],
)
def test_an_officer_names_a_day_between_closing_and_two_years_later(page, day, words):
    saved(page, anonymised_on=dt.date(2026, 3, 1))
    assert saved(page, anonymised_on=dt.date(2028, 2, 28)).anonymised_on == dt.date(2028, 2, 28)
    with pytest.raises(ValidationError, match=words):
        saved(page, anonymised_on=day)


def test_once_somebody_has_answered_it_stays(page, sent):
    with pytest.raises(ValidationError, match="read Sunday 28 February 2027, so it stays"):
        saved(page, anonymised_on=dt.date(2027, 3, 1))
    assert saved(page, anonymised_on=None).anonymised_on == DAY
    with pytest.raises(ValidationError, match="28 February 2027. Choose") as refused:
        saved(page, closes_at=closing_instant(dt.date(2027, 3, 31)))
    assert list(refused.value.message_dict) == ["closes_at"]
    assert saved(page, closes_at=closing_instant(dt.date(2026, 3, 31))).anonymised_on == DAY


def test_pages_that_were_answered_without_a_day_get_none(page, sent):
    change(type(page).objects.filter(pk=page.pk), anonymised_on=None)
    assert saved(page).anonymised_on is None
    with pytest.raises(ValidationError, match="answered without such a day"):
        saved(page, anonymised_on=DAY)


def test_a_copy_has_a_day_of_its_own(page):
    copy = page.copy(update_attrs={"slug": "copy", "closes_at": closing_instant(DAY)})
    assert copy.anonymised_on == dt.date(2028, 2, 28)


# ---- who reads it --------------------------------------------------------------------------------


def test_everybody_reads_it_before_and_after_they_send(page):
    with at("2026-02-10 12:00Z"):
        client = Client()
        member = make_member()
        client.force_login(member)
        told = "On Sunday 28 February 2027 we destroy what leads from you to that code."
        assert told in client.get(page.url).text
        Draft.objects.create(
            page=page,
            wave="only",
            key=member.key_for(page.subject),
            answers={str(pk): value for pk, value in answers_to(page, 7, 8, 9).items()},
        )
        address = f"/polls/{page.pk}/answer/only/check/"
        checked = client.get(address).text
        assert told in checked
        assert "You can take them back before Sunday 28 February 2027" in checked
        assert "Two years after the decision" not in checked
        done = client.post(address, follow=True).text
        assert "before Sunday 28 February 2027 and as long as no results are published." in done


def test_who_votes_reads_it_too():
    poll = make_quick_poll("Yes", "No", closes_at=closing_instant(dt.date(2031, 2, 28)))
    words = "It carries a code, and on 28 February 2033 we destroy what leads from you to it."
    assert words in Client().get(poll.url).text


# ---- taking back until then ----------------------------------------------------------------------


def test_answers_are_taken_back_for_good_after_closing_with_the_number_or_signed_in(page, sent):
    with at("2027-02-27 12:00Z"):
        client = Client()
        address = f"/polls/{page.pk}/take-back/"
        assert "they are deleted for good" in client.get(address).text
        answer = client.post(address, {"receipt": sent.receipt})
        assert "They are deleted." in answer.text
        assert not Response.objects.exists()
        assert not Draft.objects.exists()
    with at("2026-02-10 12:00Z"):
        submit_response(user=sent.member, page=page, wave="only", answers=answers_to(page, 1, 2, 3))
    with at("2027-02-27 12:00Z"):
        client.force_login(sent.member)
        assert "you need no number" in client.get(address).text
        client.post(address, {"wave": "only"})
    assert not Answer.objects.exists()


def test_first_answers_are_taken_back_between_the_rounds():
    poll, member = make_poll("before"), make_member()
    submit_response(user=member, page=poll, wave=Wave.BEFORE, answers=answers_to(poll, 3))
    with at(poll.before_closes_at + dt.timedelta(minutes=1)):
        withdraw_own_response(user=member, page=again(poll), wave=Wave.BEFORE)
    assert Response.objects.get().withdrawn_at
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("moment", "is_published", "words"),
    [
        ("2026-06-01 12:00Z", True, "a figure that changed now would tell"),
        ("2027-02-28 00:01Z", False, "Nobody’s can be found or taken back any more"),
    ],
)
def test_not_once_results_are_out_or_the_day_has_come(page, sent, moment, is_published, words):
    if is_published:
        published = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
        change(ConsultationPage.objects.all(), results_published_at=published)
    with at(moment):
        page = again(page)
        with pytest.raises(Refused, match=words):
            withdraw_response(page=page, receipt=sent.receipt)
        with pytest.raises(Refused, match=words):
            withdraw_own_response(user=sent.member, page=page, wave="only")
        assert words in Client().get(f"/polls/{page.pk}/take-back/").text
    assert Answer.objects.count() == 3


# ---- the day comes -------------------------------------------------------------------------------


def due() -> int:
    return next(line.due for line in report() if line.rule.code == "promised")


def is_linked(response) -> bool:
    key = response.member.key_for(response.page.subject)
    return Response.objects.filter(pk=response.pk, key=key).exists()


def test_on_the_day_the_way_back_is_destroyed_and_the_answers_stay(page, sent):
    def stored():
        return sorted(Answer.objects.values_list("response__public_id", "item", "number"))

    before = stored()
    with at("2027-02-27 23:59Z"):
        assert due() == 0
        run()
        assert is_linked(sent)
    with at("2027-02-28 03:00Z"):
        assert due() == 1
        assert is_linked(sent)  # a report touches nothing
        run()
        assert due() == 0
        client = Client()
        client.force_login(sent.member)
        assert client.get("/account/data.json").json()["answers"] == []
    assert not is_linked(sent)
    assert stored() == before
    assert not Response.objects.filter(receipt_hash=sent.receipt_hash).exists()


def test_holds_are_kept_and_the_period_is_nobodys_to_change(page, sent):
    by = make_user(is_staff=True)
    RetentionPeriod.objects.create(rule="answers", number=1)
    place_hold(kind="foi", reason="FOI 7", by=by, person=sent.member)
    with at("2027-03-01 12:00Z"):
        run()
        assert is_linked(sent)
        sent.member.holds.update(lifted_at=timezone.now(), lifted_because="Answered")
        place_hold(kind="foi", reason="FOI 8", by=by, page=page.get_parent())
        run()
        assert is_linked(sent)


def test_never_before_the_second_round_is_over_and_pairs_stay_pairs():
    with at("2026-02-10 12:00Z"):
        poll = make_poll("before")
        briefing = make_briefing(poll)
        member = make_member()
        submit_response(user=member, page=poll, wave=Wave.BEFORE, answers=answers_to(poll, 3))
        mark_as_read(user=member, briefing=briefing)
    with at(poll.after_opens_at + dt.timedelta(hours=1)):
        sent = submit_response(
            user=member, page=again(poll), wave=Wave.AFTER, answers=answers_to(poll, 8)
        )
    sent.member = member
    come = dt.datetime.combine(poll.anonymised_on, dt.time(12), dt.UTC)
    # No editor lets it happen: the round is still open on the day.
    ends = come + dt.timedelta(days=3)
    change(type(poll).objects.filter(pk=poll.pk), after_closes_at=ends, closes_at=ends)
    with at(come):
        assert due() == 0
        run()
        assert is_linked(sent)
    with at(ends + dt.timedelta(hours=1)):
        run()
    assert not is_linked(sent)
    keys = set(Response.objects.values_list("key", flat=True))
    assert len(keys) == 1
    assert set(BriefingRead.objects.values_list("key", flat=True)) == keys


@pytest.mark.parametrize("kind", [BriefingRead, AssignedPlace])
def test_what_is_left_when_all_answers_are_gone_is_unlinked_too(kind):
    with at("2026-02-10 12:00Z"):
        poll = make_poll("before", control_percent=50)
        briefing = make_briefing(poll)
    key = "A" * 26
    if kind is BriefingRead:
        briefing.readings.create(key=key)
    else:
        draw = Assignment.objects.create(poll=poll, kind="arms", text="{}", sha256="0" * 64)
        draw.places.create(key=key, number=1)
    with at(dt.datetime.combine(poll.anonymised_on, dt.time(12), dt.UTC)):
        assert due() == 1
        run()
        assert due() == 0
    assert kind.objects.get().key.startswith(UNLINKED)
