"""Erases again, after a backup is restored, what was erased since it was made."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from home.erasing_again import erase_again, label_of, look


class Command(BaseCommand):
    help = "After restoring a backup, erase again what was erased since; before the site starts."

    def add_arguments(self, parser):
        parser.add_argument("--list", help="the list of erasures, if it is not where it was")
        parser.add_argument("--report", action="store_true", help="only say what would be done")

    def handle(self, *, report, **options):
        path = Path(options["list"] or settings.ERASURES_FILE)
        if not path.is_file():
            raise CommandError(
                f"There is no list of erasures at {path}. Without it nobody knows who left since "
                "the backup. Bring the newest copy, or name it with --list."
            )
        found = (look if report else erase_again)(path)
        self.stdout.write(f"{found.lines} lines in {path}")
        for kind, number in sorted(found.missing.items()):
            words = "" if report else f", of them here and erased again: {found.erased[kind]}"
            self.stdout.write(f"{label_of(kind)}: {number} since the backup{words}")
        if not found.missing:
            self.stdout.write("This database knows them all. Nothing was to be done.")
        if report:
            self.stdout.write("A report only. Nothing was touched.")
        if not found.is_clean:
            unread = ", ".join(map(str, found.unread)) or "none"
            raise CommandError(
                f"Not all could be done. Lines that cannot be read: {unread}. "
                f"Faults, told in the log: {found.faults.total()}. Mend them and run this again "
                "before the site starts."
            )
