"""Codes in letters: made once, printed, forgotten but for their hashes, and used once."""

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record
from core.dates import short_day
from core.keys import keyed_hash
from core.refusals import Refused
from panel.models import InvitationBatch, InvitationCode, User

# No 0 and O, no 1, I and L, and no vowels, so that no code spells a word. Thirteen of these 28
# are 62 bits: nobody finds one by trying.
ALPHABET = "BCDFGHJKMNPQRSTVWXYZ23456789"
LENGTH = 13
GROUPS = (5, 4, 4)
INSERTED_AT_ONCE = 2_000


class UnusableCode(Refused):
    """A code that lets nobody in, now or ever."""


def normalise_code(text: str) -> str:
    """Return a code in capitals without dashes and spaces, or "" for what cannot be one."""
    code = "".join(character for character in text.upper() if character.isalnum())
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""


def written(code: str) -> str:
    """Return a code in groups, as it stands in a letter."""
    first, second = GROUPS[0], GROUPS[0] + GROUPS[1]
    return "-".join((code[:first], code[first:second], code[second:]))


def digest_of(code: str) -> str:
    return keyed_hash("invitation", code)


@transaction.atomic
def make_codes(*, batch: InvitationBatch, by: User | None = None) -> list[str]:
    """Make a batch's codes and return them, the only time that anybody can read them."""
    fresh = InvitationBatch.objects.filter(pk=batch.pk, codes_made_at=None)
    if not fresh.update(codes_made_at=timezone.now()):
        raise Refused(
            _("The codes of this batch were downloaded already. Make another batch for more.")
        )
    codes: set[str] = set()
    while len(codes) < batch.number:
        codes.add("".join(secrets.choice(ALPHABET) for _place in range(LENGTH)))
    # In order of the alphabet: then neither file nor table says which was made first.
    ordered = sorted(codes)
    InvitationCode.objects.bulk_create(
        [InvitationCode(batch=batch, digest=digest_of(code)) for code in ordered],
        batch_size=INSERTED_AT_ONCE,
    )
    record("panel.codes_made", on=batch, by=by, codes=len(ordered))
    return [written(code) for code in ordered]


def batch_of(text: str) -> InvitationBatch:
    """Return the batch of a code that can be used now; say why not, of one that cannot."""
    known = known_code(text)
    batch, today = known.batch, timezone.localdate()
    if batch.kind == InvitationBatch.Kind.SHARED:
        raise UnusableCode(
            _("This code tells you from others at your e-mail address. We ask for it after this.")
        )
    if batch.starts_on > today:
        raise UnusableCode(
            _("This code works from %(day)s. You can join now without it.")
            % {"day": short_day(batch.starts_on)}
        )
    if batch.expires_on < today:
        raise UnusableCode(
            _("This code ran out on %(day)s. You can join without it.")
            % {"day": short_day(batch.expires_on)}
        )
    if known.used_on:
        raise used_already()
    return batch


def known_code(text: str) -> InvitationCode:
    """Return the row of a code as it was typed; refuse what is none of ours."""
    code = normalise_code(text)
    if not code:
        raise UnusableCode(
            _("A code has %(n)d letters and figures. Check it in your letter.") % {"n": LENGTH}
        )
    known = InvitationCode.objects.filter(digest=digest_of(code)).select_related("batch").first()
    if known is None:
        raise UnusableCode(_("We do not know this code. Check it in your letter."))
    return known


def use_code(text: str) -> InvitationBatch:
    """Use a code up and return its batch; of two who use one at once, the database lets one in."""
    batch = batch_of(text)
    if batch.kind == InvitationBatch.Kind.LETTERS:
        unused = InvitationCode.objects.filter(digest=digest_of(normalise_code(text)), used_on=None)
        if not unused.update(used_on=timezone.localdate()):
            raise used_already()
    return batch


def used_already() -> UnusableCode:
    return UnusableCode(_("This code was used already. Each works once. You can join without it."))


# ---- letters to people who share an e-mail address -----------------------------------------------


def letters_tell_apart() -> bool:
    """Say whether letters with such codes have ever been made here."""
    sharing = InvitationBatch.objects.filter(kind=InvitationBatch.Kind.SHARED)
    return sharing.exclude(codes_made_at=None).exists()


def use_code_of_letter(text: str) -> None:
    """Use up the code by which somebody is told from others at their address from now on."""
    known = known_code(text)
    batch, today = known.batch, timezone.localdate()
    if batch.kind != InvitationBatch.Kind.SHARED:
        raise UnusableCode(
            _("This is the code of an invitation. Begin again, and enter it on the first page.")
        )
    if not batch.starts_on <= today <= batch.expires_on:
        raise UnusableCode(_("This code does not work today. Ask us for another letter."))
    unused = InvitationCode.objects.filter(pk=known.pk, used_on=None)
    if not unused.update(used_on=today):
        raise UnusableCode(_("This code was used already. Ask us for another letter."))
