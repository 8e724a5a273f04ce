"""Loads the demonstration council into an empty site."""

from django.core.management.base import BaseCommand

from home.demonstration.loading import load


class Command(BaseCommand):
    help = "Load Bristol's real places with invented people and answers, into an empty site."

    def handle(self, **options):
        load(self.stdout)
