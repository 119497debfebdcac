from django.conf import settings
from django.core.management.base import BaseCommand

from core.services.rulebook import load_days, load_rules


class Command(BaseCommand):
    help = "Loads the legal rules and special days from their files; what an administrator changed stays."

    def handle(self, **options):
        made, changed, kept = load_rules(settings.DEADLINE_RULES)
        self.stdout.write(f"rules: {made} new, {changed} changed, {kept} left as edited here")
        made, changed, kept = load_days(settings.SPECIAL_DAYS)
        self.stdout.write(f"special days: {made} new, {changed} changed, {kept} left as edited here")
