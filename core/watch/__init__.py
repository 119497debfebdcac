"""Seeing how the portal fares: an id per request in every line of the log, figures for Prometheus, errors by DSN."""

from contextvars import ContextVar

# The id of the request (or, in the worker, of the request that asked for the task) under way.
REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
