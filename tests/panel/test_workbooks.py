"""Lists of people in Excel workbooks: the same rules as for CSV, and no tricks."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest

from core.refusals import Refused
from panel.births import born_on
from panel.importing import check_members, import_members
from panel.joining import leave_panel
from panel.models import Membership
from panel.workbooks import rows_of_workbook
from tests.panel.factories import BRISTOL, make_council, make_edition, make_ward

HEAD = ["E-mail", "Postcode", "Date of birth", "Age band", "Source", "Remarks"]


@pytest.fixture(autouse=True)
def places(db):
    make_council()
    make_edition(BS56XX=(BRISTOL, make_ward().code, ""))


def workbook(*rows, sheets=1):
    book = openpyxl.Workbook()
    for _more in range(sheets - 1):
        book.create_sheet()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def test_a_workbook_is_read_as_its_csv_would_be_and_twice_changes_nothing():
    file = workbook(
        HEAD,
        ["Maya@Example.org", "bs5 6xx", dt.datetime(1984, 3, 27), None, "Event"],
        [],
        ["sam@example.org", "BS5 6XX", 1980, None, None, "x"],
        ["lee@example.org", "BS5 6XX", None, "65-74", "invitation"],
    )
    report = import_members(file=file, file_name="list.xlsx")
    assert (report.new, report.faults, report.unread) == (3, [], ["Remarks"])
    found = {one.user.email: one for one in Membership.objects.select_related("user")}
    assert born_on(found["maya@example.org"].user) == dt.date(1984, 3, 27)
    assert [found[f"{name}@example.org"].source for name in ("maya", "sam", "lee")] == [
        "event",
        "imported",
        "invitation",
    ]
    again = import_members(file=file, file_name="list.xlsx")
    assert (again.new, again.already, Membership.objects.count()) == (0, 3, 3)
    leave_panel(found["maya@example.org"].user)  # who came by the list under another source
    assert import_members(file=file, file_name="list.xlsx").new == 0


def test_faults_are_told_by_the_row_of_the_sheet_and_nothing_is_imported():
    file = workbook(
        HEAD,
        ["maya@example.org", "BS5 6XX", None, "35-49"],
        [],
        ["=HYPERLINK(1)", "BS5 6XX", None, "35-49"],
        ["sam@example.org", "BS5 6XX", None, "35-49", "a friend"],
        ["lee@example.org", "BS5 6XX", None, "35-49", "", "", "too wide"],
    )
    report = import_members(file=file, file_name="list.xlsx")
    assert report.faults == [
        (4, "A cell begins with =, which a spreadsheet takes for a formula."),
        (
            5,
            "“a friend” is no way to come to a panel. There are: open, invitation, event, "
            "referral, imported.",
        ),
        (6, "It has 7 columns, and the first line has 6."),
    ]
    assert not Membership.objects.exists()


def with_entities():
    file = io.BytesIO()
    with zipfile.ZipFile(workbook(HEAD)) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if "sheet1" in name:
                text = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>' + text
            target.writestr(name, text)
    return file


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (lambda: workbook(HEAD, sheets=2), "The workbook has the sheets Sheet, Sheet1."),
        (lambda: workbook(["Name", "Town"]), "must name the columns e-mail and postcode"),
        (workbook, "must name the columns e-mail and postcode"),
        (lambda: io.BytesIO(workbook(HEAD).getvalue()[:900]), "This workbook cannot be read"),
        (with_entities, "This workbook cannot be read"),
    ],
)
def test_what_is_no_such_workbook_is_refused_in_words(file, words):
    with pytest.raises(Refused) as refusal:
        check_members(file())
    assert words in str(refusal.value)


def test_a_workbook_that_would_fill_the_memory_is_refused_unread(monkeypatch):
    monkeypatch.setattr("panel.workbooks.LARGEST", 1_000)
    with pytest.raises(Refused, match="too large"):
        list(rows_of_workbook(workbook(HEAD)))
