"""Load counts of people by ward."""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from panel.loading import UnknownLayout
from panel.loading.census import load_census
from panel.models import CouncilSettings, LoadedFile, PopulationTable
from panel.successions import learn_successions


class Command(BaseCommand):
    help = (
        "Load counts by ward, LSOA or output area: bulk files and tables of Nomis, custom datasets "
        "of the ONS, or ward_code, variable, category, count. Small areas are added up to wards by "
        "the postcodes of the ONS. Women and men of the area: lad_code, female, male."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--source",
            default="",
            help="Whose counts these are, like “Census 2031”; Census 2021 unless told, and of "
            "single years of age the mid-2020 estimate.",
        )
        parser.add_argument(
            "--dated",
            type=date.fromisoformat,
            help="The day that the counts speak of, like 2031-03-20.",
        )

    def handle(self, *, file, source, dated, **_options):
        before = set(LoadedFile.objects.values_list("pk", flat=True))
        try:
            loaded = load_census(file, source=source, dated=dated, warn=self.stderr.write)
        except (UnknownLayout, OSError) as problem:
            raise CommandError(str(problem)) from problem
        learn_successions(CouncilSettings.load().council_code)
        for variable, total in sorted(loaded.variables.items()):
            self.stdout.write(f"{variable}: {total:,}")
        self.stdout.write(f"{loaded.counts:,} counts loaded.")
        for table in PopulationTable.objects.exclude(loaded__in=before):
            self.stdout.write(table.in_words)
