"""Load a council's ward boundaries, or the divisions of the county around it."""

import datetime
from collections.abc import Callable, Sized
from functools import partial
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from panel.divisions import place_members
from panel.loading import UnknownLayout
from panel.loading.divisions import load_divisions
from panel.loading.wards import division_names, load_wards
from panel.successions import learn_successions


class Command(BaseCommand):
    help = (
        "Load the wards of a council from a GeoJSON file of the ONS (WGS84). A file of county "
        "divisions is known by its columns: those with a postcode of the council are loaded."
    )

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

        parser.add_argument(
            "--seats",
            type=int,
            help="councillors of each ward, where the file has no such column and all have as many",
        )

    def handle(self, *, file, council, valid_from, seats, **_options):
        try:
            names = division_names(file)
            load: Callable[..., Sized] = (
                partial(load_divisions, names=names) if names else partial(load_wards, seats=seats)
            )
            loaded = load(file, council_code=council, valid_from=valid_from)
        except (UnknownLayout, OSError) as problem:
            raise CommandError(str(problem)) from problem
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        kind = "divisions" if names else "wards"
        self.stdout.write(f"{len(loaded)} {kind} of {council}, valid from {valid_from}.")
        learn_successions(council)
        if names:
            self.stdout.write(f"{place_members()} members were placed in their division.")
