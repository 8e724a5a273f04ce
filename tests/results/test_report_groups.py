"""The report of a poll with small groups: known answers, and nothing about one group."""

import pytest
from django.urls import reverse

from forums.models import Post
from polls.models import AssignedPlace, Assignment
from results.report.freezing import work_out
from tests.forums.factories import make_forum, make_topic
from tests.panel.factories import make_council, make_ward
from tests.polls.factories import a_scale, make_member, make_poll
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
    member = make_member()
    place = AssignedPlace.objects.filter(number=1).first()
    key = member.key_for(poll.subject)
    poll.responses.filter(key=place.key).update(key=key)
    AssignedPlace.objects.filter(pk=place.pk).update(key=key)
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
    assert "What happened in the small groups" in page
    assert "Said nothing: c of 24." in page
    assert member.display_name not in page or not member.display_name
