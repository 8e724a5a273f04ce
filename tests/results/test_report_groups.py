"""The report of a poll with small groups: known answers, and nothing about one group."""

import pytest
from django.urls import reverse

from consultations.models import Attendance
from forums.models import Post
from polls.locks import locked_rule
from polls.models import AssignedPlace, Assignment
from results.report.freezing import work_out
from results.report.tables import tables_of
from results.report.words import rules_in_words
from tests.forums.factories import make_forum, make_session, make_topic
from tests.panel.factories import make_council, make_user, make_ward
from tests.polls.factories import a_scale, make_briefing, make_member, make_poll
from tests.results.factories import answer_all, both, publish

pytestmark = pytest.mark.django_db
GROUPS = (  # E3.7: the first group moves up by one, the second towards the middle by one
    ((7, 8), (6, 8), (8, 9), (7, 7)),
    ((3, 4), (4, 5), (5, 5), (2, 4)),
)


@pytest.fixture(autouse=True)
def council():
    return make_council()


def make_grouped_poll(groups):
    poll = make_poll("closed", [a_scale(1, code="q")], group_size=8)
    ward = make_ward()
    draw = Assignment.objects.create(poll=poll, kind="groups", text="{}", sha256="0" * 64)
    for number, pairs in enumerate(groups, 1):
        known = set(poll.responses.values_list("key", flat=True))
        answer_all(poll, [(ward, "25-34", both({"q": b}, {"q": a})) for b, a in pairs])
        new = set(poll.responses.values_list("key", flat=True)) - known
        AssignedPlace.objects.bulk_create(
            [AssignedPlace(assignment=draw, key=key, number=number) for key in sorted(new)]
        )
    return poll


def test_toy_poll_by_groups():
    figures = work_out(make_grouped_poll(GROUPS * 2)).figures["groups"]

    assert (figures["n"], figures["people"]) == (4, 16)
    by_measure = {row["measure"]: row for row in figures["dynamics"]}
    assert by_measure["polarisation"]["mean"] == 0  # +1 and -1
    assert by_measure["polarisation"]["above_zero"] == 0.5
    assert by_measure["homogenisation"]["mean"] == pytest.approx(0.714 / 2, abs=5e-4)
    assert figures["participation"] is None


def test_two_groups_are_too_few():
    figures = work_out(make_grouped_poll(GROUPS)).figures["groups"]

    assert (figures["n"], figures["people"]) == (2, "c")
    assert figures["dynamics"] == []
    assert figures["towards"] == []


def test_who_spoke_is_summed_over_groups(client):
    poll = make_grouped_poll(GROUPS * 3)
    member = make_member(user=make_user(display_name="Quillon F", first_name="Quillon"))
    place = AssignedPlace.objects.filter(number=1).first()
    give_place(poll, place, member)
    forum = make_forum(poll, is_by_group=True)
    topic = make_topic(forum, author=member, text="four words of mine")
    type(topic).objects.filter(pk=topic.pk).update(circle=1)
    Post.objects.filter(topic=topic).update(is_held=False)
    publish(poll)

    page = client.get(reverse("results:report", args=[poll.pk])).content.decode()
    part = work_out(poll).figures["groups"]["participation"]

    assert part["gini_words"] == pytest.approx(0.75 / 6)
    assert (part["silent"], part["people"]) == ("c", 24)  # or one would be known to have spoken
    assert part["ages"] == [{"group": "16 to 34", "people_share": 1.0, "words_share": 1.0}]
    assert part["by_group"][0] == {  # four people: too few to say how they spoke
        "group": 1,
        "people": "c",
        "gini_words": "c",
        "gini_posts": "c",
        "silent": "c",
    }
    assert "What happened in the small groups" in page
    assert "Said nothing: c of 24." in page
    assert "Quillon" not in page and member.email not in page


def test_a_group_that_is_large_enough_says_how_evenly_it_spoke():
    poll = make_grouped_poll([((5, 5),) * 10] * 3)
    member = make_member()
    place = AssignedPlace.objects.filter(number=2).first()
    give_place(poll, place, member)
    topic = make_topic(make_forum(poll, is_by_group=True), author=member, text="one two three")
    type(topic).objects.filter(pk=topic.pk).update(circle=2)

    figures = work_out(poll).figures
    rows = figures["groups"]["participation"]["by_group"]

    assert [(row["people"], row["gini_words"], row["silent"]) for row in rows] == [
        (10, 0, 10),
        (10, pytest.approx(0.9), "c"),
        (10, 0, 10),
    ]
    assert tables_of(figures)["speaking"].rows[1][:2] == ("2", 10)


# ---- who took part ----------------------------------------------------------------------------


@pytest.mark.parametrize(("rule", "count"), [("spoke", 12), ("came", 22), ("answered", 30)])
def test_who_took_part_is_counted_by_the_rule_that_was_fixed(rule, count):
    poll = make_grouped_poll([((5, 6),) * 10] * 3)
    type(poll).objects.filter(pk=poll.pk).update(took_part_rule=rule)
    poll = type(poll).objects.get(pk=poll.pk)
    forum, session, briefing = make_forum(poll), make_session(poll), make_briefing(poll)
    keys = sorted(set(poll.responses.values_list("key", flat=True)))
    attend(forum, keys[:10], minutes=30, visits=2)
    attend(session, keys[10:22], minutes=50)
    attend(briefing, keys[:30], minutes=9)

    figures = work_out(poll).figures

    steps = {row["step"]: row["n"] for row in figures["flow"]}
    assert steps["both_and_spoke"] == count
    by_measure = {row["measure"]: row for row in figures["attendance"]}
    assert by_measure["opened_briefing"]["share"] == 1
    # 12 of 30 came for 50 minutes; 18 did not: enough on both sides to be told.
    assert by_measure["sessions"] == {
        "measure": "sessions",
        "n": 30,
        "mean": 0.4,
        "median": 0,
        "share": 0.4,
    }
    assert "mean" not in by_measure["minutes"]  # all but eight: they would be told by the rest
    assert "fixed before second answers opened" in " ".join(rules_in_words(figures))


def test_the_rule_cannot_change_once_the_outcome_can_be_known():
    for stage, faults in (("between", False), ("after", True)):
        poll = make_poll(stage)
        poll.took_part_rule = "answered"
        assert bool(locked_rule(poll)) == faults


def give_place(poll, place, member):
    key = member.key_for(poll.subject)
    poll.responses.filter(key=place.key).update(key=key)
    AssignedPlace.objects.filter(pk=place.pk).update(key=key)


def attend(page, keys, **fields):
    Attendance.objects.bulk_create(Attendance(page=page, key=key, **fields) for key in keys)
