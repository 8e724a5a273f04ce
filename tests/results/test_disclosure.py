"""What must stay hidden is nowhere: not on the page, not in its source, not in a file."""

import csv
import io
import itertools
import re

import pytest
from django.urls import reverse

from analysis.disclosure import SUPPRESSED
from polls.models import Item
from results.by_ward import Frame, hidden_bases, share_by_ward
from results.exports.making import make_export
from results.reports import report_of
from tests.panel.factories import make_council, make_ward
from tests.polls.factories import a_scale, make_poll
from tests.results.factories import answer_all, both, make_finished_poll, publish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def council():
    return make_council(suppression_threshold=10)


def page_of(client, poll):
    return client.get(reverse("results:poll", args=[poll.pk])).content.decode()


def texts_of(html):
    """Every number that stands alone in the source, as text or as a whole attribute."""
    return set(re.findall(r'[>"](\d+)[<"]', re.sub(r"<svg.*?</svg>", "", html, flags=re.S)))


def public_rows(poll):
    files = make_export(
        poll=poll, audience="public", format="csv", purpose="A test", by_words="a test"
    ).files
    return list(csv.DictReader(io.StringIO(files["data.csv"].decode("utf-8-sig"))))


# ---- E4.11


def test_a_small_ward_takes_the_next_smallest_with_it(client):
    names = {"Ash": 64, "Birch": 8, "Cedar": 41, "Dale": 12}
    wards = {name: make_ward(name=name) for name in names}
    poll = make_finished_poll({wards[name]: (n // 2, n - n // 2) for name, n in names.items()})
    report = report_of(publish(poll))
    html = page_of(client, poll)

    assert report.flow.both == 125
    assert {name: report.ward_bases[ward.pk] for name, ward in wards.items()} == {
        "Ash": 64,
        "Birch": SUPPRESSED,
        "Cedar": 41,
        "Dale": SUPPRESSED,
    }
    assert {row["area_name"]: row["people"] for row in public_rows(poll)} == {
        "Whole area": "125",
        "Ash": "64",
        "Birch": "c",
        "Cedar": "41",
        "Dale": "c",
    }
    assert {"64", "125"} <= texts_of(html)
    assert not {"8", "12"} & texts_of(html)
    for name in ("Birch", "Dale"):
        page = client.get(wards[name].get_absolute_url()).content.decode()
        assert "too few people took part here" in page
        assert not {"8", "12", "117", "113"} & texts_of(page)


# ---- E4.12


def test_a_two_way_table_cannot_be_worked_out(client):
    """Rows are wards and columns ages; the cell of 7 and the cheapest that keep it hidden."""
    counts = {
        "Ash": (34, 22, 14),
        "Birch": (41, 18, 7),
        "Cedar": (52, 30, 21),
        "Dale": (29, 16, 15),
    }
    ages = ("25-34", "50-64", "75+")
    poll = make_poll("closed", [a_scale(1)])
    rows = []
    for name, cells in counts.items():
        ward = make_ward(name=name)
        for age, n in zip(ages, cells, strict=True):
            rows += [(ward, age, both({"q1": 4}, {"q1": at % 11})) for at in range(n)]
    answer_all(poll, rows)
    table = report_of(publish(poll)).took_part
    html = page_of(client, poll)

    shown = {name: cells for name, cells, _total in table.rows}
    assert shown["Birch"] == (41, "c", "c")
    assert [total for _name, _cells, total in table.rows] == [70, 66, 103, 60]
    assert (table.column_totals, table.total) == ((156, 86, 57), 299)
    # The same two columns of Dale, 16 and 15, keep them company: nothing cheaper leaves a doubt of
    # ten everywhere. Ash's 22 and 14 would do as well, and hide five people more.
    assert shown["Dale"] == (29, "c", "c")
    assert (shown["Ash"], shown["Cedar"]) == (counts["Ash"], counts["Cedar"])
    section = html[
        html.index("People who took part, by area") : html.index("c: kept back to protect")
    ]
    assert not {"7", "18"} & texts_of(section)
    assert "41" in texts_of(section)


# ---- wards, by brute force


def test_hidden_wards_stay_in_doubt_whatever_is_subtracted():
    """For many councils of six wards: what is shown leaves every hidden ward uncertain by T."""
    threshold = 10
    sizes = (3, 12, 31, 35, 60, 90)
    shares = (0.1, 0.34, 0.5, 0.97, 1.0)
    tried = 0
    for start, step in itertools.product(range(len(shares)), range(1, 4)):
        bases = dict(enumerate(sizes, start=1))
        chosen = {
            ward: round(n * shares[(start + ward * step) % len(shares)])
            for ward, n in bases.items()
        }
        without = hidden_bases([bases], dict.fromkeys(bases, "all"), threshold)
        found = share_by_ward(chosen, Frame(tuple(bases), bases, without, threshold))
        hidden = [ward for ward in bases if not found[ward].is_shown]
        if len(hidden) == len(bases):
            continue
        tried += 1
        together = sum(chosen[ward] for ward in hidden)
        against = sum(bases[ward] - chosen[ward] for ward in hidden)
        assert not hidden or min(together, against) >= threshold
        assert sum(bases[ward] for ward in without) >= threshold
        for ward, base in bases.items():
            if ward in without:
                assert found[ward].base == SUPPRESSED
            if found[ward].is_shown:
                cells = (chosen[ward], base - chosen[ward])
                assert not [cell for cell in cells if 0 < cell < threshold]
                assert base >= 50 or 0 not in cells
    assert tried >= 5


def test_area_totals_do_not_give_a_lonely_ward_away():
    bases = {1: 4, 2: 40, 3: 50, 4: 60, 5: 70}
    areas = {1: "North", 2: "North", 3: "North", 4: "South", 5: "South"}

    assert hidden_bases([bases], areas, 10) == {1, 2}


def test_a_ward_hidden_in_one_item_is_hidden_in_all():
    took_part, one, other = {1: 11, 2: 40, 3: 50}, {1: 9, 2: 40, 3: 50}, {1: 11, 2: 39, 3: 50}

    assert hidden_bases([took_part, one, other], dict.fromkeys((1, 2, 3), "all"), 10) == {1, 2}


def test_a_sensitive_item_is_never_shown_by_ward(client):
    ward = make_ward(name="Ash")
    items = [a_scale(1, sensitivity=Item.Sensitivity.SENSITIVE), a_scale(2)]
    poll = make_finished_poll({ward: (60, 60), make_ward(name="Cedar"): (60, 60)}, items=items)
    sensitive, standard = report_of(poll).items

    assert not sensitive.shows_wards
    assert standard.shows_wards
    shown = {(row["item"], row["area_name"]): row["after_for_percent"] for row in public_rows(poll)}
    assert shown[sensitive.code, "Ash"] == "c"
    assert shown[standard.code, "Ash"] == "50.0"


def test_a_ward_of_one_mind_is_hidden(client):
    wards = [make_ward(name=name) for name in ("Ash", "Birch", "Cedar")]
    poll = make_finished_poll({wards[0]: (40, 0), wards[1]: (50, 50), wards[2]: (70, 40)})
    found = report_of(poll).items[0]

    assert found.ward(wards[0].pk).share == SUPPRESSED
    # 90 against 0 and 40 of the others would still be 0 of Ash: another keeps it company.
    assert [ward.is_shown for ward in found.wards_after] == [False, False, True]


def test_base_rules_of_wards():
    wards = [make_ward(name=name) for name in ("Ash", "Birch", "Cedar", "Dale")]
    poll = make_finished_poll(
        {wards[0]: (14, 15), wards[1]: (15, 15), wards[2]: (25, 25), wards[3]: (60, 40)}
    )
    found = {ward.name: report_of(poll).items[0].ward(ward.pk) for ward in wards}

    assert (found["Ash"].base, found["Ash"].share) == (29, SUPPRESSED)
    assert (found["Birch"].base, found["Birch"].share, found["Birch"].is_small) == (30, 0.5, True)
    assert (found["Cedar"].share, found["Cedar"].is_small) == (0.5, False)


def test_few_people_give_no_figures(client):
    poll = publish(make_finished_poll({make_ward(): (5, 4)}))
    html = page_of(client, poll)

    assert "Fewer than 10 people answered both times" in html
    assert "Fewer than 10 people took part" in html
    assert not {"5", "4", "9"} & texts_of(html)
    figures = {
        value
        for row in public_rows(poll)
        for name, value in row.items()
        if name.endswith(("people", "mean", "change", "percent", "for", "against"))
    }
    assert figures <= {"c", ""}


def test_a_small_do_not_know_is_kept_back():
    poll = make_poll("closed", [a_scale(1)])
    ward = make_ward()
    rows = [(ward, "35-49", both({"q1": at % 11}, {"q1": at % 11})) for at in range(60)]
    rows += [(ward, "35-49", both({"q1": "-8"}, {"q1": 5}))] * 3
    rows += [(ward, "35-49", both({"q1": 5}, {"q1": "-8"}))] * 20
    answer_all(poll, rows)
    item = report_of(poll).items[0]

    assert (item.unsure_before, item.unsure_after) == (SUPPRESSED, SUPPRESSED)
    # 63 gave a number afterwards, 60 of them a pair: subtraction would tell of the three alone.
    assert item.n_pairs == 60
    assert item.alone_after.n == SUPPRESSED
    assert item.alone_before.n == 80
