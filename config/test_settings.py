"""Settings of the tests: as on a laptop, with a cheap password hash, no connection pool, and templates read once."""

import os

os.environ.setdefault("DEBUG", "on")

from config.settings import *  # noqa: E402, F403
from config.settings import _LOADERS, BASE_DIR, DATABASES, TEMPLATES  # noqa: E402

DATABASES["default"]["OPTIONS"].pop("pool")
DATABASES.pop("replica", None)
TEMPLATES[0]["OPTIONS"]["loaders"] = [("django.template.loaders.cached.Loader", _LOADERS)]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT = BASE_DIR / "static"
WHITENOISE_AUTOREFRESH = True
