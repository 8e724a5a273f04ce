"""Words that are put right while people answer: a new version, and everybody can read why."""

import pytest
from wagtail.models import PageLogEntry

from polls.correcting import correct_words
from polls.models import Correction, Item, QuestionnairePage, Response
from polls.responding import save_answers, submit_response
from results.answers import read_answers
from results.exports.pseudonymous import people_table
from tests.polls.factories import (
    DAY,
    a_list,
    a_scale,
    answers_to,
    change,
    make_member,
    make_questionnaire,
    make_user,
)
from tests.polls.test_answering import at, close_now, text

pytestmark = pytest.mark.django_db
NOTE = "The street was named wrongly."


@pytest.fixture
def officer(client):
    officer = make_user(is_staff=True, is_superuser=True)
    client.force_login(officer)
    return officer


@pytest.fixture
def page():
    return make_questionnaire([a_scale(wording="Keep Mina Raod closed?"), a_list("Yes", "No")])


def a_form(page, **changes):
    """Return what the form of corrections sends: every text as it stands, but for `changes`."""
    item, listed = page.items.prefetch_related("options").order_by("sort_order")
    sent = {"version": page.version, "note": NOTE}
    for name in ("wording", "hint", "low_label", "middle_label", "high_label"):
        sent[f"item-{item.pk}-{name}"] = getattr(item, name)
    sent |= {f"item-{listed.pk}-wording": listed.wording, f"item-{listed.pk}-hint": ""}
    sent |= {f"option-{one.pk}-label": one.label for one in listed.options.all()}
    wording = changes.pop("wording", item.wording)
    return sent | {f"item-{item.pk}-wording": wording} | changes


def post(client, page, **changes):
    return client.post(f"/admin/questionnaires/{page.pk}/correct/", a_form(page, **changes))


def again(page):
    return QuestionnairePage.objects.get(pk=page.pk)


def test_a_correction_makes_a_version_that_everybody_can_read_and_answers_store(
    client, officer, page
):
    before, after = make_member(), make_member()
    client.force_login(before)
    for number, answer in ((1, "3"), (2, str(page.items.last().options.first().pk))):
        client.post(at(page, "only", f"{number}/"), {"answer": answer})
    client.post(at(page, "only", "check/"), {"version": "1"})
    client.force_login(officer)
    form = client.get(f"/admin/questionnaires/{page.pk}/correct/")
    assert "Keep Mina Raod closed?" in form.text

    answer = post(client, page, wording="Keep Mina Road closed?")

    assert answer.status_code == 302, text(answer)
    correction = Correction.objects.get()
    assert (correction.number, correction.by, correction.note) == (2, officer, NOTE)
    assert correction.changes == [
        {
            "item": "q1",
            "part": "wording",
            "was": "Keep Mina Raod closed?",
            "now": "Keep Mina Road closed?",
        }
    ]
    assert PageLogEntry.objects.get(action="polls.correct").data["version"] == 2
    client.logout()
    said = text(client.get(page.url))
    assert NOTE in said and "“Keep Mina Raod closed?” became “Keep Mina Road closed?”" in said
    client.force_login(after)
    assert "Keep Mina Road closed?" in client.get(at(page, "only", "1/")).text
    for number, given in ((1, "3"), (2, str(page.items.last().options.first().pk))):
        client.post(at(page, "only", f"{number}/"), {"answer": given})
    client.post(at(page, "only", "check/"), {"version": "2"})
    versions = {response.key: response.version for response in Response.objects.all()}
    keys = [user.key_for(page.subject) for user in (before, after)]
    assert [versions[key] for key in keys] == [1, 2]


def test_who_is_answering_meanwhile_reads_it_before_anything_is_sent(client, officer, page):
    member = make_member()
    first, listed = page.items.order_by("sort_order")
    for item, answer in ((first, 3), (listed, str(listed.options.first().pk))):
        save_answers(user=member, page=page, wave="only", given=[(item, answer, "")])
    post(client, page, wording="Keep Mina Road closed?")
    client.force_login(member)

    answer = client.post(at(page, "only", "check/"), {"version": "1"})

    assert answer["Location"] == at(page, "only", "check/")
    assert not Response.objects.exists()
    said = text(client.get(answer["Location"]))
    assert "nothing was sent yet" in said
    assert "Words were corrected since you began." in said and NOTE in said
    assert "Keep Mina Road closed? 3" in said
    client.post(at(page, "only", "check/"), {"version": "2"})
    assert Response.objects.get().version == 2


def test_the_editor_goes_on_from_the_corrected_words(client, officer, page):
    draft = again(page)
    draft.introduction = "Waits to be published."
    draft.save_revision(user=officer)
    post(client, page, wording="Keep Mina Road closed?")
    stored = again(page)
    waiting = stored.get_latest_revision_as_object()
    assert waiting.introduction == "Waits to be published." and stored.introduction == ""
    assert stored.has_unpublished_changes
    assert [item.wording for item in waiting.items.all()][0] == "Keep Mina Road closed?"
    waiting.save_revision(user=officer).publish()
    assert again(page).version == 2
    assert Item.objects.filter(wording="Keep Mina Road closed?").count() == 1


def test_of_two_corrections_at_once_the_second_is_told(client, officer, page):
    stale = a_form(page, wording="Keep Mina Street closed?")
    post(client, page, wording="Keep Mina Road closed?")
    answer = client.post(f"/admin/questionnaires/{page.pk}/correct/", stale)
    assert answer.status_code == 422
    assert "A colleague has just corrected these questions." in text(answer)
    assert "Keep Mina Street closed?" in answer.text
    assert Correction.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Nothing was changed."),
        ({"wording": ""}, "It cannot be empty"),
        ({"wording": "Keep it?", "note": ""}, "Say what was wrong"),
    ],
)
def test_wrong_corrections_are_told_and_change_nothing(client, officer, page, changes, words):
    answer = post(client, page, **changes)
    assert answer.status_code == 422 and words in text(answer)
    assert "Nothing is published yet." in text(answer)
    assert not Correction.objects.exists() and again(page).version == 1


def test_before_it_opens_words_change_in_the_editor_and_after_it_has_closed_not_at_all(
    client, officer, page
):
    pages = QuestionnairePage.objects.filter(pk=page.pk)
    change(pages, opens_at=page.opens_at + 1.5 * DAY, closes_at=page.closes_at + DAY)
    assert "change the words in the editor" in text(post(client, page, wording="Keep it?"))
    change(pages, opens_at=page.opens_at)
    close_now(page)
    assert "It has closed" in text(post(client, page, wording="Keep it?"))
    assert not Correction.objects.exists()


def test_only_who_may_publish_may_correct(client, page):
    client.force_login(make_user(is_staff=True))
    assert post(client, page, wording="Keep it?").status_code in (302, 403)
    assert not Correction.objects.exists()


def test_figures_say_when_words_changed(client, officer, page):
    option = page.items.last().options.first()
    words = {f"option-{option.pk}-label": "Yes, please"}
    correct_words(page=page, by=officer, words=words, note=NOTE, version=1)
    page = again(page)
    given = answers_to(page, 3, str(option.pk))
    submit_response(user=make_member(), page=page, wave="only", answers=given)
    table = people_table(page, read_answers(page), {})
    assert table.rows[0][table.header.index("version")] == 2
    assert any("“Yes” → “Yes, please”" in note for note in table.notes)
    close_now(page)
    said = text(client.get(f"/results/{page.pk}/"))
    assert NOTE in said and "“Yes” became “Yes, please”" in said
