"""The crate and version that `cargo yank` is given (`resolve_crate` in commands/yank.rs)."""

from policy.cargo.invocation import Invocation
from policy.cargo.place import Place
from policy.cargo.refusal import Phase, Refusal
from policy.cargo.semver import version_error


def yank_refusal(invocation: Invocation) -> Refusal | None:
    """Return what cargo refuses in them, or None."""
    chain = _chain(invocation.names[0] if invocation.names else "", invocation.value("--version", "--vers"))
    return Refusal("invalid-argument", Phase.ARGUMENTS, chain, Place(""), (2,)) if chain else None


def _chain(crate: str, version: str | None) -> tuple[str, ...]:
    name, at, inline = crate.partition("@")
    if at and version is not None:
        return (f"cannot specify both `@{inline}` and `--version`",)
    if at and not name:
        return (f"missing crate name for `@{inline}`",)
    version = inline if at else version
    if version is None:
        return ("`--version` is required",)
    error = version_error(version)
    if error is None:
        return ()
    if version.startswith("v"):
        help_line = f"help: try changing the version to `{version.removeprefix('v')}`"
        return (f"the version provided, `{version}` is not a valid SemVer version\n\n{help_line}", error)
    return (f"invalid version `{version}`", error)
