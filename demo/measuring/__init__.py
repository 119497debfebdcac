"""Measures pages through the real server beside the bare SQL that they must run."""
