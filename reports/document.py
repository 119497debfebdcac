"""The document of a report: everything that is printed, as one plain object.

Screen, PDF and the frozen copy of a finalised report are made from it. The layout is that of Decree
30/2020/ND-CP, Annex I (`templates/print/report.html`, `static/css/document.css`).
"""

from dataclasses import replace

from django.db.models import F, Func, IntegerField, Sum
from django.utils.timezone import localdate

from core.letters.blocks import lines_of, long_day
from council.letterhead import issuer_lines
from reports import annexes, books, charts, facts, longrows, narrative, wordings
from reports.words import BLANK_NUMBER

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")


def of_report(report, found=None):
    """The document of a report: the frozen one once it is finalised. `found` are its facts, where they are at hand."""
    if report.document:
        return report.document
    head = {
        "number": report.number, "place": report.place, "on": report.on, "abstract": report.title,
        "authority": report.authority, "signer_post": report.signer_post, "signer_name": report.signer_name,
        "recipients": lines_of(report.recipients),
    }  # fmt: skip
    return make(
        found or facts.of_report(report),
        report.sections,
        outline=report.outline,
        keys=report.annexes,
        held=held(report),
        **head,
    )


def held(report):
    """{annex: number of its rows} of the long annexes kept with a report."""
    length = Func(F("rows"), function="jsonb_array_length", output_field=IntegerField())
    return dict(report.annex_rows.order_by().values_list("key").annotate(n=Sum(length)))


def of_period(council, start, end, outline=books.DEFAULT, subject=None, long=False):
    """The document of a period that no report was drafted for, without number and signature's name; its long
    annexes are told of only where somebody is there to give their rows (`long`)."""
    found = facts.gather(council, start, end, subject)
    held = {key: found.n(figure) for key, figure in longrows.FIGURES_OF.items()} if long else {}
    sign = {**authority(subject), "signer_name": ""}
    return make(
        found, narrative.sections(found, outline, own=wordings.of(council.pk)), outline=outline, number="",
        place=council.place, on=localdate(), abstract=narrative.title(found, outline), recipients=recipients(council),
        held=held, **sign,
    )  # fmt: skip


def make(found, sections, *, number, place, on, outline=books.DEFAULT, keys=None, held=None, **head):
    """The document from facts, narrative and head, in plain text, numbers and lists (fit for JSON)."""
    council, found = found.council, replace(found, annexes=tuple(annexes.chosen(outline, keys)))
    return {
        **found.as_json(), **issuer(council, found.subject), **head, "number": f"Số: {number or blank_number(council)}",
        "place_date": f"{place}, {long_day(on)}", "parts": parts(narrative.shown(sections, found)),
        "annexes": annexes.annexes(found, outline, keys, held), "charts": charts.specs(found), "period": found.period.words,
        "outline": outline,
    }  # fmt: skip


def blank_number(council):
    return f"{BLANK_NUMBER}/BC-{council.symbol}"


def authority(subject):
    """Who signs for whom."""
    if subject is None:
        return {"authority": "TM. HỘI ĐỒNG NHÂN DÂN", "signer_post": "CHỦ TỊCH"}
    if subject.kind == "standing":
        return {"authority": "TM. THƯỜNG TRỰC HĐND", "signer_post": "CHỦ TỊCH"}
    return {"authority": "TM. BAN", "signer_post": "TRƯỞNG BAN"}


def issuer(council, subject=None):
    """{superior, issuer: lines}, upper case; a committee's own papers name the council above it."""
    lines = issuer_lines(council)
    if subject is not None:
        return {"superior": " ".join(lines), "issuer": [subject.name.upper()]}
    return {"superior": council.superior.upper(), "issuer": lines}


def recipients(council):
    """Who is usually sent the report, one a line."""
    above = [f"Thường trực {council.parent.name}"] if council.parent_id else []
    return [
        *above, f"UBND, Ủy ban MTTQ Việt Nam {council.unit.name}", f"Đại biểu HĐND {council.unit.name}",
        f"Lưu: VT, {council.symbol}",
    ]  # fmt: skip


def parts(sections):
    """The sections grouped under the outline's parts: [{heading, sections: [{key, heading, edited, paragraphs}]}].

    Parts are numbered with Roman numerals, the sections of a part of several with Arabic ones; a section without
    text is left out.
    """
    found = []
    for item in sections:
        lines = [line.strip() for line in item["written"].splitlines() if line.strip()]
        if not lines:
            continue
        if not found or found[-1]["heading"] != item["part"]:
            found.append({"heading": item["part"], "sections": []})
        found[-1]["sections"].append({**item, "paragraphs": lines})
    return _ended([_numbered(part, ROMAN[no % len(ROMAN)]) for no, part in enumerate(found)])


def _numbered(part, roman):
    several = len(part["sections"]) > 1
    shown = [
        {"key": item["key"], "edited": item["edited"], "paragraphs": item["paragraphs"],
         "heading": f"{no}. {item['heading']}" if several else ""}
        for no, item in enumerate(part["sections"], 1)
    ]  # fmt: skip
    return {"heading": f"{roman}. {part['heading']}", "sections": shown}


def _ended(found):
    """The last paragraph of the text ends with "./."."""
    if found:
        section = found[-1]["sections"][-1]
        section["paragraphs"][-1] = section["paragraphs"][-1].rstrip(" ./") + "./."
    return found


def file_name(document, ending="pdf"):
    return f"bao-cao-{document['council']}-{document['from']}-{document['to']}.{ending}"
