"""What cargo refuses in the choice of packages and of the manifest (`ops/cargo_compile/packages.rs`)."""

import os
from collections.abc import Iterator, Sequence

from policy.cargo.invocation import Invocation
from policy.cargo.manifest import Manifest
from policy.cargo.package_spec import PackageSpec, parse_spec
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError, Phase, Refusal
from policy.cargo.upwards import MANIFEST
from policy.cargo.workspace import Workspace

_COMMAND_LINE = Place("")
_NO_VERSION = "0.0.0"


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
    everything = invocation.has("--workspace", "--all")
    if invocation.value("--exclude") is not None and not everything:
        yield _refusal("--exclude can only be used together with --workspace", "")
    if any("://" in spec for spec in wanted):
        return  # a URL
    try:
        missing = _missing(wanted, workspace.packages)
    except ValueError as error:
        yield _refusal(str(error), "")
        return
    unmatched = [one for one in wanted if _is_pattern(one) and not meant((one,), workspace.packages)]
    root = (workspace.root or workspace.current).folder
    if invocation.command == "run" and (patterns := [one for one in wanted if _is_pattern(one)]):
        yield _refusal(f"`cargo run` does not support glob pattern `{patterns[0]}` on package selection", patterns[0])
    if missing and (everything or invocation.command == "run"):
        listed = ", ".join(map(str, missing))
        yield _refusal(f"package(s) `{listed}` not found in workspace `{root}`", missing[0].name)
    if unmatched:
        yield _refusal(f"package pattern(s) `{', '.join(unmatched)}` not found in workspace `{root}`", unmatched[0])
    if missing and not everything and invocation.command in ("package", "publish"):
        yield _unmatched(missing[0], workspace.packages)
    if selected or wanted or (invocation.command == "metadata" and workspace.packages):
        return
    if workspace.is_virtual:
        sentence = f"manifest path `{root}` contains no package: The manifest is virtual, and the workspace has no"
        yield _refusal(f"{sentence} members.", "")._replace(step=(1,))
    else:
        yield _refusal("no packages to compile", "")._replace(step=(1,))


def unmatched_refusals(invocation: Invocation, workspace: Workspace) -> Iterator[Refusal]:
    """Yield the refusal of a `-p` that is looked for among all packages once dependencies are resolved.

    Nothing is said where packages come from elsewhere: theirs may be the name.
    """
    wanted = invocation.all("-p", "--package")
    if any("://" in spec for spec in wanted) or invocation.has("--workspace", "--all"):
        return
    packages = _local_packages(workspace)
    if packages is None:
        return
    try:
        missing = _missing(wanted, packages, in_order=invocation.command != "clean")
    except ValueError:
        return  # `package_choice_refusals`
    if not missing:
        return
    by_name = sorted(packages, key=lambda one: one.name)
    yield _unmatched(missing[0], by_name)._replace(phase=Phase.COMPILE, step=())


def _local_packages(workspace: Workspace) -> list[Manifest] | None:
    """Return all packages that are built here; None where not all of them lie in folders."""
    found: dict[str, Manifest] = {}
    waiting = list(workspace.packages)
    while waiting:
        package = waiting.pop()
        if package.folder in found:
            continue
        found[package.folder] = package
        for dependency in package.dependencies:
            if dependency.slot.kind == "dev" and not workspace.is_member(package.folder):
                continue
            target = workspace.sibling(dependency.folder) if dependency.folder and not dependency.error else None
            if target is None or "git" in dependency.spec:
                return None
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


def meant(specs: Sequence[str], packages: Sequence[Manifest]) -> list[Manifest]:
    """Return the packages that one of `specs` means: names with or without a version, URLs, patterns."""
    return [package for package in packages if any(_means(spec, package) for spec in specs)]


def _means(spec: str, package: Manifest) -> bool:
    if _is_pattern(spec):
        from fnmatch import fnmatchcase  # few command lines have patterns

        return fnmatchcase(package.name, spec)
    if "://" in spec:  # the folder is the workspace's business: there are no two members of one name
        fragment = spec.rpartition("#")[2] if "#" in spec else spec.rpartition("/")[2]
        return package.name == fragment.partition("@")[0]
    try:
        return parse_spec(spec).means(package.name, package.version or _NO_VERSION)
    except ValueError:
        return False


def _is_pattern(spec: str) -> bool:
    return any(char in spec for char in "*?[") and "://" not in spec


def _missing(wanted: Sequence[str], packages: Sequence[Manifest], in_order: bool = True) -> list[PackageSpec]:
    """Return the specifications that mean none of `packages`; raises ValueError for what is none."""
    specs = [parse_spec(one) for one in wanted if not _is_pattern(one)]
    missing = [spec for spec in specs if not any(spec.means(one.name, one.version or _NO_VERSION) for one in packages)]
    return sorted(set(missing), key=lambda spec: (spec.name, spec.version)) if in_order else missing


def _unmatched(spec: PackageSpec, packages: Sequence[Manifest]) -> Refusal:
    """Return the refusal of a specification, with those that are like it (`PackageIdSpecQuery::query`)."""
    similar = [one for one in packages if one.name == spec.name]
    advice = ""
    if spec.is_exact and similar:
        listed = "".join(f"\n  {one.name}@{one.version or _NO_VERSION}" for one in similar)
        advice = f"\nhelp: there are similar package ID specifications:\n{listed}"
    else:
        from policy.cargo.edit_distance import closest_message  # only a mistake pays for it

        advice = closest_message(spec.name, [one.name for one in packages], "package")
    return _refusal(f"package ID specification `{spec}` did not match any packages{advice}", spec.name)


def _refusal(sentence: str, subject: str) -> Refusal:
    return Refusal("invalid-argument", Phase.SELECTION, (sentence,), _COMMAND_LINE, (0,), subject)


def _wrong(sentence: str) -> CargoError:
    return CargoError(sentence, place=_COMMAND_LINE, cause="invalid-argument")
