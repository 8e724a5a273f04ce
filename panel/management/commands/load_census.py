"""Load counts of people by ward."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from panel.loading import UnknownLayout
from panel.loading.census import load_census
from panel.models import CouncilSettings
from panel.successions import learn_successions


class Command(BaseCommand):
    help = (
        "Load counts by ward, LSOA or output area: bulk files and tables of Nomis, custom datasets "
        "of the ONS, or ward_code, variable, category, count. Small areas are added up to wards by "
        "the postcodes of the ONS. Women and men of the area: lad_code, female, male."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **_options):
        try:
            loaded = load_census(file, warn=self.stderr.write)
        except (UnknownLayout, OSError) as problem:
            raise CommandError(str(problem)) from problem
        learn_successions(CouncilSettings.load().council_code)
        for variable, total in sorted(loaded.variables.items()):
            self.stdout.write(f"{variable}: {total:,}")
        self.stdout.write(f"{loaded.counts:,} counts loaded.")
