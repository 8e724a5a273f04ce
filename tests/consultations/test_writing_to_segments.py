"""Officers write to segments: seen before it is sent, sent once, by the rules of all messages."""

import datetime as dt
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core import mail as post_box
from wagtail.models import ModelLogEntry

from consultations.interests import choose_interests
from consultations.models import Segment, SegmentMessage, Subject
from consultations.writing_to_segments import draft, look_ahead, write_to_segment
from core.keys import UNLINKED
from core.refusals import Refused
from home.retention import run
from home.roles import ensure_roles
from panel import mail, profiles
from panel.invitation_draws import Asked, draw_sample
from panel.invitation_frame import Filters
from panel.messages.posting import post_round
from panel.messages.reach import reach
from panel.messages.wishes import choose_messages
from panel.models import Bounce, Mailing, Membership, Message, QuestionSet, Sample
from panel.named_groups import named_groups
from panel.places_on_panel import pause
from tests.panel.factories import make_council, make_membership, make_user, make_ward

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)
TEXT = "We meet on Monday.\n\nBring a friend & a map: https://example.org/?a=1&b=2"


@pytest.fixture(autouse=True)
def midday():
    with time_machine.travel(NOON, tick=False) as travel:
        make_council()
        yield travel


@pytest.fixture
def members():
    easton = make_ward(name="Easton")
    return [make_membership(ward=easton, age_band="16-24") for _number in range(13)]


@pytest.fixture
def young(members):
    return Segment.objects.create(name="Young", rule={"age_bands": ["16-24"]})


@pytest.fixture
def women(members):
    sex = QuestionSet.objects.get(code="sex", jurisdictions__contains="E")
    for membership in members:
        profiles.answer(
            membership=membership, question_set=sex, answers={"sex": "female"}, words={}
        )
    return Segment.objects.create(name="Women", rule={"profile": {"sex": ["female"]}})


def write(segment, do, **fields) -> SegmentMessage:
    words = {"kind": "task", "subject": "Monday", "text": TEXT, "once": uuid4(), "by": None}
    return do(write_to_segment, segment=segment, **words | fields)


@pytest.fixture
def do(django_capture_on_commit_callbacks):
    def act(function, **arguments):
        with django_capture_on_commit_callbacks(execute=True):
            return function(**arguments)

    return act


def told() -> set[str]:
    return {address for letter in post_box.outbox for address in letter.to}


def wants_promotion(user):
    choose_messages(user=user, rhythm="instant", wants_promotion=True, language="en")


# ---- what is sent --------------------------------------------------------------------------------


def test_each_member_gets_the_words_once_with_a_way_to_stop_in_one_click(young, members, do):
    make_membership(age_band="75+")
    write(young, do)
    assert told() == {membership.user.email for membership in members}
    letter = post_box.outbox[0]
    assert letter.subject == "Monday"
    assert TEXT in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    post_round(now=NOON)
    assert len(post_box.outbox) == len(members)


def test_a_form_that_is_sent_twice_sends_once(young, do):
    once = uuid4()
    write(young, do, once=once)
    with pytest.raises(Refused, match="on its way already"):
        write(young, do, once=once)
    assert SegmentMessage.objects.count() == Mailing.objects.count() == 1


def test_promotion_goes_to_those_alone_who_asked_for_it(young, members, do):
    wants_promotion(members[0].user)
    write(young, do, kind="promotional")
    assert told() == {members[0].user.email}


def test_at_night_it_waits_for_the_morning(young, midday, do, settings):
    settings.KEEP_QUIET_HOURS = True
    midday.move_to(NOON.replace(hour=23), tick=False)
    write(young, do)
    assert post_box.outbox == []
    morning = dt.datetime(2026, 11, 27, 9, tzinfo=dt.UTC)
    midday.move_to(morning, tick=False)
    assert post_round(now=morning) == 13


def test_who_deletes_what_the_rule_asks_for_gets_nothing_that_waits(
    women, members, midday, do, settings
):
    settings.KEEP_QUIET_HOURS = True
    midday.move_to(NOON.replace(hour=23), tick=False)
    write(women, do)
    profiles.take_all_back(user=members[0].user)
    morning = dt.datetime(2026, 11, 27, 9, tzinfo=dt.UTC)
    midday.move_to(morning, tick=False)
    assert post_round(now=morning) == 12
    assert members[0].user.email not in told()


def own_keys(membership) -> list[str]:
    """Look for the key of a person's message, as who has the secret could."""
    key = membership.user.key_for(Mailing.objects.get().subject)
    return list(Message.objects.filter(key=key).values_list("state", flat=True))


@pytest.mark.parametrize(
    "take_back",
    [
        lambda member, sex: profiles.take_back(user=member.user, question_set=sex),
        lambda member, sex: profiles.take_all_back(user=member.user),
        lambda member, sex: profiles.answer(
            membership=member, question_set=sex, answers={"sex": "male"}, words={}
        ),
    ],
    ids=["one answer", "all", "another answer"],
)
def test_no_message_tells_what_somebody_has_taken_back(women, members, do, take_back):
    write(women, do)
    assert own_keys(members[0]) == own_keys(members[1]) == ["sent"]
    take_back(members[0], QuestionSet.objects.get(code="sex", jurisdictions__contains="E"))
    assert own_keys(members[0]) == []
    assert own_keys(members[1]) == ["sent"]
    assert Message.objects.filter(state="sent").count() == 13


def test_what_waits_is_called_off_and_unlinked_at_once(women, members, midday, do, settings):
    settings.KEEP_QUIET_HOURS = True
    midday.move_to(NOON.replace(hour=23), tick=False)
    write(women, do)
    assert own_keys(members[0]) == ["queued"]
    profiles.take_all_back(user=members[0].user)
    assert own_keys(members[0]) == []
    assert Message.objects.get(state="cancelled").key.startswith(UNLINKED)


def test_another_answer_unlinks_nothing(women, young, members, do):
    write(women, do)
    write(young, do, subject="Tuesday")
    religion = QuestionSet.objects.get(code="religion", jurisdictions__contains="E")
    answers = {question.code: question.options[0][0] for question in religion.questions}
    profiles.answer(membership=members[0], question_set=religion, answers=answers, words={})
    profiles.take_back(user=members[0].user, question_set=religion)
    assert not Message.objects.filter(key__startswith=UNLINKED).exists()


def test_after_a_week_no_message_by_answers_leads_to_anybody(women, young, members, midday, do):
    write(women, do)
    write(young, do, subject="Tuesday")
    by_answers, by_age = Mailing.objects.order_by("pk")
    midday.move_to(NOON + dt.timedelta(days=6, hours=23), tick=False)
    run()
    assert not Message.objects.filter(key__startswith=UNLINKED).exists()
    midday.move_to(NOON + dt.timedelta(days=7, minutes=1), tick=False)
    run()
    assert by_answers.messages.filter(key__startswith=UNLINKED).count() == 13
    assert not by_age.messages.filter(key__startswith=UNLINKED).exists()
    post_round(now=NOON + dt.timedelta(days=8))
    assert len(post_box.outbox) == 26  # nobody is written to again


def test_a_rule_that_is_changed_or_deleted_later_changes_no_record(young, do):
    message = write(young, do)
    young.rule = {"age_bands": ["75+"]}
    young.save()
    young.delete()
    message.refresh_from_db()
    assert (message.segment, message.segment_name) == (None, "Young")
    assert message.rule == {"age_bands": ["16-24"]}


def test_few_people_are_not_written_to(do):
    for _number in range(9):
        make_membership(age_band="16-24")
    few = Segment.objects.create(name="Few", rule={"age_bands": ["16-24"]})
    with pytest.raises(Refused, match="fewer than 10 members"):
        write(few, do)
    with pytest.raises(Refused, match="fewer than 10 members"):
        look_ahead(draft(segment=few, kind="task", subject="A", text="B"))
    assert not SegmentMessage.objects.exists()


# ---- how many, and who is left out ---------------------------------------------------------------


def test_the_reach_counts_who_gets_a_message_and_why_others_do_not(members):
    stopped, bounced, asked, both, paused, *_rest = [one.user for one in members]
    mail.stop(stopped)
    Bounce.objects.create(digest=mail.digest(bounced.email), message="1", is_hard=True)
    wants_promotion(asked)
    wants_promotion(both)
    Bounce.objects.create(digest=mail.digest(both.email), message="2", is_hard=True)
    people = [one.user for one in members if one.user != paused]
    pause(membership=members[4], until=dt.date(2027, 1, 1))  # in no segment, so not asked about
    for kind, left_out in (
        ("task", {"They want no such messages": 1, "Messages to their address come back": 2}),
        (
            "promotional",
            {"They have not asked for it": 10, "Messages to their address come back": 1},
        ),
    ):
        found = reach([user.pk for user in people], kind)
        assert found.gets == len(people) - sum(left_out.values())
        assert found.left_out == left_out


def test_the_reach_costs_the_same_for_one_and_for_many(members, django_assert_num_queries):
    for some in (members[:1], members):
        with django_assert_num_queries(4):
            reach([one.user_id for one in some], "promotional")


def test_what_is_shown_of_it_is_rounded_and_small_numbers_are_kept_back(young, members):
    mail.stop(members[0].user)
    seen = look_ahead(draft(segment=young, kind="task", subject="Monday", text=TEXT))
    assert seen.gets == "about 10 members"
    assert seen.left_out == (("They want no such messages", "fewer than 10 members"),)
    assert TEXT in seen.text and "stops these messages" in seen.text
    with pytest.raises(Refused, match="Nobody in this segment would get it"):
        look_ahead(draft(segment=young, kind="promotional", subject="A", text="B"))


# ---- in the CMS ----------------------------------------------------------------------------------


def sign_in(client, role="Officers"):
    ensure_roles()
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return user


def test_an_officer_looks_at_a_message_and_then_sends_it(client, young, members, do):
    officer = sign_in(client)
    url = f"/admin/segment/{young.pk}/write/"
    assert f'href="{url}"' in client.get(f"/admin/segment/inspect/{young.pk}/").text
    words = {"kind": "task", "subject": "Monday", "text": TEXT}
    once = client.get(url).context["form"]["once"].value()
    looked_at = client.post(url, words | {"once": once})
    assert "<strong>about 15 members</strong>" in looked_at.text
    assert "Nobody in the segment is left out." in looked_at.text
    assert not SegmentMessage.objects.exists()
    seen = looked_at.context["form"]["seen"].value()
    assert f'value="{seen}"' in looked_at.text
    # What was changed since is shown again before it is sent.
    changed = client.post(url, words | {"once": once, "seen": seen, "text": "No", "send": "1"})
    assert "The message or the segment was changed." in changed.text
    assert not SegmentMessage.objects.exists()
    sent = do(client.post, path=url, data=words | {"once": once, "seen": seen, "send": "1"})
    message = SegmentMessage.objects.get()
    assert sent.url == f"/admin/segmentmessage/inspect/{message.pk}/"
    assert message.by == officer and len(post_box.outbox) == 13
    shown = client.get(sent.url).text
    assert "about 15 members" in shown and "Age: 16 to 24" in shown
    assert "Monday" in client.get("/admin/segmentmessage/").text
    mailing = client.get(f"/admin/mailing/inspect/{Mailing.objects.get().pk}/").text
    assert "it is not shown here" in mailing and "13" not in mailing.split("<main")[1]
    log = ModelLogEntry.objects.get(action="consultations.segment_written_to")
    assert (log.user, log.data["segment"]) == (officer, "Young")


@pytest.mark.parametrize("change", [{"rule": {}}, {"only_invited": True}])
def test_a_segment_that_was_changed_meanwhile_is_shown_again(client, young, members, change):
    Membership.objects.update(source=Membership.Source.INVITATION)
    sign_in(client)
    url = f"/admin/segment/{young.pk}/write/"
    words = {"kind": "task", "subject": "Monday", "text": TEXT, "once": uuid4()}
    seen = client.post(url, words).context["form"]["seen"].value()
    Segment.objects.filter(pk=young.pk).update(**change)
    again = client.post(url, words | {"seen": seen, "send": "1"})
    assert "The message or the segment was changed." in again.text
    assert not SegmentMessage.objects.exists()
    seen = again.context["form"]["seen"].value()
    assert client.post(url, words | {"seen": seen, "send": "1"}).status_code == 302
    assert SegmentMessage.objects.count() == 1


def test_what_is_missing_is_said_and_what_was_typed_is_kept(client, young):
    sign_in(client)
    shown = client.post(f"/admin/segment/{young.pk}/write/", {"text": "Kept", "once": uuid4()})
    assert shown.status_code == 422
    for words in ("Say what the message is about", "Give the message a subject", "Kept"):
        assert words in shown.text


def test_who_may_not_count_by_answers_does_not_write_by_them(client, women, do):
    message = write(women, do)
    sign_in(client)
    Group.objects.get(name="Officers").permissions.remove(
        *Group.objects.get(name="Officers").permissions.filter(codename="view_profileanswer")
    )
    assert client.get(f"/admin/segment/{women.pk}/write/").url == "/admin/"
    shown = client.get(f"/admin/segmentmessage/inspect/{message.pk}/").text
    assert "Your role does not let you count by that." in shown
    assert "Female" not in shown and "about 15" not in shown


# ---- drawing from a segment ----------------------------------------------------------------------


def test_a_sample_of_a_segment_keeps_the_rule_as_it_was(client, young, members):
    transport = Subject.objects.create(name="Transport", slug="transport")
    other = make_membership(age_band="16-24")
    for membership in members:
        choose_interests(user=membership.user, subjects=[transport])
    young.rule |= {"subjects": ["transport"]}
    young.save()
    sign_in(client)
    new = "/admin/draw-members-to-invite/"
    assert (
        f'value="segment-{young.pk}" selected'
        in client.get(f"{new}?segment=segment-{young.pk}").text
    )
    fields = {"title": "Buses", "strata": "none", "by": "size", "number": 5}
    fields |= {"segment": f"segment-{young.pk}"}
    assert "5 of 13 members would be drawn" in client.post(new, fields).text
    client.post(new, fields | {"draw": "1"})
    sample = Sample.objects.get()
    young.rule = {}
    young.save()
    kept = sample.stored["about"]["asked"]["filters"]["group"]
    assert kept["name"] == "Young"
    assert kept["definition"] == {
        "rule": {"age_bands": ["16-24"], "subjects": ["transport"]},
        "only_invited": False,
    }
    assert sample.text_agrees and sample.frame_size == 13
    assert other.pk not in sample.members.values_list("membership", flat=True)
    shown = client.get(f"/admin/sample/inspect/{sample.pk}/").text
    assert "In the segment “Young”, as it was: Age: 16 to 24; Interested in: Transport" in shown


def test_who_is_paused_is_left_out_of_the_draw_and_counted(young, members):
    pause(membership=members[0], until=dt.date(2027, 1, 1))
    group = named_groups()[f"segment-{young.pk}"]
    sample = draw_sample(title="One", asked=Asked(filters=Filters(group=group), number=4))
    assert (sample.frame_size, sample.excluded) == (12, {"paused": 1})


def test_nobody_is_drawn_from_a_segment_that_goes_by_answers_or_from_a_small_one(
    client, women, members
):
    assert named_groups() == {}
    few = Segment.objects.create(name="Few", rule={"wards": ["E0"]})
    group = named_groups()[f"segment-{few.pk}"]
    with pytest.raises(Refused, match="Of “Few” fewer than 10 members may be invited"):
        draw_sample(title="One", asked=Asked(filters=Filters(group=group), number=4))
    sign_in(client)
    shown = client.get(f"/admin/segment/inspect/{women.pk}/").text
    assert "No sample is drawn from a segment" in shown
    assert f"segment-{women.pk}" not in shown
