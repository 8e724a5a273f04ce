"""A council's own site: PostgreSQL, Redis, HTTPS, and every secret required."""

from django.core.exceptions import ImproperlyConfigured

from .base import *


def required(name: str, example: str) -> str:
    if not (value := env(name, default="")):
        raise ImproperlyConfigured(
            f"{name} is not set. Production needs it, for example {name}={example}."
        )
    return value


# ---- secrets
SECRET_KEY = required("SECRET_KEY", "fifty-random-characters")
PARTICIPATION_SECRET = required("PARTICIPATION_SECRET", "another-fifty-random-characters")

# ---- addresses
DEBUG = False
ALLOWED_HOSTS = required("ALLOWED_HOSTS", "panel.example.gov.uk").split(",")
SITE_URL = env("SITE_URL", default=f"https://{ALLOWED_HOSTS[0]}")
LIVE_ORIGINS = env.list("LIVE_ORIGINS", default=[SITE_URL])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many proxies stand in front: the client's address is counted from the right of what they add.
PROXIES_IN_FRONT = env.int("PROXIES_IN_FRONT", default=1)
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=60 * 60 * 24 * 365)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

# ---- database
required("DATABASE_URL", "postgres://folkmoot:secret@localhost:5432/folkmoot")
DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# ---- live news and cache
REDIS_URL = required("REDIS_URL", "redis://localhost:6379/0")
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
vars().update(env.email("EMAIL_URL", default="smtp://localhost:25"))
DEFAULT_FROM_EMAIL = required("DEFAULT_FROM_EMAIL", "panel@example.gov.uk")

# ---- files
MEDIA_ROOT = env("MEDIA_ROOT", default=str(BASE_DIR / "var" / "media"))
STATIC_ROOT = env("STATIC_ROOT", default=str(BASE_DIR / "var" / "static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "core.static_files.ManifestStorage"},
}
