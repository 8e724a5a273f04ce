"""Reports, the queue, hiding under a rule, and appeals."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from core.flags import flags, marked
from core.refusals import Refused
from forums import chats, moderation
from forums.models import Contribution, Post, Question, Report
from panel.messages.posting import post_round
from tests.forums.factories import (
    make_moderator,
    make_post,
    make_question,
    make_resident,
    make_rule,
    make_topic,
)

pytestmark = pytest.mark.django_db


def report(item, category="other", address="192.0.2.1", **fields):
    return moderation.report(contribution=item, category=category, address=address, **fields)


@pytest.mark.parametrize(
    ("category", "allowed"),
    [
        ("life", timedelta(hours=1)),
        ("child", timedelta(hours=1)),
        ("hate", timedelta(days=1)),
        ("defamation", timedelta(days=3)),
        ("spam", timedelta(days=3)),
    ],
)
def test_a_report_is_due_by_its_category(category, allowed):
    made = report(make_post(), category)
    assert (made.state, made.due_at - made.made_at) == ("received", allowed)
    assert len(made.reference) == 8


def test_who_is_signed_out_can_report_and_nobody_floods():
    post = make_post()
    for _time in range(10):
        assert report(post).reporter is None
    with pytest.raises(Refused, match="10 reports"):
        report(post)
    assert report(post, address="192.0.2.2").pk


def test_the_queue_holds_what_waits_and_what_is_reported_oldest_due_first():
    topic = make_topic()
    with time_machine.travel(timezone.now() - timedelta(hours=3), tick=False):
        held = make_post(topic, text="held", is_held=True)
    spam, threat = make_post(topic, text="spam"), make_post(topic, text="threat")
    pending = make_question(text="pending", state=Question.State.PENDING)
    make_post(topic, text="fine")
    make_post(topic, text="gone", hidden_at=timezone.now(), hidden_under=make_rule())
    declined = make_question(text="no", state=Question.State.DECLINED, declined_because="elsewhere")
    report(spam, "spam")
    report(spam, "other")
    report(threat, "life")
    assert declined.is_held
    assert [item.text for item in moderation.queue()] == [
        held.text,
        threat.text,
        pending.text,
        spam.text,
    ]


def test_keeping_publishes_what_waited_and_closes_its_reports():
    moderator, post = make_moderator(), make_post(is_held=True)
    question = make_question(state=Question.State.PENDING)
    reported = make_post()
    made = report(reported)
    for item in (post, question, reported):
        moderation.keep(contribution=item, by=moderator)
    assert Post.objects.get(pk=post.pk).is_public
    assert Question.objects.get(pk=question.pk).state == Question.State.APPROVED
    made.refresh_from_db()
    assert (made.state, made.settled_by) == (Report.State.NO_ACTION, moderator)
    assert not moderation.queue().exists()


def test_hiding_names_a_rule_tells_the_author_and_is_logged(django_capture_on_commit_callbacks):
    moderator, rule = make_moderator(), make_rule()
    post = make_post(author=make_resident(email="maya@example.org"), text="Mr X of number 12")
    made = report(post, "private")
    with pytest.raises(Refused, match="Choose the rule"):
        moderation.hide(contribution=post, rule=None, by=moderator)
    with django_capture_on_commit_callbacks(execute=True):
        moderation.hide(contribution=post, rule=rule, by=moderator)
    post.refresh_from_db()
    made.refresh_from_db()
    assert (post.hidden_under, post.is_removed, made.state) == (rule, True, "action")
    (letter,) = mail.outbox
    assert letter.to == ["maya@example.org"]
    assert letter.subject == "We have removed something that you wrote"
    assert "It names a private person (rule 4)." in letter.body
    assert f"/contributions/{post.pk}/appeal/" in letter.body
    entry = ModelLogEntry.objects.get(action="forums.contribution.hidden")
    assert (entry.user, entry.data["rule"]) == (moderator, 4)


def test_the_database_knows_no_hiding_without_a_rule():
    post = make_post()
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.filter(pk=post.pk).update(hidden_at=timezone.now())


def test_nobody_judges_their_own_words():
    moderator = make_moderator()
    own = make_post(author=moderator)
    for act in (
        lambda: moderation.keep(contribution=own, by=moderator),
        lambda: moderation.hide(contribution=own, rule=make_rule(), by=moderator),
        lambda: chats.hide(
            question=make_question(author=moderator), rule=make_rule(), by=moderator
        ),
    ):
        with pytest.raises(Refused, match="Somebody else has to judge it"):
            act()


def test_only_moderators_judge():
    post = make_post(is_held=True)
    with pytest.raises(Refused, match="Only moderators"):
        moderation.keep(contribution=post, by=make_resident("Dai"))


def test_many_are_judged_under_one_rule_all_or_none():
    moderator, rule = make_moderator(), make_rule()
    posts = [make_post(text=str(number)) for number in range(3)]
    own = make_post(author=moderator)
    with pytest.raises(Refused):
        moderation.judge_many(contributions=[*posts, own], rule=rule, hides=True, by=moderator)
    assert not Contribution.objects.exclude(hidden_at=None).exists()
    assert moderation.judge_many(contributions=posts, rule=rule, hides=True, by=moderator) == 3
    assert Contribution.objects.exclude(hidden_at=None).count() == 3


def test_undoing_puts_things_back_as_they_were():
    moderator, other = make_moderator(), make_moderator("Sam")
    hidden, kept = make_post(), make_post(is_held=True)
    made = report(hidden)
    question = make_question(state=Question.State.APPROVED)
    moderation.hide(contribution=hidden, rule=make_rule(), by=moderator)
    moderation.hide(contribution=question, rule=make_rule(), by=moderator)
    moderation.keep(contribution=kept, by=moderator)
    with pytest.raises(Refused, match="Only the moderator who decided"):
        moderation.undo(contribution=hidden, by=other)
    for item in (hidden, question, kept):
        moderation.undo(contribution=item, by=moderator)
    assert Post.objects.get(pk=hidden.pk).is_public
    assert Post.objects.get(pk=kept.pk).is_held
    assert Question.objects.get(pk=question.pk).state == Question.State.APPROVED
    made.refresh_from_db()
    assert made.state == Report.State.IN_REVIEW


def test_an_appeal_goes_to_somebody_else(django_capture_on_commit_callbacks):
    first, second, maya = make_moderator(), make_moderator("Sam"), make_resident()
    post = make_post(author=maya, text="It was Mr X")
    made = report(post)
    moderation.hide(contribution=post, rule=make_rule(), by=first)
    with pytest.raises(Refused, match="You can appeal when"):
        moderation.appeal(contribution=post, by=make_resident("Dai"), text="Mine too")
    appeal = moderation.appeal(contribution=post, by=maya, text="He is a councillor.")
    with pytest.raises(Refused, match="appealed already"):
        moderation.appeal(contribution=post, by=maya, text="Again")
    made.refresh_from_db()
    assert made.state == Report.State.APPEALED
    assert list(moderation.open_appeals(first)) == []
    assert list(moderation.open_appeals(second)) == [appeal]
    with pytest.raises(Refused, match="Somebody else"):
        moderation.decide_appeal(appeal=appeal, by=first, uphold=False)
    with django_capture_on_commit_callbacks(execute=True):
        moderation.decide_appeal(appeal=appeal, by=second, uphold=True, answer="You are right.")
    assert Post.objects.get(pk=post.pk).is_public
    made.refresh_from_db()
    appeal.refresh_from_db()
    assert (made.state, appeal.was_upheld, appeal.decided_by) == ("closed", True, second)
    assert "You are right." in mail.outbox[-1].body
    with pytest.raises(Refused, match="decided already"):
        moderation.decide_appeal(appeal=appeal, by=second, uphold=False)


def test_a_confirmed_removal_stays_hidden():
    first, second, maya = make_moderator(), make_moderator("Sam"), make_resident()
    question = make_question(author=maya)
    moderation.hide(contribution=question, rule=make_rule(), by=first)
    appeal = moderation.appeal(contribution=question, by=maya, text="Why?")
    moderation.decide_appeal(appeal=appeal, by=second, uphold=False)
    assert Question.objects.get(pk=question.pk).state == Question.State.HIDDEN


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I live at BS5 6XX", ["postcode"]),
        ("Ring 0117 496 0123 or +44 7700 900123", ["phone number"]),
        ("maya@example.org", ["e-mail address"]),
        ("see www.example.org", ["link"]),
        ("In 2026 we had 1,400 buses on route 42", []),
    ],
)
def test_flags_name_what_to_look_at_twice(text, found):
    assert flags(text) == found


def test_marks_never_let_markup_through():
    assert marked("<b>BS5 6XX</b>") == "&lt;b&gt;<mark>BS5 6XX</mark>&lt;/b&gt;"


def test_a_letter_waits_for_the_mail_server_and_tells_nothing_that_was_undone(
    monkeypatch, django_capture_on_commit_callbacks
):
    moderator, post = make_moderator(), make_post(author=make_resident())
    again = Contribution.objects.filter(pk=post.pk)

    def hide_while_no_server_is_there():
        with monkeypatch.context() as patched, django_capture_on_commit_callbacks(execute=True):
            patched.setattr(
                "django.core.mail.backends.locmem.EmailBackend.open",
                lambda self: (_ for _ in ()).throw(ConnectionRefusedError()),
            )
            moderation.hide(contribution=again.get(), rule=rule, by=moderator)
        assert len(mail.outbox) == told

    rule, told = make_rule(), 0
    hide_while_no_server_is_there()
    assert post_round(now=timezone.now()) == 1
    again.update(hidden_at=None, hidden_under=None)
    told = 1
    hide_while_no_server_is_there()
    assert post_round(now=timezone.now()) == 1  # hidden once more, told once more
    told = 2
    again.update(hidden_at=None, hidden_under=None)
    hide_while_no_server_is_there()
    again.update(hidden_at=None, hidden_under=None)
    assert post_round(now=timezone.now()) == 0
    assert len(mail.outbox) == told
