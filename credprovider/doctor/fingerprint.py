"""Fingerprints by which two tokens of one run can be compared, and which say nothing else about them."""

import hashlib
import hmac
import os

_SCHEMES = ("basic", "bearer", "token")
_LENGTH = 8  # hexadecimal digits


class Fingerprints:
    """Fingerprints under a random key that is kept nowhere: the next run gives the same token another one."""

    def __init__(self) -> None:
        self._key = os.urandom(32)

    def of(self, token: str) -> str:
        """Return the fingerprint of a token; with or without `Bearer ` before it, it is the same token."""
        scheme, blank, rest = token.strip().partition(" ")
        bare = rest.strip() if blank and scheme.lower() in _SCHEMES else token.strip()
        return hmac.digest(self._key, bare.encode("utf-8", "surrogatepass"), hashlib.sha256).hex()[:_LENGTH]
