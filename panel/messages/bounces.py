"""Pause addresses that messages do not reach, and stop those whose owners complain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from panel import consent, mail
from panel.erasures import Kind, note_erasure
from panel.messages.delivery_reports import Report, read_report
from panel.models import Bounce, StoppedAddress, User


def take_in(raws: Iterable[bytes]) -> Counter[str]:
    """Read messages that came back and act on them; count what they were, by kind."""
    counts: Counter[str] = Counter()
    for raw in raws:
        reports = read_report(raw)
        counts.update(take_in_report(report) for report in reports)
        if not reports:
            counts["other"] += 1
    return counts


def take_in_report(report: Report) -> str:
    """Act on one report, once; return what it was."""
    if report.kind == "complaint":
        stop_address_of(report.address)
        return report.kind
    _bounce, is_new = Bounce.objects.get_or_create(
        message=report.message,
        defaults={
            "digest": mail.digest(report.address),
            "is_hard": report.kind == "hard",
            "status": report.status,
        },
    )
    return report.kind if is_new else "known"


def stop_address_of(address: str) -> None:
    """Write no more to an address whose owner called our message unwanted."""
    people = list(User.objects.filter(email=address))
    for user in people:
        mail.stop(user, channel=consent.Channel.MAIL)
    if not people:
        stopped, is_new = StoppedAddress.objects.get_or_create(digest=mail.digest(address))
        if is_new:
            note_erasure(Kind.STOPPED, stopped.digest)


def addresses_in_numbers(channel: str) -> dict[str, int]:
    """Count the addresses or numbers that get no task messages: paused, and stopped."""
    bounces = Bounce.objects.filter(channel=channel)
    pausing = list(bounces.pausing().values_list("hard", flat=True))
    return {
        "hard": sum(hard > 0 for hard in pausing),
        "soft": sum(hard == 0 for hard in pausing),
        "stopped": StoppedAddress.objects.filter(channel=channel).count(),
    }
