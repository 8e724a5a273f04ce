"""The bus of a site with several processes: Redis's publish and subscribe."""

import asyncio
import logging
import time
from typing import TYPE_CHECKING

import redis
from redis.asyncio import Redis as AsyncRedis
from redis.backoff import NoBackoff
from redis.retry import Retry

if TYPE_CHECKING:
    from core.live.hub import Hub

logger = logging.getLogger(__name__)


class RedisBus:
    """Publishes to one Redis channel, and holds one subscription to it per process.

    One channel for all audiences: a listener who joins is covered by the subscription that is
    already there, so nothing falls between joining and subscribing.
    """

    CONNECT_WITHIN = 1.0
    REST_AFTER_FAILURE = 2.0

    def __init__(self, url: str, *, channel: str) -> None:
        self._url = url
        self._channel = channel
        # One more try, at once, for a connection that Redis closed while it lay idle.
        self._client = redis.Redis.from_url(
            url,
            socket_timeout=self.CONNECT_WITHIN,
            socket_connect_timeout=self.CONNECT_WITHIN,
            retry=Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,)),
        )
        self._resting_until = 0.0
        self._listening: asyncio.Task[None] | None = None
        self._subscribed = asyncio.Event()

    def publish(self, hub: "Hub", audience: str, text: str) -> None:
        """Tell all processes; while Redis is away tell this one, and do not wait."""
        if time.monotonic() >= self._resting_until:
            try:
                self._client.publish(self._channel, f"{audience}\n{text}")
            except redis.RedisError as failure:
                self._resting_until = time.monotonic() + self.REST_AFTER_FAILURE
                logger.warning("Redis does not carry live news: %s", failure)
            else:
                return
        hub.hear(audience, text)

    async def listen(self, hub: "Hub") -> None:
        """Be subscribed, or be trying to: a listener may wait for its page, not for Redis."""
        loop = asyncio.get_running_loop()
        task = self._listening
        if task is None or task.done() or task.get_loop() is not loop:
            self._subscribed = asyncio.Event()
            self._listening = loop.create_task(self._keep_subscribed(hub, self._subscribed))
        if not self._subscribed.is_set():
            try:
                await asyncio.wait_for(self._subscribed.wait(), 2 * self.CONNECT_WITHIN)
            except TimeoutError:
                logger.warning("Redis does not answer; listeners join without it for now.")

    async def _keep_subscribed(self, hub: "Hub", subscribed: asyncio.Event) -> None:
        pause, missed_some = 0.1, False
        while True:
            try:
                async with (
                    AsyncRedis.from_url(
                        self._url,
                        socket_connect_timeout=self.CONNECT_WITHIN,
                        socket_keepalive=True,
                        health_check_interval=15,
                        decode_responses=True,
                    ) as client,
                    client.pubsub() as subscription,
                ):
                    await subscription.subscribe(self._channel)
                    async for message in subscription.listen():
                        if message["type"] == "subscribe":
                            pause = 0.1
                            subscribed.set()
                            if missed_some:
                                hub.hear_of_a_gap()
                        elif message["type"] == "message":
                            audience, _newline, text = message["data"].partition("\n")
                            hub.hear(audience, text)
            except (redis.RedisError, OSError) as failure:
                logger.warning("The subscription to live news broke: %s", failure)
            missed_some = True
            await asyncio.sleep(pause)
            pause = min(pause * 2, 5.0)
