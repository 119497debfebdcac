"""How gunicorn serves the portal in production: `gunicorn --config config/gunicorn.py config.wsgi`."""

import os
from pathlib import Path

bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
timeout = 120
graceful_timeout = 30
keepalive = 65  # longer than the proxy keeps its own connections
max_requests, max_requests_jitter = 5000, 500
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  (its heartbeat; never a real disk)
loglevel = "warning"  # the portal logs the requests itself


def on_starting(server):
    """The figures of web processes that ended with the last start are gone."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from core.watch import metrics

    metrics.forget()


def child_exit(server, worker):
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)
