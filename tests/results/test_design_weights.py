"""From a draw to the file: what somebody's answers weigh, and that nobody is led back to."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from consultations.models import ConsultationPage
from core.refusals import Refused
from panel.invitation_draws import Asked, draw_sample, faults_of_sample, withdraw_sample
from panel.invitation_frame import Filters
from panel.joining import leave_panel
from panel.models import Sample
from polls.models import QuestionnairePage, Response
from polls.responding import submit_response
from results.answers import read_answers
from results.exports.making import files_of, take_snapshot
from results.exports.pseudonymous import people_table
from results.exports.tables import codebook
from results.recruited_in_words import recruited_in_words
from results.report.figures import figures_of, study_of
from results.reports import questionnaire_report_of, report_of
from tests.panel.factories import make_council, make_membership, make_ward
from tests.polls.factories import answers_to, make_poll, make_questionnaire, move_to

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def ward():
    make_council()
    return make_ward(name="Easton", code="E05010896")


def add(n, ward, **fields):
    return [make_membership(ward=ward, **fields) for _number in range(n)]


def answer(page, *members, wave="only"):
    for member in members:
        submit_response(user=member.user, page=page, wave=wave, answers=answers_to(page))


def sample_for(page, **fields):
    asked = fields.pop("asked", Asked(by="rates", rate="0.5"))
    return draw_sample(title="Parks", page=page, asked=asked, **fields)


def drawn_and_not(sample, members):
    drawn = set(sample.members.values_list("membership", flat=True))
    return [m for m in members if m.pk in drawn], [m for m in members if m.pk not in drawn]


def table_of(page):
    return people_table(page, read_answers(page), {})


def test_who_was_drawn_weighs_one_over_their_chance_and_others_have_no_weight(ward):
    page, members = make_questionnaire(), add(4, ward)
    drawn, others = drawn_and_not(sample_for(page), members)
    answer(page, *drawn, *others)
    weights = sorted(Response.objects.values_list("design_weight", flat=True), key=str)
    assert weights == [2.0, 2.0, None, None]


def test_the_file_for_analysts_has_the_weight_as_a_described_column(ward):
    page, members, guest = make_questionnaire(), add(4, ward), make_membership(ward=make_ward())
    sample = sample_for(
        page,
        asked=Asked(filters=Filters(wards=(ward.code,)), by="rates", rate="0.25"),
        by_hand=[guest],
    )
    drawn, others = drawn_and_not(sample, members)
    answer(page, drawn[0], others[0], guest)
    table = table_of(page)
    at = table.header.index("design_weight")
    assert at == 3
    assert sorted((row[at] for row in table.rows), key=str) == [0.0, 4.0, None]
    (described,) = (row for row in codebook(table).rows if row[0] == "design_weight")
    assert "1 / chance" in described[8]
    assert "The smallest group of one ward and age band holds 1 person." in table.notes[0]
    assert "same design weight" in table.notes[0]


def test_a_page_without_a_sample_has_the_same_file_as_ever(ward):
    page = make_questionnaire()
    answer(page, *add(2, ward))
    assert "design_weight" not in table_of(page).header
    assert "weight" not in table_of(page).notes[0]


def test_second_answers_keep_the_weight_of_the_first(ward):
    page, members = make_poll("before"), add(2, ward)
    sample = sample_for(page)
    drawn, _others = drawn_and_not(sample, members)
    answer(page, *members, wave="before")
    withdraw_sample(sample=sample, reason="It was the wrong one")
    page = move_to(page, "after")
    answer(page, *members, wave="after")
    found = Response.objects.filter(key=drawn[0].user.key_for(page.subject))
    assert {response.design_weight for response in found} == {2.0}
    assert Response.objects.filter(design_weight=None).count() == 2


@pytest.mark.parametrize("kind", ["test", "withdrawn", "of another page"])
def test_only_the_standing_sample_of_the_page_weighs(ward, kind):
    page, (member,) = make_questionnaire(), add(1, ward)
    everybody = Asked(number=1)
    if kind == "test":
        sample_for(page, asked=everybody, is_test=True)
    elif kind == "withdrawn":
        withdraw_sample(sample=sample_for(page, asked=everybody), reason="Wrong")
    else:
        sample_for(make_questionnaire(), asked=everybody)
    answer(page, member)
    assert Response.objects.get().design_weight is None


def test_the_weight_stays_with_the_answers_of_who_leaves(ward):
    page, (member,) = make_questionnaire(), add(1, ward)
    sample_for(page, asked=Asked(number=1))
    answer(page, member)
    leave_panel(member.user)
    assert Response.objects.get().design_weight == 1.0
    assert faults_of_sample(Sample.objects.get()) == []


def test_a_page_has_one_sample_and_may_be_deleted_with_it(ward):
    add(2, ward)
    page = make_questionnaire()
    sample = sample_for(page)
    with pytest.raises(Refused, match="a sample for this page already"):
        sample_for(page, asked=Asked(number=1))
    title = page.title
    page.delete()
    sample = Sample.objects.get(pk=sample.pk)
    assert sample.page is None
    assert sample.stored["about"]["page"]["title"] == title
    assert faults_of_sample(sample) == []


# ---- who was added by hand -----------------------------------------------------------------------


def answered_with_guests(ward, **fields):
    """Return a questionnaire that twelve who were drawn and three who were added have answered."""
    page = make_questionnaire(**fields)
    members = add(12, ward)
    guests = add(3, make_ward())
    asked = Asked(filters=Filters(wards=(ward.code,)), number=12)
    sample_for(page, asked=asked, by_hand=guests)
    answer(page, *members, *guests)
    return page


def test_who_was_added_by_hand_is_left_out_of_results_and_stays_in_the_file(client, ward):
    page = answered_with_guests(ward)
    report = questionnaire_report_of(page)
    assert (report.n, report.recruited, report.added_by_hand) == (12, "drawn", "left out")
    assert {question.n for question in report.questions} == {12}
    weights = [row[table_of(page).header.index("design_weight")] for row in table_of(page).rows]
    assert sorted(weights) == [0.0] * 3 + [1.0] * 12
    words = recruited_in_words(report.recruited, report.added_by_hand)
    assert words.startswith("They were drawn by lot from the panel and invited")
    assert words.endswith("Answers of members who were added by hand are left out.")


def test_they_count_where_an_officer_says_so_and_the_results_say_it(ward):
    report = questionnaire_report_of(answered_with_guests(ward, counts_added_by_hand=True))
    assert (report.n, report.recruited, report.added_by_hand) == (15, "some_drawn", "counted")
    words = recruited_in_words(report.recruited, report.added_by_hand)
    assert words.startswith("Self-selected: some were drawn by lot")
    assert words.endswith("without a chance in the draw, count too.")


def test_whether_they_count_stays_once_somebody_answered(ward):
    page = QuestionnairePage.objects.get(pk=answered_with_guests(ward).pk)
    page.counts_added_by_hand = True
    with pytest.raises(ValidationError, match="People have answered, so it stays"):
        page.clean()


def test_deliberative_polls_leave_them_out_as_well(ward):
    page, members, guests = make_poll("before"), add(12, ward), add(3, make_ward())
    asked = Asked(filters=Filters(wards=(ward.code,)), number=12)
    sample_for(page, asked=asked, by_hand=guests)
    answer(page, *members, *guests, wave="before")
    page = move_to(page, "after")
    answer(page, *members, *guests, wave="after")
    report = report_of(page)
    assert (report.flow.before, report.flow.both, report.added_by_hand) == (12, 12, "left out")
    figures = figures_of(study_of(page, threshold=10))
    steps = {one["step"]: one["n"] for one in figures["flow"]}
    assert (steps["invited"], steps["before"]) == (12, 12)
    assert {"sample", "by_hand_left_out"} <= {limit["code"] for limit in figures["limits"]}


def test_results_and_files_of_who_was_not_drawn_say_self_selected(client, ward):
    page = make_questionnaire(slug="open-to-all")
    answer(page, *add(12, ward))
    QuestionnairePage.objects.filter(pk=page.pk).update(closes_at=timezone.now() - HOUR)
    ConsultationPage.objects.ancestor_of(page).update(results_published_at=timezone.now())
    page = QuestionnairePage.objects.get(pk=page.pk)
    shown = client.get(f"/results/{page.pk}/")
    assert "Self-selected: they chose to take part." in shown.text
    snapshot = take_snapshot(page, "public")
    files = files_of(page, snapshot, "public", "csv", made_by="The council")
    assert b"Who they are: Self-selected: they chose to take part." in files["README.txt"]
