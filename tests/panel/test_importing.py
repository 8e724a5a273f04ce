"""An existing panel from a spreadsheet's list: all or nothing, and every fault by its line."""

import datetime as dt
import hashlib
import io
import re

import pytest
from django.contrib.auth.models import Permission
from django.core import mail as outbox
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import ModelLogEntry

from core.refusals import Refused
from panel import importing, mail
from panel.ages import band_of_birth, band_of_range
from panel.households import household_key
from panel.importing import BATCH, check_members, import_members
from panel.joining import join_panel, leave_panel
from panel.models import DepartedAddress, MemberImport, Membership, User
from tests.panel.factories import (
    BRISTOL,
    make_council,
    make_edition,
    make_membership,
    make_user,
    make_ward,
)

HEAD = "E-mail,Postcode,Age band\n"


@pytest.fixture(autouse=True)
def easton(db):
    make_council()
    ward = make_ward(name="Easton", code="E05010896")
    make_edition(
        BS56XX=(BRISTOL, ward.code, ""),
        BS56XY=(BRISTOL, ward.code, "201803"),
        BS371AA=("E06000025", "E05012142", ""),
        BS10ZZ=(BRISTOL, "", ""),
    )
    return ward


def listing(text):
    return io.BytesIO(text.encode() if isinstance(text, str) else text)


def bring(text, **options):
    return import_members(file=listing(text), file_name="panel.csv", **options)


def test_a_row_becomes_a_member_whose_address_nobody_was_told_of(easton):
    report = bring(
        "Postcode,Phone, AGE BAND ,E-mail,Joined,Display name,Address line 1\n"
        "bs56xx,+44 117,35 to 49,Maya@Example.org,31/01/2024,Maya,14A High Street\n"
    )
    member = Membership.objects.get()
    assert (member.user.email, member.user.display_name, member.user.is_staff) == (
        "maya@example.org",
        "Maya",
        False,
    )
    assert (member.status, member.source, member.postcode, member.ward, member.age_band) == (
        "active",
        "imported",
        "BS5 6XX",
        easton,
        "35-49",
    )
    assert timezone.localdate(member.joined_at) == dt.date(2024, 1, 31)
    assert member.household == household_key("Flat A, 14", "BS5 6XX")
    assert (report.new, report.unread, report.is_written) == (1, ["Phone"], True)
    assert outbox.outbox == []


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (",BS5 6XX,35-49", "It has no e-mail address."),
        ("maya@,BS5 6XX,35-49", "“maya@” is not an e-mail address."),
        ("maya@example.org,BS5,35-49", "“BS5” is not a full postcode."),
        ("maya@example.org,,35-49", "“” is not a full postcode."),
        ("maya@example.org,BS99 9AA,35-49", "BS99 9AA is not in the postcode file."),
        ("maya@example.org,BS37 1AA,35-49", "BS37 1AA is in South Gloucestershire."),
        (
            "maya@example.org,BS1 0ZZ,35-49",
            "BS1 0ZZ has no ward: a PO box or a large organisation.",
        ),
        ("maya@example.org,BS5 6XX,0-15", "Under 16, the lowest age of the panel."),
        ("maya@example.org,BS5 6XX,", "It has no age band, age, year or date of birth."),
        ("maya@example.org,BS5 6XX", "It has 2 columns, and the first line has 3."),
        ("maya@example.org,BS5 6XX,35-49,x", "It has 4 columns, and the first line has 3."),
        (
            "=HYPERLINK(1)@example.org,BS5 6XX,35-49",
            "A cell begins with =, which a spreadsheet takes for a formula.",
        ),
        (
            "maya\x00@example.org,BS5 6XX,35-49",
            "A cell has a line break or a character that cannot be seen.",
        ),
        (
            'maya@example.org,"BS5\n6XX",35-49',
            "A cell has a line break or a character that cannot be seen.",
        ),
        (f"{'m' * 250}@example.org,BS5 6XX,35-49", "A cell has more than 200 characters."),
    ],
)
def test_a_fault_is_told_by_its_line_and_nobody_is_imported(row, words):
    text = f"{HEAD}sam@example.org,BS5 6XX,25-34\n\n{row}\nlee@example.org,BS5 6XX,25-34\n"
    report = bring(text)
    assert report.faults == [(4, words)]
    assert (report.is_written, User.objects.count(), MemberImport.objects.count()) == (False, 0, 0)


def test_every_fault_of_a_row_is_told_at_once():
    report = check_members(listing(HEAD + "maya,BS5,old\n"))
    assert [words for _line, words in report.faults] == [
        "“BS5” is not a full postcode.",
        "“maya” is not an e-mail address.",
        "“old” is no age band. Ours are 16-24, 25-34, 35-49, 50-64, 65-74, 75+.",
    ]


def test_lines_are_counted_past_line_breaks_within_cells():
    report = check_members(
        listing(
            "E-mail,Postcode,Age band,Remarks\r\n"
            'sam@example.org,BS5 6XX,25-34,"two\r\nlines"\r\n'
            "maya,BS5 6XX,25-34,\r\n"
        )
    )
    assert (report.new, report.faults) == (1, [(4, "“maya” is not an e-mail address.")])


def test_faulty_rows_are_left_out_when_asked_for():
    report = bring(HEAD + "maya,BS5 6XX,35-49\nsam@example.org,BS5 6XX,25-34\n", skip_faulty=True)
    assert (report.new, report.faulty_lines, report.is_written) == (1, 1, True)
    assert [m.user.email for m in Membership.objects.all()] == ["sam@example.org"]
    record = MemberImport.objects.get()
    assert (record.imported, record.already, record.left_out) == (1, 0, 1)


def test_an_address_counts_once_in_a_file():
    report = check_members(
        listing(HEAD + "maya@example.org,BS5 6XX,35-49\nMAYA@example.org,BS5 6XX,25-34\n")
    )
    assert report.faults == [(3, "The same e-mail address as in line 2.")]


def test_the_same_list_again_changes_nothing():
    text = HEAD + "maya@example.org,BS5 6XX,35-49\nsam@example.org,BS5 6XX,25-34\n"
    bring(text)
    before = list(Membership.objects.values()), list(User.objects.values())
    again = bring(text.replace("25-34", "75+"))
    assert (again.new, again.already, len(again.notes)) == (0, 2, 2)
    assert (list(Membership.objects.values()), list(User.objects.values())) == before
    assert MemberImport.objects.count() == 1


def test_a_member_who_joined_themselves_stays_as_they_are():
    make_membership(user=make_user(email="maya@example.org"), age_band="75+")
    report = bring(HEAD + "maya@example.org,BS5 6XX,35-49\n")
    assert report.notes == [(2, "A member already. They stay as they are.")]
    member = Membership.objects.get()
    assert (member.age_band, member.source) == ("75+", "open")


def test_an_account_that_never_joined_becomes_a_member():
    user = make_user(email="maya@example.org")
    assert bring(HEAD + "maya@example.org,BS5 6XX,35-49\n").new == 1
    assert Membership.objects.get().user == user


@pytest.mark.parametrize("fields", [{"is_staff": True}, {"is_active": False}])
def test_neither_staff_nor_closed_accounts_are_imported(fields):
    make_user(email="nadia@example.org", **fields)
    report = bring(HEAD + "nadia@example.org,BS5 6XX,35-49\n")
    assert report.faults == [
        (2, "The address of staff, or of a closed account. It cannot be a member’s.")
    ]
    assert Membership.objects.count() == 0


def test_who_left_is_not_brought_back_by_an_old_list_but_may_come_back(easton):
    text = HEAD + "maya@example.org,BS5 6XX,35-49\n"
    bring(text)
    leave_panel(User.objects.get())
    assert Membership.objects.get().household == ""
    report = bring(text)
    assert report.notes == [
        (2, "Left since an earlier import, or has another address. They can join themselves.")
    ]
    assert (report.new, Membership.objects.active().count()) == (0, 0)
    join_panel(
        user=make_user(email="maya@example.org"),
        postcode="BS5 6XX",
        ward=easton,
        ward_source="postcode",
        age_band="35-49",
    )
    assert DepartedAddress.objects.count() == 0


def test_who_came_by_a_list_reads_what_is_kept_before_they_leave(client):
    for source, reads_it in (("imported", True), ("open", False)):
        client.force_login(make_membership(source=source).user)
        assert ("We keep a code made from your address" in client.get("/account/leave/").text) is (
            reads_it
        )


def test_who_joined_themselves_leaves_no_trace_of_their_address():
    leave_panel(make_membership().user)
    assert DepartedAddress.objects.count() == 0


def test_who_stopped_our_mail_gets_none_as_a_member():
    user = make_user(email="maya@example.org")
    mail.stop(user)
    leave_panel(user)
    bring(HEAD + "maya@example.org,BS5 6XX,35-49\n")
    assert Membership.objects.get().wants_news is False


def test_an_ended_postcode_is_noted_and_gives_the_ward(easton):
    report = bring(HEAD + "maya@example.org,BS5 6XY,35-49\n")
    assert report.notes == [
        (2, "BS5 6XY ended in March 2018. It was in Easton, where the member is placed.")
    ]
    assert Membership.objects.get().ward == easton


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"", "must name the columns e-mail and postcode"),
        (b"E-mail,Age\nmaya@example.org,35\n", "must name the columns e-mail and postcode"),
        (b"E-mail,Postcode\n", "a column age band, age, year of birth or date of birth"),
        (b"E-mail,Email,Postcode,Age\n", "Two columns say the same: E-mail, Email."),
        (b"E-mail;Postcode;Age\n", "The columns are not separated by commas"),
        ("E-mail,Postcode,Age\n".encode("utf-16"), "This file is UTF-16."),
        (b"PK\x03\x04", "This workbook cannot be read"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "This file is .xls, or protected by a password."),
        (HEAD.encode() + "a,b,Zoë\n".encode("latin-1"), "Line 2 is not UTF-8"),
        (HEAD.encode() + b'a,b,"c\n' + b"x,y,z\n" * 3, "Line 2 cannot be read"),
        (HEAD.encode() + b"x" * 100_001, "Line 2 is too long"),
    ],
)
def test_a_file_that_is_no_such_list_is_refused_in_words(file, words):
    with pytest.raises(Refused) as refusal:
        check_members(listing(file))
    assert words in str(refusal.value)


def test_a_byte_order_mark_is_no_part_of_the_first_column():
    assert check_members(listing(b"\xef\xbb\xbf" + HEAD.encode())).faults == []


def test_names_fit_to_be_shown_alone_are_taken():
    head = "E-mail,Postcode,Age band,Display name\n"
    report = check_members(
        listing(
            head + "a@example.org,BS5 6XX,35-49,Bristol City Council\n"
            "b@example.org,BS5 6XX,35-49,Zoë O’Brien\n"
        )
    )
    assert report.new == 1
    assert report.faults[0].words.startswith("Display name: Choose another name.")


@pytest.mark.parametrize(
    "joined", ["tomorrow", "31/02/2024", "2124-01-01", "01/01/24", "1989-12-31"]
)
def test_a_day_on_which_nobody_joined_is_a_fault(joined):
    report = check_members(
        listing(f"E-mail,Postcode,Age,Joined\nmaya@example.org,BS5 6XX,35,{joined}\n")
    )
    assert "is no day on which somebody joined" in report.faults[0].words


TODAY = dt.date(2026, 11, 25)


@pytest.mark.parametrize(
    ("born", "band"),
    [
        ("2010-11-25", "16-24"),
        ("25/11/2001", "25-34"),
        ("26 November 2001", "16-24"),
        ("1951", "75+"),
        ("2009", "16-24"),
        ("1906-11-26 00:00:00", "75+"),
    ],
)
def test_a_date_or_year_of_birth_gives_the_band(born, band):
    assert band_of_birth(born, today=TODAY, lowest_age=16) == band


@pytest.mark.parametrize(
    ("born", "words"),
    [
        ("2010-11-26", "Under 16"),
        ("2010", "may be under 16: give the date of birth"),
        ("2011", "Under 16"),
        ("2027-01-01", "is no year or date of birth"),
        ("13/13/1980", "is no year or date of birth"),
        ("1800", "cannot be right"),
    ],
)
def test_a_birth_that_is_too_late_or_too_early_is_refused(born, words):
    with pytest.raises(Refused, match=words):
        band_of_birth(born, today=TODAY, lowest_age=16)


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("16-24", "16-24"),
        ("18 to 24", "16-24"),
        ("25 – 34", "25-34"),
        ("Aged 35-44", "35-49"),
        ("75+", "75+"),
        ("75 and over", "75+"),
        ("80 or older", "75+"),
    ],
)
def test_another_lists_band_is_taken_where_ours_holds_it(text, band):
    assert band_of_range(text, lowest_age=16) == band


@pytest.mark.parametrize("text", ["25-44", "65+", "45-64", "34-25", "old", "-", "0-15", "16-24-30"])
def test_a_band_that_ours_does_not_hold_is_refused(text):
    with pytest.raises(Refused):
        band_of_range(text, lowest_age=16)


def test_a_band_that_may_hold_people_who_are_too_young_is_refused():
    with pytest.raises(Refused, match="Under 18"):
        band_of_range("16-24", lowest_age=18)


@pytest.mark.parametrize(
    ("line", "other", "is_same"),
    [
        ("14A High Street", "flat a, 14", True),
        ("14", "014 High St.", True),
        ("Flat 2, 14", "14 flat 2", True),
        ("Rose Cottage", "ROSE  COTTAGE,", True),
        ("St John’s House", "St Johns house", True),
        ("14", "14a", False),
        ("14", "15", False),
        ("Rose Cottage", "Ivy Cottage", False),
    ],
)
def test_a_home_has_one_key_however_its_line_is_written(line, other, is_same):
    assert (household_key(line, "BS5 6XX") == household_key(other, "BS5 6XX")) is is_same


def test_a_home_without_a_line_has_no_key_and_another_postcode_is_another_home():
    assert household_key("  , ", "BS5 6XX") == ""
    assert household_key("14", "BS5 6XX") != household_key("14", "BS5 6XY")


# ---- the size of it ------------------------------------------------------------------------------


def people(number):
    return HEAD + "".join(f"p{n}@example.org,BS5 6XX,35-49\n" for n in range(number))


@pytest.mark.parametrize("rows", [1, 60])
def test_a_batch_asks_the_same_questions_whatever_it_holds(django_assert_num_queries, rows):
    check_members(listing(HEAD))
    with django_assert_num_queries(6):
        assert check_members(listing(people(rows))).new == rows


def test_a_list_longer_than_a_batch_is_imported_whole():
    assert bring(people(BATCH + 2)).new == BATCH + 2
    assert Membership.objects.active().count() == BATCH + 2


def test_a_fault_in_the_last_batch_keeps_the_first_one_out():
    bring(people(BATCH + 1) + "nobody,BS5 6XX,35-49\n")
    assert Membership.objects.count() == 0


def test_who_joins_while_a_list_is_written_keeps_the_whole_list_out(monkeypatch):
    really_write = importing.write

    def somebody_joins(newcomers, **by):
        make_membership(user=make_user(email=newcomers[-1].email))
        really_write(newcomers, **by)

    monkeypatch.setattr(importing, "write", somebody_joins)
    with pytest.raises(Refused, match="nothing was imported"):
        bring(people(3))
    assert Membership.objects.filter(source="imported").count() == 0


# ---- the command ---------------------------------------------------------------------------------


def command(tmp_path, text, *options):
    path, said = tmp_path / "panel.csv", io.StringIO()
    path.write_text(text)
    try:
        call_command("import_members", path, *options, stdout=said)
    except CommandError as error:
        return said.getvalue(), str(error)
    return said.getvalue(), ""


def test_the_command_says_what_it_would_do_and_does_it_when_told(tmp_path):
    text = HEAD + "maya@example.org,BS5 6XX,35-49\n"
    said, error = command(tmp_path, text)
    assert (error, Membership.objects.count()) == ("", 0)
    assert "Members to import: 1." in said
    assert "This was a dry run. Add --commit to import." in said
    said, error = command(tmp_path, text, "--commit")
    assert (error, Membership.objects.count()) == ("", 1)
    assert "Members imported: 1." in said
    assert ModelLogEntry.objects.get(action="panel.members_imported").data["imported"] == 1


def test_the_command_lists_faults_by_line_and_ends_in_failure(tmp_path):
    text = HEAD + "maya,BS5 6XX,35-49\nsam@example.org,BS5 6XX,25-34\n"
    for options in ([], ["--commit"]):
        said, error = command(tmp_path, text, *options)
        assert "Line 2: “maya” is not an e-mail address." in said
        assert error.startswith("Nothing was imported. Rows with faults: 1.")
    assert Membership.objects.count() == 0
    _said, error = command(tmp_path, text, "--commit", "--skip-faulty")
    assert (error, Membership.objects.count()) == ("", 1)


# ---- in the CMS ----------------------------------------------------------------------------------

IMPORT, LISTS = "/admin/import-members/", "/admin/memberimport/"


def staff(*codenames):
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    return user


def upload(client, text, **fields):
    file = SimpleUploadedFile("panel.csv", text.encode(), content_type="text/csv")
    return client.post(IMPORT, {"file": file, **fields})


def fingerprint(text):
    return hashlib.sha256(text.encode()).hexdigest()


def test_a_list_is_imported_by_permission_alone(client):
    text = HEAD + "maya@example.org,BS5 6XX,35-49\n"
    people = (
        None,
        make_membership().user,
        staff("view_membership", "view_memberimport"),
    )
    for user in people:
        client.logout()
        if user:
            client.force_login(user)
        assert client.get(IMPORT).status_code == 302
        assert upload(client, text, sha256=fingerprint(text)).status_code == 302
    assert Membership.objects.filter(source="imported").count() == 0
    assert IMPORT not in client.get(LISTS).text
    client.force_login(staff("view_memberimport", "add_memberimport"))
    assert (client.get(IMPORT).status_code, IMPORT in client.get(LISTS).text) == (200, True)


def test_a_list_is_checked_and_the_same_list_is_imported(client):
    user = staff("view_memberimport", "add_memberimport")
    client.force_login(user)
    text = HEAD + "maya@example.org,BS5 6XX,35-49\n"
    page = upload(client, text)
    assert (page.status_code, Membership.objects.count()) == (200, 0)
    assert "New members: 1" in page.text
    assert fingerprint(text) in page.text
    page = upload(client, text, sha256=fingerprint(text))
    assert (page.url, Membership.objects.count()) == (LISTS, 1)
    entry = ModelLogEntry.objects.get(action="panel.members_imported")
    assert (entry.user, entry.data["imported"]) == (user, 1)
    page = client.get(LISTS).text
    assert ("panel.csv" in page, "maya@example.org" in page) == (True, False)


def test_another_list_than_the_one_that_was_checked_is_only_checked(client):
    client.force_login(staff("add_memberimport"))
    text = HEAD + "maya@example.org,BS5 6XX,35-49\n"
    page = upload(client, text, sha256=fingerprint(text + "\n"))
    assert "This is another list than the one before" in page.text
    assert Membership.objects.count() == 0


def test_faults_stand_beside_their_lines_and_are_left_out_when_ticked(client):
    client.force_login(staff("view_memberimport", "add_memberimport"))
    text = HEAD + "<script>alert(1)</script>,BS5 6XX,35-49\nsam@example.org,BS5 6XX,25-34\n"
    page = upload(client, text).text
    assert re.search(r"<tr><td>2</td><td>“&lt;script&gt;alert\(1\)&lt;/script&gt;” is not an", page)
    assert "<script>alert(1)" not in page
    upload(client, text, sha256=fingerprint(text))
    assert Membership.objects.count() == 0
    upload(client, text, sha256=fingerprint(text), leaves_out_faulty="on")
    assert Membership.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "This file is empty."), ("a,b\n", "must name the columns e-mail and postcode")],
)
def test_a_file_that_is_no_list_is_refused_beside_the_field(client, text, words):
    client.force_login(staff("add_memberimport"))
    page = upload(client, text)
    assert (page.status_code, words in page.text) == (422, True)
