"""What a letter would print now, as a file, without drafting or issuing one."""

from core.letters import LETTERS, blocks
from core.letters.paper import to_pdf as as_pdf
from core.letters.services import filled
from core.letters.word import to_docx as as_docx

__all__ = ["as_docx", "as_pdf", "paper"]


def paper(actor, code, record):
    """The document of a letter of `record`, its number and day as far as they are known."""
    return blocks.document(filled(actor, LETTERS[code], record))
