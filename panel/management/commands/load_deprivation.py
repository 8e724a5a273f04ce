"""Load the English Indices of Deprivation."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from panel.loading import UnknownLayout
from panel.loading.deprivation import load_deprivation


class Command(BaseCommand):
    help = (
        "Load scores by LSOA from the Indices’ “File 7: all ranks, scores, deciles and population "
        "denominators”, as .csv or .csv.gz, after a postcode file that names LSOAs of 2021."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **_options):
        try:
            scores = load_deprivation(file)
        except (UnknownLayout, OSError) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            f"{scores.source}: {scores.kept:,} LSOAs of ours, of {scores.read:,} in the file."
        )
