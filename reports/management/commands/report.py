"""`manage.py report phu-ly --from 2022-04-01 --to 2022-09-30 --format json|pdf|docx|xlsx --output FILE`."""

import json
from pathlib import Path

from django import forms
from django.core.management.base import BaseCommand, CommandError

from core.errors import Refused
from core.forms import typed_day
from council.models import Council
from reports import books, document, facts
from reports.services.printing import asked_rows, made_in

FORMATS = ("json", "pdf", "docx", "xlsx")


class Command(BaseCommand):
    help = "In báo cáo của một Hội đồng nhân dân ra JSON, PDF, DOCX hoặc XLSX."

    def add_arguments(self, parser):
        # Checked below and not by argparse, whose messages are English and whose exit code is 2.
        parser.add_argument("council", nargs="?", help="mã Hội đồng nhân dân, ví dụ phu-ly")
        parser.add_argument("--from", dest="start", help="từ ngày, ví dụ 2022-04-01")
        parser.add_argument("--to", dest="end", help="đến hết ngày, ví dụ 2022-09-30")
        parser.add_argument("--format", default="json", help="json, pdf, docx hoặc xlsx")
        parser.add_argument("--book", default=books.DEFAULT, help=f"mẫu báo cáo: {', '.join(books.BOOKS)}")
        parser.add_argument("--output", help="tệp ghi ra; bỏ trống để in JSON ra màn hình")

    def handle(self, *, council, start, end, format, book, output, **options):
        found_council = _council(council)
        days = _days(start, end)
        if format not in FORMATS:
            raise CommandError(f"Không có định dạng «{format}». Dùng --format {' hoặc '.join(FORMATS)}.")
        if book not in books.BOOKS:
            raise CommandError(f"Không có mẫu báo cáo «{book}». Các mẫu: {', '.join(books.BOOKS)}.")
        if format != "json" and not output:
            raise CommandError(f"Bản {format.upper()} phải ghi ra tệp: thêm --output TÊN_TỆP.{format}.")
        content = (
            _json(found_council, *days) if format == "json" else _made(format, book, found_council, *days)
        )
        self._write(content, output)

    def _write(self, content, output):
        if not output:
            self.stdout.write(content.decode(), ending="")
            return
        try:
            Path(output).write_bytes(content)
        except OSError as error:
            raise CommandError(f"Không ghi được tệp {output}: {error.strerror}.") from error


def _council(code):
    found = Council.objects.select_related("unit", "parent").filter(code=code or "").first()
    if found is None:
        known = ", ".join(Council.objects.order_by("code").values_list("code", flat=True)[:8])
        raise CommandError(
            f"Không có Hội đồng nhân dân mã «{code or ''}». Các mã hiện có: {known or 'chưa có mã nào'}."
        )
    return found


def _days(start, end):
    days = _day("--from", start), _day("--to", end)
    if days[1] < days[0]:
        raise CommandError("Ngày kết thúc (--to) phải từ ngày bắt đầu (--from) trở đi.")
    return days


def _day(name, text):
    if not text:
        raise CommandError(f"Thiếu {name}. Ví dụ: {name} 2022-04-01.")
    try:
        return typed_day(text)
    except forms.ValidationError as error:
        raise CommandError(f"{name} «{text}»: {error.messages[0]}") from error


def _json(council, start, end):
    made = facts.count(council, start, end).as_json()
    return (json.dumps(made, ensure_ascii=False, indent=2) + "\n").encode()


def _made(format, book, council, start, end):
    made = document.of_period(council, start, end, book, long=True)
    compared = facts.compare(council, start, end).compared if format == "xlsx" else {}
    try:
        return made_in(format, made, asked_rows(council, start, end), compared)
    except Refused as refusal:
        raise CommandError(refusal.message) from refusal
