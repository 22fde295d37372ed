"""Any backend of the keyring library: Apple's keychain, Windows's Credential Manager, KWallet, one of a third party.

The backend is named by its class and made by that name. The library's own choice is never asked for: a backend that
somebody's package brings along could make itself the first one, and then has every token (keyrings.cryptfile 1.3 does
so where there is no Secret Service, and asks for a password in the middle of a build).
"""

from credprovider.deadline import Deadline
from credprovider.errors import NotFound, Other, Unavailable
from credprovider.route import Route
from credprovider.stores.auto import NATIVE_BACKENDS
from credprovider.stores.interface import Found, Store
from credprovider.token import Token, stored_token
from credprovider.visible import visible

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from keyring.backend import KeyringBackend

    Answer = TypeVar("Answer")

_WINDOWS = NATIVE_BACKENDS["win32"]
_WINDOWS_LONGEST = 1280  # characters: a credential has 2560 bytes (CRED_MAX_CREDENTIAL_BLOB_SIZE), a character has two
_EXTRA = "it comes with the extra `keyring`: pip install 'cargo-customs[keyring]'"


class _BackendFailure(Other):
    """The backend raised what the library has no name for."""


class KeyringStore(Store):
    """Tokens in a backend of the keyring library, `[keyring] backend` unless `backend` names another class.

    The item's service is `cargo-registry:` and the index URL. Its account is empty on macOS and Windows, as it is for
    cargo's own providers there, and `token` elsewhere. Raises Other when no backend is named.
    """

    def __init__(self, route: Route, deadline: Deadline, backend: str | None = None) -> None:
        super().__init__(route, deadline)
        self._class = backend or str(route.shared.get("backend", ""))
        if not self._class:
            example = 'backend = "keyring.backends.SecretService.Keyring"'
            raise Other(
                "the store `keyring` needs to know its backend",
                (f"write it under [keyring] in $CARGO_HOME/credprovider.toml, as in {example}",),
            )
        self._service = f"cargo-registry:{route.url}"
        self._account = "" if self._class in NATIVE_BACKENDS.values() else "token"

    def get(self) -> Found:
        """Return the token. NotFound when the backend has none."""
        kept = self._kept()
        if kept is None:
            raise NotFound
        try:
            return Found(stored_token(kept.encode("utf-8", "surrogatepass")))
        except Other as error:
            reason = error.message
        advice = "if cargo:wincred wrote it, the keyring library cannot read it: remove it, and log in again"
        causes = (reason, advice) if self._class == _WINDOWS else (reason,)
        raise Other(f"what {self._name} holds for the registry is no token", causes)

    def login(self, token: Token, label: str) -> None:  # noqa: ARG002 - an item of this library has no label
        """Store the token. Raises Other before anything is changed when it is too long for Windows."""
        text = token.reveal()
        if self._class == _WINDOWS and len(text) > _WINDOWS_LONGEST:
            raise Other(
                f"the token has {len(text)} characters, and Windows's Credential Manager takes {_WINDOWS_LONGEST}",
                ("name another store for this registry in $CARGO_HOME/credprovider.toml",),
            )
        self._ask(lambda backend: backend.set_password(self._service, self._account, text))

    def unlock(self) -> bool:
        """Read the item, so that the backend opens its own dialogue, and let the person take the time."""
        self.deadline.suspend()
        try:
            self._kept()
        finally:
            self.deadline.resume()
        return True

    def logout(self) -> None:
        """Delete the item. NotFound when there was none."""
        if self._kept() is None:
            raise NotFound
        self._ask(lambda backend: backend.delete_password(self._service, self._account))
        if self._kept() is not None:
            raise Other(f"{self._name} still has the token after deleting it")

    @property
    def _name(self) -> str:
        return f"the keyring backend {visible(self._class)}"

    def _kept(self) -> str | None:
        def read(backend: "KeyringBackend") -> str | None:
            return backend.get_password(self._service, self._account)

        try:
            return self._ask(read)
        except _BackendFailure:
            return self._ask(read)  # some backends fail when another process removes the item while they read it

    def _ask(self, question: "Callable[[KeyringBackend], Answer]") -> "Answer":
        """Ask the backend. What it raises is told by its type alone, because its message could hold the token."""
        backend = self._backend()
        try:
            return question(backend)
        except Exception as error:
            problem = type(error)
        raise self._failure(problem)

    def _backend(self) -> "KeyringBackend":
        """Return the backend. Raises Unavailable where it cannot be used, Other for a class that is not there."""
        self.deadline.waiting_for(f"{self._name}, or for an answer to its dialogue")
        try:
            from keyring.core import load_keyring
        except ImportError:
            raise Unavailable("the keyring library is not installed", (_EXTRA,)) from None
        try:
            return load_keyring(self._class)
        except (ImportError, AttributeError):
            advice = "check the name, and install the package that it is in where cargo-credprovider is installed"
            raise Other(f"{self._name} is not there", (advice,)) from None
        except (RuntimeError, OSError) as error:  # so a backend says that this system is none for it
            raise Unavailable(f"{self._name} cannot be used here", (visible(str(error)),)) from None
        except Exception as error:
            problem = type(error)
        raise self._failure(problem)

    def _failure(self, problem: type[Exception]) -> Other:
        from keyring.errors import InitError, KeyringLocked, NoKeyringError

        if issubclass(problem, KeyringLocked):
            return Other(
                f"{self._name} is locked", ("unlock it with `cargo credprovider unlock`, or in its own program",)
            )
        if issubclass(problem, NoKeyringError):
            return Unavailable(f"{self._name} found no keyring")
        if issubclass(problem, InitError):
            causes = ("there is no default keyring, or its dialogue was dismissed",)
            return Other(f"{self._name} cannot open a keyring", causes)
        return _BackendFailure(f"{self._name} failed ({visible(problem.__name__)})")
