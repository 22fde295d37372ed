"""What cargo refuses when it is to compile, once manifests and dependencies are read (`ops/cargo_compile`)."""

import os
from collections.abc import Iterator
from errno import EISDIR, ENOENT
from typing import TYPE_CHECKING

from policy.cargo.config import Config
from policy.cargo.manifest import Manifest
from policy.cargo.place import Place
from policy.cargo.refusal import Phase, Refusal
from policy.cargo.target import Target
from policy.cargo.workspace import Workspace

if TYPE_CHECKING:
    from policy.cargo.invocation import Invocation

COMPILING = ("check", "build", "test", "bench", "run", "rustc", "rustdoc", "doc", "fix")
_CHOICES = (("--bin", "bin"), ("--example", "example"), ("--test", "test"), ("--bench", "bench"))
_GROUPS = ("--lib", "--bins", "--examples", "--tests", "--benches", "--all-targets")
_FILTERS = (*_GROUPS, *(option for option, _ in _CHOICES))
_DESCRIPTIONS = {"test": "integration-test"}
_CRATE_TYPES = ("lib", "rlib", "staticlib", "dylib", "cdylib", "bin", "proc-macro")


def delayed_refusals(workspace: Workspace) -> Iterator[Refusal]:
    """Yield what cargo found in the manifests and tells only when it is to compile or to fetch something."""
    for number, package in enumerate(sorted(workspace.suspects, key=lambda one: one.path)):
        for step, error in enumerate(package.targets.delayed):
            context = f"failed to parse manifest at `{package.path}`"
            yield error.under(context).refusal(Phase.PREPARE, number, step)


def compile_refusals(
    invocation: "Invocation", workspace: Workspace, packages: list[Manifest], config: Config
) -> Iterator[Refusal]:
    """Yield what cargo refuses in the choice of targets and in their files, for one command on these packages."""
    yield from _profile_refusals(invocation, workspace, config)
    yield from _choice_refusals(invocation, packages)
    named: set[tuple[str, str | None]]
    named = {(kind, name) for option, kind in _CHOICES for name in invocation.all(option)}
    wanted = [
        (package, target) for package in packages for target in package.targets.found if _is_wanted(invocation, target)
    ]
    if invocation.command == "run":
        from policy.cargo.running import programs  # only this command needs it

        wanted = programs(invocation, packages)
        if len(wanted) != 1:
            return  # `run_refusals` tells it
        named = {(target.kind, target.name) for _, target in wanted}
    # a library is compiled all the same
    for package, target in [one for one in wanted if one[1].kind != "lib" and one[1].table.get("required-features")]:
        from policy.cargo.feature_choice import required_feature_refusals  # few targets have such a key

        for refusal in required_feature_refusals(invocation, workspace, package, target):
            wanted.remove((package, target))
            if (target.kind, target.name) in named:
                yield refusal
    if not any(option in invocation.values or invocation.has(option) for option in _FILTERS):
        wanted += [one for one in wanted if invocation.command == "test" and _has_doc_tests(one[1])]
    missing = [(*one, report) for one in wanted if (report := file_report(*one))]
    for number, (_, target, report) in enumerate(missing):
        yield _missing_file(target, report, len(missing), number)
    if not missing:
        root = (workspace.root or workspace.current).folder
        for package in {package.path: package for package, _ in wanted}.values():
            yield from _script_refusals(package, root)
            yield from _library_refusals(package, root)
            yield from _crate_type_refusals(package)


def possible_compile_refusals(workspace: Workspace) -> Iterator[Refusal]:
    """Yield the refusals of every file that is not there, as a command that compiles this target alone has them."""
    root = (workspace.root or workspace.current).folder
    for package in workspace.suspects:
        for target in package.targets.found:
            if "path" in target.table and (report := file_report(package, target)):
                yield _missing_file(target, report, 1, 0)
        if "lib" in package.data or "build" in (package.package or {}):
            yield from _script_refusals(package, root)
            yield from _crate_type_refusals(package)


def file_report(package: Manifest, target: Target) -> str:
    """Return what cargo says where a target's file is none (`validate_target_path_as_source_file`), or ""."""
    path = os.path.join(package.folder, target.path or "")
    kind = _DESCRIPTIONS.get(target.kind, target.kind)
    if not os.path.exists(path):
        return f"can't find {kind} `{target.name}` at path `{path}`\n --> {package.path}"
    if not os.path.isdir(path):
        return ""
    help_line = ""
    entry = os.path.join(path, "lib.rs" if target.kind == "lib" else "main.rs")
    if os.path.exists(entry):
        help_line = f"\n  = help: an entry point exists at `{entry}`"
    sentence = f"path `{path}` for {kind} `{target.name}` is a directory, but a source file was expected."
    return f"{sentence}\n --> {package.path}{help_line}"


def _profile_refusals(invocation: "Invocation", workspace: Workspace, config: Config) -> Iterator[Refusal]:
    root, asked = workspace.root or workspace.current, invocation.value("--profile")
    if asked in ("check", "test", "bench"):
        asked = None  # old names that some commands still take
    is_told = "profile" in root.data or "profile" in config.root.table
    if asked is None and not is_told and not any(name.startswith("CARGO_PROFILE_") for name in config.environment):
        return
    from policy.cargo.profile_chain import config_profile_errors, profile_chain_refusal  # few have any

    yield from (error.refusal(Phase.COMPILE, -2) for error in config_profile_errors(root, config, asked))
    if refusal := profile_chain_refusal(root, config, asked):
        yield refusal


def _missing_file(target: Target, report: str, count: int, number: int) -> Refusal:
    end = f"error: could not compile due to {count} previous target resolution error{'s' if count > 1 else ''}"
    place = target.place.at("path") if "path" in target.table else target.place
    step = (1, number)
    return Refusal("missing-target-file", Phase.COMPILE, (f"{report}\n{end}",), place, step, target.name or "")


def _script_refusals(package: Manifest, root: str) -> Iterator[Refusal]:
    """Yield the compiler's refusal of a build script that is not there.

    root: the folder in which the compiler is started, the workspace's.
    """
    script = package.targets.build_script
    if script is not None and "build" in (package.package or {}):
        yield from _unread(package, script, "build script", package.place(package.package_key, "build"), root)


def _library_refusals(package: Manifest, root: str) -> Iterator[Refusal]:
    """Yield the compiler's refusal of a library that is not there, and that other targets need."""
    for library in package.targets.found:
        if library.kind == "lib":
            place = library.place.at("path") if "path" in library.table else library.place
            yield from _unread(package, library.path or "", "lib", place, root)


def _crate_type_refusals(package: Manifest) -> Iterator[Refusal]:
    for library in package.targets.found:
        unknown = [one for one in library.crate_types or () if one not in _CRATE_TYPES] if library.kind == "lib" else []
        if unknown:
            choice = ", ".join(f"`{one}`" for one in _CRATE_TYPES)
            words = _uncompiled(f"unknown crate type: `{unknown[0]}`, expected one of: {choice}", package, "lib")
            place = library.place.at("crate-type" if "crate-type" in library.table else "crate_type")
            yield Refusal("invalid-manifest", Phase.COMPILE, (words,), place, (3,), unknown[0])


def _unread(package: Manifest, path: str, what: str, place: Place, root: str) -> Iterator[Refusal]:
    whole = os.path.join(package.folder, path)
    number = ENOENT if not os.path.exists(whole) else EISDIR if os.path.isdir(whole) else 0
    if number:
        shown = os.path.relpath(whole, root) if whole.startswith(root + os.sep) else whole
        words = _uncompiled(f"couldn't read `{shown}`: {os.strerror(number)} (os error {number})", package, what)
        yield Refusal("missing-target-file", Phase.COMPILE, (words,), place, (2,), path)


def _uncompiled(sentence: str, package: Manifest, what: str) -> str:
    return f"{sentence}\n\nerror: could not compile `{package.name}` ({what}) due to 1 previous error"


def _choice_refusals(invocation: "Invocation", packages: list[Manifest]) -> Iterator[Refusal]:
    """Yield the refusal of a target that is named on the command line, and of which there is none."""
    targets = [target for package in packages for target in package.targets.found]
    if invocation.has("--lib") and not any(target.kind == "lib" for target in targets):
        names = [package.name for package in packages]
        where = f"package `{names[0]}`" if len(names) == 1 else f"packages: {', '.join(names)}"
        yield Refusal("invalid-argument", Phase.COMPILE, (f"no library targets found in {where}",), Place(""), (0,))
    for step, (option, kind) in enumerate(_CHOICES, 1):
        names = sorted({target.name or "" for target in targets if target.kind == kind})
        for name in invocation.all(option):
            if name in names or not name or any(char in name for char in "*?["):
                continue
            chosen = invocation.all("-p", "--package")
            where = " in default-run packages"
            if chosen:
                where = f" in `{chosen[0]}`{', ...' if len(chosen) > 1 else ''} package{'s' if len(chosen) > 1 else ''}"
            from policy.cargo.edit_distance import closest_message  # only a mistake pays for it

            closest = closest_message(name, names, "target")
            sentence = f"no {kind} target named `{name}`{where}{closest}"
            if names and not closest and len(packages) == 1:
                sentence += f"\nhelp: available {kind} targets:" + "".join(f"\n    {one}" for one in names)
            yield Refusal("invalid-argument", Phase.COMPILE, (sentence,), Place(""), (0, step), name)


def _has_doc_tests(target: Target) -> bool:
    """Whether `cargo test` compiles the target once more for the tests in its documentation."""
    types = target.crate_types or (["proc-macro"] if target.is_proc_macro else ["lib"])
    return target.kind == "lib" and target.flag("doctest", True) and not {"lib", "rlib", "proc-macro"}.isdisjoint(types)


def _is_wanted(invocation: "Invocation", target: Target) -> bool:
    """Whether the command compiles a target for its own sake, if its features are on."""
    kind, command = target.kind, invocation.command
    is_tested = target.flag("test", kind in ("lib", "bin", "test"))
    is_benched = target.flag("bench", kind in ("lib", "bin", "bench"))
    if invocation.has("--all-targets"):
        return True
    chosen = {kind: invocation.all(option) for option, kind in _CHOICES}
    flags = {"lib": "--lib", "bin": "--bins", "example": "--examples"}
    if invocation.has(*_GROUPS) or any(chosen.values()):
        if target.name in chosen.get(kind, ()) or (kind in flags and invocation.has(flags[kind])):
            return True
        return (is_tested and invocation.has("--tests")) or (is_benched and invocation.has("--benches"))
    if command == "test":
        return is_tested or kind == "example"
    if command == "bench":
        return is_benched
    return kind in ("lib", "bin") and (command not in ("doc", "rustdoc") or target.flag("doc", True))
