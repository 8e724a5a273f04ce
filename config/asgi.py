"""The one application that Daphne serves: pages by threads, news by sockets."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")

from core.serving.application import build_application  # noqa: E402

application = build_application("polls.routing", "forums.routing")
