"""The same questions each time: a paired question that differs keeps second answers closed."""

import pytest
from django.core import mail
from django.utils import timezone
from wagtail.models import PageLogEntry

from core.daily import MINUTE_JOBS
from core.kept import forget
from core.refusals import Refused
from polls.correcting import correct_words
from polls.models import DeliberativePollPage, FirstAsked, Item, Option, StageOverride
from polls.pairing import compared
from polls.responding import submit_response
from polls.stages import journey
from tests.polls.factories import (
    DAY,
    a_list,
    a_scale,
    answers_to,
    change,
    make_member,
    make_officer,
    make_poll,
    make_user,
    move_to,
)
from tests.polls.test_answering import text

watch = MINUTE_JOBS["questions that are no longer as they were asked first"]


def a_face(pk, code, **values):
    given = {"code": code, "wording": f"Question {code}?", "highest": None, "is_required": True}
    return {"pk": pk, "values": given | values, "options": [], "rows": []}


@pytest.mark.once
@pytest.mark.parametrize(
    ("now", "said"),
    [
        ([a_face(1, "q1"), a_face(2, "q2")], []),
        (
            [a_face(1, "q1", wording="Question one?"), a_face(2, "q2", highest="3.00")],
            [
                "“Question q1?” (q1): The wording was “Question q1?” and is “Question one?”.",
                "“Question q2?” (q2): The highest number was empty and is “3.00”.",
            ],
        ),
        (
            [a_face(1, "q1", is_required=False) | {"options": [[7, "1", "Keep", "", True]]}],
            [
                "“Question q1?” (q1): Whether it must be answered was on and is off. "
                "The answers to choose from were none and are 1 “Keep” (right).",
                "“Question q2?” (q2): It is not asked in both rounds any more.",
            ],
        ),
        (
            [a_face(2, "q2"), a_face(1, "q1")],
            ["“Question q1?” (q1): It stands in another place than it did."],
        ),
        (
            [a_face(1, "q1"), a_face(2, "q2"), a_face(3, "q3")],
            ["“Question q3?” (q3): It was not asked in first answers."],
        ),
    ],
)
def test_each_difference_is_said_with_what_was_and_is(now, said):
    first = [a_face(1, "q1"), a_face(2, "q2")]
    assert [str(one) for one in compared(first, now)] == said


def again(poll) -> DeliberativePollPage:
    return DeliberativePollPage.objects.get(pk=poll.pk)


def answer(user, poll, wave):
    answers = answers_to(poll, 6) | {
        option.item_id: option.pk for option in Option.objects.filter(label="Yes")
    }
    return submit_response(user=user, page=again(poll), wave=wave, answers=answers)


@pytest.mark.django_db
def test_second_answers_stay_closed_while_a_paired_question_differs(client):
    items = [a_scale(), a_list("Yes", "No"), a_scale(9, is_paired=False)]
    poll, member = make_poll("before", items), make_member()
    officer = make_officer("polls.override_stage")
    answer(member, poll, "before")
    item, listed, unpaired = poll.items.order_by("sort_order")
    poll = move_to(poll, "between")
    assert (watch(), mail.outbox) == (0, [])

    # Behind the back of the lock. What is asked once may differ: nothing is held against it.
    Item.objects.filter(pk=unpaired.pk).update(wording="What did you think of it?")
    change(Item.objects.filter(pk=item.pk), wording="Should street 1 be opened again?")
    Option.objects.filter(item=listed, label="No").update(label="Never")
    client.force_login(officer)
    sent = {"stage": "after", "reason": "The session ended early."}
    page = client.post(f"/polls/{poll.pk}/stages/", sent)
    assert page.status_code == 422
    words = "and is “Should street 1 be opened again?”."
    assert f"({item.code}): The wording was “{item.wording}” {words}" in text(page)
    assert "are 1 “Yes”; 2 “Never”." in text(page)
    assert "The session ended early." in text(page)
    assert not StageOverride.objects.exists()

    # By the clock, people read why, and officers are told once.
    poll = move_to(poll, "after")
    stage = next(stage for stage in journey(poll, member) if stage.code == "after")
    assert (stage.state, stage.url) == ("next", "")
    with pytest.raises(Refused, match="A question is no longer as you answered it first"):
        answer(member, poll, "after")
    assert (watch(), watch()) == (1, 0)
    (letter,) = mail.outbox
    assert letter.to == [officer.email]
    assert "Closed until then: Second answers\n" in letter.body
    assert words in letter.body and f"/polls/{poll.pk}/stages/" in letter.body
    entry = PageLogEntry.objects.get(action="polls.questions_differ")
    assert words in entry.data["differences"][0]
    assert "Closed: a question differs" in text(client.get(f"/polls/{poll.pk}/stages/"))

    Option.objects.filter(item=listed, label="Never").update(label="No")
    change(Item.objects.filter(pk=item.pk), wording=item.wording)
    assert watch() == 0
    answer(member, poll, "after")

    # Months later it is held against first answers once more.
    now = timezone.now()
    dates = {"after_opens_at": now - DAY, "after_closes_at": now - DAY / 2}
    dates |= {"later_opens_at": now - DAY / 4, "later_closes_at": now + DAY}
    change(DeliberativePollPage.objects.filter(pk=poll.pk), **dates)
    assert again(poll).is_wave_open("later")
    change(Item.objects.filter(pk=item.pk), high_label="For")
    assert not again(poll).is_wave_open("later")


@pytest.mark.django_db
def test_words_that_are_asked_again_are_corrected_until_somebody_has_answered():
    poll = make_poll("before", [a_scale(wording="Keep Mina Raod?"), a_scale(9, is_paired=False)])
    officer, member = make_user(is_staff=True, is_superuser=True), make_member()
    paired, once = poll.items.order_by("sort_order")
    assert watch() == 0
    assert FirstAsked.objects.get().faces[0]["values"]["wording"] == "Keep Mina Raod?"

    def correct(item, wording):
        page = again(poll)
        words = {f"item-{item.pk}-wording": wording}
        return correct_words(
            page=page, by=officer, words=words, note="A street.", version=page.version
        )

    correct(paired, "Keep Mina Road?")
    assert FirstAsked.objects.get().faces[0]["values"]["wording"] == "Keep Mina Road?"
    answer(member, poll, "before")
    with pytest.raises(Refused, match="asked it again in the same words"):
        correct(paired, "Keep Mina Road closed?")
    correct(once, "How was it?")
    assert watch() == 0


@pytest.mark.django_db
def test_an_officer_puts_back_what_was_changed_behind_the_lock(client):
    poll, member = make_poll("before", [a_scale(), a_list("Yes", "No"), a_scale(9)]), make_member()
    officer = make_officer("polls.override_stage")
    first, listed, last = poll.items.order_by("sort_order")
    unpaired = Item.objects.create(
        page=again(poll), code="new", wording="New?", is_paired=False, sort_order=9
    )
    answer(member, poll, "before")
    watch()
    poll = move_to(poll, "between")
    address = f"/polls/{poll.pk}/put-back/"
    client.force_login(officer)
    assert "they are as" not in text(client.get(f"/polls/{poll.pk}/stages/"))

    Item.objects.filter(pk=unpaired.pk).update(is_paired=True)
    Item.objects.filter(pk=first.pk).update(wording="Another?", sort_order=last.sort_order)
    Item.objects.filter(pk=last.pk).update(sort_order=first.sort_order, is_paired=False)
    change(Option.objects.filter(item=listed, label="No"), label="Never", is_right=True)
    assert "Put the questions back" in text(client.get(f"/polls/{poll.pk}/stages/"))
    client.force_login(make_officer())
    assert client.post(address).status_code == 403
    client.force_login(officer)
    assert client.get(address).status_code == 405
    assert "as they were asked first" in text(client.post(address, follow=True))

    assert again(poll).differing_pairs == []
    now = [(item.pk, item.wording, item.is_paired) for item in again(poll).items.all()]
    assert now[:3] == [(item.pk, item.wording, True) for item in (first, listed, last)]
    assert (unpaired.pk, "New?", False) in now
    draft = again(poll).get_latest_revision_as_object()
    assert [item.wording for item in draft.items.all()] == [wording for _pk, wording, _is in now]
    (entry,) = PageLogEntry.objects.filter(action="polls.put_back")
    assert (entry.user, "and is “Another?”" in str(entry.data)) == (officer, True)
    assert "Nothing differs any more" in text(client.post(address, follow=True))

    # What was deleted comes from a backup alone.
    change(Item.objects.filter(pk=last.pk), wording="Another?")
    extra = Option.objects.create(item=listed, code="9", label="Perhaps")
    forget()
    assert "something was deleted or added" in text(client.post(address, follow=True))
    assert again(poll).items.get(pk=last.pk).wording == "Another?"
    extra.delete()
