"""Embedded, made quick; with DATABASE_URL and REDIS_URL the tests run on the production parts."""

import os
import tempfile

os.environ.setdefault("FOLKMOOT_VAR", tempfile.mkdtemp(prefix="folkmoot-test-"))
os.environ.setdefault("SECRET_KEY", "test-secret-key-not-for-production")
os.environ.setdefault("PARTICIPATION_SECRET", "test-participation-secret-not-for-production")

from .embedded import *  # noqa: E402

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = env("EMAIL_BACKEND", default="django.core.mail.backends.locmem.EmailBackend")


class WithCouncilAccounts(environ.Env):
    """Staff may sign in with council accounts here, and in no process that a test starts."""

    ENVIRON = {
        "OIDC_ISSUER": "http://127.0.0.1:9",
        "OIDC_CLIENT_ID": "folkmoot",
        "OIDC_CLIENT_SECRET": "secret-of-the-client",
        "OIDC_NAME": "Bristol account",
        "OIDC_DOMAINS": "bristol.example.org",
    }


STAFF_SIGN_ON = read_sign_on(WithCouncilAccounts())
if "allauth.socialaccount" not in INSTALLED_APPS:
    INSTALLED_APPS.append("allauth.socialaccount")
KEEP_QUIET_HOURS = False  # tests run at any hour
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

suffix = os.environ.get("TEST_DB_SUFFIX", "")
if os.environ.get("DATABASE_URL"):
    DATABASES = {"default": env.db("DATABASE_URL")}
    DATABASES["default"]["TEST"] = {"NAME": f"test_folkmoot{suffix}"}
else:
    # A file, not memory, so that threads and the servers of browser tests see the same rows.
    DATABASES["default"]["TEST"] = {
        "NAME": Path(tempfile.gettempdir()) / f"folkmoot-test{suffix}.sqlite3"
    }
if os.environ.get("REDIS_URL"):
    # Each worker empties its cache after each test: it has a Redis database of its own.
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    # The first one, 0, is of the production site that two processes serve in a test.
    own = int(worker.removeprefix("gw")) + 1 if worker else 15
    REDIS_URL = f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{own}"
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL]},
        }
    }
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
        }
    }
