"""Our own certificate, by which Vault, or a proxy before it, knows us from the beginning of TLS."""

import os

from credprovider.token import Secret
from credprovider.vault.failures import VaultFailure, words
from credprovider.visible import visible

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from typing import Any


class ClientCertificate:
    """A certificate with its key, in PEM. what: what it is called in sentences. path, key_path: where they are, or "".

    text, key_text: they themselves where they are in no file.
    """

    __slots__ = ("key_path", "key_text", "path", "text", "what")

    def __init__(
        self, what: str, path: str = "", key_path: str = "", text: str = "", key_text: Secret | None = None
    ) -> None:
        self.what = what
        self.path = path
        self.key_path = key_path
        self.text = text
        self.key_text = key_text


def load_certificate(context: "Any", own: ClientCertificate) -> None:
    """Make `context`, one for TLS, show the certificate `own`. Raises VaultFailure.

    OpenSSL takes files alone. What is none becomes one that lies in memory and has no name. An encrypted key is
    refused: OpenSSL would ask for its password on the terminal.
    """
    try:
        if own.key_text is None:
            path, key_path = os.path.expanduser(own.path), os.path.expanduser(own.key_path)
            context.load_cert_chain(path, key_path, _no_password)
            return
        if not hasattr(os, "memfd_create"):
            advice = "write them into files and name these: CLIENT_CERT and CLIENT_KEY, or client-cert under [vault]"
            raise VaultFailure(f"{own.what} cannot be used: this system has no files in memory", advice)
        descriptor = os.memfd_create("client")
        try:
            _write(descriptor, f"{own.text}\n{own.key_text.reveal()}".encode("utf-8", "surrogateescape"))
            context.load_cert_chain(f"/proc/self/fd/{descriptor}", None, _no_password)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise VaultFailure(f"{visible(own.what)} cannot be used: {words(error)}") from None


def _no_password() -> bytes:
    return b""


def _write(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]
