"""Sign-off of a briefing: by whom, of which words, and what happens without."""

from types import SimpleNamespace

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from consultations.removal import refusal_to_remove
from core.daily import JOBS
from core.refusals import Refused
from polls.admin_forms import is_unsigned_change
from polls.design import missing_sign_off
from polls.models import BriefingPage, Reviewer
from polls.responding import submit_response
from polls.reviewed import draft_of, is_signed_off, state_of, version_of
from polls.signing_off import add_reviewer, ask_reviewers, link_for, remove_reviewer, sign
from tests.polls.factories import (
    BOTH_SIDES,
    answers_to,
    change,
    make_briefing,
    make_member,
    make_poll,
    make_user,
    move_to,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_user(is_staff=True, is_superuser=True)


@pytest.fixture
def briefing():
    return make_briefing(make_poll("not yet open"))


@pytest.fixture
def reviewers(briefing, officer):
    return [
        add_reviewer(
            briefing=briefing, by=officer, name=name, interest=interest, email=f"{name}@example.org"
        )
        for name, interest in (("Ada", "Traders of Church Road"), ("Ben", "Parents of the school"))
    ]


def find_fair(briefing, *reviewers):
    for reviewer in reviewers:
        sign(reviewer=reviewer, version=version_of(draft_of(briefing)), verdict="fair")


def rewrite(briefing, reason="Fewer lorries pass the school."):
    """Save a draft in which one reason has other words."""
    draft = draft_of(BriefingPage.objects.get(pk=briefing.pk))
    reasons = [{"text": reason, "source": "Lorry counts"}, BOTH_SIDES[0]["for"][1]]
    proposal = {**BOTH_SIDES[0], "for": reasons}
    draft.proposals = BriefingPage.with_proposals([proposal]).proposals
    draft.save_revision()
    return BriefingPage.objects.get(pk=briefing.pk)


def test_all_reviewers_of_two_interests_sign_these_very_words(briefing, reviewers):
    find_fair(briefing, reviewers[0])
    assert not is_signed_off(briefing.poll)
    find_fair(briefing, reviewers[1])
    assert is_signed_off(briefing.poll)

    changed = rewrite(briefing)
    assert not is_signed_off(briefing.poll)
    published = BriefingPage.objects.get(pk=briefing.pk)
    assert state_of(published).is_signed_off  # what is published stands as it was signed
    assert [one.pk for one in state_of(draft_of(changed)).waiting] == [one.pk for one in reviewers]


def test_one_interest_alone_does_not_sign_off(briefing, officer, reviewers):
    Reviewer.objects.update(interest="Traders of Church Road")
    find_fair(briefing, *reviewers)
    assert not is_signed_off(briefing.poll)


def test_the_same_words_have_the_same_version_whatever_numbers_blocks_have(briefing):
    again = BriefingPage.with_proposals(BOTH_SIDES)
    assert version_of(again) == version_of(briefing)
    again.introduction = "One word more."
    assert version_of(again) != version_of(briefing)


def test_reviewers_are_asked_by_a_link_and_again_after_a_change(briefing, officer, reviewers):
    assert ask_reviewers(briefing=briefing, by=officer) == 2
    assert [one.to for one in mail.outbox] == [["ada@example.org"], ["ben@example.org"]]
    assert link_for(reviewers[0]).split(":")[0] in mail.outbox[0].body.replace("\n", "")
    find_fair(briefing, *reviewers)
    with pytest.raises(Refused, match="Nobody is left"):
        ask_reviewers(briefing=briefing, by=officer)

    assert ask_reviewers(briefing=rewrite(briefing), by=officer) == 2
    assert "has changed since we asked you" in mail.outbox[-1].body


def test_a_reviewer_reads_the_draft_and_signs_without_an_account(client, briefing, reviewers):
    rewrite(briefing, "Words that only the draft has.")
    address = link_for(reviewers[0])
    page = client.get(address)
    assert "Words that only the draft has." in page.content.decode()
    version = page.context["version"]

    unfair = client.post(address, {"verdict": "unfair", "words": " ", "version": version})
    assert unfair.status_code == 422
    assert "Say what should change" in unfair.content.decode()
    client.post(address, {"verdict": "unfair", "words": "Buses are missing.", "version": version})
    client.post(address, {"verdict": "fair", "words": "", "version": version})
    assert [one.verdict for one in reviewers[0].signatures.all()] == ["fair"]


def test_nobody_signs_words_that_they_have_not_read(client, briefing, reviewers):
    address = link_for(reviewers[0])
    version = client.get(address).context["version"]
    rewrite(briefing)
    refused = client.post(address, {"verdict": "fair", "words": "", "version": version})
    assert "changed since you opened it" in refused.content.decode()
    assert not reviewers[0].signatures.exists()
    assert client.get(address[:-3] + "xx/").status_code == 404


def test_names_are_published_with_the_briefing_and_so_is_a_reason(client, briefing, reviewers):
    find_fair(briefing, *reviewers)
    poll = move_to(briefing.poll, "closed")
    page = client.get(briefing.url).content.decode()
    assert "Signed off by" in page
    assert "Ada (Traders of Church Road)" in page
    assert "example.org</" not in page
    Reviewer.objects.all().delete()
    change(type(poll).objects.filter(pk=poll.pk), unsigned_reason="The court ordered it at once.")
    assert "The court ordered it at once." in client.get(briefing.url).content.decode()


def test_a_poll_goes_out_unsigned_only_with_a_reason(briefing, reviewers):
    poll = briefing.poll
    poll.live = False
    type(poll).objects.filter(pk=poll.pk).update(live=False)
    assert "not signed off" in missing_sign_off(poll)
    assert "unsigned_reason" in poll.missing_to_publish()
    poll.unsigned_reason = "Nobody could be found."
    assert missing_sign_off(poll) == ""
    poll.unsigned_reason = ""
    find_fair(briefing, *reviewers)
    assert missing_sign_off(poll) == ""


def test_officer_names_asks_and_takes_off_in_the_cms(client, briefing, officer):
    client.force_login(officer)
    address = reverse("polls_sign_off", args=[briefing.pk])
    wrong = client.post(address, {"add": "1", "name": "", "interest": "Bus users", "email": "x"})
    assert wrong.status_code == 422
    assert "Enter a name" in wrong.content.decode()
    given = {"add": "1", "name": "Cy", "interest": "Bus users", "email": "cy@example.org"}
    client.post(address, given)
    twice = client.post(address, given, follow=True)
    assert "reviews it already" in twice.content.decode()
    client.post(address, {"ask": "1"})
    assert mail.outbox[0].to == ["cy@example.org"]
    client.post(address, {"remove": Reviewer.objects.get().pk})
    assert not Reviewer.objects.exists()

    client.force_login(make_member())
    assert client.get(address).status_code in (302, 403)


def test_what_a_reviewer_said_stays(briefing, officer, reviewers):
    find_fair(briefing, reviewers[0])
    with pytest.raises(Refused, match="stays on record"):
        remove_reviewer(reviewer=reviewers[0], by=officer)


def test_addresses_of_reviewers_are_forgotten_when_second_answers_have_closed(briefing, reviewers):
    assert JOBS["addresses of reviewers forgotten"]() == 0
    change(type(briefing.poll).objects, after_closes_at=timezone.now())
    assert JOBS["addresses of reviewers forgotten"]() == 2
    assert set(Reviewer.objects.values_list("email", flat=True)) == {""}


def test_a_briefing_changes_past_its_reviewers_only_with_a_reason(briefing, reviewers):
    find_fair(briefing, *reviewers)
    poll = move_to(briefing.poll, "before")
    page = BriefingPage.objects.get(pk=briefing.pk)
    form = SimpleNamespace(save=lambda commit: page)
    assert not is_unsigned_change(form)
    page.introduction = "One word more."
    assert is_unsigned_change(form)
    change(type(poll).objects.filter(pk=poll.pk), unsigned_reason="A misprint.")
    page.__dict__.pop("poll", None)
    assert not is_unsigned_change(form)


def test_a_briefing_that_people_answered_with_stays_for_good(briefing):
    assert not briefing.holds_what_people_did()
    poll = move_to(briefing.poll, "before")
    submit_response(user=make_member(), page=poll, wave="before", answers=answers_to(poll, 5))
    assert refusal_to_remove(BriefingPage.objects.get(pk=briefing.pk))
