"""Building polls in the CMS: what officers are told, and what nobody may change any more."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from consultations.models import ConsultationPage
from consultations.readiness import is_incomplete
from polls.models import (
    BriefingPage,
    DeliberativePollPage,
    Item,
    Option,
    QuestionnairePage,
    QuickPollPage,
)
from polls.responding import submit_response
from polls.voting import cast_ballot
from tests.polls.factories import (
    DAY,
    a_list,
    a_scale,
    answers_to,
    change,
    make_briefing,
    make_consultation,
    make_home,
    make_member,
    make_poll,
    make_questionnaire,
    make_quick_poll,
    make_user,
    some_items,
    soon,
)
from tests.polls.test_answering import text

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def officer(client):
    officer = make_user(is_staff=True, is_superuser=True)
    client.force_login(officer)
    return officer


def at(days) -> str:
    return (timezone.localtime() + days * DAY).strftime("%Y-%m-%d %H:%M")


def an_item(wording="Should it stay?", kind="scale", options=(), rows=(), pk="", **fields):
    scale = kind == "scale"
    return {
        "id": pk,
        "wording": wording,
        "hint": "",
        "kind": kind,
        "low_label": "Against" if scale else "",
        "middle_label": "Middle" if scale else "",
        "high_label": "For" if scale else "",
        "is_required": "on",
        "has_dont_know": "on",
        "is_paired": "on",
        "sensitivity": "standard",
        "code": "",
        "options": inline_formset(
            [{"id": option_pk, "label": label, "code": code} for option_pk, label, code in options],
            initial=sum(bool(option[0]) for option in options),
        ),
        "rows": inline_formset(
            [{"id": row_pk, "label": label, "code": code} for row_pk, label, code in rows],
            initial=sum(bool(row[0]) for row in rows),
        ),
        **fields,
    }


def a_poll_form(*items, **fields):
    return nested_form_data(
        {
            "title": "The trial streets",
            "slug": "the-trial-streets",
            "introduction": "Say it, hear it, say it again.",
            "minutes": "6",
            "before_opens_at": at(1),
            "before_closes_at": at(2),
            "after_opens_at": at(3),
            "after_closes_at": at(4),
            "report_at": "",
            "later_opens_at": "",
            "later_closes_at": "",
            "rounds": inline_formset([]),
            "short_notice_reason": "",
            "unsigned_reason": "Nobody could be found in time.",
            "took_part_rule": "spoke",
            "why_we_ask": "",
            "who_may_answer": "members",
            "asks_type": "usual",
            "younger": "not-asked",
            "items": inline_formset(items, initial=sum(bool(item["id"]) for item in items)),
            "comments": inline_formset([]),
            "action-publish": "1",
            **fields,
        }
    )


def a_round(opens, closes) -> dict:
    """Return the fields of one round that opens and closes so many days from now."""
    one = {"id": "", "title": "Traffic", "opens_at": at(opens), "closes_at": at(closes)}
    return {"rounds": inline_formset([one])}


def add(client, parent, **form):
    return client.post(f"/admin/pages/add/polls/deliberativepollpage/{parent.pk}/", form)


LIST = ("", "Keep", ""), ("", "Remove", "")


def test_officer_builds_a_poll_and_codes_come_of_themselves(client, officer):
    consultation = make_consultation()
    answer = add(
        client,
        consultation,
        **a_poll_form(an_item(), an_item("Which?", "single", LIST), an_item("Streets?", code="q1")),
    )
    assert answer.status_code == 302, text(answer)[:3000]
    poll = DeliberativePollPage.objects.get()
    assert poll.live
    items = list(poll.items.order_by("sort_order"))
    assert [(item.wording, item.code) for item in items] == [
        ("Should it stay?", "q2"),
        ("Which?", "q3"),
        ("Streets?", "q1"),
    ]
    assert list(items[1].options.values_list("label", "code")) == [("Keep", "1"), ("Remove", "2")]
    assert (poll.opens_at, poll.closes_at) == (poll.before_opens_at, poll.after_closes_at)


@pytest.mark.parametrize(
    ("items", "fields", "words"),
    [
        ([an_item("Which?", "single")], {}, "Add at least two answers to choose from."),
        ([an_item("Which?", "multiple", LIST[:1])], {}, "Add at least two answers"),
        ([an_item(options=LIST)], {}, "Only lists and grids have answers to choose from."),
        ([an_item(middle_label="")], {}, "Say in words what 5 means."),
        ([an_item(code="a"), an_item("B?", code="a")], {}, "Another question has this code."),
        (
            [an_item("Which?", "single", (("", "Keep", "x"), ("", "Go", "x")))],
            {},
            "Another answer has this code.",
        ),
        ([an_item()], {"before_closes_at": at(0)}, "Choose a moment after “first answers open”."),
        ([an_item()], {"after_opens_at": at(1.5)}, "Choose a moment after “first answers close”."),
        ([an_item()], {"after_closes_at": at(2.5)}, "Choose a moment after “second answers open”."),
        ([an_item()], {"report_at": at(1)[:10]}, "Choose a day after the second answers close."),
        ([], {}, "Add at least 1"),
        ([an_item()], {"unsigned_reason": " "}, "The briefing is not signed off"),
        ([an_item()], a_round(1.2, 2.5), "End 24 hours before"),
        ([an_item()], a_round(2, 1), "A round ends before it begins."),
    ],
)
def test_what_is_missing_is_said_in_words(client, officer, items, fields, words):
    answer = add(client, make_consultation(), **a_poll_form(*items, **fields))
    assert answer.status_code == 200
    assert words in text(answer)
    assert DeliberativePollPage.objects.count() == 0


def test_half_a_poll_can_be_saved_as_a_draft(client, officer):
    form = a_poll_form(an_item(), an_item("B?"))
    del form["action-publish"]
    assert add(client, make_consultation(), **form).status_code == 302
    poll = DeliberativePollPage.objects.get()
    assert not poll.live
    assert client.get(f"/admin/pages/{poll.pk}/edit/").status_code == 200


def test_preview_before_publishing_lists_the_questions(client, officer):
    consultation = make_consultation()
    at_preview = f"/admin/pages/add/polls/deliberativepollpage/{consultation.pk}/preview/"
    form = a_poll_form(an_item(), an_item("Which street?", "single", LIST))
    assert client.post(at_preview, form).json() == {"is_valid": True, "is_available": True}
    page = text(client.get(at_preview))
    assert "The questions Should it stay?" in page
    assert "One answer from a list: Keep; Remove" in page


@pytest.mark.parametrize("kind", ["questionnaire", "quick poll", "briefing"])
def test_other_pages_have_a_preview_and_an_editor(client, officer, kind):
    page = {
        "questionnaire": lambda: make_questionnaire([a_scale(), a_list()]),
        "quick poll": make_quick_poll,
        "briefing": lambda: make_briefing(make_poll("before")),
    }[kind]()
    page.save_revision()
    assert client.get(f"/admin/pages/{page.pk}/edit/").status_code == 200
    assert client.get(f"/admin/pages/{page.pk}/view_draft/").status_code == 200


# ---- locks


def an_edit(page, *, change=None, drop=False, extra=False, reorder=False):
    """The form of a page as the editor would send it back, with one change."""
    items = [
        an_item(
            item.wording,
            item.kind,
            [(option.pk, option.label, option.code) for option in item.options.all()],
            pk=item.pk,
            code=item.code,
            low_label=item.low_label,
            middle_label=item.middle_label,
            high_label=item.high_label,
        )
        for item in page.items.order_by("sort_order")
    ]
    if change:
        items[0] |= change
    if extra:
        items.append(an_item("One more?"))
    data = a_poll_form(*items, slug=page.slug)
    if drop:
        data["items-0-DELETE"] = "1"
    if reorder:
        data["items-0-ORDER"], data["items-1-ORDER"] = "2", "1"
    return data


def with_an_answer():
    page = make_questionnaire([a_list(), a_scale()])
    single, scale = page.items.order_by("sort_order")
    answers = {single.pk: single.options.first().pk, scale.pk: 4}
    submit_response(user=make_member(), page=page, wave="only", answers=answers)
    return QuestionnairePage.objects.get(pk=page.pk)


def edit(client, page, data):
    data |= {"opens_at": at(-1), "closes_at": at(1)}
    return client.post(f"/admin/pages/{page.pk}/edit/", data)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"change": {"wording": "Which is worst?"}}, "so the wording cannot change here."),
        ({"change": {"code": "other"}}, "so the code cannot change here."),
        ({"change": {"kind": "multiple"}}, "so how it is answered cannot change here."),
        ({"change": {"hint": "Say no."}}, "so the hint cannot change here."),
        ({"drop": True}, "is being asked and cannot be removed."),
        ({"extra": True}, "Questions cannot be added once people are asked."),
        ({"reorder": True}, "The order of the questions cannot change"),
    ],
)
def test_questions_are_locked_by_the_first_response(client, officer, change, words):
    page = with_an_answer()
    answer = edit(client, page, an_edit(page, **change))
    assert answer.status_code == 200
    assert words in text(answer)
    stored = Item.objects.filter(page=page).order_by("sort_order")
    assert [item.wording for item in stored] == [
        "Which option is best?",
        "Should street 1 stay closed to through traffic?",
    ]


def test_options_are_locked_too(client, officer):
    page = with_an_answer()
    data = an_edit(page)
    data["items-0-options-0-label"] = "Keep for ever"
    assert "the answers to choose from cannot change here." in text(edit(client, page, data))
    assert Option.objects.filter(label="Keep for ever").count() == 0


def test_title_may_still_change_after_the_first_response(client, officer):
    page = with_an_answer()
    answer = edit(client, page, an_edit(page) | {"title": "Another title"})
    assert answer.status_code == 302, text(answer)[:2000]
    assert QuestionnairePage.objects.get(pk=page.pk).title == "Another title"


def test_wording_may_change_before_it_opens_and_not_after(client, officer):
    page = make_questionnaire([a_list(), a_scale()], opens_at=soon())
    change(QuestionnairePage.objects, opens_at=timezone.now())
    answer = edit(client, page, an_edit(page, change={"wording": "Which is worst?"}))
    assert "Put words right with “Correct the wording”" in text(answer)
    change(QuestionnairePage.objects, opens_at=soon())
    answer = edit(client, page, an_edit(page, change={"wording": "Which is worst?"}))
    assert answer.status_code == 302, text(answer)[:2000]
    assert Item.objects.filter(wording="Which is worst?").count() == 1


def test_draft_from_before_the_first_response_cannot_be_published_after_it():
    page = make_questionnaire(some_items(1), opens_at=soon())
    draft = QuestionnairePage.objects.get(pk=page.pk)
    item = draft.items.first()
    item.wording = "Changed in a draft?"
    draft.items = [item]
    revision = draft.save_revision()
    change(QuestionnairePage.objects, opens_at=timezone.now() - DAY)
    page = QuestionnairePage.objects.get()
    submit_response(user=make_member(), page=page, wave="only", answers=answers_to(page))

    with pytest.raises(ValidationError, match="so the wording cannot change"):
        revision.publish()

    assert Item.objects.get().wording == "Should street 1 stay closed to through traffic?"


def test_copy_of_an_answered_questionnaire_is_free():
    page = with_an_answer()
    copied = page.copy(update_attrs={"title": "Again", "slug": "again"})
    assert (copied.is_locked, copied.responses.count(), copied.items.count()) == (False, 0, 2)


def test_quick_poll_is_locked_by_the_first_vote(client, officer):
    poll = make_quick_poll("Yes", "No")
    yes, no = poll.choices.all()

    def send(**changes):
        data = {
            "title": poll.title,
            "slug": poll.slug,
            "question": poll.question,
            "fact": "",
            "opens_at": at(-1),
            "closes_at": at(1),
            "decision": rich_text("<p></p>"),
            "choices": inline_formset(
                [{"id": yes.pk, "text": changes.pop("yes", "Yes")}, {"id": no.pk, "text": "No"}],
                initial=2,
            ),
            "comments": inline_formset([]),
            "action-publish": "1",
            **changes,
        }
        return client.post(f"/admin/pages/{poll.pk}/edit/", nested_form_data(data))

    assert send(yes="Yes!").status_code == 302
    cast_ballot(key="k", choice=QuickPollPage.objects.get(pk=poll.pk).choices.first())
    assert "so its wording cannot change" in text(send(question="Other?", yes="Yes!"))
    assert "the answers cannot change" in text(send(yes="Of course"))
    assert send(yes="Yes!", fact="A new fact.").status_code == 302
    assert QuickPollPage.objects.get(pk=poll.pk).fact == "A new fact."


def test_poll_that_closes_before_it_opens_is_refused():
    with pytest.raises(ValidationError, match="It closes before it opens"):
        make_quick_poll(opens_at=timezone.now(), closes_at=timezone.now() - DAY)


# ---- the briefing's balance


def test_editor_sees_the_balance_and_a_warning(client, officer):
    poll = make_poll("before")
    fair = make_briefing(poll)
    page = text(client.get(f"/admin/pages/{fair.pk}/edit/"))
    assert "for good: 9 words for (53%), 8 words against (47%)" in page
    assert "Not in balance" not in page

    lopsided = poll.add_child(
        instance=BriefingPage.with_proposals(
            [{"title": "Trees", "for": ["One two three four five six."], "against": ["One two."]}],
            title="Another",
        )
    )
    page = text(client.get(f"/admin/pages/{lopsided.pk}/edit/"))
    assert "One side has less than 40 of every 100 words." in page
    assert "Not in balance: Trees: 6 words for (75%), 2 words against (25%)" in page


def a_briefing_form(source, url=""):
    reason = {"text": "Fewer cars.", "source": source, "url": url}
    proposal = {"title": "Trees", "summary": "More of them.", "reasons_for": [reason]}
    proposal |= {"reasons_against": [{"text": "More leaves.", "source": "Sweepers", "url": ""}]}

    def listed(rows):
        data = {"count": str(len(rows))}
        for at, row in enumerate(rows):
            data |= {
                f"{at}-{name}": value
                for name, value in (
                    ("deleted", ""),
                    ("order", str(at)),
                    ("id", ""),
                    ("type", "item"),
                )
            }
            data |= {f"{at}-value-{name}": value for name, value in row.items()}
        return data

    value = {name: proposal[name] for name in ("title", "summary")}
    for side in ("reasons_for", "reasons_against"):
        value |= {f"{side}-{name}": said for name, said in listed(proposal[side]).items()}
    block = {"deleted": "", "order": "0", "type": "proposal", "id": ""}
    block |= {f"value-{name}": said for name, said in value.items()}
    data = {"title": "Briefing", "slug": "briefing", "introduction": "", "opens_at": ""}
    data |= {"minutes": "", "reviewers-count": "0", "proposals-count": "1"}
    return data | {f"proposals-0-{name}": said for name, said in block.items()}


def test_a_briefing_is_published_when_every_reason_has_a_source(client, officer):
    poll = make_poll("before")
    address = f"/admin/pages/add/polls/briefingpage/{poll.pk}/"

    refused = client.post(address, a_briefing_form("") | {"action-publish": "1"})
    assert "Say where this comes from, or who holds it." in refused.text
    assert not BriefingPage.objects.exists()

    client.post(address, a_briefing_form(""))  # a draft may be without
    draft = BriefingPage.objects.get()
    assert not draft.live
    assert "“Trees”: 1 reason has no source." in draft.missing_to_publish()["proposals"]
    assert is_incomplete(draft)  # so that it is not published with what stands above it

    address = f"/admin/pages/{draft.pk}/edit/"
    client.post(address, a_briefing_form("", "https://example.org") | {"action-publish": "1"})
    assert BriefingPage.objects.get().live
    assert not BriefingPage.objects.get().missing_to_publish()


@pytest.mark.parametrize(
    ("words_for", "words_against", "is_fair"), [(40, 60, True), (39, 61, False), (60, 40, True)]
)
def test_fair_is_forty_to_sixty(words_for, words_against, is_fair):
    from polls.balance import Balance

    assert Balance("", words_for, words_against).is_fair is is_fair


# ---- the tree


def test_every_type_declares_where_it_may_stand():
    assert set(QuickPollPage.allowed_parent_page_models()) == {
        type(make_home()),
        ConsultationPage,
    }
    assert DeliberativePollPage.allowed_parent_page_models() == [ConsultationPage]
    assert QuestionnairePage.allowed_parent_page_models() == [ConsultationPage]
    assert BriefingPage.allowed_parent_page_models() == [DeliberativePollPage]
    below = {model.__name__ for model in DeliberativePollPage.allowed_subpage_models()}
    assert below - {"Page"} == {"BriefingPage", "ForumPage", "ExpertSessionPage"}
