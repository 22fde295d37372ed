"""What cargo refuses in installing a package from a folder (`InstallablePackage::new` in `ops/cargo_install.rs`)."""

import os
from collections.abc import Iterator

from policy.cargo.invocation import Invocation
from policy.cargo.manifest import Manifest
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError, Phase, Refusal
from policy.cargo.toml_file import read_toml
from policy.cargo.upwards import MANIFEST
from policy.cargo.workspace import Workspace

_COMMAND_LINE = Place("")
_BEHIND_ITS_MANIFEST = 10**6


def installed_from(invocation: Invocation, folder: str) -> str | None:
    """Return the folder from which `cargo install`, started in `folder`, takes a package; None for a registry's."""
    path = invocation.value("--path")
    if invocation.command != "install" or invocation.value("--git") is not None or (path is None and invocation.names):
        return None
    if invocation.has("--list"):
        return None  # of what is installed
    return os.path.normpath(os.path.join(folder, path or ""))


def check_folder(folder: str, is_named: bool) -> None:
    """Raise CargoError where there is no package in `folder`. is_named: whether `--path` names it."""
    manifest = os.path.join(folder, MANIFEST)
    must = "--path must point to a directory containing a Cargo.toml file."
    if not os.path.isdir(folder):
        raise _wrong(f"`{folder}` is not a directory. {must}")
    if not os.path.exists(manifest):
        if not is_named:
            advice = "specify a crate to install from crates.io, or use --path or --git to specify an alternate source"
            raise _wrong(f"`{folder}` is not a crate root; {advice}")
        found = ""
        if os.path.exists(os.path.join(folder, MANIFEST.lower())):
            found = f", but found {MANIFEST.lower()} please try to rename it to {MANIFEST}"
        raise _wrong(f"`{folder}` does not contain a {MANIFEST} file{found}. {must}")
    package = Manifest(read_toml(manifest))
    if package.package is None and package.workspace is not None:
        raise _wrong(f"found a virtual manifest at `{manifest}` instead of a package manifest")


def install_refusals(invocation: Invocation, workspace: Workspace) -> Iterator[Refusal]:
    """Yield what is refused in the package once its manifest is read."""
    package = workspace.current
    kinds = {target.kind for target in package.targets.found}
    sentence = ""
    if kinds.isdisjoint(("bin", "example")):
        sentence = "no packages found with binaries or examples"
    elif invocation.value("--path") is None and package.edition != "2015":
        sentence = (
            "using `cargo install` to install the binaries from the package in current working directory is no longer "
            "supported, use `cargo install --path .` instead. note: use `cargo build` if you want to simply build the "
            "package."
        )
    elif "bin" not in kinds and not invocation.has("--bins", "--examples") and not invocation.all("--bin", "--example"):
        sentence = (
            f"there is nothing to install in `{package.shown}`, because it has no binaries\n"
            "`cargo install` is only for installing programs, and can't be used with libraries.\n"
            "To use a library crate, add it as a dependency to a Cargo project with `cargo add`."
        )
    if sentence and not invocation.names:  # a name has yet to be found there
        step = (0, _BEHIND_ITS_MANIFEST)
        yield Refusal("invalid-argument", Phase.MANIFEST, (sentence,), _COMMAND_LINE, step, package.name)


def _wrong(sentence: str) -> CargoError:
    return CargoError(sentence, place=_COMMAND_LINE, cause="invalid-argument")
