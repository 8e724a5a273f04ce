"""Reads what mail servers sent back, and pauses the addresses that messages do not reach."""

import mailbox
import sys
from contextlib import closing
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from panel.messages.bounces import take_in


class Command(BaseCommand):
    help = (
        "Read delivery reports (RFC 3464) and complaints (RFC 5965): one message from standard "
        "input, or all of a file, an mbox or a Maildir. What was read before is not counted twice."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", nargs="?", default="-", help="a file or folder; - is stdin")

    def handle(self, *, path, **options):
        counts = take_in(self.messages(path))
        self.stdout.write(
            f"For good: {counts['hard']}. For now: {counts['soft']}. "
            f"Complaints: {counts['complaint']}. Known already: {counts['known']}. "
            f"Not about a message of ours: {counts['other']}."
        )

    def messages(self, path: str):
        if path == "-":
            yield sys.stdin.buffer.read()
            return
        place = Path(path)
        if not place.exists():
            raise CommandError(f"There is no {place}.")
        if place.is_dir():
            yield from self.all_of(mailbox.Maildir(place, create=False))
        elif place.read_bytes()[:5] == b"From ":
            yield from self.all_of(mailbox.mbox(place, create=False))
        else:
            yield place.read_bytes()

    def all_of(self, box: mailbox.Mailbox):
        with closing(box):
            yield from (message.as_bytes() for message in box)
