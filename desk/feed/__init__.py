"""The calendar of a membership as an ICS feed under a secret address."""
