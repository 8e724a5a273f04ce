"""Who left a deliberative poll, by what members told, and what those who stayed thought of it."""

from collections import Counter

import pytest
from django.urls import reverse

from panel import profiles
from panel.models import QuestionSet
from panel.profiles import Variable
from polls.models import AssignedPlace, Assignment
from polls.models.assignment import CONTROL, TREATMENT
from results.models import FrozenReport
from results.report.figures import study_of
from results.report.freezing import work_out
from results.report.told import (
    CONTROL_LEFT,
    CONTROL_TOOK,
    LEFT,
    OTHERS,
    TOOK,
    ByTold,
    by_told,
    composed,
    labels_of,
    protect,
)
from tests.panel.factories import make_council, make_membership, make_ward
from tests.polls.factories import a_scale, make_member, make_poll
from tests.results.factories import answer_all, both, make_finished_poll, publish

SEX = Variable("sex", "Sex", (("f", "Female"), ("m", "Male"), ("x", "Another")))
FEW = 10


class Threshold:
    threshold = FEW


@pytest.mark.once
def test_who_came_back_is_counted_to_the_nearest_five_and_few_are_kept_back():
    counts = {TOOK: Counter(f=146, m=80, x=3), LEFT: Counter(f=54, m=40, x=1)}
    seen = protect(labels_of(SEX), {**counts, OTHERS: Counter(f=900, m=800, x=60)}, Threshold)
    found = composed(ByTold(SEX, "sex", seen), {"f": 520, "m": 480, "x": 0}, FEW)
    rows = {row["group"]: row for row in found["rows"]}

    assert rows["Another"]["stayed_share"] == rows["Another"]["took_part_share"] == "c"
    assert (rows["Female"]["took_part"], rows["Female"]["first_only"]) == (145, 55)
    assert rows["Female"]["stayed_share"] == 0.725
    # Wilson, 145 of 200.
    assert rows["Female"]["stayed_interval"] == pytest.approx([0.6594, 0.7822], abs=1e-4)
    # One alone kept back would be the rest of all: it has company.
    assert rows["Male"]["stayed_share"] == "c"
    # Beside them the other members and the census, of shares of those who told.
    assert rows["Female"]["took_part_share"] == pytest.approx(145 / 230)
    assert rows["Female"]["other_members_share"] == pytest.approx(900 / 1760)
    assert rows["Female"]["residents_share"] == 0.52
    # Those kept back are told together, which the shares of the others tell anyway.
    together = rows["All marked c, together"]
    assert (together["took_part"], together["first_only"]) == (85, 40)
    assert together["residents_share"] == 0.48


@pytest.mark.once
def test_a_group_hidden_in_the_comparison_group_is_no_rest_of_all_who_answered():
    seen = protect(
        labels_of(SEX),
        {
            TOOK: Counter(f=100, m=80, x=40),
            LEFT: Counter(f=30, m=30, x=20),
            CONTROL_TOOK: Counter(f=50, m=40, x=3),
            CONTROL_LEFT: Counter(f=20, m=20, x=15),
        },
        Threshold,
    )
    for column in seen.values():
        assert column.counts["x"] == "c"
        assert list(column.counts.values()).count("c") >= 2  # with company in each
    assert seen[TOOK].counts["f"] == 100


def told(people, sex):
    asked = QuestionSet.objects.get(code="sex", jurisdictions__contains="E")
    for one in people:
        profiles.answer(membership=one, question_set=asked, answers={"sex": sex}, words={})


@pytest.mark.django_db
def test_each_arm_says_who_came_back_by_age_and_by_what_members_told(client):
    make_council()
    ward = make_ward()
    poll = make_poll("closed", [a_scale(1, code="q")], control_percent=50)
    draw = Assignment.objects.create(
        poll=poll, kind="arms", text='{"asked":{"percent":50}}', sha256="0" * 64
    )
    # Of each arm, women of 25 to 34 and men of 65 to 74: so many who came back and who did not.
    for arm, came, left in ((TREATMENT, 30, 20), (CONTROL, 20, 15)):
        for sex, age in (("female", "25-34"), ("male", "65-74")):
            people = [
                make_membership(ward=ward, age_band=age, joined_at=poll.before_opens_at)
                for _number in range(came + left)
            ]
            told(people, sex)
            before = set(poll.responses.values_list("key", flat=True))
            rows = [both({"q": 4}, {"q": 6})] * came + [{"before": {"q": 4}}] * left
            answer_all(poll, [(ward, age, waves) for waves in rows])
            keys = sorted(set(poll.responses.values_list("key", flat=True)) - before)
            for key, one in zip(keys, people, strict=True):
                poll.responses.filter(key=key).update(key=one.user.key_for(poll.subject))
                AssignedPlace.objects.create(
                    assignment=draw, key=one.user.key_for(poll.subject), number=arm
                )
    others = [make_membership(joined_at=poll.before_opens_at, ward=ward) for _n in range(70)]
    told(others[:40], "female")
    told(others[40:], "male")

    figures = work_out(poll).figures

    control = {
        (one["variable"], row["group"]): (row["stayed"], row["left"])
        for one in figures["attrition"]["control_told"]
        for row in one["rows"]
        if row["stayed"] != "c"
    }
    assert {name for name, _group in control} == {"age", "sex"}
    assert control["sex", "Female"] == control["sex", "Male"] == (20, 15)
    assert set(control.values()) == {(20, 15)}
    composition = {one["variable"]: one for one in figures["composition"]}
    [women, _men] = composition["sex"]["rows"]
    assert (women["took_part"], women["first_only"], women["other_members"]) == (30, 20, 40)
    assert women["stayed_share"] == 0.6
    assert composition["disabled"]["rows"] == []  # nobody told

    publish(poll)
    page = client.get(reverse("results:report", args=[poll.pk])).text
    assert "Sex: who came back in the comparison group" in page
    assert "Age: who came back in the comparison group" in page
    assert "Sex: those who took part beside the others" in page
    assert "Not shown, because groups hold too few people" in page


@pytest.mark.django_db
def test_nobody_is_counted_who_gave_no_first_answers(monkeypatch):
    make_council()
    make_member()  # joined after first answers closed
    poll = make_finished_poll({make_ward(): (30, 20)})

    class Told:
        variables = (SEX,)
        set_of = {"sex": "sex"}  # noqa: RUF012

        def of(self, pk):
            raise AssertionError(pk)

    monkeypatch.setattr("results.report.told.read_told", Told)
    [sex] = by_told(study_of(poll, threshold=10))
    assert all(groups.base in (0, "c") for groups in sex.columns.values())


@pytest.mark.django_db
def test_questions_on_the_event_stand_in_a_table_of_their_own(client):
    make_council()
    items = [a_scale(1, code="streets")]
    items += [a_scale(2, code="ev_value", wording="It was worth my time.", is_paired=False)]
    poll = make_poll("closed", items)
    said = [
        both({"streets": 4 + n % 3}, {"streets": 5 + n % 4, "ev_value": n % 11}) for n in range(44)
    ]
    ward = make_ward()
    answer_all(poll, [(ward, "35-44", one) for one in said])
    publish(poll)
    page = client.get(reverse("results:report", args=[poll.pk])).content.decode()
    assert "What those who deliberated thought of the event" in page
    (item,) = FrozenReport.objects.get().figures["evaluation"]
    assert (item["n"], item["mean"]) == (44, 5)
