"""The checked settings as JSON, kept beside `credprovider.toml` while that file stays the same. Nothing in it is
secret.

Reading TOML costs 10 ms, this half a millisecond. The cache is used only when it is a private file of our own and its
stamp is that of the settings file; whatever is wrong with it, it is as if it were not there, and it is written anew.
"""

import os
from time import time_ns

from credprovider.errors import Other
from credprovider.json_text import JsonError, parse, render
from credprovider.private_file import open_trusted, read_all, replace_private

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from typing import Any

    Plain = dict[str, dict[str, Any]]
    Values = dict[str, object]

FORMAT = 3  # to be raised with every change of what settings_check makes of a file
_NAME = "credprovider.cache.json"
_MAX_SIZE = 4 * 1024 * 1024
_SETTLED = 50_000_000  # ns: a file changed later than that before could change again without a change of its time stamp
_SETTLED_COARSE = 2_000_000_000  # the same on a file system that keeps whole seconds


def stamp(descriptor: int) -> list[int]:
    """Return what tells this file from any other and from its own later versions: format, device, inode, size and
    times.
    """
    status = os.fstat(descriptor)
    return [FORMAT, status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns]


def cached_settings(home: str, now: list[int]) -> "Plain | None":
    """Return the settings that were kept under the stamp `now`, or None."""
    path = os.path.join(home, _NAME)
    try:
        descriptor = open_trusted(path, secret=True)
        content: Any = None if descriptor is None else parse(read_all(descriptor, path, _MAX_SIZE))
    except (Other, JsonError, OSError):
        return None
    if not isinstance(content, dict) or content.get("stamp") != now:
        return None
    settings = content.get("settings")
    return settings if isinstance(settings, dict) else None


def keep_settings(home: str, now: list[int], plain: "Plain") -> None:
    """Keep `plain` for the next request. Silent on failure: a folder that cannot be written costs only time."""
    changed = max(now[4], now[5])
    if time_ns() - changed < (_SETTLED if changed % 1_000_000_000 else _SETTLED_COARSE):
        return
    data = render({"stamp": now, "settings": plain}).encode("ascii")
    replace_private(os.path.join(home, _NAME), data)
