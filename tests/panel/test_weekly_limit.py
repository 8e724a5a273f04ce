"""The most messages of a week, set aside for one mailing with a reason on record."""

import datetime as dt

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from core.refusals import Refused
from panel.messages.deciding import set_limit_aside
from panel.messages.posting import post_round
from panel.models import Mailing, Message, MessageSettings
from tests.panel.factories import make_user
from tests.panel.test_messages import begin, news, people, staff, told  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db


@pytest.fixture
def held_back(people):  # noqa: F811
    """A mailing of which each message waits: everybody had the one of their week."""
    rules = MessageSettings.load()
    rules.most_a_week = 1
    rules.save()
    begin(1)
    later = begin(2)
    assert post_round(now=timezone.now()) == 3
    return later


def address_of(mailing) -> str:
    return f"/admin/mailings/{mailing.pk}/over-limit/"


def test_with_a_reason_it_goes_out_now_and_the_reason_is_on_record(client, held_back):
    officer = staff("view_mailing", "change_mailing")
    client.force_login(officer)
    inspect = f"/admin/mailing/inspect/{held_back.pk}/"
    assert address_of(held_back) in client.get(inspect).text

    client.post(address_of(held_back), {"reason": "The flood is tonight."})

    assert post_round(now=timezone.now()) == 3
    assert max(told().count(one) for one in told()) == 2
    entry = ModelLogEntry.objects.get(action="panel.weekly_limit_set_aside")
    assert entry.user == officer
    assert entry.data == {"reason": "The flood is tonight.", "messages": 3}
    page = client.get(inspect).text
    assert "beyond the weekly limit, because: The flood is tonight." in " ".join(page.split())
    assert address_of(held_back) not in page


def test_what_went_out_beyond_the_limit_counts_for_the_days_after(held_back):
    set_limit_aside(mailing=held_back, by=make_user(), reason="The flood is tonight.")
    begin(3)
    now = timezone.now()
    assert post_round(now=now) == 3
    assert post_round(now=now + dt.timedelta(days=6)) == 0


def test_without_a_reason_nothing_goes_out(client, held_back):
    client.force_login(staff("view_mailing", "change_mailing"))
    answer = client.post(address_of(held_back), {"reason": " "})
    assert answer.status_code == 422
    assert "Give the reason. It is logged with your name." in answer.text
    assert "<title>Error:" in answer.text.replace("\n", "").replace("  ", "")
    with pytest.raises(Refused, match="Give the reason"):
        set_limit_aside(mailing=held_back, by=make_user(), reason=" ")
    assert post_round(now=timezone.now()) == 0
    assert Mailing.objects.get(pk=held_back.pk).over_limit_because == ""


@pytest.mark.parametrize("permissions", [[], ["view_mailing"]])
def test_it_needs_the_permission_to_decide(client, held_back, permissions):
    client.force_login(staff(*permissions))
    client.post(address_of(held_back), {"reason": "Because"})
    assert not ModelLogEntry.objects.filter(action="panel.weekly_limit_set_aside").exists()


def test_it_is_done_once_of_what_waits_and_never_of_service_messages(held_back):
    officer = make_user()
    service = begin(4, kind="service")
    with pytest.raises(Refused, match="wait for no weekly limit"):
        set_limit_aside(mailing=service, by=officer, reason="Because")
    set_limit_aside(mailing=held_back, by=officer, reason="Because")
    with pytest.raises(Refused, match="already"):
        set_limit_aside(mailing=held_back, by=officer, reason="Because")
    gone = begin(5)
    Message.objects.filter(mailing=gone).update(state="cancelled")
    with pytest.raises(Refused, match="No message of this mailing"):
        set_limit_aside(mailing=gone, by=officer, reason="Because")
    assert Mailing.objects.get(pk=gone.pk).over_limit_because == ""  # nothing half done
