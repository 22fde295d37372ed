"""The README, which travels in the metadata of an upload, and so may not be too large."""

import os
import stat
from collections.abc import Iterator

from policy.cargo.manifest import Manifest
from policy.cargo.readme import READMES
from policy.crates_io.answer import Answer

MOST_BYTES = 1024 * 1024
"""The most bytes of metadata, as JSON."""

_TWO_BYTES = b'"\\\b\f\n\r\t'
_SIX_BYTES = bytes(set(range(0x20)) - set(_TWO_BYTES))


def readme_answers(package: Manifest) -> Iterator[Answer]:
    """Yield the answer to metadata that is too large with its README alone."""
    field = package.known_field("readme")
    if field is None:
        paths = [f"{package.folder}{os.sep}{name}" for name in READMES]
    else:
        name = READMES[0] if field.value is True else field.value
        paths = [os.path.join(os.path.dirname(field.place.path), name)] if isinstance(name, str) else []
    for path in paths:
        size = _size_in_json(path)
        if size > MOST_BYTES:
            place = field.place if field else package.place(package.package_key, "name")
            name = os.path.basename(path)
            yield Answer("package-too-large", "JSON metadata blob too large", place, name, "413 Payload Too Large")
        if size >= 0:
            return  # cargo takes the first that there is


def _size_in_json(path: str) -> int:
    """Return how many bytes the text of a file takes in JSON: its size where that decides it, -1 without a file."""
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            return -1
        if not MOST_BYTES // 6 < status.st_size <= MOST_BYTES:
            return status.st_size
        with open(path, "rb") as file:
            text = file.read(MOST_BYTES + 1)
    except (OSError, ValueError):  # ValueError: a path with a NUL
        return -1
    longer = sum(text.count(byte) for byte in _TWO_BYTES) + 5 * sum(text.count(byte) for byte in _SIX_BYTES)
    return len(text) + longer
