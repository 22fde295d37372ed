"""What cargo keeps itself: `$CARGO_HOME/credentials.toml`, which its own provider `cargo:token` reads and writes.

It is no store for a route, as tokens lie there unencrypted. It is where tokens are imported from, and exported to by
those who leave. Source: cargo 1.95, `src/cargo/util/context/mod.rs` (`save_credentials`, `get_file_path`).
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from credprovider.deadline import Deadline
from credprovider.edited_file import EditedFile
from credprovider.errors import NotFound, Other
from credprovider.index_url import identity
from credprovider.private_file import cargo_home
from credprovider.route import Route
from credprovider.stores.interface import Found, Store
from credprovider.token import Token, stored_token
from credprovider.visible import visible
from policy.cargo.credentials import credentials_paths


class CargoTokenStore(Store):
    """Tokens by the names of registries.

    names: the index URL of each name, as the person's own config defines it; a project's config is not asked, or it
    could claim a token by giving the name to its own registry.
    """

    def __init__(self, route: Route, deadline: Deadline, names: dict[str, str]) -> None:
        super().__init__(route, deadline)
        self._path = credentials_path()
        self._names = [name for name, url in names.items() if identity(url) == identity(route.url)]

    def get(self) -> Found:
        """Return the token that stands under a name of this registry. NotFound when there is none."""
        toml = self._file().toml
        for keys in self._keys():
            token = toml.get(*keys)
            if isinstance(token, str):
                return Found(stored_token(token.encode()))
        raise NotFound(f"{visible(self._path)} has no token for {visible(self.route.url)}")

    def login(self, token: Token, label: str) -> None:  # noqa: ARG002 - cargo keeps it by the registry's name
        """Write the token under the registry's first name. Raises Other when it has none."""
        keys = next(iter(self._keys()), None)
        if keys is None:
            advice = "give it one in $CARGO_HOME/config.toml, or with --index NAME=URL"
            raise Other(f"cargo keeps tokens by name, and {visible(self.route.url)} has none", (advice,))
        with self._locked():
            file = self._file()
            file.toml.set(keys, token.reveal())
            file.write()

    def logout(self) -> None:
        """Remove the token from under every name of the registry. NotFound when there was none."""
        if not os.path.lexists(self._path):
            raise NotFound
        with self._locked():
            file = self._file()
            for keys in self._keys():
                if file.toml.get(*keys) is not None:
                    file.toml.remove(keys)
                if file.toml.get(*keys[:-1]) == {}:
                    file.toml.remove_header(keys[:-1])
            if not file.is_changed:
                raise NotFound
            file.write()

    def _keys(self) -> Iterator[tuple[str, ...]]:
        for name in self._names:
            yield token_key(name)

    def _file(self) -> EditedFile:
        self.deadline.waiting_for(visible(self._path))
        return EditedFile(self._path, mode=0o600)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the lock under which cargo writes the file, so that neither undoes the other's change."""
        self.deadline.waiting_for(f"the lock of {visible(self._path)}, which a cargo holds")
        try:
            os.makedirs(os.path.dirname(self._path), mode=0o700, exist_ok=True)
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        except OSError as error:
            raise Other(f"{visible(self._path)} cannot be locked", (error.strerror or "unknown error",)) from None
        try:
            yield
        finally:
            os.close(descriptor)


def credentials_path() -> str:
    """Return the path of the file that cargo reads and writes, which need not be there."""
    home = cargo_home()
    return next(iter(credentials_paths(home)), os.path.join(home, "credentials.toml"))


def kept_names() -> list[str]:
    """Return the names of the registries whose tokens cargo keeps. Raises Other when the file cannot be read."""
    toml = EditedFile(credentials_path(), mode=0o600).toml
    named = toml.get("registries")
    names = list(named) if isinstance(named, dict) else []
    return [name for name in ("crates-io", *names) if isinstance(toml.get(*token_key(name)), str)]


def token_key(name: str) -> tuple[str, ...]:
    """Return where in the file the token of the registry `name` stands."""
    return ("registry", "token") if name == "crates-io" else ("registries", name, "token")
