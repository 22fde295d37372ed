"""In which order cargo uploads several packages (`PublishPlan` in `ops/registry/publish.rs`)."""

from collections.abc import Sequence

from policy.cargo.manifest import Manifest


def uploads(packages: Sequence[Manifest]) -> list[Manifest]:
    """Return the packages in the order of their upload: all that wait for no other by name, then the next ones.

    Packages that wait for each other are left out: cargo never gets to them.
    """
    by_folder = {package.folder: package for package in packages}
    waiting = {folder: _needed(package) & by_folder.keys() for folder, package in by_folder.items()}
    waited_for: dict[str, list[str]] = {}
    for folder, needed in waiting.items():
        for one in needed:
            waited_for.setdefault(one, []).append(folder)
    order: list[Manifest] = []
    ready = [folder for folder, needed in waiting.items() if not needed]
    while ready:
        ready.sort(key=lambda one: by_folder[one].name)
        following = []
        for folder in ready:
            order.append(by_folder[folder])
            for other in waited_for.get(folder, ()):
                waiting[other].remove(folder)
                if not waiting[other]:
                    following.append(other)
        ready = following
    return order


def unpublished_note(package: Manifest, order: Sequence[Manifest], packages: Sequence[Manifest]) -> str:
    """Return what cargo adds to an error in the upload of `package`: which of all `packages` come after it."""
    done = {one.folder for one in order[: order.index(package) + 1]}
    remaining = {one.folder: one for one in packages if one.folder not in done}
    return _note(sorted(remaining.values(), key=lambda one: one.name))


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
