"""A comparison group: drawn once after first answers, sealed, and kept from what others hear."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.keys import UNLINKED, keyed_hash
from core.refusals import Refused
from core.retention import NOTHING_HELD
from panel.models import AgeBand
from polls.assigning import agrees_with_its_record, draw_arms, refusal_to_draw_arms
from polls.grouping import deal_groups
from polls.models import AssignedPlace, Assignment, DeliberativePollPage, Wave
from polls.models.assignment import CONTROL, TREATMENT
from polls.own_data import sections_of
from polls.reading import refusal_to_read
from polls.responding import submit_response, withdraw_own_response
from polls.retention import unlink_questionnaire
from polls.stages import journey
from tests.forums.factories import make_forum, make_session, make_topic
from tests.panel.factories import make_council, make_ward
from tests.polls.factories import (
    answers_to,
    change,
    make_briefing,
    make_member,
    make_officer,
    make_poll,
    move_to,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def council():
    return make_council()


@pytest.fixture
def members():
    wards, ages = [make_ward(name=name) for name in ("Ash", "Birch")], list(AgeBand)[:2]
    return [make_member(ward=wards[n % 2], age_band=ages[n // 2 % 2]) for n in range(12)]


@pytest.fixture
def poll(members):
    """First answers are in; a third is to be drawn."""
    poll = make_poll("before", control_percent=33)
    for member in members:
        submit_response(user=member, page=poll, wave=Wave.BEFORE, answers=answers_to(poll, 5))
    return move_to(poll, "between")


def afresh(poll) -> DeliberativePollPage:
    return DeliberativePollPage.objects.get(pk=poll.pk)


def by_arm(poll, members):
    """Return who deliberates and who answers only."""
    numbers = dict(AssignedPlace.objects.values_list("key", "number"))
    arms = {TREATMENT: [], CONTROL: []}
    for member in members:
        arms[numbers[member.key_for(poll.subject)]].append(member)
    return arms[TREATMENT], arms[CONTROL]


def test_a_share_of_every_stratum_is_drawn(poll, members):
    draw = draw_arms(poll=poll)

    treated, compared = by_arm(poll, members)
    assert (len(treated), len(compared)) == (8, 4)
    strata = {(one.membership.ward_id, one.membership.age_band) for one in compared}
    assert len(strata) == 4
    assert draw.stored["asked"] == {"percent": 33, "strata": "ward and age band"}


def test_the_record_proves_the_draw_and_names_nobody(poll, members):
    draw = draw_arms(poll=poll, by=make_officer())

    assert agrees_with_its_record(draw)
    for member in members:
        assert member.key_for(poll.subject) not in draw.text
        assert member.email not in draw.text
    draw.text = draw.text.replace('"percent":33', '"percent":34')
    assert not agrees_with_its_record(draw)


def test_nobody_is_moved_after_the_draw(poll):
    draw = draw_arms(poll=poll)
    place = draw.places.filter(number=CONTROL).first()

    for attempt in (
        lambda: AssignedPlace.objects.filter(pk=place.pk).update(number=TREATMENT),
        lambda: Assignment.objects.filter(pk=draw.pk).update(text="{}"),
    ):
        with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
            attempt()
    with pytest.raises(Refused, match="nobody is moved"):
        draw_arms(poll=afresh(poll))


@pytest.mark.parametrize(
    ("stage", "percent", "words"),
    [
        ("before", 33, "when first answers have closed"),
        ("after", 33, "too late"),
        ("closed", 33, "too late"),
        ("between", None, "has no comparison group"),
    ],
)
def test_when_nothing_can_be_drawn(poll, stage, percent, words):
    poll = move_to(poll, stage)
    poll.control_percent = percent

    assert words in refusal_to_draw_arms(poll)
    with pytest.raises(Refused, match=words):
        draw_arms(poll=poll)
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("percent", [None, 50])
@pytest.mark.parametrize("is_drawn", [False, True])
def test_the_size_stays_once_people_have_answered(poll, percent, is_drawn):
    if is_drawn:
        draw_arms(poll=poll)
    page = afresh(poll).get_latest_revision_as_object()
    page.control_percent = percent
    with pytest.raises(ValidationError) as refused:
        page.clean()
    words = "It is drawn" if is_drawn else "People have answered"
    assert list(refused.value.message_dict) == ["control_percent"]
    assert refused.value.message_dict["control_percent"][0].startswith(words)
    page.control_percent = 33
    page.clean()


def test_the_size_of_a_group_stays_once_people_have_answered(poll):
    page = afresh(poll)
    page.group_size = 8
    with pytest.raises(ValidationError) as refused:
        page.clean()
    assert list(refused.value.message_dict) == ["group_size"]


def test_sizes_change_freely_before_anybody_answers():
    page = make_poll("before", control_percent=33, group_size=8)
    page.control_percent, page.group_size = None, 12
    page.clean()


def test_what_is_drawn_stays_though_the_field_is_emptied(poll, members):
    """No editor lets it happen; an import or a shell may."""
    briefing, forum = make_briefing(poll), make_forum(poll)
    draw_arms(poll=poll)
    treated, compared = by_arm(poll, members)
    change(DeliberativePollPage.objects.filter(pk=poll.pk), control_percent=None)
    assert refusal_to_read(briefing, treated[0]) == ""
    assert "comparison group" in refusal_to_read(type(briefing).objects.get(), compared[0])
    assert "comparison group" in type(forum).objects.get().refusal_for(compared[0])
    assert afresh(poll).is_kept_apart(compared[0])


def test_no_arms_are_drawn_once_groups_are_dealt(members):
    poll = make_poll("before", group_size=8)
    for member in members:
        submit_response(user=member, page=poll, wave=Wave.BEFORE, answers=answers_to(poll, 5))
    deal_groups(poll=move_to(poll, "between"))
    change(DeliberativePollPage.objects.filter(pk=poll.pk), control_percent=50, group_size=None)
    poll = afresh(poll)
    with pytest.raises(Refused, match="Groups are dealt of all who answered"):
        draw_arms(poll=poll)
    assert poll.has_circles
    assert poll.refusal_to_enter(members[0]) == ""


def test_who_withdrew_is_not_drawn_and_hears_nothing(members):
    poll = make_poll("before", control_percent=50)
    for member in members[:4]:
        submit_response(user=member, page=poll, wave=Wave.BEFORE, answers=answers_to(poll, 5))
    withdraw_own_response(user=members[0], page=poll, wave=Wave.BEFORE)
    poll = move_to(poll, "between")

    draw_arms(poll=poll)

    assert AssignedPlace.objects.count() == 3
    assert afresh(poll).refusal_to_enter(members[0])


def test_nobody_enters_before_the_draw(poll, members):
    assert "after the draw" in poll.refusal_to_enter(members[0])
    assert [stage.is_your_next for stage in journey(poll, members[0])].count(True) == 0


def test_the_comparison_group_meets_nothing_but_the_questions(client, poll, members):
    briefing, forum = make_briefing(poll), make_forum(poll)
    topic = make_topic(forum, text="Quillonism is the reason")
    session = make_session(poll)
    draw_arms(poll=poll)
    treated, compared = by_arm(poll, members)
    poll = afresh(poll)

    assert refusal_to_read(briefing, treated[0]) == ""
    assert "comparison group" in refusal_to_read(briefing, compared[0])
    for activity in (forum, session):
        assert "comparison group" in activity.refusal_for(compared[0])
        assert "comparison group" not in activity.refusal_for(treated[0])
    assert [stage.code for stage in journey(poll, compared[0])] == ["before", "after", "report"]
    client.force_login(compared[0])
    for url in (poll.url, forum.url, session.url, briefing.url):
        assert "Quillonism" not in client.get(url).content.decode()
    assert client.get(topic.get_absolute_url()).status_code == 403
    hub = client.get(poll.url).content.decode()
    assert "You are in the comparison group" in hub
    assert briefing.title not in hub
    client.force_login(treated[0])
    assert "Quillonism" in client.get(topic.get_absolute_url()).content.decode()


def test_both_arms_answer_again_with_one_next_step(poll, members):
    make_briefing(poll)
    draw_arms(poll=poll)
    poll = move_to(poll, "after")
    for arm in by_arm(poll, members):
        stages = journey(afresh(poll), arm[0])
        assert [stage.code for stage in stages if stage.is_your_next] == ["after"]
        submit_response(
            user=arm[0], page=afresh(poll), wave=Wave.AFTER, answers=answers_to(poll, 7)
        )


def test_everything_opens_to_all_when_it_is_over(poll, members):
    draw_arms(poll=poll)
    _treated, compared = by_arm(poll, members)

    assert move_to(poll, "closed").refusal_to_enter(compared[0]) == ""


def test_only_officers_draw_and_all_is_on_record(client, poll):
    url = reverse("polls:draw_arms", args=[poll.pk])
    assert client.post(url).status_code == 403
    client.force_login(make_member())
    assert client.post(url).status_code == 403
    client.force_login(make_officer("polls.override_stage"))
    assert client.get(url).status_code == 405
    assert (
        "Draw the comparison group"
        in client.get(reverse("polls:stages", args=[poll.pk])).content.decode()
    )

    client.post(url)

    page = client.get(reverse("polls:stages", args=[poll.pk])).content.decode()
    assert "8 people deliberate, 4 answer only" in page
    assert Assignment.objects.get().sha256 in page


def test_a_person_reads_where_they_were_drawn(poll, members):
    draw_arms(poll=poll)
    _treated, compared = by_arm(poll, members)

    section = next(one for one in sections_of(compared[0]) if one.code == "draws_in_polls")

    assert [fact.value for fact in section.rows[0]][2] == "Comparison group"


def test_places_stay_with_answers_when_keys_are_let_go(poll):
    draw_arms(poll=poll)
    before = set(AssignedPlace.objects.values_list("number", flat=True))

    unlink_questionnaire(poll, NOTHING_HELD)

    keys = set(poll.responses.values_list("key", flat=True))
    assert set(AssignedPlace.objects.values_list("key", flat=True)) == keys
    assert all(key.startswith(UNLINKED) for key in keys)
    assert set(AssignedPlace.objects.values_list("number", flat=True)) == before


def test_no_row_and_no_code_leads_back_to_a_key_that_was_let_go(poll):
    draw = draw_arms(poll=poll)
    rows = list(AssignedPlace.objects.order_by("pk").values_list("key", flat=True))

    assert rows != sorted(rows)  # who makes all keys anew cannot count to a row
    assert {len(code) for code in draw.stored["people"]} == {26}
    for key in rows:
        assert key not in draw.text
        assert keyed_hash(f"assignment-{draw.stored['seed']}", key) not in draw.text
