"""Put sets of questions about people on record."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.refusals import Refused
from panel.question_sets import load_question_set


class Command(BaseCommand):
    help = "Load sets of questions about people from TOML files; see panel/data/question_sets."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path)

    def handle(self, *, files, **_options):
        for path in files:
            try:
                loaded = load_question_set(path.read_bytes(), name=path.name)
            except (Refused, OSError) as problem:
                raise CommandError(str(problem)) from problem
            self.stdout.write(f"{loaded}: asked from {loaded.valid_from}.")
