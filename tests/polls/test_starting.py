"""Starting a questionnaire from a template or another one, and the question bank."""

import datetime as dt
from decimal import Decimal

import pytest
from wagtail.models import PageLogEntry

from polls.copying import content_of, item_from, start_questionnaire
from polls.models import BankedQuestion, Item, QuestionnairePage, Wave
from polls.responding import submit_response
from polls.starters import STARTERS
from tests.panel.factories import make_council
from tests.polls.factories import (
    a_list,
    a_scale,
    answers_to,
    make_consultation,
    make_member,
    make_officer,
    make_poll,
    make_questionnaire,
    make_user,
    some_items,
    soon,
)
from tests.polls.test_answering import text
from tests.polls.test_fixed_words import a_feeling, a_standard
from tests.polls.test_grids import a_grid, pairs_of
from tests.polls.test_more_item_types import a_date, a_number, an_order

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def officer(client):
    officer = make_user(is_staff=True, is_superuser=True)
    client.force_login(officer)
    return officer


def begin(client, consultation, source, title="How was it?"):
    address = f"/admin/questionnaires/start/{consultation.pk}/"
    return client.post(address, {"title": title, "source": source})


@pytest.mark.parametrize("starter", STARTERS, ids=lambda starter: starter.code)
def test_every_template_makes_a_draft_that_can_be_published(client, officer, starter):
    make_council()
    consultation = make_consultation()
    answer = begin(client, consultation, starter.code)
    page = QuestionnairePage.objects.get()
    assert answer["Location"] == f"/admin/pages/{page.pk}/edit/"
    assert (page.live, page.title, page.owner) == (False, "How was it?", officer)
    assert page.get_parent().pk == consultation.pk
    assert len(page.items.all()) >= len(starter.items)
    assert page.missing_to_publish() == {}
    client.get(answer["Location"])
    page.get_latest_revision().publish()
    page = QuestionnairePage.objects.get()
    assert page.live
    client.force_login(make_member())
    first = client.get(f"/polls/{page.pk}/answer/only/1/").text
    assert page.items.order_by("sort_order")[0].wording in first.replace("&#x27;", "'")


def test_the_header_of_a_consultation_leads_there(client, officer):
    consultation = make_consultation()
    page = client.get(f"/admin/pages/{consultation.pk}/").text
    assert f"/admin/questionnaires/start/{consultation.pk}/" in page
    shown = text(client.get(f"/admin/questionnaires/start/{consultation.pk}/"))
    assert "Residents’ survey" in shown


def test_a_title_and_a_beginning_are_needed(client, officer):
    consultation = make_consultation()
    answer = begin(client, consultation, "", title="")
    assert answer.status_code == 422
    assert "Enter a title" in text(answer)
    assert "Choose what to start from" in text(answer)
    assert "Choose one of the list" in text(begin(client, consultation, "nothing"))
    assert QuestionnairePage.objects.count() == 0


def test_a_copy_keeps_branches_answers_and_rows(client, officer):
    original = make_questionnaire(
        [
            a_list(code="a"),
            a_scale(code="b", asked_if="a = 1, 3"),
            a_grid(code="c"),
            pairs_of(code="d"),
            a_number(code="e", lowest=Decimal("1.5"), has_decimals=True),
            a_date(code="f"),
            an_order(code="g", most=2),
            a_feeling(code="h"),
            a_standard("condition"),
        ],
        introduction="Say how it was.",
        who_may_answer="anybody",
        asks_type="always",
    )
    begin(client, make_consultation(title="Another", slug="another"), str(original.pk))
    copy = QuestionnairePage.objects.exclude(pk=original.pk).get()
    assert copy.introduction == "Say how it was."
    assert (copy.who_may_answer, copy.asks_type) == ("anybody", "always")
    assert [content_of(item) for item in copy.items.all()] == [
        content_of(item) for item in original.items.all()
    ]
    assert copy.items.get(code="f").latest == dt.date(2026, 6, 30)
    mine = {option.pk for item in original.items.all() for option in item.options.all()}
    assert not mine & {option.pk for item in copy.items.all() for option in item.options.all()}


def test_the_questions_of_a_deliberative_poll_can_be_copied(client, officer):
    poll = make_poll("closed")
    begin(client, make_consultation(title="Another", slug="another"), str(poll.pk))
    copy = QuestionnairePage.objects.exclude(pk=poll.pk).get()
    assert [item.wording for item in copy.items.all()] == [i.wording for i in some_items()]


def test_who_may_not_add_pages_may_not_start(client):
    consultation = make_consultation()
    for user in (make_member(), make_officer("wagtailadmin.access_admin")):
        client.force_login(user)
        assert begin(client, consultation, "event").status_code in (302, 403)
        assert f"/start/{consultation.pk}" not in client.get("/admin/", follow=True).text
    assert QuestionnairePage.objects.count() == 0


def test_a_fault_half_way_leaves_no_page(officer):
    broken = [{"kind": "single", "wording": "Which?", "options": ["A", "B"], "asked_if": "x = 1"}]
    with pytest.raises(Exception, match="There is no question x"):
        start_questionnaire(below=make_consultation(), by=officer, title="X", contents=broken)
    assert QuestionnairePage.objects.count() == 0


# ---- the bank


def press(client, page, button, *chosen):
    return client.post(
        f"/admin/questionnaires/{page.pk}/bank/", {button: "1", "chosen": chosen}, follow=True
    )


def test_a_question_is_kept_and_asked_again_elsewhere(client, officer):
    first = make_questionnaire([a_grid(code="a"), a_scale(code="b")])
    other = make_questionnaire([a_scale(code="a")], title="Other", slug="other", opens_at=soon())
    assert "Kept in the bank: 1" in text(press(client, first, "keep", "a"))
    banked = BankedQuestion.objects.get()
    assert banked.name == "How far do you agree?"
    assert "They stand at the end." in text(press(client, other, "add", banked.pk))
    draft = QuestionnairePage.objects.get(pk=other.pk).get_latest_revision_as_object()
    assert [item.kind for item in draft.items.all()] == ["scale", "matrix"]
    assert [item.code for item in draft.items.all()] == ["a", "q2"]
    assert [row.label for row in draft.items.all()[1].rows.all()] == [
        "It was clean",
        "It was quick",
    ]
    assert other.items.count() == 1  # until the draft is published
    draft.get_latest_revision().publish()
    assert other.items.count() == 2


def test_a_banked_question_leaves_its_branch_behind(client, officer):
    page = make_questionnaire([a_list(code="a"), a_scale(code="b", asked_if="a = 1")])
    press(client, page, "keep", "b")
    other = make_questionnaire(title="Other", slug="other", opens_at=soon())
    press(client, other, "add", BankedQuestion.objects.get().pk)
    draft = QuestionnairePage.objects.get(pk=other.pk).get_latest_revision_as_object()
    assert [item.asked_if for item in draft.items.all()] == [""] * 4


def test_keeping_again_replaces_and_taking_out_removes(client, officer):
    page = make_questionnaire([a_scale(code="a")])
    press(client, page, "keep", "a")
    page.items.update(low_label="Never")
    page = QuestionnairePage.objects.get()
    page.save_revision()
    press(client, page, "keep", "a")
    banked = BankedQuestion.objects.get()
    assert banked.content["low_label"] == "Never"
    assert "Taken out of the bank: 1" in text(press(client, page, "delete", banked.pk, "x"))
    assert BankedQuestion.objects.count() == 0


def test_nothing_is_added_once_people_have_answered(client, officer):
    page = make_questionnaire([a_scale(code="a")])
    press(client, page, "keep", "a")
    submit_response(user=make_member(), page=page, wave=Wave.ONLY, answers=answers_to(page))
    answer = press(client, page, "add", BankedQuestion.objects.get().pk)
    assert "People are asked these questions already, so none can be added." in text(answer)
    assert len(page.get_latest_revision_as_object().items.all()) == 1


def test_nothing_is_added_to_a_page_that_a_colleague_has_locked(client, officer):
    page = make_questionnaire([a_scale(code="a")], opens_at=soon())
    press(client, page, "keep", "a")
    QuestionnairePage.objects.update(locked=True, locked_by=make_officer())
    answer = press(client, page, "add", BankedQuestion.objects.get().pk)
    assert "This page is locked, so no question can be added. Unlock it first." in text(answer)
    assert page.revisions.count() == 0
    QuestionnairePage.objects.update(locked=False, locked_by=None)
    press(client, page, "add", BankedQuestion.objects.get().pk)
    assert page.revisions.count() == 1


def test_only_the_button_that_says_so_deletes_and_the_log_has_it(client, officer):
    page = make_questionnaire([a_scale(code="a")])
    press(client, page, "keep", "a")
    banked = BankedQuestion.objects.get()
    for button in ("remove", "", "chosen"):
        assert "Press one of the buttons." in text(press(client, page, button, banked.pk))
    assert BankedQuestion.objects.count() == 1
    press(client, page, "delete", banked.pk)
    assert BankedQuestion.objects.count() == 0
    log = PageLogEntry.objects.get(action="polls.bank_delete")
    assert (log.user, log.page_id, log.data) == (officer, page.pk, {"questions": [banked.name]})
    press(client, page, "delete", banked.pk)
    assert PageLogEntry.objects.filter(action="polls.bank_delete").count() == 1


def test_the_bank_is_for_who_may_edit(client):
    page = make_questionnaire([a_scale(code="a")])
    client.force_login(make_officer("wagtailadmin.access_admin"))
    assert client.get(f"/admin/questionnaires/{page.pk}/bank/").status_code in (302, 403)
    client.post(f"/admin/questionnaires/{page.pk}/bank/", {"keep": "1", "chosen": ["a"]})
    assert BankedQuestion.objects.count() == 0


def test_plain_data_makes_the_same_question_again():
    item = item_from(
        {"kind": "single", "wording": "Which?", "options": ["A", {"label": "B", "code": "b"}]}
    )
    assert isinstance(item, Item)
    assert [(option.label, option.code) for option in item.options.all()] == [("A", ""), ("B", "b")]
