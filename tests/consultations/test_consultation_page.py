"""A consultation's page: before, while and after it is open, to each who comes."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.models import Page

from consultations.models import (
    ActivityPage,
    ConsultationDocument,
    ConsultationPage,
    Option,
    consultation_of,
)
from consultations.models.indexes import ConsultationIndexPage, OutcomeIndexPage
from consultations.models.outcomes import OutcomePage
from forums.models import ForumPage
from polls.models import QuestionnairePage
from polls.visitors import COOKIE
from tests.consultations.factories import (
    from_now,
    make_closed_consultation,
    make_consultation,
    make_outcome,
)
from tests.panel.factories import make_membership, make_user, make_ward

pytestmark = pytest.mark.django_db


def words_of(answer) -> str:
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def add(consultation, kind=ForumPage, **fields):
    number = Page.objects.count()
    defaults = {"title": f"Activity {number}", "slug": f"activity-{number}"}
    return consultation.add_child(instance=kind(**defaults | fields))


def make_document(page, number=1) -> None:
    document = Document.objects.create(
        title="Report", file=ContentFile(b"%PDF-1.4", name=f"report-{number}.pdf")
    )
    ConsultationDocument.objects.create(
        page=page, document=document, title=f"Report {number}", summary="Traffic fell by a third."
    )


def test_an_open_consultation_says_what_who_when_and_how(client):
    page = make_consultation(wards=[make_ward(name="Easton"), make_ward(name="Redland")])
    questions = add(page, QuestionnairePage, title="Nine questions", minutes=6)
    make_document(page)
    answer = client.get(page.url)
    text = words_of(answer)
    for words in (
        "Open, 18 days left",
        "Easton · Redland",
        "Transport Policy Committee",
        "Answers close",
        "No answers yet",
        "0 questions, 6 minutes",
        "Phone 0117 496 0123",
        "Every way counts the same.",
        "Which streets stay closed",
        "Ambulances pass everywhere",
        "Traffic fell by a third.",
        "Nadia Karim",
        "Sign in to follow this",
    ):
        assert words in text
    filled = re.findall(r'<a class="btn" href="([^"]+)"', answer.content.decode())
    assert filled == [questions.url]


def test_options_are_numbered_in_their_order(client):
    page = make_consultation()
    listed = client.get(page.url).context["options"]
    assert [(option.number, option.title) for option in listed] == [
        (1, "Keep them"),
        (2, "No change"),
    ]


@pytest.mark.parametrize(
    ("fields", "status", "tag", "sentence"),
    [
        (
            {"opens_at": from_now(days=3), "closes_at": from_now(days=40)},
            "scheduled",
            "Opens ",
            "This opens ",
        ),
        ({}, "open", "Open, 18 days left", ""),
        ({"closes_at": from_now(days=-7)}, "closed", "Closed, we are reading", "Results come by"),
        (
            {"closes_at": from_now(weeks=-14)},
            "closed",
            "Results overdue by 14 days",
            "Results were due on",
        ),
    ],
)
def test_each_state_has_its_words(client, fields, status, tag, sentence):
    page = make_consultation(**fields)
    add(page, QuestionnairePage, title="Nine questions")
    answer = client.get(page.url)
    assert (page.status, tag in words_of(answer), sentence in words_of(answer)) == (
        status,
        True,
        True,
    )
    assert ('class="btn"' in answer.content.decode()) == (status == "open")


def test_nobody_is_sent_to_a_paper_form_after_it_closed(client):
    assert "Not online?" in words_of(client.get(make_consultation().url))
    assert "Not online?" not in words_of(client.get(make_closed_consultation().url))


def test_results_and_outcome_stand_at_the_same_address(client):
    page = make_closed_consultation()
    ConsultationPage.objects.update(results_published_at=from_now(days=-2))
    text = words_of(client.get(page.url))
    assert "Results published" in text
    assert "We say what we do by" in text
    outcome = make_outcome(page)
    answer = client.get(page.url)
    assert "Outcome published" in words_of(answer)
    assert f'<a class="btn" href="{outcome.url}"' in answer.content.decode()


def test_the_life_cycle_has_one_step_under_way(client):
    states = {}
    for name, page in {
        "soon": make_consultation(opens_at=from_now(days=3), closes_at=from_now(days=40)),
        "open": make_consultation(),
        "closed": make_closed_consultation(),
        "late": make_closed_consultation(closes_at=from_now(weeks=-14)),
    }.items():
        states[name] = [step["state"] for step in client.get(page.url).context["steps"]]
    assert states == {
        "soon": ["next", "next", "next", "next", "next"],
        "open": ["done", "now", "next", "next", "next"],
        "closed": ["done", "done", "now", "next", "next"],
        "late": ["done", "done", "late", "next", "next"],
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_one_of_everything_and_three_cost_the_same(client, rows, django_assert_num_queries):
    page = make_consultation(wards=[make_ward(outline="M0 0L9 0L9 9Z") for _ in range(rows)])
    page.save_revision().publish()
    for number in range(rows):
        add(page, ForumPage)
        make_document(page, number)
        Option.objects.create(page=page, title=f"More {number}", text="Text", sort_order=number + 2)
    client.cookies[COOKIE] = "served anew"
    client.get(page.url)
    with django_assert_num_queries(1):  # page
        client.get(page.url)
    client.force_login(make_user())
    client.get(page.url)
    with django_assert_num_queries(3):  # and session, person
        client.get(page.url)


def test_what_the_officer_publishes_is_seen_at_once(client):
    page = make_consultation()
    page.save_revision().publish()
    assert "Keep them" in words_of(client.get(page.url))
    page.refresh_from_db()
    Option.objects.filter(page=page, title="Keep them").update(title="Keep them all")
    page.save_revision().publish()
    assert "Keep them all" in words_of(client.get(page.url))


# ---- activities


def test_activities_are_all_that_stand_below_and_may_be_seen():
    page = make_consultation()
    forum = add(page)
    add(page, live=False)
    make_outcome(page)
    assert page.activities(AnonymousUser()) == [forum]
    assert isinstance(forum, ActivityPage)
    assert consultation_of(forum) == consultation_of(page) == page


@pytest.mark.parametrize(
    ("opens", "closes", "refusal"),
    [
        (timedelta(days=1), timedelta(days=2), "This opens at "),
        (timedelta(days=-1), timedelta(days=2), ""),
        (timedelta(days=-2), timedelta(days=-1), "This closed at "),
    ],
)
def test_people_act_only_while_an_activity_is_open(opens, closes, refusal):
    questions = add(
        make_consultation(),
        QuestionnairePage,
        opens_at=from_now(seconds=opens.total_seconds()),
        closes_at=from_now(seconds=closes.total_seconds()),
    )
    said = questions.refusal_for(make_membership().user)
    assert said.startswith(refusal)
    assert bool(said) == bool(refusal)
    assert questions.refusal_for(AnonymousUser()) != ""


def test_every_page_type_says_where_it_may_stand():
    assert ConsultationIndexPage.allowed_parent_page_models()
    assert ConsultationPage.allowed_parent_page_models() == [ConsultationIndexPage]
    assert OutcomePage.allowed_parent_page_models() == [ConsultationPage]
    assert OutcomePage in ConsultationPage.allowed_subpage_models()
    assert OutcomeIndexPage.allowed_subpage_models() == []
