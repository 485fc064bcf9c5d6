"""Settings, read from the environment; production refuses to start when something would be unsafe."""

import datetime
import os
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
APP_ENV = env("APP_ENV", default="development")
if APP_ENV not in ("development", "production"):
    raise ImproperlyConfigured(f"APP_ENV is '{APP_ENV}': it must be 'development' or 'production'.")
PRODUCTION = APP_ENV == "production"
DEBUG = not PRODUCTION and env.bool("DEBUG", default=False)  # off: people who try it see our own error pages

DEVELOPMENT_KEY = "development-only-key-that-production-refuses"
SECRET_KEY = env("SECRET_KEY", default=DEVELOPMENT_KEY)
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"]
)
SITE_URL = env("SITE_URL", default="" if PRODUCTION else "http://127.0.0.1:8000")
TODAY = datetime.date.fromisoformat(env("TODAY")) if env("TODAY", default="") else None

INSTALLED_APPS = [
    "modeltranslation",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "simple_history",
    "template_partials",
    "kemistrategy.organisation",
    "measures",
    "goals",
    "reporting",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "kemistrategy.freshness.KeptPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kemistrategy.organisation.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "kemistrategy.organisation.middleware.RightsMiddleware",
    "kemistrategy.organisation.middleware.LastSeenMiddleware",
    "kemistrategy.wrong_method.WrongMethodMiddleware",
]

ROOT_URLCONF = "kemistrategy.urls"
WSGI_APPLICATION = "kemistrategy.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kemistrategy.menu.menu",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "template_partials.templatetags.partials",
                "kemistrategy.templatetags.words",
            ],
        },
    },
]

# --- data ---------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'kemi.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = 60  # opening a connection takes longer than most pages ask of it
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE: two writers queue instead of failing; FULL: an acknowledged write survives a power cut.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Queries are many and short: compiling one just in time takes longer than it saves. What the address says wins.
    database_options = DATABASES["default"].setdefault("OPTIONS", {})
    database_options["options"] = f"-c jit=off {database_options.get('options', '')}".rstrip()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(VAR_DIR / "media")))
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

# How many languages of a report the worker renders at once; each takes a core and some 300 MB.
RENDER_PROCESSES = env.int("RENDER_PROCESSES", default=os.cpu_count() or 1)
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# Public statistics. Another address serves a mirror or a test; the services ask for a pause (seconds) between calls.
STATFIN_ADDRESS = env("STATFIN_ADDRESS", default="https://pxdata.stat.fi/PxWeb/api/v1/fi/StatFin")
SOTKANET_ADDRESS = env("SOTKANET_ADDRESS", default="https://sotkanet.fi/rest/1.1")
STATISTICS_PAUSE = env.float("STATISTICS_PAUSE", default=1.0)
CITY_NAME = env("CITY_NAME", default="Kemi")  # the city itself beside the areas it is compared with

# --- languages and time -------------------------------------------------------------------------------------------
LANGUAGE_CODE = "fi"
LANGUAGES = [("fi", "suomi"), ("sv", "svenska"), ("en", "English")]
MODELTRANSLATION_DEFAULT_LANGUAGE = "fi"
MODELTRANSLATION_LANGUAGES = ("fi", "sv", "en")
MODELTRANSLATION_FALLBACK_LANGUAGES = {"default": ("fi",)}
LOCALE_PATHS = [BASE_DIR / "kemistrategy" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Helsinki"
FORMAT_MODULE_PATH = ["kemistrategy.formats"]

# --- people and sessions ------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "organisation.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "goals:my-entries"
LOGOUT_REDIRECT_URL = "reporting:front-page"
ACCOUNT_ADAPTER = "kemistrategy.organisation.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # only invited people have an account; the invitation itself proves the address
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# How many proxies stand before us and write X-Forwarded-For: throttling counts by the address of the person, and an
# address that she writes into the header herself counts for nothing.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1 if PRODUCTION else 0)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 10
CSRF_COOKIE_SAMESITE = "Lax"

EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
CONTACT_ADDRESS = env("CONTACT_ADDRESS", default="" if PRODUCTION else "strategia@kemi.example")
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default=f"strategia@{urlsplit(SITE_URL).hostname or 'localhost'}")

# --- static files -------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static", BASE_DIR / "build" / "static"]
STYLE_BUNDLE_ROOT = VAR_DIR / "bundle"
STATICFILES_FINDERS = [
    "kemistrategy.style_bundle.StyleBundleFinder",  # one style sheet of many, in the place of its source
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- what a browser may do ----------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
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
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a workbook may bring some thousand changes, each with a box of its own

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "INFO" if PRODUCTION else "WARNING"},
}


def sender_domain():
    return parseaddr(DEFAULT_FROM_EMAIL)[1].partition("@")[2].lower()


def refuse_unsafe_production():
    """Every reason why production must not start, in one message."""
    reasons = []
    if SECRET_KEY == DEVELOPMENT_KEY or len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5:
        reasons.append("SECRET_KEY is missing, too short (50 characters) or the development key")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        reasons.append("ALLOWED_HOSTS must name the hosts, never '*'")
    if not SITE_URL.startswith("https://"):
        reasons.append("SITE_URL must be the https:// address of the service")
    if not env("DATABASE_URL", default=""):
        reasons.append("DATABASE_URL is missing")
    if not EMAIL_CONFIG["EMAIL_BACKEND"].endswith("smtp.EmailBackend"):
        reasons.append("EMAIL_URL is missing or sends nothing: it must be the smtp address of a mail server")
    if env("DEFAULT_FROM_EMAIL", default="") and sender_domain() in ("", "localhost"):
        reasons.append("DEFAULT_FROM_EMAIL must be an address that can be answered, not one of localhost")
    if TODAY:
        reasons.append("TODAY moves the clock and belongs to development only")
    if reasons:
        raise ImproperlyConfigured("Production refuses to start: " + "; ".join(reasons) + ".")


if PRODUCTION:
    refuse_unsafe_production()
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    CSRF_TRUSTED_ORIGINS = [SITE_URL]
