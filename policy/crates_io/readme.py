"""The README, which travels in the metadata of an upload, and so may not be too large."""

import os
import stat
from collections.abc import Iterator

from policy.cargo.manifest import Manifest
from policy.cargo.packaging import READMES
from policy.cargo.place import Place
from policy.crates_io.answer import Answer

MOST_BYTES = 1024 * 1024
"""The most bytes of metadata, as JSON."""

_TWO_BYTES = b'"\\\b\f\n\r\t'
_SIX_BYTES = bytes(set(range(0x20)) - set(_TWO_BYTES))


def readme_answers(package: Manifest) -> Iterator[Answer]:
    """Yield the answer to metadata that is too large with its README alone."""
    found = _readme(package)
    if found is not None and _size_in_json(found[0]) > MOST_BYTES:
        name = os.path.basename(found[0])
        yield Answer("package-too-large", "JSON metadata blob too large", found[1], name, "413 Payload Too Large")


def _readme(package: Manifest) -> tuple[str, Place] | None:
    """Return the path of the README that cargo sends, and what names it."""
    field = package.known_field("readme")
    if field is None:
        for name in READMES:
            path = os.path.join(package.folder, name)
            if os.path.isfile(path):
                return path, package.place(package.package_key, "name")
        return None
    name = READMES[0] if field.value is True else field.value
    return (os.path.join(os.path.dirname(field.place.path), name), field.place) if isinstance(name, str) else None


def _size_in_json(path: str) -> int:
    """Return how many bytes the text of a file takes in JSON; no more than its size where that decides it."""
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            return 0
        if not MOST_BYTES // 6 < status.st_size <= MOST_BYTES:
            return status.st_size
        with open(path, "rb") as file:
            text = file.read(MOST_BYTES + 1)
    except (OSError, ValueError):  # ValueError: a path with a NUL
        return 0
    longer = sum(text.count(byte) for byte in _TWO_BYTES) + 5 * sum(text.count(byte) for byte in _SIX_BYTES)
    return len(text) + longer
