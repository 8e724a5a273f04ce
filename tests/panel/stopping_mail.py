"""A mail server that takes one message and then keeps its sender waiting, until that is killed."""

import os
import time
from pathlib import Path

from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    def send_messages(self, messages):
        mark = Path(os.environ["STOPPED_AT"])
        mark.with_suffix(".part").write_bytes(messages[0].message().as_bytes())
        mark.with_suffix(".part").rename(mark)
        time.sleep(120)
        return len(messages)
