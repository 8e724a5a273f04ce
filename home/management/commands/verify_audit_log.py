"""Says whether the log of what staff did is whole, and which entry is the first that is not."""

import re

from django.core.management.base import BaseCommand, CommandError

from home.checking import check_and_keep, differs_from_noted

NOTED = re.compile(r"(?:.*\s)?(?P<number>\d+)[: ](?P<digest>[0-9a-f]{64})\s*", re.DOTALL)


class Command(BaseCommand):
    help = (
        "Check the log of what staff did against its chain. Ends with 1 and names the first broken "
        "entry if it is not whole. Note the last line where nobody who runs this site can change "
        "it, and give it back with --noted."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--noted",
            action="append",
            default=[],
            metavar="NUMBER:FINGERPRINT",
            help="the head of an earlier check, as it was noted elsewhere; may be given again",
        )

    def handle(self, *, noted, **options):
        heads = [read_noted(one) for one in noted]
        report = check_and_keep()
        if report.fault:
            raise CommandError(f"The log is not whole. {report.fault}", returncode=1)
        for number, digest in heads:
            if fault := differs_from_noted(number, digest):
                raise CommandError(f"The log is not the one that was noted. {fault}", returncode=1)
        self.stdout.write(f"The log is whole: {report.links} entries of the chain.")
        if report.cut_at:
            self.stdout.write(f"Entries up to {report.cut_at} are gone: their period was over.")
        self.stdout.write(f"Names erased from: {report.titles_erased}")
        self.stdout.write(f"Let go of, while an older one is held: {report.entries_let_go}")
        self.stdout.write(f"Head: {report.number}:{report.digest}")


def read_noted(text: str) -> tuple[int, str]:
    """Read a head as the command prints it, with or without what stands before it."""
    found = NOTED.fullmatch(text)
    if found is None:
        raise CommandError(
            f"“{text}” is no head. Give the number, a colon and the 64 letters and digits of the "
            "fingerprint, as this command printed them.",
            returncode=2,
        )
    return int(found["number"]), found["digest"]
