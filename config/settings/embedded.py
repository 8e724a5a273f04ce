"""The default: one small server, one process, nothing else to install."""

import os

from django.core.management.utils import get_random_secret_key

from .base import *

VAR_DIR = Path(env("FOLKMOOT_VAR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)


def kept_secret(name: str) -> str:
    """Read a secret from the environment, or make one and keep it in `var/`."""
    if value := os.environ.get(name):
        return value
    path = VAR_DIR / f"{name.lower()}.txt"
    if not path.exists():
        path.write_text(get_random_secret_key())
        path.chmod(0o600)
    return path.read_text()


# ---- secrets
SECRET_KEY = kept_secret("SECRET_KEY")
PARTICIPATION_SECRET = kept_secret("PARTICIPATION_SECRET")

# ---- people
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=False)  # off in demonstrations only

# ---- addresses
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000")
LIVE_ORIGINS = env.list("LIVE_ORIGINS", default=[])  # empty: the origin must equal the host asked

# ---- database
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR_DIR / "folkmoot.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}

# ---- live news and cache
REDIS_URL = ""
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    }
}

# ---- mail
EMAIL_BACKEND = env("EMAIL_BACKEND", default="django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Folkmoot <panel@example.org>")
TEXTS = env("TEXTS", default="notify" if NOTIFY_API_KEY else "outbox")
TEXT_FILE_PATH = VAR_DIR / "texts"

# ---- files
MEDIA_ROOT = VAR_DIR / "media"
ERASURES_FILE = VAR_DIR / "erasures.txt"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "core.static_files.ManifestStorage"},
}
