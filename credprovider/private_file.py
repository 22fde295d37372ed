"""Files that decide where a token goes, or hold one: opened only when nobody else could have put them there."""

import os
import stat

from credprovider.errors import Other
from credprovider.visible import visible

_OTHERS_WRITE = 0o022
_OTHERS_ANY = 0o077


def cargo_home() -> str:
    """Return cargo's home as cargo finds it: CARGO_HOME, else `.cargo` in HOME, else in the home of the password
    database.

    Raises Other when there is none.
    """
    chosen = os.environ.get("CARGO_HOME")
    if chosen:
        return os.path.abspath(chosen) if not os.path.isabs(chosen) else chosen
    home = os.environ.get("HOME")
    if not home:
        import pwd

        try:
            home = pwd.getpwuid(os.getuid()).pw_dir
        except KeyError:
            raise Other(
                "neither CARGO_HOME nor HOME is set, so there is no place for settings; set CARGO_HOME"
            ) from None
    return os.path.join(home, ".cargo")


def open_trusted(path: str, *, secret: bool) -> int | None:
    """Open `path` for reading and return its descriptor; None when there is no such file.

    secret: the file holds tokens, so that it must be ours and closed to everybody else; otherwise root's will do and
    others may read it. Raises Other with the reason and the remedy: a symbolic link, not a regular file (a FIFO does
    not block), of another owner, of a loose mode, in a folder where everybody may replace it.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise _refused(path, _reason(error, path)) from None
    try:
        problem = _problem(path, os.fstat(descriptor), secret)
        if problem:
            raise _refused(path, problem)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def read_all(descriptor: int, path: str, limit: int) -> bytes:
    """Return the whole file behind `descriptor` and close it. Raises Other when it is longer than `limit` bytes or
    unreadable.
    """
    parts = []
    size = 0
    try:
        while part := os.read(descriptor, 65536):
            parts.append(part)
            size += len(part)
            if size > limit:
                raise _refused(path, f"it is larger than {limit // 1024} KiB")
    except OSError as error:
        raise _refused(path, error.strerror or "it cannot be read") from None
    finally:
        os.close(descriptor)
    return b"".join(parts)


def replace_private(path: str, data: bytes) -> bool:
    """Make `data` the whole file `path`, with the mode 0600, in one step; return whether that went well. Otherwise what
    was there stays. For what can be made again: it is not forced to the disk.
    """
    temporary = f"{path}.{os.getpid()}"
    try:
        if os.path.lexists(temporary):  # of a process that was killed, and had our number
            os.unlink(temporary)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            if os.write(descriptor, data) != len(data):
                raise OSError  # the disk is full
        finally:
            os.close(descriptor)
        os.replace(temporary, path)
    except OSError:
        try:
            os.unlink(temporary)
        except OSError:
            pass
        return False
    return True


def _problem(path: str, status: os.stat_result, secret: bool) -> str:
    me = os.geteuid()
    if not stat.S_ISREG(status.st_mode):
        return "it is not a regular file"
    if status.st_uid != me and (secret or status.st_uid != 0):
        return f"it belongs to user {status.st_uid}, not to you"
    loose = status.st_mode & (_OTHERS_ANY if secret else _OTHERS_WRITE)
    if loose:
        verb = "read or change" if secret else "change"
        remedy = "chmod 600" if secret else "chmod go-w"
        return f"others may {verb} it (mode {stat.S_IMODE(status.st_mode):04o}); run `{remedy}` on it"
    return _folder_problem(path)


def check_folder(path: str) -> None:
    """Raise Other when everybody may replace the file `path` because its folder is writable for all."""
    problem = _folder_problem(path)
    if problem:
        raise _refused(path, problem)


def sync_folder(path: str) -> None:
    """Have the disk keep what was put into the folder `path`. Some file systems cannot, which is no failure: the file
    itself is written and in its place.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError:
        pass


def _folder_problem(path: str) -> str:
    mode = os.stat(os.path.dirname(path)).st_mode
    if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
        return "everybody may replace it, as its folder is writable for all; run `chmod o-w` on the folder"
    return ""


def _reason(error: OSError, path: str) -> str:
    if os.path.islink(path):
        return "it is a symbolic link; put the file itself there"
    return error.strerror or "it cannot be opened"


def _refused(path: str, reason: str) -> Other:
    return Other(f"{visible(path)} is not used: {reason}")
