"""In which order cargo uploads several packages (`PublishPlan` in `ops/registry/publish.rs`)."""

from collections.abc import Iterator, Sequence

from policy.cargo.manifest import Manifest


def uploads(packages: Sequence[Manifest]) -> Iterator[tuple[Manifest, str]]:
    """Yield the packages in the order of their upload, each with what cargo adds to an error in it.

    Packages that wait for each other are left out: cargo never gets to them.
    """
    by_folder = {package.folder: package for package in packages}
    waiting = {folder: _needed(package) & by_folder.keys() for folder, package in by_folder.items()}
    while waiting:
        ready = sorted(
            (folder for folder, needed in waiting.items() if not needed), key=lambda one: by_folder[one].name
        )
        if not ready:
            return
        waiting = {folder: needed for folder, needed in waiting.items() if folder not in ready}
        for number, folder in enumerate(ready):
            remaining = [by_folder[one] for one in (*ready[number + 1 :], *waiting)]
            yield by_folder[folder], _note(sorted(remaining, key=lambda one: one.name))
        waiting = {folder: needed.difference(ready) for folder, needed in waiting.items()}


def _needed(package: Manifest) -> set[str]:
    """Return the folders of the packages that must be uploaded before `package`."""
    return {
        dependency.folder
        for dependency in package.notable_dependencies
        if dependency.folder is not None and dependency.folder != package.folder and not dependency.is_stripped
    }


def _note(remaining: list[Manifest]) -> str:
    if not remaining:
        return ""
    lines = "".join(f"\n  {one.name} v{one.version} ({one.folder})" for one in remaining)
    return f"\n\nnote: the following crates have not been published yet:{lines}"
