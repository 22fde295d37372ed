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
        if name in (*_OWN_PLATFORM, "ar"):
            continue
        if isinstance(item.data, dict):
            yield from _override_errors(item, key)
        else:
            yield _wrong(item, "a table", dotted((*key, name)))


def _override_errors(override: Value, key: Key) -> Iterator[CargoError]:
    """Yield what is wrong in `[target.PLATFORM.LIBRARY]`, which stands for the output of a build script."""
    for name, value in sorted(override.table.items()):
        if name in ("warning", "rerun-if-changed", "rerun-if-env-changed"):
            yield CargoError(f"`{name}` is not supported in build script overrides", place=value.place)
        elif name.startswith("rustc-link-") or name in ("rustc-cdylib-link-arg", "rustc-cfg", "rustc-check-cfg"):
            if not isinstance(value.data, list):
                yield _wrong(value, "a list", name)
        elif name == "rustc-env":
            wrong = [one for one in value.table.values() if not isinstance(one.data, str)]
            if not isinstance(value.data, dict):
                yield _wrong(value, "a table", name)
            yield from (_wrong(one, "a string", str(one.place.key[-1])) for one in wrong)
        elif not isinstance(value.data, str):
            yield _wrong(value, "a string", name)
        elif name == "rustc-flags" and (flags := _other_flags(value.data)):
            where = f"target config `{dotted((*key, name))}` (in {value.definition})"
            yield CargoError(f"only `-l` and `-L` flags are allowed in {where}: `{flags}`", place=value.place)


def _other_flags(flags: str) -> str:
    """Return all flags if there are others among them than `-l` and `-L`, else ""."""
    words = flags.split()
    while words:
        word = words.pop(0)
        if not word.startswith(("-l", "-L")):
            return flags
        if len(word) == 2 and words:
            words.pop(0)
    return ""


def _wrong(value: Value, wanted: str, name: str) -> CargoError:
    what = f"expected {wanted}, but found a {value.kind} for `{name}` in {value.definition}"
    return CargoError(what, place=value.place)


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
