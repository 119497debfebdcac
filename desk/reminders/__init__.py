"""Reminders: the ladder (`ladder`), the daily sweep (`sweep`), the digest and its mail (`digest`, `mail`)."""
