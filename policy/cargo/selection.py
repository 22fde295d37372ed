"""What cargo refuses in the choice of packages and of the manifest (`ops/cargo_compile/packages.rs`)."""

import os
from collections.abc import Iterator, Sequence

from policy.cargo.invocation import Invocation
from policy.cargo.manifest import Manifest
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError, Phase, Refusal
from policy.cargo.upwards import MANIFEST
from policy.cargo.workspace import Workspace

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
    if invocation.command == "run" and patterns:
        yield _refusal(f"`cargo run` does not support glob pattern `{patterns[0]}` on package selection", patterns[0])
    if missing and (everything or invocation.command == "run"):
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
        yield _refusal(f"{sentence} members.", "")._replace(step=(1,))
    else:
        yield _refusal("no packages to compile", "")._replace(step=(1,))


def unmatched_refusals(invocation: Invocation, workspace: Workspace) -> Iterator[Refusal]:
    """Yield the refusal of a `-p` that is looked for among all packages once dependencies are resolved.

    Nothing is said where packages come from elsewhere: theirs may be the name.
    """
    names = [package.name for package in workspace.packages]
    wanted = invocation.all("-p", "--package")
    missing = [spec for spec in wanted if spec not in names and not any(char in spec for char in ":@*?[")]
    if invocation.command != "clean":
        missing.sort()
    if not missing or invocation.has("--workspace", "--all"):
        return
    dependencies = [one for package in workspace.packages for one in package.dependencies]
    if any(one.folder is None or not workspace.is_member(one.folder) for one in dependencies):
        return
    from policy.cargo.edit_distance import closest_message  # only a mistake pays for it

    closest = closest_message(missing[0], sorted(names), "package")
    sentence = f"package ID specification `{missing[0]}` did not match any packages{closest}"
    yield _refusal(sentence, missing[0])._replace(phase=Phase.COMPILE, step=())


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
