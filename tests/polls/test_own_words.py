"""Lists with “Other”, which takes own words, and “None of these”, which is chosen alone."""

import pytest

from polls.answer_forms import AnswerForm
from polls.models import Answer, Draft, Item, Response, Wave
from polls.responding import draft_so_far, submit_response, withdraw_response
from polls.storing import LONGEST_WORDS, Unanswered, name_of_words
from results.answers import read_answers
from results.exports.pseudonymous import people_table
from tests.home.test_own_data import file_of
from tests.polls.factories import a_list, make_member, make_questionnaire

WORDS = "By cargo bike <b>&</b> ferry"


@pytest.fixture
def page(db):
    item = a_list(
        "Bus", "Other", "None of these", kind=Item.Kind.MULTIPLE, wording="How do you travel?"
    )
    options = list(item.options.all())
    options[1].takes_words = options[2].is_exclusive = True
    item.options = options
    return make_questionnaire([item])


@pytest.fixture
def item(page):
    return page.items.get()


@pytest.fixture
def pks(item):
    return {option.label: str(option.pk) for option in item.options.all()}


def answer(client, page, **sent):
    return client.post(f"/polls/{page.pk}/answer/only/1/", sent)


def test_other_takes_words_and_shows_them_as_words(client, page, item, pks):
    client.force_login(make_member())
    assert "If you chose “Other”: what?" in client.get(f"/polls/{page.pk}/answer/only/1/").text
    answer(client, page, answer=[pks["Bus"], pks["Other"]], words=WORDS)

    check = f"/polls/{page.pk}/answer/only/check/"
    assert "Other: By cargo bike &lt;b&gt;&amp;&lt;/b&gt; ferry" in client.get(check).text
    again = client.get(f"/polls/{page.pk}/answer/only/1/?change").text
    assert 'value="By cargo bike &lt;b&gt;&amp;&lt;/b&gt; ferry"' in again
    client.post(check)

    stored = Answer.objects.order_by("option__sort_order").values_list("option__label", "text")
    assert list(stored) == [("Bus", ""), ("Other", WORDS)]


def test_words_without_their_answer_are_given_back(client, page, pks):
    client.force_login(make_member())
    given = answer(client, page, answer=[pks["Bus"]], words=WORDS)
    assert given.status_code == 422
    assert "Your own words go with “Other”. Choose that too, or empty this line" in given.text
    assert "By cargo bike" in given.text
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("other", ["Bus", "I do not know"])
def test_none_of_these_goes_with_nothing_else(client, page, pks, other):
    client.force_login(make_member())
    given = answer(client, page, answer=[pks["None of these"], pks.get(other, "dk")])
    assert given.status_code == 422
    assert "Choose answers, or “None of these”, not both" in given.text


def test_what_is_sent_past_the_form_is_refused_too(page, item, pks):
    both = {item.pk: [pks["Bus"], pks["None of these"]]}
    with pytest.raises(Unanswered):
        submit_response(user=make_member(), page=page, wave=Wave.ONLY, answers=both)
    assert Response.objects.count() == 0


def test_words_that_are_too_long_are_refused_in_words(item, pks):
    form = AnswerForm({"answer": [pks["Other"]], "words": "x" * (LONGEST_WORDS + 1)}, item=item)
    assert form.errors == {"words": ["Keep it to 200 characters"]}


def test_words_go_when_the_answer_changes(client, page, item, pks):
    member = make_member()
    client.force_login(member)
    answer(client, page, answer=[pks["Other"]], words=WORDS)
    answer(client, page, answer=[pks["Bus"]])
    kept = draft_so_far(user=member, page=page, wave=Wave.ONLY).answers
    assert kept == {str(item.pk): [pks["Bus"]]}


def test_words_come_back_with_what_is_taken_back(page, item, pks):
    member, given = make_member(), {str(item.pk): [pks["Other"]], name_of_words(item): WORDS}
    sent = submit_response(user=member, page=page, wave=Wave.ONLY, answers=given)
    assert file_of(member)["answers"][0]["answers"] == [f"How do you travel? Other: {WORDS}"]
    withdraw_response(page=page, receipt=sent.receipt)
    assert draft_so_far(user=member, page=page, wave=Wave.ONLY).answers == given


def test_words_typed_before_signing_in_are_there_afterwards(client, page, pks):
    answer(client, page, answer=[pks["Other"]], words="By ferry")
    client.force_login(make_member())
    assert 'value="By ferry"' in client.get(f"/polls/{page.pk}/answer/only/1/").text


def test_analysts_get_the_words_redacted_in_a_column_of_their_own(page, item, pks):
    given = {str(item.pk): [pks["Other"]], name_of_words(item): "Ask jo@example.org"}
    submit_response(user=make_member(), page=page, wave=Wave.ONLY, answers=given)
    table = people_table(page, read_answers(page), {})
    words = table.rows[0][table.header.index("q1__w")]
    assert "jo@example.org" not in words
    assert words.startswith("Ask ")
    assert dict(zip(table.header, table.rows[0], strict=True))["q1_2"] == 1
