"""Rows of the table of faults, as `make faults` collects them."""


def row(*cells):
    print(f"\nROW | {' | '.join(map(str, cells))} |", flush=True)  # noqa: T201
