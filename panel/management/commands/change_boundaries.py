"""Move members of ended wards into the wards in force."""

from django.core.management.base import BaseCommand, CommandError

from core.refusals import Refused
from panel.boundaries import carry_out_change


class Command(BaseCommand):
    help = (
        "Move members whose ward has ended into the wards in force, by postcode, by best fit or by "
        "asking them. The worker does the same each minute; this tells what became of whom."
    )

    def handle(self, **_options):
        try:
            change = carry_out_change()
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if change is None:
            self.stdout.write("Nobody is left in a ward that has ended.")
            return
        self.stdout.write(
            f"Boundaries of {change.on}: {change.by_postcode:,} members placed by postcode, "
            f"{change.by_best_fit:,} by best fit, {change.to_confirm:,} to be asked."
        )
