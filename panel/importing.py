"""Bring an existing panel over from a list: checked whole, then written whole, and told by line."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import Any, BinaryIO, NamedTuple

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record
from core.refusals import Refused
from panel import consent, mail
from panel.births import sealed
from panel.departed import departed_digest
from panel.divisions import divisions_of
from panel.households import household_key
from panel.member_cells import Readers, read_place, readers_of_cells
from panel.models import (
    Consent,
    CouncilSettings,
    DateOfBirth,
    DepartedAddress,
    MemberImport,
    Membership,
    PostcodeEdition,
    StoppedAddress,
    User,
    Ward,
)
from panel.models.people import end_of_term, months_after
from panel.postcodes import (
    Found,
    Outcome,
    find_wards,
    month_of,
)
from panel.properties import Home, wards_of_homes
from panel.spreadsheets import PeopleFile, Row

BATCH = 1_000
LEFT_AT_LEAST = 12  # months of their term, so that nobody is gone the day they come


class Note(NamedTuple):
    """What is to be said of one line."""

    line: int
    words: str


@dataclass
class Report:
    """What a list holds: how many are new and already here, and what is said of which line."""

    new: int = 0
    already: int = 0
    faults: list[Note] = field(default_factory=list)  # rows that cannot be imported
    notes: list[Note] = field(default_factory=list)  # rows that can, or need not be
    unread: list[str] = field(default_factory=list)  # columns that we leave alone
    sha256: str = ""
    is_written: bool = False

    @property
    def faulty_lines(self) -> int:
        return len({fault.line for fault in self.faults})


@dataclass(frozen=True)
class Newcomer:
    """Somebody whom a list brings: all that is kept of their row."""

    line: int
    email: str
    age_band: str
    display_name: str
    joined_at: dt.datetime
    place: Found
    ward_source: str = Membership.WardSource.POSTCODE
    household: str = ""
    source: str = Membership.Source.IMPORTED
    born: dt.date | None = None  # where the list has the whole date
    account: User | None = None  # one that was opened and never joined
    wants_news: bool = True


def check_members(file: BinaryIO) -> Report:
    """Say what importing a list would do; write nothing."""
    report = Report()
    for _newcomers in sort_out(PeopleFile(file), report):
        pass
    return report


def import_members(
    *, file: BinaryIO, file_name: str, by: User | None = None, skip_faulty: bool = False
) -> Report:
    """Make members of the people in a list, all or none; no mail is sent.

    With a fault in any row nothing is written, unless faulty rows are to be left out. Who is a
    member already stays as they are, so the same list brings nobody twice.
    """
    report = check_members(file)
    if report.faults and not skip_faulty:
        return report
    try:
        return write_list(file, file_name, by=by, expected=report)
    except IntegrityError as meanwhile:
        raise Refused(changed_meanwhile()) from meanwhile


@transaction.atomic
def write_list(file: BinaryIO, file_name: str, *, by: User | None, expected: Report) -> Report:
    report = Report()
    for newcomers in sort_out(PeopleFile(file), report):
        write(newcomers, by=by)
    if (report.sha256, report.faults) != (expected.sha256, expected.faults):
        raise Refused(changed_meanwhile())
    if report.new:
        imported = MemberImport.objects.create(
            file_name=file_name[:200],
            sha256=report.sha256,
            imported=report.new,
            already=report.already,
            left_out=report.faulty_lines,
        )
        record("panel.members_imported", on=imported, by=by, imported=report.new)
    report.is_written = True
    return report


def changed_meanwhile() -> str:
    return _("The list or the panel changed while it was read, so nothing was imported. Try again.")


# ---- reading -------------------------------------------------------------------------------------


def sort_out(people: PeopleFile, report: Report) -> Iterator[list[Newcomer]]:
    """Yield those who are new, in batches, and note the rest; the same questions for each batch."""
    if not PostcodeEdition.objects.filter(is_current=True).exists():
        raise Refused(_("No postcode file is loaded, so nobody can be placed in a ward."))
    readers = readers_of_cells(CouncilSettings.load().minimum_age)
    first_line: dict[str, int] = {}
    rows = people.rows()
    while batch := list(islice(rows, BATCH)):
        outcomes = find_wards(row.cells["postcode"] for row in batch if not row.faults)
        at_home = wards_of_homes({row.line: row.cells.get("uprn", "") for row in batch})
        read = []
        for row in batch:
            newcomer = read_newcomer(row, readers, outcomes, report)
            if newcomer and (home := at_home.get(row.line)):
                newcomer = move_into(newcomer, home, report)
            if newcomer is None:
                continue
            earlier = first_line.setdefault(newcomer.email, row.line)
            if earlier == row.line:
                read.append(newcomer)
            else:
                words = _("The same e-mail address as in line %(line)d.") % {"line": earlier}
                report.faults.append(Note(row.line, words))
        new = those_who_are_new(read, report)
        report.new += len(new)
        yield new
    report.unread, report.sha256 = people.unread, people.sha256
    report.faults.sort()
    report.notes.sort()


def read_newcomer(
    row: Row, readers: Readers, outcomes: dict[str, Outcome], report: Report
) -> Newcomer | None:
    """Return what a row says of a person, or note everything that is off with it."""
    faults, cells = list(row.faults), row.cells
    found: dict[str, Any] = {}
    all_readers: Readers = {**readers, "place": partial(read_place, outcomes=outcomes)}
    for name, read in all_readers.items() if not faults else ():
        try:
            found[name] = read(cells)
        except Refused as refusal:
            faults.append(str(refusal))
    report.faults.extend(Note(row.line, words) for words in faults)
    if faults:
        return None
    newcomer = Newcomer(line=row.line, **found)
    if newcomer.place.ended:
        report.notes.append(Note(row.line, ended(newcomer.place)))
    household = household_key(cells.get("address", ""), newcomer.place.postcode)
    return replace(newcomer, household=household)


def move_into(newcomer: Newcomer, home: tuple[Home, Ward], report: Report) -> Newcomer | None:
    """Place somebody by the UPRN of their home, which comes before the postcode."""
    found, ward = home
    if found.postcode and found.postcode != newcomer.place.postcode:
        words = _("Its UPRN is at %(there)s, and its postcode is %(here)s.") % {
            "there": found.postcode,
            "here": newcomer.place.postcode,
        }
        report.faults.append(Note(newcomer.line, words))
        return None
    return replace(
        newcomer,
        place=replace(newcomer.place, ward=ward),
        ward_source=Membership.WardSource.PROPERTY,
    )


def ended(place: Found) -> str:
    return _("%(postcode)s ended in %(month)s. It was in %(ward)s, where the member is placed.") % {
        "postcode": place.postcode,
        "month": month_of(place.ended),
        "ward": place.ward,
    }


def those_who_are_new(read: list[Newcomer], report: Report) -> list[Newcomer]:
    """Leave out, and note, members and those who left; refuse staff and closed accounts."""
    emails = {newcomer.email for newcomer in read}
    accounts = {
        user.email: user
        for user in User.objects.filter(email__in=emails)
        .select_related("membership")
        .order_by("-second_identity")  # of several, the one whom the address stands for
    }
    departed = digests_among(DepartedAddress, {departed_digest(email) for email in emails})
    stopped = digests_among(StoppedAddress, {mail.digest(email) for email in emails})
    new = []
    for newcomer in read:
        account = accounts.get(newcomer.email)
        if account and hasattr(account, "membership"):
            report.already += 1
            report.notes.append(Note(newcomer.line, _("A member already. They stay as they are.")))
        elif account and (account.is_staff or not account.is_active):
            words = _("The address of staff, or of a closed account. It cannot be a member’s.")
            report.faults.append(Note(newcomer.line, words))
        elif departed_digest(newcomer.email) in departed:
            words = _(
                "Left since an earlier import, or has another address. They can join themselves."
            )
            report.notes.append(Note(newcomer.line, words))
        else:
            wants_news = mail.digest(newcomer.email) not in stopped
            new.append(replace(newcomer, account=account, wants_news=wants_news))
    return new


def digests_among(model, digests: set[str]) -> set[str]:
    return set(model.objects.filter(digest__in=digests).values_list("digest", flat=True))


# ---- writing -------------------------------------------------------------------------------------


def write(newcomers: list[Newcomer], *, by: User | None) -> None:
    """Open the accounts that are missing, make everybody a member, and note how they came."""
    no_password = make_password(None)
    opened = User.objects.bulk_create(
        User(email=newcomer.email, display_name=newcomer.display_name, password=no_password)
        for newcomer in newcomers
        if newcomer.account is None
    )
    accounts = {user.email: user for user in opened}
    divisions = divisions_of(newcomer.place.postcode for newcomer in newcomers)
    Membership.objects.bulk_create(
        Membership(
            user=newcomer.account or accounts[newcomer.email],
            source=newcomer.source,
            postcode=newcomer.place.postcode,
            ward=newcomer.place.ward,
            ward_source=newcomer.ward_source,
            division=divisions.get(newcomer.place.postcode),
            age_band=newcomer.age_band,
            household=newcomer.household,
            joined_at=newcomer.joined_at,
            term_ends_on=end_of_term_of(newcomer),
            wants_news=newcomer.wants_news,
        )
        for newcomer in newcomers
    )
    DateOfBirth.objects.bulk_create(
        sealed(newcomer.born, user_pk=(newcomer.account or accounts[newcomer.email]).pk)
        for newcomer in newcomers
        if newcomer.born
    )
    shown = consent.text_of(_("Joined before, as the list says that the council imported"))
    Consent.objects.bulk_create(
        Consent(
            user=newcomer.account or accounts[newcomer.email],
            purpose=consent.Purpose.MEMBERSHIP,
            choice=consent.Choice.GIVEN,
            shown=shown,
            channel=consent.Channel.IMPORTED,
            by=by,
        )
        for newcomer in newcomers
    )


def end_of_term_of(newcomer: Newcomer) -> dt.date:
    """Return when a place ends: by the day they joined, and not within a year of the import."""
    by_joining = end_of_term(timezone.localdate(newcomer.joined_at))
    return max(by_joining, months_after(timezone.localdate(), LEFT_AT_LEAST))


# ---- leaving -------------------------------------------------------------------------------------
