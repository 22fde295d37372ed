"""The encryption of single tokens: AES-256-GCM of the library `cryptography`, which costs some 17 ms to import."""

import os

from credprovider.errors import Unavailable
from credprovider.token_file.content import Protection

_NONCE = 12  # bytes, random for each encryption, as NIST SP 800-38D allows for up to 2^32 of them


class Damaged(Exception):  # noqa: N818 - what it says of the text
    """The text was not made with this key for this registry."""


class Cipher:
    """Encrypts and decrypts for one file. protection: the file's; key: its 32 bytes.

    Raises Unavailable where the library is missing.
    """

    __slots__ = ("_aead", "_protection")

    def __init__(self, protection: Protection, key: bytes) -> None:
        check_library()
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._protection = protection
        self._aead = AESGCM(key)

    def encrypted(self, url: str, token: str) -> str:
        """Return the token of the registry `url`, encrypted: nonce, ciphertext and tag in hexadecimal."""
        nonce = os.urandom(_NONCE)
        return (nonce + self._aead.encrypt(nonce, token.encode("utf-8"), self._protection.binding(url))).hex()

    def decrypted(self, url: str, text: str) -> bytes:
        """Return what `encrypted` was given. Raises Damaged for any other text, and for that of another registry."""
        from cryptography.exceptions import InvalidTag

        try:
            data = bytes.fromhex(text)
            return self._aead.decrypt(data[:_NONCE], data[_NONCE:], self._protection.binding(url))
        except (ValueError, InvalidTag):
            raise Damaged from None

    def check(self) -> str:
        """Return the text by which `fits` knows this key: nothing, encrypted for no registry."""
        return self.encrypted("", "")

    def fits(self) -> bool:
        """Whether the key is the one with which the file was encrypted."""
        try:
            self.decrypted("", self._protection.check)
        except Damaged:
            return False
        return True


def check_library() -> None:
    """Raise Unavailable where the library is not installed."""
    try:
        import cryptography.hazmat.primitives.ciphers.aead  # noqa: F401 - whether it can be imported
    except ImportError:
        advice = "install it beside this program: `pipx inject cargo-customs cryptography`"
        otherwise = '`pip install "cargo-customs[file]"` has it, too'
        said = "the token file cannot be encrypted or decrypted: the Python library cryptography is missing"
        raise Unavailable(said, (advice, otherwise)) from None
