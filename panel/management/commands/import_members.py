"""Bring an existing panel over from a spreadsheet's list."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.refusals import Refused
from panel.importing import Report, check_members, import_members


class Command(BaseCommand):
    help = (
        "Import members from an Excel workbook or a CSV in UTF-8: e-mail, postcode, and age band, "
        "age, year or date of birth; if there are any, display name, joined, source and address. "
        "Says what it would do; with --commit it does it. Sends no mail: the members sign in with "
        "a code."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--commit", action="store_true", help="import, and do not only check")
        parser.add_argument(
            "--skip-faulty", action="store_true", help="import the other rows when some have faults"
        )

    def handle(self, *, file, commit, skip_faulty, **_options):
        try:
            with file.open("rb") as opened:
                if commit:
                    report = import_members(
                        file=opened, file_name=file.name, skip_faulty=skip_faulty
                    )
                else:
                    report = check_members(opened)
        except (Refused, OSError) as problem:
            raise CommandError(f"Nothing was imported. {problem}") from problem
        self.tell(report)
        if report.faults and not skip_faulty:
            raise CommandError(
                f"Nothing was imported. Rows with faults: {report.faulty_lines:,}. Mend them, or "
                f"add --skip-faulty to leave them out."
            )
        if not commit:
            self.stdout.write("This was a dry run. Add --commit to import.")

    def tell(self, report: Report) -> None:
        for line, words in sorted(report.faults + report.notes):
            self.stdout.write(f"Line {line}: {words}")
        if report.unread:
            self.stdout.write(f"Columns not read: {', '.join(report.unread)}.")
        done = "imported" if report.is_written else "to import"
        self.stdout.write(
            f"Members {done}: {report.new:,}. Members already: {report.already:,}. Rows with "
            f"faults: {report.faulty_lines:,}. No mail is sent."
        )
