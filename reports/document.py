"""The document of a report: everything that is printed, as one plain object.

Screen, PDF and the frozen copy of a finalised report are made from it. The layout is that of Decree
30/2020/ND-CP, Annex I (`templates/print/report.html`, `static/css/document.css`).
"""

from django.utils.timezone import localdate

from core import pdf
from core.letters.blocks import lines_of, long_day
from council.letterhead import issuer_lines
from reports import charts, facts, narrative
from reports.annexes import annexes
from reports.narrative import RESULTS
from reports.words import BLANK_NUMBER


def of_report(report):
    """The document of a report: the frozen one once it is finalised."""
    if report.document:
        return report.document
    head = {
        "number": report.number, "place": report.place, "on": report.on, "abstract": report.title,
        "authority": report.authority, "signer_post": report.signer_post, "signer_name": report.signer_name,
        "recipients": lines_of(report.recipients),
    }  # fmt: skip
    return make(facts.of_report(report), report.sections, **head)


def of_period(council, start, end):
    """The document of a period that no report was drafted for, without number and signature's name."""
    found = facts.gather(council, start, end)
    sign = {"authority": "TM. HỘI ĐỒNG NHÂN DÂN", "signer_post": "CHỦ TỊCH", "signer_name": ""}
    lines = [f"{line}" for line in recipients(council)]
    return make(
        found, narrative.sections(found), number="", place=council.place, on=localdate(),
        abstract=abstract(found), recipients=lines, **sign,
    )  # fmt: skip


def make(found, sections, *, number, place, on, **head):
    """The document from facts, narrative and head, in plain text, numbers and lists (fit for JSON)."""
    council = found.council
    return {
        **found.as_json(), "superior": council.superior.upper(), "issuer": issuer_lines(council), **head,
        "number": f"Số: {number or blank_number(council)}",
        "place_date": f"{place}, {long_day(on)}", "parts": parts(sections), "annexes": annexes(found),
        "charts": charts.specs(found.figures), "period": found.period.words,
    }  # fmt: skip


def blank_number(council):
    return f"{BLANK_NUMBER}/BC-{council.symbol}"


def abstract(found):
    """The abstract that a new report begins with."""
    below = " và Hội đồng nhân dân các phường, xã" if found.rows("wards") else ""
    return f"Kết quả hoạt động của {found.body}{below} {found.period.words}; nhiệm vụ trọng tâm thời gian tới"


def recipients(council):
    """Who is usually sent the report, one a line."""
    above = [f"Thường trực {council.parent.name}"] if council.parent_id else []
    return [
        *above, f"UBND, Ủy ban MTTQ Việt Nam {council.unit.name}", f"Đại biểu HĐND {council.unit.name}",
        f"Lưu: VT, {council.symbol}",
    ]  # fmt: skip


def parts(sections):
    """The sections grouped under the outline's parts: [{heading, sections: [{key, heading, edited, paragraphs}]}].

    Headings beginning with a Roman numeral are parts of their own; what comes before them are results.
    """
    found = [{"heading": RESULTS, "sections": []}]
    for item in sections:
        shown = {**item, "paragraphs": [line.strip() for line in item["text"].splitlines() if line.strip()]}
        if item["heading"][:1] == "I":
            found.append({"heading": item["heading"], "sections": [{**shown, "heading": ""}]})
        else:
            found[0]["sections"].append(shown)
    return _ended(found)


def _ended(found):
    """The last paragraph of the text ends with "./."."""
    for part in reversed(found):
        for section in reversed(part["sections"]):
            if section["paragraphs"]:
                section["paragraphs"][-1] = section["paragraphs"][-1].rstrip(" ./") + "./."
                return found
    return found


def to_pdf(document):
    """The PDF of a document (bytes). Raises Refused when this machine cannot make PDF."""
    pictures = [{"title": spec["title"], "svg": charts.bars(spec)} for spec in document["charts"]]
    return pdf.render("print/report.html", {"doc": document, "pictures": pictures})


def file_name(document):
    return f"bao-cao-{document['council']}-{document['from']}-{document['to']}.pdf"
