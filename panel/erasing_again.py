"""Erase again what a restored backup brought back: people, places, answers about oneself, wishes.

Nothing here is a decision of today. What was erased once is erased whatever the backup says of
holds: it had gone when it was erased.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from django.utils.translation import gettext as _

from panel import mail, profiles
from panel.births import opened
from panel.erasures import (
    Kind,
    Way,
    digest_of_account,
    digest_of_birth,
    digest_of_identity,
    digest_of_number,
    digest_of_told,
    digest_of_yes,
)
from panel.joining import delete_accounts, erase_identity, leave_panel
from panel.models import (
    CouncilIdentity,
    DateOfBirth,
    Membership,
    Message,
    MobileNumber,
    ProfileAnswer,
    QuestionSet,
    StoppedAddress,
    User,
    Volunteer,
)
from panel.places_on_panel import remove
from panel.sign_on import part_from_identity
from panel.texts import choosing
from panel.volunteering import stop_lending, take_yes_back


class People:
    """Everybody in the database, found by what the list calls them; read once, when asked."""

    @cached_property
    def _accounts(self) -> dict[str, int]:
        people = User.objects.only("pk", "date_joined").order_by("pk")
        return {digest_of_account(user): user.pk for user in people.iterator()}

    @cached_property
    def _addresses(self) -> dict[str, list[int]]:
        found: defaultdict[str, list[int]] = defaultdict(list)
        for pk, email in User.objects.values_list("pk", "email").iterator():
            found[mail.digest(email)].append(pk)
        return found

    @cached_property
    def _told(self) -> dict[str, tuple[int, QuestionSet]]:
        sets = list(QuestionSet.objects.all())
        answered = set(ProfileAnswer.objects.values_list("key", flat=True))
        return {
            digest_of_told(user, str(one)): (user.pk, one)
            for user in User.objects.only("pk", "date_joined").order_by("pk").iterator()
            if profiles.profile_key(user.pk) in answered
            for one in sets
        }

    @cached_property
    def _numbers(self) -> dict[str, User]:
        rows = MobileNumber.objects.select_related("user").order_by("pk")
        return {digest_of_number(row.user, row.number): row.user for row in rows.iterator()}

    @cached_property
    def _births(self) -> dict[str, int]:
        rows = DateOfBirth.objects.select_related("user").order_by("pk")
        return {digest_of_birth(row.user, opened(row)): row.pk for row in rows.iterator()}

    @cached_property
    def _identities(self) -> dict[str, User]:
        rows = CouncilIdentity.objects.select_related("user").order_by("pk")
        return {digest_of_identity(row): row.user for row in rows.iterator()}

    @cached_property
    def _offers(self) -> dict[str, int]:
        rows = Volunteer.objects.select_related("membership__user").order_by("pk")
        return {digest_of_yes(row): row.pk for row in rows.iterator()}

    def by_account(self, digest: str) -> User | None:
        return User.objects.filter(pk=self._accounts.get(digest, 0)).first()

    def by_address(self, digest: str) -> list[User]:
        return list(User.objects.filter(pk__in=self._addresses.get(digest, [])))

    def by_answers(self, digest: str) -> tuple[User, QuestionSet] | None:
        if digest not in self._told:
            return None
        pk, question_set = self._told[digest]
        return User.objects.get(pk=pk), question_set

    # ---- the ways: each says whether there was anything to erase

    def leave(self, digest: str) -> bool:
        user = self.by_account(digest)
        if user is None or not user.is_active:
            return False
        leave_panel(user)
        return True

    def erase(self, digest: str) -> bool:
        user = self.by_account(digest)
        if user is None or user.is_active or user.email.endswith("@invalid"):
            return False
        erase_identity(user)
        return True

    def delete(self, digest: str) -> bool:
        user = self.by_account(digest)
        return user is not None and delete_accounts(User.objects.filter(pk=user.pk)) > 0

    def remove(self, digest: str) -> bool:
        membership = Membership.objects.there().filter(user=self.by_account(digest)).first()
        if membership is None:
            return False
        remove(
            membership=membership,
            reason=_(
                "Your place was ended before. The words of the reason were lost with a disk of "
                "ours: ask us for them."
            ),
        )
        return True

    def forget_told(self, digest: str) -> bool:
        found = self.by_answers(digest)
        if found is None:
            return False
        user, question_set = found
        return profiles.take_back(user=user, question_set=question_set)

    def stop(self, digest: str) -> bool:
        if StoppedAddress.objects.filter(digest=digest).exists():
            return False
        people = self.by_address(digest)
        for user in people:
            mail.stop(user)
        if not people:
            StoppedAddress.objects.create(digest=digest)
        return True

    def stop_texts(self, digest: str) -> bool:
        """Stop texts to a number again; whose it is, and whether they are here, does not matter."""
        return StoppedAddress.objects.get_or_create(
            digest=digest, defaults={"channel": Message.Channel.TEXT}
        )[1]

    def resume(self, digest: str) -> bool:
        if not StoppedAddress.objects.filter(digest=digest).exists():
            return False
        people = self.by_address(digest)
        for user in people:
            mail.resume(user)
        if not people:  # a number for texts, whose owner's choice stands as it was
            StoppedAddress.objects.filter(digest=digest).delete()
        return True

    def forget_number(self, digest: str) -> bool:
        user = self._numbers.get(digest)
        if user is None or not MobileNumber.objects.filter(user=user).exists():
            return False  # or it went with its owner, a line before
        choosing.remove(user)
        return True

    def forget_birth(self, digest: str) -> bool:
        """Delete the date; the band that was worked out from it stays until its owner mends it."""
        return DateOfBirth.objects.filter(pk=self._births.get(digest, 0)).delete()[0] > 0

    def part(self, digest: str) -> bool:
        user = self._identities.get(digest)
        if user is None or not CouncilIdentity.objects.filter(user=user).exists():
            return False
        part_from_identity(user=User.objects.get(pk=user.pk), by=None)
        return True

    def offer_of(self, digest: str) -> Volunteer | None:
        rows = Volunteer.objects.select_related("membership__user", "call")
        return rows.filter(pk=self._offers.get(digest, 0)).first()

    def lend_no_more(self, digest: str) -> bool:
        offer = self.offer_of(digest)
        if offer is None or not offer.lends_answers:
            return False
        stop_lending(offer)
        return True

    def take_yes(self, digest: str) -> bool:
        offer = self.offer_of(digest)
        if offer is None:
            return False
        take_yes_back(membership=offer.membership, call=offer.call)
        return True

    def ways(self) -> dict[str, Way]:
        return {
            Kind.LEFT: self.leave,
            Kind.ERASED: self.erase,
            Kind.DELETED: self.delete,
            Kind.REMOVED: self.remove,
            Kind.TOLD: self.forget_told,
            Kind.STOPPED: self.stop,
            Kind.STOPPED_TEXTS: self.stop_texts,
            Kind.RESUMED: self.resume,
            Kind.NUMBER: self.forget_number,
            Kind.BIRTH: self.forget_birth,
            Kind.PARTED: self.part,
            Kind.LENT: self.lend_no_more,
            Kind.YES: self.take_yes,
        }
