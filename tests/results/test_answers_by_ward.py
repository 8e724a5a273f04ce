"""A questionnaire ward by ward: what may be seen adds up, and gives nobody away."""

import csv
import io
import json
import zipfile
from collections import Counter

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.disclosure import SUPPRESSED, Sensitivity
from consultations.models import ConsultationPage
from polls.models import QuestionnairePage
from results.answers_by_ward import tabulate
from results.by_ward import OTHERS
from results.publication import MAY_PREVIEW
from tests.consultations.factories import make_consultation
from tests.panel.factories import make_ward
from tests.polls.factories import a_list, a_scale, make_officer, make_questionnaire
from tests.results.factories import answer_all

LABELS = ("support", "oppose", "unsure")


def counted(*wards):
    return {
        number: Counter(dict(zip(LABELS, cells, strict=True)))
        for number, cells in enumerate(wards, 1)
    }


@pytest.mark.once
def test_the_audited_table_of_four_wards():
    """E4.12: one small cell, and the fewest others with it."""
    counts = counted((34, 22, 14), (41, 18, 7), (52, 30, 21), (29, 16, 15))
    table = tabulate(LABELS, counts, frozenset(), 10, Sensitivity.STANDARD)
    assert table.rows == ("4", "2", "1", "3")
    assert table.row_totals == (60, 66, 70, 103) and table.column_totals == (156, 86, 57)
    hidden = {
        (row, label)
        for row in table.rows
        for label in LABELS
        if table.cell(row, label) == SUPPRESSED
    }
    assert hidden == {(ward, label) for ward in ("2", "4") for label in ("oppose", "unsure")}


@pytest.mark.once
def test_small_wards_are_together_and_none_of_them_is_told_by_a_nought():
    counts = counted((5, 3, 0), (12, 9, 0), (30, 20, 10), (40, 30, 20), (50, 40, 30))
    table = tabulate(LABELS, counts, frozenset({1}), 10, Sensitivity.STANDARD)
    # Of the first two nobody was unsure: the next smallest joins them.
    assert set(table.rows) == {"4", "5", OTHERS}
    assert table.row_total(OTHERS) == 29 + 60
    assert tabulate(LABELS, counted((9, 9, 9)), frozenset(), 10, Sensitivity.STANDARD) is None


@pytest.mark.once
@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 40)] * 3), min_size=1, max_size=4))
def test_what_is_shown_adds_up_and_leaves_no_small_count(cells):
    counts = counted(*cells)
    small = frozenset(ward for ward, said in counts.items() if said.total() < 10)
    table = tabulate(LABELS, counts, small, 10, Sensitivity.STANDARD)
    if table is None:
        return
    assert table.total == sum(map(sum, cells))
    assert list(table.column_totals) == [sum(column) for column in zip(*cells, strict=True)]
    assert sum(table.row_totals) == table.total and min(table.row_totals) >= 30
    shown = [cell for row in table.cells for cell in row if cell != SUPPRESSED]
    assert all(cell == 0 or cell >= 10 for cell in shown)


@pytest.fixture
def page(db):
    """Wards of 70, 45, 26 and 7, and 25 people whose ward is not known."""
    page = make_questionnaire(
        [
            a_list("Yes", "No", code="q"),
            a_list("X", "Y", code="own", sensitivity="sensitive"),
            a_scale(1, code="led", asked_if="q = 1"),
        ],
        opens_at="2026-01-01T12:00Z",
        closes_at="2026-01-02T12:00Z",
        parent=make_consultation(),
    )
    yes, no = page.items.get(code="q").options.all()
    said = {"Ash": (40, 30), "Birch": (4, 3), "Cedar": (25, 20), "Dale": (14, 12)}
    of_wards = [(make_ward(name=name), counts) for name, counts in said.items()]
    rows = [
        (ward, "", {"only": {"q": answer, "own": "-8", "led": "-8"}})
        for ward, counts in [*of_wards, (None, (10, 15))]
        for answer, count in zip((yes, no), counts, strict=True)
        for _person in range(count)
    ]
    answer_all(page, rows)
    return page


def zip_of(answer) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(answer.content))


def test_where_nothing_may_be_shown_by_ward_no_file_says_it(client, page):
    ConsultationPage.objects.update(results_published_at="2026-01-03T12:00Z")
    page.items.filter(code="q").update(asked_if="own = 1")
    page = QuestionnairePage.objects.get(pk=page.pk)
    package = zip_of(client.get(f"/results/{page.pk}/public.csv.zip"))
    assert not [name for name in package.namelist() if name.startswith("by-ward")]
    answer = client.get(f"/api/v1/results/{page.pk}/by-ward.csv")
    assert answer.status_code == 404 and "by ward" in answer.json()["error"]


def test_wards_are_shown_once_results_are_out(client, page, django_assert_max_num_queries):
    address, file = reverse("results:by_ward", args=[page.pk]), f"/results/{page.pk}/by-ward.csv"
    assert client.get(address).status_code == client.get(file).status_code == 404
    client.force_login(make_officer(MAY_PREVIEW))
    assert client.get(address).context["is_preview"]
    client.logout()
    ConsultationPage.objects.update(results_published_at="2026-01-03T12:00Z")
    assert address in client.get(f"/results/{page.pk}/").text
    with django_assert_max_num_queries(12):
        shown = client.get(address)
    assert [item.code for item in shown.context["items"]] == ["q"]  # put to all, not sensitive
    text = client.get(file).content.decode("utf-8-sig")
    rows = [tuple(row.values()) for row in csv.DictReader(io.StringIO(text))]
    found = {(row[1], row[4]): row[5:] for row in rows}
    others = "The other wards and unknown ones together"
    assert found["Whole area", "Yes"] == ("93", "53.8", "173")
    assert found["Ash", "Yes"] == ("40", "57.1", "70")
    assert found["Cedar", "No"] == ("20", "44.4", "45")
    # Of Birch, with 7, not even the base; those of unknown ward are company enough for it.
    assert found["Birch", "Yes"] == ("c", "c", "c")
    assert found["Dale", "Yes"] == ("c", "c", "26")
    assert found[others, "Yes"] == ("28", "48.3", "58")
    assert ">7<" not in shown.text
    for format, read in (("csv", None), ("json", json.loads)):
        package = zip_of(client.get(f"/results/{page.pk}/public.{format}.zip"))
        of_api = client.get(f"/api/v1/results/{page.pk}/by-ward.{format}")
        same = package.read(f"by-ward.{format}")
        assert of_api.content == same
        assert "by-ward-codebook.csv" in package.namelist()
        assert f"by-ward.{format}: questions by ward" in package.read("README.txt").decode()
        if read:
            assert [tuple(map(str, row.values())) for row in read(same)["rows"]] == rows
        else:
            assert same == client.get(file).content
    QuestionnairePage.objects.update(closes_at="2099-01-01T12:00Z")
    client.force_login(make_officer(MAY_PREVIEW, email="other@example.org"))
    assert client.get(address).status_code == client.get(file).status_code == 404
