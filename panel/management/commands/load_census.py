"""Load counts of people by ward."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from panel.loading import UnknownLayout
from panel.loading.census import load_census


class Command(BaseCommand):
    help = (
        "Load counts by ward: ward_code, variable, category, count; or single years of age; or "
        "women and men of the council's area: lad_code, female, male."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **_options):
        try:
            loaded = load_census(file, warn=self.stderr.write)
        except (UnknownLayout, OSError) as problem:
            raise CommandError(str(problem)) from problem
        for variable, total in sorted(loaded.variables.items()):
            self.stdout.write(f"{variable}: {total:,}")
        self.stdout.write(f"{loaded.counts:,} counts loaded.")
