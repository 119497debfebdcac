"""Fills a city with as many records as a large one keeps in years, by COPY, for measuring."""
