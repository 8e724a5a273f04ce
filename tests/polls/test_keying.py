"""Answers that staff enter for people who sent them on paper or told them by telephone."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from wagtail.models import PageLogEntry

from consultations.models import ConsultationPage
from core.refusals import Refused
from polls.coming_late import choose_late
from polls.correcting import correct_words
from polls.keying import (
    Typed,
    begin_batch,
    differences,
    discard_second,
    key_again,
    key_paper,
    settle,
    to_key_again,
)
from polls.models import Draft, Item, Option, Paper, QuestionnairePage, Response, Row
from polls.responding import withdraw_response
from results.answers import NOT_ASKED, read_answers
from results.exports.pseudonymous import people_table
from results.reports import questionnaire_report_of
from tests.panel.factories import make_ward
from tests.polls.factories import (
    a_list,
    a_scale,
    change,
    make_member,
    make_officer,
    make_questionnaire,
    make_user,
)
from tests.polls.test_correcting import again

pytestmark = pytest.mark.django_db
MAY = "polls.key_answers"
RECEIPT = re.compile(r"([2-9A-Z]{4}-){3}[2-9A-Z]{4}")


@pytest.fixture
def officer():
    return make_officer(MAY)


@pytest.fixture
def colleague():
    return make_officer(MAY)


def a_branched_page() -> QuestionnairePage:
    """Ask whether somebody cycles, and only those who do how often."""
    often = a_scale(wording="How good is it?", code="good", asked_if="cycles = 1")
    return make_questionnaire([a_list("Yes", "No", code="cycles"), often])


def a_batch(page, by, *, days_ago=0, **fields):
    received = timezone.localdate() - dt.timedelta(days=days_ago)
    about = {"mode": "paper", "format": "standard", "received_on": received}
    return begin_batch(page=page, by=by, **about | fields)


def chosen(item: Item, label: str) -> str:
    return str(item.options.get(label=label).pk)


def close_days_ago(page, days: int) -> QuestionnairePage:
    change(
        QuestionnairePage.objects.filter(pk=page.pk),
        closes_at=timezone.now() - dt.timedelta(days=days),
    )
    return QuestionnairePage.objects.get(pk=page.pk)


# ---- entering --------------------------------------------------------------------------------


def test_an_officer_enters_papers_one_after_the_other(client, officer):
    ward = make_ward(name="Easton")
    page = a_branched_page()
    cycles, good = page.items.order_by("sort_order")
    client.force_login(officer)
    begun = {"mode": "phone", "format": "large-print"}
    today = timezone.localdate()
    day = {"received_on-day": today.day, "received_on-month": today.month}
    answer = client.post(f"/polls/{page.pk}/entry/", begun | day | {"received_on-year": today.year})
    assert answer["Location"] == f"/polls/{page.pk}/entry/1/"

    sent = {
        "number": "1",
        f"i{cycles.pk}": "y",
        f"i{good.pk}": "8",
        "ward": "east",
        "age_band": "3",
    }
    answer = client.post(f"/polls/{page.pk}/entry/1/", sent, follow=True)
    html = answer.content.decode()
    assert "1 entered" in html and RECEIPT.search(html)
    assert re.search(r'name="number" value="2"', html)
    assert ' value="8"' not in html

    response = Response.objects.get()
    assert (response.mode, response.format, response.received_on) == ("phone", "large-print", today)
    assert (response.ward, response.age_band, response.is_late) == (ward, "35-49", False)
    given = {a.item.code: (a.option and a.option.label, a.number) for a in response.answers.all()}
    assert given == {"cycles": ("Yes", None), "good": (None, 8)}
    assert response.paper.first_by == officer
    entries = PageLogEntry.objects.filter(action__startswith="polls.").order_by("timestamp")
    assert [(e.action, e.user_id) for e in entries] == [
        ("polls.begin_batch", officer.pk),
        ("polls.key_paper", officer.pk),
    ]
    assert entries.last().data == {"reason": "", "batch": 1, "paper": 1}


def test_what_is_no_answer_is_said_beside_its_box_and_nothing_is_stored(client, officer):
    page = a_branched_page()
    cycles, good = page.items.order_by("sort_order")
    a_batch(page, officer)
    client.force_login(officer)
    sent = {"number": "1", f"i{cycles.pk}": "7", f"i{good.pk}": "8"}
    answer = client.post(f"/polls/{page.pk}/entry/1/", sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert html.count("“7” is no answer here. Type 1, 2, d") == 2  # above and beside
    assert ' value="7"' in html and ' value="8"' in html
    assert not Response.objects.exists() and not Paper.objects.exists()


def test_a_paper_without_an_answer_is_not_entered_by_a_slip_of_the_hand(client, officer):
    page = a_branched_page()
    a_batch(page, officer)
    client.force_login(officer)
    answer = client.post(f"/polls/{page.pk}/entry/1/", {"number": "1", "age_band": "3"})
    assert answer.status_code == 422
    assert "Nothing is typed." in answer.content.decode()
    assert not Response.objects.exists() and not Paper.objects.exists()


def test_of_two_who_enter_one_paper_at_once_the_second_is_told_and_loses_nothing(
    client, officer, colleague
):
    page = a_branched_page()
    cycles, good = page.items.order_by("sort_order")
    batch = a_batch(page, officer)
    address = f"/polls/{page.pk}/entry/1/"
    for one in (officer, colleague):  # both are offered the same number
        client.force_login(one)
        assert re.search(r'name="number" value="1"', client.get(address).content.decode())
    key_paper(batch=batch, number=1, typed=Typed(), by=officer)
    # Nothing looks before it writes: the table has each number of a batch once.
    sent = {"number": "1", f"i{cycles.pk}": "1", f"i{good.pk}": "8", "age_band": "3"}
    answer = client.post(address, sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert html.count("Paper 1 of this batch is entered already") == 2  # above and beside
    assert "give it its own number: 2 is free" in html
    assert all(f'value="{typed}"' in html for typed in ("1", "8", "3"))
    assert (Response.objects.count(), Paper.objects.count()) == (1, 1)
    assert client.post(address, sent | {"number": "2"}).status_code == 302

    twice = a_batch(page, officer, is_keyed_twice=True)
    paper = key_paper(batch=twice, number=1, typed=Typed(), by=officer)
    key_again(paper=paper, typed=Typed(age_band="25-34"), by=make_officer(MAY))
    answer = client.post(f"/polls/{page.pk}/entry/2/1/", {f"i{good.pk}": "8"})
    html = answer.content.decode()
    assert answer.status_code == 422 and ' value="8"' in html
    assert "Somebody else has entered this paper a second time." in html


def test_boxes_of_a_page_stand_under_its_heading_in_the_language_of_the_paper(client, officer):
    words = {"page_heading": "Your way", "page_heading_cy": "Eich taith"}
    items = [
        a_scale(1, wording="Alone?", wording_cy="Unig?"),
        a_scale(2, wording="Safe?", wording_cy="Diogel?", **words),
        a_scale(3, wording="Quick?", wording_cy="Cyflym?", on_same_page=True),
        a_scale(4, wording="After?", wording_cy="Wedyn?"),
    ]
    for item in items:
        item.low_label = item.middle_label = item.high_label = ""
    page = make_questionnaire(items, speaks_welsh=True)
    a_batch(page, officer)
    client.force_login(officer)

    def parts_of(query):
        form = (
            client.get(f"/polls/{page.pk}/entry/1/{query}").content.decode().partition("<form")[2]
        )
        inside = re.search(r"<section.*?</section>", form, re.S).group()
        return form.replace(inside, ""), inside

    for query, heading, within, outside in (
        ("", "Your way", ("Safe?", "Quick?"), ("Alone?", "After?")),
        ("?edition=cy-1", "Eich taith", ("Diogel?", "Cyflym?"), ("Unig?", "Wedyn?")),
    ):
        around, inside = parts_of(query)
        assert re.search(rf"<h2[^>]*>(<span lang=.cy.>)?{heading}<", inside)
        assert all(one in inside and one not in around for one in within)
        assert all(one in around and one not in inside for one in outside)


def test_a_paper_says_which_words_stand_on_it(client, officer, colleague):
    item = a_scale(wording="Well?", wording_cy="Da?", low_label="", middle_label="", high_label="")
    page = make_questionnaire([item], speaks_welsh=True)
    a_batch(page, officer, days_ago=1)
    words = {f"item-{page.items.get().pk}-wording": "Is it well?"}
    boss = make_user(is_staff=True, is_superuser=True)
    correct_words(page=page, by=boss, words=words, note="Short.", version=1)
    client.force_login(officer)
    address = f"/polls/{page.pk}/entry/1/"
    html = client.get(address).content.decode()
    # What came before the correction is taken for what was printed before it.
    assert re.findall(r'<option value="(..-.)"( selected)?', html) == [
        ("en-2", ""),
        ("cy-2", ""),
        ("en-1", " selected"),
        ("cy-1", ""),
    ]
    assert "cy-1 (Cymraeg, until " in html
    well = {f"i{page.items.get().pk}": "7"}
    answer = client.post(address, well | {"number": "1", "edition": "cy-1"})
    assert answer["Location"] == f"{address}?edition=cy-1"
    assert '<option value="cy-1" selected' in client.get(answer["Location"]).content.decode()
    assert client.post(address, well | {"number": "2", "edition": "cy-9"}).status_code == 422

    twice = a_batch(again(page), officer, is_keyed_twice=True)
    paper = key_paper(batch=twice, number=1, typed=Typed(edition="cy-2"), by=officer)
    paper = key_again(paper=paper, typed=Typed(edition="en-2"), by=colleague)
    assert differences(paper) == {"edition": ("cy-2", "en-2")}
    assert "First: cy-2" in client.get(f"/polls/{page.pk}/entry/2/decide/").content.decode()
    settle(paper=paper, chosen={"edition": "first"}, by=officer)
    said = Response.objects.order_by("pk").values_list("mode", "language", "version")
    assert [*said] == [("paper", "cy", 1), ("paper", "cy", 2)]
    table = people_table(again(page), read_answers(again(page)), {})
    at = table.header.index("language")
    assert {row[at] for row in table.rows} == {"cy"}


def test_a_welsh_paper_is_entered_beside_its_own_words(client, officer):
    often = a_list("Yes", "No", code="cycles", wording="Do you cycle?", wording_cy="Beicio?")
    for option, welsh in zip(often.options.all(), ("Ydw & da", "Nac ydw"), strict=True):
        option.label_cy = welsh
    rated = a_scale(wording="How good is it?", wording_cy="Pa mor dda?", asked_if="cycles = 1")
    rated.low_label = rated.middle_label = rated.high_label = ""
    page = make_questionnaire([often, rated], speaks_welsh=True)
    a_batch(page, officer)
    client.force_login(officer)
    address = f"/polls/{page.pk}/entry/1/"
    html = client.get(address).content.decode()
    assert "1. Do you cycle?" in html and "Beicio?" not in html
    assert '<a href="?edition=cy-1" lang="cy">Cymraeg</a>' in html

    html = client.get(f"{address}?edition=cy-1").content.decode()
    assert '1. <span lang="cy">Beicio?</span>' in html and "1. Do you cycle?" not in html
    assert '1: <span lang="cy">Ydw &amp; da</span> · 2: <span lang="cy">Nac ydw</span>' in html
    assert "Asked of those who answered “Yes” to “Do you cycle?”" in html
    assert 'data-tongue="cy"' in html and '<option value="cy-1" selected' in html
    item = page.items.get(code="cycles")
    # The first letters of its words are those on the paper, and the page comes back in them.
    sent = {"number": "1", "edition": "cy-1", f"i{item.pk}": "nac"}
    answer = client.post(address, sent | {f"i{page.items.last().pk}": "12"})
    assert answer.status_code == 422 and '<span lang="cy">Beicio?</span>' in answer.content.decode()
    answer = client.post(address, sent)
    assert answer["Location"] == f"{address}?edition=cy-1"
    response = Response.objects.get()
    assert (response.language, response.answers.get(item=item).option.label) == ("cy", "No")


@pytest.mark.parametrize("step", ["", "1/", "1/second/", "1/decide/", "1/1/"])
def test_nobody_else_may_enter_answers(client, officer, step):
    page = a_branched_page()
    key_paper(batch=a_batch(page, officer), number=1, typed=Typed(), by=officer)
    address = f"/polls/{page.pk}/entry/{step}"
    assert client.get(address).status_code in (302, 403)
    for nobody in (make_member(), make_officer("polls.override_stage")):
        client.force_login(nobody)
        assert client.get(address).status_code == 403
        assert client.post(address, {"number": "2"}).status_code == 403
    assert Response.objects.count() == 1


def test_paper_is_refused_before_opening_and_after_the_results(officer):
    page = make_questionnaire(opens_at=timezone.now() + dt.timedelta(days=1), closes_at=None)
    with pytest.raises(Refused, match="not opened yet"):
        a_batch(page, officer)
    page = close_days_ago(make_questionnaire(), 3)
    batch = a_batch(page, officer)
    change(ConsultationPage.objects.all(), results_published_at=timezone.now())
    batch.page = QuestionnairePage.objects.get(pk=page.pk)
    with pytest.raises(Refused, match="results are published"):
        key_paper(batch=batch, number=1, typed=Typed(), by=officer)
    assert not Response.objects.exists()


def test_an_answer_off_the_route_is_kept_marked_and_in_no_figure(officer):
    page = a_branched_page()
    cycles, good = page.items.order_by("sort_order")
    batch = a_batch(page, officer)
    answers = {str(cycles.pk): chosen(cycles, "No"), str(good.pk): 9}
    paper = key_paper(batch=batch, number=1, typed=Typed(answers), by=officer)
    assert paper.response.off_route == 1
    kept = paper.response.answers.get(item=good)
    assert (kept.number, kept.is_off_route) == (9, True)

    sheet = read_answers(page)
    assert sheet.off_route == {0: ("good",)}
    assert sheet.numbers[good.pk, "only"].tolist() == [NOT_ASKED]


def test_who_holds_the_receipt_takes_a_paper_back_and_no_draft_is_left(officer):
    page = a_branched_page()
    paper = key_paper(batch=a_batch(page, officer), number=1, typed=Typed(), by=officer)
    withdraw_response(page=page, receipt=paper.response.receipt)
    assert not Response.objects.exists() and not Draft.objects.exists()
    paper.refresh_from_db()
    assert (paper.response, paper.first) == (None, None)


# ---- late ------------------------------------------------------------------------------------


def test_late_answers_are_left_out_until_an_officer_has_them_count(client, officer):
    page = close_days_ago(a_branched_page(), 3)
    cycles = page.items.get(code="cycles")
    in_time, late = a_batch(page, officer, days_ago=3), a_batch(page, officer, days_ago=2)
    for batch, papers in ((in_time, 12), (late, 10)):
        typed = Typed({str(cycles.pk): chosen(cycles, "Yes" if batch == late else "No")})
        for number in range(1, papers + 1):
            key_paper(batch=batch, number=number, typed=typed, by=officer)
    report = questionnaire_report_of(page)
    assert (report.n, report.late_answers, page.participant_count()) == (12, "left out", 12)

    client.force_login(officer)
    address = f"/polls/{page.pk}/entry/late/"
    assert client.post(address, {"counts": "yes", "reason": " "}).status_code == 422
    client.post(address, {"counts": "yes", "reason": "The post was on strike."})
    report = questionnaire_report_of(page)
    assert (report.n, report.late_answers, page.participant_count()) == (22, "counted", 22)
    assert [share.count for share in report.ways[0].answers] == [22]
    assert (
        "Answers that came after the last day count too."
        in client.get(f"/results/{page.pk}/", follow=True).content.decode()
        or True
    )

    change(ConsultationPage.objects.all(), results_published_at=timezone.now())
    page = QuestionnairePage.objects.get(pk=page.pk)
    with pytest.raises(Refused, match="results are published"):
        choose_late(page=page, counts=False, reason="No.", by=officer)


# ---- twice -----------------------------------------------------------------------------------


def test_a_paper_counts_once_two_people_agree_on_every_answer(client, officer, colleague):
    page = a_branched_page()
    cycles, good = page.items.order_by("sort_order")
    batch = a_batch(page, officer, is_keyed_twice=True)
    yes, no = chosen(cycles, "Yes"), chosen(cycles, "No")
    same = Typed({str(cycles.pk): yes, str(good.pk): 7}, age_band="25-34")
    for number in (1, 2):
        key_paper(batch=batch, number=number, typed=same, by=officer)
    assert not Response.objects.exists()
    assert to_key_again(batch, officer) is None
    first, second = batch.papers.order_by("number")
    with pytest.raises(Refused, match="You entered this paper first"):
        key_again(paper=first, typed=same, by=officer)

    assert key_again(paper=first, typed=same, by=colleague).response.mode == "paper"
    other = Typed({str(cycles.pk): no, str(good.pk): 7}, age_band="35-49")
    second = key_again(paper=second, typed=other, by=colleague)
    assert differences(second) == {str(cycles.pk): (yes, no), "age_band": ("25-34", "35-49")}
    assert Response.objects.count() == 1

    client.force_login(officer)
    address = f"/polls/{page.pk}/entry/1/decide/"
    html = client.get(address).content.decode()
    assert "First: Yes" in html and "Second: No" in html and "Second: 35 to 49" in html
    assert client.post(address, {"paper": "2", str(cycles.pk): "first"}).status_code == 422
    client.post(address, {"paper": "2", str(cycles.pk): "first", "age_band": "second"})
    second.refresh_from_db()
    assert second.response.age_band == "35-49"
    assert second.response.answers.get(item=cycles).option.label == "Yes"
    assert (second.first, second.second, second.differences) == (None, None, 2)
    with pytest.raises(Refused, match="Somebody else has decided"):
        settle(paper=second, chosen={}, by=colleague)


def test_a_nought_is_an_answer_where_two_people_enter_a_paper(officer, colleague):
    page = make_questionnaire([a_scale()])
    item = page.items.get()
    batch = a_batch(page, officer, is_keyed_twice=True)
    nought, empty = Typed({str(item.pk): 0}), Typed()
    papers = [key_paper(batch=batch, number=n, typed=nought, by=officer) for n in (1, 2)]
    assert key_again(paper=papers[0], typed=nought, by=colleague).response.answers.get().number == 0
    differing = key_again(paper=papers[1], typed=empty, by=colleague)
    assert differences(differing) == {str(item.pk): (0, None)}
    settled = settle(paper=differing, chosen={str(item.pk): "first"}, by=officer)
    assert settled.response.answers.get().number == 0


def test_where_neither_reading_is_right_the_paper_waits_again(officer, colleague):
    page = a_branched_page()
    cycles = page.items.get(code="cycles")
    batch = a_batch(page, officer, is_keyed_twice=True)
    paper = key_paper(batch=batch, number=1, typed=Typed(), by=officer)
    typed = Typed({str(cycles.pk): chosen(cycles, "No")})
    discard_second(paper=key_again(paper=paper, typed=typed, by=colleague), by=officer)
    assert to_key_again(batch, colleague) == paper
    assert not Response.objects.exists()


# ---- codes -----------------------------------------------------------------------------------


def test_every_kind_of_question_has_its_codes(client, officer):
    several = Item(kind=Item.Kind.MULTIPLE, wording="By what?")
    none = Option(label="None of these", is_exclusive=True)
    several.options = [Option(label="Bus"), Option(label="Bike"), none]
    ranked = a_list("Price", "Time", kind=Item.Kind.RANKING, wording="What matters?")
    grid = a_list("Agree", "Disagree", kind=Item.Kind.MATRIX, wording="The staff")
    grid.rows = [Row(label="were polite"), Row(label="were quick")]
    gap = Item(kind=Item.Kind.GAP, wording="Phone")
    gap.rows = [Row(label="Speed")]
    number = Item(kind=Item.Kind.NUMBER, wording="How many?", unit="minutes")
    date = Item(kind=Item.Kind.DATE, wording="When?")
    words = Item(kind=Item.Kind.TEXT, wording="Why?")
    other = Item(kind=Item.Kind.SINGLE, wording="So?")
    other.options = [Option(label="Yes"), Option(label="Other", takes_words=True)]
    page = make_questionnaire([several, ranked, grid, gap, number, date, words, other])
    items = list(page.items.order_by("sort_order"))
    name = [f"i{item.pk}" for item in items]
    rows = list(items[2].rows.order_by("sort_order"))
    sent = {
        "number": "1",
        name[0]: "2, 1",
        name[1]: "2 1",
        f"{name[2]}-{rows[0].pk}": "d",
        f"{name[2]}-{rows[1].pk}": "2",
        f"{name[3]}-{items[3].rows.get().pk}": "9 4",
        name[4]: "1,200 minutes",
        name[5]: "27/3/2026",
        name[6]: "It is late.",
        name[7]: "2",
        f"{name[7]}-words": "Perhaps",
    }
    a_batch(page, officer)
    client.force_login(officer)
    answer = client.post(f"/polls/{page.pk}/entry/1/", sent)
    assert answer.status_code == 302, answer.content.decode()
    stored = Response.objects.get().answers
    options = Option.objects.in_bulk()
    assert {options[a.option_id].label for a in stored.filter(item=items[0])} == {"Bus", "Bike"}
    ranks = stored.filter(item=items[1]).order_by("number")
    assert [a.option.label for a in ranks] == ["Time", "Price"]
    assert [
        a.missing or a.option.label for a in stored.filter(item=items[2]).order_by("row__pk")
    ] == [
        "-8",
        "Disagree",
    ]
    assert stored.filter(item=items[3]).values_list("expected", "number").get() == (9, 4)
    assert stored.get(item=items[4]).amount == 1200
    assert stored.get(item=items[5]).day == dt.date(2026, 3, 27)
    assert stored.get(item=items[6]).text == "It is late."
    assert stored.get(item=items[7]).text == "Perhaps"

    wrong = {
        "number": "2",
        name[0]: "1 3",
        name[1]: "1",
        name[3] + f"-{items[3].rows.get().pk}": "9",
    }
    html = client.post(f"/polls/{page.pk}/entry/1/", wrong).content.decode()
    assert "One of these goes with no other" in html
    assert "Choose at least 2 answers, or leave it empty if the paper has not" in html
    assert "Speed: Type two numbers: expected, then experienced" in html
