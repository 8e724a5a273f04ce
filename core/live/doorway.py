"""A socket file through which a worker or a command rings the bell of the server process.

It is how a site without Redis lets its worker announce that a poll has closed. The file lies in a
directory that only its owner may enter.
"""

import asyncio
import atexit
import contextlib
import logging
import os
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path

logger = logging.getLogger(__name__)

Hear = Callable[[str, str], None]


class Doorway:
    """Opened by the first process that has listeners; the others ring."""

    def __init__(self, site: str) -> None:
        self._path = Path(tempfile.gettempdir()) / f"folkmoot-{os.getuid()}" / f"{site}.bell"
        self._socket: socket.socket | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._owner = 0

    @property
    def is_ours(self) -> bool:
        return self._socket is not None and self._owner == os.getpid()

    def open(self, hear: Hear) -> None:
        """Let other processes in, unless another server of this site already does."""
        loop = asyncio.get_running_loop()
        if loop is self._loop:
            return
        self._loop = loop
        if not self.is_ours:
            self._socket = self._bind()
            self._owner = os.getpid()
            atexit.register(self._close)
        if self._socket is not None:
            loop.add_reader(self._socket, self._read, self._socket, hear)

    def ring(self, audience: str, text: str) -> None:
        """Tell the server process, if there is one."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as bell:
            bell.settimeout(0.2)  # its queue holds few; it is emptied in well under a millisecond
            try:
                bell.sendto(f"{audience}\n{text}".encode(), str(self._path))
            except (FileNotFoundError, ConnectionRefusedError):
                pass  # nobody is serving, so nobody is listening
            except OSError as failure:
                logger.warning("The server process did not hear live news: %s", failure)

    def _bind(self) -> socket.socket | None:
        self._path.parent.mkdir(mode=0o700, exist_ok=True)
        status = self._path.parent.stat()
        if status.st_uid != os.getuid() or status.st_mode & 0o077:
            logger.warning("%s is open to others and is not used.", self._path.parent)
            return None
        bell = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        if self._somebody_answers():
            bell.close()
            return None
        self._path.unlink(missing_ok=True)
        bell.bind(str(self._path))
        return bell

    def _somebody_answers(self) -> bool:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as caller:
            try:
                caller.connect(str(self._path))
            except OSError:  # no file, or one left by a process that was killed
                return False
            return True

    @staticmethod
    def _read(bell: socket.socket, hear: Hear) -> None:
        with contextlib.suppress(BlockingIOError):
            while True:
                audience, _newline, text = bell.recv(65536).decode().partition("\n")
                hear(audience, text)

    def _close(self) -> None:
        if self._socket is not None and self._owner == os.getpid():
            self._socket.close()
            self._socket = None
            self._path.unlink(missing_ok=True)
