"""Who left a deliberative poll, by what members told, and what those who stayed thought of it."""

from collections import Counter

import pytest
from django.urls import reverse

from panel.profiles import Variable
from results.models import FrozenReport
from results.report.attrition import _by_variable, by_told
from results.report.figures import study_of
from tests.panel.factories import make_council, make_ward
from tests.polls.factories import a_scale, make_member, make_poll
from tests.results.factories import answer_all, both, make_finished_poll, publish

SEX = Variable("sex", "Sex", (("f", "Female"), ("m", "Male"), ("x", "Another")))


@pytest.mark.once
def test_who_came_back_is_counted_to_the_nearest_five_and_few_are_kept_back():
    counts = {True: Counter(f=146, m=80, x=3), False: Counter(f=54, m=40, x=1)}
    rows = {row["group"]: row for row in _by_variable(SEX, counts, 10)["rows"]}
    assert rows["Another"]["share"] == "c"
    assert (rows["Female"]["stayed"], rows["Female"]["left"]) == (145, 55)
    assert rows["Female"]["share"] == 0.725
    # Wilson, 145 of 200.
    assert rows["Female"]["interval"] == pytest.approx([0.6594, 0.7822], abs=1e-4)
    # One alone kept back would be the rest of all: it has company.
    assert rows["Male"]["share"] == "c"


@pytest.mark.django_db
def test_nobody_is_counted_who_gave_no_first_answers(monkeypatch):
    make_council()
    member = make_member()
    poll = make_finished_poll({make_ward(): (30, 20)})

    class Told:
        variables = (SEX,)
        set_of = {"sex": "sex"}  # noqa: RUF012

        def of(self, pk):
            raise AssertionError(pk)

    monkeypatch.setattr("results.report.attrition.read_told", Told)
    assert not poll.responses.filter(key=member.key_for(poll.subject)).exists()
    assert by_told(study_of(poll, threshold=10)) == []


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
