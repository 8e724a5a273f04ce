"""Answers in own words are read for themes: several each, or none, and one officer at a time."""

import pytest

from core.refusals import Refused
from polls.judging import judge
from polls.models import CodedAnswer, Theme
from polls.theming import add_theme, answers_to_code, code_answer, delete_theme, next_unread
from tests.panel.factories import make_council, make_user
from tests.polls.factories import make_officer
from tests.polls.words import make_open_words, words_sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def council():
    return make_council()


@pytest.fixture
def coder():
    return make_officer("polls.code_words")


@pytest.fixture
def item():
    return make_open_words().items.get()


def test_themes_have_names_of_their_own_and_go_only_unused(coder, item):
    words_sent(item.page, "Benches")
    benches = add_theme(item=item, label="  More   benches ", by=coder)
    trees = add_theme(item=item, label="Trees", by=coder)
    assert (benches.label, benches.number, trees.number) == ("More benches", 1, 2)
    for label, why in (("more benches", "of this name"), (" ", "name"), ("x" * 81, "80")):
        with pytest.raises(Refused, match=why):
            add_theme(item=item, label=label, by=coder)
    code_answer(answer=next_unread(item), themes=[benches], by=coder)
    with pytest.raises(Refused, match="1 answers are marked"):
        delete_theme(theme=benches, by=coder)
    delete_theme(theme=trees, by=coder)
    assert list(Theme.objects.all()) == [benches]
    with pytest.raises(Refused, match="Only officers"):
        add_theme(item=item, label="No", by=make_user())


def test_reading_by_page_several_themes_none_and_all_in_the_same_words(client, coder, item):
    for text in ("Benches and trees", "No", "no!", "NO."):
        words_sent(item.page, text, choice="no")  # what is not published counts as well
    client.force_login(coder)
    themes = f"/polls/questions/{item.pk}/themes/"
    assert client.post(themes, {"act": "add", "label": ""}).status_code == 422
    for label in ("Benches", "Trees"):
        client.post(themes, {"act": "add", "label": label})
    benches, trees = Theme.objects.all()
    twice = client.post(themes, {"act": f"rename-{trees.pk}", "label": "benches"})
    assert twice.status_code == 422
    assert f'href="#theme-{trees.pk}"' in twice.text and 'value="benches"' in twice.text
    client.post(themes, {"act": f"rename-{trees.pk}", "label": "More trees"})
    assert set(Theme.objects.values_list("label", flat=True)) == {"Benches", "More trees"}
    read = f"/polls/questions/{item.pk}/read/"
    first = client.get(read)
    assert "Benches and trees" in first.text and "0 of 4 answers read" in first.text
    sent = {"answer": first.context["answer"].pk, "themes": [benches.pk, trees.pk]}
    client.post(read, sent)
    second = client.get(read)
    assert "Mark the 2 other answers in the same words as well" in second.text
    client.post(read, {"answer": second.context["answer"].pk, "alike": "on"})
    assert "Every answer is read" in client.get(read).text
    marks = [set(one.themes.all()) for one in CodedAnswer.objects.order_by("answer")]
    assert marks == [{benches, trees}, set(), set(), set()]
    assert "4 of 4 answers read" in client.get(f"/polls/{item.page_id}/themes/").text
    client.force_login(make_user(is_staff=True))
    for address in (themes, read, f"/polls/{item.page_id}/themes/"):
        assert client.get(address).status_code == 403


def test_of_two_who_read_the_same_answer_the_first_stands(coder, item):
    words_sent(item.page, "Benches")
    theme, answer = add_theme(item=item, label="Benches", by=coder), next_unread(item)
    code_answer(answer=answer, themes=[theme], by=coder)
    with pytest.raises(Refused, match="Priya Shah has read this answer meanwhile"):
        code_answer(answer=answer, themes=[], by=make_officer("polls.code_words", email="b@c.org"))
    now = CodedAnswer.objects.get()
    code_answer(answer=answer, themes=[], by=coder, seen=now.coded_at.isoformat())
    assert not CodedAnswer.objects.get().themes.exists()


def test_who_codes_reads_no_address_and_nothing_that_a_moderator_took_out(client, coder, item):
    words_sent(item.page, "Ask Quillon, 020 7946 0018 please")
    words_sent(item.page, "A nasty lie")
    first, lie = answers_to_code(item)
    moderator = make_officer("polls.judge_words", email="m@c.org")
    client.force_login(coder)
    read = f"/polls/questions/{item.pk}/read/"
    assert "Ask Quillon, [phone] please" in client.get(read).text
    decision = {"state": "redacted", "reason": "personal", "phrases": ["Quillon"]}
    judge(answer=first, by=moderator, **decision)
    judge(answer=lie, by=moderator, state="rejected", reason="defamatory")
    assert "Ask [redacted], [phone] please" in client.get(f"{read}?answer={first.pk}").text
    assert "nasty" not in client.get(f"{read}?answer={lie.pk}").text
