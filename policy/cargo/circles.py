"""Packages that depend on each other in a circle, as far as it can be told without reading their manifests again."""

from collections.abc import Iterable

from policy.cargo.manifest import Manifest


def in_circles(packages: Iterable[Manifest]) -> dict[str, Manifest]:
    """Return, by folder, those of the packages that are in a circle of path dependencies, or lead to one."""
    left, before = {package.folder: package for package in packages}, 0
    while len(left) != before:
        before = len(left)
        for folder in reversed([*left]):
            _drop_free(left, folder)
        for folder in [*left]:  # whichever way round they stand, few rounds are enough
            _drop_free(left, folder)
    return left


def _drop_free(left: dict[str, Manifest], folder: str) -> None:
    """Take the package in `folder` out where it needs none of those that are left."""
    if not any(other in left for other in left[folder].neighbours[::2]):
        del left[folder]
