"""Polls that are not finished: kept as drafts, previewed, and never published so."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from consultations.readiness import is_incomplete
from polls.models import DeliberativePollPage, QuestionnairePage
from polls.opening import dated_stages, stages_to_open
from polls.stages import journey
from tests.polls.factories import (
    a_scale,
    make_briefing,
    make_consultation,
    make_member,
    make_poll,
    make_user,
)
from tests.polls.test_answering import text
from tests.polls.test_editing import a_poll_form, add, an_item, at

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def officer(client):
    officer = make_user(is_staff=True, is_superuser=True)
    client.force_login(officer)
    return officer


def test_a_draft_may_have_questions_that_are_not_complete(client, officer):
    consultation = make_consultation()
    untouched = an_item("", low_label="", middle_label="", high_label="")
    form = a_poll_form(untouched, an_item("Which?", "single"))
    del form["action-publish"]
    assert add(client, consultation, **form).status_code == 302
    poll = DeliberativePollPage.objects.get()
    assert [item.wording for item in poll.items.order_by("sort_order")] == ["", "Which?"]
    assert client.get(f"/admin/pages/{poll.pk}/view_draft/").status_code == 200

    assert is_incomplete(poll.get_latest_revision_as_object())
    form = a_poll_form(untouched, slug="another")
    answer = add(client, consultation, **form)
    errors = answer.context["form"].formsets["items"].forms[0].errors
    assert errors["wording"] == ["Enter question"]
    assert "Say in words what 0 means." in text(
        add(client, consultation, **a_poll_form(an_item(low_label=""), slug="another"))
    )


@pytest.mark.parametrize(
    ("items", "is_lacking"),
    [
        ([], True),
        ([a_scale(low_label="")], True),
        ([a_scale(wording="")], True),
        ([a_scale()], False),
    ],
)
def test_many_are_not_published_at_once_with_an_incomplete_question(items, is_lacking):
    page = QuestionnairePage(title="Living in Easton")
    page.items = items
    assert bool(page.missing_to_publish()) is is_lacking


DATES = ("before_opens_at", "before_closes_at", "after_opens_at", "after_closes_at")


@pytest.mark.parametrize("missing", [DATES, *[(name,) for name in DATES]])
def test_poll_is_saved_as_a_draft_and_previewed_before_its_dates_are_known(
    client, officer, missing
):
    consultation = make_consultation()
    form = a_poll_form(an_item(), **{"before_opens_at": at(-1)} | dict.fromkeys(missing, ""))
    del form["action-publish"]
    at_preview = f"/admin/pages/add/polls/deliberativepollpage/{consultation.pk}/preview/"
    assert client.post(at_preview, form).json()["is_valid"]
    assert "Dates to follow" in text(client.get(at_preview))

    assert add(client, consultation, **form).status_code == 302
    poll = DeliberativePollPage.objects.get()
    assert (poll.live, *[getattr(poll, name) for name in missing]) == (
        False,
        *[None] * len(missing),
    )
    assert client.get(f"/admin/pages/{poll.pk}/edit/").status_code == 200
    assert "Dates to follow" in text(client.get(f"/admin/pages/{poll.pk}/view_draft/"))
    assert client.get(f"/admin/pages/{consultation.pk}/").status_code == 200


@pytest.mark.parametrize("name", DATES)
def test_poll_without_a_date_is_not_published(client, officer, name):
    consultation = make_consultation()
    form = a_poll_form(an_item(), **{name: ""})
    answer = add(client, consultation, **form)
    label = DeliberativePollPage._meta.get_field(name).verbose_name
    assert answer.context["form"].errors == {name: [f"Enter a day for “{label}”"]}

    del form["action-publish"]
    add(client, consultation, **form)
    poll = DeliberativePollPage.objects.get()
    with pytest.raises(ValidationError) as refusal:
        poll.get_latest_revision().publish()
    assert set(refusal.value.message_dict) == {name}
    assert not DeliberativePollPage.objects.get().live


def test_everything_holds_for_a_draft_without_dates(client, officer):
    form = a_poll_form(an_item(), **dict.fromkeys(DATES, ""))
    del form["action-publish"]
    add(client, make_consultation(), **form)
    poll = DeliberativePollPage.objects.get()
    make_briefing(poll)

    assert (poll.has_opened, poll.has_closed, poll.has_report) == (False, False, False)
    assert (poll.round_now, poll.wave_now(officer)) == ("before", "before")
    assert poll.card_tag() == ("soon", "Dates to follow")
    assert poll.card(officer).steps[0].note == "Dates to follow"
    no_dates = "The dates of this are not settled yet."
    for person in (AnonymousUser(), make_member()):
        journey(poll, person)
        assert poll.card(person).tag == ("soon", "Dates to follow")
        assert poll.refusal_by_date() == no_dates
    assert poll.refusal_to_enter(make_member()) == no_dates
    assert stages_to_open(poll) == {}
    assert [row["words"] for row in dated_stages(poll)] == [no_dates] * 2
    briefing = poll.get_children().get()
    assert client.get(f"/admin/pages/{briefing.pk}/view_draft/").status_code in (200, 302)


def test_published_poll_keeps_its_dates_while_a_draft_is_without_them(client, officer):
    poll = make_poll("before")
    draft = DeliberativePollPage.objects.get(pk=poll.pk)
    for name in DATES:
        setattr(draft, name, None)
    draft.save_revision(clean=False)
    assert "Dates to follow" in text(client.get(f"/admin/pages/{poll.pk}/view_draft/"))
    assert "Dates to follow" not in text(client.get(poll.url))
    stored = DeliberativePollPage.objects.get(pk=poll.pk)
    assert [getattr(stored, name) for name in DATES] == [getattr(poll, name) for name in DATES]
