"""The full report of a deliberative poll: what it says, to whom, and that it stays as it was."""

import csv
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.daily import JOBS
from core.one_form import hash_of
from core.refusals import Refused
from polls.models import DeliberativePollPage, Item, Wave
from results.exports.making import make_export
from results.models import FrozenReport
from results.publication import MAY_PREVIEW
from results.report.freezing import freeze, work_out
from results.report.words import limit_in_words, rules_in_words
from results.reports import report_of
from tests.panel.factories import make_council, make_user, make_ward
from tests.polls.factories import a_list, a_scale, make_member, make_officer, make_poll, move_to
from tests.results.factories import answer_all, both, make_finished_poll, publish

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PAGES = ("report", "report_edition", "report_data", "report_tables")


@pytest.fixture(autouse=True)
def council():
    return make_council()


@pytest.fixture
def wards():
    return [make_ward(name=name) for name in ("Ash", "Birch", "Cedar")]


@pytest.fixture
def poll(wards):
    """Closed, not published: Ash for, Cedar against."""
    return make_finished_poll(
        {wards[0]: (60, 20), wards[1]: (50, 50), wards[2]: (20, 60)},
        items=[
            a_scale(1, code="streets", wording="Close the streets"),
            a_scale(2, code="lanes", wording="Build cycle lanes"),
        ],
    )


def address(poll, name="report", *more):
    return reverse(f"results:{name}", args=[poll.pk, *more])


def csv_of(files, name):
    return list(csv.DictReader(io.StringIO(files[name].decode("utf-8-sig"))))


def unzipped(response):
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    return {name: archive.read(name) for name in archive.namelist()}


# ---- who may, and when ----------------------------------------------------------------------


@pytest.mark.parametrize("who", [None, make_member, make_user])
@pytest.mark.parametrize("stage", ["before", "between", "after", "closed"])
def test_nobody_reads_a_report_before_publication(client, poll, stage, who):
    freeze(poll=poll)
    poll = move_to(poll, stage)
    if who:
        client.force_login(who())

    page = client.get(address(poll))

    assert "Close the streets" not in page.content.decode()
    for name in PAGES[1:]:
        assert client.get(address(poll, name, 1)).status_code == 404


def test_first_reader_after_publication_has_it_frozen(client, poll):
    publish(poll)

    page = client.get(address(poll))
    again = client.get(address(poll))

    report = FrozenReport.objects.get(poll=poll)
    assert report.edition == 1
    assert report.by_words == "the software by itself, on publication"
    assert report.is_intact
    for text in (report.snapshot, report.sha256, report.software, "Close the streets"):
        assert text in page.content.decode()
        assert text in again.content.decode()


def test_what_nobody_opened_is_frozen_by_night(poll):
    publish(poll)

    assert JOBS["reports frozen"]() == 1
    assert JOBS["reports frozen"]() == 0
    assert FrozenReport.objects.get(poll=poll).edition == 1


def test_once_answers_are_cut_off_from_people_no_report_is_made(client, poll):
    publish(poll)
    DeliberativePollPage.objects.filter(pk=poll.pk).update(anonymised_on=timezone.localdate())

    page = client.get(address(poll))

    assert page.status_code == 200
    assert "no report can be made" in page.content.decode()
    assert JOBS["reports frozen"]() == 0
    with pytest.raises(Refused, match="cut off"):
        freeze(poll=DeliberativePollPage.objects.get(pk=poll.pk))
    assert not FrozenReport.objects.exists()


def test_reading_a_frozen_report_costs_few_queries(client, poll, django_assert_max_num_queries):
    publish(poll)
    client.get(address(poll))

    with django_assert_max_num_queries(6):
        client.get(address(poll))


def test_officer_sees_it_first_and_freezes_it_under_their_name(client, poll):
    officer = make_officer(MAY_PREVIEW)
    client.force_login(officer)

    preview = client.get(address(poll)).content.decode()
    assert "Not frozen yet" in preview
    assert not FrozenReport.objects.exists()

    made = client.post(address(poll, "freeze_report"))

    report = FrozenReport.objects.get(poll=poll)
    assert made.url == address(poll, "report_edition", 1)
    assert (report.by, report.by_words) == (officer, "Priya Shah")
    assert "Priya Shah" in client.get(made.url).content.decode()


def test_only_who_may_export_freezes(client, poll):
    assert client.post(address(poll, "freeze_report")).status_code == 302
    client.force_login(make_member())
    assert client.post(address(poll, "freeze_report")).status_code == 403
    assert not FrozenReport.objects.exists()


def test_nothing_is_frozen_while_people_answer(client, poll):
    client.force_login(make_officer(MAY_PREVIEW))
    poll = move_to(poll, "after")

    refused = client.post(address(poll, "freeze_report"))

    assert refused.status_code == 422
    assert "People can still answer" in refused.content.decode()
    assert not FrozenReport.objects.exists()


# ---- frozen ---------------------------------------------------------------------------------


def test_frozen_figures_stay_when_answers_go(client, poll):
    first = freeze(poll=poll)
    publish(poll)
    before = client.get(address(poll, "report_data", 1)).content
    poll.responses.filter(wave=Wave.AFTER).order_by("pk").first().delete()

    assert client.get(address(poll, "report_data", 1)).content == before
    assert work_out(poll).snapshot != first.snapshot

    with pytest.raises(Refused, match="Say why"):
        freeze(poll=poll)
    second = freeze(poll=poll, reason="One person's answers were erased.")

    assert (second.edition, second.figures["items"][0]["n"]) == (2, 259)
    old = client.get(address(poll, "report_edition", 1)).content.decode()
    assert "superseded" in old
    assert "One person&#x27;s answers were erased." in old
    assert first.figures["items"][0]["n"] == 260


def test_the_same_answers_give_the_same_report_to_the_bit(poll):
    report = freeze(poll=poll)

    again = work_out(poll)

    assert (again.snapshot, hash_of(again.figures)) == (report.snapshot, report.sha256)
    assert json.loads(json.dumps(again.figures)) == report.figures
    with pytest.raises(Refused, match="Nothing has changed"):
        freeze(poll=poll, reason="For good measure")


# ---- what it says ---------------------------------------------------------------------------


def test_items_agree_with_the_short_results(poll):
    items = work_out(poll).figures["items"]
    short = report_of(poll)

    for item, expected in zip(items, short.items, strict=True):
        assert item["n"] == expected.n_pairs == 260
        assert item["change"] == pytest.approx(expected.change)
        assert item["interval"] == pytest.approx([expected.interval.low, expected.interval.high])
        assert item["standard_error"] == pytest.approx(expected.change / item["t"])
        assert item["shares_after"] == {
            "base": 260,
            "against": 130,
            "middle": 0,
            "in_favour": 130,
            "against_share": 0.5,
            "middle_share": 0.0,
            "in_favour_share": 0.5,
        }


def test_a_tiny_p_is_never_printed_as_nought(client, wards):
    poll = make_finished_poll({wards[0]: (190, 10), wards[1]: (190, 10)})
    publish(poll)

    files = unzipped(client.get(address(poll, "report_tables", freeze(poll=poll).edition)))

    rows = csv_of(files, "report-items.csv")
    assert [(row["p"], row["stars"]) for row in rows] == [("<0.001", "***")] * 2
    assert float(rows[0]["p_exact"]) > 0


def test_everybody_moving_alike_is_not_testable(client, wards):
    poll = make_poll("closed", [a_scale(1, code="q")])
    answer_all(poll, [(wards[0], "25-34", both({"q": 5}, {"q": 6}))] * 60)
    publish(poll)

    page = client.get(address(poll)).content.decode()

    item = FrozenReport.objects.get().figures["items"][0]
    assert (item["p"], item["interval"], item["verdict"]) == ("", None, "untestable")
    assert "not testable" in page


def test_it_says_what_it_cannot_support(poll):
    figures = work_out(poll).figures

    words = [limit_in_words(limit) for limit in figures["limits"]]

    assert any("There was no comparison group" in text for text in words)
    assert any("Self-selected: everybody here chose to take part" in text for text in words)
    assert any("2 questions were tested" in text for text in words)
    assert any(
        "under 10 people" in rule or "fewer than 10" in rule for rule in rules_in_words(figures)
    )


def test_it_says_which_answers_closed_before_their_day(poll):
    at = poll.after_closes_at - timedelta(hours=5)
    poll.overrides.create(stage="after", act="close", at=at, reason="The hall shut.")
    figures = work_out(DeliberativePollPage.objects.get(pk=poll.pk)).figures

    assert figures["dates"]["after_closed"] == at.isoformat()
    assert "Second answers closed before the day that people were told. Why: The hall shut." in [
        limit_in_words(limit) for limit in figures["limits"]
    ]


def test_groups_are_all_shown_or_none(wards):
    poll = make_poll("closed", [a_scale(1, code="q")])
    old, young = "65-74", "16-24"
    rows = [(wards[0], young, both({"q": n % 5}, {"q": 5 + n % 3})) for n in range(40)]
    rows += [(wards[0], old, both({"q": n % 3}, {"q": 9 - n % 2})) for n in range(9)]
    answer_all(poll, rows)

    assert work_out(poll).figures["subgroups"] == []

    answer_all(poll, [(wards[0], old, both({"q": 4}, {"q": 5}))])
    [by_age] = work_out(poll).figures["subgroups"]
    assert [(row["group"], row["n"]) for row in by_age["items"][0]["rows"]] == [
        ("16 to 34", 40),
        ("65 and over", 10),
    ]


def test_a_small_group_of_one_mind_is_not_given_away(wards):
    poll = make_poll("closed", [a_scale(1, code="q")])
    answer_all(poll, [(wards[0], "16-24", both({"q": n % 5}, {"q": 5 + n % 3})) for n in range(40)])
    answer_all(poll, [(wards[0], "65-74", both({"q": 5}, {"q": n % 9})) for n in range(12)])

    assert work_out(poll).figures["subgroups"] == []


def test_sensitive_questions_are_never_shown_by_group(wards):
    item = a_scale(1, code="q", sensitivity=Item.Sensitivity.SENSITIVE)
    poll = make_finished_poll({wards[0]: (60, 40), wards[1]: (50, 50)}, items=[item])

    figures = work_out(poll).figures

    assert figures["items"][0]["n"] == 200
    assert figures["subgroups"] == []


def test_who_left_is_set_beside_who_stayed(wards):
    poll = make_poll("closed", [a_scale(1, code="q")])
    stayed = [(wards[0], "25-34", both({"q": n % 7}, {"q": 5})) for n in range(60)]
    left = [(wards[0], "65-74", {Wave.BEFORE: {"q": 4 + n % 7}}) for n in range(20)]
    answer_all(poll, stayed + left)

    attrition = work_out(poll).figures["attrition"]

    assert (attrition["assigned"], attrition["stayed"], attrition["share"]) == (80, 60, 0.75)
    assert attrition["interval"] == pytest.approx([0.6452, 0.8319], abs=1e-4)
    [row] = attrition["items"]
    assert (row["stayed_n"], row["left_n"]) == (60, 20)
    assert row["difference"] == pytest.approx(174 / 60 - 137 / 20)
    assert row["p"] == "<0.001"
    words = [limit_in_words(limit) for limit in work_out(poll).figures["limits"]]
    assert any("had answered differently from the start" in text for text in words)
    assert any("Only 75% of those" in text for text in words)


def test_few_who_left_are_not_described(wards):
    poll = make_poll("closed", [a_scale(1, code="q")])
    answer_all(poll, [(wards[0], "25-34", both({"q": n % 7}, {"q": 5})) for n in range(60)])
    answer_all(poll, [(wards[0], "65-74", {Wave.BEFORE: {"q": 9}})] * 4)

    figures = work_out(poll).figures

    assert figures["attrition"]["items"][0]["left_n"] == "c"
    assert figures["items"][0]["all_before"] == "c"
    assert "9.0" not in json.dumps(figures["attrition"])


def test_what_was_asked_once_and_from_lists_is_there(client, wards):
    items = [
        a_scale(1, code="q"),
        a_scale(2, code="fair", wording="Was the material balanced?", is_paired=False),
        a_list("Bus", "Car", code="way", wording="How do you travel?"),
    ]
    poll = make_poll("closed", items)
    bus, car = Item.objects.get(page=poll, code="way").options.all()
    answer_all(
        poll,
        [
            (
                wards[0],
                "25-34",
                both(
                    {"q": n % 7, "way": car},
                    {"q": 5, "fair": 6 + n % 4, "way": bus if n < 24 else car},
                ),
            )
            for n in range(60)
        ],
    )
    publish(poll)

    page = client.get(address(poll)).content.decode()

    figures = FrozenReport.objects.get().figures
    [fair] = figures["evaluation"]
    assert (fair["n"], fair["mean"]) == (60, 7.5)
    [way] = figures["lists"]
    assert [(one["label"], one["n"]) for one in way["waves"]["after"]["answers"]] == [
        ("Bus", 24),
        ("Car", 36),
    ]
    assert [question["wording"] for question in figures["questionnaire"]] == [
        item.wording for item in items
    ]
    for text in ("Was the material balanced?", "How do you travel?", "Asked the second time only"):
        assert text in page


def test_fewer_than_ten_pairs_show_nothing(client, wards):
    poll = make_poll("closed", [a_scale(1, code="q", wording="Close the streets")])
    answer_all(poll, [(wards[0], "25-34", both({"q": 2}, {"q": 9}))] * 9)
    publish(poll)

    page = client.get(address(poll)).content.decode()

    assert "no figures are shown" in page
    item = FrozenReport.objects.get().figures["items"][0]
    assert set(item) == {"code", "wording", "low", "high", "n"}
    assert item["n"] == "c"


# ---- as data --------------------------------------------------------------------------------


def test_json_and_tables_hold_the_same_figures(client, poll):
    publish(poll)
    client.get(address(poll))

    whole = json.loads(client.get(address(poll, "report_data", 1)).content)
    files = unzipped(client.get(address(poll, "report_tables", 1)))

    assert json.loads(files["report.json"]) == whole
    assert whole["report"]["snapshot"] == FrozenReport.objects.get().snapshot
    for row, item in zip(csv_of(files, "report-items.csv"), whole["figures"]["items"], strict=True):
        assert float(row["change"]) == item["change"]
        assert [float(row["low"]), float(row["high"])] == item["interval"]
    described = {(row["file"], row["name"]) for row in csv_of(files, "report-codebook.csv")}
    for name, content in files.items():
        if name.endswith(".csv") and name != "report-codebook.csv":
            header = content.decode("utf-8-sig").splitlines()[0].split(",")
            assert {(name, column) for column in header} <= described


def test_public_export_carries_the_report(poll):
    publish(poll)

    files = make_export(
        poll=poll, audience="public", format="csv", purpose="A test", by_words="a test"
    ).files

    manifest = json.loads(files["manifest.json"])
    assert {"report.json", "report-items.csv"} <= set(files)
    assert set(manifest["files"]) == set(files) - {"manifest.json"}
    assert "report-items.csv" in files["README.txt"].decode()


def test_analysts_have_what_is_kept_back_in_public(wards):
    poll = make_poll("closed", [a_scale(1, code="q")])
    answer_all(poll, [(wards[0], "25-34", both({"q": 2}, {"q": 9}))] * 3)

    files = make_export(
        poll=poll, audience="pseudonymous", format="csv", purpose="A test", by_words="a test"
    ).files

    everybody = csv_of(files, "figures.csv")[0]
    assert (everybody["group"], everybody["n_pairs"], everybody["paired_mean_change"]) == (
        "All",
        "3",
        "7.0",
    )
    assert (everybody["t"], everybody["p"]) == ("", "")
    assert "do not publish" in files["README.txt"].decode()
