"""Settings of the tests: as on a laptop, with a cheap password hash and no connection pool."""

import os

os.environ.setdefault("DEBUG", "on")

from config.settings import *  # noqa: E402, F403
from config.settings import BASE_DIR, DATABASES  # noqa: E402

DATABASES["default"]["OPTIONS"].pop("pool")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT = BASE_DIR / "static"
WHITENOISE_AUTOREFRESH = True
