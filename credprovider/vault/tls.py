"""TLS with full verification of the server's certificate and name, without the 9 ms that importing `ssl` costs.

`ssl` is a layer of enums and socket emulation over the C module `_ssl`; the context, the verification and the check
of the host name are OpenSSL's, set up in C. `_ssl._SSLContext(PROTOCOL_TLS_CLIENT)` is the very class that
`ssl.SSLContext` inherits from, and comes with certificate and name checks switched on; `ssl` hands the host name to
the same `_wrap_socket`. That was read and is tested for the CPython versions in `_KNOWN`; on any other interpreter
the public module is used. The tests show both doors the same bad certificates, and hold every property of the two
contexts against each other.
"""

import sys

from credprovider.vault.config import VaultConfig
from credprovider.vault.failures import VaultFailure, words
from credprovider.visible import visible

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from typing import Any

_KNOWN = ((3, 11), (3, 12), (3, 13))
_TLS_1_2 = 0x0303
_NO_TLS = "wrong version number"  # what OpenSSL says of an answer that is not TLS
_UNKNOWN_ISSUER = (18, 19, 20, 21)  # X509_V_ERR_*: self-signed, self-signed in chain, no issuer, unverifiable leaf


def uses_lean_door() -> bool:
    """Whether this interpreter's `_ssl` is one that was read and tested."""
    return sys.implementation.name == "cpython" and sys.version_info[:2] in _KNOWN


class TlsChannel:
    """An encrypted connection over `raw`, a connected `_socket.socket` (of a subclass, which can be referenced weakly).

    name: the host name or IP address that the certificate must be for. where: who is at the other end, for sentences.
    lean: through `_ssl`, or through `ssl`. known: whether our own certificate is shown, if there is one. Raises
    VaultFailure when the certificate is not accepted, or the server does not speak TLS 1.2 or 1.3; OSError when the
    connection breaks. Nothing of ours was sent then.
    """

    def __init__(
        self, raw: "Any", name: str, where: str, config: VaultConfig, *, lean: bool, known: bool = True
    ) -> None:
        self._raw = raw  # the TLS object holds it only weakly
        if not name:
            raise VaultFailure("there is no host name to check Vault's certificate against")
        context = new_context(config, lean=lean, known=known)
        try:
            if lean:
                self._tls = context._wrap_socket(raw, False, name)
                self.settimeout = raw.settimeout
                self._tls.do_handshake()
            else:
                self._tls = _public(raw, context, name)
                self.settimeout = self._tls.settimeout
        except (TimeoutError, ConnectionError):
            raise
        except OSError as error:
            if getattr(error, "reason", "") == "UNEXPECTED_EOF_WHILE_READING":
                from errno import ECONNRESET

                raise ConnectionResetError(ECONNRESET, "it was closed before anything was said") from None
            raise refusal(error, where) from None

    def write(self, data: bytes) -> None:
        """Send all of `data`. Raises OSError."""
        while data:
            data = data[self._tls.write(data) :]

    def read(self) -> bytes:
        """Return what has come in, b"" at the proper end of the connection. Raises OSError, also when it was cut."""
        data: bytes = self._tls.read(65536)
        return data


def new_context(config: VaultConfig, *, lean: bool, known: bool = True) -> "Any":
    """Return a client context that demands TLS 1.2, a trusted certificate and the right name, unless `config.verify`
    is off. known: whether it shows our own certificate, if there is one.
    """
    context = _lean_context() if lean else _public_context()
    context.minimum_version = _TLS_1_2
    if not config.verify:
        context.check_hostname = False
        context.verify_mode = 0
    elif not context.check_hostname or int(context.verify_mode) != 2:
        raise VaultFailure("this Python does not check certificates by default, so nothing is sent to Vault")
    _load_trust(context, config)
    if known and config.certificate is not None:
        from credprovider.vault.client_certificate import load_certificate

        load_certificate(context, config.certificate)
    return context


def _lean_context() -> "Any":
    import _ssl

    return _ssl._SSLContext(_ssl.PROTOCOL_TLS_CLIENT)


def _public_context() -> "Any":
    import ssl

    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _public(raw: "Any", context: "Any", name: str) -> "Any":
    import socket

    seconds = raw.gettimeout()
    whole = socket.socket(fileno=raw.detach())
    whole.settimeout(seconds)
    return context.wrap_socket(whole, server_hostname=name, suppress_ragged_eofs=False)


def _load_trust(context: "Any", config: VaultConfig) -> None:
    what = ""
    try:
        if config.ca_file:
            what = f"the CA file {visible(config.ca_file)}"
            context.load_verify_locations(config.ca_file)
        elif config.ca_data:
            what = "the CA in BAO_CACERT_BYTES or VAULT_CACERT_BYTES"
            context.load_verify_locations(None, None, config.ca_data)
        elif config.ca_path:
            what = f"the CA folder {visible(config.ca_path)}"
            _check_folder(config.ca_path)
            context.load_verify_locations(None, config.ca_path)
        else:
            context.set_default_verify_paths()
    except OSError as error:
        raise VaultFailure(f"{what} cannot be used: {words(error)}") from None


def _check_folder(path: str) -> None:
    import os

    os.listdir(path)  # OpenSSL says nothing about a folder that is not there


def refusal(error: OSError, where: str) -> VaultFailure:
    """Return the failure of a handshake with `where`, from what OpenSSL says."""
    code = getattr(error, "verify_code", None)
    if code is None:
        said = words(error)
        causes = ("what listens there does not speak TLS: is the port right?",) if said == _NO_TLS else ()
        return VaultFailure(f"{where} could not be spoken to over TLS: {said}", *causes)
    advice = (
        ("name the CA that signed it: ca-file under [vault], or VAULT_CACERT",)
        if code in _UNKNOWN_ISSUER
        else ("the address must be one that the certificate is made for, and the certificate must be valid today",)
    )
    return VaultFailure(
        f"the certificate of {where} is not accepted: {visible(getattr(error, 'verify_message', ''))}", *advice
    )
