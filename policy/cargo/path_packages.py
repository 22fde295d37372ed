"""What cargo refuses in packages that path dependencies lead to, inside the workspace and outside of it."""

import os
from collections.abc import Iterator

from policy.cargo.circles import in_circles
from policy.cargo.config import Config
from policy.cargo.dependency import Dependency
from policy.cargo.manifest import Manifest
from policy.cargo.place import Place
from policy.cargo.refusal import Phase, Refusal
from policy.cargo.toml_file import read_toml
from policy.cargo.upwards import MANIFEST
from policy.cargo.workspace import Workspace

Way = tuple[tuple[Manifest, Dependency], ...]
"""The path dependencies that lead from a member to a package, with the packages that have them."""

Steps = list[tuple[Manifest, Dependency]]


def path_refusals(workspace: Workspace, config: Config) -> Iterator[Refusal]:
    """Yield what is refused in the packages that members reach by path, each once, in the phase of resolving."""
    members = {member.folder: member for member in workspace.packages}
    seen = {member.folder for member in workspace.loaded.values()}
    waiting: list[tuple[Manifest, Way]] = [(member, ()) for member in reversed(workspace.suspects)]
    while waiting:
        package, way = waiting.pop()
        for dependency in package.notable_dependencies:
            if dependency.folder is None or "git" in dependency.spec:
                continue
            member = members.get(dependency.folder)
            if member is not None and member.name == dependency.package_name:
                continue  # as nearly all are
            path = os.path.join(dependency.folder, MANIFEST)
            if path in workspace.to_read:
                continue  # a member that is not at hand
            known = workspace.loaded.get(path)
            if known is not None and known.file.problem is not None:
                continue  # told where the workspace is read
            if dependency.error is not None or (way and not _is_followed(dependency)):
                continue
            here = (*way, (package, dependency))
            is_new = dependency.folder not in seen
            seen.add(dependency.folder)
            refusal = _refusal(here, workspace, config, is_new)
            if refusal is not None:
                yield refusal
                continue
            target = workspace.sibling(dependency.folder) if is_new else None
            if target is not None:
                waiting.append((target, here))


def _is_followed(dependency: Dependency) -> bool:
    """Whether cargo follows a dependency of a package that is no member, whatever features are on."""
    return (
        dependency.slot.kind != "dev" and not dependency.slot.platform and dependency.spec.get("optional") is not True
    )


def _refusal(way: Way, workspace: Workspace, config: Config, is_new: bool) -> Refusal | None:
    _, dependency = way[-1]
    folder, place = dependency.folder or "", dependency.place("path")
    path = os.path.join(folder, MANIFEST)
    target = workspace.sibling(folder)
    if target is None:
        return _unread(path, _updating(way), dependency)
    if target.package is None and target.workspace is not None:
        chain = (*_updating(way), f"found a virtual manifest at `{path}` instead of a package manifest")
        return Refusal("missing-path-dependency", Phase.RESOLVE, chain, place, subject=dependency.name)
    wrong = _first(target, config) if is_new else None
    return wrong.under(*_updating(way)) if wrong is not None and not wrong.excerpt else wrong


def _updating(way: Way) -> tuple[str, ...]:
    """Return the outer layers of an error in the package at the end of a way."""
    _, dependency = way[-1]
    source = f"failed to load source for dependency `{dependency.package_name}`"
    return _getting(way), source, f"unable to update {dependency.folder or ''}"


def _first(target: Manifest, config: Config) -> Refusal | None:
    from policy.cargo.manifest_checks import manifest_refusals  # only packages outside of the workspace need it

    found = manifest_refusals(target, config)
    return found[0]._replace(phase=Phase.RESOLVE) if found else None


def _unread(path: str, updating: tuple[str, ...], dependency: Dependency) -> Refusal | None:
    problem = read_toml(path).problem
    if problem is None:
        return None
    place = dependency.place("path")
    if problem.line:
        where = place._replace(path=path, key=(), line=problem.line, column=problem.column)
        return Refusal("invalid-manifest", Phase.RESOLVE, (problem.message,), where, excerpt=True)
    chain = (*updating, f"failed to read `{path}`", problem.message)
    return Refusal("missing-path-dependency", Phase.RESOLVE, chain, place, subject=dependency.name)


def _getting(way: Way) -> str:
    package, dependency = way[-1]
    return f"failed to get `{dependency.package_name}` as a dependency of package `{package.shown}`{_parents(way)}"


def _parents(way: Way) -> str:
    steps = reversed(way[:-1])
    return "".join(
        f"\n    ... which satisfies path dependency `{dependency.name}` of package `{package.shown}`"
        for package, dependency in steps
    )


def cycle_refusals(workspace: Workspace) -> Iterator[Refusal]:
    """Yield the refusal of the first cycle of path dependencies (`check_cycles` in core/resolver/mod.rs)."""
    if not workspace.siblings and not in_circles(workspace.packages):
        return
    done: set[str] = set()
    members = {member.folder for member in workspace.packages}
    outside = [package for package in workspace.siblings if package.name and package.folder not in members]
    for package in sorted((*workspace.packages, *outside), key=_order):
        if package.folder not in done and (found := _cycle(package, done, members, workspace)):
            yield _cycle_refusal(found)
            return


def collision_refusals(workspace: Workspace) -> Iterator[Refusal]:
    """Yield the refusal of two packages that a lock file could not tell apart (`check_duplicate_pkgs_in_lockfile`).

    It names no folders: those have to differ in their name or version.
    """
    members = {member.folder: member for member in workspace.packages}
    if all(folder in members for member in workspace.packages for folder in member.neighbours[::2]):
        return  # the names of members differ
    named_at: dict[str, Place] = {}
    reached = dict(members)
    waiting = [one for one in workspace.packages if not members.keys() >= {*one.neighbours[::2]}]
    while waiting:
        package = waiting.pop()
        is_member = package.folder in members
        for one in package.notable_dependencies:
            if one.folder is None or one.folder in reached or one.error is not None or "git" in one.spec:
                continue
            target = workspace.sibling(one.folder) if is_member or _is_followed(one) else None
            if target is not None and target.name == one.package_name:
                reached[one.folder] = target
                named_at[one.folder] = one.place("path")
                waiting.append(target)
    before: dict[tuple[str, str], Manifest] = {}
    for package in sorted(reached.values(), key=_order):
        other = before.setdefault((package.name, package.version or "0.0.0"), package)
        if other is not package:
            place = named_at.get(package.folder) or package.place(package.package_key, "name")
            both = f"packages {other.shown} and {package.shown} are different"
            sentence = (
                f"package collision in the lockfile: {both}, but only one can be written to lockfile unambiguously"
            )
            yield Refusal("invalid-manifest", Phase.RESOLVE, (sentence,), place, (7,), package.name)
            return


def _order(package: Manifest) -> tuple[str, str, str]:
    return package.name, package.version or "0.0.0", package.folder


def _edges(package: Manifest, is_member: bool) -> Iterator[Dependency]:
    for one in package.notable_dependencies:
        if one.folder is not None and one.slot.kind != "dev" and one.error is None and (is_member or _is_followed(one)):
            yield one


def _cycle(
    start: Manifest, done: set[str], members: set[str], workspace: Workspace
) -> list[tuple[Manifest, Dependency]]:
    """Return the steps of a cycle that can be reached from a package, or nothing.

    done: the folders of packages that are in none; those that were looked at are added. members: those of members.
    """
    path = {
        start.folder: (start, _edges(start, start.folder in members))
    }  # in the order of the way; no recursion, for long ways
    taken: list[Dependency] = []
    while path:
        folder, (_, rest) = next(reversed(path.items()))
        dependency = next(rest, None)
        if dependency is None:
            done.add(folder)
            del path[folder]
            del taken[-1:]
            continue
        target_folder = dependency.folder or ""
        if target_folder in path:
            steps = [*zip((package for package, _ in path.values()), [*taken, dependency], strict=True)]
            return steps[list(path).index(target_folder) :]
        target = None if target_folder in done else workspace.sibling(target_folder)
        if target is not None and target.package is not None:
            taken.append(dependency)
            path[target_folder] = (target, _edges(target, target_folder in members))
    return []


def _cycle_refusal(steps: Steps) -> Refusal:
    first, _ = steps[0]
    _, last = steps[-1]
    lines = "".join(
        f"\n    ... which satisfies path dependency `{dependency.name}` of package `{package.shown}`"
        for package, dependency in reversed(steps)
    )
    sentence = f"cyclic package dependency: package `{first.shown}` depends on itself. Cycle:"
    chain = (f"{sentence}\npackage `{first.shown}`{lines}",)
    return Refusal("invalid-manifest", Phase.RESOLVE, chain, last.place("path"), (6,), last.name)
