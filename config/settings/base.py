"""What never varies between installations; secure unless a later file says otherwise."""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from .sign_on import read_sign_on

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent.parent

# ---- what is installed ---------------------------------------------------------------------

INSTALLED_APPS = [
    "daphne",
    "home",
    "results",
    "polls",
    "forums",
    "consultations",
    "panel",
    "core",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "panel.users_app.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "channels",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.content_policy.AdminPolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "core.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "panel.second_step.SecondStepMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "core.not_allowed.NotAllowedMiddleware",
    "core.kept_whole.KeptWholeMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "panel.context.council",
                "home.context.foot_of_the_page",
            ],
        },
    }
]

# ---- people --------------------------------------------------------------------------------

AUTH_USER_MODEL = "panel.User"
# A code by e-mail always works; a passkey or a password of one's own may stand beside it.
AUTHENTICATION_BACKENDS = ["panel.accounts.PermissionsOnly"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/account/"
LOGOUT_REDIRECT_URL = "/"
SESSION_ENGINE = "core.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "home.errors.csrf_failure"
# A command that reads a file from its standard input and ends with 1 if it is infected, 0 if not.
ANTIVIRUS_COMMAND = env("ANTIVIRUS_COMMAND", default="")
# Requests a minute that one network address may make of /api/; what is kept whole is not counted.
API_A_MINUTE = env.int("API_A_MINUTE", default=120)
# Who brings one of these, as who has a session, never meets a page that was kept for others.
PERSONAL_COOKIES = ["visitor", "respondent"]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "display_name")}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
    )
]
ACCOUNT_ADAPTER = "panel.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"length": 8}
ACCOUNT_LOGIN_TIMEOUT = 900
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
MFA_ADAPTER = "panel.second_step.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # finger, face or PIN: a passkey is two factors in one
MFA_RATE_LIMITS = {"webauthn_login": "300/10m/ip"}  # a whole meeting signs in from one library
MFA_TOTP_TOLERANCE = 1  # a phone may be half a minute off
MFA_TOTP_ISSUER = "Folkmoot"
# Staff prove a second step. Only a demonstration on embedded settings may do without.
STAFF_SECOND_FACTOR = True
# The council's own sign-in for its staff (OpenID Connect). Unless it is named, nothing of it is
# loaded and its addresses are not there.
STAFF_SIGN_ON: Any = read_sign_on(env)
if STAFF_SIGN_ON:
    INSTALLED_APPS.append("allauth.socialaccount")
SOCKETS_ADMIT = "panel.second_step.may_listen"
MFA_FORMS = {
    "authenticate": "panel.forms.SecondFactorForm",
    "reauthenticate": "panel.forms.SecondFactorAgainForm",
    "activate_totp": "panel.forms.SetUpAppForm",
    "deactivate_totp": "panel.forms.TurnAppOffForm",
    "add_webauthn": "panel.forms_of_signing_in.NewPasskeyForm",
    "login_webauthn": "panel.forms_of_signing_in.PasskeySignInForm",
    "authenticate_webauthn": "panel.forms_of_signing_in.PasskeyForm",
    "reauthenticate_webauthn": "panel.forms_of_signing_in.PasskeyAgainForm",
}

# ---- language and time ---------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English")), ("cy", _("Welsh"))]
WAGTAIL_CONTENT_LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [BASE_DIR / "core" / "locale"]
USE_TZ = True
TIME_ZONE = "Europe/London"

# ---- files ---------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = BASE_DIR / "var" / "media"
MAX_REQUEST_BYTES = 12 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# ---- safety --------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
# The CMS's own screens carry inline scripts and styles; no resident's page does.
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, "'unsafe-inline'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "connect-src": [SELF],
    "form-action": [SELF],
    "base-uri": [SELF],
    "frame-ancestors": [SELF],
    "frame-src": [SELF],
}
PERMISSIONS_POLICY = {
    name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb", "fullscreen")
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

# Whether `migrate` makes the front page and the two lists where there is no page yet.
BEGINS_WITH_PAGES = False

# ---- the CMS -------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Folkmoot"
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"  # as people here write dates, and as the fields read them
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAILADMIN_BASE_URL = env("SITE_URL", default="http://127.0.0.1:8000")
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
# A shared password opens a page for a browser, not for a person: nobody could say who may see it.
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_FRONTEND_LOGIN_URL = "/account/login/"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "txt", "xlsx", "ods"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 8 * 1024 * 1024
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["h2", "h3", "bold", "ol", "ul", "link", "document-link", "image"]},
    }
}
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# ---- work behind the scenes ----------------------------------------------------------------

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
# A mail server that says nothing for so long (in seconds) is given up.
EMAIL_TIMEOUT = 30
# How texts go out: "notify" (GOV.UK Notify), "outbox" (files, in a demonstration) or not at all.
TEXTS = ""
NOTIFY_API_KEY = env("NOTIFY_API_KEY", default="")
NOTIFY_TEMPLATE = env("NOTIFY_TEMPLATE", default="")  # the id of a template that is ((message))
NOTIFY_SENDER = env("NOTIFY_SENDER", default="")  # the id of a sender, if not the service's own
NOTIFY_BASE_URL = env("NOTIFY_BASE_URL", default="https://api.notifications.service.gov.uk")
# What Notify shows when it says whether a text arrived, or hands on an answer.
TEXT_CODES_A_DAY = env.int(
    "TEXT_CODES_A_DAY", default=500
)  # for proving numbers, on the whole site
NOTIFY_CALLBACK_TOKEN = env("NOTIFY_CALLBACK_TOKEN", default="")
NOTIFY_TAKES_REPLIES = env.bool("NOTIFY_TAKES_REPLIES", default=False)  # a number of our own
# Whether messages wait while it is night; which hours these are the council says in the CMS.
KEEP_QUIET_HOURS = True
# An address that several share goes with a number: `panel.at_address` tells them apart.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
