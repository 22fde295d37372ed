"""Secrets that are kept between runs of cargo, until they end: in the Linux kernel's keyring, else in a file of the
user's runtime folder with the mode 0600. Where there is neither, nothing is kept.

In a Kubernetes pod it is the file alone: there the kernel's keyring is not forbidden by default, and all pods of one
node that run as the same user number share it. What is kept is only ever a shortcut: whatever is wrong with it, it is
as if it were not there.
"""

import os

from credprovider.errors import Other, Unavailable
from credprovider.json_text import JsonError, parse, render
from credprovider.kernel_keyring import read, remove, write
from credprovider.private_file import cargo_home, open_trusted, read_all, replace_private
from credprovider.runtime_folder import runtime_folder

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Iterator

_LARGEST = 1024 * 1024


class Kept:
    """One kept secret. name: of what; whatever decides for whom the secret is good belongs into it."""

    def __init__(self, name: str) -> None:
        self._key = f"cargo-credprovider:{_digest(name)}"

    def read(self, now: float) -> "dict[str, object] | None":
        """Return what is kept, None when nothing is or it has ended at `now`, in unix seconds."""
        for data in self._contents():
            try:
                content = parse(data)
            except JsonError:
                continue
            if isinstance(content, dict) and _lasts(content.get("until"), now):
                value = content.get("value")
                return value if isinstance(value, dict) else None
        return None

    def keep(self, value: "dict[str, object]", until: int | None, now: float) -> bool:
        """Keep `value`, which may hold secrets, until the unix second `until`, or None for as long as the place lasts.

        Return whether there is a place for it.
        """
        if until is not None and until <= now:
            return False
        data = render({"until": until, "value": value}).encode("ascii")
        try:
            if _in_pod():
                return self._write_file(data)
            write(self._key, data, None if until is None else int(until - now) or 1)
        except Other:
            self._remove_key()
            return self._write_file(data)
        self._remove_file()
        return True

    def drop(self) -> bool:
        """Forget it; return whether there was anything. Raises Other when it stays."""
        removed = self._remove_file()
        try:
            return remove(self._key) or removed
        except Unavailable:
            return removed  # no such keyring here: what there was, was in the file

    def alone(self, seconds: float, shared: str = "credprovider.lock") -> "Alone":
        """Return a context in which no other process renews this secret; after so many seconds it is entered all the
        same. shared: the lock in cargo's home that all secrets of a kind have where there is no runtime folder.
        """
        return Alone(self._lock_path(shared), seconds)

    def _lock_path(self, shared: str) -> str | None:
        folder = runtime_folder()
        if folder is not None:
            return os.path.join(folder, self._key.partition(":")[2] + ".lock")
        try:
            return os.path.join(cargo_home(), shared)
        except Other:
            return None

    def _contents(self) -> "Iterator[bytes]":
        try:
            data = None if _in_pod() else read(self._key)
            if data is not None:
                yield data
        except Other:
            pass
        path = self._path()
        try:
            descriptor = None if path is None else open_trusted(path, secret=True)
            if path is not None and descriptor is not None:
                yield read_all(descriptor, path, _LARGEST)
        except Other:
            pass

    def _path(self) -> str | None:
        folder = runtime_folder()
        return None if folder is None else os.path.join(folder, self._key.partition(":")[2])

    def _write_file(self, data: bytes) -> bool:
        path = self._path()
        return path is not None and replace_private(path, data)

    def _remove_key(self) -> None:
        """Take what the kernel's keyring has out of the way: it is looked at before the file."""
        try:
            remove(self._key)
        except Other:
            pass  # what cannot be removed cannot be read either

    def _remove_file(self) -> bool:
        path = self._path()
        if path is None:
            return False
        try:
            os.unlink(path)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise Other("a kept Vault token could not be removed", (error.strerror or "unknown error",)) from None
        return True


class Alone:
    """A lock between processes, on the file `path`; none where that is None or cannot be made."""

    def __init__(self, path: str | None, seconds: float) -> None:
        self._path = path
        self._seconds = seconds
        self._descriptor: int | None = None

    def __enter__(self) -> "Alone":
        from fcntl import LOCK_EX, LOCK_NB, flock
        from time import monotonic, sleep

        if self._path is None:
            return self
        try:
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except OSError:
            return self
        ends = monotonic() + self._seconds
        while monotonic() < ends:
            try:
                flock(self._descriptor, LOCK_EX | LOCK_NB)
                break
            except OSError:
                sleep(0.02)
        return self

    def __exit__(self, *_: object) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)


def _in_pod() -> bool:
    return "KUBERNETES_SERVICE_HOST" in os.environ


def _lasts(until: object, now: float) -> bool:
    return until is None or (isinstance(until, int) and until > now)


def _digest(name: str) -> str:
    from _blake2 import blake2b  # `hashlib` costs 3 ms to import

    return str(blake2b(name.encode("utf-8", "surrogateescape"), digest_size=20).hexdigest())
