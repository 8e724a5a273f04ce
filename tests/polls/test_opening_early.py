"""Opening a stage before its date: what an officer may not do, and what they are told first."""

import pytest
from django.utils import timezone

from core.refusals import Refused
from polls.models import StageOverride
from polls.stages import open_stage
from tests.forums.factories import make_session
from tests.polls.factories import DAY, make_officer, make_poll

pytestmark = pytest.mark.django_db


def test_second_answers_never_open_before_the_first(client):
    poll, officer = make_poll("not yet open"), make_officer("polls.override_stage")
    with pytest.raises(Refused, match="First answers have not opened"):
        open_stage(poll=poll, stage="after", by=officer, reason="In a hurry.")
    client.force_login(officer)
    address = f"/polls/{poll.pk}/stages/"
    assert "Second answers, due" not in client.get(address).content.decode()
    open_stage(poll=poll, stage="before", by=officer, reason="In a hurry.")
    assert "Second answers, due" in client.get(address).content.decode()
    assert StageOverride.objects.get().stage == "before"


def test_an_officer_is_told_of_a_session_that_has_not_ended(client):
    poll, officer = make_poll("before"), make_officer("polls.override_stage")
    client.force_login(officer)
    words = "Who gives second answers before that has not heard all of it."
    assert words not in client.get(f"/polls/{poll.pk}/stages/").content.decode()
    now = timezone.now()
    make_session(poll, opens_at=now + DAY, closes_at=now + 2 * DAY)
    assert words in client.get(f"/polls/{poll.pk}/stages/").content.decode()
