"""Hypothesis without a stopwatch: the first look at a year asks the holiday library and takes longer."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
