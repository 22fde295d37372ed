"""The certificate that a server shows, described whether it is trusted or not. Nothing is sent to the server."""

import socket
import ssl
from typing import Any

_NO_CHECK_TIME = 0x200000  # X509_V_FLAG_NO_CHECK_TIME of OpenSSL, which Python's ssl has no name for


def described(certificate: Any) -> dict[str, Any] | None:
    """Return subject, issuer, names and end (unix seconds) of what `SSLSocket.getpeercert` gave; None for nothing."""
    if not certificate:
        return None
    return {
        "subject": _name(certificate.get("subject", ())),
        "issuer": _name(certificate.get("issuer", ())),
        "names": [str(value) for _kind, value in certificate.get("subjectAltName", ())],
        "ends": int(ssl.cert_time_to_seconds(certificate["notAfter"])),
    }


def shown_certificate(place: tuple[Any, ...], name: str, seconds: float) -> dict[str, Any] | None:
    """Return the same of the server at `place`, although its certificate is not trusted; None where it shows none.

    name: the host name to ask for. seconds: for each of two connections.
    """
    blind = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    blind.check_hostname = False
    blind.verify_mode = ssl.CERT_NONE
    try:
        content = _certificate(blind, place, name, seconds, as_bytes=True)
        # `ssl` reads only a certificate that it has verified, so this one is made an authority for itself.
        reading = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        reading.check_hostname = False
        reading.load_verify_locations(cadata=content)
        flags = ssl.VERIFY_X509_PARTIAL_CHAIN | _NO_CHECK_TIME
        reading.verify_flags = ssl.VerifyFlags(flags)
        return described(_certificate(reading, place, name, seconds, as_bytes=False))
    except (OSError, ValueError, TypeError):
        return None


def _certificate(context: ssl.SSLContext, place: tuple[Any, ...], name: str, seconds: float, *, as_bytes: bool) -> Any:
    with (
        socket.create_connection(place[:2], timeout=seconds) as raw,
        context.wrap_socket(raw, server_hostname=name) as channel,
    ):
        return channel.getpeercert(binary_form=as_bytes)


def _name(parts: Any) -> str:
    return ", ".join(f"{key}={value}" for part in parts for key, value in part)
