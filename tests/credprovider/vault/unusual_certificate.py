"""Certificates that trustme would not issue."""

import datetime
import ipaddress
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.credprovider.vault.scripted import Authority

_DAY = datetime.timedelta(days=1)


def unusual_server(
    authority: Authority | None, folder: Path, *, usage: x509.ObjectIdentifier, start: int = -1, end: int = 1
) -> ssl.SSLContext:
    """Return the context of a server at 127.0.0.1 whose certificate is for another use, or valid from and to days from
    now. authority: who signs it; None: it is signed with its own key.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.datetime.now(datetime.UTC)
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    issuer, issuer_key = (own, key) if authority is None else _signer(authority)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(own)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + start * _DAY)
        .not_valid_after(now + end * _DAY)
        .add_extension(names, critical=False)
        .add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
    chain = folder / "chain.pem"
    chain.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    return context


def _signer(authority: Authority) -> tuple[x509.Name, ec.EllipticCurvePrivateKey]:
    certificate = x509.load_pem_x509_certificate(authority.ca.cert_pem.bytes())
    key = serialization.load_pem_private_key(authority.ca.private_key_pem.bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return certificate.subject, key
