from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile


@pytest.fixture
def upload():
    """A small PDF as a browser sends it."""
    return SimpleUploadedFile(
        "bien-ban.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n", "application/pdf"
    )


@pytest.fixture
def time_machine_at():
    """time_machine_at(day) sets the clock at noon of that day until the test ends."""
    import time_machine

    travellers = []

    def go(day):
        travellers.append(
            time_machine.travel(datetime(day.year, day.month, day.day, 5, tzinfo=UTC), tick=False)
        )
        travellers[-1].start()

    yield go
    for traveller in travellers:
        traveller.stop()
