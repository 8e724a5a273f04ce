"""Setting up a deliberative poll in the CMS: from a start day to drafts of all its pages."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from forums.models import ExpertSessionPage, ForumPage
from home.poll_setup.plan import Lengths, months_on, plan
from polls.evaluating import WORDINGS, add_evaluation
from polls.models import BankedQuestion, BriefingPage, DeliberativePollPage
from polls.rounds import Span, faults_of_rounds
from tests.consultations.factories import make_consultation
from tests.panel.factories import make_council
from tests.polls.factories import DAY, make_member, make_poll, make_user

MONDAY = dt.date(2027, 3, 1)


# ---- the dates


@pytest.mark.once
@pytest.mark.parametrize("weekday", range(7))
@pytest.mark.parametrize("rounds", [1, 4])
def test_planned_dates_keep_every_rule_whatever_the_day(weekday, rounds):
    found = plan(MONDAY + dt.timedelta(days=weekday), rounds=rounds, later_months=6)
    assert (
        faults_of_rounds(
            [Span(one.opens, one.closes) for one in found.rounds],
            first_answers=found.before[0],
            second_answers=found.after[0],
            has_reason=False,
        )
        == []
    )
    assert all(one.session_opens.weekday() < 5 for one in found.rounds)
    ends = [*found.before, found.briefing, *(one.opens for one in found.rounds), *found.after]
    assert ends == sorted(ends)
    assert found.report > found.after[1].date()
    assert found.later[0] > found.after[1]


@pytest.mark.once
def test_known_dates_from_a_monday():
    found = plan(MONDAY, lengths=Lengths(first=10, reading=4, talk=5, second=7, report=21))
    assert found.before == (dt.datetime(2027, 3, 1, 9), dt.datetime(2027, 3, 11, 23, 59))
    assert found.briefing == dt.datetime(2027, 3, 12, 9)
    (one,) = found.rounds
    # Five days from Tuesday the 16th is a Sunday: the session is on the Monday.
    assert (one.opens, one.closes) == (
        dt.datetime(2027, 3, 16, 9),
        dt.datetime(2027, 3, 22, 19, 30),
    )
    assert found.after == (dt.datetime(2027, 3, 24, 9), dt.datetime(2027, 3, 31, 23, 59))
    assert (found.report, found.later) == (dt.date(2027, 4, 21), None)
    assert months_on(dt.date(2027, 8, 31), 6) == dt.date(2028, 2, 29)


# ---- the steps


@pytest.fixture
def officer(client):
    make_council()
    officer = make_user(is_staff=True, is_superuser=True)
    client.force_login(officer)
    return officer


def fields_of(response) -> dict:
    """Return what a browser would send back: every field of every form, shown or hidden."""
    context = response.context
    data = {"step": context["step"], "planned": context["planned"]}
    for form in [context["form"], *context["hidden"]]:
        for field in form or ():
            value = field.value()
            if value in (None, "", False):
                continue
            if isinstance(value, dt.datetime):
                value = value.strftime("%Y-%m-%dT%H:%M")
            data[field.html_name] = value
    return data


def basics(**fields) -> dict:
    start = timezone.localdate() + dt.timedelta(days=30)
    given = {"title": "School streets", "start": start, "rounds": 2, "later_months": 6}
    given |= {"group_size": 12, "control_percent": 33} | fields
    return {f"basics-{name}": value for name, value in given.items()}


@pytest.mark.django_db
def test_officer_goes_through_the_steps_and_has_all_drafts(client, officer):
    bank = BankedQuestion.objects.create(
        name="Cars",
        content={"kind": "text", "wording": "Why?", "code": "why", "is_required": False},
    )
    consultation = make_consultation()
    address = reverse("set_up_poll", args=[consultation.pk])
    assert client.get(address).context["step"] == "basics"
    dates = client.post(address, {**basics(), "step": "basics", "to": "dates"})
    assert dates.context["step"] == "dates"
    questions = client.post(address, {**fields_of(dates), "to": "questions"})
    assert questions.context["step"] == "questions"
    answers = {
        "questions-proposals": "Close it\n\n Widen the pavement ",
        "questions-banked": bank.pk,
    }
    check = client.post(address, {**fields_of(questions), **answers, "to": "check"})
    assert check.context["step"] == "check"
    assert "Widen the pavement" in check.content.decode()

    made = client.post(address, {**fields_of(check), "to": "make"})

    poll = DeliberativePollPage.objects.get()
    assert made.url == reverse("poll_lacks", args=[poll.pk])
    assert poll.get_parent().pk == consultation.pk
    draft = poll.get_latest_revision_as_object()
    assert not poll.live
    assert [round.title for round in draft.rounds.all()] == ["Round 1", "Round 2"]
    assert (draft.group_size, draft.control_percent, draft.has_follow_up) == (12, 33, True)
    items = list(draft.items.all())
    assert [item.is_paired for item in items] == [True] * 3 + [False] * 5
    assert [item.code for item in items[3:]] == list(WORDINGS)
    briefing = BriefingPage.objects.get()
    assert [one.value["title"] for one in briefing.proposals] == ["Close it", "Widen the pavement"]
    assert [forum.is_by_group for forum in ForumPage.objects.all()] == [True, True]
    assert ExpertSessionPage.objects.count() == 2
    assert not poll.get_descendants(inclusive=True).live().exists()

    page = client.get(made.url).content.decode()
    assert "give the reasons on both sides" in page
    assert "Name two experts of differing view" in page
    assert "The briefing is not signed off" in page
    assert "has no session" not in page


@pytest.mark.django_db
def test_wrong_input_is_said_and_kept_and_nothing_is_made(client, officer):
    address = reverse("set_up_poll", args=[make_consultation().pk])
    wrong = basics(start=timezone.localdate(), group_size=40)
    refused = client.post(address, {**wrong, "step": "basics", "to": "dates"})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Choose a day after today." in page
    assert "Enter a whole number from 8 to 15, or nothing" in page
    assert 'value="School streets"' in page

    dates = client.post(address, {**basics(), "step": "basics", "to": "dates"})
    sent = fields_of(dates) | {"dates-opens_2": fields_of(dates)["dates-closes_1"]}
    refused = client.post(address, {**sent, "to": "questions"})
    assert (refused.status_code, refused.context["step"]) == (422, "dates")
    assert "Begin 24 hours later" in refused.content.decode()
    made = client.post(address, {**sent, "to": "make"})
    assert made.context["step"] == "dates"
    assert not DeliberativePollPage.objects.exists()


@pytest.mark.django_db
def test_another_start_gives_other_dates_and_back_keeps_what_was_typed(client, officer):
    address = reverse("set_up_poll", args=[make_consultation().pk])
    dates = client.post(address, {**basics(), "step": "basics", "to": "dates"})
    changed = fields_of(dates) | {"dates-title_1": "Traffic"}
    questions = client.post(address, {**changed, "to": "questions"})
    back = client.post(address, {**fields_of(questions), "to": "dates"})
    assert back.context["form"]["title_1"].value() == "Traffic"
    later = basics(start=timezone.localdate() + dt.timedelta(days=90))
    again = client.post(address, {**fields_of(questions), **later, "to": "dates"})
    assert again.context["form"]["title_1"].value() == "Round 1"


@pytest.mark.django_db
def test_who_may_not_add_pages_sets_nothing_up(client):
    client.force_login(make_member())
    address = reverse("set_up_poll", args=[make_consultation().pk])
    assert client.get(address).status_code in (302, 403)
    poll = make_poll("before")
    assert client.get(reverse("poll_lacks", args=[poll.pk])).status_code in (302, 403)


@pytest.mark.django_db
def test_questions_on_the_event_are_added_once_with_one_click(client, officer):
    poll = make_poll("not yet open")
    address = reverse("polls_bank", args=[poll.pk])
    client.post(address, {"evaluation": "1"})
    client.post(address, {"evaluation": "1"})
    poll = DeliberativePollPage.objects.get(pk=poll.pk)
    codes = [item.code for item in poll.get_latest_revision_as_object().items.all()]
    assert codes[3:] == list(WORDINGS)
    assert add_evaluation(page=poll, by=officer) == 0


@pytest.mark.django_db
def test_what_is_missing_is_listed_page_by_page(client, officer):
    poll = make_poll("not yet open", group_size=12)
    page = client.get(reverse("poll_lacks", args=[poll.pk])).content.decode()
    assert "Add a briefing below it." in page
    assert "Add a discussion and a session with experts below it." in page
    assert "room of its own" in page
    now = timezone.now()
    poll.add_child(
        instance=ExpertSessionPage(title="Experts", opens_at=now + DAY, closes_at=now + 2.5 * DAY)
    )
    page = client.get(reverse("poll_lacks", args=[poll.pk])).content.decode()
    assert "Nobody hosts it yet." in page
    assert "End 24 hours before" in page
