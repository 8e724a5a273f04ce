"""A questionnaire asked again: what stands side by side, what is broken, what it cannot tell."""

import csv
import datetime as dt
import io
from statistics import fmean

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils import timezone

from analysis.arms import Sample, compare_samples
from analysis.intervals import newcombe
from analysis.pairing import compare_item
from core.kept import ANYBODY
from panel.models import CouncilSettings
from polls.models import Item, QuestionnairePage, Row, Wave
from polls.models.responses import Mode
from polls.series import breaks_between
from results.waves import trends_in, waves_of
from tests.consultations.factories import make_consultation
from tests.panel.factories import make_council
from tests.polls.factories import a_list, a_scale, make_poll, make_questionnaire
from tests.polls.test_grids import a_grid
from tests.polls.test_starting import begin, officer  # noqa: F401
from tests.results.factories import answer_all, publish
from tests.results.test_pages import text_of

pytestmark = pytest.mark.django_db


def visits():
    """Return the questions of a service exercise: mystery visits."""
    return [
        a_scale(code="good", wording="How good was it in all?"),
        a_list("Yes", "No", code="greeted", wording="Did somebody greet you?"),
        a_grid("It was clean", code="grid"),
    ]


def a_wave(items, people_of, *, title, earlier=None, weight=12.0, days_ago=1):
    """Return a closed and published wave with the answers that `people_of(page)` lists."""
    ended = timezone.now() - dt.timedelta(days=days_ago)
    page = make_questionnaire(
        items, title=title, opens_at=ended - dt.timedelta(days=7), closes_at=ended
    )
    QuestionnairePage.objects.filter(pk=page.pk).update(earlier=earlier)
    page = QuestionnairePage.objects.get(pk=page.pk)
    answer_all(page, [(None, "", {Wave.ONLY: person}) for person in people_of(page)])
    page.responses.update(design_weight=weight)
    publish(page)
    return page


def ask(greeted, scores, *, items=None, **about):
    """Return a wave of visits: so many greeted and not, and the marks that all gave."""

    def people_of(page):
        options = {(o.item.code, o.label): o for i in page.items.all() for o in i.options.all()}
        rows = [row for item in page.items.all() for row in item.rows.all()]
        said = ["Yes"] * greeted[0] + ["No"] * greeted[1]
        return [
            {
                "good": score,
                "greeted": options["greeted", word],
                **({"grid": {rows[0]: options["grid", "Agree"]}} if rows else {}),
            }
            for word, score in zip(said, scores, strict=True)
        ]

    return a_wave(items or visits(), people_of, **about)


BEFORE = [3, 4, 5, 6] * 15
AFTER = [5, 6, 7, 8, 9] * 16


def trends(page, user=ANYBODY):
    found = trends_in(waves_of(page, user, CouncilSettings.load().suppression_threshold))
    return {trend.code: trend for trend in found}


@pytest.fixture
def before():
    make_council()
    return ask((24, 36), BEFORE, title="Visits in May", days_ago=90)


def test_before_and_after_a_change_are_two_groups_and_never_pairs(before):
    after = ask((56, 24), AFTER, title="Visits in October", earlier=before)
    found = trends(after)
    yes = found["greeted"].lines[0]
    assert (yes.label, yes.bases) == ("Yes", (60, 80))
    assert yes.values == pytest.approx((0.4, 0.7))
    assert yes.change == pytest.approx(0.3)
    assert yes.interval == newcombe(0.7, 80, 0.4, 60)
    average = found["good"].lines[-1]
    welch = compare_samples(Sample.of(AFTER), Sample.of(BEFORE))
    assert average.values == pytest.approx((4.5, 7.0))
    assert average.change == pytest.approx(2.5)
    assert (average.interval.low, average.interval.high) == pytest.approx(
        (welch.interval.low, welch.interval.high)
    )
    assert found["grid_1"].lines[0].values == (1.0, 1.0)


def test_no_interval_where_people_chose_to_take_part(before):
    before.responses.update(design_weight=None)
    after = ask((56, 24), AFTER, title="Visits in October", earlier=before, weight=None)
    lines = [line for trend in trends(after).values() for line in trend.lines]
    assert any(line.change for line in lines)
    assert not any(line.interval for line in lines)


def test_what_is_worded_otherwise_or_answered_on_paper_is_a_break(before):
    items = visits()
    items[0].wording = "How good was your visit in all?"
    after = ask((56, 24), AFTER, title="Visits in October", earlier=before, items=items)
    found = trends(after)
    assert found["good"].breaks[0] == ()
    assert "How good was it in all?" in found["good"].breaks[1][0]
    assert {line.change for line in found["good"].lines} == {None}
    assert found["greeted"].lines[0].change
    after.responses.filter(pk=after.responses.first().pk).update(mode=Mode.PAPER)
    cache.clear()  # nobody's way to answer changes once it is stored
    assert trends(after)["greeted"].is_broken


def test_an_answer_or_a_row_that_was_removed_removes_no_vote(client, before):
    items = visits()
    items[1] = a_list("Yes", "Partly", code="greeted", wording="Did somebody greet you?")
    items[2] = a_grid("It was quick", code="grid")
    items[2].rows.all()[0].code = "quick"
    said = ["Yes"] * 50 + ["Partly"] * 30

    def people_of(page):
        options = {o.label: o for o in page.items.get(code="greeted").options.all()}
        return [{"good": 7, "greeted": options[word]} for word in said]

    after = a_wave(items, people_of, title="Visits in October", earlier=before)
    found = trends(after)
    lines = {line.label: line for line in found["greeted"].lines}
    assert list(lines) == ["Yes", "Partly", "unsure", "No"]
    assert lines["No"].values == (0.6, None) and lines["No"].bases == (60, 80)
    assert [line.is_gone for line in lines.values()] == [False, False, False, True]
    assert lines["Partly"].values[0] is None
    assert "the answers to choose from are others" in found["greeted"].breaks[1]
    assert found["grid_1"].is_gone and found["grid_1"].lines[0].values == (1.0, None)
    shown = text_of(client.get(f"/results/{after.pk}/"))
    assert "No (no longer an answer to choose)" in shown
    sheet = client.get(f"/results/{after.pk}/waves.csv").content.decode("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(sheet)) if row["item"] == "greeted"]
    gone = [(row["wave"], row["answer"], row["value"]) for row in rows if row["gone"] == "1"]
    assert gone == [("1", "No", "60.0")]


def test_a_question_that_was_asked_twice_stays_when_it_is_asked_no_more(before):
    between = ask((30, 30), BEFORE, title="In July", earlier=before)
    after = ask((56, 24), AFTER, title="In October", earlier=between, items=visits()[:2])
    grid = trends(after)["grid_1"]
    assert grid.is_gone and grid.lines[0].values == (1.0, 1.0, None)
    assert grid.lines[0].change is None


def test_a_wave_that_is_not_asked_between_is_a_gap_and_its_figures_stay_apart(before):
    between = ask((30, 30), BEFORE, title="In July", earlier=before, items=visits()[:2])
    after = ask((56, 24), AFTER, title="Visits in October", earlier=between)
    grid = trends(after)["grid_1"].lines[0]
    assert (grid.values, grid.change) == ((1.0, None, 1.0), None)


def rated(pairs, **about):
    """Return a wave in which people rated the desk: pairs of expected and experienced."""
    gap = Item(kind=Item.Kind.GAP, wording="At the desk", code="desk")
    gap.rows = [Row(label="How quick")]

    def people_of(page):
        row = page.items.get().rows.get()
        return [{"desk": {row: pair}} for pair in pairs]

    return a_wave([gap], people_of, **about)


def test_gaps_are_followed_by_wave_with_their_intervals(client):
    make_council()
    first, second = [(8, 4), (8, 5), (7, 5), (9, 4)] * 6, [(8, 7), (8, 8), (7, 7), (9, 7)] * 7
    before = rated(first, title="Visits in May", days_ago=90)
    after = rated(second, title="Visits in October", earlier=before)
    expected, found, gap = trends(after)["desk_1"].lines
    gaps = [[b - a for a, b in pairs] for pairs in (first, second)]
    assert gap.values == pytest.approx([fmean(one) for one in gaps])
    assert (expected.values[0], found.values[0]) == (8.0, 4.5) and gap.bases == (24, 28)
    for interval, pairs in zip(gap.intervals, (first, second), strict=True):
        alone = compare_item(*zip(*pairs, strict=True)).interval
        assert (interval.low, interval.high) == pytest.approx((alone.low, alone.high))
    # Other people each time: the change is of two groups.
    welch = compare_samples(Sample.of(gaps[1]), Sample.of(gaps[0]))
    assert gap.change == pytest.approx(welch.difference)
    assert gap.interval.low == pytest.approx(welch.interval.low)
    assert "Gap: experienced less expected" in text_of(client.get(f"/results/{after.pk}/"))
    sheet = client.get(f"/results/{after.pk}/waves.csv").content.decode("utf-8-sig")
    row = [r for r in csv.DictReader(io.StringIO(sheet)) if r["answer"].startswith("Gap")][-1]
    assert float(row["value_low"]) == pytest.approx(gap.intervals[1].low, abs=0.01)
    Item.objects.filter(page=after).update(high_label="Best of all")
    cache.clear()
    broken = trends(after)["desk_1"]
    assert broken.is_broken and (broken.lines[2].change, broken.lines[2].interval) == (None, None)


def test_mystery_visits_begin_as_two_waves(client, officer):  # noqa: F811
    address = f"/admin/questionnaires/start/{make_consultation().pk}/"
    sent = {"title": "Desk", "source": "mystery", "is_in_two_waves": "on"}
    answer = client.post(address, sent)
    before, after = QuestionnairePage.objects.order_by("pk")
    assert answer["Location"].endswith(f"/{before.pk}/edit/")
    assert (before.title, after.title) == ("Desk: before", "Desk: after")
    assert after.earlier == before and before.earlier is None
    for draft in (before, after):
        draft.full_clean()
    pairs = zip(before.items.all(), after.items.all(), strict=True)
    assert all(one.code == other.code and not [*breaks_between(one, other)] for one, other in pairs)


def test_what_one_wave_keeps_back_no_other_tells(before):
    few = ask((77, 3), AFTER, title="Visits in October", earlier=before)
    yes, no, *_unsure = trends(few)["greeted"].lines
    assert no.values[1] == "c"
    assert (no.change, no.interval) == (None, None)
    assert yes.change is None or yes.values[1] != "c"


def test_the_page_and_the_file_show_every_wave(client, before):
    after = ask((56, 24), AFTER, title="Visits in October", earlier=before)
    page = text_of(client.get(f"/results/{after.pk}/"))
    assert "Asked before, and asked again" in page
    assert "Visits in May" in page
    assert "+30.0" in page
    assert "Asked before, and asked again" not in text_of(client.get(f"/results/{before.pk}/"))
    answer = client.get(f"/results/{after.pk}/waves.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    [row] = [one for one in rows if (one["item"], one["answer"]) == ("greeted", "Yes")][1:]
    assert (row["wave"], row["value"], row["base"], row["change"]) == ("2", "70.0", "80", "30.0")
    assert client.get(f"/results/{before.pk}/waves.csv").status_code == 404


def test_an_earlier_wave_that_one_may_not_see_stays_unseen(client, before):
    after = ask((56, 24), AFTER, title="Visits in October", earlier=before)
    before.get_parent().specific.__class__.objects.filter(pk=before.get_parent().pk).update(
        results_published_at=None
    )
    assert waves_of(after, ANYBODY, 10) == []
    assert client.get(f"/results/{after.pk}/waves.csv").status_code == 404
    assert "Visits in May" not in text_of(client.get(f"/results/{after.pk}/"))


def test_officers_ask_the_same_again(client, officer, before):  # noqa: F811
    consultation = before.get_parent()
    address = f"/admin/questionnaires/start/{consultation.pk}/"
    sent = {"title": "Again", "source": before.pk, "is_next_wave": "on"}
    assert client.post(address, sent).status_code == 302
    again = QuestionnairePage.objects.get(title="Again")
    assert again.earlier == before
    assert [item.code for item in again.items.all()] == ["good", "greeted", "grid"]
    assert begin(client, consultation, before.pk, title="A copy").status_code == 302
    assert QuestionnairePage.objects.get(title="A copy").earlier is None
    wrong = client.post(address, sent | {"source": "mystery"})
    assert "Only a copy of a questionnaire can be its next wave." in text_of(wrong)


def test_a_series_has_no_loops_and_no_deliberative_polls(before):
    after = ask((56, 24), AFTER, title="Visits in October", earlier=before)
    before.earlier = after
    with pytest.raises(ValidationError, match="comes later than this"):
        before.full_clean()
    after.earlier = QuestionnairePage.objects.get(pk=make_poll().pk)
    with pytest.raises(ValidationError, match="two rounds of its own"):
        after.full_clean()
