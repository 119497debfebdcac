"""Settings of the tests: as on a laptop, with a cheap password hash, no connection pool, and templates read once."""

import os

os.environ.setdefault("DEBUG", "on")

from config.settings import *  # noqa: E402, F403
from config.settings import _LOADERS, BASE_DIR, CACHES, DATABASES, METRICS_DIR, REDIS_URL, TEMPLATES  # noqa: E402

# Each process of the tests has a database of its own, and four of the sixteen that Redis has: the cache and three queues.
PROCESS = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
REDIS_URL = f"{REDIS_URL.rpartition('/')[0]}/{4 * PROCESS}"
METRICS_DIR = METRICS_DIR.with_name(f"metrics-{PROCESS}")  # other tests start and end web servers
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(METRICS_DIR)
CACHES["default"]["LOCATION"] = CELERY_BROKER_URL = REDIS_URL
DATABASES["default"]["OPTIONS"].pop("pool")
DATABASES.pop("replica", None)
TEMPLATES[0]["OPTIONS"]["loaders"] = [("django.template.loaders.cached.Loader", _LOADERS)]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT = BASE_DIR / "static"
WHITENOISE_AUTOREFRESH = True
