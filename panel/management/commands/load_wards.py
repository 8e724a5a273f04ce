"""Load a council's ward boundaries."""

import datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from panel.loading import UnknownLayout
from panel.loading.wards import load_wards


class Command(BaseCommand):
    help = "Load the wards of a council from a GeoJSON file of the ONS (WGS84)."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--council", required=True, help="GSS code, like E06000023")
        parser.add_argument(
            "--from",
            dest="valid_from",
            required=True,
            type=datetime.date.fromisoformat,
            help="the day these boundaries took effect, like 2016-05-05",
        )

    def handle(self, *, file, council, valid_from, **_options):
        try:
            wards = load_wards(file, council_code=council, valid_from=valid_from)
        except (UnknownLayout, OSError) as problem:
            raise CommandError(str(problem)) from problem
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        self.stdout.write(f"{len(wards)} wards of {council}, valid from {valid_from}.")
