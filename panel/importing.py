"""Bring an existing panel over from a list: checked whole, then written whole, and told by line."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import Any, BinaryIO, NamedTuple

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record
from core.keys import keyed_hash
from core.refusals import Refused
from panel import consent, mail
from panel.ages import band_of, band_of_birth, band_of_range, day_of_birth, read_day
from panel.births import sealed
from panel.divisions import divisions_of
from panel.households import household_key
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
)
from panel.models.people import end_of_term, months_after
from panel.names import check_shown_name, tidy_name
from panel.postcodes import (
    Elsewhere,
    Found,
    NotAPostcode,
    NotKnown,
    NoWard,
    Outcome,
    council_name,
    find_wards,
    month_of,
)
from panel.spreadsheets import PeopleFile, Row

BATCH = 1_000
LEFT_AT_LEAST = 12  # months of their term, so that nobody is gone the day they come
EARLIEST = dt.date(1990, 1, 1)
Readers = dict[str, Callable[[dict[str, str]], Any]]


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
        read = []
        for row in batch:
            newcomer = read_newcomer(row, readers, outcomes, report)
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


def read_email(cells: dict[str, str]) -> str:
    email = cells["email"].lower()
    if not email:
        raise Refused(_("It has no e-mail address."))
    try:
        validate_email(email)
    except ValidationError as unfit:
        raise Refused(_("“%(text)s” is not an e-mail address.") % {"text": email[:60]}) from unfit
    return email


def read_band(cells: dict[str, str], *, lowest_age: int) -> str:
    """Return the age band, from the most exact that a row gives."""
    if born := cells.get("born"):
        return band_of_birth(born, today=timezone.localdate(), lowest_age=lowest_age)
    if (age := cells.get("age", "")).isdecimal():
        return band_of(int(age), lowest_age=lowest_age)
    if band := cells.get("age_band") or age:
        return band_of_range(band, lowest_age=lowest_age)
    raise Refused(_("It has no age band, age, year or date of birth."))


def read_name(cells: dict[str, str]) -> str:
    name = cells.get("display_name", "")
    try:
        if name:
            check_shown_name(name)
    except ValidationError as unfit:
        raise Refused(_("Display name: %(why)s") % {"why": " ".join(unfit.messages)}) from unfit
    return tidy_name(name)


def read_joined(cells: dict[str, str]) -> dt.datetime:
    """Return when a member joined: now, unless the list says."""
    text = cells.get("joined", "")
    if not text:
        return timezone.now()
    day = read_day(text)
    if day is None or not EARLIEST <= day <= timezone.localdate():
        raise Refused(
            _("“%(text)s” is no day on which somebody joined, like 31/01/2024.")
            % {"text": text[:40]}
        )
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def read_source(cells: dict[str, str]) -> str:
    """Return how a member came to the panel that the list is of: "imported", unless it says."""
    text = cells.get("source", "").casefold()
    if not text:
        return Membership.Source.IMPORTED
    for value, label in Membership.Source.choices:
        if text in (value, str(label).casefold()):
            return value
    raise Refused(
        _("“%(text)s” is no way to come to a panel. There are: %(ours)s.")
        % {"text": text[:40], "ours": ", ".join(Membership.Source.values)}
    )


def readers_of_cells(lowest_age: int) -> Readers:
    return {
        "email": read_email,
        "born": lambda cells: day_of_birth(cells.get("born", "")),
        "age_band": partial(read_band, lowest_age=lowest_age),
        "display_name": read_name,
        "joined_at": read_joined,
        "source": read_source,
    }


def read_place(cells: dict[str, str], *, outcomes: dict[str, Outcome]) -> Found:
    """Return where a postcode lies; refuse the four ways in which it gives no ward of ours."""
    outcome = outcomes[cells["postcode"]]
    match outcome:
        case Found():
            return outcome
        case NotAPostcode(typed):
            words = _("“%(postcode)s” is not a full postcode.") % {"postcode": typed[:20]}
        case Elsewhere(postcode, council_code):
            there = council_name(council_code) or _("another council’s area")
            words = _("%(postcode)s is in %(there)s.") % {"postcode": postcode, "there": there}
        case NotKnown(postcode):
            words = _("%(postcode)s is not in the postcode file.") % {"postcode": postcode}
        case NoWard(postcode):
            words = _("%(postcode)s has no ward: a PO box or a large organisation.") % {
                "postcode": postcode
            }
    raise Refused(words)


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


def departed_digest(email: str) -> str:
    return keyed_hash("departed", email.strip().lower())


def remember_departed(membership: Membership) -> None:
    """Remember a keyed hash of the address of somebody whom a list brought, and who gives it up."""
    own = Consent.objects.filter(user=membership.user, channel=consent.Channel.IMPORTED)
    if own.exists():  # whatever the list said of how they had come to it
        DepartedAddress.objects.get_or_create(digest=departed_digest(membership.user.email))


def forget_departed(user: User) -> None:
    """Forget it when they come back themselves."""
    DepartedAddress.objects.filter(digest=departed_digest(user.email)).delete()
