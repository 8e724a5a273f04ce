"""Write the results of a poll to files."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from core.refusals import Refused
from polls.models import QuestionnairePage
from results.exports.making import IDENTIFIABLE, make_export
from results.models import Export


class Command(BaseCommand):
    help = "Write a poll's results to DIR: data, codebook, README and manifest."

    def add_arguments(self, parser):
        parser.add_argument("poll", help="number or slug of the poll")
        parser.add_argument(
            "--class",
            dest="audience",
            default="public",
            choices=[*Export.Audience.values, IDENTIFIABLE],
        )
        parser.add_argument("--format", default="csv", choices=Export.Format.values)
        parser.add_argument("--out", required=True, help="folder to write to; made if missing")
        parser.add_argument("--purpose", default="", help="what the file is for; it is recorded")

    def handle(self, *, poll, audience, format, out, purpose, **options):
        if audience == IDENTIFIABLE:
            raise CommandError(
                "There is no export with names. Answers are kept apart from people, and nothing "
                "here can join them again. Choose --class public or --class pseudonymous."
            )
        try:
            made = make_export(
                poll=self._find(poll),
                audience=audience,
                format=format,
                purpose=purpose or "Asked for on the command line",
                by_words="the command line",
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        folder = Path(out)
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in made.files.items():
            (folder / name).write_bytes(content)
            self.stdout.write(str(folder / name))
        self.stdout.write(f"{made.export.rows} rows, snapshot {made.export.snapshot}")

    def _find(self, poll: str):
        wanted = Q(slug=poll) | (Q(pk=int(poll)) if poll.isdecimal() else Q())
        found = list(QuestionnairePage.objects.filter(wanted if poll.isdecimal() else Q(slug=poll)))
        if len(found) != 1:
            raise CommandError(
                f"{len(found)} polls are called {poll!r}. Give the number of the poll, as in the "
                "address of its results: /results/<number>/."
            )
        return found[0].specific
