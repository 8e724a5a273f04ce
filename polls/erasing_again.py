"""Take answers out again that were taken back before a backup was restored."""

from __future__ import annotations

from functools import cached_property

from django.db import transaction

from panel.erasures import Kind, Way, digest_of_answers
from polls.models import Response
from polls.responding import take_out


class Answers:
    """All answers that count, found by what the list calls them; read once, when asked."""

    @cached_property
    def _numbers(self) -> dict[str, str]:
        numbers = Response.objects.filter(withdrawn_at=None).values_list("public_id", flat=True)
        return {digest_of_answers(number): number for number in numbers.iterator()}

    @transaction.atomic
    def take_out(self, digest: str) -> bool:
        """Take answers out, whether or not their round is open by now."""
        found = Response.objects.select_for_update().filter(withdrawn_at=None)
        response = found.filter(public_id=self._numbers.get(digest)).first()
        if response is None:
            return False
        take_out(response.page.specific, response)
        return True

    def ways(self) -> dict[str, Way]:
        return {Kind.ANSWERS: self.take_out}
