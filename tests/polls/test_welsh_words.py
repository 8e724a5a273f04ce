"""The site's own words inside a Welsh question: fixed answers, hints, errors and buttons."""

import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from core.language import is_spoken
from polls.models import Item
from tests.polls.factories import a_list, make_member, make_questionnaire
from tests.polls.test_answering import at, text
from tests.polls.test_speaking import in_both

pytestmark = pytest.mark.django_db
PLACE = Path(settings.BASE_DIR, "polls", "locale", "cy", "LC_MESSAGES")
# Modules whose sentences stand inside a question, beside those of templates/components/forms.
ASKING = ("fields", "grids", "entries", "numbers", "days", "choosing", "files", "places")


def welsh() -> gettext.GNUTranslations:
    with (PLACE / "django.mo").open("rb") as compiled:
        return gettext.GNUTranslations(compiled)


def ask_in_welsh(client, *items):
    page = make_questionnaire(items or [in_both()])
    client.force_login(make_member())
    client.post("/polls/language/", {"language": "cy", "next": at(page, "only", "1/")})
    return page


def test_a_welsh_question_has_welsh_answers_and_buttons_on_an_english_page(client):
    shown = client.get(at(ask_in_welsh(client), "only", "1/")).text
    inside = shown.partition('<div lang="cy">')[2]

    assert "Ddim yn gwybod" in inside and "I do not know" not in shown
    assert ">Parhau<" in inside and "Cadw a gorffen yn nes ymlaen" in inside
    assert '<html lang="en-GB">' in shown and "Why we ask, and who sees it" in shown


def test_what_is_wrong_is_said_in_welsh_and_marked_so(client):
    refused = client.post(at(ask_in_welsh(client), "only", "1/"), {})
    assert refused.status_code == 422
    assert '<div lang="cy"><div class="govuk-error-summary"' in refused.text
    assert "Mae problem" in refused.text and refused.text.count("Dewiswch un ateb") == 2
    assert "Choose one answer" not in refused.text


def test_the_check_says_it_in_welsh_too(client):
    page = ask_in_welsh(client)
    client.post(at(page, "only", "1/"), {"answer": "dk"})
    checked = text(client.get(at(page, "only", "check/")))

    assert "Ei gadw? Ddim yn gwybod Newid" in checked


def test_an_english_question_stays_english(client):
    page = make_questionnaire([a_list("Yes", "No", wording="Keep it?")])
    client.force_login(make_member())
    shown = client.get(at(page, "only", "1/"), headers={"accept-language": "cy"}).text

    assert "I do not know" in shown and "gwybod" not in shown
    assert not is_spoken("cy")


def test_how_people_feel_has_fixed_words_in_both_languages(client):
    item = Item(kind="feeling", wording="The street?", wording_cy="Y stryd?")
    page = make_questionnaire([item])
    assert page.speaks_welsh
    client.force_login(make_member())
    with override("en-gb"):
        client.post("/polls/language/", {"language": "cy", "next": "/"})
    shown = client.get(at(page, "only", "1/")).text

    assert "Yn falch" in shown and ">Glad" not in shown


def test_every_sentence_inside_a_question_has_its_welsh():
    known = welsh()
    code = "".join(Path(settings.BASE_DIR, "polls", f"{one}.py").read_text() for one in ASKING)
    sentences = set(re.findall(r'\b(?:_|gettext|gettext_lazy)\(\s*"([^"\\]+)"\s*\)', code))
    for path in Path(settings.BASE_DIR, "templates", "components", "forms").glob("*.html"):
        found = re.findall(r'{% translate "([^"]+)"', path.read_text())
        sentences |= {one.replace("%", "%%") for one in found}

    assert len(sentences) > 60
    assert sorted(one for one in sentences if known.gettext(one) == one and one != "Ward") == []


def test_the_compiled_words_are_those_that_can_be_read():
    known = welsh()
    written = (PLACE / "django.po").read_text()
    pairs = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', written, re.MULTILINE)

    assert len(pairs) > 100
    assert [one for one, said in pairs if known.gettext(one) != said] == []
