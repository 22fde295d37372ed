"""`[env]` and `[target]` in cargo's config, read when it asks what the compiler is to compile for (`target.rs`)."""

import os
from collections.abc import Iterator

from policy.cargo.config import Config
from policy.cargo.config_types import (
    Key,
    Type,
    any_of,
    boolean,
    field_errors,
    located,
    path,
    program,
    section_errors,
    string,
    strings,
    table,
    table_of,
)
from policy.cargo.config_value import Value, dotted
from policy.cargo.refusal import CargoError

_OPTIONS = table(value=string, force=boolean, relative=boolean)
_PLATFORM: dict[str, Type] = {"runner": located(program), "rustflags": located(strings), "linker": located(path)}
_OWN_PLATFORM: dict[str, Type] = {
    "runner": located(program),
    "rustflags": strings,
    "rustdocflags": strings,
    "linker": located(path),
}
_NOT_SET = ("CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN")
"""The variables that `[env]` may not have."""


def environment_errors(config: Config) -> Iterator[CargoError]:
    """Yield what cargo refuses in `[env]`, when it asks the compiler for its version."""
    environment = config.root.table.get("env")
    if environment is None:
        return
    if error := table_of(located(_variable))(environment, ("env",)):
        yield error
    for name in _NOT_SET:
        if name in environment.table:
            what = "environment variable is not supported in the `[env]` configuration table"
            yield CargoError(f"setting the `{name}` {what}", place=environment.table[name].place)


def platform_errors(config: Config, named: tuple[str, ...] = ()) -> Iterator[CargoError]:
    """Yield what cargo refuses in `[target]`, when it asks the compiler for the platform that it compiles for.

    named: the values of `--target`.
    """
    for name in named or (_host(),) if any(one.startswith("CARGO_TARGET_") for one in config.environment) else ():
        yield from section_errors(config, ("target", name), _OWN_PLATFORM, None)
    platforms = config.root.table.get("target")
    if platforms is None:
        return
    if not isinstance(platforms.data, dict):
        yield _no_table(platforms, ("target",))
        return
    for name in named or (_host(),):
        if name in platforms.table:
            yield from _own_platform_errors(platforms.table[name], ("target", name))
    for name, value in sorted(platforms.table.items()):
        if name not in (named or (_host(),)):
            yield from field_errors(value, ("target", name), _PLATFORM)


def _own_platform_errors(value: Value, key: Key) -> Iterator[CargoError]:
    """Yield what is wrong with the table of the platform that is compiled for, of which cargo reads more."""
    if not isinstance(value.data, dict):
        yield _no_table(value, key)
        return
    yield from field_errors(value, key, _OWN_PLATFORM)
    for name, item in value.data.items():
        if name not in (*_OWN_PLATFORM, "ar"):
            from policy.cargo.script_overrides import override_errors  # few configs override a build script

            yield from override_errors(item, key, name)


def _variable(value: Value, key: Key) -> CargoError | None:
    """Take a variable of `[env]`: a string, or a table with one as `value`."""
    if isinstance(value.data, dict) and "value" not in value.data and _OPTIONS(value, key) is None:
        context = f"error in {value.definition}: could not load config key `{dotted(key)}`"
        return CargoError(context, "missing field `value`", place=value.place)
    return any_of("a string or map", str, dict, inner=_OPTIONS)(value, key)


def _no_table(value: Value, key: Key) -> CargoError:
    what = f"expected table for configuration key `{dotted(key)}`, but found {value.kind} in {value.definition}"
    return CargoError(what, place=value.place)


def _host() -> str:
    """Return the platform of this machine as the compiler most often calls it."""
    import platform  # only a config with `[target]` pays for it

    machine = {"arm64": "aarch64", "AMD64": "x86_64"}.get(platform.machine(), platform.machine())
    if os.name == "nt":
        return f"{machine}-pc-windows-msvc"
    return f"{machine}-apple-darwin" if platform.system() == "Darwin" else f"{machine}-unknown-linux-gnu"
