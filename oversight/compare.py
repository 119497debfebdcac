"""The answers of several units side by side: one row per question, one column per unit."""

from django.shortcuts import render
from django.urls import reverse

from core.errors import NotAllowed
from core.export import file_response
from oversight.answers import flags, given, plain, shown
from oversight.models import Answer


def page(request, round):
    if request.actor.sees_shared_only:
        raise NotAllowed("Bảng so sánh là tài liệu của Đoàn giám sát.")
    units, rows = table(round)
    context = {
        "title": "So sánh trả lời của các đơn vị", "round": round, "units": units, "rows": rows,
        "wrong": sum(len(cell["flags"]) for row in rows for cell in row["cells"]),
        "export_url": reverse("oversight:compare_xlsx", args=[round.pk]),
        "crumbs": [
            {"label": "Giám sát", "url": reverse("oversight:round_list")},
            {"label": round.code, "url": round.get_absolute_url()},
        ],
    }  # fmt: skip
    return render(request, "oversight/compare.html", context)


def table(round):
    """(visits, rows): each row is {item, cells, total}, each cell {value, flags, number} in the order of the visits."""
    items = list(round.outline.all())
    visits = list(round.visits.exclude(state="cancelled").select_related("target").order_by("on", "pk"))
    answers = {}
    for row in Answer.objects.filter(visit__in=[visit.pk for visit in visits]):
        answers.setdefault(row.visit_id, {})[row.item_id] = row
    wrong = {visit.pk: flags(items, answers.get(visit.pk, {})) for visit in visits}
    return visits, [_row(item, visits, answers, wrong) for item in items]


def _row(item, visits, answers, wrong):
    said = [answers.get(visit.pk, {}).get(item.pk) for visit in visits]
    cells = [
        {
            "value": shown(item, answer),
            "flags": wrong[visit.pk].get(item.pk, []),
            "number": given(item, answer),
        }
        for visit, answer in zip(visits, said, strict=True)
    ]
    numbers = [cell["number"] for cell in cells if cell["number"] is not None] if item.is_figure else []
    return {"item": item, "cells": cells, "total": plain(sum(numbers)) if numbers else ""}


def sheet(round):
    """The comparison as XLSX; what is flagged stands in brackets behind its value."""
    units, rows = table(round)
    head = ["TT", "Nội dung", "Đơn vị tính", *(visit.target.short_name for visit in units), "Cộng"]
    body = [
        [
            row["item"].position,
            row["item"].text,
            row["item"].unit,
            *(_cell(cell) for cell in row["cells"]),
            row["total"],
        ]
        for row in rows
    ]
    return file_response("So sánh", [head, *body], f"so-sanh-{round.code or round.pk}.xlsx")


def _cell(cell):
    if not cell["flags"]:
        return float(cell["number"]) if hasattr(cell["number"], "as_tuple") else cell["value"]
    return f"{cell['value']} ({'; '.join(cell['flags'])})".strip()
