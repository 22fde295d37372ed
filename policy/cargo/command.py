"""What cargo goes through for a command, and everything it would refuse on the way."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from policy.cargo.at_registry import publishing_refusals
from policy.cargo.compiling import COMPILING, compile_refusals, delayed_refusals
from policy.cargo.config import Config
from policy.cargo.config_reads import colour_refusals, reading_refusals
from policy.cargo.index_url import parse
from policy.cargo.lock_file import LOCK_FILE, lock_file_refusals, unwritten_refusals
from policy.cargo.manifest import Manifest
from policy.cargo.manifest_checks import manifest_refusals
from policy.cargo.names import invalid_name_cause, registry_name_error
from policy.cargo.place import Place
from policy.cargo.publish import Publishing, named_target
from policy.cargo.refusal import LAST, Phase, Refusal
from policy.cargo.resolving import resolution_refusals
from policy.cargo.sources import SourceMap
from policy.cargo.variable import holds_variable
from policy.cargo.workspace import Workspace

if TYPE_CHECKING:
    from policy.cargo.invocation import Invocation

RESOLVING = (
    "metadata",
    "check",
    "build",
    "test",
    "bench",
    "run",
    "doc",
    "fetch",
    "tree",
    "generate-lockfile",
    "update",
)
# fmt: off
IN_WORKSPACE = (
    *RESOLVING, "package", "publish", "read-manifest", "locate-project", "clean", "vendor", "fix", "pkgid", "add",
    "remove", "rustc", "rustdoc",
)
# fmt: on
_CHOOSING = (*COMPILING, "package", "publish", "tree", "metadata")
_OF_ONE_PACKAGE = ("rustc", "rustdoc", "owner", "yank", "read-manifest")
LOCK_READING = (*(command for command in RESOLVING if command != "generate-lockfile"), "package", "publish", "pkgid")
MANIFEST_FIRST = frozenset(IN_WORKSPACE) - {"package", "publish", "vendor"}
"""Commands that read manifests before any config."""

NAMING = ("package", "publish", "owner", "yank")
"""Commands that do so only where the registry is named, and else look for `registry.default` first."""
_UNSTABLE = ("RUSTC_BOOTSTRAP", "__CARGO_TEST_CHANNEL_OVERRIDE_DO_NOT_USE_THIS")
"""Variables that make a stable cargo take what only a nightly takes."""

AT_REGISTRY = ("yank", "owner", "search", "login", "logout", "install", "info")


def argument_refusals(invocation: "Invocation", config: Config) -> Iterator[Refusal]:
    """Yield what cargo refuses in the command line itself."""
    if invocation.flags or invocation.values:
        from policy.cargo.usage import early_refusals  # only a command line has any

        yield from early_refusals(invocation)
    if invocation.value("-C") is not None:
        sentence = "the `-C` flag is unstable, pass `-Z unstable-options` on the nightly channel to enable it"
        yield Refusal("invalid-argument", Phase.ARGUMENTS, (sentence,), Place(""))
    if invocation.value("-Z") not in (None, "help") and not any(name in config.environment for name in _UNSTABLE):
        sentence = "the `-Z` flag is only accepted on the nightly channel of Cargo, but this is the `stable` channel\n"
        sentence += "See https://doc.rust-lang.org/book/appendix-07-nightly-rust.html for more information about Rust "
        yield Refusal("invalid-argument", Phase.ARGUMENTS, (f"{sentence}release channels.",), Place(""))
    if invocation.command in COMPILING and invocation.value("-j", "--jobs") in ("0", "-0"):
        yield Refusal("invalid-argument", Phase.SELECTION, ("jobs may not be 0",), Place(""), (-1,))
    yield from colour_refusals(config)
    if config.argument_error is not None:
        yield config.argument_error.refusal(Phase.ARGUMENTS, 1)
    if invocation.command == "yank":
        from policy.cargo.crate_argument import yank_refusal  # only this command needs it

        if refusal := yank_refusal(invocation):
            yield refusal
    registry = invocation.value("--registry")
    if registry is not None and (error := registry_name_error(registry)):
        yield Refusal(invalid_name_cause(registry), Phase.CONFIG, (error,), Place(""), (1,), registry)
    index = invocation.value("--index")
    if index is None or holds_variable(index) or index.startswith("@"):  # `@NAME@`, as templates have it
        return
    try:
        parse(index)
    except ValueError as wrong:
        yield Refusal("invalid-index-url", Phase.CONFIG, (str(wrong),), Place(""), (1,), index)


def config_refusals(config: Config, before: int = 0) -> Iterator[Refusal]:
    """Yield what cargo refuses in the config files.

    before: how many manifests it reads before them, unless something in one of these needs them.
    """
    phase, *step = (Phase.MANIFEST, before - 1, LAST) if before else (Phase.CONFIG, 0)
    for number, error in enumerate(config.files.errors):
        yield error.refusal(phase, *step, number)


def workspace_refusals(workspace: Workspace, config: Config) -> Iterator[Refusal]:
    """Yield what cargo refuses in reading the manifests, in the order in which it reads them."""
    above: Refusal | None = None
    numbered = [*enumerate(workspace.loaded.values())]
    for number, manifest in (*numbered[1:], *numbered[:1]):  # the first may inherit from a root with a mistake
        if manifest.path in workspace.passed:
            continue
        context = workspace.contexts[manifest.path]
        for step, refusal in enumerate(manifest_refusals(manifest, config, None if number else above)):
            found = refusal if refusal.excerpt else refusal.under(*context)
            if refusal.cause == "unreadable-manifest":
                found = found._replace(place=workspace.named_at(manifest), subject=manifest.path)
            if number and not context and above is None:
                above = found  # a root, or a manifest on the way to it
            yield found._replace(step=(number, step))
    for step, error in enumerate(workspace.errors):
        yield error.refusal(Phase.MANIFEST, len(workspace.loaded), step)


def selected_packages(invocation: "Invocation", workspace: Workspace) -> list[Manifest]:
    """Return the packages that `-p`, `--workspace` and `--exclude` select."""
    wanted, excluded = invocation.all("-p", "--package"), invocation.all("--exclude")
    everything = invocation.has("--workspace", "--all")
    if wanted or (everything and excluded):
        from policy.cargo.selection import meant  # few command lines choose packages

        chosen = meant(excluded if everything else wanted, workspace.packages)
        return [package for package in workspace.packages if (package in chosen) != everything]
    return workspace.packages if everything else workspace.default_members


def publishing_of(invocation: "Invocation", workspace: Workspace, config: Config) -> Publishing:
    """Return what `cargo publish` or `cargo package` is about; raises CargoError for a wrong `registry.default`."""
    everything = invocation.has("--workspace", "--all")
    by_name = bool(invocation.all("-p", "--package"))
    return Publishing(
        selected_packages(invocation, workspace),
        "published" if invocation.command == "publish" else "packaged",
        named_target(config, invocation.value("--registry"), invocation.value("--index")),
        everything or (workspace.current.package is None and not by_name),
    )


def command_refusals(invocation: "Invocation", workspace: Workspace | None, sources: SourceMap) -> Iterator[Refusal]:
    """Yield what cargo refuses once config and manifests are read."""
    config, command = sources.config, invocation.command
    if workspace is not None:
        yield from reading_refusals(invocation, config, workspace)
    is_locked = command in LOCK_READING and not invocation.asks_for_members and not invocation.has("--exclude-lockfile")
    if workspace is not None and is_locked:
        folder = (workspace.root or workspace.current).folder
        packing = command in ("publish", "package")
        yield from lock_file_refusals(folder, Phase.PACKAGE if packing else Phase.RESOLVE)
        if packing and os.path.isfile(os.path.join(folder, LOCK_FILE)):
            for refusal in resolution_refusals(workspace, sources):  # it brings the lock file up to date
                yield refusal._replace(phase=Phase.PACKAGE, step=(-1, *refusal.step) if refusal.step else ())
    if workspace is not None:
        if invocation.flags or invocation.values:
            from policy.cargo.usage import late_refusals

            yield from late_refusals(invocation)
        yield from _choice_refusals(invocation, workspace)
        folder = (workspace.root or workspace.current).folder
        if command == "pkgid" and not os.path.exists(os.path.join(folder, LOCK_FILE)):
            sentence = "a Cargo.lock must exist for this command"
            yield Refusal("invalid-argument", Phase.SELECTION, (sentence,), Place(""))
    if workspace is not None and invocation.all("-F", "--features"):
        from policy.cargo.feature_choice import CHOOSING_FEATURES, feature_choice_refusals  # few command lines ask

        if command in CHOOSING_FEATURES:
            chosen = workspace.packages if command == "metadata" else selected_packages(invocation, workspace)
            yield from feature_choice_refusals(invocation, workspace, chosen)
    if command in ("publish", "package") and workspace is not None:
        publishing = publishing_of(invocation, workspace, config)
        token_needed = not invocation.has("--dry-run", "-n") and invocation.value("--token") is None
        listing = invocation.has("--list", "-l")
        locking, verifying = not invocation.has("--exclude-lockfile"), not invocation.has("--no-verify")
        yield from publishing_refusals(
            publishing,
            sources,
            token_needed=token_needed,
            listing=listing,
            resolving=locking or verifying,
            locking=locking,
            verifying=verifying,
        )
        return
    if command == "install" and "." in invocation.names:
        sentence = (
            "to install the binaries for the package in current working directory use `cargo install --path .`. \n"
        )
        sentence += "use `cargo build` if you want to simply build the package."
        yield Refusal("invalid-argument", Phase.SELECTION, (sentence,), Place(""))
    if command == "install" and workspace is not None:
        from policy.cargo.installing import install_refusals  # only this command needs it

        yield from install_refusals(invocation, workspace)
    if command in AT_REGISTRY and (command != "install" or invocation.installs_from_registry):
        from policy.cargo.registry_command import registry_command_refusals  # the other commands do not need it

        yield from registry_command_refusals(invocation, sources)
    if workspace is None:
        return
    if command in ("add", "remove") and invocation.names:
        from policy.cargo.adding import add_refusals, remove_refusals  # only these commands need it

        yield from (remove_refusals if command == "remove" else add_refusals)(invocation, workspace, sources)
    if command in COMPILING or command == "fetch":
        yield from delayed_refusals(workspace)
    if command in RESOLVING and not invocation.asks_for_members:
        yield from resolution_refusals(workspace, sources)
        if command == "metadata" or command in COMPILING:
            from policy.cargo.siblings import twice_named_refusals

            seen = workspace.packages if command == "metadata" else selected_packages(invocation, workspace)
            yield from twice_named_refusals(workspace, seen)
        yield from unwritten_refusals(invocation, workspace)
        if command != "run" and invocation.value("-p", "--package") is not None:
            from policy.cargo.selection import unmatched_refusals  # few command lines choose a package

            yield from unmatched_refusals(invocation, workspace)
    if command == "vendor":
        from policy.cargo.vendoring import vendor_refusals  # only this command needs it

        yield from vendor_refusals(invocation, workspace, sources)
    if command == "clean":
        from policy.cargo.cleaning import clean_refusals  # only this command needs it

        yield from clean_refusals(invocation, workspace, sources)
    if command in COMPILING:
        yield from compile_refusals(invocation, workspace, selected_packages(invocation, workspace), config)


def _choice_refusals(invocation: "Invocation", workspace: Workspace) -> Iterator[Refusal]:
    """Yield what is refused in the choice of packages."""
    from policy.cargo import selection  # what is checked without a command has no choice

    command = invocation.command
    choosing = (*COMPILING, "package", "publish", "tree") if invocation.asks_for_members else _CHOOSING
    if command in choosing and command not in _OF_ONE_PACKAGE:
        selected = selected_packages(invocation, workspace)
        yield from selection.package_choice_refusals(invocation, workspace, selected)
        if command == "run":
            from policy.cargo.running import run_refusals  # only this command needs it

            yield from run_refusals(invocation, selected)
    elif command == "update" and not workspace.packages:
        yield selection.empty_workspace()
    elif command in _OF_ONE_PACKAGE:
        yield from selection.single_package_refusals(invocation, workspace)
