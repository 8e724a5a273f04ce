"""Staff correct what is held on a member at their request: on record, and the member is told."""

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from wagtail.models import ModelLogEntry

from home.roles import ensure_roles
from panel.births import born_on
from panel.models import FormerWard, LookedAt, Membership, User
from tests.panel.factories import make_council, make_edition, make_membership, make_user, make_ward

pytestmark = pytest.mark.django_db
REASON = "They phoned and told their old postcode."


@pytest.fixture
def member():
    make_council()
    ensure_roles()
    return make_membership(user=make_user(email="maya@example.org"), ward=make_ward(name="Easton"))


def staff(role="Administrators"):
    user = make_user(is_staff=True)
    user.groups.set(Group.objects.filter(name=role))
    client = Client()
    client.force_login(user)
    return client, user


def address(member, part):
    return f"/admin/members/{member.pk}/correct/{part}/"


def test_an_age_is_corrected_on_record_and_the_member_is_told(
    member, django_capture_on_commit_callbacks
):
    client, admin = staff()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address(member, "age"), {"born": "1950-03-02", "reason": REASON})
    member.refresh_from_db()
    assert (born_on(member.user).isoformat(), member.age_band) == ("1950-03-02", "75+")
    (entry,) = ModelLogEntry.objects.filter(action="panel.member_corrected")
    assert (entry.user, entry.data["reason"], entry.data["part"]) == (admin, REASON, "age")
    assert [(one.to, "1950" in one.body) for one in mail.outbox] == [(["maya@example.org"], False)]
    assert LookedAt.objects.filter(person=member.user, by=admin).count() == 0  # it was not shown
    client.get(address(member, "age"))
    assert LookedAt.objects.filter(person=member.user, by=admin).count() == 1
    client.post(address(member, "age"), {"age_band": "not-told", "reason": REASON})
    member.refresh_from_db()
    assert (born_on(member.user), member.age_band) == (None, "")


def test_a_postcode_brings_its_ward_and_answers_keep_theirs(member):
    lockleaze = make_ward(name="Lockleaze")
    make_edition(BS79AA=("E06000023", lockleaze.code, ""))
    client, _admin = staff()
    wrong = client.post(address(member, "home"), {"postcode": "here", "reason": REASON})
    assert (wrong.status_code, 'value="here"' in wrong.text) == (422, True)
    client.post(address(member, "home"), {"postcode": "bs79aa", "reason": REASON})
    member.refresh_from_db()
    assert (member.postcode, member.ward, member.ward_source) == (
        "BS7 9AA",
        lockleaze,
        "postcode",
    )
    assert FormerWard.objects.filter(membership=member).count() == 1


def test_another_e_mail_address_is_told_to_both_and_ends_sessions(
    member, django_capture_on_commit_callbacks
):
    theirs = Client()
    theirs.force_login(member.user)
    make_user(email="taken@example.org")
    client, _admin = staff()
    taken = client.post(address(member, "email"), {"email": "taken@example.org", "reason": REASON})
    assert (taken.status_code, "Another account has this address" in taken.text) == (422, True)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address(member, "email"), {"email": "Maya@New.example.org", "reason": REASON})
    assert User.objects.get(pk=member.user_id).email == "maya@new.example.org"
    assert {one.to[0] for one in mail.outbox} == {"maya@example.org", "maya@new.example.org"}
    assert theirs.get("/account/details/").status_code == 302


def test_who_works_here_changes_their_own_address_alone(member):
    member.user.groups.add(Group.objects.get(name="Officers"))
    client, _admin = staff()
    reply = client.post(address(member, "email"), {"email": "x@example.org", "reason": REASON})
    assert (reply.status_code, "They work here" in reply.text) == (422, True)


@pytest.mark.parametrize(
    ("role", "status"), [("Administrators", 200), ("Officers", 302), ("Analysts", 302)]
)
def test_only_who_may_see_who_members_are_corrects(member, role, status):
    client, _user = staff(role)
    assert client.get(address(member, "age")).status_code == status
    assert client.post(address(member, "home"), {"postcode": "BS7 9AA"}).status_code in (422, 302)
    Membership.objects.filter(pk=member.pk).update(
        status="left", postcode="", left_at="2026-01-01T00:00Z"
    )
    assert client.get(address(member, "age")).status_code in (404, 302)
