"""What `cargo run` refuses in the choice of the program (`commands/run.rs`, `ops/cargo_run.rs`)."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from policy.cargo.manifest import Manifest
from policy.cargo.place import Place
from policy.cargo.refusal import Phase, Refusal
from policy.cargo.target import Target

if TYPE_CHECKING:
    from policy.cargo.invocation import Invocation


def programs(invocation: "Invocation", packages: Sequence[Manifest]) -> list[tuple[Manifest, Target]]:
    """Return what is meant: the targets that the command line names, the only `default-run`, or every binary."""
    named = _named(invocation, packages)
    targets = [(package, target) for package in packages for target in package.targets.found]
    if not named:
        return [one for one in targets if one[1].kind == "bin"]
    return [one for one in targets if (one[1].kind, one[1].name) in named]


def run_refusals(invocation: "Invocation", packages: Sequence[Manifest]) -> Iterator[Refusal]:
    """Yield the refusal where nothing can be run, or where cargo cannot tell which is meant."""
    found, named = programs(invocation, packages), _named(invocation, packages)
    if any(char in str(name) for _, name in named for char in "*?["):
        yield _refusal("`cargo run` does not support glob patterns on target selection")
    elif not found and not named:
        yield _refusal("a bin target must be available for `cargo run`")
    elif len(found) == 1 and found[0][1].kind == "example" and found[0][1].crate_types not in (None, ["bin"]):
        yield _refusal(f"example target `{found[0][1].name}` is a library and cannot be executed")
    elif len(found) > 1 and not named:
        names = ", ".join(sorted(target.name or "" for _, target in found))
        sentence = "`cargo run` could not determine which binary to run. Use the `--bin` option to specify a binary, or"
        yield _refusal(f"{sentence} the `default-run` manifest key.\navailable binaries: {names}")
    elif len(found) > 1:
        lines = [f"\n    {target.kind} `{target.name}` in package `{package.name}`" for package, target in found]
        sentence = "`cargo run` can run at most one executable, but multiple were specified\nhelp: available targets:"
        yield _refusal(sentence + "".join(lines))


def _named(invocation: "Invocation", packages: Sequence[Manifest]) -> list[tuple[str, object]]:
    """Return kind and name of each target that is asked for."""
    named: list[tuple[str, object]] = [
        (kind, one) for kind in ("bin", "example") for one in invocation.all(f"--{kind}")
    ]
    tables = [package.package or {} for package in packages]
    defaults = [("bin", table["default-run"]) for table in tables if "default-run" in table]
    return named or (defaults if len(defaults) == 1 else [])


def _refusal(sentence: str) -> Refusal:
    return Refusal("invalid-argument", Phase.SELECTION, (sentence,), Place(""), (0,))
