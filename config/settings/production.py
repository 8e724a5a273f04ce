"""A council's own site: PostgreSQL, Redis, HTTPS, and every secret required."""

from django.core.exceptions import ImproperlyConfigured

from .base import *

REQUIRED = {
    "SECRET_KEY": "fifty-random-characters",
    "PARTICIPATION_SECRET": "another-fifty-random-characters",
    "ALLOWED_HOSTS": "panel.example.gov.uk",
    "DATABASE_URL": "postgres://folkmoot:secret@localhost:5432/folkmoot",
    "REDIS_URL": "redis://localhost:6379/0",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.gov.uk:587",
    "DEFAULT_FROM_EMAIL": "panel@example.gov.uk",
}
# All at once, so that nobody starts the site seven times to learn what it needs.
if missing := [name for name in REQUIRED if not env(name, default="")]:
    without = "is not set. Production does not start without it, for example"
    raise ImproperlyConfigured(
        "\n".join(f"{name} {without} {name}={REQUIRED[name]}" for name in missing)
    )

# ---- secrets
SECRET_KEY = env("SECRET_KEY")
PARTICIPATION_SECRET = env("PARTICIPATION_SECRET")
EXPORT_SECRET = env("EXPORT_SECRET", default="")  # without one it is derived from the last

# ---- addresses
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
SITE_URL = env("SITE_URL", default=f"https://{ALLOWED_HOSTS[0]}")
WAGTAILADMIN_BASE_URL = SITE_URL
BEGINS_WITH_PAGES = True
LIVE_ORIGINS = env.list("LIVE_ORIGINS", default=[SITE_URL])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many proxies stand in front: the client's address is counted from the right of what they add.
PROXIES_IN_FRONT = env.int("PROXIES_IN_FRONT", default=1)
WEB_THREADS = env.int("WEB_THREADS", default=8)
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=60 * 60 * 24 * 365)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SILENCED_SYSTEM_CHECKS += [
    "security.W005",  # other names below the council's own are not ours to force to HTTPS
    "security.W021",  # nor is it ours to put the council on browsers' lists
    "security.W019",  # the CMS shows previews in a frame; residents' pages forbid frames by CSP
]

# ---- database
DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# ---- live news and cache
REDIS_URL = env("REDIS_URL")
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL]},
    }
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
}

# ---- mail
vars().update(env.email("EMAIL_URL"))
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL")
TEXTS = env("TEXTS", default="notify" if NOTIFY_API_KEY else "")
TEXT_FILE_PATH = env("TEXT_FILE_PATH", default=str(BASE_DIR / "var" / "texts"))

# ---- files
MEDIA_ROOT = env("MEDIA_ROOT", default=str(BASE_DIR / "var" / "media"))
ERASURES_FILE = env("ERASURES_FILE", default=str(BASE_DIR / "var" / "erasures.txt"))
STATIC_ROOT = env("STATIC_ROOT", default=str(BASE_DIR / "var" / "static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "core.static_files.ManifestStorage"},
}
