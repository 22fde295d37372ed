"""What cargo refuses in the choice of packages and of the manifest (`ops/cargo_compile/packages.rs`)."""

import os
from collections.abc import Iterator, Sequence

from policy.cargo.invocation import Invocation
from policy.cargo.manifest import Manifest
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError, Phase, Refusal
from policy.cargo.workspace import MANIFEST, Workspace

_COMMAND_LINE = Place("")


def named_manifest(path: str, folder: str) -> None:
    """Check the value of `--manifest-path`, given in `folder`; raises CargoError where cargo does not take it."""
    whole = os.path.normpath(os.path.join(folder, path))
    if not os.path.exists(whole):
        raise _wrong(f"manifest path `{path}` does not exist")
    if os.path.isdir(whole):
        inside = os.path.join(whole, MANIFEST)
        hint = f"\nhelp: {inside} exists" if os.path.exists(inside) else ""
        raise _wrong(f"manifest path `{path}` is a directory but expected a file{hint}")
    if os.path.basename(whole) != MANIFEST:
        if whole.endswith(".rs"):
            raise _wrong(f"embedded manifest `{whole}` requires `-Zscript`")
        raise _wrong(f"the manifest-path must be a path to a Cargo.toml file: `{whole}`")


def package_choice_refusals(
    invocation: Invocation, workspace: Workspace, selected: Sequence[Manifest]
) -> Iterator[Refusal]:
    """Yield what is refused in `-p` and `--workspace` of a command that takes several packages.

    selected: the members that are meant.
    """
    wanted = invocation.all("-p", "--package")
    names = [package.name for package in workspace.packages]
    everything = invocation.has("--workspace", "--all")
    if any(char in spec for spec in wanted for char in ":@"):
        return  # a specification of more than a name
    patterns = [spec for spec in wanted if any(char in spec for char in "*?[")]
    missing = sorted({spec for spec in wanted if spec not in patterns and spec not in names})
    unmatched = [pattern for pattern in patterns if not _matches(pattern, names)]
    root = (workspace.root or workspace.current).folder
    if everything and missing:
        yield _refusal(f"package(s) `{', '.join(missing)}` not found in workspace `{root}`", missing[0])
    if unmatched:
        yield _refusal(f"package pattern(s) `{', '.join(unmatched)}` not found in workspace `{root}`", unmatched[0])
    if missing and not everything and invocation.command in ("package", "publish"):
        from policy.cargo.edit_distance import closest_message  # only a mistake pays for it

        closest = closest_message(missing[0], names, "package")
        yield _refusal(f"package ID specification `{missing[0]}` did not match any packages{closest}", missing[0])
    if selected or wanted or (invocation.command == "metadata" and workspace.packages):
        return
    if workspace.is_virtual:
        sentence = f"manifest path `{root}` contains no package: The manifest is virtual, and the workspace has no"
        yield _refusal(f"{sentence} members.", "")
    else:
        yield _refusal("no packages to compile", "")


def unmatched_refusals(invocation: Invocation, workspace: Workspace) -> Iterator[Refusal]:
    """Yield the refusal of a `-p` that is looked for among all packages once dependencies are resolved.

    Nothing is said where packages come from elsewhere: theirs may be the name.
    """
    wanted = [spec for spec in invocation.all("-p", "--package") if not any(char in spec for char in ":@*?[/")]
    if not wanted or invocation.has("--workspace", "--all"):
        return
    names = _local_names(workspace)
    missing = sorted({spec for spec in wanted if spec not in names}) if names else []
    if not missing:
        return
    from policy.cargo.edit_distance import closest_message  # only a mistake pays for it

    closest = closest_message(missing[0], sorted(names), "package")
    sentence = f"package ID specification `{missing[0]}` did not match any packages{closest}"
    yield _refusal(sentence, missing[0])._replace(phase=Phase.COMPILE, step=())


def _local_names(workspace: Workspace) -> list[str]:
    """Return the names of all packages that are built here; none where not all of them lie in folders."""
    found: dict[str, str] = {}
    waiting = list(workspace.packages)
    while waiting:
        package = waiting.pop()
        if package.folder in found:
            continue
        found[package.folder] = package.name
        for dependency in package.dependencies:
            if dependency.slot.kind == "dev" and not workspace.is_member(package.folder):
                continue
            target = workspace.sibling(dependency.folder) if dependency.folder and not dependency.error else None
            if target is None or "git" in dependency.spec:
                return []
            waiting.append(target)
    return [*found.values()]


def empty_workspace() -> Refusal:
    """Return the refusal of a lock file for a workspace without packages."""
    return _refusal("you can't generate a lockfile for an empty workspace.", "")


def single_package_refusals(invocation: Invocation, workspace: Workspace) -> Iterator[Refusal]:
    """Yield the refusal of a command that is about one package, in a folder where there is none."""
    if workspace.current.package is None and not invocation.all("-p", "--package"):
        sentence = (
            f"manifest path `{workspace.current.path}` is a virtual manifest, but this command requires running "
            "against an actual package in this workspace"
        )
        yield _refusal(sentence, "")


def _matches(pattern: str, names: Sequence[str]) -> bool:
    from fnmatch import fnmatchcase  # few command lines have patterns

    return any(fnmatchcase(name, pattern) for name in names)


def _refusal(sentence: str, subject: str) -> Refusal:
    return Refusal("invalid-argument", Phase.SELECTION, (sentence,), _COMMAND_LINE, (0,), subject)


def _wrong(sentence: str) -> CargoError:
    return CargoError(sentence, place=_COMMAND_LINE, cause="invalid-argument")
