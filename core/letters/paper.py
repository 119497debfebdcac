"""A document to PDF, in the layout of Decree 30/2020/ND-CP."""

from core import pdf


def to_pdf(document):
    """The PDF of a document (bytes). Raises Refused when this machine cannot make PDF."""
    return pdf.render("print/letter.html", {"doc": document})
