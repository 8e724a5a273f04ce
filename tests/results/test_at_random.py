"""What members said who were invited at random: beside everybody, and telling of no others."""

import csv
import io

import numpy as np
import pytest
from django.contrib.auth.models import Group
from wagtail.models import ModelLogEntry, PageLogEntry

from home.roles import ensure_roles
from polls.models import Response, Wave
from polls.responding import submit_response
from results.at_random import said_at_random
from results.told_apart import is_uncertain
from tests.panel.factories import make_council, make_membership, make_user
from tests.polls.factories import a_list, answers_to, make_poll, make_questionnaire
from tests.polls.words import close
from tests.results.factories import answer_all


def answered(counts, others, items=("Keep", "Remove", "Wait")):
    """Return a closed questionnaire: how many at random, and how many others, gave each answer."""
    page = make_questionnaire([a_list(*items, code="plan", has_dont_know=False)])
    options = list(page.items.get().options.all())
    for is_at_random, of in ((True, counts), (None, others)):
        known = set(Response.objects.values_list("pk", flat=True))
        people = [
            (None, "", {Wave.ONLY: {"plan": option}})
            for option, n in zip(options, of, strict=True)
            for _person in range(n)
        ]
        answer_all(page, people)
        new = Response.objects.exclude(pk__in=known)
        new.update(is_at_random=is_at_random, has_account=bool(is_at_random))
    return close(page)


def told(page):
    make_council()
    (one,) = said_at_random(page, 10).rounds
    return one.n, [(question.n, [a.count for a in question.answers]) for question in one.questions]


@pytest.mark.once
@pytest.mark.parametrize(
    ("some", "everybody", "bases", "is_safe"),
    [
        # The others have 9 of the second answer at most, so the first is 3 to 12: too narrow.
        ([np.nan, np.nan], [12, 30], (33, 42), False),
        ([np.nan, np.nan, 20], [30, 27, 40], (50, 97), True),
        ([20, 30], [40, 60], (50, 100), True),  # nothing is hidden
    ],
)
def test_a_hidden_figure_stays_uncertain_by_the_threshold(some, everybody, bases, is_safe):
    assert is_uncertain(some, everybody, bases, 10) is is_safe


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("counts", "others", "expected"),
    [
        ((18, 12, 20), (14, 16, 30), (50, [(50, [18, 12, 20])])),
        # Three of the others said "Remove": the difference would tell, here and in its company.
        ((30, 25, 20), (25, 3, 30), (75, [(75, ["c", "c", 20])])),
        ((30, 0, 0), (3, 3, 3), ("c", [])),  # nine others: nothing at all
        ((0, 0, 0), (20, 20, 20), (0, [])),
    ],
)
def test_of_those_invited_at_random_only_what_tells_of_no_others(counts, others, expected):
    assert told(answered(counts, others)) == expected


@pytest.mark.django_db
def test_how_a_member_came_is_kept_with_their_answers():
    make_council()
    page, poll = make_questionnaire(), make_poll("before")
    for source in ("invitation", "open"):
        user = make_membership(source=source).user
        submit_response(user=user, page=page, wave="only", answers=answers_to(page))
        submit_response(user=user, page=poll, wave="before", answers=answers_to(poll))
    kept = Response.objects.order_by("pk").values_list("is_at_random", flat=True)
    assert list(kept) == [True, True, False, False]
    assert [one.n for one in said_at_random(poll, 10).rounds] == ["c", 0]


@pytest.mark.django_db
def test_officers_see_it_and_have_it_as_a_file_on_record(client):
    make_council()
    page = answered((18, 12, 20), (14, 16, 30))
    address, file = (f"/results/{page.pk}/invited-at-random{end}" for end in ("/", ".csv"))
    ensure_roles()
    resident = make_membership().user
    client.force_login(resident)
    assert (client.get(address).status_code, client.post(file).status_code) == (403, 403)
    analyst = make_user(is_staff=True)
    analyst.groups.set(Group.objects.filter(name="Analysts"))
    client.force_login(analyst)
    assert address in client.get(f"/results/{page.pk}/").text
    shown = client.get(address).text
    assert "50 of the 110 people who responded were invited at random." in shown
    made = client.post(file)
    assert f"{page.slug}-invited-at-random-internal.csv" in made["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(made.content.decode("utf-8-sig"))))
    assert {(r["members"], r["answer"], r["people"], r["percent"], r["base"]) for r in rows} == {
        ("invited-at-random", "Keep", "18", "36.0", "50"),
        ("invited-at-random", "Remove", "12", "24.0", "50"),
        ("invited-at-random", "Wait", "20", "40.0", "50"),
    }
    entries = [*ModelLogEntry.objects.all(), *PageLogEntry.objects.all()]
    assert [one.user for one in entries if one.action == "results.at_random"] == [analyst]
