"""A query that is built once finds what the plain queryset finds, whatever fills its gaps."""

import threading

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Func, IntegerField
from django.utils import timezone

from core.at_once import rows_in
from core.compiled import Compiled, Gap
from core.sessions import SessionStore
from panel.accounts import PermissionsOnly
from panel.models import Membership, User
from tests.panel.factories import make_membership, make_user, make_ward

pytestmark = pytest.mark.django_db


def fields_of(row):
    """All that was read of a row, by name; nothing that Django keeps beside it."""
    return {name: value for name, value in vars(row).items() if not name.startswith("_")}


@pytest.fixture
def people():
    """Somebody with a membership and a ward, somebody with neither, and the first one again."""
    member = make_membership(ward=make_ward(name="Easton")).user
    return [member, make_user(), member]


def test_rows_are_those_of_the_plain_queryset(people):
    for person in people:
        found = PermissionsOnly().get_user(person.pk)
        told = fields_of(found)
        assert told.pop("is_in_staff_group") is False and rows_in(told.pop("may")) == []
        assert told == fields_of(User.objects.get(pk=person.pk))


def test_what_was_joined_needs_no_second_query(people, django_assert_num_queries):
    member, newcomer, _again = (PermissionsOnly().get_user(person.pk) for person in people)
    with django_assert_num_queries(0):
        assert member.membership.ward.name == "Easton"
        assert member.membership.user is member
        assert not hasattr(newcomer, "membership")
    plain = Membership.objects.get(user=member)
    assert fields_of(member.membership) == fields_of(plain)


def test_a_role_that_is_given_is_seen_at_the_next_request():
    person = make_user()
    assert PermissionsOnly().get_user(person.pk).is_in_staff_group is False
    person.groups.add(Group.objects.get_or_create(name="Experts")[0])
    assert PermissionsOnly().get_user(person.pk).is_in_staff_group is True
    person.groups.clear()
    assert PermissionsOnly().get_user(person.pk).is_in_staff_group is False


def test_nobody_is_found_for_a_number_that_nobody_has():
    for pk in (0, -1, 10**12):
        assert PermissionsOnly().get_user(pk) is None


def test_values_come_as_a_row():
    @Compiled
    def older_than():
        count = Func(template="COUNT(*)", output_field=IntegerField())
        joined = User._meta.get_field("date_joined")
        people = User.objects.filter(date_joined__lt=Gap("moment", joined))
        return people.annotate(count=count).values_list("count")

    now = timezone.now()
    make_user(date_joined=now - timezone.timedelta(days=2))
    assert older_than.one(moment=now)[0] == User.objects.filter(date_joined__lt=now).count()
    assert older_than.one(moment=now - timezone.timedelta(days=3))[0] == 0


def test_each_thread_has_its_own():
    by_number = Compiled(lambda: User.objects.filter(pk=Gap("pk", User._meta.pk)))
    by_number.one(pk=1)
    found = []

    def ask():
        try:
            found.append(by_number.one(pk=-1))
        except Exception as fault:
            found.append(fault)
        finally:
            connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert found == [None]


# ---- sessions


def test_a_session_is_found_until_it_runs_out_or_is_ended(client):
    client.force_login(make_user())
    key = client.session.session_key
    assert "_auth_user_id" in SessionStore(key).load()

    Session.objects.update(expire_date=timezone.now() - timezone.timedelta(seconds=1))
    expired = SessionStore(key)
    assert expired.load() == {}
    assert expired.session_key is None

    Session.objects.update(expire_date=timezone.now() + timezone.timedelta(days=1))
    assert "_auth_user_id" in SessionStore(key).load()
    SessionStore(key).flush()
    assert SessionStore(key).load() == {}


@pytest.mark.parametrize("key", ["", "short", "x" * 500, "' OR 1=1 --padding"])
def test_a_key_that_nobody_has_opens_nothing(client, key):
    assert SessionStore(key).load() == {}
