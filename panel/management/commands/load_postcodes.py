"""Load a postcode file."""

import datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from panel.loading import UnknownLayout
from panel.loading.postcodes import load_postcodes
from panel.models import CouncilSettings
from panel.successions import learn_successions


class Command(BaseCommand):
    help = (
        "Load Code-Point Open, the ONS Postcode Directory or the National Statistics Postcode "
        "Lookup, as .csv or .csv.gz. The file before it answers until this one is complete."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--council", help="GSS code; the site's own council unless told")

        parser.add_argument(
            "--edition",
            type=month,
            help="the month of the file, like 2025-08; read from its name or its rows unless told",
        )

    def handle(self, *, file, council, edition, **_options):
        council = council or CouncilSettings.load().council_code
        try:
            load_postcodes(file, council_code=council, month=edition, say=self.stdout.write)
        except (UnknownLayout, OSError) as problem:
            raise CommandError(str(problem)) from problem
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        learn_successions(council)


def month(text: str) -> datetime.date:
    return datetime.date.fromisoformat(f"{text}-01")
