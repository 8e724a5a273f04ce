"""Does the work behind the scenes: sends messages, publishes what is scheduled, tidies up."""

import logging
import signal
import subprocess
import sys
import threading

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from core import daily
from core.refusals import Refused
from home.daily import do_all, do_daily_work
from home.retention import run_daily
from panel.boundaries import carry_out_change
from panel.messages.posting import send_what_is_due
from panel.messages.queueing import catch_up

logger = logging.getLogger(__name__)

EVERY_SECONDS = 60


class Command(BaseCommand):
    help = "Run background tasks, and what is due each minute and each day, until stopped."

    def handle(self, **options):
        stopped = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_args: stopped.set())
        with subprocess.Popen(  # noqa: S603
            [sys.executable, "manage.py", "db_worker"], cwd=settings.BASE_DIR
        ) as worker:
            try:
                done_on = done_in = None
                while not stopped.is_set():
                    # Scheduled pages go live at their minute; opening and closing need no job.
                    call_command("publish_scheduled", verbosity=0)
                    catch_up()
                    send_what_is_due()
                    run_daily()
                    move_members()
                    do_all(daily.MINUTE_JOBS)
                    now = timezone.now()
                    if done_in != (now.date(), now.hour):
                        done_in = (now.date(), now.hour)
                        do_all(daily.HOURLY_JOBS)
                    if done_on != timezone.localdate():
                        done_on = timezone.localdate()
                        do_daily_work()
                    stopped.wait(EVERY_SECONDS)
            finally:
                worker.terminate()


def move_members() -> None:
    """Carry members over a change of boundaries, or say once a minute what it waits for."""
    try:
        carry_out_change()
    except Refused as refusal:
        logger.warning("%s", refusal)
