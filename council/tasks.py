"""Mails of accounts, sent by the worker."""

import smtplib

from celery import shared_task

from config.celery import Retried
from core.tasks import load_registers
from council import links

_AGAIN = {
    "autoretry_for": (*Retried.autoretry_for, OSError, smtplib.SMTPException),
    "retry_backoff": 30,
    "max_retries": 6,
}


@shared_task(**_AGAIN)
def send_link(user_id):
    """A mail that did not go is tried again with a new secret, which voids the one before."""
    load_registers()
    links.send(user_id)


@shared_task
def forgotten(typed, ip):
    load_registers()
    links.forgotten(typed, ip)
