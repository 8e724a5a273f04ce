"""Sends the messages that are due, once; `work` has this done each minute."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from panel.messages.posting import post_round
from panel.messages.queueing import catch_up


class Command(BaseCommand):
    help = "Send the messages that are due now."

    def handle(self, **options):
        catch_up()
        sent = post_round(now=timezone.now())
        self.stdout.write(f"Messages sent: {sent}")
