"""What a small server runs with, and the empty view beside it."""

from config.settings.embedded import *  # noqa: F403

ROOT_URLCONF = "benchmarks.empty_urls"
