"""What lasted: the same people before, after and months later, in the report and its files."""

from random import Random

import pytest
from django.urls import reverse
from django.utils import timezone
from scipy.stats import ttest_rel

from analysis.significance import holm
from consultations.models import Attendance
from core.daily import JOBS
from polls.models import Answer, DeliberativePollPage, Wave
from results.exports.making import take_snapshot
from results.models import Export, FrozenReport
from results.report.files import files_of_report
from results.report.freezing import freeze, work_out
from results.report.tables import tables_of
from tests.forums.factories import make_forum
from tests.panel.factories import make_council, make_ward
from tests.polls.factories import DAY, a_scale, make_poll
from tests.results.factories import answer_all, both, publish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def council():
    return make_council()


def finished(*, stayed=40, left=20, closed=-1):
    """Return a closed poll of two scales whose follow-up closed so many days from now."""
    now = timezone.now()
    poll = make_poll("closed", [a_scale(1, code="streets"), a_scale(2, code="lanes")])
    DeliberativePollPage.objects.filter(pk=poll.pk).update(
        later_opens_at=now + (closed - 0.5) * DAY, later_closes_at=now + closed * DAY
    )
    poll = DeliberativePollPage.objects.get(pk=poll.pk)
    ward, random = make_ward(), Random(7)
    rows, three = [], {"streets": [], "lanes": []}
    for number in range(stayed + left):
        said = {
            code: [random.randint(0, 6), random.randint(4, 10), random.randint(2, 9)]
            for code in three
        }
        waves = both(*({code: said[code][at] for code in said} for at in (0, 1)))
        if number < stayed:
            waves[Wave.LATER] = {code: said[code][2] for code in said}
            for code, numbers in said.items():
                three[code].append(numbers)
        rows.append((ward, "35-44", waves))
    answer_all(poll, rows)
    return DeliberativePollPage.objects.get(pk=poll.pk), three


def test_of_those_who_answered_three_times_both_changes_are_tested():
    poll, three = finished()
    found = work_out(poll).figures["follow_up"]
    assert (found["asked"], found["answered"]) == (60, 40)
    assert found["interval"] == pytest.approx([0.5402, 0.7727], abs=0.001)  # Wilson, 40 of 60
    tests = []
    for row in found["items"]:
        before, after, later = (list(side) for side in zip(*three[row["code"]], strict=True))
        assert row["n"] == 40
        for name, numbers in (("before", before), ("after", after), ("later", later)):
            assert row[name] == pytest.approx(sum(numbers) / 40)
        for since, numbers in (("since_before", before), ("since_after", after)):
            tested = ttest_rel(later, numbers)
            assert row[since]["p_exact"] == pytest.approx(tested.pvalue)
            ends = tested.confidence_interval(0.95)
            assert row[since]["interval"] == pytest.approx([ends.low, ends.high])
            tests.append((row[since]["p_holm_exact"], tested.pvalue))
    assert [p for p, _raw in tests] == pytest.approx(holm([raw for _p, raw in tests]))


def test_what_is_compared_before_and_after_is_of_all_who_answered_twice():
    poll, _three = finished()
    figures = work_out(poll).figures
    assert [item["n"] for item in figures["items"]] == [60, 60]


@pytest.mark.parametrize(("stayed", "left"), [(8, 30), (40, 3)])
def test_few_people_and_few_who_left_are_kept_back(stayed, left):
    poll, _three = finished(stayed=stayed, left=left)
    found = work_out(poll).figures["follow_up"]
    assert found["answered"] == "c"
    assert [row["n"] for row in found["items"]] == ["c", "c"]
    assert all("before" not in row for row in found["items"])


def test_nothing_is_said_while_people_can_still_answer_then_another_edition_is_made(client):
    poll, _three = finished(closed=2)
    publish(poll)
    freeze(poll=poll)
    assert FrozenReport.objects.get().figures["follow_up"] is None
    assert JOBS["reports frozen"]() == 0

    over = timezone.now() - DAY / 24
    DeliberativePollPage.objects.filter(pk=poll.pk).update(later_closes_at=over)
    assert JOBS["reports frozen"]() == 1
    assert JOBS["reports frozen"]() == 0
    newest = FrozenReport.objects.first()
    assert (newest.edition, newest.figures["follow_up"]["answered"]) == (2, 40)
    page = client.get(reverse("results:report", args=[poll.pk])).content.decode()
    assert "What lasted" in page
    row = newest.figures["follow_up"]["items"][0]
    said = "Before {:.1f}, after {:.1f}, months later {:.1f}"
    assert said.format(row["before"], row["after"], row["later"]) in page
    assert "once more, months later" in page

    table = files_of_report(newest)["report-follow_up.csv"].decode("utf-8-sig").splitlines()
    assert table[0].startswith(
        "code,wording,n,before,after,later,later_low,later_high,since_before"
    )
    assert len(table) == 3


def test_changes_are_given_once_more_of_who_took_part_by_the_rule():
    poll, _three = finished()
    DeliberativePollPage.objects.filter(pk=poll.pk).update(took_part_rule="came")
    forum = make_forum(poll)
    # Those who answered three times come first.
    keys = sorted(set(poll.responses.values_list("key", flat=True)))

    def with_these(keys):
        Attendance.objects.filter(page=forum).delete()
        Attendance.objects.bulk_create(Attendance(page=forum, key=key, visits=1) for key in keys)
        return work_out(DeliberativePollPage.objects.get(pk=poll.pk)).figures

    figures = with_these(keys[30:55])
    row, of_all = figures["by_rule"]["items"][0], figures["items"][0]
    before, after = (
        list(
            Answer.objects.filter(
                item__code="streets", response__wave=wave, response__key__in=keys[30:55]
            )
            .order_by("response__key")
            .values_list("number", flat=True)
        )
        for wave in (Wave.BEFORE, Wave.AFTER)
    )
    tested = ttest_rel(after, before)
    ends = tested.confidence_interval(0.95)
    assert (row["n"], row["of"], row["is_small"]) == (25, 60, True)
    assert row["change"] == pytest.approx((sum(after) - sum(before)) / 25)
    assert row["interval"] == pytest.approx([ends.low, ends.high])
    assert (row["p_exact"], row["change_of_all"]) == (
        pytest.approx(tested.pvalue),
        of_all["change"],
    )
    assert tables_of(figures)["took_part"].rows[0][2:4] == (60, 25)
    assert [one["n"] for one in figures["follow_up"]["items"]] == [40, 40]

    # Few others, whom all less these would tell; and a follow-up that is all of these but one.
    few = with_these(keys[:55])["by_rule"]["items"]
    assert [(one["n"], "change" in one) for one in few] == [("c", False)] * 2
    close = with_these(keys[:39])
    assert [one["n"] for one in close["by_rule"]["items"]] == [39, 39]
    assert [one["n"] for one in close["follow_up"]["items"]] == ["c", "c"]
    DeliberativePollPage.objects.filter(pk=poll.pk).update(took_part_rule="answered")
    assert with_these(keys[:39])["by_rule"] is None


def test_file_for_analysts_holds_the_third_round():
    poll, three = finished()
    table = take_snapshot(poll, Export.Audience.PSEUDONYMOUS).table
    names = [column.name for column in table.columns]
    later = [row[names.index("streets_later")] for row in table.rows]
    assert sorted(later) == sorted([-1] * 20 + [numbers[2] for numbers in three["streets"]])
