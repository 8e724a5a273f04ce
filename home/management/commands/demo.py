"""Shows the whole product at once, on this machine, with invented people."""

import os
import socket
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from home.beginning import stand_where_settings_say
from home.demonstration.accounts import to_sign_in_with
from home.demonstration.loading import is_loaded, keep_session_live


class Command(BaseCommand):
    help = "Prepare the demonstration council if it is not there yet, and serve it."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--prepare-only", action="store_true", help="load, but do not serve")

    def handle(self, *, port, prepare_only, **options):
        if not prepare_only:
            self.refuse_busy_port(port)
        call_command("migrate", verbosity=0)
        self.gather_static_files()
        if is_loaded():
            keep_session_live()
        else:
            call_command("load_demonstration", stdout=self.stdout)
        if prepare_only:
            return
        self.introduce(port)
        self.stand_at(port)
        with subprocess.Popen(  # noqa: S603
            [sys.executable, "manage.py", "work"], cwd=settings.BASE_DIR, env=os.environ
        ) as worker:
            try:
                call_command("serve", port=port)
            finally:
                worker.terminate()

    def stand_at(self, port: int) -> None:
        """Let messages, from here and from the worker, and pages lead to the port asked for."""
        if "SITE_URL" not in os.environ:
            os.environ["SITE_URL"] = f"http://127.0.0.1:{port}"
            settings.SITE_URL = settings.WAGTAILADMIN_BASE_URL = os.environ["SITE_URL"]
        stand_where_settings_say()

    def refuse_busy_port(self, port: int) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as fault:
                raise CommandError(
                    f"Port {port} is in use. Choose another, for example: make demo PORT={port + 1}"
                ) from fault

    def gather_static_files(self) -> None:
        """Collect once, and again only when a lock file or one of our own static files is newer."""
        stamp = Path(settings.STATIC_ROOT) / "gathered.stamp"
        sources = [
            path
            for pattern in ("*/static/**/*", "requirements/runtime.txt")
            for path in settings.BASE_DIR.glob(pattern)
            if path.is_file() and ".venv" not in path.parts
        ]
        newest = max(path.stat().st_mtime for path in sources)
        if stamp.exists() and stamp.stat().st_mtime >= newest:
            return
        self.stdout.write("Gathering static files ...")
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.touch()

    def introduce(self, port: int) -> None:
        lines = [
            "",
            f"  Sign in at http://127.0.0.1:{port}/account/login/ with one of these addresses.",
            "  The demonstration sends no e-mail: it shows you the code that would be sent.",
            "",
        ]
        for account in to_sign_in_with():
            lines += [f"  {account.role:28}{account.email}", f"{'':30}{account.sees}"]
        lines += [
            "",
            f"  Or join as yourself at http://127.0.0.1:{port}/join/",
            f"  Messages that would be sent are kept in {settings.EMAIL_FILE_PATH}",
            "",
        ]
        self.stdout.write("\n".join(lines))
