"""Load a table of UPRNs and wards."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from panel.loading import UnknownLayout
from panel.loading.properties import load_properties
from panel.models import CouncilSettings


class Command(BaseCommand):
    help = (
        "Load a table with the columns UPRN and ward code, and postcode if there is one, as .csv "
        "or .csv.gz. It takes precedence over postcodes."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **_options):
        try:
            loaded = load_properties(file, council_code=CouncilSettings.load().council_code)
        except (UnknownLayout, OSError) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{loaded.rows:,} properties in our wards. SHA-256 {loaded.sha256}")
