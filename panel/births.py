"""How old a member is: by their date of birth, kept sealed, or by the age band that they chose.

The date is sealed with AES-GCM (NIST SP 800-38D) under a key made from PARTICIPATION_SECRET, which
is kept outside the database, and is bound to its account: on another's row it does not open. It is
opened to work out an age band and to show it to its owner, and goes into no file but their own.
"""

from __future__ import annotations

import base64
import datetime as dt
import secrets
from collections import defaultdict

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction
from django.utils import timezone

from core.keys import cipher_key, name_of_account
from panel.ages import OLDEST, age_on, band_of
from panel.erasures import Kind, digest_of_birth, note_erasure
from panel.models import CouncilSettings, DateOfBirth, Membership, User

NONCE = 12  # bytes
AT_ONCE = 2_000

# ---- sealing -------------------------------------------------------------------------------------


def sealed(born: dt.date, *, user_pk: int) -> DateOfBirth:
    """Return the row, not yet saved, that keeps somebody's date of birth."""
    nonce = secrets.token_bytes(NONCE)
    text = _cipher().encrypt(nonce, born.isoformat().encode(), _bound_to(user_pk))
    return DateOfBirth(user_id=user_pk, sealed=base64.b64encode(nonce + text).decode())


def opened(row: DateOfBirth) -> dt.date:
    """Return the date that a row keeps; `InvalidTag` where it was sealed for another account."""
    kept = base64.b64decode(row.sealed)
    text = _cipher().decrypt(kept[:NONCE], kept[NONCE:], _bound_to(row.user_id))
    return dt.date.fromisoformat(text.decode())


def _cipher() -> AESGCM:
    return AESGCM(cipher_key("date-of-birth"))


def _bound_to(user_pk: int) -> bytes:
    return name_of_account(user_pk).encode()


# ---- asking --------------------------------------------------------------------------------------


def born_on(user: User) -> dt.date | None:
    """Return somebody's date of birth, or None if they did not give it."""
    row = DateOfBirth.objects.filter(user=user).first()
    return opened(row) if row else None


def band_on(membership: Membership, day: dt.date) -> str:
    """Return the age band of a member on a day, or "" of who prefers not to say."""
    born = born_on(membership.user)
    return band_at(born, day) if born else membership.age_band


def band_at(born: dt.date, day: dt.date) -> str:
    """Return the band on a day of somebody who is a member, whatever the lowest age is by now."""
    return band_of(min(age_on(born, day), OLDEST), lowest_age=0).value


# ---- noting --------------------------------------------------------------------------------------


@transaction.atomic
def note_age(*, membership: Membership, born: dt.date | None = None, age_band: str = "") -> None:
    """Keep what a member says of their age in place of what was known: a date, a band or neither.

    Refused of a date on which they would be too young for the panel.
    """
    user, today = membership.user, timezone.localdate()
    if born:
        age_band = band_of(age_on(born, today), lowest_age=CouncilSettings.load().minimum_age)
    earlier = DateOfBirth.objects.select_for_update().filter(user=user).first()
    if earlier and opened(earlier) != born:
        note_erasure(Kind.BIRTH, digest_of_birth(user, opened(earlier)))
    DateOfBirth.objects.filter(user=user).delete()
    if born:
        sealed(born, user_pk=user.pk).save()
    membership.age_band = str(age_band)
    membership.save(update_fields=["age_band"])


def refresh_bands() -> int:
    """Set anew the bands that birthdays have changed since yesterday; return how many."""
    today, changed = timezone.localdate(), 0
    rows = Membership.objects.filter(user__date_of_birth__isnull=False).order_by("pk")
    found = rows.values_list("pk", "age_band", "user_id", "user__date_of_birth__sealed")
    new: defaultdict[str, list[int]] = defaultdict(list)
    for pk, band, user_pk, text in found.iterator(chunk_size=AT_ONCE):
        now = band_at(opened(DateOfBirth(user_id=user_pk, sealed=text)), today)
        if now != band:
            new[now].append(pk)
    for band, members in new.items():
        for start in range(0, len(members), AT_ONCE):
            some = Membership.objects.filter(pk__in=members[start : start + AT_ONCE])
            changed += some.update(age_band=band)
    return changed
