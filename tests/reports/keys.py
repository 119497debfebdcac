"""A key of one's own for tests: a self-made root and a signer's certificate as PKCS#12."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

PASSWORD = "một mật khẩu dài"


def _named(name):
    return x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"), x509.NameAttribute(NameOID.COMMON_NAME, name)]
    )


def _certificate(name, key, issuer, issuer_key, ca, days=30):
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(60))
        .not_valid_after(now + timedelta(days))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(True, not ca, False, False, False, ca, ca, False, False), critical=True)
    )
    return made.sign(issuer_key, hashes.SHA256())


@lru_cache(maxsize=2)
def made(days=30):
    """(PKCS#12 file, the root's certificate in PEM); the signer's certificate is good for so many days yet."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _certificate("CA thử", root_key, "CA thử", root_key, True)
    signer = _certificate("Nguyễn Văn Ân", key, "CA thử", root_key, False, days)
    how = serialization.BestAvailableEncryption(PASSWORD.encode())
    return (
        pkcs12.serialize_key_and_certificates(b"ky", key, signer, [root], how),
        root.public_bytes(serialization.Encoding.PEM),
    )
