"""JSON Web Tokens signed by a key of the tests' own, as a CI system signs them. Source: RFC 7515, RFC 7518."""

import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

HOUR = 3600


class MalformedError(Exception):
    """A text that is no JWT."""


class BadSignatureError(Exception):
    """A JWT that nobody of those who are trusted has signed."""


class Signer:
    """Whoever signs tokens, with ES256. public_key: what verifies them, as PEM."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        written = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        self.public_key = self._key.public_key().public_bytes(*written).decode()

    def jwk(self) -> dict[str, str]:
        """Return the public key as a member of a JWK set. Source: RFC 7517, RFC 7518, section 6.2."""
        point = self._key.public_key().public_numbers()
        x, y = (_encoded(number.to_bytes(32, "big")) for number in (point.x, point.y))
        return {"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "x": x, "y": y}

    def jwt(self, **claims: object) -> str:
        """Return a token with these claims, good for an hour unless they say otherwise; None leaves one out."""
        now = int(time.time())
        content = {"iat": now, "nbf": now - 60, "exp": now + HOUR, **claims}
        given = {name: value for name, value in content.items() if value is not None}
        text = f"{_part({'alg': 'ES256', 'typ': 'JWT'})}.{_part(given)}"
        r, s = decode_dss_signature(self._key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{text}.{_encoded(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def unverified_claims(token: str) -> dict[str, Any]:
    """Return what a token says; MalformedError for a text that is none."""
    parts = token.split(".")
    if len(parts) != 3:
        raise MalformedError
    try:
        claims = json.loads(_decoded(parts[1]))
    except ValueError as error:
        raise MalformedError from error
    return dict(claims)


def verified_claims(token: str, public_keys: Iterable[str]) -> dict[str, Any]:
    """Return what a token says that one of these keys has signed; MalformedError, BadSignatureError."""
    claims = unverified_claims(token)
    text, _, last = token.rpartition(".")
    signature = _decoded(last)
    r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
    for pem in public_keys:
        key = serialization.load_pem_public_key(pem.encode())
        assert isinstance(key, ec.EllipticCurvePublicKey)
        try:
            key.verify(encode_dss_signature(r, s), text.encode(), ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            continue
        return claims
    raise BadSignatureError


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _part(value: object) -> str:
    return _encoded(json.dumps(value).encode())


def _encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
