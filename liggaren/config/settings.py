"""One settings file. Everything that differs between installations comes from the environment."""

from __future__ import annotations

import os
from pathlib import Path

import django_stubs_ext

from liggaren.config import places, secret_files

django_stubs_ext.monkeypatch()

BASE_DIR = places.ROOT
DATA = places.data_folder()


def flag(name: str, default: bool = False) -> bool:
    """A yes-or-no from the environment; any other word stops the start."""
    word = os.environ.get(name, "1" if default else "0").lower()
    if word not in {"0", "1", "true", "false", "yes", "no"}:
        raise ValueError(f"{name} must be 0 or 1, not {word!r}")
    return word in {"1", "true", "yes"}


def words(name: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


DEMO = flag("LIGGAREN_DEMO")
DEBUG = flag("LIGGAREN_DEBUG")
SECRET_KEY = secret_files.text(places.keys_folder() / "django.key", environment="LIGGAREN_SECRET_KEY_FILE")
ALLOWED_HOSTS = words("LIGGAREN_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = words("LIGGAREN_ORIGINS")
PORT = int(os.environ.get("PORT", "8400"))
BASE_URL = os.environ.get("LIGGAREN_BASE_URL", f"http://localhost:{PORT}")

# Loopback origins that the guarded client may reach: demonstration and tests only (design 2, lib).
LOOPBACK_ORIGINS = words("LIGGAREN_LOOPBACK_ORIGINS")
PLAYGROUND_ORIGIN = os.environ.get("LIGGAREN_PLAYGROUND_ORIGIN", "")

# The municipality's own telephone series and mail domains, which are nobody's personal data.
OWN_NUMBERS = words("LIGGAREN_OWN_NUMBERS")
OWN_DOMAINS = words("LIGGAREN_OWN_DOMAINS") or (["exempelkoping.example"] if DEMO else [])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "liggaren.vault",
    "liggaren.ledger",
    "liggaren.people",
    "liggaren.notices",
    "liggaren.custody",
    "liggaren.duties",
    "liggaren.register",
    "liggaren.capture",
    "liggaren.actions",
    "liggaren.moderation",
    "liggaren.publishing",
    "liggaren.plans",
    "liggaren.requests",
    "liggaren.search",
    "liggaren.archive",
    "liggaren.lifecycle",
    "liggaren.public",
    "liggaren.desk",
    "liggaren.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "liggaren.desk.headers.SecurityHeaders",
    "liggaren.config.static_files.WholeFiles",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "liggaren.config.urls"
ASGI_APPLICATION = "liggaren.config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "liggaren" / "desk" / "templates"],  # before the packages' own sign-in pages
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "liggaren.desk.context.frame",
            ],
        },
    }
]

# The application never connects as owner; `owner` is for migrations only (design 3.4).
DATABASES = {
    "default": places.database("application"),
    "owner": places.database("owner"),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/start/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "liggaren.desk.sign_in.adapter.ClosedDoorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO

LANGUAGE_CODE = "sv"
TIME_ZONE = "Europe/Stockholm"
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "liggaren" / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # a missing folder is a warning for each start
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "vault": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "vault"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG

EMAIL_BACKEND = os.environ.get("LIGGAREN_EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = DATA / "mail"
DEFAULT_FROM_EMAIL = os.environ.get("LIGGAREN_FROM", "liggaren@exempelkoping.example")
# A Maildir where the mail server puts what comes back to that address; "" where nobody has set one up.
RETURNED_MAIL = os.environ.get("LIGGAREN_RETURNED_MAIL", "")
# Other ways to tell than mail: `name=address` as Apprise writes it, parted by blanks. Off until set.
NOTICE_WAYS = dict(word.split("=", 1) for word in os.environ.get("LIGGAREN_NOTICE_WAYS", "").split())

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if not (DEMO or DEBUG):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000

# Bodies from outside: the guarded client and the webhooks have their own, lower limits.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

# Ledger and vault
LEDGER_ORIGIN = os.environ.get("LIGGAREN_ORIGIN", f"liggaren.example/{places.clone_digest(DATA)}")
LEDGER_KEY_FILE = Path(os.environ.get("LIGGAREN_LOG_KEY_FILE", str(places.keys_folder() / "log.key")))
VAULT_KEY_FILE = Path(os.environ.get("LIGGAREN_VAULT_KEY_FILE", str(places.keys_folder() / "vault.key")))
CUSTODY_KEY_FILE = Path(
    os.environ.get("LIGGAREN_CUSTODY_KEY_FILE", str(places.keys_folder() / "custody.key"))
)
DATABASE_ROLES = {
    "application": places.database("application")["USER"],
    "owner": places.database("owner")["USER"],
    "reader": places.database("reader")["USER"],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"quiet": {"()": "liggaren.lib.quiet_logs.QuietFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "quiet"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LIGGAREN_LOG_LEVEL", "WARNING")},
}
