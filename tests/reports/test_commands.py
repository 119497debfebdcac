import io
import json

import pytest
from django.core.management import CommandError, call_command

from core.figures import FIGURES, count_all

PERIOD = ("--from", "2022-04-01", "--to", "2022-09-30")


def test_json_to_the_screen(filled):
    out = io.StringIO()
    call_command("report", "song-chau", *PERIOD, stdout=out)
    made = json.loads(out.getvalue())
    assert list(made) == ["council", "from", "to", "figures"]
    assert (made["council"], made["from"], made["to"]) == ("song-chau", "2022-04-01", "2022-09-30")
    from datetime import date

    assert made["figures"] == count_all(filled.council, date(2022, 4, 1), date(2022, 9, 30))
    assert set(made["figures"]) == set(FIGURES) and made["figures"]["opinions.received"] == 5


def test_json_and_pdf_to_files(filled, tmp_path):
    call_command("report", "song-chau", *PERIOD, "--format", "json", "--output", f"{tmp_path}/a.json")
    assert json.loads((tmp_path / "a.json").read_text())["figures"]["opinions.received"] == 5
    call_command("report", "song-chau", *PERIOD, "--format", "pdf", "--output", f"{tmp_path}/a.pdf")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    "args, message",
    [
        (("khong-co", *PERIOD), "Không có Hội đồng nhân dân mã «khong-co»"),
        ((), "Không có Hội đồng nhân dân mã"),
        (("song-chau", "--from", "2022-09-30", "--to", "2022-04-01"), "từ ngày bắt đầu"),
        (("song-chau", "--from", "hôm qua", "--to", "2022-04-01"), "không đọc được"),
        (("song-chau", "--from", "2022-02-31", "--to", "2022-04-01"), "không có ngày 31"),
        (("song-chau", "--to", "2022-04-01"), "Thiếu --from"),
        (("song-chau", *PERIOD, "--format", "odt"), "Không có định dạng"),
        (("song-chau", *PERIOD, "--format", "pdf"), "--output"),
        (("song-chau", *PERIOD, "--output", "/khong/co/a.json"), "Không ghi được"),
    ],
)
def test_wrong_arguments_are_said_in_vietnamese(filled, args, message):
    with pytest.raises(CommandError, match=message) as error:
        call_command("report", *args)
    assert error.value.returncode == 1
