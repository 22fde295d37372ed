"""Keys that are made of a file: for machines where nobody types a passphrase."""

import os

from credprovider.errors import Other
from credprovider.private_file import open_trusted, read_all
from credprovider.token_file.cipher import Cipher, check_library
from credprovider.token_file.content import Protection
from credprovider.visible import visible

_SHORTEST = 32  # bytes
_MAX_SIZE = 64 * 1024


class KeyFile:
    """The key file at `path`; its content is used as it is, a line end at its end included.

    Raises Other from every method when it is missing, not to be trusted (see `open_trusted`) or too short.
    """

    kind = "key-file"
    asks = False

    def __init__(self, path: str) -> None:
        self._path = os.path.expanduser(path)

    def cipher(self, protection: Protection) -> Cipher:
        """Return the cipher for a file. Raises Other when it was encrypted with another key."""
        made = Cipher(protection, self._key(protection))
        if not made.fits():
            raise Other(f"the key file {visible(self._path)} is not the one that the tokens were encrypted with")
        return made

    def opened(self, protection: Protection) -> Cipher:
        """Return the cipher for a file, as `cipher` does: there is nothing to ask for."""
        return self.cipher(protection)

    def fresh(self) -> tuple[Protection, Cipher]:
        """Return a protection for a new file, and its cipher."""
        protection = Protection(self.kind, os.urandom(16).hex(), 0)
        made = Cipher(protection, self._key(protection))
        protection.check = made.check()
        return protection, made

    def _key(self, protection: Protection) -> bytes:
        """Return the 32 bytes that HKDF (RFC 5869) makes of the file's content."""
        secret = self._content()
        check_library()
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        derivation = HKDF(SHA256(), length=32, salt=bytes.fromhex(protection.salt), info=b"cargo-customs token file")
        return derivation.derive(secret)

    def _content(self) -> bytes:
        shown = visible(self._path)
        descriptor = open_trusted(self._path, secret=True)
        if descriptor is None:
            advice = "put it back; or make one, for a new token file: (umask 077; head -c 32 /dev/urandom > KEY-FILE)"
            raise Other(f"the key file {shown} is not there", (advice,))
        content = read_all(descriptor, self._path, _MAX_SIZE)
        if len(content) < _SHORTEST:
            raise Other(f"the key file {shown} holds {len(content)} bytes; {_SHORTEST} or more are needed")
        return content
