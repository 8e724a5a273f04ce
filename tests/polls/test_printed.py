"""The questionnaire on paper: the same questions, in a file that other programs read aloud."""

import io
from types import SimpleNamespace

import pytest
from pypdf import PdfReader

from polls.models import Item, Option, Row
from polls.printed.routing import END, for_whom, leap_after, next_after
from tests.polls.factories import a_list, a_scale, make_poll, make_questionnaire

QUOTED = 'Is "#this" *plain* $x$ \\ <text>?'


def asked(code, rule="", *answers):
    """Return a question as routing reads it."""
    options = [SimpleNamespace(code=str(n), label=one) for n, one in enumerate(answers, 1)]
    manager = SimpleNamespace(all=lambda: options)
    return SimpleNamespace(code=code, asked_if=rule, options=manager, wording=code)


BRANCHED = [
    asked("cycles", "", "Yes", "No", "Sometimes"),
    asked("how_often", "cycles = 1, 3", "Daily", "Weekly"),
    asked("where", "how_often = 1"),
    asked("age"),
    asked("last", "age = 2"),
]


@pytest.mark.once
def test_routing_in_words_leads_past_what_is_not_for_somebody():
    assert [leap_after(BRANCHED, 0, code) for code in "123"] == ["", "go to question 4", ""]
    assert [leap_after(BRANCHED, 1, code) for code in "12"] == ["", "go to question 4"]
    assert for_whom(BRANCHED, 0) == ""
    assert for_whom(BRANCHED, 1) == (
        "Only if you answered “Yes” or “Sometimes” to question 1. If you did not, go to question 4."
    )
    assert for_whom(BRANCHED, 4).endswith("If you did not, go to the end.")
    assert next_after(BRANCHED, 4, None) == END


@pytest.mark.once
def test_nobody_is_led_past_what_everybody_is_asked_last():
    assert leap_after(BRANCHED, 3, "1", last=6) == "go to question 6"
    assert for_whom(BRANCHED, 4, last=6).endswith("If you did not, go to question 6.")


def a_page():
    several = Item(kind=Item.Kind.MULTIPLE, wording="How do you travel?", code="by")
    none = Option(label="None of these", is_exclusive=True)
    other = Option(label="Other", takes_words=True)
    several.options = [Option(label="Bus"), Option(label="Bike"), other, none]
    ranked = a_list("Price", "Time", "Comfort", kind=Item.Kind.RANKING, wording="What matters?")
    grid = a_list("Agree", "Disagree", kind=Item.Kind.MATRIX, wording="The staff")
    grid.rows = [Row(label="were polite"), Row(label="were quick")]
    gap = Item(kind=Item.Kind.GAP, wording="On the phone", low_label="Poor", high_label="Best")
    gap.rows = [Row(label="Speed"), Row(label="Kindness")]
    return make_questionnaire(
        [
            a_list("Yes", "No", code="cycles", wording=QUOTED),
            a_scale(wording="How good is it?", asked_if="cycles = 1"),
            several,
            ranked,
            grid,
            gap,
            Item(kind=Item.Kind.NUMBER, wording="How long?", unit="minutes"),
            Item(kind=Item.Kind.DATE, wording="When?"),
            Item(kind=Item.Kind.TEXT, wording="Ŵhy łate?", hint="In your own words."),
        ],
        why_we_ask="To plan buses.",
        introduction="Tell us how you get about.",
    )


@pytest.mark.django_db
@pytest.mark.parametrize("size", ["standard", "large-print"])
def test_the_file_is_tagged_and_says_what_the_page_asks(client, size):
    page = a_page()
    answer = client.get(f"/polls/{page.pk}/paper/{size}.pdf")
    assert answer["Content-Type"] == "application/pdf"
    pdf = PdfReader(io.BytesIO(answer.content))
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"].lower() == "en-gb"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] and "/StructTreeRoot" in root
    assert pdf.metadata.title == page.title
    assert "pdfuaid:part>1<" in root["/Metadata"].get_data().decode()
    said = " ".join(" ".join(one.extract_text() for one in pdf.pages).split())
    assert QUOTED in said and "Ŵhy łate?" in said
    for item in page.items.all():
        for part in (item, *item.options.all(), *item.rows.all()):
            assert str(part) in said
    assert f"testserver/q/{page.pk}/" in said
    assert "Only if you answered “Yes” to question 1. If you did not, go to question 3." in said
    assert "No → go to question 3" in said
    assert "Batch" in said and "Paper" in said
    assert all("en-1" in one.extract_text() for one in pdf.pages)


@pytest.mark.django_db
def test_the_short_address_leads_to_the_page_and_two_rounds_have_no_paper(client):
    page, poll = make_questionnaire(), make_poll()
    assert client.get(f"/q/{page.pk}/")["Location"] == page.url
    assert client.get(f"/polls/{poll.pk}/paper/standard.pdf").status_code == 404
    assert client.get(f"/polls/{page.pk}/paper/small.pdf").status_code == 404
    page.unpublish()
    assert client.get(f"/polls/{page.pk}/paper/standard.pdf").status_code == 404
    assert client.get(f"/q/{page.pk}/").status_code == 404
