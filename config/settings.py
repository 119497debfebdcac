"""Settings of the portal, read from the environment and from `.env` (see `.env.example`)."""

from pathlib import Path

import environ
import fontpkg_be_vietnam_pro
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from kombu import Queue

from config import embedded
from core.watch import errors

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
# Keys with which a laptop starts at once. Production has no default: a missing key stops the start.
_LOCAL = {"SECRET_KEY": "local-work-only", "FIELD_KEY": "bG9jYWwtd29yay1vbmx5LW5vdC1hLXNlY3JldC0wMDA="}


def _secret(name):
    return env(name, default=_LOCAL[name]) if DEBUG else env(name)


SECRET_KEY = _secret("SECRET_KEY")
FIELD_KEY = _secret("FIELD_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
PORTAL_URL = env(
    "PORTAL_URL",
    default=f"https://{ALLOWED_HOSTS[0]}"
    if ALLOWED_HOSTS and not DEBUG
    else f"http://127.0.0.1:{env('PORT', default='8000')}",
).rstrip("/")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "django_tables2",
    "django_filters",
    "heroicons",
    "import_export",
    "pgtrigger",
    "axes",
    "csp",
    "core",
    "council",
    "sessions",
    "oversight",
    "voters",
    "petitions",
    "reports",
    "desk",
    "demo",
]

MIDDLEWARE = [
    "core.watch.middleware.Watched",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.Refusals",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "council.middleware.LoginRequired",
    "council.middleware.ActingBody",
    "core.evidence.middleware.Downloads",
    "axes.middleware.AxesMiddleware",
]

if env("REPLICA_URL", default=""):
    MIDDLEWARE.append("core.replica.ReadFromReplica")

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
_LOADERS = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": _LOADERS if DEBUG else [("django.template.loaders.cached.Loader", _LOADERS)],
            "builtins": ["django_cotton.templatetags.cotton", "core.templatetags.words"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "desk.context.frame",
            ],
        },
    }
]

EMBEDDED_ROOT = BASE_DIR / env("EMBEDDED_ROOT", default="var")
DATABASE_URL = env("DATABASE_URL", default="") or embedded.database_url(EMBEDDED_ROOT)
REDIS_URL = env("REDIS_URL", default="") or embedded.redis_url(EMBEDDED_ROOT)
DATABASES = {"default": env.db_url_config(DATABASE_URL)}
DATABASES["default"]["OPTIONS"] = {
    **DATABASES["default"].get("OPTIONS", {}),
    "pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL", default=8), "timeout": 10},
}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
# PgBouncer in transaction mode: nothing may outlive a transaction on the server's side. Backups and the way back need a session:
# they go to PostgreSQL itself, by DATABASE_DIRECT_URL.
_DIRECT = env("DATABASE_DIRECT_URL", default="")
PGBOUNCER = env.bool("PGBOUNCER", default=False)
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = PGBOUNCER
DATABASE_DIRECT = env.db_url_config(_DIRECT) if _DIRECT else None
# Lists and reports may be read from a replica (core/replica.py).
REPLICA_URL = env("REPLICA_URL", default="")
REPLICA_PAGES = "|".join(
    [
        r":\w+_(list|xlsx)$",
        r"^reports:(home|overview|charts)$",
        r"^desk:(search|calendar|progress|ranking|ranked|ranking_xlsx)$",
    ]
)
DATABASE_ROUTERS = ["core.replica.Router"] if REPLICA_URL else []
if REPLICA_URL:
    DATABASES["replica"] = env.db_url_config(REPLICA_URL) | {
        "DISABLE_SERVER_SIDE_CURSORS": PGBOUNCER,
        "OPTIONS": {"pool": DATABASES["default"]["OPTIONS"]["pool"] | {"timeout": 2}, "connect_timeout": 2},
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

AUTH_USER_MODEL = "council.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATION = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": _VALIDATION + "UserAttributeSimilarityValidator"},
    {"NAME": "council.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": _VALIDATION + "CommonPasswordValidator"},
    {"NAME": _VALIDATION + "NumericPasswordValidator"},
    {"NAME": "council.passwords.WeakWords"},
]
LOGIN_URL = "council:login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "council:login"
# Single sign-on through a provider of OpenID Connect: off while OIDC_ISSUER is empty (council/sso.py).
OIDC_ISSUER = env("OIDC_ISSUER", default="")
OIDC_CLIENT_ID, OIDC_CLIENT_SECRET = env("OIDC_CLIENT_ID", default=""), env("OIDC_CLIENT_SECRET", default="")
OIDC_NAME = env("OIDC_NAME", default="tài khoản cơ quan")
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "council.lockout.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * env.int("LOGIN_IDLE_MINUTES", default=60)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "core.errors.csrf_failure"

_HTTPS = not DEBUG and env.bool("HTTPS", default=True)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _HTTPS
SECURE_HSTS_SECONDS = 31536000 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _HTTPS
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = USE_TZ = True
FORMAT_MODULE_PATH = ["config.formats"]
USE_THOUSAND_SEPARATOR = False
FIRST_DAY_OF_WEEK = 1

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
_FONTS = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"
STATICFILES_DIRS = [BASE_DIR / "static", ("fonts", _FONTS)]
MEDIA_ROOT = BASE_DIR / env("MEDIA_ROOT", default="var/media")
_STATIC = "django.contrib.staticfiles.storage.StaticFilesStorage"
_HASHED = "whitenoise.storage.CompressedManifestStaticFilesStorage"
# Several machines: the files lie in an S3-compatible store (docs/scale.md); MEDIA_ROOT then holds only unfinished work.
S3_BUCKET = env("S3_BUCKET", default="")
_S3 = {
    "bucket_name": S3_BUCKET,
    "endpoint_url": env("S3_ENDPOINT", default="") or None,
    "region_name": env("S3_REGION", default="us-east-1"),
    "access_key": env("S3_ACCESS_KEY", default="") or None,
    "secret_key": env("S3_SECRET_KEY", default="") or None,
    "addressing_style": env("S3_ADDRESSING", default="path"),
    "signature_version": "s3v4",
    "default_acl": None,
    "file_overwrite": False,
    "max_memory_size": 8 * 1024 * 1024,
}
STORAGES = {
    "default": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": _S3}
    if S3_BUCKET
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _STATIC if DEBUG else _HASHED},
}
WHITENOISE_USE_FINDERS = DEBUG
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_MB", default=25) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A queue for each kind of work, so that workers can be added where it waits (docs/scale.md). The first is for what has no
# queue of its own; a worker without `--queues` serves all.
CELERY_TASK_DEFAULT_QUEUE = "celery"
QUEUES = ("celery", "reminders", "reports", "imports")
CELERY_TASK_QUEUES = [Queue(name) for name in QUEUES]
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_TASK_ROUTES = {
    "desk.tasks.*": "reminders",
    "council.tasks.*": "reminders",
    "reports.tasks.*": "reports",
    "sessions.tasks.*": "imports",
}
CELERY_TASK_TIME_LIMIT = 900
JOB_SECONDS = 1740  # a long job is then told to stop, and says so; a minute later its process is ended
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A message not acknowledged by then is given to another worker: above every time limit, but for work that acknowledges first.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_BEAT_SCHEDULE = {
    # Papers whose reading a killed worker or a lost queue has left behind.
    "read_papers": {"task": "sessions.tasks.read_left", "schedule": crontab(minute="*/10")},
    "remind": {"task": "desk.tasks.remind", "schedule": crontab(hour=7, minute=0)},
    # Nothing to do unless 07:00 was missed: the machine was off, or the task was lost.
    "remind_missed": {
        "task": "desk.tasks.remind",
        "schedule": crontab(hour="7-23", minute="*/15"),
        "kwargs": {"missed_only": True},
        "options": {"expires": 600},
    },
    # The first working day after a quarter; on the other days there is nothing to do.
    "draft_quarters": {"task": "reports.tasks.draft_quarters", "schedule": crontab(hour=6, minute=30)},
    # Makes today's backup once its hour has come; hourly, so that a machine that was off makes up for it.
    "back_up": {
        "task": "core.tasks.back_up",
        "schedule": crontab(minute=10),
        "kwargs": {"due_only": True},
        "options": {"expires": 3000},
    },
    "send_digests": {"task": "desk.tasks.send_digests", "schedule": 60, "options": {"expires": 50}},
}

# Copies of the whole portal (core/backup). BACKUP_HOUR -1 makes none by itself.
BACKUP_ROOT = BASE_DIR / env("BACKUP_ROOT", default=str(EMBEDDED_ROOT / "backup"))
BACKUP_HOUR = env.int("BACKUP_HOUR", default=2)
BACKUP_PASSPHRASE = env("BACKUP_PASSPHRASE", default="")
BACKUP_MAX_AGE_HOURS = env.int("BACKUP_MAX_AGE_HOURS", default=36)
BACKUP_KEEP_DAYS = env.int("BACKUP_KEEP_DAYS", default=14)
BACKUP_KEEP_WEEKS = env.int("BACKUP_KEEP_WEEKS", default=8)
BACKUP_KEEP_MONTHS = env.int("BACKUP_KEEP_MONTHS", default=12)

_EMAIL = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(_EMAIL)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)  # seconds, for each answer of the mail server
DIGEST_LEASE = env.float("DIGEST_LEASE", default=900)  # seconds after which a claimed mail is tried again
DIGEST_BACKOFF = env.float("DIGEST_BACKOFF", default=60)  # seconds before the second try; doubled each time
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="nghitruong@localhost")

# The office's own key for digital signatures (PKCS#12), where the signer brings none; the folder of the certificates
# (PEM, DER) that a signature may be traced to.
SIGNING_KEY, SIGNING_PASSWORD = env("SIGNING_KEY", default=""), env("SIGNING_PASSWORD", default="")
SIGNING_ROOTS = env("SIGNING_ROOTS", default="")
VERIFY_LIMIT = env.int(
    "VERIFY_LIMIT", default=30
)  # looks at the public check of papers, an address and minute

DEADLINE_RULES = BASE_DIR / "council" / "data" / "deadline_rules.toml"
SPECIAL_DAYS = BASE_DIR / "council" / "data" / "special_days.toml"
DJANGO_TABLES2_TEMPLATE = "tables/table.html"

# Figures of the web processes, read by /metrics.
METRICS_DIR = BASE_DIR / env("METRICS_DIR", default=str(EMBEDDED_ROOT / "metrics"))
METRICS_TOKEN = env("METRICS_TOKEN", default="")
SENTRY_DSN = env("SENTRY_DSN", default="")
errors.start(SENTRY_DSN)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"masked": {"()": "core.watch.logs.Masked"}},
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "json": {"()": "core.watch.logs.JsonFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["masked"],
            "formatter": env("LOG_FORMAT", default="line" if DEBUG else "json"),
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "axes": {"level": "WARNING"},
        "weasyprint": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
        "nghitruong.request": {"level": "WARNING" if DEBUG else "INFO"},
    },
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
