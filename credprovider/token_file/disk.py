"""The token file on the disk: `$CARGO_HOME/credprovider-tokens.json`, readable for its owner alone.

Writers take turns by a lock beside the file and replace the file as a whole, so that a reader, who takes no lock, sees
the old content or the new one.
"""

import fcntl
import os

from credprovider.errors import Other
from credprovider.private_file import cargo_home, check_folder, open_trusted, read_all, sync_folder
from credprovider.token_file.content import Content, parse_content
from credprovider.visible import visible

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from credprovider.deadline import Deadline

FILE_NAME = "credprovider-tokens.json"
_MAX_SIZE = 16 * 1024 * 1024


class TokenFile:
    """The token file. path: its place; shown: the same, safe to print.

    Raises Other from its methods when the file or its folder cannot be trusted, read or written, or has no place.
    """

    def __init__(self, deadline: "Deadline") -> None:
        self.deadline = deadline
        self.path = os.path.join(cargo_home(), FILE_NAME)
        self.shown = visible(self.path)

    def read(self) -> Content:
        """Return what the file holds: nothing, unencrypted, when there is no file."""
        self.deadline.waiting_for(self.shown)
        descriptor = open_trusted(self.path, secret=True)
        if descriptor is None:
            return Content(None, {})
        content = parse_content(read_all(descriptor, self.path, _MAX_SIZE))
        if content is None:
            raise Other(f"{self.shown} is damaged or not a token file of this version; move it away and log in again")
        return content

    def write(self, content: Content) -> None:
        """Replace the file. Only the holder of the lock calls it."""
        temporary = self.path + ".new"
        try:
            _write_new(temporary, content.rendered())
            os.replace(temporary, self.path)
            sync_folder(os.path.dirname(self.path))
        except OSError as error:
            _remove(temporary)
            reason = error.strerror or "unknown error"
        else:
            return
        raise Other(f"{self.shown} cannot be written; what it held is unchanged", (reason,))

    def locked(self) -> "_Lock":
        """Return the right to change the file, for a `with`."""
        return _Lock(self.path + ".lock", self.deadline)


class _Lock:
    """The right to change the file, from `with` to its end; the kernel gives it back when the process dies."""

    def __init__(self, path: str, deadline: "Deadline") -> None:
        self._path = path
        self._deadline = deadline
        self._descriptor = -1

    def __enter__(self) -> None:
        shown = visible(self._path)
        self._deadline.waiting_for(f"the lock {shown}, which another process holds")
        try:
            os.makedirs(os.path.dirname(self._path), mode=0o700, exist_ok=True)
            check_folder(self._path)
            self._descriptor = os.open(
                self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK, 0o600
            )
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        except OSError as error:
            raise Other(f"{shown} cannot be locked", (error.strerror or "unknown error",)) from None

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)


def _write_new(path: str, data: bytes) -> None:
    """Write a file that did not exist, private from its first moment, down to the disk."""
    _remove(path)  # left behind by a process that was killed
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        os.fchmod(descriptor, 0o600)
        while data:
            data = data[os.write(descriptor, data) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass
