"""PAdES signatures by pyHanko: signing with a PKCS#12 key, and verifying what stands under a PDF."""

import io
from pathlib import Path

from django.conf import settings
from django.utils.timezone import localdate, now
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from core.errors import Refused


def configured():
    """(key file, password) of the office as the settings name them. Raises Refused when they name none."""
    if not settings.SIGNING_KEY:
        raise Refused("Chưa chọn tệp khóa PKCS#12 (.p12, .pfx) và máy chủ cũng chưa cài khóa ký.")
    return Path(settings.SIGNING_KEY).read_bytes(), settings.SIGNING_PASSWORD.encode()


def sign(content, pfx, password, reason=""):
    """The PDF with one more PAdES signature (bytes). Raises Refused when key and password do not open, or the
    certificate has expired."""
    signer = _signer(pfx, password)
    last = signer.signing_cert["tbs_certificate"]["validity"]["not_after"].native
    if last < now():
        raise Refused(
            f"Chứng thư số đã hết hạn ngày {localdate(last):%d/%m/%Y}. Gia hạn chứng thư rồi ký lại."
        )
    reader = PdfFileReader(io.BytesIO(content))
    number = len(reader.embedded_signatures) + 1
    metadata = signers.PdfSignatureMetadata(
        field_name=f"ChuKySo{number}", md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES, reason=reason or None,
    )  # fmt: skip
    out = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(content)), metadata, signer=signer)
    return out.getvalue()


def _signer(pfx, password):
    try:
        signer = signers.SimpleSigner.load_pkcs12_data(pfx, other_certs=[], passphrase=password)
    except Exception as error:  # the library raises whatever the broken file leads to
        raise Refused("Không mở được tệp khóa: mật khẩu sai hoặc tệp không phải PKCS#12.") from error
    if signer is None or signer.signing_cert is None:
        raise Refused("Không mở được tệp khóa: mật khẩu sai hoặc tệp không phải PKCS#12.")
    return signer


def verify(content):
    """What stands under a PDF, the oldest first: [{signer, issuer, serial, valid_to, intact, trusted}].

    `intact`: what was signed is unchanged, and nothing was added to the file after it but further signatures.
    """
    try:
        reader = PdfFileReader(io.BytesIO(content))
        return [_status(item) for item in reader.embedded_signatures]
    except PdfReadError:
        return []


def _status(embedded):
    status = validate_pdf_signature(embedded, ValidationContext(trust_roots=roots(), allow_fetching=False))
    cert = status.signing_cert
    name = cert.subject.native
    return {
        "signer": str(name.get("common_name", cert.subject.human_friendly)), "issuer": cert.issuer.human_friendly[:250],
        "serial": f"{cert.serial_number:X}"[:80], "valid_to": cert["tbs_certificate"]["validity"]["not_after"].native.date(),
        "intact": status.intact and status.valid and status.docmdp_ok is not False, "trusted": bool(status.trusted),
    }  # fmt: skip


def roots():
    """The certificates that the office trusts, from the folder that the settings name."""
    folder = settings.SIGNING_ROOTS
    if not folder:
        return []
    return [load_cert_from_pemder(str(path)) for path in sorted(Path(folder).glob("*.[pc]e[mr]"))]
