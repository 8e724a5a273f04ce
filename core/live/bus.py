"""How an announcement reaches every process of the site.

Two buses answer the same two calls. `LocalBus` needs nothing installed and serves one server
process, with workers and commands beside it; `RedisBus` (redis_bus.py) serves any number.
"""

import hashlib
from typing import TYPE_CHECKING, Protocol

from django.conf import settings

from core.live.doorway import Doorway

if TYPE_CHECKING:
    from core.live.hub import Hub


class Bus(Protocol):
    """Carries texts from any thread of any process to the hubs that listen."""

    def publish(self, hub: "Hub", audience: str, text: str) -> None: ...

    async def listen(self, hub: "Hub") -> None: ...


def choose_bus() -> Bus:
    """Use Redis if the settings name one, else this machine alone."""
    # The secret sets two sites apart that share a Redis or a machine.
    database = str(settings.DATABASES["default"]["NAME"])
    site = hashlib.sha256(f"live news {settings.SECRET_KEY} {database}".encode()).hexdigest()[:24]
    if settings.REDIS_URL:
        # Loading Redis's client takes half a second, which a site without Redis need not spend.
        from core.live.redis_bus import RedisBus

        return RedisBus(settings.REDIS_URL, channel=f"live.{site}")
    return LocalBus(Doorway(site))


class LocalBus:
    """Hands texts to this process's hub, and to the server process's through its doorway."""

    def __init__(self, doorway: Doorway) -> None:
        self._doorway = doorway

    def publish(self, hub: "Hub", audience: str, text: str) -> None:
        hub.hear(audience, text)
        if not self._doorway.is_ours:
            self._doorway.ring(audience, text)

    async def listen(self, hub: "Hub") -> None:
        self._doorway.open(hub.hear)
