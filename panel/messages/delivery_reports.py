"""Read what mail servers send back: delivery reports (RFC 3464) and complaints (RFC 5965).

Anybody can send us a message that looks like one. So a report counts only if it returns the headers
of a message of ours, whose id carries a seal over the address that it went to (`panel.mail`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses

from panel import mail

# Permanent by their class, but no fault of the address: full (5.2.2), too large (5.2.3, 5.3.4),
# too many hops or other troubles on the way (5.4), refused by policy, as spam is (5.7).
PASSING = ("5.2.2", "5.2.3", "5.3.4", "5.4.", "5.7.")
MOST_BYTES = 5 * 1024 * 1024


@dataclass(frozen=True)
class Report:
    """That a message of ours did not reach an address, or was complained of."""

    address: str
    message: str  # the part of our message's id that is like no other
    kind: str  # "hard", "soft" or "complaint"
    status: str = ""


def read_report(raw: bytes) -> list[Report]:
    """Return what a message reports of messages of ours; nothing if it is no genuine report."""
    if len(raw) > MOST_BYTES:
        return []
    report = message_from_bytes(raw)
    returned = _returned_headers(report)
    if returned is None:
        return []
    found = []
    for addresses, kind, status in _outcomes(report, returned):
        for address in addresses:
            if number := mail.number_of(str(returned.get("Message-ID", "")), address):
                found.append(Report(address.strip().lower(), number, kind, status))
                break
    return found


def _outcomes(report: Message, returned: Message) -> Iterator[tuple[list[str], str, str]]:
    """Yield for each recipient the addresses it may be known by, what happened, and the status."""
    to = [address for _name, address in getaddresses([str(returned.get("To", ""))])]
    for part in report.walk():
        if part.get_content_type() == "message/delivery-status":
            for group in _groups(part):
                if kind := _kind(group):
                    names = ("Original-Recipient", "Final-Recipient")
                    yield [*(_address(group, name) for name in names), *to], kind, _status(group)
        elif part.get_content_type() == "message/feedback-report":
            fields = next(iter(_groups(part)), Message())
            if str(fields.get("Feedback-Type", "")).strip().lower() in ("abuse", "fraud"):
                yield [str(fields.get("Original-Rcpt-To", "")).strip("<> "), *to], "complaint", ""


def _groups(part: Message) -> list[Message]:
    """Return the groups of fields in a part; of what is no such part, none."""
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _kind(group: Message) -> str:
    """Say whether an address failed for good or for now; what is delayed says nothing."""
    if str(group.get("Action", "")).strip().lower() != "failed":
        return ""
    status = _status(group)
    return "hard" if status.startswith("5.") and not status.startswith(PASSING) else "soft"


def _status(group: Message) -> str:
    return (str(group.get("Status", "")).split() or [""])[0][:12]


def _address(group: Message, name: str) -> str:
    kind, _semicolon, address = str(group.get(name, "")).partition(";")
    return address.strip().strip("<>") if kind.strip().lower() == "rfc822" else ""


def _returned_headers(report: Message) -> Message | None:
    """Return the headers of the message that is reported on, as far as they came back."""
    for part in report.walk():
        kind, payload = part.get_content_type(), part.get_payload()
        if kind == "message/rfc822" and isinstance(payload, list) and payload:
            return payload[0] if isinstance(payload[0], Message) else None
        if kind == "text/rfc822-headers":
            text = part.get_payload(decode=True)
            return message_from_bytes(text) if isinstance(text, bytes) else None
    return None
