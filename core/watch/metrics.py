"""Figures for Prometheus. Requests are counted by each web process in files under METRICS_DIR and summed when asked;
the rest is looked up when asked."""

import os
import shutil
from pathlib import Path

from django.conf import settings

# Read by the library when it is loaded: its counters then live in files that all web processes share.
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(settings.METRICS_DIR))
Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).mkdir(parents=True, exist_ok=True)

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest  # noqa: E402
from prometheus_client.core import GaugeMetricFamily  # noqa: E402
from prometheus_client.multiprocess import MultiProcessCollector  # noqa: E402

_NAMES = ["method", "view", "status"]
REQUESTS = Counter("nghitruong_requests", "Requests answered", _NAMES)
SECONDS = Histogram(
    "nghitruong_request_seconds",
    "Time to answer",
    ["view"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
_METHODS = {"GET", "HEAD", "POST", "OPTIONS"}


def observe(method, view, status, seconds):
    REQUESTS.labels(method if method in _METHODS else "other", view, str(status)).inc()
    SECONDS.labels(view).observe(seconds)


def text(gauges):
    """All figures in Prometheus' words. `gauges` gives [(name, help, [(labels, value)])]."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    registry.register(_Asked(gauges))
    return generate_latest(registry)


class _Asked:
    def __init__(self, gauges):
        self.gauges = gauges

    def collect(self):
        for name, words, values in self.gauges:
            labels = list(values[0][0]) if values else []
            family = GaugeMetricFamily(f"nghitruong_{name}", words, labels=labels)
            for given, value in values:
                family.add_metric(list(given.values()), value)
            yield family


def forget():
    """Take away the files of web processes that ended (before the first one starts)."""
    folder = Path(settings.METRICS_DIR)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
