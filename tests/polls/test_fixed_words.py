"""Questions whose words nobody changes: the LGA's, those on disability, and mad, sad or glad."""

import pytest

from panel.models import CouncilSettings
from polls.models import Answer, DeliberativePollPage, Item, QuestionnairePage, Wave
from polls.responding import submit_response, withdraw_response
from polls.standards import CHOICES, LGA, disability, standard
from polls.storing import Unanswered
from tests.home.test_own_data import file_of
from tests.polls.factories import (
    a_list,
    answers_to,
    make_consultation,
    make_member,
    make_questionnaire,
)
from tests.polls.test_answering import text
from tests.polls.test_completeness import LIST, an_item, officer, save  # noqa: F401
from tests.polls.test_editing import a_poll_form, add
from tests.polls.test_more_item_types import Questions

pytestmark = [pytest.mark.django_db, pytest.mark.once]
FIXED = {"low_label": "", "middle_label": "", "high_label": ""}


def a_standard(code, **fields):
    return Item(**{"kind": Item.Kind.STANDARD, "standard": code} | fields)


def a_feeling(**fields):
    return Item(**{"kind": Item.Kind.FEELING, "wording": "How does the park feel?"} | fields)


def name_council(name):
    council = CouncilSettings.load()
    council.council_name = name
    council.save()


@pytest.mark.parametrize("code", [code for code, _label in CHOICES])
def test_every_standard_question_has_its_words(code):
    fixed = standard(code)
    assert fixed.wording.endswith("?")
    assert "{" not in fixed.wording
    assert len(fixed.options) >= 2
    assert len(code) <= Item._meta.get_field("standard").max_length


def test_what_an_officer_writes_into_a_standard_question_does_not_stay(client, officer):  # noqa: F811
    name_council("Bristol City Council")
    tampered = an_item("Are you happy?", "standard", LIST, standard="lga-council", code="mine")
    assert save(client, an_item(), tampered).status_code == 302
    item = QuestionnairePage.objects.get().items.get(kind="standard")
    assert (item.wording, item.code, item.has_dont_know) == (
        "Overall, how satisfied or dissatisfied are you with the way Bristol City Council runs "
        "things?",
        "lga-council",
        True,
    )
    labels = [(str(n), label) for n, label in enumerate(LGA["lga-council"][1], 1)]
    assert list(item.options.values_list("code", "label")) == labels


def test_saving_again_keeps_the_same_answers(client):
    page = make_questionnaire([a_standard("lga-trust"), a_feeling()])
    kept = [option.pk for item in page.items.all() for option in item.options.all()]
    page.save_revision().publish()
    page = QuestionnairePage.objects.get()
    assert [option.pk for item in page.items.all() for option in item.options.all()] == kept


def test_a_council_that_changes_its_name_leaves_answered_questions_alone(client):
    page = make_questionnaire([a_standard("lga-trust")])
    said = page.items.get().wording
    option = page.items.get().options.first()
    given = answers_to(page, str(option.pk))
    submit_response(user=make_member(), page=page, wave=Wave.ONLY, answers=given)
    name_council("Another Council")
    page = QuestionnairePage.objects.get()
    page.save_revision().publish()
    assert page.items.get().wording == said


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (an_item(kind="standard", **FIXED), "Choose a standard question."),
        (an_item(standard="lga-area"), "Only a standard question has this. Empty it."),
        (an_item(wording=""), "Enter question"),
        (an_item("", "feeling", **FIXED), "Enter question"),
    ],
)
def test_officers_read_what_is_missing(client, officer, item, words):  # noqa: F811
    answer = save(client, item)
    assert answer.status_code == 200
    assert words in text(answer)


# ---- who is disabled (E1.2)


def test_the_two_questions_on_disability_come_together_and_last(client, officer):  # noqa: F811
    first = an_item("", "standard", standard="condition", **FIXED)
    assert save(client, first, an_item("Which?", "single", LIST)).status_code == 302
    page = QuestionnairePage.objects.get()
    items = list(page.items.order_by("sort_order"))
    assert [item.code for item in items] == ["q2", "condition", "effect"]
    for item in items[1:]:
        assert (item.sensitivity, item.is_required, item.is_paired) == ("sensitive", False, False)
    assert items[1].hint == disability().why
    assert items[2].asked_if == "condition = yes"


def test_nothing_of_the_councils_follows_from_them(client, officer):  # noqa: F811
    condition = an_item("", "standard", standard="condition", **FIXED)
    why = an_item("Why?", "text", asked_if="condition = yes", **FIXED)
    assert "There is no question condition before this one." in text(save(client, condition, why))


def test_they_stand_in_a_deliberative_poll_too(client, officer):  # noqa: F811
    form = a_poll_form(an_item(), an_item("", "standard", standard="condition", **FIXED))
    assert add(client, make_consultation(), **form).status_code == 302
    poll = DeliberativePollPage.objects.get()
    assert [poll.count_items(wave) for wave in poll.waves] == [1, 3]


def test_prefer_not_to_say_is_the_last_answer_and_stored_as_that(client):
    member = make_member()
    page = make_questionnaire([a_list(), a_standard("condition")])
    client.force_login(member)
    base = f"/polls/{page.pk}/answer/only/"
    option = page.items.all()[0].options.first()
    client.post(base + "1/", {"answer": option.pk})
    shown = client.get(base + "2/").text
    assert shown.rindex('value="-9"') > shown.rindex("No</label>")
    assert client.post(base + "2/", {"answer": "-9"})["Location"] == base + "check/"
    assert "Prefer not to say" in text(client.get(base + "check/"))
    client.post(base + "check/")
    stored = Answer.objects.order_by("item__sort_order").values_list("missing", flat=True)
    assert list(stored) == ["", "-9", "-7"]
    assert "Prefer not to say" in str(file_of(member)["answers"][0]["answers"])


def test_the_effect_is_asked_of_who_has_a_condition(client):
    page = make_questionnaire([a_standard("condition")])
    condition, effect = page.items.all()
    yes = condition.options.get(code="yes")
    client.force_login(make_member())
    base = f"/polls/{page.pk}/answer/only/"
    assert client.post(base + "1/", {"answer": yes.pk})["Location"] == base + "2/"
    assert client.post(base + "2/", {})["Location"] == base + "check/"  # nobody has to tell
    assert client.post(base + "1/", {"answer": "dk"}).status_code == 422
    assert effect.options.count() == 3


def test_others_cannot_prefer_not_to_say_past_the_form(client):
    asked = Questions(client, a_list())
    assert asked.refuses("-9")


# ---- mad, sad or glad


def test_a_feeling_comes_with_a_comment(client):
    asked = Questions(client, a_feeling())
    page = client.get(asked.address).text
    assert [page.count(f">{word}</label>") for word in ("Mad", "Sad", "Glad")] == [1, 1, 1]
    assert "<textarea" in page
    sent = {"answer": asked.pks["Sad"], "words": "The lake is empty.\r\nAgain."}
    assert client.post(asked.address, sent).status_code == 302
    assert "The lake is empty." in client.get(asked.address + "?change").text
    assert "Sad: The lake is empty. Again." in asked.send()
    stored = Answer.objects.get()
    assert (stored.option.code, stored.text) == ("sad", "The lake is empty.\nAgain.")


def test_a_comment_needs_a_feeling_and_has_an_end(client):
    asked = Questions(client, a_feeling())
    alone = client.post(asked.address, {"words": "The lake is empty."})
    assert alone.status_code == 422
    assert "Choose one answer" in alone.text
    assert "The lake is empty." in alone.text
    long = client.post(asked.address, {"answer": asked.pks["Mad"], "words": "x" * 1001})
    assert "Keep it to 1,000 characters" in long.text
    optional = Questions(client, a_feeling(is_required=False))
    alone = client.post(optional.address, {"words": "The lake is empty."})
    assert "Choose how you feel too, or empty this box" in alone.text


def test_a_feeling_comes_back_with_its_comment(client):
    asked = Questions(client, a_feeling())
    given = {asked.item.pk: asked.pks["Glad"], f"{asked.item.pk}-words": "Swans"}
    sent = submit_response(user=asked.member, page=asked.page, wave=Wave.ONLY, answers=given)
    assert file_of(asked.member)["answers"][0]["answers"] == ["How does the park feel? Glad: Swans"]
    withdraw_response(page=asked.page, receipt=sent.receipt)
    draft = asked.page.drafts.get().answers
    assert draft == {str(pk): value for pk, value in given.items()}


def test_something_can_follow_from_a_feeling(client, officer):  # noqa: F811
    feeling = an_item("How is it?", "feeling", code="mood", **FIXED)
    wrong = an_item("Why?", "text", asked_if="mood = angry", **FIXED)
    answer = save(client, feeling, wrong)
    assert "mood has no answer angry. It has mad, sad, glad" in text(answer)
    right = an_item("Why?", "text", asked_if="mood = mad, sad", **FIXED)
    assert save(client, feeling, right).status_code == 302


def test_two_feelings_at_once_are_none(client):
    asked = Questions(client, a_feeling())
    with pytest.raises(Unanswered):
        asked.submit([asked.pks["Mad"], asked.pks["Sad"]])
