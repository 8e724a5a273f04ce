"""The one application that Daphne serves: pages over HTTP, news over sockets."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")

from django.core.asgi import get_asgi_application  # noqa: E402

application = get_asgi_application()
