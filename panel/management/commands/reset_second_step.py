"""Takes away the second step of somebody who has lost it, where no colleague can."""

from django.core.management.base import BaseCommand, CommandError

from core.refusals import Refused
from panel.models import User
from panel.second_step import reset_second_step


class Command(BaseCommand):
    help = "Take away somebody's second steps and end their sessions; they then set up a new one."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--reason", required=True, help="why; it is logged")

    def handle(self, *, email, reason, **options):
        user = User.objects.known_by(email.strip().lower())
        if user is None:
            raise CommandError(f"No account here has the address {email}.")
        try:
            reset_second_step(user=user, reason=reason, by=None)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Taken away. {user.email} sets up a new one on signing in.")
