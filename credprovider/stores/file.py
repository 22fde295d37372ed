"""The embedded store: one JSON file in cargo's home, readable for its owner alone. No daemon, no server.

The tokens in it are not encrypted, so it is used only when the settings say so in words: `protection = "none"` under
`[file]`.
"""

import fcntl
import os

from credprovider.deadline import Deadline
from credprovider.errors import NotFound, Other
from credprovider.json_text import JsonError, parse, render
from credprovider.private_file import cargo_home, check_folder, open_trusted, read_all
from credprovider.route import Route
from credprovider.stores.interface import Found, Store
from credprovider.token import Token, stored_token
from credprovider.visible import visible

FILE_NAME = "credprovider-tokens.json"
_FORMAT = 1
_MAX_SIZE = 16 * 1024 * 1024


class FileStore(Store):
    """Tokens by index URL in `$CARGO_HOME/credprovider-tokens.json`.

    Writers take turns by a lock beside the file and replace the file as a whole, so that a reader, who takes no lock,
    sees the old content or the new one. Raises Other when `[file] protection` is not written out; and, from every
    method, when the file cannot be trusted, read or written.
    """

    def __init__(self, route: Route, deadline: Deadline) -> None:
        super().__init__(route, deadline)
        if route.shared.get("protection") != "none":
            raise Other(
                "the store `file` would keep tokens unencrypted, which has to be asked for",
                ('write protection = "none" under [file] in $CARGO_HOME/credprovider.toml, or choose another store',),
            )

    def get(self) -> Found:
        """Return the token kept for the registry. NotFound when there is none."""
        kept = self._read().get(self.route.url)
        if kept is None:
            raise NotFound
        return Found(stored_token(kept.encode("utf-8")))

    def login(self, token: Token, label: str) -> None:  # noqa: ARG002 - keyed by URL, shown to nobody
        """Keep `token` for the registry. The label is not used: the file is keyed by index URL."""
        with self._locked():
            self._write(self._read() | {self.route.url: token.reveal()})

    def logout(self) -> None:
        """Forget the registry's token. NotFound when there was none."""
        with self._locked():
            kept = self._read()
            if kept.pop(self.route.url, None) is None:
                raise NotFound
            self._write(kept)

    @property
    def _path(self) -> str:
        return os.path.join(cargo_home(), FILE_NAME)

    def _read(self) -> dict[str, str]:
        path = self._path
        self.deadline.waiting_for(visible(path))
        descriptor = open_trusted(path, secret=True)
        if descriptor is None:
            return {}
        data = read_all(descriptor, path, _MAX_SIZE)
        content = _parsed(data)
        tokens = content.get("tokens") if isinstance(content, dict) and content.get("format") == _FORMAT else None
        if not isinstance(tokens, dict) or not all(isinstance(token, str) for token in tokens.values()):
            raise Other(
                f"{visible(path)} is damaged or not a token file of this version; move it away and log in again"
            )
        return tokens

    def _write(self, tokens: dict[str, str]) -> None:
        path = self._path
        temporary = path + ".new"
        data = render({"format": _FORMAT, "tokens": tokens}).encode("ascii")
        try:
            _write_new(temporary, data)
            os.replace(temporary, path)
            _sync_folder(os.path.dirname(path))
        except OSError as error:
            _remove(temporary)
            reason = error.strerror or "unknown error"
        else:
            return
        raise Other(f"{visible(path)} cannot be written; what it held is unchanged", (reason,))

    def _locked(self) -> "_Lock":
        return _Lock(self)


class _Lock:
    """The right to change the file, from `with` to its end; the kernel gives it back when the process dies."""

    def __init__(self, store: FileStore) -> None:
        self._store = store
        self._descriptor = -1

    def __enter__(self) -> None:
        path = self._store._path + ".lock"
        self._store.deadline.waiting_for(f"the lock {visible(path)}, which another process holds")
        try:
            os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
            check_folder(path)
            self._descriptor = os.open(
                path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK, 0o600
            )
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        except OSError as error:
            raise Other(f"{visible(path)} cannot be locked", (error.strerror or "unknown error",)) from None

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)


def _write_new(path: str, data: bytes) -> None:
    """Write a file that did not exist, private from its first moment, down to the disk. Only the holder of the lock
    calls it.
    """
    _remove(path)  # left behind by a process that was killed
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        os.fchmod(descriptor, 0o600)
        while data:
            data = data[os.write(descriptor, data) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folder(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    except OSError:
        pass  # some file systems cannot; the file itself is written
    finally:
        os.close(descriptor)


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass


def _parsed(data: bytes) -> object:
    try:
        return parse(data)
    except JsonError:
        return None
