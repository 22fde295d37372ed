"""The user's folder for what lasts as long as a login session: in memory, closed to everybody else.

Source: XDG Base Directory Specification, XDG_RUNTIME_DIR.
"""

import os
import stat

_NAME = "cargo-credprovider"


def runtime_folder() -> str | None:
    """Return our folder in XDG_RUNTIME_DIR, made if need be with the mode 0700; None where there is none that is ours
    alone.
    """
    parent = os.environ.get("XDG_RUNTIME_DIR", "")
    if not parent.startswith("/"):
        return None
    folder = os.path.join(parent, _NAME)
    try:
        if not _is_ours_alone(parent):
            return None
        try:
            os.mkdir(folder, 0o700)
        except FileExistsError:
            pass
        return folder if _is_ours_alone(folder) else None
    except OSError:
        return None


def _is_ours_alone(folder: str) -> bool:
    status = os.lstat(folder)
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and not stat.S_IMODE(status.st_mode) & 0o077
