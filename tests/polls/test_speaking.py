"""Questions in English and in Welsh: the same codes, the same answers."""

import pytest
from django.utils.translation import override

from polls.copying import content_of, item_from
from polls.models import Item, QuestionnairePage, Response
from polls.responding import submit_response
from tests.panel.factories import make_council
from tests.polls.factories import a_list, answers_to, make_member, make_questionnaire
from tests.polls.test_answering import at, text
from tests.polls.test_fixed_words import a_standard

pytestmark = pytest.mark.django_db


def in_both():
    item = a_list("Yes", "No", wording="Keep it?", wording_cy="Ei gadw?")
    options = list(item.options.all())
    options[0].label_cy, options[1].label_cy = "Ydw", "Nac ydw"
    item.options = options
    return item


def test_who_reads_welsh_is_asked_in_welsh_and_answers_under_the_same_codes(client):
    make_council()
    page = make_questionnaire([in_both(), a_standard("lga-area")])
    assert page.speaks_welsh
    member = make_member()
    client.force_login(member)
    english = client.get(at(page, "only", "1/"))
    assert "Keep it?" in english.text and ">Cymraeg<" in english.text
    answer = client.post(
        "/polls/language/", {"language": "cy", "next": at(page, "only", "1/")}, follow=True
    )
    assert "Ei gadw?" in answer.text and "Nac ydw" in answer.text
    assert "Keep it?" not in text(answer) and '<div lang="cy">' in answer.text
    assert '<html lang="en-GB">' in answer.text  # the site around it has no Welsh of its own
    yes = page.items.first().options.first()
    client.post(at(page, "only", "1/"), {"answer": str(yes.pk)})
    assert "satisfied" in client.get(at(page, "only", "2/")).text  # in the words of its source
    client.post(at(page, "only", "2/"), {"answer": "dk"})
    checked = client.get(at(page, "only", "check/"))
    assert "Ei gadw? Ydw" in text(checked) and '<div lang="cy">' in checked.text
    client.post(at(page, "only", "check/"), {"version": "1"})
    response = Response.objects.get()
    assert response.language == "cy"
    assert response.answers.get(item=page.items.first()).option == yes


def test_half_a_translation_is_not_shown(client):
    page = make_questionnaire([in_both(), a_list("Yes", "No", wording="Why?", wording_cy="Pam?")])
    assert not page.speaks_welsh
    client.force_login(make_member())
    with override("cy"):
        shown = client.get(at(page, "only", "1/"), headers={"accept-language": "cy"})
    assert "Keep it?" in shown.text and "Cymraeg" not in shown.text
    option = page.items.first().options.first()
    with override("cy"):
        given = answers_to(page, str(option.pk), "dk")
        submit_response(user=make_member(), page=page, wave="only", answers=given)
    assert Response.objects.get().language == "en-gb"


def test_copies_keep_both_languages():
    again = item_from(content_of(in_both()))
    assert (again.wording_cy, [one.label_cy for one in again.options.all()]) == (
        "Ei gadw?",
        ["Ydw", "Nac ydw"],
    )
    page = make_questionnaire([in_both()])
    copied = page.copy(update_attrs={"title": "Again", "slug": "again"})
    assert QuestionnairePage.objects.get(pk=copied.pk).speaks_welsh
    assert Item.objects.filter(page=copied.pk, wording_cy="Ei gadw?").count() == 1
