"""Note each erasure where no restored backup can undo it: in a file beside the database.

The row is written with the erasure itself, in one transaction; the line in the file once that is
committed, and again at the next chance while it is not there. So the file never names what was not
erased, and lacks nothing for longer than it takes to write.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.keys import keyed_hash
from panel.models import CouncilIdentity, Erasure, User, Volunteer

Kind = Erasure.Kind
Way = Callable[[str], bool]  # erases again what has this digest; says whether it was there
AT_ONCE = 1_000


# ---- naming without a name -----------------------------------------------------------------------


def digest_of_account(user: User) -> str:
    """Return what stands for an account: its number and the second in which it was made.

    Both survive a backup, and a new account may get the number again but never both. The address
    would not do: it may have changed since the backup, and may come back with its owner.
    """
    made = user.date_joined.astimezone(dt.UTC).replace(microsecond=0).isoformat()
    return keyed_hash("erased-account", f"{user.pk}|{made}")


def digest_of_told(user: User, question_set: str) -> str:
    """Return what stands for the answers of an account to a set of questions about oneself."""
    return keyed_hash("erased-told", f"{digest_of_account(user)}|{question_set}")


def digest_of_answers(public_id: str) -> str:
    """Return what stands for answers that were taken back, by their public number."""
    return keyed_hash("erased-answers", public_id)


def digest_of_number(user: User, number: str) -> str:
    """Return what stands for a mobile number of one account; another owner of it keeps theirs."""
    return keyed_hash("erased-number", f"{digest_of_account(user)}|{number}")


def digest_of_birth(user: User, born: dt.date) -> str:
    """Return what stands for a date of birth that its owner took away or replaced."""
    return keyed_hash("erased-birth", f"{digest_of_account(user)}|{born.isoformat()}")


def digest_of_identity(identity: CouncilIdentity) -> str:
    """Return what stands for an account's council account, from its invitation to its end.

    A backup may have it as invited while it was bound when it was taken away, so the moment at
    which it was made tells, which both have.
    """
    made = identity.made_at.astimezone(dt.UTC).replace(microsecond=0).isoformat()
    return keyed_hash("erased-identity", f"{digest_of_account(identity.user)}|{made}")


def digest_of_yes(volunteer: Volunteer) -> str:
    """Return what stands for an offer to serve, as it was last made.

    Whoever makes it again, or lends their answers again, makes another, which stands.
    """
    made = volunteer.at.astimezone(dt.UTC).isoformat()
    of = digest_of_account(volunteer.membership.user)
    return keyed_hash("erased-yes", f"{of}|{volunteer.call_id}|{made}")


# ---- noting --------------------------------------------------------------------------------------


def note_erasure(kind: str, *digests: str) -> None:
    """Put erasures of one kind on the list, with the transaction that erases."""
    Erasure.objects.bulk_create(Erasure(kind=kind, digest=digest) for digest in digests)
    # The erasure stands whether or not the disk takes the line now: the day's work tries again.
    transaction.on_commit(write_list, robust=True)


def write_list() -> int:
    """Append what is not in the file yet; return how much that was.

    Two processes at once may write a line twice. Its number tells that it is one.
    """
    count = 0
    while rows := list(Erasure.objects.filter(listed_at=None).order_by("pk")[:AT_ONCE]):
        append_lines(Path(settings.ERASURES_FILE), [line_of(row) for row in rows])
        Erasure.objects.filter(pk__in=[row.pk for row in rows]).update(listed_at=timezone.now())
        count += len(rows)
    return count


def line_of(row: Erasure) -> str:
    at = row.at.astimezone(dt.UTC).isoformat(timespec="seconds")
    return f"{at} {row.kind} {row.number} {row.digest}"


def append_lines(path: Path, lines: list[str]) -> None:
    """Write whole lines at the end of a file, and wait until the disk has them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600), "r+b") as file:
        # A line that was cut off by a crash must not swallow the next one.
        size = file.seek(0, os.SEEK_END)
        is_cut = size and (file.seek(-1, os.SEEK_END), file.read(1))[1] != b"\n"
        text = ("\n" if is_cut else "") + "".join(f"{line}\n" for line in lines)
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())


# ---- reading -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One erasure as the file has it."""

    at: dt.datetime
    kind: str
    number: UUID
    digest: str


def read_list(path: Path) -> Iterator[Line | int]:
    """Yield each erasure in the order of the file, or the number of a line that is none."""
    seen: set[UUID] = set()
    with path.open(encoding="utf-8", errors="replace") as file:
        for number, text in enumerate(file, 1):
            if not text.strip():
                continue
            line = read_line(text)
            if line is None:
                yield number
            elif line.number not in seen:
                seen.add(line.number)
                yield line


def read_line(text: str) -> Line | None:
    try:
        at, kind, number, digest = text.split()
        line = Line(dt.datetime.fromisoformat(at), Kind(kind).value, UUID(number), digest)
    except ValueError:
        return None
    return line if line.at.tzinfo else None
