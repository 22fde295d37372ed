"""What is kept of a manifest in a large workspace."""

from typing import NamedTuple


class Told(NamedTuple):
    """What is remembered of the manifest of a package when its document is forgotten.

    name, version, publish, says_publish: as in `Manifest`.
    neighbours: for each path dependency that can be had, in cargo's order: its folder, then its package's name.
    asked: for each of these the version, then the registry that its entry names.
    """

    name: str
    version: str | None
    publish: list[str] | None
    says_publish: bool
    neighbours: tuple[str, ...]
    asked: tuple[str, ...]
