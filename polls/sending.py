"""Signs that a form was sent by a person: a trap left empty, and a moment of thought."""

from django.core import signing

SALT = "polls.sending"
TRAP = "website"
LEAST_SECONDS = 1


def stamp() -> str:
    """Return the present moment, signed, for a form to carry."""
    return signing.TimestampSigner(salt=SALT).sign("shown")


def was_sent_by_hand(data) -> bool:
    """Return whether a form came back with its trap empty and not faster than a person can read."""
    if data.get(TRAP):
        return False
    signer = signing.TimestampSigner(salt=SALT)
    try:
        signer.unsign(data.get("stamp", ""))
    except signing.BadSignature:
        return False
    try:
        signer.unsign(data["stamp"], max_age=LEAST_SECONDS)
    except signing.SignatureExpired:
        return True
    return False
