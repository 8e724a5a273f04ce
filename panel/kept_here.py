"""Messages that a demonstration keeps as files instead of sending them, and whom they are to."""

from __future__ import annotations

from email import message_from_bytes
from email.utils import getaddresses
from pathlib import Path

from django.conf import settings
from django.db import transaction

from panel.models import MobileNumber, User
from panel.texts.outbox import Outbox

FILE_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
BETWEEN = b"\n" + b"-" * 79 + b"\n"  # as Django's backend writes it after each message


def forget_kept_here(user: User) -> None:
    """Take what was written to somebody out of the files, once their erasure is committed."""
    email = user.email.lower()
    numbers = set(MobileNumber.objects.filter(user=user).values_list("number", flat=True))

    def forget() -> None:
        if settings.EMAIL_BACKEND == FILE_BACKEND:
            forget_letters(Path(settings.EMAIL_FILE_PATH), email)
        if settings.TEXTS == "outbox" and numbers:
            Outbox().forget(numbers)

    transaction.on_commit(forget, robust=True)


def forget_letters(folder: Path, email: str) -> None:
    """Drop the letters to an address; a file that held no others goes altogether."""
    for path in folder.glob("*.log"):
        data = path.read_bytes()
        if email.encode() not in data.lower():
            continue
        letters = [letter for letter in data.split(BETWEEN) if letter.strip()]
        others = [letter for letter in letters if not is_to(letter, email)]
        if not others:
            path.unlink(missing_ok=True)
        elif len(others) < len(letters):
            part = path.with_suffix(".part")
            part.write_bytes(b"".join(letter + BETWEEN for letter in others))
            part.replace(path)


def is_to(letter: bytes, email: str) -> bool:
    message = message_from_bytes(letter)
    fields = [str(value) for name in ("To", "Cc") for value in message.get_all(name, [])]
    return email in {address.lower() for _name, address in getaddresses(fields)}
