"""Says what the retention schedule would let go of, and does it when told to."""

from django.core.management.base import BaseCommand

from home.retention import report, run


class Command(BaseCommand):
    help = "Report what has been kept for long enough; with --commit let go of it."

    def add_arguments(self, parser):
        parser.add_argument("--commit", action="store_true", help="let go of what is due")

    def handle(self, *, commit, **options):
        self.stdout.write(f"{'':10}{'kept for':>10}{'due':>8}{'held':>8}  oldest")
        for line in report():
            oldest = line.oldest.isoformat() if line.oldest else ""
            self.stdout.write(
                f"{line.rule.code:10}{line.period!s:>10}{line.due:8}{line.held:8}  {oldest}"
            )
        if not commit:
            self.stdout.write("A report only. Nothing was touched; --commit lets go of it.")
            return
        entry = run()
        for line in entry.lines:
            words = "could not be done, see the log" if line.get("fault") else line["done"]
            self.stdout.write(f"{line['rule']:10} let go of: {words}")
