"""Take the newest file of places or counts back."""

from django.core.management.base import BaseCommand, CommandError

from core.refusals import Refused
from panel.loading.taking_back import take_back
from panel.models import LoadedFile


class Command(BaseCommand):
    help = "Restore wards, postcodes or counts as they were before the newest file."

    def handle(self, **_options):
        newest = LoadedFile.objects.standing().first()
        if newest is None:
            raise CommandError("Nothing is left to take back.")
        try:
            take_back(newest)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Taken back: {newest}.")
