"""The site's own words inside a Welsh question: fixed answers, hints, errors and buttons."""

import gettext
import io
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override
from pypdf import PdfReader

from core.language import is_spoken
from polls.completeness import LOOKED_AT, faults_of
from polls.models import Item
from tests.polls.factories import (
    a_list,
    make_member,
    make_officer,
    make_poll,
    make_questionnaire,
)
from tests.polls.test_answering import at, text
from tests.polls.test_fixed_words import a_standard
from tests.polls.test_speaking import in_both

pytestmark = pytest.mark.django_db
PLACE = Path(settings.BASE_DIR, "polls", "locale", "cy", "LC_MESSAGES")
# Modules whose sentences stand inside a question, beside those of templates/components/forms.
ASKING = ("fields", "grids", "entries", "numbers", "days", "choosing", "files", "places")
ON_PAPER = ("printed/making", "printed/routing")


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


@pytest.mark.parametrize(
    ("unit", "welsh_unit", "asked", "said"),
    [
        ("minutes", "munud", "Eich ateb, mewn munud", "12 munud"),
        ("km", "", "Eich ateb, mewn km", "12 km"),
    ],
)
def test_the_unit_of_a_number_is_welsh_where_it_has_a_welsh_one(
    client, unit, welsh_unit, asked, said
):
    item = Item(kind="number", wording="How far?", wording_cy="Pa mor bell?")
    item.unit, item.unit_cy = unit, welsh_unit
    page = ask_in_welsh(client, item)
    assert page.speaks_welsh
    first = at(page, "only", "1/")

    assert asked in text(client.get(first))
    client.post(first, {"answer": f"12 {welsh_unit or unit}"})
    assert f"Pa mor bell? {said}" in text(client.get(at(page, "only", "check/")))
    client.post("/polls/language/", {"language": "en-gb", "next": "/"})
    assert f"How far? 12 {unit}" in text(client.get(at(page, "only", "check/")))


def test_a_welsh_unit_needs_an_english_one_and_a_number():
    blank = dict.fromkeys(LOOKED_AT["item"], None) | {"wording": "How far?", "unit_cy": "munud"}
    number = blank | {"kind": "number", "unit": ""}
    assert [where for where, _why in faults_of(number, [])] == ["unit"]
    assert not list(faults_of(number | {"unit": "minutes"}, []))
    assert [where for where, _why in faults_of(number | {"kind": "text"}, [])] == ["unit_cy"]


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
    code = "".join(
        Path(settings.BASE_DIR, "polls", f"{one}.py").read_text() for one in ASKING + ON_PAPER
    )
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


def words_of(answer) -> str:
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


ENGLISH_ON_PAPER = ("I do not know", "Return ", "Online:", "Page ", "Only if", "go to", "For the ")


def test_a_welsh_paper_says_all_but_the_officers_own_words_in_welsh(client):
    items = [in_both(), a_standard("lga-area"), in_both()]
    items[0].code, items[2].asked_if = "keep", "keep = 1"
    page = make_questionnaire(items, why_we_ask="To plan.")
    client.post("/polls/language/", {"language": "cy", "next": "/"})
    answer = client.get(f"/polls/{page.pk}/paper/standard.pdf")
    said = words_of(answer)

    assert PdfReader(io.BytesIO(answer.content)).trailer["/Root"]["/Lang"].lower() == "cy"
    assert "Ei gadw?" in said and "Ddim yn gwybod" in said and "Tudalen" in said
    assert "Dim ond os ateboch “Ydw” i gwestiwn 1. Os na wnaethoch, ewch i gwestiwn 4." in said
    assert "Beth yw eich cod post?" in said and "75 a throsodd" in said
    assert "To plan." in said and said.count("I do not know") == 1  # a standard question's own
    assert [one for one in ENGLISH_ON_PAPER[1:] if one in said] == []


def test_personal_sheets_in_welsh_are_printed_by_who_reads_english(client):
    poll = make_poll("before", [in_both()])
    person = make_member()
    client.force_login(make_officer("polls.print_sheets"))
    sent = {"wave": "before", "format": "standard", "language": "cy", "people": person.email}
    said = words_of(client.post(f"/polls/{poll.pk}/sheets/", sent))

    assert "Ei gadw?" in said and "Atebion cyntaf" in said and "Eich tudalen chi yw hon." in said
    assert [one for one in (*ENGLISH_ON_PAPER, "Keep it?") if one in said] == []
