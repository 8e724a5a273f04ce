"""How people are shown."""

import pytest

from forums.models import SessionExpert, Voice
from forums.names import author_of, shown_as, voice_of
from tests.forums.factories import (
    make_expert,
    make_officer,
    make_post,
    make_session,
)
from tests.panel.factories import make_membership, make_user, make_ward

pytestmark = pytest.mark.django_db


def resident(name, *, shows_ward=True):
    user = make_user(display_name=name)
    return make_membership(user=user, ward=make_ward(name="Easton"), shows_ward=shows_ward).user


def test_residents_are_shown_as_they_chose():
    assert shown_as(resident("Maya")) == "Maya, Easton"
    assert shown_as(resident("Maya", shows_ward=False)) == "Maya"
    assert shown_as(resident("")) == "A resident of Easton"
    assert shown_as(resident("", shows_ward=False)) == "A resident"
    assert shown_as(resident("Maya"), nameless=True) == "A resident of Easton"
    assert shown_as(make_user(display_name="Vera")) == "Vera"
    assert shown_as(None) == "Someone who has left"


@pytest.mark.parametrize("name", ["Council officer", "Моderator", "Cllr Smith", "0fficer"])
def test_a_name_that_plays_a_role_is_never_shown(name):
    assert shown_as(resident(name)) == "A resident of Easton"


def test_staff_and_experts_speak_under_their_real_name_with_a_badge():
    officer, expert = make_officer(job_title="Engagement officer"), make_expert()
    officer.display_name = "Naughty Nadia"
    officer.save()
    session = make_session()
    SessionExpert.objects.create(session=session, user=expert, name="Dr Helen Osei")
    assert (voice_of(officer), voice_of(expert)) == (Voice.COUNCIL, Voice.EXPERT)
    shown = author_of(make_post(author=officer, voice=Voice.COUNCIL))
    assert (shown.name, shown.badge, shown.role) == (
        "Nadia Karim",
        "Council",
        "Engagement officer",
    )
    assert author_of(make_post(author=expert, voice=Voice.EXPERT)).badge == "Expert"
    assert author_of(make_post(author=resident("Maya"))).badge == ""
