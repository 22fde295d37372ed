"""The OS keyring where there is one; where there is none, cargo goes on to the next provider.

So one list of providers serves a desktop and a container alike. `cargo:libsecret` does not do that: without a session
bus it ends cargo (cargo 1.95).
"""

import sys

from credprovider.deadline import Deadline
from credprovider.errors import Unavailable, UrlNotSupported
from credprovider.route import Route
from credprovider.stores.interface import Found, Store
from credprovider.token import Token

NATIVE_BACKENDS = {"darwin": "keyring.backends.macOS.Keyring", "win32": "keyring.backends.Windows.WinVaultKeyring"}


class AutoStore(Store):
    """The native keyring of this system. UrlNotSupported, with a hint that says why, when there is none.

    A keyring that is there and locked, or does not answer, is not passed over. native: the store of that keyring.
    """

    def __init__(self, route: Route, deadline: Deadline) -> None:
        super().__init__(route, deadline)
        self.native = native_store(route, deadline)

    def get(self) -> Found:
        """Return the token that the keyring has."""
        try:
            return self.native.get()
        except Unavailable as reason:
            raise _passed_on(reason) from None

    def urls(self) -> list[str] | None:
        """Return the registries that the keyring has a token for."""
        return self.native.urls()

    def login(self, token: Token, label: str) -> None:
        """Store the token in the keyring."""
        try:
            self.native.login(token, label)
        except Unavailable as reason:
            raise _passed_on(reason) from None

    def unlock(self) -> bool:
        """Unlock the keyring."""
        return self.native.unlock()

    def logout(self) -> None:
        """Remove the token from the keyring."""
        try:
            self.native.logout()
        except Unavailable as reason:
            raise _passed_on(reason) from None


def native_store(route: Route, deadline: Deadline) -> Store:
    """Return the store of this system's own keyring: the Secret Service, Apple's or Windows's."""
    if sys.platform in NATIVE_BACKENDS:
        from credprovider.stores.keyring import KeyringStore

        return KeyringStore(route, deadline, NATIVE_BACKENDS[sys.platform])
    from credprovider.stores.secret_service import SecretServiceStore

    return SecretServiceStore(route, deadline)


def _passed_on(reason: Unavailable) -> UrlNotSupported:
    why = "".join(f" ({cause})" for cause in reason.causes[:1])
    return UrlNotSupported(f"{reason.message}{why}; cargo goes on to the next provider")
