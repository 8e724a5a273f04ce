"""Does what is to be done once a day, where `work` does not run all the time."""

from django.core.management.base import BaseCommand, CommandError

from home.daily import do_daily_work
from home.retention import run_daily


class Command(BaseCommand):
    help = "Do the work of the day now. `work` does it by itself; a second run does no harm."

    def handle(self, **options):
        run_daily()
        done = do_daily_work()
        for name, n in done.items():
            self.stdout.write(f"{name}: {'failed' if n is None else n}")
        if None in done.values():
            raise CommandError("Not all of it was done. The log says why.")
