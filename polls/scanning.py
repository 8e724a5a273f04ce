"""A program of the operator's that looks through each file that is sent, if one is named."""

from __future__ import annotations

import logging
import shlex
import subprocess

from django.conf import settings
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)
LONGEST = 60  # seconds
CLEAN, INFECTED = 0, 1  # what clamdscan, clamscan and others like them end with


def is_scanned() -> bool:
    return bool(settings.ANTIVIRUS_COMMAND)


def refusal_to_take(content: bytes) -> str:
    """Say why a file may not be kept; empty where it may, or nothing looks through files.

    The program reads the file from its standard input. A file that could not be looked through is
    not kept either.
    """
    if not is_scanned():
        return ""
    try:
        done = subprocess.run(  # noqa: S603  # the operator's own command, and no shell
            shlex.split(settings.ANTIVIRUS_COMMAND),
            input=content,
            capture_output=True,
            timeout=LONGEST,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired, ValueError):
        log.exception("The program that looks for viruses did not run")
        return _unchecked()
    if done.returncode == CLEAN:
        return ""
    if done.returncode == INFECTED:
        return _("This file holds something harmful, so we did not keep it. Check your computer")
    # What it printed may name the file's words, and goes nowhere.
    log.error("The program that looks for viruses ended with %d", done.returncode)
    return _unchecked()


def _unchecked() -> str:
    return _("We could not check this file for viruses just now. Try again in a few minutes")
