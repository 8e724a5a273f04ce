"""What people wrote is read one by one; what is taken out is nowhere but with moderators."""

import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import PageLogEntry

from core.refusals import Refused
from polls.judging import (
    NotThere,
    judge,
    published_words,
    redacted,
    set_name,
    waiting,
)
from polls.models import Answer, JudgedWords
from tests.panel.factories import make_council, make_user
from tests.polls.factories import make_officer
from tests.polls.words import close, make_open_words, words_sent

pytestmark = pytest.mark.django_db
SECRET = "Quillon Farrow"
TEXT = f"Ask {SECRET} of 3 Mill Lane.\nquillon  farrow knows. Planning is slow."


@pytest.fixture(autouse=True)
def council():
    return make_council()


@pytest.fixture
def moderator():
    return make_officer("polls.judge_words")


@pytest.fixture
def page():
    return make_open_words()


@pytest.mark.once
def test_phrases_go_wherever_they_stand_as_whole_words():
    assert redacted(TEXT, [SECRET, "3 mill lane.", ""]) == (
        "Ask [redacted] of [redacted]\n[redacted] knows. Planning is slow."
    )
    for absent in ("Plan", "Farrows", "Mill Lane 3"):
        with pytest.raises(NotThere, match="does not stand"):
            redacted(TEXT, [absent])


@pytest.mark.once
@given(st.lists(st.text("abc", min_size=1, max_size=3), min_size=1), st.data())
def test_nothing_of_a_redacted_word_is_left_and_all_else_is(words, data):
    gone = data.draw(st.sampled_from(words))
    left = redacted(" ".join(words), [gone]).split(" ")
    assert left == ["[redacted]" if word == gone else word for word in words]


def test_approving_rejecting_and_taking_out(moderator, page):
    for text in ("Benches", "Rubbish", TEXT):
        words_sent(page, text)
    benches, rubbish, secret = waiting()
    judge(answer=benches, state="approved", by=moderator)
    judge(answer=rubbish, state="rejected", reason="abuse", by=moderator)
    made = judge(answer=secret, state="redacted", reason="personal", phrases=[SECRET], by=moderator)
    assert not waiting().exists()
    assert {answer.judged.text for answer in published_words()} == {"Benches", made.text}
    assert SECRET.lower() not in made.text.lower()
    assert Answer.objects.get(pk=secret.pk).text == TEXT  # the original stays
    entries = PageLogEntry.objects.filter(action="polls.words.judged").order_by("pk")
    assert [entry.data["decision"] for entry in entries] == ["approved", "rejected", "redacted"]
    assert SECRET not in json.dumps([entry.data for entry in entries])


def test_a_decision_needs_the_right_a_reason_and_words_to_take_out(moderator, page):
    words_sent(page, TEXT)
    answer = waiting().get()
    for by, state, reason, phrases, why in (
        (make_user(is_staff=True), "approved", "", [], "Only moderators"),
        (moderator, "rejected", "", [], "Choose a reason"),
        (moderator, "redacted", "personal", [" "], "what to take out"),
        (moderator, "redacted", "personal", ["nowhere"], "does not stand"),
    ):
        with pytest.raises(Refused, match=why):
            judge(answer=answer, state=state, by=by, reason=reason, phrases=phrases)
    assert not JudgedWords.objects.exists()


def test_of_two_moderators_the_first_stands_and_the_second_is_told(client, moderator, page):
    words_sent(page, TEXT)
    answer, second = waiting().get(), make_officer("polls.judge_words", email="two@example.org")
    judge(answer=answer, state="rejected", reason="abuse", by=moderator)
    with pytest.raises(Refused, match="Priya Shah decided already: Rejected"):
        judge(answer=answer, state="approved", by=second)
    client.force_login(second)
    address = f"/moderation/answers/{answer.pk}/"
    late = {"state": "redacted", "seen": "", "phrases": SECRET, "reason": "personal"}
    told = client.post(address, late)
    assert told.status_code == 422
    assert "Priya Shah decided already" in told.text
    assert SECRET in told.context["form"]["phrases"].value()  # what was typed is kept
    late["seen"] = told.context["form"]["seen"].value()
    assert client.post(address, late).status_code == 302
    assert JudgedWords.objects.get().state == "redacted"


def test_the_database_lets_no_decision_contradict_itself(page):
    words_sent(page, TEXT)
    answer = waiting().get()
    for fields in (
        {"state": "rejected", "text": TEXT, "reason": "abuse"},
        {"state": "approved", "text": ""},
        {"state": "redacted", "text": "x", "reason": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            JudgedWords.objects.create(answer=answer, **fields)


def test_the_queue_and_many_at_once(client, moderator, page):
    for number in range(3):
        words_sent(page, f"Idea {number}", choice="named", name="Friends of the Park")
    client.force_login(moderator)
    shown = client.get("/moderation/answers/")
    assert shown.text.count("Friends of the Park") == 3
    assert "Answers to questionnaires (3)" in shown.text
    pks = list(waiting().values_list("pk", flat=True))
    # One of them is decided already, so none of the others is.
    judge(answer=Answer.objects.get(pk=pks[0]), state="approved", by=moderator)
    client.post("/moderation/answers/decide/", {"chosen": pks, "act": "approved"})
    assert waiting().count() == 2
    client.post("/moderation/answers/decide/", {"chosen": pks[1:], "act": "rejected"})
    assert waiting().count() == 2  # no reason
    sent = {"chosen": pks[1:], "act": "rejected", "reason": "advert"}
    client.post("/moderation/answers/decide/", sent)
    assert waiting().count() == 0
    assert "Idea 1" in client.get("/moderation/answers/?show=rejected").text
    words_sent(page, TEXT)
    made = judge(
        answer=waiting().get(), state="redacted", reason="personal", phrases=[SECRET], by=moderator
    )
    assert made.text.splitlines()[-1] in client.get("/moderation/answers/?show=redacted").text
    client.force_login(make_user(email="other@example.org", is_staff=True))
    for address in ("", f"{pks[0]}/", f"{pks[0]}/name/", "decide/"):
        assert client.post(f"/moderation/answers/{address}").status_code in (403, 405)


def test_a_name_can_be_left_out(moderator, page):
    words_sent(page, "Benches", choice="named", name="Something rude")
    answer = waiting().get()
    assert set_name(answer=answer, leaves_out=True, by=moderator).printed_name == ""
    assert set_name(answer=answer, leaves_out=False, by=moderator).printed_name == "Something rude"
    anonymous = words_sent(page, "Trees").answers.get()
    with pytest.raises(Refused, match="no name"):
        set_name(answer=anonymous, leaves_out=True, by=moderator)


def test_same_words_are_flagged_and_the_queue_asks_no_more_for_more_rows(client, moderator, page):
    for ending in ("", "!", ".", " ", "?!"):
        words_sent(page, f"Save our library{ending}")
    client.force_login(moderator)
    first = client.get("/moderation/answers/")
    assert first.text.count("5 answers to this question have the same words.") == 5
    asked = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get("/moderation/answers/")
        asked.append(len(queries))
        for number in range(4):
            words_sent(page, f"Other {number}")
    assert asked[0] == asked[1]


def test_nothing_redacted_or_rejected_is_in_any_public_byte(client, moderator, page):
    words_sent(page, TEXT, choice="named", name="Rowan Ash")
    words_sent(page, "Nasty lie", choice="anonymous")
    words_sent(page, "Not for you", choice="no")
    words_sent(page, "Still waiting", choice="anonymous")
    secret, lie, _waits = waiting()
    judge(answer=secret, state="redacted", reason="personal", phrases=[SECRET], by=moderator)
    judge(answer=lie, state="rejected", reason="defamatory", by=moderator)
    addresses = [f"/results/{page.pk}/responses{kind}" for kind in ("/", ".csv", ".json")]
    for address in addresses:
        assert client.get(address).status_code == 404  # people still answer
    close(page)
    for address in addresses:
        content = client.get(address).content
        assert b"Rowan Ash" in content
        assert b"[redacted] of 3 Mill Lane" in content
        for word in (b"Quillon", b"quillon", b"Farrow", b"Nasty", b"Not for you", b"Still"):
            assert word not in content
