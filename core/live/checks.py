"""Refuses to start a site whose news would reach one process only."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error


def news_is_shared(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Demand in production a bus and a channel layer that several processes share."""
    if not str(settings.SETTINGS_MODULE).endswith(".production"):
        return []
    layer = settings.CHANNEL_LAYERS.get("default", {}).get("BACKEND", "")
    if settings.REDIS_URL and not layer.endswith("InMemoryChannelLayer"):
        return []
    return [
        Error(
            "Live news would reach the listeners of one process only.",
            hint=(
                "Production carries live news between processes through Redis. Set REDIS_URL, "
                "for example REDIS_URL=redis://localhost:6379/0, and leave CHANNEL_LAYERS to "
                "channels_redis.pubsub.RedisPubSubChannelLayer."
            ),
            id="core.E001",
        )
    ]
